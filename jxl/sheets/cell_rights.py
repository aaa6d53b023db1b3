"""
Which cells a person may change at this moment, asked of Jira afresh: before something is written.

What a load of rows said is minutes old then, and came from the browser. Asked as the person, in three rounds for all
issues together: what they are, the rights held on them, and the edit screen once for all that are the same to it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from jxl.errors import JxlError
from jxl.jira.concurrency import run_ahead
from jxl.jira.fields import JiraField
from jxl.jira.issues import BULK_FETCH_SIZE
from jxl.jira.permissions import MOST_AT_ONCE
from jxl.permissions.cells import (
    NO_FIELD,
    NOT_THERE,
    UNKNOWN,
    CellFacts,
    Denial,
    IssueRight,
    denial_of,
    deny,
    rights_to_ask,
)
from jxl.sheets.access_classes import CLASS_FIELDS, AccessClasses
from jxl.sheets.issue_source import IssueSource

logger = logging.getLogger(__name__)

T = TypeVar("T")
CALLS_AT_ONCE = 8

Cells = Mapping[str, Collection[str]]
Denials = dict[str, dict[str, Denial]]


def ask_denials(source: IssueSource, cells: Cells, fields: Iterable[JiraField]) -> Denials:
    """
    Ask which of some cells are read-only for the person now.

    Args:
        source: Jira, as the person; it must remember nothing of screens.
        cells: Field ids by issue id.
        fields: Those that the person may see.

    Returns:
        Denials by issue id and field id; a cell that is not there may be changed. Where Jira gives no answer that can
        be relied on, the cells have :data:`~jxl.permissions.cells.UNKNOWN`.
    """
    catalogue = {field.id: field for field in fields}
    wanted = [catalogue[i] for i in dict.fromkeys(i for ids in cells.values() for i in ids) if i in catalogue]
    facts = _ask_facts(source, list(cells), rights_to_ask(wanted))
    denials: Denials = {}
    for issue_id, field_ids in cells.items():
        found = facts.get(issue_id, NOT_THERE)
        denied = {} if isinstance(found, Denial) else deny(wanted, found)
        for field_id in field_ids:
            field = catalogue.get(field_id)
            if isinstance(found, Denial):
                denial: Denial | None = found
            else:
                denial = NO_FIELD if field is None else denial_of(field, denied)
            if denial is not None:
                denials.setdefault(issue_id, {})[field_id] = denial
    return denials


def _ask_facts(
    source: IssueSource, issue_ids: Sequence[str], rights: Sequence[IssueRight]
) -> dict[str, CellFacts | Denial]:
    """Ask what decides about issues; an issue that the person does not see is not in the answer."""
    classes = AccessClasses("")  # whose issue it is does not matter here: rights are asked for each
    found: dict[str, CellFacts | Denial] = {}
    names: dict[str, str] = {}
    for ids, bulk in _side_by_side(issue_ids, BULK_FETCH_SIZE, lambda part: source.fetch(part, CLASS_FIELDS)):
        found.update(dict.fromkeys(ids if bulk is None else bulk.errors, UNKNOWN))
        for issue in bulk.issues if bulk is not None else ():
            names[str(issue.get("id"))] = classes.name(issue.get("fields") or {})
    held: dict[str, frozenset[IssueRight]] = {}
    if not rights:
        held = dict.fromkeys(names, frozenset())
    for ids, granted in _side_by_side(
        list(names) if rights else [], MOST_AT_ONCE, lambda part: source.granted(part, rights)
    ):
        for issue_id in ids:
            if granted is None:
                found[issue_id] = UNKNOWN
            else:
                held[issue_id] = frozenset(r for r in rights if issue_id in granted.get(r, ()))
    may_edit = {
        classes.facts(names[i]).project_id for i, mine in held.items() if IssueRight.EDIT_ISSUES in mine
    }
    screens = _ask_screens(source, classes, names, held)
    for issue_id, mine in held.items():
        about = classes.facts(names[issue_id])
        screen = screens.get(issue_id, frozenset())
        found[issue_id] = (
            UNKNOWN if screen is None else CellFacts(about, mine, screen, about.project_id in may_edit)
        )
    return found


def _ask_screens(
    source: IssueSource,
    classes: AccessClasses,
    names: Mapping[str, str],
    held: Mapping[str, frozenset[IssueRight]],
) -> dict[str, frozenset[str] | None]:
    """Ask what the edit screens of the issues with Edit issues let change: one call for all that are the same."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for issue_id, mine in held.items():
        if IssueRight.EDIT_ISSUES in mine:
            alike.setdefault((*classes.screen(names[issue_id]), *sorted(mine)), []).append(issue_id)
    first = {ids[0]: ids for ids in alike.values()}
    screens: dict[str, frozenset[str] | None] = {}
    for (issue_id,), screen in _side_by_side(list(first), 1, lambda part: source.on_screen(part[0], part[0])):
        screens.update(dict.fromkeys(first[issue_id], screen))
    return screens


def _side_by_side(
    ids: Sequence[str], size: int, ask: Callable[[Sequence[str]], T]
) -> Iterator[tuple[Sequence[str], T | None]]:
    """Ask about parts of a list at the same time; None where Jira gave no answer."""

    def ask_part(part: Sequence[str]) -> tuple[Sequence[str], T | None]:
        try:
            return part, ask(part)
        except JxlError as exc:
            logger.warning("a question about rights was not answered", extra={"code": exc.code})
            return part, None

    parts = (ids[start : start + size] for start in range(0, len(ids), size))
    yield from run_ahead((partial(ask_part, part) for part in parts), CALLS_AT_ONCE)
