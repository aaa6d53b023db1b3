"""
What helps a person to write JQL: names of the language as they see it, values of a field, and what Jira says is wrong.

Source: Jira Cloud REST v3, "JQL". All of it is asked as the person, whose site may hide fields, projects and people.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from jxl.jira.client import JiraClient, Param, api_path, expect_list, expect_object

PREDICATES = ("by", "from", "to")  # of CHANGED and WAS, those whose values Jira offers

_BOLD = re.compile(r"</?b>", re.IGNORECASE)
_PLACE = re.compile(r"\(line (\d{1,6}), character (\d{1,6})\)")
_QUOTED = re.compile(r"'([^']{1,255})'")


@dataclass(frozen=True, slots=True)
class JQLField:
    """
    A field as JQL knows it.

    Attributes:
        value: What stands in a query, quoted where it must be.
        name: What people call it.
        other_name: ``cf[10010]`` of a custom field, else empty.
        operators: Those that it takes, such as ``=`` and ``not in``.
        types: Java class names; a function fits a field when they share one.
        has_values: Whether Jira offers values.
        can_order: Whether ORDER BY takes it.
        can_search: Whether a condition takes it.
    """

    value: str
    name: str
    other_name: str
    operators: tuple[str, ...]
    types: tuple[str, ...]
    has_values: bool
    can_order: bool
    can_search: bool


@dataclass(frozen=True, slots=True)
class JQLFunction:
    """A function, ``currentUser()``; one that gives a list goes with IN only."""

    value: str
    is_list: bool
    takes_both: bool
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JQLWords:
    """The language as one person sees it."""

    fields: tuple[JQLField, ...]
    functions: tuple[JQLFunction, ...]
    reserved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value to be offered: ``value`` goes into the query as it is, ``text`` is for people."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """
    What Jira found wrong.

    Attributes:
        message: Jira's words.
        line: From 1, where Jira names the place.
        character: From 1, of that line.
        word: What the message quotes first, such as an unknown field; empty if nothing.
    """

    message: str
    line: int | None
    character: int | None
    word: str


def fetch_words(client: JiraClient) -> JQLWords:
    """Fetch the fields, functions and reserved words; entries that cannot be read are left out."""
    path = api_path("jql", "autocompletedata")
    answer = expect_object(client.get_json(path), path)
    fields = (_field(entry) for entry in expect_list(answer.get("visibleFieldNames") or [], path))
    functions = (_function(entry) for entry in expect_list(answer.get("visibleFunctionNames") or [], path))
    return JQLWords(
        tuple(field for field in fields if field is not None),
        tuple(function for function in functions if function is not None),
        _texts(answer.get("jqlReservedWords")),
    )


def fetch_suggestions(client: JiraClient, field: str, typed: str, predicate: str = "") -> list[Suggestion]:
    """
    Fetch values of a field that hold what was typed; Jira gives a handful.

    Args:
        field: As it stands in the query.
        predicate: One of :data:`PREDICATES`, when its value is typed instead of the field's.

    Raises:
        JiraBadRequest: The person sees no such field.
    """
    path = api_path("jql", "autocompletedata", "suggestions")
    params: list[tuple[str, Param]] = [("fieldName", field)]
    if predicate:
        params += [("predicateName", predicate), ("predicateValue", typed)]
    else:
        params.append(("fieldValue", typed))
    answer = expect_object(client.get_json(path, params), path)
    found = []
    for entry in expect_list(answer.get("results") or [], path):
        value = entry.get("value") if isinstance(entry, dict) else None
        if isinstance(value, str) and value:
            found.append(Suggestion(value, _plain(entry.get("displayName")) or value))
    return found


def read_problem(message: str) -> Problem:
    """Read what Jira says is wrong with a query, and where, as far as the words tell. Pure."""
    place = _PLACE.search(message)
    words = _QUOTED.findall(message)
    got = re.search(r"but got '([^']{1,255})'", message)
    return Problem(
        message,
        int(place[1]) if place else None,
        int(place[2]) if place else None,
        got[1] if got else (words[0] if words else ""),
    )


def _field(entry: Any) -> JQLField | None:
    value = _text(entry, "value")
    if not value:
        return None
    return JQLField(
        value=value,
        name=_text(entry, "displayName") or value,
        other_name=_text(entry, "cfid"),
        operators=_texts(entry.get("operators")),
        types=_texts(entry.get("types")),
        has_values=_flag(entry, "auto"),
        can_order=_flag(entry, "orderable"),
        can_search=_flag(entry, "searchable"),
    )


def _function(entry: Any) -> JQLFunction | None:
    value = _text(entry, "value")
    if not value:
        return None
    return JQLFunction(
        value=value,
        is_list=_flag(entry, "isList"),
        takes_both=_flag(entry, "supportsListAndSingleValueOperators"),
        types=_texts(entry.get("types")),
    )


def _text(entry: Any, name: str) -> str:
    value = entry.get(name) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""


def _flag(entry: dict[str, Any], name: str) -> bool:
    return entry.get(name) in ("true", True)  # Jira sends the word


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _plain(value: Any) -> str:
    """Take the marks out of a name: Jira sets what was typed in bold, as HTML."""
    return html.unescape(_BOLD.sub("", value)) if isinstance(value, str) else ""
