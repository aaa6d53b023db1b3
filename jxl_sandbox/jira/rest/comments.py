"""
Comments of issues: read, write, edit, delete, and many by their ids.

Source: Jira Cloud REST v3, "Issue comments". The words of refusals are those of Jira's own messages.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.conversation import Entry, find_entry, visible_entries, with_entry, without_entries
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.api_version import is_version_2
from jxl_sandbox.jira.rest.editmeta import is_read_only
from jxl_sandbox.jira.rest.entries import EntryRenderer
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, not_authenticated
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_bool, query_int, query_list, read_json, read_json_object
from jxl_sandbox.jira.rest.render import COMMENTS_OF_ONE, fragments_of
from jxl_sandbox.jira.rest.richtext import RichTextError, read_rich_text
from jxl_sandbox.jira.rest.routing import (
    account_of,
    actor_of,
    count_points,
    json_response,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rest.visibility import read_properties, read_visibility
from jxl_sandbox.jira.rights import can_see_issue, has_project

_MOST_LISTED = 1000
_ORDERS = ("created", "-created", "+created")


def routes() -> list[Route]:
    """
    Build the routes.
    """
    of_issue = "/issue/{issueIdOrKey}/comment"
    one = {"GET": get_comment, "PUT": edit_comment, "DELETE": delete_comment}
    return [
        *routes_for("/comment/list", {"POST": list_comments}),
        *routes_for(of_issue, {"GET": get_comments, "POST": add_comment}),
        *routes_for(f"{of_issue}/{{id}}", one),
    ]


def entry_renderer(request: Request) -> EntryRenderer:
    """
    Make what renders comments and work logs for a call.
    """
    site = site_of(request)
    prepared = fragments_of(site).prepared
    return EntryRenderer(site, actor_of(request), prepared, is_wiki=is_version_2(request))


def read_expand(request: Request) -> set[str]:
    """
    Read ``expand``: ``properties`` and ``renderedBody`` mean something.
    """
    return set(query_list(request, "expand"))


def refuse_override(request: Request) -> None:
    """
    Refuse ``overrideEditableFlag``: no app here acts with *Administer Jira* for that.

    Raises:
        RestError: 403.
    """
    if query_bool(request, "overrideEditableFlag"):
        raise RestError(
            403, "The parameter 'overrideEditableFlag' needs an app that acts with Administer Jira."
        )


async def get_comments(request: Request) -> Response:
    """List the comments of an issue that the caller sees."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    order = request.query_params.get("orderBy", "created").replace(" ", "+")
    if order not in _ORDERS:
        raise RestError(400, f"Comments cannot be ordered by '{order}'; only by 'created'.")
    expand = read_expand(request)
    start = query_int(request, "startAt", 0, minimum=0)
    size = min(COMMENTS_OF_ONE, query_int(request, "maxResults", 100, minimum=0))
    entries = visible_entries(site, actor, issue, "comment")
    if order == "-created":
        entries.reverse()
    shown = entries[start : start + size]
    renderer = entry_renderer(request)
    count_points(request, len(shown))
    return json_response(
        {
            "startAt": start,
            "maxResults": size,
            "total": len(entries),
            "comments": [renderer.comment(issue, entry, expand) for entry in shown],
        }
    )


async def get_comment(request: Request) -> Response:
    """Give one comment."""
    issue, entry = _find(request)
    expand = read_expand(request)
    count_points(request, 1)
    return json_response(entry_renderer(request).comment(issue, entry, expand))


async def list_comments(request: Request) -> Response:
    """Give comments of any issues by their ids; those the caller may not see are left out."""
    site, actor = site_of(request), actor_of(request)
    body = await read_json(request)
    ids = body.get("ids") if isinstance(body, dict) else None
    if not isinstance(ids, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in ids):
        raise RestError(400, INVALID_PAYLOAD)
    if not 1 <= len(ids) <= _MOST_LISTED:
        raise RestError(400, f"Between 1 and {_MOST_LISTED} ids of comments can be asked for.")
    expand = read_expand(request)
    found = []
    for comment_id in dict.fromkeys(map(str, ids)):
        issue = site.issues.get(site.comment_issue_ids.get(comment_id, -1))
        if issue is None or not can_see_issue(site, actor, issue):
            continue
        entry = find_entry(site, actor, issue, "comment", comment_id)
        if entry is not None:
            found.append((issue, entry))
    renderer = entry_renderer(request)
    bean, count = page(
        request, found, lambda pair: renderer.comment(*pair, expand), default=_MOST_LISTED, most=_MOST_LISTED
    )
    count_points(request, count)
    return json_response(bean)


async def add_comment(request: Request) -> Response:
    """Comment on an issue; *Add Comments*."""
    issue = find_visible_issue(request)
    body = await read_json_object(request)
    expand = read_expand(request)
    entry = store_comment(request, issue, make_comment(request, issue, body))
    return json_response(entry_renderer(request).comment(issue, entry, expand), 201)


def make_comment(request: Request, issue: Issue, body: dict[str, Any]) -> Entry:
    """
    Make a new comment of the caller's out of what was sent, without storing it: it has no id yet.

    Raises:
        RestError: 400; without *Add Comments*, or what was sent is no comment. 413; the issue is full.
    """
    site, actor = site_of(request), actor_of(request)
    project = site.projects[issue.project_id]
    if not has_project(site, actor, "ADD_COMMENTS", project, issue):
        raise refusal(request, "you do not have the permission to comment on this issue.")
    text = _read_text(request, body.get("body"))
    if len(issue.values.get("comment") or ()) >= COMMENTS_OF_ONE:
        raise RestError(413, f"An issue can have at most {COMMENTS_OF_ONE} comments.")
    now_ms = int(site.now().timestamp() * 1000)
    author = account_of(request)
    return {
        "author": author,
        "update_author": author,
        "body": text,
        "created_ms": now_ms,
        "updated_ms": now_ms,
        "visibility": read_visibility(site, actor, project, body.get("visibility"), "commentLevel"),
        "properties": read_properties(body.get("properties")),
    }


def store_comment(request: Request, issue: Issue, new: Entry) -> Entry:
    """
    Put a comment made by :func:`make_comment` on its issue.

    Returns:
        The comment with its id.
    """
    site = site_of(request)
    entry = {"id": str(site.next_comment_id), **new}
    site.next_comment_id += 1
    site.comment_issue_ids[entry["id"]] = issue.id
    replace_comment(request, issue, entry)
    return entry


def replace_comment(request: Request, issue: Issue, entry: Entry) -> None:
    """
    Store a comment in the place of the one with its id, or as the last one.
    """
    record_change(
        site_of(request), actor_of(request), issue, {"comment": with_entry(issue, "comment", entry)}
    )


async def edit_comment(request: Request) -> Response:
    """Change a comment; *Edit All Comments*, or *Edit Own Comments* for one's own."""
    issue, entry = _find(request)
    refuse_override(request)
    body = await read_json_object(request)
    expand = read_expand(request)
    changed = change_comment(request, issue, entry, body)
    replace_comment(request, issue, changed)
    return json_response(entry_renderer(request).comment(issue, changed, expand))


def change_comment(request: Request, issue: Issue, entry: Entry, body: dict[str, Any]) -> Entry:
    """
    Make what a comment would be after an edit, without storing it.

    Raises:
        RestError: 400; the caller may not edit it, or what was sent is no comment.
    """
    site, actor = site_of(request), actor_of(request)
    if not may_change(request, issue, entry, "EDIT", "COMMENTS"):
        raise refusal(request, "you do not have the permission to edit this comment.")
    changed = dict(entry)
    changed["body"] = _read_text(request, body.get("body"))
    if "visibility" in body:
        project = site.projects[issue.project_id]
        changed["visibility"] = read_visibility(site, actor, project, body["visibility"], "commentLevel")
    changed["properties"] = entry["properties"] | read_properties(body.get("properties"))
    changed["update_author"] = account_of(request)
    changed["updated_ms"] = int(site.now().timestamp() * 1000)
    return changed


async def delete_comment(request: Request) -> Response:
    """Remove a comment; *Delete All Comments*, or *Delete Own Comments* for one's own."""
    issue, entry = _find(request)
    require_may_delete(request, issue, entry)
    remove_comment(request, issue, entry["id"])
    return Response(status_code=204)


def require_may_delete(request: Request, issue: Issue, entry: Entry) -> None:
    """
    Refuse who may not delete a comment.

    Raises:
        RestError: 400 (401 for nobody in particular).
    """
    if not may_change(request, issue, entry, "DELETE", "COMMENTS"):
        raise refusal(request, f"you do not have permission to delete comment with id: {entry['id']}")


def remove_comment(request: Request, issue: Issue, comment_id: str) -> None:
    """
    Take a comment off its issue.
    """
    site = site_of(request)
    remaining = without_entries(issue, "comment", [comment_id])
    record_change(site, actor_of(request), issue, {"comment": remaining})
    site.comment_issue_ids.pop(comment_id, None)


def refusal(request: Request, words: str) -> RestError:
    """
    Make the 400 with which Jira refuses a person a comment or a work log; 401 for nobody in particular.
    """
    user = actor_of(request).user
    return not_authenticated() if user is None else RestError(400, f"{user.display_name}, {words}")


def may_change(request: Request, issue: Issue, entry: Entry, verb: str, kind: str) -> bool:
    """
    Tell whether the caller may edit or delete a comment or a work log; in a read-only status nobody may.

    Args:
        verb: ``EDIT`` or ``DELETE``.
        kind: ``COMMENTS`` or ``WORKLOGS``; with the verb it names the permissions, ``EDIT_OWN_COMMENTS``.
    """
    site, actor = site_of(request), actor_of(request)
    project = site.projects[issue.project_id]
    if is_read_only(site, issue):
        return False
    if has_project(site, actor, f"{verb}_ALL_{kind}", project, issue):
        return True
    is_own = entry["author"] is not None and entry["author"] == account_of(request)
    return is_own and has_project(site, actor, f"{verb}_OWN_{kind}", project, issue)


def _find(request: Request) -> tuple[Issue, Entry]:
    issue = find_visible_issue(request)
    comment_id: str = request.path_params["id"]
    entry = find_entry(site_of(request), actor_of(request), issue, "comment", comment_id)
    if entry is None:
        raise RestError(404, f"Can not find a comment for the id: {comment_id}.")
    return issue, entry


def _read_text(request: Request, value: Any) -> dict[str, Any]:
    try:
        text = read_rich_text(request, value)
    except RichTextError as error:
        words = str(error) if "too long" in str(error) else "Comment body is not valid!"
        raise RestError(400, errors={"comment": words}) from error
    if text is None:
        raise RestError(400, errors={"comment": "Comment body can not be empty!"})
    return text
