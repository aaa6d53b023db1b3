"""
What an edit or a transition does beside setting values: it adds comments and links.

Everything is checked before anything is stored; what is stored then cannot fail.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from starlette.requests import Request

from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.comments import make_comment, store_comment
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.field_input.context import FieldError, InputContext, as_object
from jxl_sandbox.jira.rest.field_input.relations import find_named_issue
from jxl_sandbox.jira.rest.field_input.update import not_settable, section
from jxl_sandbox.jira.rest.links import add_link, find_link_type, require_linkable
from jxl_sandbox.jira.rest.routing import actor_of, site_of

_ADDED = ("comment", "issuelinks")


def take_side_effects(
    request: Request, issue: Issue, body: dict[str, Any], allowed: Collection[str]
) -> tuple[dict[str, Any], list[Callable[[], None]]]:
    """
    Take ``[{"add": …}]`` of comments and links out of a body.

    Returns:
        The body without them, and what to call once all else has turned out right.

    Raises:
        RestError: 400 and others; one of them is wrong. 501; another operation than *add*.
    """
    update = section(body, "update")
    effects: list[Callable[[], None]] = []
    for field_id in _ADDED:
        steps = update.get(field_id)
        if steps is None:
            continue
        if field_id not in allowed:
            raise RestError(400, errors={field_id: not_settable(field_id)})
        if not isinstance(steps, list):
            raise RestError(400, errors={field_id: "data was not an array"})
        if field_id == "comment" and len(steps) > 1:
            raise RestError(501, "The sandbox adds one comment at a time.")
        for step in steps:
            if not isinstance(step, dict) or set(step) != {"add"}:
                raise RestError(501, f"The sandbox only adds to '{field_id}' with an issue.")
            try:
                effects.append(_read_one(request, issue, field_id, as_object(step["add"])))
            except FieldError as error:
                raise RestError(400, errors={field_id: error.message}) from error
    return {**body, "update": {k: v for k, v in update.items() if k not in _ADDED}}, effects


def _read_one(request: Request, issue: Issue, field_id: str, value: dict[str, Any]) -> Callable[[], None]:
    if field_id == "comment":
        entry = make_comment(request, issue, value)
        return lambda: store_comment(request, issue, entry)
    site, actor = site_of(request), actor_of(request)
    link_type = find_link_type(site, as_object(value.get("type")))
    side = "outwardIssue" if value.get("outwardIssue") is not None else "inwardIssue"
    project = site.projects[issue.project_id]
    context = InputContext(site, actor, project, issue.values["issuetype"], issue, issue.values)
    other = find_named_issue(context, as_object(value.get(side)))
    source, target = (issue, other) if side == "outwardIssue" else (other, issue)
    require_linkable(site, actor, source, target)
    return lambda: add_link(site, actor, link_type, source, target)
