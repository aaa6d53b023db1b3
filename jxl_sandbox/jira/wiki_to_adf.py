"""
Wiki markup to Atlassian Document Format, as version 2 of the API takes rich text; pure.

Knows paragraphs, headings, lists, quotes, code, panels, rules, tables, links, mentions and the common marks;
what it does not know stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Node = dict[str, Any]

_FENCE = re.compile(r"^\s*\{(?P<kind>code|noformat|quote|panel)(?::(?P<options>[^}\n]*))?\}")
_HEADING = re.compile(r"^\s*h(?P<level>[1-6])\.\s+(?P<text>.*)$")
_QUOTE = re.compile(r"^\s*bq\.\s+(?P<text>.*)$")
_RULE = re.compile(r"^\s*-{4,}\s*$")
_ITEM = re.compile(r"^\s*(?P<signs>[*#]{1,10}|-)\s+(?P<text>.*)$")
_MARK_OF = {"*": "strong", "_": "em", "-": "strike", "+": "underline", "^": "sup", "~": "sub"}
_INLINE = re.compile(
    r"(?P<break>\\\\)"
    r"|\\(?P<escaped>[{}\[\]*_+^~!|#?.-]|h(?=[1-6]\.)|bq(?=\.))"
    r"|(?P<entity>&\#92;)"
    r"|\{\{(?P<code>(?:(?!\{\{).)+?)\}\}"
    r"|\[~accountid:(?P<mention>[^\]\s]+)\]"
    r"|\[(?P<link>(?:\\.|[^\]\[\n\\])+)\]"
    r"|\{color:(?P<color>[^{}\n]{1,40})\}(?P<colored>(?:(?!\{color).)+?)\{color\}"
    r"|(?<![\w\\])(?P<sign>[*_+^~-])(?P<marked>(?=\S)(?:\\.|(?!(?P=sign))[^\n\\])*(?<=\S))(?P=sign)(?!\w)"
    r"|(?P<url>https?://[^\s|\]}*<>\"]*[^\s|\]}*<>\".,;:!?)'_])"
)
_HREF = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|#|/)", re.IGNORECASE)


def wiki_to_adf(text: str) -> Node | None:
    """
    Build a document; None when there is no text.
    """
    content = _blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return {"type": "doc", "version": 1, "content": content} if content else None


def _blocks(given: Sequence[str]) -> list[Node]:
    lines = list(given)
    blocks: list[Node] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        fence = _FENCE.match(line)
        if not line.strip():
            place += 1
        elif fence is not None and (end := _fence_end(lines, place, fence)) is not None:
            blocks.append(_fenced(lines, place, end, fence))
            place = end[0]
            lines[place] = lines[place][end[1] :]  # what stands behind it in the line is yet to come
        elif (heading := _HEADING.match(line)) is not None:
            attributes = {"level": int(heading["level"])}
            blocks.append({"type": "heading", "attrs": attributes, "content": _inline(heading["text"])})
            place += 1
        elif (quote := _QUOTE.match(line)) is not None:
            blocks.append({"type": "blockquote", "content": [_paragraph([quote["text"]])]})
            place += 1
        elif _RULE.match(line):
            blocks.append({"type": "rule"})
            place += 1
        else:
            end_line = _run(lines, place)
            blocks += _plain(lines[place:end_line])
            place = end_line
    return blocks


def _run(lines: Sequence[str], begin: int) -> int:
    """Where a list, a table or a paragraph that begins here ends."""
    kind = _kind(lines[begin])
    end = begin + 1
    while end < len(lines) and lines[end].strip():
        begun = _kind(lines[end])
        if begun == "other" or (begun != kind and (kind == "text" or begun != "text")):
            break
        end += 1
    return end


def _kind(line: str) -> str:
    if _FENCE.match(line) or _HEADING.match(line) or _QUOTE.match(line) or _RULE.match(line):
        return "other"
    if _ITEM.match(line):
        return "list"
    return "table" if line.lstrip().startswith("|") else "text"


def _plain(lines: Sequence[str]) -> list[Node]:
    kind = _kind(lines[0])
    if kind == "list":
        return _lists(_joined(lines, _ITEM.match))
    if kind == "table":
        rows = _joined(lines, lambda line: line.lstrip().startswith("|"))
        return [{"type": "table", "content": [_row(row) for row in rows]}]
    return [_paragraph(lines)]


def _joined(lines: Sequence[str], begins: Any) -> list[str]:
    """Lines with those that only go on joined to what they go on."""
    joined: list[str] = []
    for line in lines:
        if begins(line) or not joined:
            joined.append(line)
        else:
            joined[-1] += "\n" + line
    return joined


def _fence_end(lines: Sequence[str], begin: int, fence: re.Match[str]) -> tuple[int, int] | None:
    """Line and column behind the closing fence; None when nothing closes it."""
    closing = f"{{{fence['kind']}}}"
    column = fence.end()
    for place in range(begin, len(lines)):
        found = lines[place].find(closing, column)
        if found >= 0:
            return place, found + len(closing)
        column = 0
    return None


def _fenced(lines: Sequence[str], begin: int, end: tuple[int, int], fence: re.Match[str]) -> Node:
    kind, last = fence["kind"], end[0]
    inside = list(lines[begin : last + 1])
    inside[-1] = inside[-1][: end[1] - len(f"{{{kind}}}")]
    inside[0] = inside[0][fence.end() :]
    if kind in ("quote", "panel"):
        content = _blocks(inside) or [{"type": "paragraph", "content": []}]
        if kind == "quote":
            return {"type": "blockquote", "content": content}
        return {"type": "panel", "attrs": {"panelType": "info"}, "content": content}
    code = "\n".join(inside).removeprefix("\n").removesuffix("\n")
    block: Node = {"type": "codeBlock", "content": [{"type": "text", "text": code}] if code else []}
    language = next((o for o in (fence["options"] or "").split("|") if o and "=" not in o), None)
    if language:
        block["attrs"] = {"language": language}
    return block


def _lists(items: Sequence[str]) -> list[Node]:
    """Lists out of items such as ``** text``; the signs say how deep and of which kind."""
    roots: list[Node] = []
    open_lists: list[tuple[str, Node]] = []
    for item in items:
        first, *more = item.split("\n")
        found = _ITEM.match(first)
        signs = found["signs"].replace("-", "*") if found else "*"
        text = found["text"] if found else first
        while open_lists and not (signs.startswith(open_lists[-1][0])):
            open_lists.pop()
        while not open_lists or open_lists[-1][0] != signs:
            depth = len(open_lists[-1][0]) if open_lists else 0
            made: Node = {
                "type": "bulletList" if signs[depth] == "*" else "orderedList",
                "content": [],
            }
            if not open_lists:
                roots.append(made)
            else:
                holder = open_lists[-1][1]["content"]
                if not holder:
                    holder.append({"type": "listItem", "content": [{"type": "paragraph", "content": []}]})
                holder[-1]["content"].append(made)
            open_lists.append((signs[: depth + 1], made))
        open_lists[-1][1]["content"].append({"type": "listItem", "content": [_paragraph([text, *more])]})
    return roots


def _row(line: str) -> Node:
    """A table's row; bars inside links are no borders."""
    cells: list[Node] = []
    text = line.strip()
    while text.startswith("|"):
        kind = "tableHeader" if text.startswith("||") else "tableCell"
        text = text.lstrip("|") if kind == "tableHeader" else text[1:]
        border = re.match(r"(?:\\.|\[[^\]\n]*\]|[^|\\]|\\)*", text, re.DOTALL)
        body = border[0] if border else ""
        text = text[len(body) :]
        if text:
            cells.append({"type": kind, "content": [_paragraph(body.strip().split("\n"))]})
        elif body.strip():
            cells.append({"type": kind, "content": [_paragraph([body.strip()])]})
    return {"type": "tableRow", "content": cells}


def _paragraph(lines: Sequence[str]) -> Node:
    content: list[Node] = []
    for number, line in enumerate(lines):
        if number:
            content.append({"type": "hardBreak"})
        content += _inline(line.strip())
    return {"type": "paragraph", "content": content}


def _inline(text: str, marks: tuple[Node, ...] = ()) -> list[Node]:
    nodes: list[Node] = []
    end = 0
    for found in _INLINE.finditer(text):
        _add_text(nodes, text[end : found.start()], marks)
        end = found.end()
        if found["break"]:
            nodes.append({"type": "hardBreak"})
        elif found["escaped"] or found["entity"]:
            _add_text(nodes, found["escaped"] or "\\", marks)
        elif found["code"]:
            links = tuple(mark for mark in marks if mark["type"] == "link")
            _add_text(nodes, found["code"], (*links, {"type": "code"}))
        elif found["mention"]:
            nodes.append({"type": "mention", "attrs": {"id": found["mention"], "text": ""}})
        elif found["link"]:
            nodes += _link(found[0], found["link"], marks)
        elif found["color"]:
            nodes += _inline(
                found["colored"], (*marks, {"type": "textColor", "attrs": {"color": found["color"]}})
            )
        elif found["url"]:
            link = {"type": "link", "attrs": {"href": found["url"]}}
            _add_text(nodes, found["url"], (*marks, link))
        else:
            nodes += _inline(found["marked"], (*marks, _mark(_MARK_OF[found["sign"]])))
    _add_text(nodes, text[end:], marks)
    return nodes


def _mark(kind: str) -> Node:
    return {"type": "subsup", "attrs": {"type": kind}} if kind in ("sub", "sup") else {"type": kind}


def _link(whole: str, inside: str, marks: tuple[Node, ...]) -> list[Node]:
    parts = re.split(r"(?<!\\)\|", inside)
    href = parts[1] if len(parts) > 1 else parts[0]
    if not _HREF.match(href):
        nodes: list[Node] = []
        _add_text(nodes, whole, marks)
        return nodes
    if parts[2:] == ["smart-link"]:
        return [{"type": "inlineCard", "attrs": {"url": href}}]
    link: Node = {"type": "link", "attrs": {"href": href}}
    if len(parts) > 1 and parts[0] != href:
        return _inline(parts[0], (*marks, link))
    nodes = []
    _add_text(nodes, href, (*marks, link))
    return nodes


def _add_text(nodes: list[Node], text: str, marks: tuple[Node, ...]) -> None:
    """Append a text; one like the last in its marks grows that, since documents hold no empty or cut texts."""
    if not text:
        return
    if nodes and nodes[-1]["type"] == "text" and nodes[-1].get("marks", []) == list(marks):
        nodes[-1]["text"] += text
        return
    node: Node = {"type": "text", "text": text}
    if marks:
        node["marks"] = list(marks)
    nodes.append(node)
