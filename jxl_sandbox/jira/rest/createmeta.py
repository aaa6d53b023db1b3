"""
What an issue can be created with, by project and issue type.

Source: Jira Cloud REST v3, "Get create metadata issue types for a project", "Get create field metadata …".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, IssueType, Project, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.create import createable_ids
from jxl_sandbox.jira.rest.editmeta import field_meta
from jxl_sandbox.jira.rest.errors import RestError, project_not_found
from jxl_sandbox.jira.rest.params import query_int, query_list
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import can_browse, has_project

_MOST = 200


def routes() -> list[Route]:
    """
    Build the routes; the first one is what Jira had before, and clients still ask it.
    """
    types = "/issue/createmeta/{projectIdOrKey}/issuetypes"
    return [
        *routes_for("/issue/createmeta", {"GET": get_all}),
        *routes_for(types, {"GET": get_types}),
        *routes_for(f"{types}/{{issueTypeId}}", {"GET": get_fields}),
    ]


async def get_types(request: Request) -> Response:
    """List the types of a project that the caller may create issues of."""
    site, project = site_of(request), _visible_project(request)
    may_create = has_project(site, actor_of(request), "CREATE_ISSUES", project)
    types = [site.issue_types[i] for i in project.issue_type_ids] if may_create else []
    bean = _page(request, "issueTypes", [e.issue_type_json(site, t) for t in types])
    return json_response(bean)


async def get_fields(request: Request) -> Response:
    """List the fields that the caller may fill in for a new issue of a type."""
    site, actor, project = site_of(request), actor_of(request), _visible_project(request)
    type_id = request.path_params["issueTypeId"]
    if type_id not in project.issue_type_ids:
        raise RestError(404, f"The issue type with id '{type_id}' does not exist in this project.")
    fields = (
        field_metas(site, actor, project, type_id)
        if has_project(site, actor, "CREATE_ISSUES", project)
        else {}
    )
    return json_response(_page(request, "fields", [{"fieldId": k, **meta} for k, meta in fields.items()]))


async def get_all(request: Request) -> Response:
    """Give all projects, their types and, when asked for, fields in one answer."""
    site, actor = site_of(request), actor_of(request)
    ids, keys = query_list(request, "projectIds"), query_list(request, "projectKeys")
    type_ids, type_names = query_list(request, "issuetypeIds"), query_list(request, "issuetypeNames")
    with_fields = "projects.issuetypes.fields" in query_list(request, "expand")
    projects = [
        p
        for p in site.projects.values()
        if (not (ids or keys) or p.id in ids or p.key in keys)
        and has_project(site, actor, "CREATE_ISSUES", p)
    ]

    def type_json(project: Project, issue_type: IssueType) -> dict[str, Any]:
        built = e.issue_type_json(site, issue_type)
        if with_fields:
            built |= {"expand": "fields", "fields": field_metas(site, actor, project, issue_type.id)}
        return built

    rendered = []
    for project in projects:
        types = [site.issue_types[i] for i in project.issue_type_ids]
        if type_ids or type_names:
            types = [t for t in types if t.id in type_ids or t.name in type_names]
        whole = e.project_json(site, project)
        shown = {name: whole[name] for name in ("self", "id", "key", "name", "avatarUrls")}
        rendered.append(
            {"expand": "issuetypes", **shown, "issuetypes": [type_json(project, t) for t in types]}
        )
    count_points(request, len(rendered))
    return json_response({"expand": "projects", "projects": rendered})


def field_metas(site: Site, actor: Actor, project: Project, type_id: str) -> dict[str, Any]:
    """
    Describe all fields of a create screen, project and type first.
    """
    field_ids = ["issuetype", *createable_ids(site, actor, project, type_id)]
    metas = {i: field_meta(site, actor, project, type_id, site.fields[i]) for i in field_ids}
    place = field_meta(site, actor, project, type_id, site.fields["project"], required=True)
    place["allowedValues"] = [e.project_json(site, project)]
    if "reporter" in metas:
        metas["reporter"]["hasDefaultValue"] = True
    return {"project": place, **metas}


def _visible_project(request: Request) -> Project:
    id_or_key = request.path_params["projectIdOrKey"]
    site = site_of(request)
    project = site.find_project(id_or_key)
    if project is None or not can_browse(site, actor_of(request), project):
        raise project_not_found(id_or_key)
    return project


def _page(request: Request, name: str, items: list[Any]) -> dict[str, Any]:
    start = query_int(request, "startAt", 0, minimum=0)
    size = query_int(request, "maxResults", 50, minimum=0)
    if size > _MOST:
        raise RestError(400, f"Parameter 'maxResults' must not exceed the limit '{_MOST}'")
    shown = items[start : start + size]
    count_points(request, len(shown))
    return {"startAt": start, "maxResults": size, "total": len(items), name: shown}
