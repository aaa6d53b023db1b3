"""
Atlassian Document Format to plain text, for cells, search and copying. Pure; never raises on any JSON.

What has no text form (media, extensions) leaves its name or its address; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

_DEEPEST = 40  # Jira's own editor nests lists and tables a handful deep
_CUT = "…"


def to_text(document: Any, max_chars: int | None = None) -> str:
    """
    Write a document as text: one line a paragraph or list item, cells of a table joined by `` | ``.

    Args:
        document: An ADF node; a plain string is taken as it is; anything else has no text.
        max_chars: Cut after so many characters, with an ellipsis.
    """
    if isinstance(document, str):
        return _cut(document, max_chars)
    lines: list[str] = []
    size = 0
    for line in _block(document, 0):
        lines.append(line)
        size += len(line) + 1
        if max_chars is not None and size > max_chars + 1:
            break
    return _cut("\n".join(lines).strip("\n"), max_chars)


def _cut(text: str, max_chars: int | None) -> str:
    if max_chars is None or len(text) <= max_chars:
        return text
    return text[: max_chars - len(_CUT)].rstrip() + _CUT


def _block(node: Any, depth: int) -> Iterator[str]:
    """Give the lines of one block node."""
    if not isinstance(node, dict):
        return
    if depth > _DEEPEST:
        yield _CUT
        return
    kind = node.get("type")
    write = _BLOCKS.get(kind) if isinstance(kind, str) else None
    if write is not None:
        yield from write(node, depth)
    elif _is_inline(node):
        yield from _inline([node], depth).split("\n")
    else:
        yield from _mixed(_content(node), depth + 1)


def _mixed(nodes: Iterable[Any], depth: int) -> Iterator[str]:
    """Give the lines of children, where neighbouring inline nodes share a line."""
    run: list[Any] = []
    for node in nodes:
        if _is_inline(node):
            run.append(node)
            continue
        if run:
            yield from _inline(run, depth).split("\n")
            run = []
        yield from _block(node, depth)
    if run:
        yield from _inline(run, depth).split("\n")


def _content(node: dict[str, Any]) -> list[Any]:
    content = node.get("content")
    return content if isinstance(content, list) else []


def _attr(node: dict[str, Any], *names: str) -> str:
    """Give the first attribute that holds text."""
    attrs = node.get("attrs")
    if isinstance(attrs, dict):
        for name in names:
            value = attrs.get(name)
            if isinstance(value, str) and value:
                return value
    return ""


def _is_inline(node: Any) -> bool:
    if not isinstance(node, dict):
        return False
    kind = node.get("type")
    return isinstance(kind, str) and kind in _INLINES


def _inline(nodes: Iterable[Any], depth: int) -> str:
    """Write inline nodes one after another."""
    parts: list[str] = []
    for node in nodes:
        if not isinstance(node, dict):
            continue
        kind = node.get("type")
        write = _INLINES.get(kind) if isinstance(kind, str) else None
        if write is not None:
            parts.append(write(node))
        elif depth <= _DEEPEST:
            parts.append(_inline(_content(node), depth + 1))
    return "".join(parts)


def _text(node: dict[str, Any]) -> str:
    text = node.get("text")
    return text.replace("\r\n", "\n") if isinstance(text, str) else ""


def _date(node: dict[str, Any]) -> str:
    """``timestamp`` is milliseconds since the epoch, as text; the day is UTC's."""
    text = _attr(node, "timestamp")
    try:
        return datetime.fromtimestamp(int(text) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return text


def _media(node: dict[str, Any]) -> str:
    return f"[{_attr(node, 'alt', 'title', 'url') or 'attachment'}]"


def _emoji(node: dict[str, Any]) -> str:
    return _attr(node, "text", "shortName")


def _card(node: dict[str, Any]) -> str:
    return _attr(node, "url")


def _named(node: dict[str, Any]) -> str:
    return _attr(node, "text", "title")


def _line(node: dict[str, Any], depth: int) -> Iterator[str]:
    yield from _inline(_content(node), depth).split("\n")


def _bullets(node: dict[str, Any], depth: int) -> Iterator[str]:
    for item in _content(node):
        yield from _item("- ", item, depth)


def _numbers(node: dict[str, Any], depth: int) -> Iterator[str]:
    attrs = node.get("attrs")
    first = attrs.get("order") if isinstance(attrs, dict) else 1
    start = first if isinstance(first, int) and not isinstance(first, bool) else 1
    for number, item in enumerate(_content(node), start):
        yield from _item(f"{number}. ", item, depth)


def _tasks(node: dict[str, Any], depth: int) -> Iterator[str]:
    for item in _content(node):
        is_nested = isinstance(item, dict) and item.get("type") == "taskList"
        is_done = isinstance(item, dict) and _attr(item, "state") == "DONE"
        yield from _item("  " if is_nested else "[x] " if is_done else "[ ] ", item, depth)


def _item(mark: str, item: Any, depth: int) -> Iterator[str]:
    """Give the lines of a list item: the mark before the first, blanks before the others."""
    lines = _mixed(_content(item), depth + 1) if isinstance(item, dict) else iter(())
    if isinstance(item, dict) and item.get("type") in ("bulletList", "orderedList", "taskList"):
        lines = _block(item, depth + 1)
    for number, line in enumerate(lines):
        yield (mark if number == 0 else " " * len(mark)) + line


def _quote(node: dict[str, Any], depth: int) -> Iterator[str]:
    for line in _mixed(_content(node), depth + 1):
        yield "> " + line


def _titled(node: dict[str, Any], depth: int) -> Iterator[str]:
    if title := _attr(node, "title"):
        yield title
    yield from _mixed(_content(node), depth + 1)


def _row(node: dict[str, Any], depth: int) -> Iterator[str]:
    yield " | ".join(" ".join(_block(cell, depth + 1)) for cell in _content(node))


def _rule(_node: dict[str, Any], _depth: int) -> Iterator[str]:
    yield "---"


def _address(node: dict[str, Any], _depth: int) -> Iterator[str]:
    if url := _card(node):
        yield url


def _name(node: dict[str, Any], _depth: int) -> Iterator[str]:
    if name := _named(node):
        yield name


_INLINES: dict[str, Callable[[dict[str, Any]], str]] = {
    "text": _text,
    "hardBreak": lambda _: "\n",
    "mention": _named,
    "emoji": _emoji,
    "date": _date,
    "status": _named,
    "placeholder": _named,
    "inlineCard": _card,
    "inlineExtension": _named,
    "media": _media,
    "mediaInline": _media,
}
_BLOCKS: dict[str, Callable[[dict[str, Any], int], Iterator[str]]] = {
    "paragraph": _line,
    "heading": _line,
    "codeBlock": _line,
    "caption": _line,
    "bulletList": _bullets,
    "orderedList": _numbers,
    "taskList": _tasks,
    "decisionList": _bullets,
    "blockquote": _quote,
    "expand": _titled,
    "nestedExpand": _titled,
    "tableRow": _row,
    "rule": _rule,
    "blockCard": _address,
    "embedCard": _address,
    "extension": _name,
}
