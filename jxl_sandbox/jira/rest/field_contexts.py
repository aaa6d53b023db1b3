"""
Contexts of custom fields and their options. Every field of the sandbox has exactly one context.

Source: Jira Cloud REST v3, "Issue custom field contexts", "Issue custom field options".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import FieldDefinition, Site
from jxl_sandbox.jira.rest.entities import API
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.field_options import create_options, option_json, update_options
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_bool, query_list
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import can_browse, has_global, has_project_anywhere

_SHIFT = 100  # context ids are the fields' numbers and this much more


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/field/{fieldId}/context"
    return [
        *routes_for(one, {"GET": get_contexts}),
        *routes_for(f"{one}/defaultValue", {"GET": get_defaults}),
        *routes_for(f"{one}/issuetypemapping", {"GET": get_issue_types}),
        *routes_for(f"{one}/projectmapping", {"GET": get_projects}),
        *routes_for(
            f"{one}/{{contextId}}/option", {"GET": get_options, "POST": add_options, "PUT": change_options}
        ),
        *routes_for("/field/{fieldId}/contexts", {"GET": get_short_contexts}),
        *routes_for("/customFieldOption/{id}", {"GET": get_option}),
    ]


async def get_contexts(request: Request) -> Response:
    """List the contexts of a field; *Administer Jira*, or *Edit Workflows* in some project."""
    field = _find(request, workflow_editors=True)
    found = _wanted(request, field)
    query = request.query_params
    if query.get("isAnyIssueType") and query_bool(request, "isAnyIssueType") != (
        field.issue_type_ids is None
    ):
        found = []
    if query.get("isGlobalContext") and query_bool(request, "isGlobalContext") != (field.project_ids is None):
        found = []
    bean, _ = page(request, found, _context)
    return json_response(bean)


async def get_short_contexts(request: Request) -> Response:
    """List the contexts of a field in the shorter form that Jira calls deprecated."""
    field = _find(request)

    def render(listed: FieldDefinition) -> dict[str, Any]:
        built: dict[str, Any] = {"id": int(context_id(listed)), "name": _name(listed)}
        if listed.scope_project_id is not None:
            built["scope"] = {"type": "PROJECT", "project": {"id": listed.scope_project_id}}
        return built

    bean, _ = page(request, [field], render, default=20)
    return json_response(bean)


async def get_defaults(request: Request) -> Response:
    """List the default values of a field's contexts: the sandbox's fields have none."""
    _find(request)
    none: list[dict[str, Any]] = []
    bean, _ = page(request, none, dict)
    return json_response(bean)


async def get_issue_types(request: Request) -> Response:
    """List which issue types a field's contexts are for."""
    found: list[dict[str, Any]] = []
    for field in _wanted(request, _find(request)):
        if field.issue_type_ids is None:
            found.append({"contextId": context_id(field), "isAnyIssueType": True})
        else:
            ids = sorted(field.issue_type_ids)
            found += [{"contextId": context_id(field), "issueTypeId": type_id} for type_id in ids]
    bean, _ = page(request, found, dict)
    return json_response(bean)


async def get_projects(request: Request) -> Response:
    """List which projects a field's contexts are for."""
    found: list[dict[str, Any]] = []
    for field in _wanted(request, _find(request)):
        if field.project_ids is None:
            found.append({"contextId": context_id(field), "isGlobalContext": True})
        else:
            ids = sorted(field.project_ids)
            found += [{"contextId": context_id(field), "projectId": project_id} for project_id in ids]
    bean, _ = page(request, found, dict)
    return json_response(bean)


async def get_options(request: Request) -> Response:
    """List the options of a field in a context: first those of the first level, then the others."""
    field = _find_in_context(request, workflow_editors=True)
    wanted, only_first = request.query_params.get("optionId"), query_bool(request, "onlyOptions")
    found = [
        option
        for option in sorted(field.options.values(), key=lambda o: o.parent_id is not None)
        if (wanted is None or wanted in (option.id, option.parent_id))
        and not (only_first and option.parent_id is not None)
    ]
    bean, shown = page(request, found, option_json, default=100)
    count_points(request, shown)
    return json_response(bean)


async def add_options(request: Request) -> Response:
    """Make options of a field; *Administer Jira*."""
    return await create_options(request, _find_in_context(request))


async def change_options(request: Request) -> Response:
    """Rename, disable or enable options of a field; *Administer Jira*."""
    return await update_options(request, _find_in_context(request))


async def get_option(request: Request) -> Response:
    """Give one option; whoever browses a project that uses its field may."""
    site, wanted = site_of(request), request.path_params["id"]
    for field in site.fields.values():
        option = field.options.get(wanted)
        if option is not None and _is_used_in_sight(request, site, field):
            link = f"{site.base_url}{API}/customFieldOption/{option.id}"
            return json_response({"self": link, "value": option.value})
    raise RestError(404, "A custom field option with id '" + wanted + "' does not exist")


def context_id(field: FieldDefinition) -> str:
    """
    Get the id of a field's one context.
    """
    return str(int(field.id.removeprefix("customfield_")) + _SHIFT)


def _context(field: FieldDefinition) -> dict[str, Any]:
    return {
        "id": context_id(field),
        "name": _name(field),
        "description": "",
        "isGlobalContext": field.project_ids is None,
        "isAnyIssueType": field.issue_type_ids is None,
    }


def _name(field: FieldDefinition) -> str:
    return f"Default Configuration Scheme for {field.name}"


def _wanted(request: Request, field: FieldDefinition) -> list[FieldDefinition]:
    """The field once for each context that the request asks for."""
    wanted = query_list(request, "contextId")
    return [field] if not wanted or context_id(field) in wanted else []


def _is_used_in_sight(request: Request, site: Site, field: FieldDefinition) -> bool:
    actor = actor_of(request)
    if has_global(site, actor, "ADMINISTER"):
        return True
    return any(
        can_browse(site, actor, project)
        for project in site.projects.values()
        if field.project_ids is None or project.id in field.project_ids
    )


def _find_in_context(request: Request, *, workflow_editors: bool = False) -> FieldDefinition:
    field = _find(request, workflow_editors=workflow_editors)
    if request.path_params["contextId"] != context_id(field):
        raise RestError(404, f"The field '{field.id}' has no context '{request.path_params['contextId']}'.")
    return field


def _find(request: Request, *, workflow_editors: bool = False) -> FieldDefinition:
    site, actor, wanted = site_of(request), actor_of(request), request.path_params["fieldId"]
    if not has_global(site, actor, "ADMINISTER") and not (
        workflow_editors and has_project_anywhere(site, actor, "EDIT_WORKFLOW")
    ):
        raise RestError(403, "You need the global permission 'Administer Jira' to see contexts of fields.")
    field = site.fields.get(wanted)
    if field is None or not field.custom:
        raise RestError(404, f"The custom field '{wanted}' was not found.")
    return field
