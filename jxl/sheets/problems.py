"""
Turns what pydantic found wrong into words for people, by member: ``columns[3].field``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pydantic

from jxl.errors import ValidationError
from jxl.sheets.untrusted import join_path

MAX_SHOWN = 20

_WORDS = {
    "missing": "This is required.",
    "string_type": "This must be text.",
    "string_too_short": "It needs at least one character.",
    "int_type": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "list_type": "This must be a list.",
    "dict_type": "This must be an object.",
    "model_type": "This must be an object.",
    "model_attributes_type": "This must be an object.",
}
_ID_PATTERN_START = "^[A-Za-z0-9_-]{1,16}"


def problems(error: pydantic.ValidationError) -> dict[str, str]:
    """Build ``{path: sentence}``, at most 20, in the order of the input."""
    found: dict[str, str] = {}
    for item in error.errors(include_url=False, include_input=False):
        path = _path(item["loc"])
        found.setdefault(path, _sentence(item["type"], item["msg"], item.get("ctx", {})))
        if len(found) == MAX_SHOWN:
            break
    return found


def to_error(error: pydantic.ValidationError) -> ValidationError:
    """Build the 422 that names each member that is wrong."""
    fields = problems(error)
    first = list(fields.items())[:3]
    message = " ".join(f"{path}: {text}" if path else text for path, text in first)
    if len(fields) > len(first):
        message += f" And {len(fields) - len(first)} more."
    return ValidationError(message, fields=fields)


def _path(loc: Iterable[int | str]) -> str:
    path = ""
    for step in loc:
        if isinstance(step, int):
            path += f"[{step}]"
        elif not step.startswith("<"):  # tags of unions are ours, not the sender's
            path = join_path(path, step)
    return path


def _sentence(kind: str, message: str, context: dict[str, Any]) -> str:
    match kind:
        case "value_error":
            text = str(context.get("error", message))
        case "string_pattern_mismatch" if str(context.get("pattern", "")).startswith(_ID_PATTERN_START):
            text = "An id has 1 to 16 letters, digits, dashes or underscores."
        case "string_pattern_mismatch":
            text = "A word of letters, digits, dashes or underscores is needed, at most 32."
        case "string_too_long":
            text = f"At most {context['max_length']:,} characters."
        case "too_long":
            text = f"At most {context['max_length']:,} of them."
        case "literal_error":
            text = f"This must be {context['expected']}."
        case "greater_than_equal":
            text = f"This must be at least {context['ge']}."
        case "less_than_equal":
            text = f"This must be at most {context['le']}."
        case _:
            text = _WORDS.get(kind, message if message.endswith(".") else f"{message}.")
    return text
