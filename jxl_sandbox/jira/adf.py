"""
Plain text to Atlassian Document Format and back; pure.

Knows the bit of wiki markup that real issue descriptions are full of (code blocks, bullet lists) and nothing more.
"""

from __future__ import annotations

import re
from typing import Any

_CODE = re.compile(r"\{(code|noformat)(?::([A-Za-z0-9+#]+)[^}]*)?\}(.*?)(?:\{\1\}|\Z)", re.DOTALL)
_TEXT_ATTRIBUTES = {
    "mention": "text",
    "emoji": "text",
    "status": "text",
    "inlineCard": "url",
    "blockCard": "url",
}
_BULLET = re.compile(r"^\s*[*-]\s+(.*)$")


def document(text: str) -> dict[str, Any] | None:
    """
    Build an ADF document from plain text with a little wiki markup; None when there is no text.
    """
    content: list[dict[str, Any]] = []
    end = 0
    for match in _CODE.finditer(text):
        content += _blocks(text[end : match.start()])
        code = match.group(3).strip("\n")
        if code.strip():
            block: dict[str, Any] = {"type": "codeBlock", "content": [_text(code)]}
            if match.group(2):
                block["attrs"] = {"language": match.group(2).lower()}
            content.append(block)
        end = match.end()
    content += _blocks(text[end:])
    return {"type": "doc", "version": 1, "content": content} if content else None


def plain_text(node: Any) -> str:
    """
    Render an ADF document as text: one line a block, as full text search sees it.
    """
    if not isinstance(node, dict):
        return ""
    kind = node.get("type")
    if kind == "text":
        return str(node.get("text", ""))
    if kind == "hardBreak":
        return "\n"
    if kind in _TEXT_ATTRIBUTES:
        return str((node.get("attrs") or {}).get(_TEXT_ATTRIBUTES[kind], ""))
    inner = [plain_text(child) for child in node.get("content") or []]
    if kind in ("paragraph", "heading", "codeBlock"):
        return "".join(inner)
    return "\n".join(part for part in inner if part)


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _paragraph(lines: list[str]) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    for line in lines:
        if content:
            content.append({"type": "hardBreak"})
        content.append(_text(line))
    return {"type": "paragraph", "content": content}


def _blocks(text: str) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for chunk in re.split(r"\n\s*\n", text):
        lines: list[str] = []
        bullets: list[str] = []
        for raw in chunk.splitlines():
            line = raw.strip()
            if not line:
                continue
            bullet = _BULLET.match(line)
            if bullet and bullet.group(1):
                if lines:
                    blocks.append(_paragraph(lines))
                    lines = []
                bullets.append(bullet.group(1))
                continue
            if bullets:
                blocks.append(_bullet_list(bullets))
                bullets = []
            lines.append(line)
        if bullets:
            blocks.append(_bullet_list(bullets))
        if lines:
            blocks.append(_paragraph(lines))
    return blocks


def _bullet_list(items: list[str]) -> dict[str, Any]:
    return {
        "type": "bulletList",
        "content": [{"type": "listItem", "content": [_paragraph([item])]} for item in items],
    }
