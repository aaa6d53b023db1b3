"""
Checks an answer against Atlassian's description: its status is documented, its JSON body fits the schema.

What may differ stands in ``deviations.py``, each with a reason.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import httpx
import jsonschema_rs
import orjson

from tests.sandbox.openapi import deviations
from tests.sandbox.openapi.specification import (
    Operation,
    find_operation,
    to_json_schema,
    with_components,
)

_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)"  # Jira writes +0000 as well as +00:00
)
_SHOWN_ERRORS = 5


class AnswerDiffersError(AssertionError):
    """An answer is not what Atlassian's description promises."""


def check_answer(method: str, target: str, answer: httpx.Response) -> None:
    """
    Check one answer.

    Args:
        target: Path and query of the request, any version of the API.

    Raises:
        AnswerDiffersError: Says in what; answers outside ``/rest/`` are not looked at.
    """
    if not target.startswith("/rest/"):
        return
    operation, status = find_operation(method, target), answer.status_code
    if operation is None:
        if status not in deviations.NOT_DOCUMENTED and not deviations.allows_operation(method, target):
            raise AnswerDiffersError(f"{method} {target} is not documented and answers {status}")
        check_error(method, target, answer)
        return
    if not operation.documents(status) and not deviations.allows_status(operation.name, status):
        raise AnswerDiffersError(f"{operation.name} has no documented status {status}: {answer.text[:500]}")
    if status >= 400:
        # Some operations have a shape of their own, but what cannot be read at all is refused in the usual one.
        own = _own_error_validators(operation)
        if not any(validator.is_valid(_parse(operation.name, answer)) for validator in own):
            check_error(method, target, answer)
        return
    validator = _validator(operation, status)
    if validator is not None and answer.content and method != "HEAD":
        _check_body(operation, status, validator, _parse(operation.name, answer))


def check_error(method: str, target: str, answer: httpx.Response) -> None:
    """
    Check that a refusal has one of Jira's two shapes: an ``ErrorCollection``, or RFC 9457's problem.
    """
    if answer.status_code < 400 or method == "HEAD":
        return
    body = _parse(f"{method} {target}", answer)
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    validator = _error_validator("problem" if is_problem else "errors")
    error = next(iter(validator.iter_errors(body)), None)
    if error is not None:
        raise AnswerDiffersError(
            f"{method} {target} answers {answer.status_code} in no shape of Jira's: {answer.text[:500]}"
        )


def _parse(name: str, answer: httpx.Response) -> Any:
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError as error:
        raise AnswerDiffersError(
            f"{name} answers {answer.status_code} without JSON: {answer.text[:200]!r}"
        ) from error


def _check_body(
    operation: Operation, status: int, validator: jsonschema_rs.Draft4Validator, body: Any
) -> None:
    if validator.is_valid(body):
        return
    found = [
        f"  at {'/'.join(map(str, error.instance_path)) or 'the top'}: {error.message[:300]}"
        for error in validator.iter_errors(body)
        if not deviations.allows_difference(operation.name, list(error.instance_path), error.message)
    ]
    if found:
        more = f"\n  and {len(found) - _SHOWN_ERRORS} more" if len(found) > _SHOWN_ERRORS else ""
        raise AnswerDiffersError(
            "\n".join([f"{operation.name} answers {status} with a body that differs", *found[:_SHOWN_ERRORS]])
            + more
        )


@cache
def _own_error_validators(operation: Operation) -> list[jsonschema_rs.Draft4Validator]:
    statuses = [int(text) for text in operation.description["responses"] if text.isdigit()]
    found = [_validator(operation, status) for status in statuses if status >= 400]
    return [validator for validator in found if validator is not None]


@cache
def _validator(operation: Operation, status: int) -> jsonschema_rs.Draft4Validator | None:
    """The compiled schema of an answer; None when nothing is said about its body."""
    schema = operation.answer_schema(status) if operation.documents(status) else None
    if not schema:
        return None
    return _compile(with_components(operation.file, to_json_schema(schema, answers=True), answers=True))


@cache
def _error_validator(shape: str) -> jsonschema_rs.Draft4Validator:
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    if shape == "problem":
        members: dict[str, Any] = dict.fromkeys(("type", "title", "detail", "instance"), text)
        members["status"] = {"type": "integer"}
    else:
        members = {"errorMessages": texts, "errors": {"type": "object", "additionalProperties": text}}
    optional = {"status": {"type": "integer"}, "warningMessages": texts}
    return _compile(
        {
            "type": "object",
            "properties": {**optional, **members},
            "required": list(members),
            "additionalProperties": False,
        }
    )


def _compile(schema: dict[str, Any]) -> jsonschema_rs.Draft4Validator:
    formats = {
        "date-time": lambda text: _DATE_TIME.fullmatch(text) is not None,
        "byte": lambda _: True,
    }
    return jsonschema_rs.Draft4Validator(schema, validate_formats=True, formats=formats)
