"""Issues as the pages show them: the common fields, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jxl_sandbox.jira.attachments import files_of
from jxl_sandbox.jira.conversation import visible_entries
from jxl_sandbox.jira.model import Actor, Issue, IssueType, Priority, Site, Status, User
from jxl_sandbox.jira.remote_links import remote_links_of
from jxl_sandbox.jira.rest.shown_dates import shown_size


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue in a list."""

    key: str
    summary: str
    type: IssueType
    status: Status
    priority: Priority | None
    assignee: User | None
    updated_ms: int


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment: its text by paragraphs, and the role or group that it is for, if it is for one only."""

    author: User | None
    at_ms: int
    is_edited: bool
    paragraphs: list[str]
    audience: str | None


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file on an issue. ``size`` is in words."""

    id: str
    name: str
    size: str
    author: User | None
    at_ms: int


def read_comments(site: Site, actor: Actor, issue: Issue) -> list[CommentLine]:
    """List the comments that a person sees, oldest first."""
    return [
        CommentLine(
            author=site.users.get(entry["author"] or ""),
            at_ms=entry["created_ms"],
            is_edited=entry["updated_ms"] != entry["created_ms"],
            paragraphs=read_text(entry["body"]),
            audience=entry["visibility"]["value"] if entry["visibility"] else None,
        )
        for entry in visible_entries(site, actor, issue, "comment")
    ]


def read_files(site: Site, issue: Issue) -> list[FileLine]:
    """List the files of an issue, oldest first."""
    return [
        FileLine(
            id=file["id"],
            name=file["filename"],
            size=shown_size(file["size"]),
            author=site.users.get(file["author"] or ""),
            at_ms=file["created_ms"],
        )
        for file in files_of(issue)
    ]


def read_web_links(issue: Issue) -> list[tuple[str, str, str]]:
    """List the links to the web: what the other is to the issue, address and title."""
    return [
        (link["relationship"] or "links to", link["object"]["url"], link["object"]["title"])
        for link in remote_links_of(issue)
        if link["object"]["url"].lower().startswith(("https://", "http://"))
    ]


def build_line(site: Site, issue: Issue) -> IssueLine:
    values = issue.values
    return IssueLine(
        key=issue.key,
        summary=values.get("summary") or "",
        type=site.issue_types[values["issuetype"]],
        status=site.statuses[values["status"]],
        priority=site.priorities.get(values.get("priority") or ""),
        assignee=site.users.get(values.get("assignee") or ""),
        updated_ms=issue.updated_ms,
    )


def read_names(site: Site, issue: Issue) -> list[tuple[str, list[str]]]:
    """Name what an issue has of fields that are lists of things: labels, components, versions, sprints."""
    project = site.projects[issue.project_id]
    names = {
        "Components": [project.components[i]["name"] for i in issue.values.get("components") or []],
        "Fix versions": [project.versions[i]["name"] for i in issue.values.get("fixVersions") or []],
        "Affects versions": [project.versions[i]["name"] for i in issue.values.get("versions") or []],
        "Labels": list(issue.values.get("labels") or []),
        "Sprint": [
            site.sprints[i].name
            for definition in site.fields.values()
            if definition.kind == "sprint"
            for i in issue.values.get(definition.id) or []
            if i in site.sprints
        ],
    }
    return [(name, values) for name, values in names.items() if values]


def read_text(document: Any) -> list[str]:
    """
    Read the plain text of a document, paragraph by paragraph.

    Args:
        document: Atlassian Document Format, a text, or None.
    """
    if isinstance(document, str):
        return [line for line in document.splitlines() if line.strip()]
    if not isinstance(document, dict):
        return []
    content = document.get("content", [])
    if document.get("type") in ("paragraph", "heading", "codeBlock", "taskItem"):
        text = "".join(_inline(node) for node in content)
        return [text] if text.strip() else []
    return [paragraph for node in content for paragraph in read_text(node)]


def _inline(node: dict[str, Any]) -> str:
    attributes = node.get("attrs", {})
    match node.get("type"):
        case "text":
            return str(node.get("text", ""))
        case "hardBreak":
            return "\n"
        case "mention" | "emoji" | "status":
            return str(attributes.get("text", ""))
        case "inlineCard":
            return str(attributes.get("url", ""))
    return ""
