"""
Making issues, one or up to fifty.

Source: Jira Cloud REST v3, "Create issue", "Bulk create issue".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change, record_creation
from jxl_sandbox.jira.lexorank import rank_at
from jxl_sandbox.jira.model import Actor, Issue, IssueType, Project, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.api_version import is_version_2
from jxl_sandbox.jira.rest.editmeta import is_required, settable_ids
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, not_authenticated
from jxl_sandbox.jira.rest.field_input.context import InputContext
from jxl_sandbox.jira.rest.field_input.update import read_changes, section
from jxl_sandbox.jira.rest.issue_properties_input import read_properties
from jxl_sandbox.jira.rest.moves import find_transition, transition_changes
from jxl_sandbox.jira.rest.params import read_json_object
from jxl_sandbox.jira.rest.routing import actor_of, json_response, routes_for, site_of
from jxl_sandbox.jira.rest.side_effects import read_side_effects, split_side_effects
from jxl_sandbox.jira.rest.transitions import transition_id_of
from jxl_sandbox.jira.rights import can_browse, has_project
from jxl_sandbox.jira.seeds.fields import RANK

MOST_AT_ONCE = 50
_DEFAULT_PRIORITY = "3"
# Places that stand on every create screen and that the issue is made with, not written to afterwards.
_PLACE = ("project", "issuetype")
_NO_CREATE_SCREEN = frozenset({"comment", "issuetype"})


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/issue", {"POST": post_issue}),
        *routes_for("/issue/bulk", {"POST": post_issues}),
    ]


async def post_issue(request: Request) -> Response:
    """Make an issue; *Create issues*, and for some fields more."""
    site, body = site_of(request), await read_json_object(request)
    return json_response(_created_json(site, *create_issue(request, body)), 201)


async def post_issues(request: Request) -> Response:
    """Make many issues; each stands for itself, and what fails is told by its place."""
    site, body = site_of(request), await read_json_object(request)
    updates = body.get("issueUpdates")
    if not isinstance(updates, list) or not all(isinstance(update, dict) for update in updates):
        raise RestError(400, INVALID_PAYLOAD)
    if not 1 <= len(updates) <= MOST_AT_ONCE:
        raise RestError(400, f"The number of issues to create must be between 1 and {MOST_AT_ONCE}.")
    made: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for place, update in enumerate(updates):
        try:
            made.append(_created_json(site, *create_issue(request, update)))
        except RestError as error:
            collection = {"errorMessages": list(error.messages), "errors": error.errors}
            errors.append({"status": error.status, "elementErrors": collection, "failedElementNumber": place})
    return json_response({"issues": made, "errors": errors}, 201 if made else 400)


def create_issue(request: Request, body: Mapping[str, Any]) -> tuple[Issue, dict[str, Any] | None]:
    """
    Make one issue from ``fields``, ``update`` and ``properties``, and make its ``transition``.

    Returns:
        The issue, and what became of its transition; the issue is there whatever that is, as in Jira.

    Raises:
        RestError: 400; something is missing or wrong. 401 or 403; no *Create issues*.
    """
    site, actor = site_of(request), actor_of(request)
    transition_id = transition_id_of(body) if body.get("transition") is not None else None
    body, update = split_side_effects(body)
    fields = section(body, "fields")
    project, issue_type = _place(site, actor, fields)
    if not has_project(site, actor, "CREATE_ISSUES", project):
        if actor.user is None:
            raise not_authenticated()
        raise RestError(403, "You do not have permission to create issues in this project.")
    if actor.user is None:
        raise not_authenticated()
    values = _defaults(site, actor.user.account_id, project, issue_type)
    context = InputContext(site, actor, project, issue_type.id, None, values, is_version_2(request))
    rest = {**body, "fields": {k: v for k, v in fields.items() if k not in _PLACE}}
    allowed = createable_ids(site, actor, project, issue_type.id)
    required = [f for f in allowed if is_required(site, issue_type.id, f)]
    if issue_type.is_subtask and (fields.get("parent") is None and "parent" not in section(body, "update")):
        words = "Issue type is a sub-task but parent issue key or id not specified."
        raise RestError(400, errors={"parent": words})
    values |= read_changes(context, rest, allowed, required)
    issue = _new_issue(site, project, values, read_properties(body))
    effects = read_side_effects(request, issue, update, allowed)
    site.next_rank += 1
    project.next_number += 1
    record_creation(site, actor, issue)
    for effect in effects:
        effect()
    return issue, _move(site, actor, issue, transition_id)


def createable_ids(site: Site, actor: Actor, project: Project, type_id: str) -> list[str]:
    """
    List the fields of a type's create screen that the actor may fill in, project and type left out.
    """
    screen = [f for f in project.edit_screens[type_id] if f not in _NO_CREATE_SCREEN]
    return settable_ids(site, actor, project, type_id, screen)


def _place(site: Site, actor: Actor, fields: Mapping[str, Any]) -> tuple[Project, IssueType]:
    """Find the project and the type; both are told to be wrong at once."""
    errors: dict[str, str] = {}
    project = _find_project(site, actor, fields.get("project"))
    if project is None:
        errors["project"] = "Specify a valid project ID or key"
    raw = fields.get("issuetype")
    issue_type = None
    if not isinstance(raw, dict) or (raw.get("id") is None and raw.get("name") is None):
        errors["issuetype"] = "Specify an issue type"
    elif project is not None:
        types = (site.issue_types[i] for i in project.issue_type_ids)
        wanted = raw.get("id")
        issue_type = next(
            (t for t in types if (t.id == str(wanted) if wanted is not None else t.name == raw["name"])), None
        )
        if issue_type is None:
            errors["issuetype"] = "Specify a valid issue type"
    if project is None or issue_type is None:
        raise RestError(400, errors=errors)
    return project, issue_type


def _find_project(site: Site, actor: Actor, raw: Any) -> Project | None:
    if not isinstance(raw, dict):
        return None
    named = raw.get("id") if raw.get("id") is not None else raw.get("key")
    if isinstance(named, bool) or not isinstance(named, str | int):
        return None
    project = site.find_project(str(named))
    return project if project is not None and can_browse(site, actor, project) else None


def _defaults(site: Site, account_id: str, project: Project, issue_type: IssueType) -> dict[str, Any]:
    workflow = site.workflows[project.workflows[issue_type.id]]
    values: dict[str, Any] = {
        "status": workflow.status_ids[0],
        "issuetype": issue_type.id,
        "priority": _DEFAULT_PRIORITY,
        "resolution": None,
        "assignee": None,
        "reporter": account_id,
        "creator": account_id,
        "labels": [],
        "votes": [],
        "watches": [account_id],
    }
    if project.style == "classic":
        values |= {"components": [], "versions": [], "fixVersions": []}
    return values


def _new_issue(site: Site, project: Project, values: dict[str, Any], properties: dict[str, bytes]) -> Issue:
    """Make the issue that is about to be put on the site."""
    now_ms = int(site.now().timestamp() * 1000)
    parent_id = values.get("parent")
    if parent_id is not None and site.issue_types[values["issuetype"]].is_subtask:
        values["security"] = site.issues[parent_id].values.get("security")
    values["statuscategorychangedate"] = now_ms
    values[RANK] = rank_at(site.next_rank)
    key = f"{project.key}-{project.next_number}"
    return Issue(site.next_issue_id, key, project.id, values, now_ms, now_ms, properties)


def _move(site: Site, actor: Actor, issue: Issue, transition_id: str | None) -> dict[str, Any] | None:
    """Make the transition that a new issue was asked to make; the answer tells what became of it."""
    if transition_id is None:
        return None
    status = 200
    messages: list[str] = []
    errors: dict[str, str] = {}
    try:
        transition = find_transition(site, actor, issue, transition_id)
        record_change(site, actor, issue, transition_changes(site, actor, issue, transition, {}))
    except RestError as error:
        status, messages, errors = error.status, list(error.messages), error.errors
    return {"status": status, "errorCollection": {"errorMessages": messages, "errors": errors}}


def _created_json(site: Site, issue: Issue, moved: dict[str, Any] | None) -> dict[str, Any]:
    built = {"id": str(issue.id), "key": issue.key, "self": f"{site.base_url}{e.API}/issue/{issue.id}"}
    return built if moved is None else {**built, "transition": moved}
