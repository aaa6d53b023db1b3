"""
Whether a value is a document that Jira takes: known nodes in places where they may stand, known marks.

Pure. Stricter than the full schema of the Atlassian Document Format, as Jira is: layouts, extensions,
placeholders and sync blocks belong to Confluence. Source: Atlassian Document Format, schema version 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE = _words("text hardBreak mention emoji date status inlineCard mediaInline")
_BLOCK = _words(
    "paragraph heading bulletList orderedList taskList decisionList codeBlock blockquote panel rule table "
    "mediaSingle mediaGroup blockCard embedCard expand"
)
_IN_PANEL = _words(
    "paragraph heading bulletList orderedList taskList decisionList codeBlock rule mediaSingle mediaGroup blockCard"
)
_IN_CELL = (_BLOCK - _words("table expand embedCard")) | _words("embedCard nestedExpand")
# What may stand in a node; a node that is not here is a leaf.
_CONTENT: dict[str, frozenset[str]] = {
    "doc": _BLOCK,
    "paragraph": _INLINE,
    "heading": _INLINE,
    "codeBlock": frozenset({"text"}),
    "blockquote": _words("paragraph bulletList orderedList codeBlock mediaSingle mediaGroup"),
    "panel": _IN_PANEL,
    "bulletList": frozenset({"listItem"}),
    "orderedList": frozenset({"listItem"}),
    "listItem": _words("paragraph bulletList orderedList taskList codeBlock mediaSingle"),
    "taskList": _words("taskItem taskList"),
    "taskItem": _INLINE,
    "decisionList": frozenset({"decisionItem"}),
    "decisionItem": _INLINE,
    "table": frozenset({"tableRow"}),
    "tableRow": _words("tableCell tableHeader"),
    "tableCell": _IN_CELL,
    "tableHeader": _IN_CELL,
    "mediaSingle": _words("media caption"),
    "mediaGroup": frozenset({"media"}),
    "caption": _INLINE,
    "expand": _BLOCK - _words("expand") | _words("nestedExpand"),
    "nestedExpand": _IN_PANEL,
}
_LEAVES = _words(
    "text hardBreak mention emoji date status inlineCard mediaInline rule media blockCard embedCard"
)
_MUST_HOLD = _words(
    "blockquote panel bulletList orderedList listItem taskList decisionList table tableRow tableCell "
    "tableHeader mediaSingle mediaGroup expand nestedExpand"
)
# Attributes a node or mark cannot do without, and what they may be.
_ATTRIBUTES: dict[str, dict[str, type | tuple[type, ...] | frozenset[str]]] = {
    "heading": {"level": int},
    "panel": {"panelType": _words("info note tip warning error success custom")},
    "taskList": {"localId": str},
    "taskItem": {"localId": str, "state": _words("TODO DONE")},
    "decisionList": {"localId": str},
    "decisionItem": {"localId": str, "state": str},
    "mention": {"id": str},
    "emoji": {"shortName": str},
    "date": {"timestamp": str},
    "status": {"text": str, "color": _words("neutral purple blue red yellow green")},
    "embedCard": {"url": str, "layout": str},
    "media": {"type": _words("file link external")},
    "link": {"href": str},
    "textColor": {"color": str},
    "backgroundColor": {"color": str},
    "subsup": {"type": _words("sub sup")},
}
_MARKS = _words("strong em code strike underline link textColor backgroundColor subsup annotation border")
_BLOCK_MARKS = _words("alignment indentation breakout border link annotation")
_BESIDE_CODE = _words("code link annotation")
_KNOWN_MEMBERS = _words("type attrs content marks text version")
_DEEPEST = 100


def is_document(value: Any) -> bool:
    """
    Whether a value is a document of version 1 that Jira stores; an empty one is.
    """
    if not isinstance(value, dict) or value.get("type") != "doc" or value.get("version") != 1:
        return False
    if isinstance(value["version"], bool) or set(value) - _words("type version content"):
        return False
    return _holds(value, 0)


def _holds(node: Mapping[str, Any], depth: int) -> bool:
    """Whether all that a node contains may stand in it."""
    content = node.get("content", [])
    kind = node["type"]
    if not isinstance(content, list) or depth > _DEEPEST:
        return False
    if kind in _MUST_HOLD and not content:
        return False
    allowed = _CONTENT[kind]
    return all(
        isinstance(child, dict) and child.get("type") in allowed and _is_node(child, depth + 1)
        for child in content
    )


def _is_node(node: Mapping[str, Any], depth: int) -> bool:
    kind = node["type"]
    if set(node) - _KNOWN_MEMBERS or not _has_attributes(node):
        return False
    marks = node.get("marks", [])
    if not isinstance(marks, list) or not all(
        isinstance(mark, dict) and _has_attributes(mark) for mark in marks
    ):
        return False
    names = [mark.get("type") for mark in marks]
    if kind == "text":
        return _is_text(node, names)
    if not set(names) <= _BLOCK_MARKS:
        return False
    if kind in _LEAVES:
        has_target = kind not in ("inlineCard", "blockCard") or bool(
            {"url", "data", "datasource"} & set(node.get("attrs") or {})
        )
        return has_target and not node.get("content")
    return _holds(node, depth)


def _is_text(node: Mapping[str, Any], marks: Sequence[Any]) -> bool:
    text = node.get("text")
    if not isinstance(text, str) or not text or not set(marks) <= _MARKS or len(set(marks)) != len(marks):
        return False
    return "code" not in marks or set(marks) <= _BESIDE_CODE


def _has_attributes(node: Mapping[str, Any]) -> bool:
    needed = _ATTRIBUTES.get(str(node.get("type")), {})
    attributes = node.get("attrs", {})
    if not isinstance(attributes, dict):
        return False
    for name, kind in needed.items():
        value = attributes.get(name)
        if isinstance(kind, frozenset):
            if not isinstance(value, str) or value not in kind:
                return False
        elif not isinstance(value, kind) or isinstance(value, bool):
            return False
    return node.get("type") != "heading" or attributes["level"] in range(1, 7)
