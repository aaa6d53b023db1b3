"""
What comments, work logs, files and remote links leave in an issue's changelog; their words.

Pure. A new or changed comment leaves nothing, one that is deleted leaves its text; the other things leave their ids.
Source: entries of public Jira Cloud sites.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jxl_sandbox.jira.adf_to_wiki import adf_to_wiki
from jxl_sandbox.jira.attachments import FIELD as FILES
from jxl_sandbox.jira.remote_links import KEY as REMOTE_LINKS
from jxl_sandbox.jira.remote_links import words_of

ENTRY_KEYS = frozenset({"comment", "worklog", FILES, REMOTE_LINKS})
_Entries = Iterable[Mapping[str, Any]]
_NOTHING = (None, None)


def entry_items(key: str, before: _Entries | None, after: _Entries | None) -> list[dict[str, Any]]:
    """
    Build the items of a change to one of an issue's lists of entries, those of what went first.

    Args:
        key: One of :data:`ENTRY_KEYS`.
    """
    old, new = ({entry["id"]: entry for entry in entries or ()} for entries in (before, after))
    gone = [entry for entry_id, entry in old.items() if entry_id not in new]
    come = [entry for entry_id, entry in new.items() if entry_id not in old]
    changed = [(old[i], entry) for i, entry in new.items() if i in old and old[i] != entry]
    if key == "comment":
        return [_item("Comment", (None, _deleted_words(entry)), _NOTHING) for entry in gone]
    if key == "worklog":
        # One that is changed is named as well, as what it was before.
        named = [*gone, *(held for held, _ in changed)]
        items = [_item("WorklogId", _pair(entry["id"]), _NOTHING) for entry in named]
        return items + [_item("WorklogId", _NOTHING, _pair(entry["id"])) for entry in come]
    if key == FILES:
        items = [_item("Attachment", _file(entry), _NOTHING, FILES) for entry in gone]
        return items + [_item("Attachment", _NOTHING, _file(entry), FILES) for entry in come]
    gone += [held for held, _ in changed]
    come += [entry for _, entry in changed]
    items = [_item("RemoteIssueLink", _link(entry), _NOTHING) for entry in gone]
    return items + [_item("RemoteIssueLink", _NOTHING, _link(entry)) for entry in come]


def _deleted_words(entry: Mapping[str, Any]) -> str:
    """The text of a deleted comment; one that was not for all is not told to all now."""
    visibility = entry.get("visibility")
    if visibility is not None:
        return f"A comment with security level '{visibility['value']}' was removed."
    return adf_to_wiki(entry["body"])


def _pair(text: str) -> tuple[str, str]:
    return text, text


def _file(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["id"], entry["filename"]


def _link(entry: Mapping[str, Any]) -> tuple[str, str]:
    return str(entry["id"]), words_of(dict(entry))


def _item(
    name: str,
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
    field_id: str | None = None,
) -> dict[str, Any]:
    """Build an item; what is no field has no ``fieldId``."""
    built: dict[str, Any] = {"field": name, "fieldtype": "jira"}
    if field_id is not None:
        built["fieldId"] = field_id
    return built | {"from": before[0], "fromString": before[1], "to": after[0], "toString": after[1]}
