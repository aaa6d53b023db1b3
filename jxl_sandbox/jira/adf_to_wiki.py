"""
Atlassian Document Format to wiki markup, as version 2 of the API shows rich text; pure.

The way back is ``wiki_to_adf.py``. What wiki markup has no word for is given as its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from jxl_sandbox.jira.adf import plain_text

Node = dict[str, Any]

_MARKS = {"strong": "*", "em": "_", "strike": "-", "underline": "+"}
# What would be read as markup in plain text, if nothing stood before it.
_SPECIAL = re.compile(
    r"(?P<slash>\\(?=[\\{}\[\]*_+^~!|#?.-]))|(?P<sign>\{(?=\S)|\[(?=\S)|(?<!\w)[*_+^~-](?=\S)|\|)"
)
_LINE_START = re.compile(r"^(?P<before>\s*)(?P<sign>[*#-]+(?=\s)|-{4,}\s*$|h(?=[1-6]\.\s)|bq(?=\.\s))")
_BLANK_LINES = re.compile(r"\n{2,}")  # they would end a table
_MOST_DIGITS = 14  # of milliseconds: some thousand years
_MENTION = "[~accountid:{}]"


def adf_to_wiki(document: Any) -> str:
    """
    Render a document; an empty or missing one gives an empty text.
    """
    if not isinstance(document, dict):
        return ""
    return _blocks(document.get("content") or []).strip("\n")


def _blocks(nodes: Sequence[Any]) -> str:
    return "\n\n".join(_block(node) for node in nodes if isinstance(node, dict))


def _block(node: Node) -> str:  # noqa: PLR0911 -- one case a kind of node
    attributes = node.get("attrs") or {}
    content = node.get("content") or []
    match node.get("type"):
        case "paragraph":
            return _paragraph(content)
        case "heading":
            return f"h{attributes.get('level', 1)}. {_inline(content)}"
        case "bulletList":
            return "\n".join(_list(content, "*"))
        case "orderedList":
            return "\n".join(_list(content, "#"))
        case "codeBlock":
            language = attributes.get("language")
            code = "".join(str(child.get("text", "")) for child in content)
            return f"{{code{f':{language}' if language else ''}}}\n{code}\n{{code}}"
        case "blockquote":
            return f"{{quote}}\n{_blocks(content)}\n{{quote}}"
        case "panel":
            return f"{{panel}}\n{_blocks(content)}\n{{panel}}"
        case "rule":
            return "----"
        case "table":
            return "\n".join(_row(row) for row in content if isinstance(row, dict))
        case "taskList" | "decisionList":
            return "\n".join(f"* {_inline(item.get('content') or [])}" for item in content)
        case "expand" | "nestedExpand" | "layoutSection" | "layoutColumn" | "mediaSingle":
            title = attributes.get("title")
            return "\n\n".join(
                part for part in (escape(str(title)) if title else "", _blocks(content)) if part
            )
    return _inline([node])


def _paragraph(content: Sequence[Any]) -> str:
    lines = _inline(content).split("\n")
    return "\n".join(_LINE_START.sub(r"\g<before>\\\g<sign>", line) for line in lines)


def _list(items: Sequence[Any], sign: str) -> list[str]:
    """The lines of a list; a list inside gets one sign more."""
    lines = []
    for item in items:
        text: list[str] = []
        inner: list[str] = []
        for child in item.get("content") or []:
            kind = child.get("type")
            if kind in ("bulletList", "orderedList"):
                inner += _list(child.get("content") or [], sign + ("*" if kind == "bulletList" else "#"))
            else:
                text.append(_block(child))
        lines += [f"{sign} " + "\n".join(text), *inner]
    return lines


def _row(row: Node) -> str:
    line, sign = "", "|"
    for cell in row.get("content") or []:
        sign = "||" if cell.get("type") == "tableHeader" else "|"
        text = "\n".join(_block(child) for child in cell.get("content") or [])
        line += sign + (_BLANK_LINES.sub("\n", text) or " ")
    return line + sign


def _inline(nodes: Sequence[Any]) -> str:
    return "".join(_span(node) for node in nodes if isinstance(node, dict))


def _span(node: Node) -> str:  # noqa: PLR0911 -- one case a kind of node
    attributes = node.get("attrs") or {}
    match node.get("type"):
        case "text":
            return _text(node)
        case "hardBreak":
            return "\n"
        case "mention":
            return _MENTION.format(attributes.get("id", ""))
        case "emoji":
            return str(attributes.get("text") or attributes.get("shortName") or "")
        case "inlineCard" | "blockCard" | "embedCard":
            url = attributes.get("url", "")
            return f"[{url}|{url}|smart-link]"
        case "date":
            return _day(str(attributes.get("timestamp", "")))
        case "media" | "mediaInline":
            return escape(str(attributes.get("alt") or ""))
    return escape(plain_text(node))


def _day(timestamp: str) -> str:
    """The day of a date node, whose moment is milliseconds as text; as it is where that is no day."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MOST_DIGITS):
        return escape(timestamp)
    return f"{datetime.fromtimestamp(int(timestamp) / 1000, UTC):%Y-%m-%d}"


def _text(node: Node) -> str:
    text = str(node.get("text", ""))
    marks = {mark.get("type"): mark.get("attrs") or {} for mark in node.get("marks") or []}
    if "code" in marks:
        body = f"{{{{{text}}}}}"
    else:
        body = escape(text)
        inside = body.strip(" ")
        if inside:
            # Marks hug words: blanks at the ends stand outside of them.
            before, after = body[: len(body) - len(body.lstrip(" "))], body[len(body.rstrip(" ")) :]
            for kind, sign in _MARKS.items():
                if kind in marks:
                    inside = f"{sign}{inside}{sign}"
            if "subsup" in marks:
                sign = "~" if marks["subsup"].get("type") == "sub" else "^"
                inside = f"{sign}{inside}{sign}"
            if "textColor" in marks:
                inside = f"{{color:{marks['textColor'].get('color', '#000000')}}}{inside}{{color}}"
            body = f"{before}{inside}{after}"
    if "link" in marks:
        return f"[{body}|{marks['link'].get('href', '')}]"
    return body


def escape(text: str) -> str:
    """
    Write plain text so that none of it reads as markup.
    """
    return _SPECIAL.sub(lambda found: "&#92;" if found["slash"] else "\\" + found[0], text)
