"""
JSON from outside: request bodies and what stands in project properties.

Owns reading bytes into plain values and refusing what later code, Jira or a browser could stumble over. It
judges form only; what a sheet may hold is said in ``models.py``.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

import orjson

from jxl.errors import BadRequest

MAX_BODY_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_TEXT_CHARS = 32_000
MAX_SAFE_INTEGER = 2**53 - 1
# Written into an object by a careless merge in a browser these change every object there, or break it.
REFUSED_MEMBERS = frozenset({"__proto__", "constructor", "prototype"})

_SIMPLE_MEMBER = re.compile(r"^[A-Za-z_][A-Za-z0-9_-]*$")


def parse_object(body: bytes) -> dict[str, Any]:
    """
    Read a request body.

    Raises:
        BadRequest: It is too large, not JSON, not an object, or holds something of :func:`find_flaw`.
    """
    if len(body) > MAX_BODY_BYTES:
        raise BadRequest(f"The request is larger than the {MAX_BODY_BYTES:,} bytes that jxl accepts.")
    try:
        value = orjson.loads(body)
    except (orjson.JSONDecodeError, RecursionError) as exc:
        raise BadRequest("The request is not valid JSON.") from exc
    if not isinstance(value, dict):
        raise BadRequest("The request must be a JSON object.")
    flaw = find_flaw(value)
    if flaw is not None:
        path, text = flaw
        raise BadRequest(f"{path}: {text}" if path else text, fields={path: text} if path else None)
    return value


def find_flaw(value: Any) -> tuple[str, str] | None:
    """
    Find the first thing that cannot be kept, without recursion.

    Returns:
        ``(path, sentence)``, the path as in ``columns[3].field``; None when all is well.
    """
    stack: list[tuple[str, Any, int]] = [("", value, 1)]
    while stack:
        path, item, depth = stack.pop()
        text = _flaw_of(item, depth)
        if text is not None:
            return path, text
        if isinstance(item, dict):
            for key, member in item.items():
                if not isinstance(key, str) or key in REFUSED_MEMBERS or _flaw_of(key, 0) is not None:
                    return path, "It has a member with a name that cannot be kept."
                stack.append((join_path(path, key), member, depth + 1))
        elif isinstance(item, list):
            stack.extend((f"{path}[{n}]", member, depth + 1) for n, member in enumerate(item))
    return None


def _flaw_of(item: Any, depth: int) -> str | None:
    flaw: str | None = None
    if isinstance(item, str):
        if len(item) > MAX_TEXT_CHARS:
            flaw = f"A text may have at most {MAX_TEXT_CHARS:,} characters."
        elif not item.isascii() and any("\ud800" <= char <= "\udfff" for char in item):
            flaw = "This text holds half a character."
    elif isinstance(item, int):
        if abs(item) > MAX_SAFE_INTEGER:
            flaw = "This number is too large."
    elif isinstance(item, float):
        if not isfinite(item):
            flaw = "This is not a finite number."
    elif isinstance(item, dict | list):
        if depth > MAX_DEPTH:
            flaw = f"Objects and lists may stand at most {MAX_DEPTH} deep."
    elif item is not None:
        flaw = "This is not JSON."
    return flaw


def join_path(path: str, key: str) -> str:
    """Name a member: ``columns[3].field``; names that are not simple are quoted."""
    if not _SIMPLE_MEMBER.match(key):
        return f"{path}[{key[:40]!r}]"
    return f"{path}.{key}" if path else key


def compact(value: Any) -> bytes:
    """Write a value as it is sent to Jira: compact, UTF-8, not escaped beyond what JSON asks for."""
    return orjson.dumps(value)


def utf16_units(data: bytes) -> int:
    """Measure UTF-8 text as Jira does, in UTF-16 units: characters beyond U+FFFF count twice."""
    return len(data) if data.isascii() else len(data.decode().encode("utf-16-le")) // 2
