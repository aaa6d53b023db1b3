"""
JQL functions: ``currentUser()``, ``startOfDay("-1d")``, ``openSprints()`` …

A function is found by name in any case, its arguments are counted, and it gives ids of one type. This module has
the table of all functions and those about people, time, sprints and projects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jxl_sandbox.jira.jql.ast import Function
from jxl_sandbox.jira.jql.calls import ANY, Call, FunctionSpec, people_named
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.dates import edge_of, to_ms
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.functions_of_issues import ISSUE_FUNCTIONS
from jxl_sandbox.jira.jql.functions_of_options import OPTION_FUNCTIONS
from jxl_sandbox.jira.jql.functions_of_service import SERVICE_FUNCTIONS
from jxl_sandbox.jira.jql.terms import Given
from jxl_sandbox.jira.model import Actor, FieldDefinition, Project
from jxl_sandbox.jira.rights import has_project
from jxl_sandbox.jira.visits import Visits


def find_function(function: Function) -> FunctionSpec:
    """
    Raises:
        JQLError: There is no such function.
    """
    spec = FUNCTIONS.get(function.name.casefold())
    if spec is None:
        raise JQLError(f"Unable to find JQL function '{function.name}({', '.join(function.arguments)})'.")
    return spec


def call_function(
    function: Function, context: QueryContext, definitions: Iterable[FieldDefinition], field_name: str
) -> Given:
    """
    Call a function that a query holds.

    Raises:
        JQLError: No such function, a wrong number of arguments, or arguments that mean nothing.
    """
    spec = find_function(function)
    count = len(function.arguments)
    if not spec.fewest <= count <= spec.most:
        if spec.fewest == spec.most:
            expected = f"expected '{spec.most}' arguments"
        elif spec.most == ANY:
            expected = f"expected at least '{spec.fewest}' arguments"
        else:
            expected = f"expected between '{spec.fewest}' and '{spec.most}' arguments"
        raise JQLError(f"Function '{spec.name}' {expected} but received '{count}'.")
    call = Call(spec.name, function.arguments, context, tuple(definitions), field_name)
    return Given(spec.type, frozenset(spec.run(call)), spec.name)


# People


def _current_user(call: Call) -> list[str]:
    return [call.user.account_id]


def _members_of(call: Call) -> list[str]:
    wanted = call.arguments[0].casefold()
    groups = [n for n, i in call.context.site.groups.items() if wanted in (n.casefold(), i.casefold())]
    if not groups:
        raise JQLError(
            f"Function 'membersOf' can not generate a list of usernames for group '{call.arguments[0]}'; the group "
            "does not exist."
        )
    users = call.context.site.users.values()
    return [u.account_id for u in users if not u.groups.isdisjoint(groups)]


# Time


def _now(call: Call) -> list[int]:
    return [to_ms(call.context.now)]


def _login(when: Callable[[Visits, str], int | None]) -> Callable[[Call], list[int]]:
    def run(call: Call) -> list[int]:
        """One moment; none for whoever has no such session, so that nothing is found."""
        user = call.context.user
        moment = when(call.context.site.visits, user.account_id) if user is not None else None
        return [] if moment is None else [moment]

    return run


def _edge(unit: str, *, is_end: bool) -> Callable[[Call], list[int]]:
    def run(call: Call) -> list[int]:
        locale = call.context.user.locale if call.context.user else "en_US"
        increment = call.arguments[0] if call.arguments else None
        moment = edge_of(call.context.now, unit, is_end=is_end, increment=increment, locale=locale)
        if moment is None:
            raise JQLError(
                f"Duration for function '{call.name}' should have the format (+/-)n(yMwdm), e.g -1M for 1 month "
                "earlier."
            )
        return [to_ms(moment)]

    return run


# Sprints


def _sprints(state: str) -> Callable[[Call], list[int]]:
    def run(call: Call) -> list[int]:
        site = call.context.site
        return [
            s.id
            for s in site.sprints.values()
            if s.state == state
            and s.board_id in site.boards
            and call.context.is_in_sight(site.boards[s.board_id].project_id)
        ]

    return run


# Projects, versions, components, types


def _projects(call: Call) -> list[Project]:
    """The projects the arguments name; all visible ones without arguments."""
    if not call.arguments:
        return list(call.context.projects)
    found = []
    for text in call.arguments:
        project = call.context.find_project(text)
        if project is None:
            raise JQLError(f"Could not resolve the project '{text}' provided to function '{call.name}'.")
        found.append(project)
    return found


def _versions(*, released: bool) -> Callable[[Call], list[str]]:
    return lambda call: [
        i
        for p in _projects(call)
        for i, v in p.versions.items()
        if bool(v.get("released")) is released and not v.get("archived")
    ]


def _latest_released(call: Call) -> list[str]:
    return [released[-1] for p in _projects(call) if (released := _in_state(p, released=True))]


def _earliest_unreleased(call: Call) -> list[str]:
    return [waiting[0] for p in _projects(call) if (waiting := _in_state(p, released=False))]


def _in_state(project: Project, *, released: bool) -> list[str]:
    return [
        i
        for i, v in project.versions.items()
        if bool(v.get("released")) is released and not v.get("archived")
    ]


def _issue_types(*, is_subtask: bool) -> Callable[[Call], list[str]]:
    return lambda call: [t.id for t in call.context.site.issue_types.values() if t.is_subtask is is_subtask]


def _projects_lead_by(call: Call) -> list[str]:
    people = people_named(call, "projects")
    return [p.id for p in call.context.projects if p.lead in people]


def _components_lead_by(call: Call) -> list[str]:
    people = people_named(call, "components")
    return [i for p in call.context.projects for i, c in p.components.items() if c.get("lead") in people]


def _projects_where_permission(call: Call) -> list[str]:
    site, wanted = call.context.site, call.arguments[0].casefold()
    actor: Actor = call.context.actor
    _ = call.user
    keys = [d.key for d in site.permissions.values() if wanted in (d.key.casefold(), d.name.casefold())]
    if not keys:
        raise JQLError(
            f"Function '{call.name}' can not generate a list of projects for permission '{call.arguments[0]}'; the "
            "permission does not exist."
        )
    return [p.id for p in call.context.projects if any(has_project(site, actor, k, p) for k in keys)]


def _projects_where_role(call: Call) -> list[str]:
    user, wanted = call.user, call.arguments[0].casefold()
    roles = {
        name for p in call.context.site.projects.values() for name in p.roles if name.casefold() == wanted
    }
    if not roles:
        raise JQLError(
            f"Function '{call.name}' can not generate a list of projects for role '{call.arguments[0]}'; the role "
            "does not exist."
        )
    mine = {f"user:{user.account_id}", *(f"group:{g}" for g in user.groups)}
    return [
        p.id for p in call.context.projects if any(not p.roles.get(r, set()).isdisjoint(mine) for r in roles)
    ]


_STANDARD_TYPES = FunctionSpec("standardIssueTypes", "issuetype", True, _issue_types(is_subtask=False))
_SUBTASK_TYPES = FunctionSpec("subTaskIssueTypes", "issuetype", True, _issue_types(is_subtask=True))
_LED = FunctionSpec("projectsLeadByUser", "project", True, _projects_lead_by, 0, 1)
_PERMITTED = FunctionSpec("projectsWhereUserHasPermission", "project", True, _projects_where_permission, 1, 1)
_IN_ROLE = FunctionSpec("projectsWhereUserHasRole", "project", True, _projects_where_role, 1, 1)
_SPECS = [
    FunctionSpec("currentUser", "user", False, _current_user),
    FunctionSpec("membersOf", "user", True, _members_of, 1, 1),
    FunctionSpec("now", "date", False, _now),
    FunctionSpec("currentLogin", "date", False, _login(Visits.current_login)),
    FunctionSpec("lastLogin", "date", False, _login(Visits.last_login)),
    *(
        FunctionSpec(f"{edge}Of{word}", "date", False, _edge(unit, is_end=edge == "end"), 0, 1)
        for edge in ("start", "end")
        for word, unit in (("Day", "d"), ("Week", "w"), ("Month", "M"), ("Year", "y"))
    ),
    FunctionSpec("openSprints", "sprint", True, _sprints("active")),
    FunctionSpec("closedSprints", "sprint", True, _sprints("closed")),
    FunctionSpec("futureSprints", "sprint", True, _sprints("future")),
    FunctionSpec("releasedVersions", "version", True, _versions(released=True), 0, ANY),
    FunctionSpec("unreleasedVersions", "version", True, _versions(released=False), 0, ANY),
    FunctionSpec("latestReleasedVersion", "version", False, _latest_released, 0, ANY),
    FunctionSpec("earliestUnreleasedVersion", "version", False, _earliest_unreleased, 0, ANY),
    _STANDARD_TYPES,
    _STANDARD_TYPES.renamed("standardWorkTypes"),
    _SUBTASK_TYPES,
    _SUBTASK_TYPES.renamed("subtaskWorkTypes"),
    _LED,
    _LED.renamed("spacesLeadByUser"),
    FunctionSpec("componentsLeadByUser", "component", True, _components_lead_by, 0, 1),
    _PERMITTED,
    _PERMITTED.renamed("spacesWhereUserHasPermission"),
    _IN_ROLE,
    _IN_ROLE.renamed("spacesWhereUserHasRole"),
    *ISSUE_FUNCTIONS,
    *OPTION_FUNCTIONS,
    *SERVICE_FUNCTIONS,
]
FUNCTIONS: dict[str, FunctionSpec] = {spec.name.casefold(): spec for spec in _SPECS}
"""By name in lower case; what ``/jql/autocompletedata`` lists."""
