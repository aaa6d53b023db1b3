"""
``operations``: what the calling person could do with an issue on its page, as groups of links.

The links lead to pages of Jira's own that are not simulated; clients read from them what is allowed. Source: Jira
Cloud REST v3, "Get issue", ``expand=operations``.
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.model import Actor, Issue, Site
from jxl_sandbox.jira.rest.editmeta import is_read_only
from jxl_sandbox.jira.rest.moves import available
from jxl_sandbox.jira.rights import has_project

# Permission, id, label, title and page of the links, by group; those of _WRITES need a status that allows edits.
_GROUPS: tuple[tuple[str, int, tuple[tuple[str, str, str, str, str], ...]], ...] = (
    (
        "edit-issue_container",
        1,
        (("EDIT_ISSUES", "edit-issue", "Edit", "Edit this issue", "EditIssue!default"),),
    ),
    (
        "comment-issue_container",
        10,
        (("ADD_COMMENTS", "comment-issue", "Comment", "Comment on this issue", "AddComment!default"),),
    ),
    (
        "opsbar-operations",
        20,
        (
            (
                "ASSIGN_ISSUES",
                "assign-issue",
                "Assign",
                "Assign this issue to someone",
                "AssignIssue!default",
            ),
            (
                "WORK_ON_ISSUES",
                "log-work",
                "Log work",
                "Log work against this issue",
                "CreateWorklog!default",
            ),
            (
                "CREATE_ATTACHMENTS",
                "attach-file",
                "Attach files",
                "Attach one or more files to this issue",
                "AttachFile!default",
            ),
            (
                "LINK_ISSUES",
                "link-issue",
                "Link",
                "Link this issue to another issue or item",
                "LinkJiraIssue!default",
            ),
            ("MOVE_ISSUES", "move-issue", "Move", "Move this issue", "MoveIssue!default"),
            ("DELETE_ISSUES", "delete-issue", "Delete", "Delete this issue", "DeleteIssue!default"),
        ),
    ),
)
_WRITES = frozenset({"edit-issue", "comment-issue", "log-work", "attach-file", "link-issue"})


def operations_of(site: Site, actor: Actor, issue: Issue) -> dict[str, Any]:
    """
    Build ``{"linkGroups": […]}``; a group without any link is left out.
    """
    project, is_frozen = site.projects[issue.project_id], is_read_only(site, issue)
    groups = []
    for group_id, weight, entries in _GROUPS:
        links = [
            _link(link_id, label, title, f"/secure/{page}.jspa?id={issue.id}", place)
            for place, (permission, link_id, label, title, page) in enumerate(entries)
            if not (is_frozen and link_id in _WRITES) and has_project(site, actor, permission, project, issue)
        ]
        groups.append({"id": group_id, "weight": weight, "links": links, "groups": []})
    moves = [
        _link(
            f"action_id_{transition.id}",
            transition.name,
            transition.name,
            f"/secure/WorkflowUIDispatcher.jspa?id={issue.id}&action={transition.id}",
            place,
        )
        for place, transition in enumerate(available(site, actor, issue))
    ]
    groups.append({"id": "opsbar-transitions", "weight": 30, "links": moves, "groups": []})
    shown = [group for group in groups if group["links"]]
    return {"linkGroups": [{"id": "view.issue.opsbar", "links": [], "groups": shown}]}


def _link(link_id: str, label: str, title: str, href: str, place: int) -> dict[str, Any]:
    style = (
        "issueaction-workflow-transition" if link_id.startswith("action_id_") else f"issueaction-{link_id}"
    )
    return {
        "id": link_id,
        "styleClass": style,
        "label": label,
        "title": title,
        "href": href,
        "weight": 10 * (place + 1),
    }
