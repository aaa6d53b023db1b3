"""
JQL functions: ``currentUser()``, ``startOfDay("-1d")``, ``openSprints()`` …

A function is found by name in any case, its arguments are counted, and it gives ids of one type. Functions
whose data the sandbox does not keep (``issueHistory``, ``currentLogin``, those of service projects …) do not
exist here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from jxl_sandbox.jira.jql.ast import Function, Value
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.dates import edge_of, parse_moment, to_ms
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.lookup import by_id_or_name
from jxl_sandbox.jira.jql.terms import Given
from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Project, User
from jxl_sandbox.jira.rights import has_project

_ANY = 1_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its arguments, for whom, and the definitions of the field it stands beside."""

    name: str
    arguments: tuple[str, ...]
    context: QueryContext
    definitions: tuple[FieldDefinition, ...]
    field_name: str

    @property
    def user(self) -> User:
        if self.context.user is None:
            raise JQLError(f"Function '{self.name}' cannot be called as anonymous user.")
        return self.context.user


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """
    A function. ``type`` is what its ids are of; ``is_list`` decides between ``=`` and ``IN``.

    ``fewest`` and ``most`` count arguments.
    """

    name: str
    type: str
    is_list: bool
    run: Callable[[Call], Iterable[Hashable]]
    fewest: int = 0
    most: int = 0


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
        elif spec.most == _ANY:
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


def _person(call: Call, what: str) -> list[str]:
    """Account ids of the person an optional first argument names; the caller's own without it."""
    if not call.arguments:
        return [call.user.account_id]
    people = call.context.find_users(call.arguments[0])
    if not people:
        raise JQLError(
            f"Function '{call.name}' can not generate a list of {what} for user '{call.arguments[0]}'; the user does "
            "not exist."
        )
    return [u.account_id for u in people]


# Time


def _now(call: Call) -> list[int]:
    return [to_ms(call.context.now)]


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
    people = _person(call, "projects")
    return [p.id for p in call.context.projects if p.lead in people]


def _components_lead_by(call: Call) -> list[str]:
    people = _person(call, "components")
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


# Issues


def _issue(call: Call) -> Issue:
    issue = call.context.find_issue(call.arguments[0])
    if issue is None:
        raise JQLError(f"Issue '{call.arguments[0]}' could not be found in function '{call.name}'.")
    return issue


def _linked_issues(call: Call) -> list[int]:
    issue, types = _issue(call), call.context.site.link_types.values()
    wanted: set[tuple[str, str]] | None = None
    if len(call.arguments) > 1:
        wanted = set()
        for text in call.arguments[1:]:
            name = text.casefold()
            found = {
                (t.id, direction)
                for t in types
                for direction, phrase in (("outward", t.outward), ("inward", t.inward))
                if name in (phrase.casefold(), t.name.casefold())
            }
            if not found:
                raise JQLError(f"Issue link type '{text}' could not be found in function '{call.name}'.")
            wanted |= found
    links = issue.values.get("issuelinks") or ()
    return [k["issue"] for k in links if wanted is None or (k["type"], k["direction"]) in wanted]


def _parent_epic(call: Call) -> list[int]:
    """Everything below an epic: its children and their sub-tasks."""
    children = call.context.site.children
    below = list(children.get(_issue(call).id, ()))
    return below + [grandchild for child in below for grandchild in children.get(child, ())]


def _issues_with_person(field_id: str) -> Callable[[Call], list[int]]:
    def run(call: Call) -> list[int]:
        me = call.user.account_id
        return [i.id for i in call.context.site.issues.values() if me in (i.values.get(field_id) or ())]

    return run


def _updated_by(call: Call) -> list[int]:
    people = _person(call, "issues")
    begin, end = (_argument_ms(call, at) for at in (1, 2))

    def is_within(at_ms: int) -> bool:
        return (begin is None or at_ms >= begin) and (end is None or at_ms <= end)

    return [
        i.id
        for i in call.context.site.issues.values()
        if (i.values.get("creator") in people and is_within(i.created_ms))
        or any(entry["author"] in people and is_within(entry["created_ms"]) for entry in i.changelog)
    ]


def _argument_ms(call: Call, at: int) -> int | None:
    if at >= len(call.arguments):
        return None
    moment = parse_moment(call.arguments[at], call.context.now)
    if moment is None:
        raise JQLError(f"Date value '{call.arguments[at]}' in function '{call.name}' is invalid.")
    return to_ms(moment)


def _cascade_option(call: Call) -> list[str]:
    """Issues with a first-level option, or with a child of it."""
    definition = next((d for d in call.definitions if d.kind == "cascade"), None)
    if definition is None:
        raise JQLError(f"The field '{call.field_name}' is not supported by the function '{call.name}'.")
    options = definition.options.values()
    find = by_id_or_name((o.id, (o.value,)) for o in options if o.parent_id is None)
    parents = find(Value(call.arguments[0]))
    if not parents:
        raise JQLError(
            f"The option '{call.arguments[0]}' specified in function '{call.name}' is not a valid parent option."
        )
    if len(call.arguments) == 1:
        return [str(i) for i in parents]
    find = by_id_or_name((o.id, (o.value,)) for o in options if o.parent_id in parents)
    children = find(Value(call.arguments[1]))
    if not children:
        raise JQLError(
            f"The option '{call.arguments[1]}' is not a child of option '{call.arguments[0]}' in function "
            f"'{call.name}'."
        )
    return [str(i) for i in children]


_SPECS = [
    FunctionSpec("currentUser", "user", False, _current_user),
    FunctionSpec("membersOf", "user", True, _members_of, 1, 1),
    FunctionSpec("now", "date", False, _now),
    *(
        FunctionSpec(f"{edge}Of{word}", "date", False, _edge(unit, is_end=edge == "end"), 0, 1)
        for edge in ("start", "end")
        for word, unit in (("Day", "d"), ("Week", "w"), ("Month", "M"), ("Year", "y"))
    ),
    FunctionSpec("openSprints", "sprint", True, _sprints("active")),
    FunctionSpec("closedSprints", "sprint", True, _sprints("closed")),
    FunctionSpec("futureSprints", "sprint", True, _sprints("future")),
    FunctionSpec("releasedVersions", "version", True, _versions(released=True), 0, _ANY),
    FunctionSpec("unreleasedVersions", "version", True, _versions(released=False), 0, _ANY),
    FunctionSpec("latestReleasedVersion", "version", False, _latest_released, 0, _ANY),
    FunctionSpec("earliestUnreleasedVersion", "version", False, _earliest_unreleased, 0, _ANY),
    FunctionSpec("standardIssueTypes", "issuetype", True, _issue_types(is_subtask=False)),
    FunctionSpec("subTaskIssueTypes", "issuetype", True, _issue_types(is_subtask=True)),
    FunctionSpec("projectsLeadByUser", "project", True, _projects_lead_by, 0, 1),
    FunctionSpec("componentsLeadByUser", "component", True, _components_lead_by, 0, 1),
    FunctionSpec("projectsWhereUserHasPermission", "project", True, _projects_where_permission, 1, 1),
    FunctionSpec("projectsWhereUserHasRole", "project", True, _projects_where_role, 1, 1),
    FunctionSpec("linkedIssues", "issue", True, _linked_issues, 1, _ANY),
    FunctionSpec("parentEpic", "issue", True, _parent_epic, 1, 1),
    FunctionSpec("votedIssues", "issue", True, _issues_with_person("votes")),
    FunctionSpec("watchedIssues", "issue", True, _issues_with_person("watches")),
    FunctionSpec("updatedBy", "issue", True, _updated_by, 1, 3),
    FunctionSpec("cascadeOption", "option", True, _cascade_option, 1, 2),
]
FUNCTIONS: dict[str, FunctionSpec] = {spec.name.casefold(): spec for spec in _SPECS}
"""By name in lower case; what ``/jql/autocompletedata`` lists."""
