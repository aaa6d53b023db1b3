"""
The ``properties`` member of issue writes: entity properties that are set together with fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.properties import MOST_KEY_CHARS, MOST_VALUE_CHARS


def read_properties(body: Mapping[str, Any]) -> dict[str, bytes]:
    """
    Read ``[{"key", "value"}]``.

    Returns:
        The JSON text of each value by key.

    Raises:
        RestError: 400; another shape, or a key or a value that is too long.
    """
    properties = body.get("properties")
    if properties is None:
        return {}
    if not isinstance(properties, list):
        raise RestError(400, INVALID_PAYLOAD)
    read: dict[str, bytes] = {}
    for entry in properties:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise RestError(400, INVALID_PAYLOAD)
        key, text = entry["key"], orjson.dumps(entry["value"])
        if not key or len(key) > MOST_KEY_CHARS:
            raise RestError(400, f"The property key must be at most {MOST_KEY_CHARS} characters long.")
        if len(text.decode().encode("utf-16-le")) // 2 > MOST_VALUE_CHARS:
            raise RestError(400, f"The property value must be at most {MOST_VALUE_CHARS} characters long.")
        read[key] = text
    return read
