"""
What an edit, a transition or a creation does beside setting values: comments, links and work logs.

Everything is checked before anything is stored; what is stored then cannot fail.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from starlette.requests import Request

from jxl_sandbox.jira.conversation import find_entry
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.comments import (
    change_comment,
    make_comment,
    remove_comment,
    replace_comment,
    require_may_delete,
    store_comment,
)
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.field_input.context import FieldError, InputContext, as_object
from jxl_sandbox.jira.rest.field_input.relations import find_named_issue
from jxl_sandbox.jira.rest.field_input.update import not_settable, not_supported, operations_of, section
from jxl_sandbox.jira.rest.links import add_link, find_link_type, require_linkable
from jxl_sandbox.jira.rest.routing import actor_of, site_of
from jxl_sandbox.jira.rest.worklogs import make_worklog, store_worklog
from jxl_sandbox.jira.rights import has_project

Effect = Callable[[], None]
_FIELDS = ("comment", "issuelinks", "worklog")


def split_side_effects(body: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    Divide a body into what sets values, and the members of ``update`` that are for :func:`read_side_effects`.

    Raises:
        RestError: 400; ``update`` is no object.
    """
    update = section(body, "update")
    rest = {**body, "update": {k: v for k, v in update.items() if k not in _FIELDS}}
    return rest, {field_id: update[field_id] for field_id in _FIELDS if update.get(field_id) is not None}


def read_side_effects(
    request: Request, issue: Issue, update: Mapping[str, Any], allowed: Collection[str]
) -> list[Effect]:
    """
    Read the steps of comments, links and work logs.

    Args:
        issue: One that is yet to be created is not on the site.
        allowed: Ids of the fields that may be written here.

    Returns:
        What to call once all else has turned out right.

    Raises:
        RestError: 400 and others; one of them is wrong. 501; links copied from another issue.
    """
    effects: list[Effect] = []
    for field_id, steps in update.items():
        if field_id not in allowed:
            raise RestError(400, errors={field_id: not_settable(field_id)})
        if not isinstance(steps, list):
            raise RestError(400, errors={field_id: "data was not an array"})
        for step in steps:
            try:
                effects.append(_read_step(request, issue, field_id, step))
            except FieldError as error:
                raise RestError(400, errors={field_id: error.message}) from error
    return effects


def take_side_effects(
    request: Request, issue: Issue, body: Mapping[str, Any], allowed: Collection[str]
) -> tuple[dict[str, Any], list[Effect]]:
    """
    Take comments, links and work logs out of a body: :func:`split_side_effects` and :func:`read_side_effects`.
    """
    rest, update = split_side_effects(body)
    return rest, read_side_effects(request, issue, update, allowed)


def _read_step(request: Request, issue: Issue, field_id: str, step: Any) -> Effect:
    field = site_of(request).fields[field_id]
    if not isinstance(step, dict) or len(step) != 1:
        raise FieldError("Can not instantiate an operation: exactly one of its names is expected.")
    [(operation, value)] = step.items()
    if operation not in operations_of(field):
        raise FieldError(not_supported(field, operation))
    value = as_object(value)
    if field_id == "comment":
        return _comment(request, issue, operation, value)
    if operation == "copy":
        raise RestError(501, "The sandbox does not copy the links of another issue.")
    return _link(request, issue, value) if field_id == "issuelinks" else _worklog(request, issue, value)


def _comment(request: Request, issue: Issue, operation: str, value: dict[str, Any]) -> Effect:
    if operation == "add":
        new = make_comment(request, issue, value)
        return lambda: _discard(store_comment(request, issue, new))
    comment_id = str(value.get("id"))
    entry = find_entry(site_of(request), actor_of(request), issue, "comment", comment_id)
    if entry is None:
        raise FieldError(f"Can not find a comment for the id: {comment_id}.")
    if operation == "edit":
        changed = change_comment(request, issue, entry, value)
        return lambda: replace_comment(request, issue, changed)
    require_may_delete(request, issue, entry)
    return lambda: remove_comment(request, issue, comment_id)


def _worklog(request: Request, issue: Issue, value: dict[str, Any]) -> Effect:
    site, project = site_of(request), site_of(request).projects[issue.project_id]
    if not has_project(site, actor_of(request), "WORK_ON_ISSUES", project, issue):
        raise FieldError("You do not have the permission to associate a worklog to this issue.")
    ways = ("adjustEstimate", "newEstimate", "reduceBy")
    entry, adjustment = make_worklog(request, issue, value, {w: str(value[w]) for w in ways if value.get(w)})
    return lambda: _discard(store_worklog(request, issue, entry, adjustment))


def _link(request: Request, issue: Issue, value: dict[str, Any]) -> Effect:
    site, actor = site_of(request), actor_of(request)
    link_type = find_link_type(site, as_object(value.get("type")))
    side = "outwardIssue" if value.get("outwardIssue") is not None else "inwardIssue"
    project = site.projects[issue.project_id]
    context = InputContext(site, actor, project, issue.values["issuetype"], issue, issue.values)
    other = find_named_issue(context, as_object(value.get(side)))
    source, target = (issue, other) if side == "outwardIssue" else (other, issue)
    require_linkable(site, actor, source, target)
    return lambda: add_link(site, actor, link_type, source, target)


def _discard(_: object) -> None:
    """What was stored is not part of the answer."""
