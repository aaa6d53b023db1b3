"""
Reads texts, links, rich text, numbers, dates, labels and teams.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from jxl_sandbox.jira.adf import plain_text
from jxl_sandbox.jira.adf_check import is_document
from jxl_sandbox.jira.model import FieldDefinition
from jxl_sandbox.jira.rest.field_input.context import FieldError, InputContext, as_list
from jxl_sandbox.jira.rest.richtext import RichTextError, parse_rich_text

MOST_CHARS, MOST_TEXT_CHARS = 255, 32_767
_MOST_NUMBER = 100_000_000_000_000
_URL = re.compile(r"(?:https?|ftp|file)://[^\s/?#]+[^\s]*|mailto:\S+", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})")


def read_text(_: InputContext, field: FieldDefinition, raw: Any) -> str | None:
    """Read a line of text; the summary may not be empty."""
    if raw is not None and not isinstance(raw, str):
        raise FieldError("Operation value must be a string")
    if field.id == "summary":
        return _summary(raw)
    if raw and len(raw) > MOST_CHARS:
        raise _too_long(MOST_CHARS)
    return raw or None


def _summary(raw: str | None) -> str:
    if raw is None or not raw.strip():
        raise FieldError("You must specify a summary of the issue.")
    if "\n" in raw or "\r" in raw:
        raise FieldError("The summary is invalid because it contains newline characters.")
    if len(raw) > MOST_CHARS:
        raise FieldError("Summary can't exceed 255 characters.")
    return raw


def read_url(_: InputContext, __: FieldDefinition, raw: Any) -> str | None:
    """Read a link."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise FieldError("Operation value must be a string")
    if not _URL.fullmatch(raw):
        raise FieldError("Not a valid URL")
    if len(raw) > MOST_TEXT_CHARS:
        raise _too_long(MOST_TEXT_CHARS)
    return raw


def read_rich_text(context: InputContext, _: FieldDefinition, raw: Any) -> dict[str, Any] | None:
    """Read a document, or wiki text in version 2; an empty one is none."""
    if raw is None:
        return None
    if context.has_wiki:
        try:
            return parse_rich_text(raw, is_wiki=True)
        except RichTextError as error:
            raise FieldError(str(error)) from error
    if not is_document(raw):
        raise FieldError("Operation value must be an Atlassian Document (see the Atlassian Document Format)")
    if len(plain_text(raw)) > MOST_TEXT_CHARS:
        raise _too_long(MOST_TEXT_CHARS)
    found: dict[str, Any] = raw
    return found if found.get("content") else None


def read_number(_: InputContext, __: FieldDefinition, raw: Any) -> float | None:
    """Read a number; a text that looks like one is none."""
    if raw is None:
        return None
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        raise FieldError("Operation value must be a number.")
    if abs(raw) > _MOST_NUMBER:
        raise FieldError(f"Number must be between -{_MOST_NUMBER} and {_MOST_NUMBER}.")
    return raw


def read_date(_: InputContext, __: FieldDefinition, raw: Any) -> str | None:
    """Read a day, ``YYYY-MM-DD``."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise FieldError("Operation value must be a string")
    try:
        if not _DATE.fullmatch(raw):
            raise ValueError(raw)
        return date.fromisoformat(raw).isoformat()
    except ValueError as error:
        raise FieldError(f"Error parsing date string: {raw}") from error


def read_date_time(_: InputContext, __: FieldDefinition, raw: Any) -> int | None:
    """Read a moment with its offset from UTC; gives epoch milliseconds."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise FieldError("Operation value must be a string")
    try:
        if not _DATE_TIME.fullmatch(raw):
            raise ValueError(raw)
        return round(datetime.fromisoformat(raw).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise FieldError(f"Error parsing date string: {raw}") from error


def read_label(_: InputContext, __: FieldDefinition, raw: Any) -> str:
    """Read one label."""
    if not isinstance(raw, str) or not raw:
        raise FieldError("Operation value must be a string")
    if any(c.isspace() for c in raw):
        raise FieldError(f"The label '{raw}' contains spaces which is invalid.")
    if len(raw) > MOST_CHARS:
        raise FieldError(
            f"The label '{raw}' exceeds the maximum length allowed for labels of 255 characters."
        )
    return raw


def read_labels(context: InputContext, field: FieldDefinition, raw: Any) -> list[str]:
    """Read all labels; one that is named twice counts once, and they are kept in order."""
    labels = as_list(raw)
    for place, label in enumerate(labels):
        if not isinstance(label, str):
            raise FieldError(f"string expected at index {place}")
    return sorted({read_label(context, field, label) for label in labels})


def read_team(context: InputContext, _: FieldDefinition, raw: Any) -> str | None:
    """Read a team's bare id; an object is refused in the same words as an unknown id."""
    if raw is None:
        return None
    if not isinstance(raw, str) or raw not in context.site.teams:
        raise FieldError(f"Team id '{raw}' is not valid")
    return raw


def _too_long(limit: int) -> FieldError:
    return FieldError(f"The entered text is too long. It exceeds the allowed limit of {limit:,} characters.")
