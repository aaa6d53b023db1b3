"""
Checks the issues inside an answer, field by field, and what is said of how fields are written.

An issue is any object with ``id``, ``key``, ``fields`` and a ``self`` that leads to an issue; the short form inside
parents, sub-tasks and links is checked as part of those. ``field_shapes.py`` says what each value looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import httpx
import jsonschema_rs
import orjson

from tests.sandbox.openapi.field_shapes import AGILE_MEMBERS, meta_schema, value_schema
from tests.sandbox.openapi.validator import AnswerDiffersError

FieldSchemas = Mapping[str, Mapping[str, str] | None]
_WIKI = re.compile(r"/rest/(api/(2|latest)|agile/1\.0)/")
_ISSUE = re.compile(r"/rest/(api/\w+|agile/1\.0)/issue/[^/]+$")
_META = frozenset({"required", "schema", "operations"})


def has_fields(target: str, answer: httpx.Response) -> bool:
    """Whether an answer may hold issues or say how fields are written."""
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    return (
        answer.status_code < 400 and is_json and target.startswith("/rest/") and b'"fields"' in answer.content
    )


def check_fields(target: str, answer: httpx.Response, known: FieldSchemas) -> None:
    """
    Check every issue and every description of a field in an answer.

    Args:
        known: By field id what ``GET /field`` gives as ``schema``; None where it has none.

    Raises:
        AnswerDiffersError: Names the issue, the field and what is wrong.
    """
    is_wiki, is_agile = _WIKI.match(target) is not None, target.startswith("/rest/agile/")
    for found in _objects(orjson.loads(answer.content)):
        if _is_issue(found):
            _check_issue(found, known, is_wiki=is_wiki, is_agile=is_agile)
        elif set(found) >= _META:
            field_id = found.get("fieldId") or found.get("key")
            if field_id not in known:
                raise AnswerDiffersError(f"{target} describes a field that is not there: {field_id}")
            _check(
                f"the description of {field_id}", _meta_validator(field_id, _frozen(known[field_id])), found
            )


def _is_issue(found: Mapping[str, Any]) -> bool:
    link = found.get("self")
    return (
        isinstance(found.get("fields"), dict)
        and {"id", "key"} <= set(found)
        and isinstance(link, str)
        and _ISSUE.search(link) is not None
    )


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """All objects of an answer but those inside an issue's fields."""
    if isinstance(value, list):
        for member in value:
            yield from _objects(member)
    elif isinstance(value, dict):
        yield value
        for name, member in value.items():
            if name != "fields" or not _is_issue(value):
                yield from _objects(member)


def _check_issue(issue: Mapping[str, Any], known: FieldSchemas, *, is_wiki: bool, is_agile: bool) -> None:
    for field_id, value in issue["fields"].items():
        name = f"{field_id} of {issue['key']}"
        if is_agile and field_id in AGILE_MEMBERS:
            _check(name, _agile_validator(field_id), value)
            continue
        if field_id not in known:
            raise AnswerDiffersError(f"{name}: there is no such field")
        _check(name, _value_validator(field_id, _frozen(known[field_id]), is_wiki), value)


def _check(name: str, validator: jsonschema_rs.Draft4Validator, value: Any) -> None:
    error = next(iter(validator.iter_errors(value)), None)
    if error is not None:
        place = "/".join(map(str, error.instance_path))
        shown = orjson.dumps(value)[:300].decode(errors="replace")
        raise AnswerDiffersError(
            f"{name} differs{f' at {place}' if place else ''}: {error.message[:300]}; {shown}"
        )


_Frozen = tuple[tuple[str, Any], ...] | None


def _frozen(schema: Mapping[str, Any] | None) -> _Frozen:
    return None if schema is None else tuple(schema.items())


@cache
def _value_validator(field_id: str, schema: _Frozen, is_wiki: bool) -> jsonschema_rs.Draft4Validator:
    known = None if schema is None else dict(schema)
    return jsonschema_rs.Draft4Validator(value_schema(field_id, known, is_wiki=is_wiki))


@cache
def _meta_validator(field_id: str, schema: _Frozen) -> jsonschema_rs.Draft4Validator:
    return jsonschema_rs.Draft4Validator(meta_schema(field_id, None if schema is None else dict(schema)))


@cache
def _agile_validator(name: str) -> jsonschema_rs.Draft4Validator:
    return jsonschema_rs.Draft4Validator(AGILE_MEMBERS[name])
