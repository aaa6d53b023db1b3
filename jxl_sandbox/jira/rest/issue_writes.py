"""
Changing issues: edit, assign, delete. All or nothing: one bad field and nothing is stored.

Source: Jira Cloud REST v3, "Edit issue", "Assign issue", "Delete issue".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change, record_deletion, record_properties
from jxl_sandbox.jira.model import Actor, Issue, Site
from jxl_sandbox.jira.rest.api_version import is_version_2
from jxl_sandbox.jira.rest.editmeta import editable_ids, is_read_only, is_required, settable_ids
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, not_authenticated
from jxl_sandbox.jira.rest.field_input.context import FieldError, InputContext
from jxl_sandbox.jira.rest.field_input.people import find_assignee
from jxl_sandbox.jira.rest.field_input.update import is_readable, read_changes
from jxl_sandbox.jira.rest.issue_properties_input import read_properties
from jxl_sandbox.jira.rest.issues import find_visible_issue, get_issue
from jxl_sandbox.jira.rest.params import query_bool, read_json_object
from jxl_sandbox.jira.rest.routing import actor_of, routes_for, site_of
from jxl_sandbox.jira.rest.side_effects import take_side_effects
from jxl_sandbox.jira.rights import has_global, has_project

_NO_EDIT = "You do not have permission to edit issues in this project."
_STATUS_SAYS_NO = "You are not allowed to edit this issue due to its current status in the workflow."
_NO_OVERRIDE = (
    "Connect and Forge app users with Administer Jira global permission can override screen security."
)


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = {"GET": get_issue, "PUT": put_issue, "DELETE": delete_issue}
    return [
        *routes_for("/issue/{issueIdOrKey}", one),
        *routes_for("/issue/{issueIdOrKey}/assignee", {"PUT": put_assignee}),
    ]


async def put_issue(request: Request) -> Response:
    """Change fields and properties of an issue; *Edit issues*, and for some fields more."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    overrides = {n: query_bool(request, n) for n in ("overrideScreenSecurity", "overrideEditableFlag")}
    query_bool(
        request, "notifyUsers", default=True
    )  # nobody is sent mail here, so it has nothing to keep back
    returns_issue = query_bool(request, "returnIssue")
    if any(overrides.values()) and not (actor.kind == "app" and has_global(site, actor, "ADMINISTER")):
        raise RestError(403, _NO_OVERRIDE)
    body = await read_json_object(request)
    ignores_status = overrides["overrideEditableFlag"]
    require_edit(site, actor, issue, ignores_status=ignores_status)
    allowed = editable_ids(site, actor, issue, whole=ignores_status)
    if overrides["overrideScreenSecurity"] or not site.switches.checks_screens:
        allowed = [*allowed, *_off_screen(site, actor, issue)]
    body, effects = take_side_effects(request, issue, body, allowed)
    changes = edit(site, actor, issue, body, allowed, has_wiki=is_version_2(request))
    properties = read_properties(body)
    store(site, actor, issue, changes)
    record_properties(site, actor, issue, properties)
    for effect in effects:
        effect()
    return await get_issue(request) if returns_issue else Response(status_code=204)


def require_edit(site: Site, actor: Actor, issue: Issue, *, ignores_status: bool = False) -> None:
    """
    Refuse who may not edit an issue they see.

    Raises:
        RestError: 401 or 403; no *Edit issues*. 400; the status of the issue does not allow edits.
    """
    if not has_project(site, actor, "EDIT_ISSUES", site.projects[issue.project_id], issue):
        raise not_authenticated() if actor.user is None else RestError(403, _NO_EDIT)
    if is_read_only(site, issue) and not ignores_status:
        raise RestError(400, _STATUS_SAYS_NO)


def edit(
    site: Site,
    actor: Actor,
    issue: Issue,
    body: dict[str, Any],
    allowed: list[str],
    *,
    has_wiki: bool = False,
) -> dict[str, Any]:
    """
    Read what an edit of an issue would change, without changing anything.

    Raises:
        RestError: 400; with all fields that are wrong.
    """
    project, type_id = site.projects[issue.project_id], issue.values["issuetype"]
    context = InputContext(site, actor, project, type_id, issue, issue.values, has_wiki)
    named = [f for part in ("fields", "update") if isinstance(body.get(part), dict) for f in body[part]]
    required = [f for f in named if f in allowed and is_required(site, type_id, f)]
    return read_changes(context, body, allowed, required)


def store(
    site: Site, actor: Actor, issue: Issue, changes: dict[str, Any], *, sends_mail: bool | None = None
) -> None:
    """
    Store the changes of an edit; a new security level goes for the sub-tasks as well.
    """
    record_change(site, actor, issue, changes, sends_mail=sends_mail)
    if "security" not in changes:
        return
    for child_id in site.children.get(issue.id, ()):
        child = site.issues[child_id]
        if site.issue_types[child.values["issuetype"]].is_subtask:
            record_change(site, actor, child, {"security": changes["security"]}, sends_mail=sends_mail)


def _off_screen(site: Site, actor: Actor, issue: Issue) -> list[str]:
    project, type_id = site.projects[issue.project_id], issue.values["issuetype"]
    readable = [f.id for f in site.fields.values() if f.orderable and is_readable(f)]
    return settable_ids(site, actor, project, type_id, readable, issue)


async def put_assignee(request: Request) -> Response:
    """Assign an issue, to nobody with null; *Assign issues*, and no right to edit it."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    body = await read_json_object(request)
    account_id = body.get("accountId")
    if account_id is not None and not isinstance(account_id, str):
        raise RestError(400, INVALID_PAYLOAD)
    if account_id is None and "accountId" not in body:
        raise RestError(400, "'accountId' must be provided.")
    project = site.projects[issue.project_id]
    if not has_project(site, actor, "ASSIGN_ISSUES", project, issue):
        if actor.user is None:
            raise not_authenticated()
        raise RestError(403, "You do not have permission to assign issues.")
    context = InputContext(site, actor, project, issue.values["issuetype"], issue, issue.values)
    try:
        assignee = find_assignee(context, account_id)
    except FieldError as error:
        raise RestError(400, errors={"assignee": error.message}) from error
    record_change(site, actor, issue, {"assignee": assignee})
    return Response(status_code=204)


async def delete_issue(request: Request) -> Response:
    """Delete an issue; with sub-tasks only if ``deleteSubtasks`` says so. *Delete issues*."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    with_subtasks = query_bool(request, "deleteSubtasks")
    if not has_project(site, actor, "DELETE_ISSUES", site.projects[issue.project_id], issue):
        if actor.user is None:
            raise not_authenticated()
        raise RestError(403, "You do not have permission to delete issues in this project.")
    children = (site.issues[i] for i in site.children.get(issue.id, ()))
    subtasks = [c for c in children if site.issue_types[c.values["issuetype"]].is_subtask]
    if subtasks and not with_subtasks:
        raise RestError(
            400,
            f"The issue '{issue.key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete "
            "this issue and all its subtasks.",
        )
    for subtask in subtasks:
        record_deletion(site, actor, subtask)
    record_deletion(site, actor, issue)
    return Response(status_code=204)
