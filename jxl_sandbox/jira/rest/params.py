"""
Reads parameters of paths and queries and bodies the way Jira does, refusing what it refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request

from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, ProblemError, RestError

_MOST_DIGITS = 19  # of a number of 64 bits
_TRUE, _FALSE = frozenset({"true"}), frozenset({"false", ""})


def query_int(request: Request, name: str, default: int, *, minimum: int | None = None) -> int:
    """
    Read a whole number from the query.

    Raises:
        ProblemError: 400; not a number of 32 bits (Jira's problem shape).
        RestError: 400; below ``minimum``.
    """
    text = request.query_params.get(name)
    if text is None or text == "":
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or not -(2**31) <= int(text) < 2**31:
        raise ProblemError(400, f"Failed to convert '{name}' with value: '{text}'")
    if minimum is not None and int(text) < minimum:
        raise RestError(400, f"The parameter '{name}' must be at least {minimum}.")
    return int(text)


def path_int(request: Request, name: str) -> int:
    """
    Read a whole number from the path.

    Raises:
        ProblemError: 400; not a number, or one that no id is as long as.
    """
    text: str = request.path_params[name]
    if not (text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS):
        raise ProblemError(400, f"Failed to convert '{name}' with value: '{text}'")
    return int(text)


def query_bool(request: Request, name: str, *, default: bool = False) -> bool:
    """
    Read ``true`` or ``false`` from the query.

    Raises:
        ProblemError: 400; anything else.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ProblemError(400, f"Failed to convert '{name}' with value: '{text}'")


def query_list(request: Request, name: str) -> list[str]:
    """
    Read a list that may be repeated, separated by commas, or both; blanks around members are dropped.
    """
    return [
        part.strip()
        for text in request.query_params.getlist(name)
        for part in text.split(",")
        if part.strip()
    ]


async def read_json(request: Request) -> Any:
    """
    Parse the body.

    Raises:
        ProblemError: 415; the body is not said to be JSON.
        RestError: 400; it is not JSON.
    """
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != "application/json":
        raise ProblemError(415, f"Content-Type '{content_type}' is not supported.")
    try:
        return orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise RestError(400, INVALID_PAYLOAD) from error


async def read_json_object(request: Request) -> dict[str, Any]:
    """
    Parse a body that is an object, whatever its members.

    Raises:
        ProblemError: 415; the body is not said to be JSON.
        RestError: 400; it is not JSON, or not an object.
    """
    body = await read_json(request)
    if not isinstance(body, dict):
        raise RestError(400, INVALID_PAYLOAD)
    return body


async def read_object(request: Request, members: Mapping[str, str]) -> dict[str, Any]:
    """
    Parse a body that is an object with known members.

    Args:
        members: What each may be: ``str``, ``int``, ``bool``, ``object``, ``strings``, ``ints`` or ``objects``.
            None counts as left out.

    Raises:
        RestError: 400; an unknown member, or one of another type: Jira names no field then.
    """
    body = await read_json_object(request)
    present = {name: value for name, value in body.items() if value is not None}
    for name in body:
        if name not in members:
            raise RestError(400, INVALID_PAYLOAD)
    for name, value in present.items():
        if not _is(value, members[name]):
            raise RestError(400, INVALID_PAYLOAD)
    return present


def _is(value: Any, kind: str) -> bool:
    if kind == "str":
        return isinstance(value, str)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in ("bool", "object"):
        return isinstance(value, bool if kind == "bool" else dict)
    members = {"strings": "str", "ints": "int"}.get(kind)
    if not isinstance(value, list):
        return False
    if members is not None:
        return all(_is(member, members) for member in value)
    return all(isinstance(member, dict) for member in value)
