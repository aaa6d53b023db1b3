"""
Puts issues into another order: gives them new ranks, and ranks the whole site anew when there is no room left.

Source: Jira Software Cloud REST, "Rank issues". Rank is one order through the whole site.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.lexorank import rank_at, ranks_between
from jxl_sandbox.jira.model import Actor, Issue, Site


def rank_field_id(site: Site) -> str:
    """
    Find the field that holds ranks.
    """
    return next(field.id for field in site.fields.values() if field.kind == "rank")


def by_rank(site: Site, issues: Collection[Issue]) -> list[Issue]:
    """
    Sort issues by rank; one that has none, by some accident, comes last.
    """
    field_id = rank_field_id(site)
    return sorted(issues, key=lambda issue: (issue.values.get(field_id) or "~", issue.id))


def rank_issues(
    site: Site,
    actor: Actor,
    moved: Sequence[Issue],
    *,
    before: Issue | None = None,
    after: Issue | None = None,
) -> None:
    """
    Move issues, in the order given, right before or right after another one.

    An issue that is to stand before or after itself keeps its place, and the others go around it.
    """
    reference = before if before is not None else after
    if reference is None:
        raise ValueError("one of before and after is needed")
    chosen = [issue for issue in moved if issue is not reference]
    if not chosen:
        return
    new_ranks = _find_room(site, chosen, reference, is_before=before is not None)
    if new_ranks is None:
        rank_anew(site)
        new_ranks = _find_room(site, chosen, reference, is_before=before is not None)
    if new_ranks is None:
        raise RuntimeError("no room between two neighbours of a freshly ranked site")
    field_id = rank_field_id(site)
    for issue, rank in zip(chosen, new_ranks, strict=True):
        record_change(site, actor, issue, {field_id: rank})


def rank_anew(site: Site) -> None:
    """
    Space all ranks evenly again. The order stays, so nothing is in the changelog and *updated* does not move.
    """
    field_id = rank_field_id(site)
    ordered = by_rank(site, site.issues.values())
    for position, issue in enumerate(ordered):
        site.change_issue(issue, {field_id: rank_at(position)}, issue.updated_ms)
    site.next_rank = len(ordered)


def _find_room(site: Site, chosen: Sequence[Issue], reference: Issue, *, is_before: bool) -> list[str] | None:
    field_id = rank_field_id(site)
    own = reference.values[field_id]
    moving = {issue.id for issue in chosen}
    others = (
        rank
        for issue in site.issues.values()
        if issue.id not in moving and (rank := issue.values.get(field_id)) is not None
    )
    if is_before:
        low = max((rank for rank in others if rank < own), default=None)
        return ranks_between(low, own, len(chosen))
    high = min((rank for rank in others if rank > own), default=None)
    if high is not None:
        return ranks_between(own, high, len(chosen))
    # Behind the last one there are fresh ranks; new issues take them too, so they are used up here.
    while rank_at(site.next_rank) <= own:
        site.next_rank += 1
    first = site.next_rank
    site.next_rank += len(chosen)
    return [rank_at(first + n) for n in range(len(chosen))]
