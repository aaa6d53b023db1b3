"""
The projects of a seeded site: names, kinds, who is in which role, which real trackers they take issues from.

Project 0 is the one that tests and benchmarks fill: company-managed software without security levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from jxl_sandbox.jira.model import PermissionScheme, Project, SecurityLevel, User
from jxl_sandbox.jira.security_model import IssueSecurityScheme
from jxl_sandbox.jira.seeds import catalogue as c
from jxl_sandbox.jira.seeds import fields as f
from jxl_sandbox.jira.seeds.grants import ADMINISTRATORS, AGENTS, MEMBER, VIEWER
from jxl_sandbox.jira.seeds.people import JIRA_ADMINS

TEAM_PROJECT_ID = "10001"
SERVICE_PROJECT_ID = "10003"

SOFTWARE_TYPES = (c.EPIC, c.STORY, c.TASK, c.BUG, c.IMPROVEMENT, c.SUBTASK)
CLASSIC_TYPES = (c.EPIC, c.NEW_FEATURE, c.TASK, c.BUG, c.IMPROVEMENT, c.SUBTASK)
SERVICE_TYPES = (c.SERVICE_REQUEST, c.INCIDENT, c.CHANGE, c.SUBTASK)
BUSINESS_TYPES = (c.EPIC, c.TASK, c.SUBTASK)
TEAM_TYPES = (c.TEAM_EPIC, c.TEAM_STORY, c.TEAM_TASK, c.TEAM_BUG, c.TEAM_SUBTASK)

_SOFTWARE_SCREEN = (
    f.START_DATE,
    f.SPRINT,
    f.STORY_POINTS,
    f.FLAGGED,
    f.TEAM,
    f.STAGE,
    f.PLATFORMS,
    f.ROLLOUT,
    f.CHECKS,
    f.AREA,
    f.REVIEWER,
    f.STAKEHOLDERS,
    f.OWNING_GROUP,
    f.INFORMED_GROUPS,
    f.TOPICS,
    f.RELATED_PROJECT,
    f.FOUND_IN,
    f.BACKPORT_TO,
    f.CUSTOMER_REFERENCE,
    f.REFERENCE_URL,
    f.ACCEPTANCE_CRITERIA,
    f.WORKAROUND,
    f.CONFIDENCE,
    f.REVIEW_AT,
)
_SERVICE_SCREEN = (f.CUSTOMER_REFERENCE, f.REFERENCE_URL, f.WORKAROUND, f.REVIEWER, f.STAKEHOLDERS)
_TEAM_SCREEN = (
    f.START_DATE,
    f.SPRINT,
    f.STORY_POINT_ESTIMATE,
    f.FLAGGED,
    f.TEAM,
    f.TEAM_CONFIDENCE,
    f.TEAM_RISK,
)
_BUSINESS_SCREEN = (f.START_DATE, f.FLAGGED, f.TEAM)

BoardType = Literal["scrum", "kanban", "simple"]


@dataclass(frozen=True, slots=True)
class ProjectSpec:
    """What a seeded project is made from; ``sources`` are project keys of the data set, empty = the rest."""

    key: str
    name: str
    description: str
    type_key: Literal["software", "service_desk", "business"]
    scheme: str
    types: tuple[str, ...]
    workflow: str
    screen: tuple[str, ...]
    sources: tuple[str, ...]
    board: BoardType | None
    color: str
    roles: tuple[tuple[str, str], ...]  # (role, "about" or "others"), see _members
    style: Literal["classic", "next-gen"] = "classic"
    has_security: bool = False


_ALL_ROLES = (
    (ADMINISTRATORS, "project administrator"),
    (MEMBER, "site administrator"),
    (MEMBER, "member"),
    (MEMBER, "others"),
    (VIEWER, "viewer"),
    (VIEWER, "service agent"),
)

SPECS: tuple[ProjectSpec, ...] = (
    ProjectSpec(
        "PLAT",
        "Integration Platform",
        "Adapters, channels and gateways between our systems.",
        "software",
        "software",
        SOFTWARE_TYPES,
        "software",
        _SOFTWARE_SCREEN,
        ("INT",),
        "scrum",
        "#0055CC",
        _ALL_ROLES,
    ),
    ProjectSpec(
        "BATCH",
        "Batch Engine",
        "Nightly jobs and the engine that runs them.",
        "software",
        "team",
        TEAM_TYPES,
        "team",
        _TEAM_SCREEN,
        ("BATCH",),
        "simple",
        "#5E4DB2",
        _ALL_ROLES[:-1],
        style="next-gen",
    ),
    ProjectSpec(
        "RICH",
        "Rich Web Components",
        "Widgets and tools for web pages.",
        "software",
        "open",
        CLASSIC_TYPES,
        "classic",
        _SOFTWARE_SCREEN,
        ("RF", "JBDS"),
        "scrum",
        "#943D73",
        ((ADMINISTRATORS, "project administrator"), (MEMBER, "others")),
    ),
    ProjectSpec(
        "HELP",
        "Community Help Desk",
        "Requests about forums, mailing lists and the wiki.",
        "service_desk",
        "service",
        SERVICE_TYPES,
        "support",
        _SERVICE_SCREEN,
        ("JBLAB", "JBFORUMS", "JBMAIL", "JBWIKI"),
        None,
        "#206A83",
        ((AGENTS, "service agent"), (AGENTS, "agents"), (VIEWER, "member"), (VIEWER, "others")),
    ),
    ProjectSpec(
        "BUS",
        "Service Bus",
        "Messaging and transactions; some issues are confidential.",
        "software",
        "restricted",
        SOFTWARE_TYPES,
        "software",
        _SOFTWARE_SCREEN,
        ("JBESB", "JBTM", "JBAS"),
        "kanban",
        "#AE2A19",
        ((MEMBER, "member"), (MEMBER, "others")),
        has_security=True,
    ),
    ProjectSpec(
        "STUDIO",
        "Developer Studio",
        "The development environment we give to our engineers.",
        "software",
        "software",
        SOFTWARE_TYPES,
        "software",
        _SOFTWARE_SCREEN,
        ("STS",),
        "scrum",
        "#216E4E",
        ((MEMBER, "member"), (MEMBER, "others")),
    ),
    ProjectSpec(
        "CORE",
        "Core Framework",
        "What everything else is built on.",
        "software",
        "open",
        CLASSIC_TYPES,
        "classic",
        _SOFTWARE_SCREEN,
        ("SPR", "SWS", "DATAMONGO", "DATACMNS", "DATAJPA", "LDAP"),
        "kanban",
        "#A54800",
        ((MEMBER, "others"),),
    ),
    ProjectSpec(
        "PORTAL",
        "Portal Operations",
        "Content and upkeep of the staff portal.",
        "business",
        "business",
        BUSINESS_TYPES,
        "classic",
        _BUSINESS_SCREEN,
        ("JBPORTAL", "EXOJCR"),
        None,
        "#4C6B1F",
        ((MEMBER, "member"), (MEMBER, "others"), (VIEWER, "viewer")),
    ),
    ProjectSpec(
        "TOOLS",
        "Build and Tooling",
        "Build farms, caches and everything without a home of its own.",
        "software",
        "restricted",
        CLASSIC_TYPES,
        "classic",
        _SOFTWARE_SCREEN,
        (),
        "kanban",
        "#626F86",
        ((MEMBER, "project administrator"), (MEMBER, "others")),
    ),
)


def build_project(
    number: int, spec: ProjectSpec, people: Sequence[User], scheme: PermissionScheme
) -> Project:
    """
    Build a project without components, versions and issues.

    Args:
        number: Place among the site's projects; the id follows from it.
        people: Everybody of the site in the order of ``people.py``.
    """
    project_id = str(10000 + number)
    roles: dict[str, set[str]] = {ADMINISTRATORS: {f"group:{JIRA_ADMINS}"}}
    for role, who in spec.roles:
        roles.setdefault(role, set()).update(f"user:{u.account_id}" for u in _members(who, number, people))
    others = _members("others", number, people)
    lead = next((u for u in people if (ADMINISTRATORS, u.about) in spec.roles), others[0])
    return Project(
        id=project_id,
        key=spec.key,
        name=spec.name,
        description=spec.description,
        style=spec.style,
        type_key=spec.type_key,
        lead=lead.account_id,
        scheme=scheme,
        issue_type_ids=list(spec.types),
        roles=roles,
        security_levels=_security_levels() if spec.has_security else {},
        avatar_color=spec.color,
        workflows=dict.fromkeys(spec.types, spec.workflow),
        edit_screens={t: _screen(spec, t) for t in spec.types},
    )


def _members(who: str, number: int, people: Sequence[User]) -> list[User]:
    """Find the people a role line means: a persona by what it is about, or this project's ordinary members."""
    ordinary = [u for u in people if not u.about]
    if who == "others":  # nine of them, another nine in each project
        return [ordinary[(number * 3 + i) % len(ordinary)] for i in range(9)]
    if who == "agents":
        return [u for u in ordinary if any("servicedesk" in group for group in u.groups)]
    return [u for u in people if u.about == who]


def _screen(spec: ProjectSpec, issue_type_id: str) -> tuple[str, ...]:
    screen = f.COMMON_SCREEN + spec.screen
    if spec.style == "next-gen":  # a team-managed project has neither components nor versions
        screen = tuple(i for i in screen if i not in ("components", "versions", "fixVersions", "environment"))
    if spec.has_security:
        screen = (*screen, "security")
    if issue_type_id == c.EPIC:
        return (*(i for i in screen if i not in (f.SPRINT, f.STORY_POINTS, "parent")), f.EPIC_NAME)
    return screen


def security_schemes(projects: Iterable[Project]) -> dict[str, IssueSecurityScheme]:
    """
    Build the issue security schemes by id: one for each project whose issues have levels.
    """
    secured = [project for project in projects if project.security_levels]
    return {
        str(10000 + place): IssueSecurityScheme(
            id=str(10000 + place),
            name=f"{project.name} issue security",
            description=f"Who sees confidential work of {project.name}.",
            levels=project.security_levels,
            project_ids={project.id},
        )
        for place, project in enumerate(secured)
    }


def _security_levels() -> dict[str, SecurityLevel]:
    levels = (
        SecurityLevel(
            "10000",
            "Team",
            "Members of the project see it.",
            [("projectRole", MEMBER), ("projectRole", ADMINISTRATORS)],
        ),
        SecurityLevel(
            "10001",
            "Confidential",
            "Administrators, the reporter and the assignee see it.",
            [("projectRole", ADMINISTRATORS), ("reporter", None), ("assignee", None)],
        ),
    )
    return {level.id: level for level in levels}
