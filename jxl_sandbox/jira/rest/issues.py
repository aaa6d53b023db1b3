"""
Reading issues: one by id or key, its edit metadata, or many at once.

Source: Jira Cloud REST v3, "Get issue", "Get edit issue metadata", "Bulk fetch issues".
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Issue, Site
from jxl_sandbox.jira.rest.api_version import is_version_2
from jxl_sandbox.jira.rest.editmeta import edit_meta
from jxl_sandbox.jira.rest.errors import RestError, issue_not_found
from jxl_sandbox.jira.rest.expansion import Expansion, members
from jxl_sandbox.jira.rest.fieldsets import FieldSet, parse_fields
from jxl_sandbox.jira.rest.params import query_bool, query_list, read_object
from jxl_sandbox.jira.rest.render import COMMENTS_OF_ONE, IssueRenderer
from jxl_sandbox.jira.rest.routing import (
    actor_of,
    count_points,
    json_response,
    raw_json,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rights import IssueSight, can_see_issue, has_global

_EXPAND_ONE = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
EXPAND_MANY = "operations,versionedRepresentations,editmeta,changelog,renderedFields"
_BULK_EXPAND = "names,schema"
_HEAVY_FIELDS = frozenset({"comment", "worklog", "attachment"})
_HEAVY_EXPANDS = frozenset(
    {"changelog", "editmeta", "operations", "renderedFields", "transitions", "versionedRepresentations"}
)


def routes() -> list[Route]:
    """
    Build the routes; that of one issue is where it is changed, in ``issue_writes.py``.
    """
    return [
        *routes_for("/issue/bulkfetch", {"POST": bulk_fetch}),
        *routes_for("/issue/{issueIdOrKey}/editmeta", {"GET": get_edit_meta}),
    ]


def find_visible_issue(request: Request) -> Issue:
    """
    Find the issue that the path names.

    Raises:
        RestError: 404; there is none, or the caller may not see it.
    """
    site = site_of(request)
    issue = site.find_issue(request.path_params["issueIdOrKey"])
    if issue is None or not can_see_issue(site, actor_of(request), issue):
        raise issue_not_found()
    return issue


async def get_issue(request: Request) -> Response:
    """Give one issue, by default with all fields."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    by_keys = query_bool(request, "fieldsByKeys")
    fields = parse_fields(site, query_list(request, "fields"), "*all", by_keys=by_keys)
    fields = FieldSet(fields.fields, shows_key=True)
    if query_bool(request, "updateHistory") and actor.user is not None:
        site.visits.note_view(actor.user.account_id, issue.id, site.now())
    expansion = Expansion(site, actor, query_list(request, "expand"), query_list(request, "properties"))
    renderer = IssueRenderer(
        site,
        actor,
        fields,
        IssueSight(site, actor),
        _EXPAND_ONE,
        is_wiki=is_version_2(request),
        most_comments=COMMENTS_OF_ONE,
    )
    count_points(request, 1)
    extra = [*expansion.of_fields(fields), *expansion.of_issue(issue, renderer)]
    return raw_json(renderer.render(issue, extra))


async def get_edit_meta(request: Request) -> Response:
    """Say which fields of the issue the caller may edit."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    overrides = {n: query_bool(request, n) for n in ("overrideScreenSecurity", "overrideEditableFlag")}
    if any(overrides.values()) and not (actor.kind == "app" and has_global(site, actor, "ADMINISTER")):
        raise RestError(
            403, "An app that acts as itself needs Administer Jira to override what may be edited."
        )
    if overrides["overrideScreenSecurity"]:
        raise RestError(501, "The sandbox has not built overrideScreenSecurity for edit metadata.")
    count_points(request, 1)
    return json_response(edit_meta(site, actor, issue, whole=overrides["overrideEditableFlag"]))


async def bulk_fetch(request: Request) -> Response:
    """
    Give many issues in ascending order of id; those that are not there or not visible are left out.
    """
    site, actor = site_of(request), actor_of(request)
    body = await read_object(
        request,
        {
            "issueIdsOrKeys": "strings",
            "fields": "strings",
            "expand": "strings",
            "properties": "strings",
            "fieldsByKeys": "bool",
        },
    )
    wanted = body.get("issueIdsOrKeys")
    if wanted is None:
        raise RestError(400, "The property 'issueIdsOrKeys' is required.")
    expand = body.get("expand", [])
    limit = _limit(site, body.get("fields"), expand)
    if len(wanted) > limit:
        raise RestError(400, f"The number of issues to fetch must be at most {limit}.")
    fields = parse_fields(site, body.get("fields"), "*navigable", by_keys=body.get("fieldsByKeys", False))
    fields = FieldSet(fields.fields, shows_key=True)
    expansion = Expansion(site, actor, expand, body.get("properties", []))
    sight = IssueSight(site, actor)
    found = {issue.id: issue for word in wanted if (issue := site.find_issue(word)) and sight.sees(issue)}
    renderer = IssueRenderer(site, actor, fields, sight, EXPAND_MANY, is_wiki=is_version_2(request))
    rendered = [renderer.render(found[i], expansion.of_issue(found[i], renderer)) for i in sorted(found)]
    count_points(request, len(rendered))
    head = b'{"expand":"%b","issues":[' % _BULK_EXPAND.encode()
    tail = members(expansion.of_fields(fields))
    return raw_json(head + b",".join(rendered) + b'],"issueErrors":[]' + tail + b"}")


def _limit(site: Site, fields: list[str] | None, expand: list[str]) -> int:
    """Jira's newer limit holds for requests that name few, light fields; where the switch allows it."""
    is_light = (
        fields is not None
        and 1 <= len(fields) <= 100
        and not any(f.startswith(("*", "-")) or f in _HEAVY_FIELDS for f in fields)
        and not _HEAVY_EXPANDS & set(expand)
    )
    return site.switches.bulkfetch_limit if is_light else 100
