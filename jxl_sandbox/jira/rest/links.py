"""
Links between two issues: make, look at, remove.

The ``inwardIssue`` of a request is where the link begins: with *Blocks*, it blocks the ``outwardIssue``. Source:
Jira Cloud REST v3, "Issue links".
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Actor, Issue, LinkType, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.comments import make_comment, store_comment
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, issue_not_found
from jxl_sandbox.jira.rest.fieldsets import FieldSet
from jxl_sandbox.jira.rest.params import read_object
from jxl_sandbox.jira.rest.render import IssueRenderer
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import IssueSight, can_see_issue, has_project

MOST_LINKS = 2000  # an issue


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/issueLink", {"POST": create_link}),
        *routes_for("/issueLink/{linkId}", {"GET": get_link, "DELETE": delete_link}),
    ]


async def create_link(request: Request) -> Response:
    """
    Link two issues that the caller sees; *Link Issues* where the link begins.

    A link that is there already counts as made. The answer has no body: the id is in the issue's ``issuelinks``.
    """
    site, actor = site_of(request), actor_of(request)
    body = await read_object(
        request,
        {"type": "object", "inwardIssue": "object", "outwardIssue": "object", "comment": "object"},
    )
    if not {"type", "inwardIssue", "outwardIssue"} <= body.keys():
        raise RestError(400, INVALID_PAYLOAD)
    link_type = find_link_type(site, body["type"])
    source = _find_issue(site, actor, body["inwardIssue"])
    target = _find_issue(site, actor, body["outwardIssue"])
    require_linkable(site, actor, source, target)
    comment = make_comment(request, source, body["comment"]) if "comment" in body else None
    add_link(site, actor, link_type, source, target)
    if comment is not None:
        store_comment(request, source, comment)
    return Response(status_code=201)


def find_link_type(site: Site, named: dict[str, Any]) -> LinkType:
    """
    Find the link type that ``{"id"}`` or ``{"name"}`` names; names match in any case.

    Raises:
        RestError: 404; there is none.
    """
    type_id, name = named.get("id"), named.get("name")
    if type_id is not None:
        found = site.link_types.get(str(type_id))
        if found is None:
            raise RestError(404, f"No issue link type with id '{type_id}' found.")
        return found
    wanted = str(name).casefold()
    found = next((t for t in site.link_types.values() if t.name.casefold() == wanted), None)
    if found is None:
        raise RestError(404, f"No issue link type with name '{name}' found.")
    return found


def require_linkable(site: Site, actor: Actor, source: Issue, target: Issue) -> None:
    """
    Refuse a link that the actor may not make.

    Raises:
        RestError: 404; without *Link Issues*. 400; of an issue with itself. 413; an issue is full.
    """
    if not has_project(site, actor, "LINK_ISSUES", site.projects[source.project_id], source):
        raise RestError(404, f"No Link Issue Permission for issue '{source.key}'")
    if source is target:
        raise RestError(400, "You cannot link an issue to itself.")
    if any(len(issue.values.get("issuelinks") or ()) >= MOST_LINKS for issue in (source, target)):
        raise RestError(413, f"An issue can have at most {MOST_LINKS} links.")


def add_link(site: Site, actor: Actor, link_type: LinkType, source: Issue, target: Issue) -> None:
    """
    Store a link at both its ends; one that is there already stays alone.
    """
    for held in source.values.get("issuelinks") or ():
        if (held["type"], held["direction"], held["issue"]) == (link_type.id, "outward", target.id):
            return
    link_id = str(site.next_link_id)
    site.next_link_id += 1
    for owner, direction, other in ((source, "outward", target), (target, "inward", source)):
        link = {"id": link_id, "type": link_type.id, "direction": direction, "issue": other.id}
        record_change(site, actor, owner, {"issuelinks": [*(owner.values.get("issuelinks") or ()), link]})


def remove_link(site: Site, actor: Actor, link_id: str) -> None:
    """
    Take a link away from both its ends.
    """
    found = _ends(site, link_id)
    if found is None:
        return
    for owner in found[1:]:
        kept = [link for link in owner.values["issuelinks"] if link["id"] != link_id]
        record_change(site, actor, owner, {"issuelinks": kept})


async def get_link(request: Request) -> Response:
    """Give a link whose both issues the caller sees."""
    site, actor = site_of(request), actor_of(request)
    type_id, source, target = _find_link(request)
    renderer = IssueRenderer(site, actor, FieldSet((), shows_key=True), IssueSight(site, actor), "")
    link_id = request.path_params["linkId"]
    count_points(request, 1)
    return json_response(
        {
            "id": link_id,
            "self": f"{site.base_url}{e.API}/issueLink/{link_id}",
            "type": e.link_type_json(site, site.link_types[type_id]),
            "inwardIssue": orjson.Fragment(renderer.render_short(source)),
            "outwardIssue": orjson.Fragment(renderer.render_short(target)),
        }
    )


async def delete_link(request: Request) -> Response:
    """Remove a link whose both issues the caller sees; *Link Issues* at one of its ends."""
    site, actor = site_of(request), actor_of(request)
    _, *ends = _find_link(request)
    if not any(
        has_project(site, actor, "LINK_ISSUES", site.projects[issue.project_id], issue) for issue in ends
    ):
        raise RestError(404, f"No Link Issue Permission for issue '{ends[0].key}'")
    remove_link(site, actor, request.path_params["linkId"])
    return Response(status_code=204)


def _ends(site: Site, link_id: str) -> tuple[str, Issue, Issue] | None:
    """The type of a link, where it begins and where it ends."""
    for issue in site.issues.values():
        for link in issue.values.get("issuelinks") or ():
            if link["id"] == link_id:
                other = site.issues[link["issue"]]
                ends = (issue, other) if link["direction"] == "outward" else (other, issue)
                return link["type"], *ends
    return None


def _find_link(request: Request) -> tuple[str, Issue, Issue]:
    site, actor = site_of(request), actor_of(request)
    link_id: str = request.path_params["linkId"]
    if not (link_id.isascii() and link_id.isdigit()):
        raise RestError(400, f"'{link_id}' is no id of a link.")
    found = _ends(site, link_id)
    if found is None or not all(can_see_issue(site, actor, issue) for issue in found[1:]):
        raise RestError(404, f"No issue link with id '{link_id}' exists.")
    return found


def _find_issue(site: Site, actor: Actor, named: dict[str, Any]) -> Issue:
    word = named.get("key") if named.get("key") is not None else named.get("id")
    issue = site.find_issue(str(word)) if word is not None else None
    if issue is None or not can_see_issue(site, actor, issue):
        raise issue_not_found()
    return issue
