"""
Checks what the platform lets through and what it answers by itself.

Jira's own answers, on the site's address or behind the gateway of OAuth 2.0 apps, are checked against Atlassian's
description of the API. The layers in front of it answer in shapes of their own, each listed here with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from tests.sandbox.openapi.fields import FieldSchemas, check_fields, has_fields
from tests.sandbox.openapi.validator import AnswerDiffersError, check_answer

_GATEWAY = re.compile(r"/ex/jira/[^/]+(/rest/.*)")


@dataclass(frozen=True)
class OwnShape:
    """A refusal that does not come from Jira's REST API: where, with which statuses, members and headers, and why."""

    path: str
    statuses: frozenset[int]
    members: frozenset[str]
    headers: frozenset[str]
    reason: str


OWN_SHAPES = (
    OwnShape(
        r"/rest/.*",
        frozenset({401}),
        frozenset({"message", "status-code"}),
        frozenset({"www-authenticate"}),
        "credentials are refused before the API is asked, as on the live service",
    ),
    OwnShape(
        r"/ex/jira/.*",
        frozenset({401, 404}),
        frozenset({"code", "message"}),
        frozenset(),
        "the gateway refuses in its own shape; it is no part of Jira's API",
    ),
    OwnShape(
        r"/(rest|ex)/.*",
        frozenset({429}),
        frozenset({"errorMessages", "errors"}),
        frozenset({"retry-after", "ratelimit-reason"}),
        "rate limits hold for every operation and are described on a page of their own",
    ),
)


def check_platform_answer(answer: httpx.Response, known: FieldSchemas) -> None:
    """
    Check one answer; those that are neither Jira's API nor its gateway are not looked at.

    Args:
        known: By field id its ``schema`` as ``GET /field`` gives it.

    Raises:
        AnswerDiffersError: Says in what.
    """
    target = answer.request.url.raw_path.decode()
    if not target.startswith(("/rest/", "/ex/jira/")) or _is_own(target, answer):
        return
    behind = _GATEWAY.fullmatch(target)
    if target.startswith("/ex/") and behind is None:
        raise AnswerDiffersError(f"{target} leads nowhere and answers {answer.status_code}: {answer.text}")
    target = behind[1] if behind is not None else target
    check_answer(answer.request.method, target, answer)
    if has_fields(target, answer):
        check_fields(target, answer, known)


def _is_own(target: str, answer: httpx.Response) -> bool:
    shapes = [s for s in OWN_SHAPES if answer.status_code in s.statuses and re.match(s.path, target)]
    if not shapes:
        return False
    try:
        body: Any = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return False
    return isinstance(body, dict) and any(
        body.keys() == s.members and all(name in answer.headers for name in s.headers) for s in shapes
    )
