"""
Builds a site with people, projects and issues: always the same one for the same name and time.

``build_site`` is what the command line calls, ``add_issues`` what ``POST /_sandbox/issues`` calls.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from jxl_sandbox.jira.agile_model import SavedFilter, Share
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.lexorank import rank_at
from jxl_sandbox.jira.model import Board, Project, Site, Sprint
from jxl_sandbox.jira.seeds import catalogue, fields, grants, people, workflows
from jxl_sandbox.jira.seeds.customs import DAY_MS
from jxl_sandbox.jira.seeds.issues import IssueSeeder
from jxl_sandbox.jira.seeds.planning import plan
from jxl_sandbox.jira.seeds.projects import (
    SPECS,
    TEAM_PROJECT_ID,
    ProjectSpec,
    build_project,
    security_schemes,
)
from jxl_sandbox.jira.seeds.texts import RawIssue, raw_issues

__all__ = ["add_issues", "build_site"]

DEFAULT_NAME = "Skerry Line Ferries"
_SPAN_DAYS = 900  # how far back the oldest seeded issue was created
_CLOSED_SPRINTS = 8
_SPRINT_DAYS = 14


def build_site(
    base_url: str,
    issues: int = 0,
    name: str = DEFAULT_NAME,
    now: Callable[[], datetime] | None = None,
) -> Site:
    """
    Build a site.

    Args:
        base_url: Origin under which it will be reached, without a slash at the end.
        issues: How many issues ``projects[0]`` (the first of ``site.projects``) holds at least; it has some
            480 anyway.
        name: What the site is called; people's ids and tokens follow from it.
        now: The site's clock; left out: a :class:`SiteClock` that runs with real time. Dates of the seeds are
            laid out before the beginning of its current day, so that sites built on one day are the same.

    Returns:
        The site, its users in the order of ``people.py``: the site administrator first.
    """
    clock = now if now is not None else SiteClock()
    site = Site(
        name=name,
        base_url=base_url.rstrip("/"),
        client_key=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/client")),
        cloud_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/cloud")),
        now=clock,
    )
    _configure(site)
    today = clock().replace(hour=0, minute=0, second=0, microsecond=0)
    taken = {source for spec in SPECS for source in spec.sources}
    rest = [raw for raw in raw_issues() if raw["project"] not in taken]
    for spec, project in zip(SPECS, site.projects.values(), strict=True):
        rng = _rng(name, project)
        if spec.board:
            _add_board(site, project, spec, int(today.timestamp() * 1000))
        raws = [raw for raw in raw_issues() if raw["project"] in spec.sources] if spec.sources else rest
        if project.id == next(iter(site.projects)):
            raws = _stretched(raws, issues, rng)
        _seed(site, project, spec, raws, today - timedelta(days=_SPAN_DAYS), today, rng)
        plan(site, project, today)
    _rank(site, list(site.issues), _rng(name, None))
    return site


def add_issues(site: Site, count: int, project: Project | None = None) -> list[int]:
    """
    Make more issues in a project, created within the last two days; left out: the site's first project.

    Returns:
        Ids of the new issues; there are no epics among them.
    """
    target = project if project is not None else next(iter(site.projects.values()))
    spec = next((s for s in SPECS if s.key == target.key), SPECS[0])
    rng = random.Random(f"{site.name}/{target.key}/{target.next_number}")  # noqa: S311 -- seeds, not secrets
    before = site.next_issue_id
    end = site.now()
    raws = _stretched([], count, rng)
    _seed(site, target, spec, raws, end - timedelta(days=2), end, rng, epics_every=0)
    new_ids = [i for i in target.issue_ids if i >= before]
    _rank(site, new_ids, rng)
    return new_ids


def _rng(name: str, project: Project | None) -> random.Random:
    return random.Random(f"{name}/{project.key if project else 'rank'}")  # noqa: S311 -- seeds, not secrets


def _configure(site: Site) -> None:
    for user in people.people(site.name):
        site.users[user.account_id] = user
        for group in sorted(user.groups):
            site.groups.setdefault(group, str(uuid.uuid5(uuid.NAMESPACE_URL, f"{site.name}/group/{group}")))
    site.application_roles = {key: set(names) for key, names in people.APPLICATION_ROLES.items()}
    site.permissions = {d.key: d for d in grants.definitions()}
    site.global_grants = grants.global_grants()
    site.issue_types = {t.id: t for t in catalogue.issue_types(TEAM_PROJECT_ID)}
    site.statuses = {s.id: s for s in catalogue.statuses(TEAM_PROJECT_ID)}
    site.workflows = {w.id: w for w in workflows.workflows()}
    site.priorities = {p.id: p for p in catalogue.priorities()}
    site.resolutions = {r.id: r for r in catalogue.resolutions()}
    site.link_types = {t.id: t for t in catalogue.link_types()}
    site.teams = {t.id: t for t in catalogue.teams()}
    everybody = list(site.users.values())
    schemes = grants.schemes()
    for number, spec in enumerate(SPECS):
        project = build_project(number, spec, everybody, schemes[spec.scheme])
        site.projects[project.id] = project
    shared = [p.scheme for p in site.projects.values() if p.style == "classic"]
    site.permission_schemes = {scheme.id: scheme for scheme in sorted(shared, key=lambda s: s.id)}
    site.security_schemes = security_schemes(site.projects.values())
    software = frozenset(
        p.id for p in site.projects.values() if p.type_key == "software" and p.style == "classic"
    )
    service = frozenset(p.id for p in site.projects.values() if p.type_key == "service_desk")
    definitions = [*fields.system_fields(), *fields.custom_fields(software, TEAM_PROJECT_ID, service)]
    site.fields = {d.id: d for d in definitions}


def _add_board(site: Site, project: Project, spec: ProjectSpec, today_ms: int) -> None:
    board_id = len(site.boards) + 1
    points = fields.STORY_POINTS if project.style == "classic" else fields.STORY_POINT_ESTIMATE
    kind = spec.board or "kanban"
    filter_id = 10000 + len(site.filters)
    site.filters[filter_id] = SavedFilter(
        filter_id,
        f"Filter for {spec.key} board",
        project.lead,
        f"project = {spec.key} ORDER BY Rank ASC",
        shares=[Share(filter_id, "project", project.id)],
    )
    estimated_by = points if kind != "kanban" else None
    site.boards[board_id] = Board(
        board_id, f"{spec.key} board", kind, project.id, estimated_by, filter_id=filter_id
    )
    if kind == "kanban":
        return
    length = _SPRINT_DAYS * DAY_MS
    for place in range(_CLOSED_SPRINTS + 3):
        number = len(site.sprints) + 1
        start = today_ms - 5 * DAY_MS + (place - _CLOSED_SPRINTS) * length + 9 * 3_600_000
        sprint = Sprint(number, f"{spec.key} Sprint {place + 1}", "future", board_id)
        if place <= _CLOSED_SPRINTS:
            sprint.state = "closed" if place < _CLOSED_SPRINTS else "active"
            sprint.start_ms, sprint.end_ms = start, start + length
            sprint.complete_ms = start + length if sprint.state == "closed" else None
        site.sprints[number] = sprint


def _stretched(raws: Sequence[RawIssue], wanted: int, rng: random.Random) -> list[RawIssue]:
    """Top up a project's raw issues from all of them, again and again, in order of age."""
    chosen = list(raws)
    pool = list(raw_issues())
    while len(chosen) < wanted:
        chosen += rng.sample(pool, k=min(len(pool), wanted - len(chosen)))
    return sorted(chosen, key=lambda raw: str(raw["created"])) if raws else chosen


def _seed(
    site: Site,
    project: Project,
    spec: ProjectSpec,
    raws: Sequence[RawIssue],
    begin: datetime,
    end: datetime,
    rng: random.Random,
    *,
    epics_every: int = 25,
) -> None:
    flavour = spec.workflow if spec.type_key != "business" else "business"
    end_ms = int(end.timestamp() * 1000)
    seeder = IssueSeeder(site, project, flavour, rng, end_ms)
    seeder.seed(raws, int(begin.timestamp() * 1000), end_ms, epics_every=epics_every)


def _rank(site: Site, issue_ids: Sequence[int], rng: random.Random) -> None:
    """Rank issues after those there are, near the order in which they were made but not in it."""
    ordered = sorted((place + rng.uniform(0, 40), issue_id) for place, issue_id in enumerate(issue_ids))
    for _, issue_id in ordered:
        site.issues[issue_id].values[fields.RANK] = rank_at(site.next_rank)
        site.next_rank += 1
