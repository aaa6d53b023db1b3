"""
Atlassian Document Format to HTML, as rendered fields and comments show rich text; pure.

Tags and classes are those of Jira's wiki renderer. Every text and attribute is escaped, and a link leads to the web,
to a mailbox or to the site itself, or it is no link. What HTML has no word for is given as its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from jxl_sandbox.jira.adf import plain_text

Node = dict[str, Any]

_MARKS = {"strong": "b", "em": "em", "strike": "del", "underline": "ins", "code": "tt"}
_PANELS = {
    "info": "#deebff",
    "note": "#eae6ff",
    "tip": "#e3fcef",
    "success": "#e3fcef",
    "warning": "#fffae6",
    "error": "#ffebe6",
}
_STATUSES = {
    "neutral": "#97a0af",
    "purple": "#6554c0",
    "blue": "#0052cc",
    "red": "#ff5630",
    "yellow": "#ff991f",
    "green": "#36b37e",
}
_PLAIN_PANEL = "#f4f5f7"
_COLOR = re.compile(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3})?")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]{1,30}")
_LINK = re.compile(r"(?:https?://|mailto:|/(?![/\\])|#)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_MOST_DIGITS = 14  # of milliseconds: some thousand years


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What a document points to.

    ``name_of`` gives the name of a person by account id, ``picture_of`` the address of an attachment of the issue by
    its file name; None where there is none.
    """

    base_url: str
    name_of: Callable[[str], str | None]
    picture_of: Callable[[str], str | None]


def adf_to_html(document: Any, surroundings: Surroundings) -> str:
    """
    Render a document; an empty or missing one gives an empty text.
    """
    if not isinstance(document, dict):
        return ""
    return _Renderer(surroundings).blocks(document.get("content") or [])


class _Renderer:
    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def blocks(self, nodes: Sequence[Any]) -> str:
        return "\n\n".join(self._block(node) for node in nodes if isinstance(node, dict))

    def _block(self, node: Node) -> str:  # noqa: PLR0911, PLR0912 -- one case a kind of node
        attributes = node.get("attrs") or {}
        content = node.get("content") or []
        match node.get("type"):
            case "paragraph":
                return f"<p>{self._inline(content)}</p>"
            case "heading":
                return self._heading(attributes.get("level"), content)
            case "bulletList":
                return self._list("ul", content)
            case "orderedList":
                return self._list("ol", content)
            case "taskList" | "decisionList":
                return self._tasks(content)
            case "codeBlock":
                return _code(attributes.get("language"), content)
            case "blockquote":
                return f"<blockquote>{self.blocks(content)}</blockquote>"
            case "panel":
                return self._panel(attributes, content)
            case "rule":
                return "<hr />"
            case "table":
                return self._table(content)
            case "expand" | "nestedExpand":
                title = escape(str(attributes.get("title") or ""))
                return f"<p><b>{title}</b></p>\n\n{self.blocks(content)}" if title else self.blocks(content)
            case "mediaSingle" | "mediaGroup":
                return f"<p>{''.join(self._span(child) for child in content if isinstance(child, dict))}</p>"
            case "blockCard" | "embedCard":
                return f"<p>{self._span(node)}</p>"
        return self._inline([node])

    def _heading(self, level: Any, content: Sequence[Any]) -> str:
        size = level if isinstance(level, int) and level in range(1, 7) else 1
        anchor = re.sub(r"\s", "", plain_text({"type": "paragraph", "content": content}))
        return f'<h{size}><a name="{escape(anchor)}"></a>{self._inline(content)}</h{size}>'

    def _list(self, tag: str, items: Sequence[Any]) -> str:
        lines = "".join(f"\t<li>{self._item(item)}</li>\n" for item in items if isinstance(item, dict))
        return f"<{tag}>\n{lines}</{tag}>"

    def _item(self, item: Node) -> str:
        """The inside of a list item or cell; a paragraph that begins it has no tag of its own."""
        children = [child for child in item.get("content") or [] if isinstance(child, dict)]
        if children and children[0].get("type") == "paragraph":
            first = self._inline(children[0].get("content") or [])
            return "\n".join([first, *(self._block(child) for child in children[1:])])
        return "\n".join(self._block(child) for child in children)

    def _tasks(self, items: Sequence[Any]) -> str:
        lines = []
        for item in items:
            if not isinstance(item, dict):
                continue
            if item.get("type") in ("taskList", "decisionList"):
                lines.append(f"\t<li>{self._block(item)}</li>\n")
                continue
            text = self._inline(item.get("content") or [])
            is_done = (item.get("attrs") or {}).get("state") == "DONE"
            lines.append(f"\t<li>{f'<del>{text}</del>' if is_done else text}</li>\n")
        return f'<ul class="alternate" type="square">\n{"".join(lines)}</ul>'

    def _panel(self, attributes: Node, content: Sequence[Any]) -> str:
        color = _PANELS.get(str(attributes.get("panelType")), _PLAIN_PANEL)
        style = f"background-color: {color};"
        return (
            f'<div class="panel" style="{style}border-width: 1px;">'
            f'<div class="panelContent" style="{style}">\n{self.blocks(content)}\n</div></div>'
        )

    def _table(self, rows: Sequence[Any]) -> str:
        body = ""
        for row in rows:
            cells = ""
            for cell in row.get("content") or []:
                tag, name = (
                    ("th", "confluenceTh") if cell.get("type") == "tableHeader" else ("td", "confluenceTd")
                )
                cells += (
                    f"<{tag} class='{name}'{_spans(cell.get('attrs') or {})}>{self._item(cell)}</{tag}>\n"
                )
            body += f"<tr>\n{cells}</tr>\n"
        return f"<div class='table-wrap'>\n<table class='confluenceTable'><tbody>\n{body}</tbody></table>\n</div>"

    def _inline(self, nodes: Sequence[Any]) -> str:
        return "".join(self._span(node) for node in nodes if isinstance(node, dict))

    def _span(self, node: Node) -> str:  # noqa: PLR0911 -- one case a kind of node
        attributes = node.get("attrs") or {}
        match node.get("type"):
            case "text":
                return _text(node)
            case "hardBreak":
                return "<br/>\n"
            case "mention":
                return self._mention(attributes)
            case "emoji":
                return escape(str(attributes.get("text") or attributes.get("shortName") or ""))
            case "status":
                color = _STATUSES.get(str(attributes.get("color")), _STATUSES["neutral"])
                return f'<font color="{color}"><b>[ {escape(str(attributes.get("text", "")))} ]</b></font>'
            case "inlineCard" | "blockCard" | "embedCard":
                url = str(attributes.get("url") or "")
                return _anchor(url, escape(url))
            case "date":
                return _day(str(attributes.get("timestamp", "")))
            case "media" | "mediaInline":
                return self._picture(attributes)
        return escape(plain_text(node))

    def _mention(self, attributes: Node) -> str:
        account_id = str(attributes.get("id") or "")
        name = self._surroundings.name_of(account_id)
        if name is None:
            return escape(str(attributes.get("text") or ""))
        link = f"{self._surroundings.base_url}/secure/ViewProfile.jspa?accountId={account_id}"
        return (
            f'<a href="{escape(link)}" class="user-hover" rel="{escape(account_id)}" '
            f'data-account-id="{escape(account_id)}" accountid="{escape(account_id)}">{escape(name)}</a>'
        )

    def _picture(self, attributes: Node) -> str:
        alt = str(attributes.get("alt") or "")
        if attributes.get("type") == "external":
            url = str(attributes.get("url") or "")
            source = url if _is_safe(url) else None
        else:
            source = self._surroundings.picture_of(alt) if alt else None
        if source is None:
            return escape(alt)
        return f'<span class="image-wrap" style=""><img src="{escape(source)}" alt="{escape(alt)}" /></span>'


def _text(node: Node) -> str:
    body = escape(str(node.get("text", "")), quote=False).replace("\n", "<br/>\n")
    marks = {mark.get("type"): mark.get("attrs") or {} for mark in node.get("marks") or []}
    for kind, tag in _MARKS.items():
        if kind in marks:
            body = f"<{tag}>{body}</{tag}>"
    if "subsup" in marks:
        tag = "sub" if marks["subsup"].get("type") == "sub" else "sup"
        body = f"<{tag}>{body}</{tag}>"
    color = str(marks.get("textColor", {}).get("color", ""))
    if _COLOR.fullmatch(color):
        body = f'<font color="{color}">{body}</font>'
    if "link" in marks:
        return _anchor(str(marks["link"].get("href", "")), body)
    return body


def _anchor(url: str, body: str) -> str:
    if not _is_safe(url):
        return body
    return f'<a href="{escape(url)}" class="external-link" rel="nofollow noreferrer">{body}</a>'


def _is_safe(url: str) -> bool:
    """Whether following an address runs no script: browsers drop blanks and control characters from a scheme."""
    return _LINK.match(url) is not None and _CONTROL.search(url) is None


def _code(language: Any, content: Sequence[Any]) -> str:
    code = escape("".join(str(child.get("text", "")) for child in content), quote=False)
    word = str(language or "")
    name = f"code-{word.lower()}" if _LANGUAGE.fullmatch(word) else "code-java"
    return (
        '<div class="code panel" style="border-width: 1px;"><div class="codeContent panelContent">\n'
        f'<pre class="{name}">{code}</pre>\n</div></div>'
    )


def _spans(attributes: Node) -> str:
    """How many columns and rows a cell takes, where that is more than one."""
    counts = {name: attributes.get(name) for name in ("colspan", "rowspan")}
    return "".join(
        f" {name}='{count}'"
        for name, count in counts.items()
        if isinstance(count, int) and not isinstance(count, bool) and count > 1
    )


def _day(timestamp: str) -> str:
    """The day of a date node, whose moment is milliseconds as text; as it is where that is no day."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MOST_DIGITS):
        return escape(timestamp)
    return f"{datetime.fromtimestamp(int(timestamp) / 1000, UTC):%Y-%m-%d}"
