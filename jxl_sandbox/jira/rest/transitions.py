"""
Moving issues through their workflow.

Source: Jira Cloud REST v3, "Get transitions", "Transition issue".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change, record_properties
from jxl_sandbox.jira.rest.api_version import is_version_2
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.issue_properties_input import read_properties
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.moves import (
    available,
    find_transition,
    transition_changes,
    transition_fields,
    transition_json,
)
from jxl_sandbox.jira.rest.params import query_bool, query_list, read_json_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rest.side_effects import read_side_effects, split_side_effects


def routes() -> list[Route]:
    """
    Build the routes.
    """
    handlers = {"GET": get_transitions, "POST": post_transition}
    return routes_for("/issue/{issueIdOrKey}/transitions", handlers)


async def get_transitions(request: Request) -> Response:
    """List the transitions that the caller can make now; none without *Transition issues*."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    wanted = request.query_params.get("transitionId")
    with_all = query_bool(request, "includeUnavailableTransitions")
    query_bool(request, "skipRemoteOnlyCondition")
    by_status = query_bool(request, "sortByOpsBarAndStatus")
    with_fields = "transitions.fields" in query_list(request, "expand")
    found = available(site, actor, issue, with_unavailable=with_all)
    if wanted:
        found = [t for t in found if t.id == wanted]
    if by_status:
        order = list(site.statuses)
        found.sort(key=lambda t: order.index(t.to_status_id))
    count_points(request, 1)
    rendered = [transition_json(site, actor, issue, t, with_fields=with_fields) for t in found]
    return json_response({"expand": "transitions", "transitions": rendered})


async def post_transition(request: Request) -> Response:
    """Make a transition, with the fields of its screen."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    body = await read_json_object(request)
    transition = find_transition(site, actor, issue, transition_id_of(body))
    body, update = split_side_effects(body)
    if not transition.screen:
        update.pop("comment", None)  # Jira makes the transition and drops the comment without a word
    effects = read_side_effects(request, issue, update, transition_fields(site, actor, issue, transition))
    changes = transition_changes(site, actor, issue, transition, body, has_wiki=is_version_2(request))
    properties = read_properties(body)
    record_change(site, actor, issue, changes)
    record_properties(site, actor, issue, properties)
    for effect in effects:
        effect()
    return Response(status_code=204)


def transition_id_of(body: Mapping[str, Any]) -> str:
    """
    Get the id out of ``{"transition": {"id"}}``, as a string or a number.

    Raises:
        RestError: 400; there is none.
    """
    transition = body.get("transition")
    if transition is None:
        raise RestError(400, "Missing 'transition' identifier")
    if not isinstance(transition, dict):
        raise RestError(400, INVALID_PAYLOAD)
    transition_id = transition.get("id")
    if transition_id is None:
        raise RestError(400, "Missing 'transition' identifier")
    if isinstance(transition_id, bool) or not isinstance(transition_id, str | int):
        raise RestError(400, INVALID_PAYLOAD)
    text = str(transition_id)
    if not (text.isascii() and text.isdigit()):
        raise RestError(400, "'transition' identifier must be an integer")
    return text
