"""
Rich text on its way in and out: documents in version 3 of the API, wiki markup in version 2 and ``latest``.

The one place that knows which version a call is made to.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from jxl_sandbox.jira.adf import plain_text
from jxl_sandbox.jira.adf_to_wiki import adf_to_wiki
from jxl_sandbox.jira.rest.api_version import is_version_2
from jxl_sandbox.jira.wiki_to_adf import wiki_to_adf

MOST_TEXT_CHARS = 32_767
TOO_LONG = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
_NODES = frozenset(  # what Jira takes of the document format
    {
        "blockCard",
        "blockquote",
        "bulletList",
        "caption",
        "codeBlock",
        "date",
        "decisionItem",
        "decisionList",
        "embedCard",
        "emoji",
        "expand",
        "hardBreak",
        "heading",
        "inlineCard",
        "listItem",
        "media",
        "mediaGroup",
        "mediaInline",
        "mediaSingle",
        "mention",
        "nestedExpand",
        "orderedList",
        "panel",
        "paragraph",
        "rule",
        "status",
        "table",
        "tableCell",
        "tableHeader",
        "tableRow",
        "taskItem",
        "taskList",
        "text",
    }
)


_MOST_DEPTH = 50  # of nodes in nodes


class RichTextError(ValueError):
    """What was sent is no rich text in this version of the API; the message says so in Jira's words."""


def read_rich_text(request: Request, value: Any) -> dict[str, Any] | None:
    """
    Read rich text as it was sent: a document, or wiki markup under version 2.

    Returns:
        The document; None when there is no text.

    Raises:
        RichTextError: It is of another type, not a document, or too long.
    """
    return parse_rich_text(value, is_wiki=is_version_2(request))


def parse_rich_text(value: Any, *, is_wiki: bool) -> dict[str, Any] | None:
    """
    As :func:`read_rich_text`, for a version known already.
    """
    if value is None:
        return None
    if is_wiki:
        if not isinstance(value, str):
            raise RichTextError("Operation value must be a string")
        document = wiki_to_adf(value)
        length = len(value)
    else:
        if not is_document(value):
            raise RichTextError(
                "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
            )
        document = value if value["content"] else None
        length = len(plain_text(value))
    if length > MOST_TEXT_CHARS:
        raise RichTextError(TOO_LONG)
    return document


def show_rich_text(document: Any, *, is_wiki: bool) -> Any:
    """
    Show a stored document as the version of the API has it; None stays None.
    """
    return adf_to_wiki(document) if is_wiki and document is not None else document


def is_document(value: Any) -> bool:
    """
    Whether a value is a document of nodes that Jira takes; which node may stand in which is not looked at.
    """
    return (
        isinstance(value, dict)
        and value.get("type") == "doc"
        and value.get("version") == 1
        and isinstance(value.get("content"), list)
        and all(_is_node(child) for child in value["content"])
    )


def _is_node(node: Any, depth: int = 1) -> bool:
    if not isinstance(node, dict) or not isinstance(node.get("type"), str) or node["type"] not in _NODES:
        return False
    marks = node.get("marks", [])
    if not isinstance(marks, list) or not all(_has_attributes(mark) for mark in [node, *marks]):
        return False
    if node["type"] == "text":
        return isinstance(node.get("text"), str) and bool(node["text"])
    content = node.get("content", [])
    if not isinstance(content, list) or depth >= _MOST_DEPTH:
        return False
    return all(_is_node(child, depth + 1) for child in content)


def _has_attributes(node: Any) -> bool:
    """Whether a node or a mark has a type and, if any, attributes with names."""
    return (
        isinstance(node, dict)
        and isinstance(node.get("type"), str)
        and isinstance(node.get("attrs", {}), dict)
    )
