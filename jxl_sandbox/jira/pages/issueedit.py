"""
What the issue page lets a person change, and what was changed before.

The page's script writes over REST as the person, so rights and changelog are those of every other client; here it
is only worked out which editors to show, and with what to choose from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jxl_sandbox.jira.model import Actor, Issue, Project, Site, User
from jxl_sandbox.jira.pages.issueview import read_text
from jxl_sandbox.jira.rest.editmeta import edit_meta
from jxl_sandbox.jira.rights import has_project

MOST_CHANGES = 100
_EDITORS = ("summary", "description", "priority", "assignee", "labels", "duedate")
_SHOWN_CHARS = 160


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one field, in words."""

    author: User | None
    at_ms: int
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Editors:
    """
    Which fields have an editor, and what it offers.

    ``priorities`` are (id, name), ``people`` those who may be assigned. ``text`` is the description as plain text;
    ``is_plain`` is False when saving it so would lose formatting.
    """

    fields: frozenset[str]
    priorities: list[tuple[str, str]]
    people: list[User]
    text: str
    is_plain: bool
    may_transition: bool


def build_editors(site: Site, actor: Actor, issue: Issue) -> Editors:
    """
    Work out the editors that a person has on an issue: those fields that ``editmeta`` gives them.
    """
    project = site.projects[issue.project_id]
    meta = edit_meta(site, actor, issue)["fields"]
    may_assign = has_project(site, actor, "ASSIGN_ISSUES", project, issue)
    fields = {name for name in _EDITORS if "set" in meta.get(name, {}).get("operations", ())}
    if may_assign:  # assigning has a call of its own, which needs no right to edit
        fields.add("assignee")
    description = issue.values.get("description")
    return Editors(
        fields=frozenset(fields),
        priorities=[(v["id"], v["name"]) for v in meta.get("priority", {}).get("allowedValues", ())],
        people=_assignable(site, project, issue) if "assignee" in fields else [],
        text="\n\n".join(read_text(description)),
        is_plain=_is_plain(description),
        may_transition=has_project(site, actor, "TRANSITION_ISSUES", project, issue),
    )


def read_changes(site: Site, issue: Issue) -> list[Change]:
    """
    Read the issue's history, the latest first.
    """
    changes = [
        Change(
            author=site.users.get(entry["author"] or ""),
            at_ms=entry["created_ms"],
            field=_field_name(site, item),
            before=_shortened(item.get("fromString")),
            after=_shortened(item.get("toString")),
        )
        for entry in reversed(issue.changelog)
        for item in entry["items"]
    ]
    return changes[:MOST_CHANGES]


def _assignable(site: Site, project: Project, issue: Issue) -> list[User]:
    people = (u for u in site.users.values() if u.account_type == "atlassian" and u.active)
    found = [u for u in people if has_project(site, Actor("session", u), "ASSIGNABLE_USER", project, issue)]
    return sorted(found, key=lambda user: user.display_name.casefold())


def _field_name(site: Site, item: dict[str, Any]) -> str:
    definition = site.fields.get(item.get("fieldId") or "")
    return definition.name if definition is not None else str(item["field"])


def _shortened(text: str | None) -> str:
    words = " ".join((text or "").split()).removesuffix(" 00:00:00.0")  # as the changelog writes days
    return words if len(words) <= _SHOWN_CHARS else f"{words[:_SHOWN_CHARS]}…"


def _is_plain(document: Any) -> bool:
    if not isinstance(document, dict):
        return True
    return all(
        block.get("type") == "paragraph"
        and all(
            inline.get("type") in ("text", "hardBreak") and not inline.get("marks")
            for inline in block.get("content", ())
        )
        for block in document.get("content", ())
    )
