"""
Makes the drawn life of a project's issues fit together: parents and their parts, sprints, the release plan.

Issues are drawn one by one, so an epic may be done before its parts, a sprint be empty and a version be released
before what it fixes. Nothing here is drawn: the same issues always give the same plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from jxl_sandbox.jira.model import Issue, Project, Site, Sprint
from jxl_sandbox.jira.seeds import catalogue as c
from jxl_sandbox.jira.seeds import fields as f
from jxl_sandbox.jira.seeds.customs import DAY_MS, day

_PLANNED = 4  # versions that are still to come
_PLANNED_AFTER_DAYS = (12, 40, 75, 130)
_CYCLE_DAYS = 28
_ENOUGH = 2  # issues that a version without work gets, and that one which gives keeps
_LONGEST_DAYS = 90  # between the middle of a version's work and its release
_MONTHS, _LATELY = 130, 10  # days
_OF_CLOSED, _OF_ACTIVE, _DONE_IN_ACTIVE, _OF_FUTURE = (7, 8, 9, 10), 16, 5, 9
_TO_COME = re.compile(r"later|future|unscheduled|to community", re.IGNORECASE)
_GOALS = (
    "No known bug of high priority in {}",
    "{} ready for the pilot ship",
    "Everything the harbour offices asked of {}",
    "{} documented for new colleagues",
    "Half the waiting time in {}",
)


def plan(site: Site, project: Project, today: datetime) -> None:
    """
    Put a seeded project in order.

    Args:
        today: The beginning of the site's day; nothing that has happened is later.
    """
    today_ms = int(today.timestamp() * 1000)
    _settle_parents(site, project)
    _fill_sprints(site, project, today_ms)
    _plan_versions(site, project, today)


def _category(site: Site, issue: Issue) -> str:
    return site.statuses[issue.values["status"]].category


def _level(site: Site, issue: Issue) -> int:
    return site.issue_types[issue.values["issuetype"]].hierarchy_level


def _settle_parents(site: Site, project: Project) -> None:
    """Open what has open sub-tasks again; open parts of an epic that is done go to the next epic that is not."""
    issues = list(site.issues_of([project.id]))
    for issue in issues:
        parts = [site.issues[i] for i in site.children.get(issue.id, ())]
        is_done = _level(site, issue) == 0 and _category(site, issue) == "done"
        if is_done and any(_category(site, part) != "done" for part in parts):
            _open_again(site, project, issue)
    epics = [issue for issue in issues if _level(site, issue) == 1]
    open_epics = [epic for epic in epics if _category(site, epic) != "done"]
    for epic in epics:
        if _category(site, epic) != "done":
            continue
        parts = [site.issues[i] for i in site.children.get(epic.id, ())]
        done = [part for part in parts if _category(site, part) == "done"]
        for part in parts if done else ():
            if part not in done:
                later = [e for e in open_epics if e.created_ms <= part.created_ms]
                _move_to(site, part, later[-1] if later else None)
        if done:
            finished = max(epic.values["resolutiondate"], *(p.values["resolutiondate"] for p in done))
            _date_resolution(epic, finished)
        else:  # nothing of it is done yet
            _open_again(site, project, epic)
            open_epics = sorted([*open_epics, epic], key=lambda e: e.created_ms)


def _open_again(site: Site, project: Project, issue: Issue) -> None:
    statuses = site.workflows[project.workflows[issue.values["issuetype"]]].status_ids
    at_work = next(s for s in statuses if site.statuses[s].category == "indeterminate")
    changed = min(issue.created_ms + 2 * DAY_MS, issue.values["resolutiondate"])
    issue.values |= {"status": at_work, "resolution": None, "resolutiondate": None}
    issue.values["statuscategorychangedate"] = changed
    issue.changelog.clear()  # it told how the issue was done
    issue.values.pop(f.SPRINT, None)


def _move_to(site: Site, issue: Issue, parent: Issue | None) -> None:
    site.children[issue.values["parent"]].remove(issue.id)
    issue.values["parent"] = parent.id if parent is not None else None
    if parent is not None:
        site.children.setdefault(parent.id, []).append(issue.id)


def _date_resolution(issue: Issue, moment_ms: int) -> None:
    issue.values["resolutiondate"] = issue.values["statuscategorychangedate"] = moment_ms
    issue.updated_ms = max(issue.updated_ms, moment_ms)
    for entry in issue.changelog:
        entry["created_ms"] = moment_ms


def _fill_sprints(site: Site, project: Project, today_ms: int) -> None:
    """
    Give every closed sprint the work of two weeks, the active one what is at work, the next ones what is chosen.

    Issues that were resolved before the first sprint, the latest of them, are resolved in a sprint instead.
    """
    boards = {board.id for board in site.boards.values() if board.project_id == project.id}
    sprints = sorted((s for s in site.sprints.values() if s.board_id in boards), key=lambda s: s.id)
    if not sprints:
        return
    standard = [i for i in site.issues_of([project.id]) if _level(site, i) == 0]
    for issue in standard:
        issue.values.pop(f.SPRINT, None)
    closed = [s for s in sprints if s.state == "closed"]
    active = next(s for s in sprints if s.state == "active")
    end_ms = _end(closed[-1])
    done = [i for i in standard if _category(site, i) == "done" and i.created_ms < (closed[0].start_ms or 0)]
    done.sort(key=lambda i: (i.values["resolutiondate"], i.id), reverse=True)
    for place, sprint in enumerate(closed):
        wanted = _OF_CLOSED[place % len(_OF_CLOSED)]
        for number in range(min(wanted, len(done))):
            issue = done.pop(0)
            length = _end(sprint) - (sprint.start_ms or 0)
            _date_resolution(issue, (sprint.start_ms or 0) + length * (number + 1) // (wanted + 1))
            carried = [closed[place - 1].id] if place and number == 0 else []
            issue.values[f.SPRINT] = [*carried, sprint.id]
        _set_goal(sprint, project, place)
    for number in range(min(_DONE_IN_ACTIVE, len(done))):
        issue = done.pop(0)
        start = active.start_ms or 0
        _date_resolution(issue, start + (today_ms - start) * (number + 1) // (_DONE_IN_ACTIVE + 1))
        issue.values[f.SPRINT] = [active.id]
    _set_goal(active, project, len(closed))
    at_work = [i for i in standard if _category(site, i) == "indeterminate"][-_OF_ACTIVE + 4 :]
    waiting = [i for i in standard if _category(site, i) == "new"]
    chosen = [i for i in waiting if i.values["status"] != c.BACKLOG][-4:]
    for place, issue in enumerate([*at_work, *chosen]):
        carried = [closed[-1].id] if place % 5 == 0 and issue.created_ms < end_ms else []
        issue.values[f.SPRINT] = [*carried, active.id]
    left = [i for i in waiting if i not in chosen][::-1]
    for sprint in (s for s in sprints if s.state == "future"):
        for issue in left[:_OF_FUTURE]:
            issue.values[f.SPRINT] = [sprint.id]
        left = left[_OF_FUTURE:]


def _end(sprint: Sprint) -> int:
    return sprint.complete_ms or sprint.end_ms or 0


def _set_goal(sprint: Sprint, project: Project, place: int) -> None:
    """Every third sprint has no goal, as it is."""
    parts = [part["name"] for part in project.components.values()] or [project.name]
    if place % 3 != 1:
        sprint.goal = _GOALS[place % len(_GOALS)].format(parts[place % min(4, len(parts))])


def _plan_versions(site: Site, project: Project, today: datetime) -> None:
    """
    Date the versions by the work for them: released when most of it was resolved, or still to come.

    The youngest versions are those to come. What was not done when its version came out is in a later one.
    """
    work: dict[str, list[Issue]] = {version_id: [] for version_id in project.versions}
    found: dict[str, list[Issue]] = {version_id: [] for version_id in project.versions}
    for issue in site.issues_of([project.id]):
        for version_id in issue.values.get("fixVersions") or ():
            work[version_id].append(issue)
        for version_id in issue.values.get("versions") or ():
            found[version_id].append(issue)
    ages = {v: _age(work[v] or found[v], today) for v in project.versions}
    by_age = sorted(project.versions, key=lambda v: (ages[v], int(v)))
    later = [v for v in by_age if _TO_COME.search(project.versions[v]["name"])]
    to_come = [v for v in by_age if v not in later and work[v]][-_PLANNED:]
    to_come.sort(key=lambda v: _in_order(project.versions[v]["name"]))
    for place, version_id in enumerate(by_age):
        if version_id in to_come or version_id in later:
            continue
        resolved = sorted(
            i.values["resolutiondate"] for i in work[version_id] if _category(site, i) == "done"
        )
        # What has no work came out before the first that was found in it.
        first = min((issue.created_ms for issue in found[version_id]), default=ages[version_id])
        most = resolved[(len(resolved) - 1) * 4 // 5] if resolved else first
        out_ms = min(most, ages[version_id] + _LONGEST_DAYS * DAY_MS)
        when = datetime.fromtimestamp(out_ms / 1000, today.tzinfo) + timedelta(days=1)
        _release(project.versions[version_id], min(when, today), is_archived=place % 9 == 0)
    for place, version_id in enumerate(to_come):
        _announce(project.versions[version_id], today + timedelta(days=_PLANNED_AFTER_DAYS[place]))
    for version_id in later:
        _announce(project.versions[version_id], today + timedelta(days=2 * _PLANNED_AFTER_DAYS[-1]))
    order = sorted(project.versions, key=lambda v: (project.versions[v]["releaseDate"], by_age.index(v)))
    in_turn = [v for v in order if v not in later]
    _move_late_work(site, project, in_turn, to_come)
    _add_recent_work(site, project, in_turn, to_come, today)
    _give_work(site, project, in_turn)
    held = dict(project.versions)
    project.versions.clear()
    project.versions.update((version_id, held[version_id]) for version_id in order)


def _age(issues: Sequence[Issue], today: datetime) -> int:
    """When the middle one of a version's issues was created."""
    created = sorted(issue.created_ms for issue in issues)
    return created[len(created) // 2] if created else int(today.timestamp() * 1000) - 400 * DAY_MS


def _in_order(name: str) -> list[tuple[int, str]]:
    """Sort 1.10 after 1.9."""
    return [(int(word), "") if word.isdigit() else (0, word) for word in re.findall(r"\d+|[A-Za-z]+", name)]


def _release(version: dict[str, Any], when: datetime, *, is_archived: bool) -> None:
    version |= {"released": True, "archived": is_archived, "releaseDate": _text(when)}
    version["startDate"] = _text(when - timedelta(days=_CYCLE_DAYS))


def _announce(version: dict[str, Any], when: datetime) -> None:
    version |= {"released": False, "archived": False, "releaseDate": _text(when)}
    version["startDate"] = _text(when - timedelta(days=2 * _CYCLE_DAYS))


def _text(when: datetime) -> str:
    return day(int(when.timestamp() * 1000))


def _move_late_work(site: Site, project: Project, order: Sequence[str], to_come: Sequence[str]) -> None:
    """Put what was resolved after its version came out into the next one that was out by then, or is to come."""
    dates = {version_id: project.versions[version_id]["releaseDate"] for version_id in order}
    for issue in site.issues_of([project.id]):
        held = issue.values.get("fixVersions")
        if not held:
            continue
        is_done = _category(site, issue) == "done"
        until = day(issue.values["resolutiondate"]) if is_done else "9999"
        kept = [v for v in held if not project.versions[v]["released"] or dates[v] >= until]
        if len(kept) < len(held):
            after = [v for v in order if dates[v] >= until]
            kept += after[:1] if is_done else [to_come[issue.id % len(to_come)]] if to_come else []
            issue.values["fixVersions"] = list(dict.fromkeys(kept))


def _add_recent_work(
    site: Site, project: Project, order: Sequence[str], to_come: Sequence[str], today: datetime
) -> None:
    """
    Spread what the last months resolved over the versions that came out then; the latest comes out with the next.
    """
    months_ms, weeks_ms = (int((today - timedelta(days=n)).timestamp() * 1000) for n in (_MONTHS, _LATELY))
    dates = {version_id: project.versions[version_id]["releaseDate"] for version_id in order}
    for issue in site.issues_of([project.id]) if to_come else ():
        resolved = issue.values["resolutiondate"]
        if resolved is None or resolved < months_ms or _level(site, issue) != 0:
            continue
        after = [v for v in order if dates[v] >= day(resolved)][:3] if resolved < weeks_ms else to_come[:2]
        issue.values["fixVersions"] = [after[issue.id % len(after)]]


def _give_work(site: Site, project: Project, order: Sequence[str]) -> None:
    """
    Give each released version without work some of what was resolved in the weeks before it came out.

    It takes what is for no version, else from versions that keep some. One that gets none is archived.
    """
    held: dict[str, list[Issue]] = {version_id: [] for version_id in project.versions}
    free: list[Issue] = []
    for issue in site.issues_of([project.id]):
        versions = issue.values.get("fixVersions") or []
        for version_id in versions:
            held[version_id].append(issue)
        if not versions and issue.values["resolutiondate"] is not None and _level(site, issue) == 0:
            free.append(issue)
    for version_id in order:
        version = project.versions[version_id]
        if held[version_id] or not version["released"]:
            continue
        others = [i for v in order for i in held[v][_ENOUGH:] if len(i.values["fixVersions"]) == 1]
        fitting = [i for i in (*free, *others) if _is_for(version, i)][:_ENOUGH]
        for issue in fitting:
            for other_id in issue.values.get("fixVersions") or ():
                held[other_id].remove(issue)
            if issue in free:
                free.remove(issue)
            issue.values["fixVersions"] = [version_id]
            held[version_id].append(issue)
        version["archived"] |= not fitting


def _is_for(version: dict[str, Any], issue: Issue) -> bool:
    """Whether an issue was resolved while a version was made."""
    resolved = issue.values["resolutiondate"]
    return resolved is not None and version["startDate"] <= day(resolved) <= version["releaseDate"]
