"""
What an answer of Jira means: parsed JSON, or the one error of ours that it stands for. Pure.

This is the only place where statuses, error bodies and rate-limit headers of Jira are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from jxl.errors import (
    JiraBadRequest,
    JiraError,
    JiraGone,
    JiraNotFound,
    JiraRateLimited,
    JiraRefused,
    JiraTimeout,
    JiraUnauthorized,
    JiraUnavailable,
)
from jxl.jira.transport import Reply

_DEFAULT_WAIT_S = 2.0
_LONGEST_WAIT_S = 86_400.0
_MESSAGES_KEPT = 20
_MESSAGE_CHARS = 500
_REASON = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BY_STATUS: dict[int, type[JiraError]] = {
    401: JiraUnauthorized,
    403: JiraRefused,
    404: JiraNotFound,
    408: JiraTimeout,
    410: JiraGone,
}
_QUOTING = (JiraBadRequest, JiraRefused)  # here Jira's own sentence is what helps the person


def parse_reply(reply: Reply, method: str, path: str, *, needs_json: bool, now_s: float) -> Any:
    """
    Read an answer.

    Args:
        path: Path of the call, for the error.
        needs_json: Whether a good answer must hold JSON; writes may answer with nothing.
        now_s: Seconds since the epoch, to read when the limit is lifted.

    Returns:
        The parsed JSON; None for an empty answer to a write.

    Raises:
        JiraError: Everything but a good answer, as the class that says what to do about it.
    """
    if not 200 <= reply.status < 300:
        raise _error_for(reply, method, path, now_s)
    if reply.body is None:
        raise JiraUnavailable(
            "Jira's answer is too large to be read.", jira_status=reply.status, method=method, path=path
        )
    if not reply.body.strip():
        if needs_json:
            raise JiraUnavailable(
                "Jira's answer is empty. Try again.", jira_status=reply.status, method=method, path=path
            )
        return None
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError as exc:
        raise JiraUnavailable(
            "Jira's answer cannot be read. Try again.", jira_status=reply.status, method=method, path=path
        ) from exc


def retry_wait_s(headers: Mapping[str, str], now_s: float) -> tuple[float, str]:
    """
    Read from the headers of a 429 how long to wait and why.

    Returns:
        Seconds, from ``Retry-After`` (seconds or a date) or else ``X-RateLimit-Reset`` (a date); a quota without
        either lasts to the end of the UTC hour. And ``RateLimit-Reason``, empty when there is none.
    """
    reason = headers.get("ratelimit-reason", "")
    reason = reason if _REASON.fullmatch(reason) else ""
    wait_s = _seconds_until(headers.get("retry-after", ""), now_s)
    if wait_s is None:
        wait_s = _seconds_until(headers.get("x-ratelimit-reset", ""), now_s)
    if wait_s is None:
        wait_s = 3600.0 - now_s % 3600.0 if reason.startswith("jira-quota") else _DEFAULT_WAIT_S
    return min(max(wait_s, 0.0), _LONGEST_WAIT_S), reason


def _seconds_until(text: str, now_s: float) -> float | None:
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text):
        return float(text)
    for parse in (_from_iso, parsedate_to_datetime):
        try:
            moment = parse(text)
        except (ValueError, TypeError, IndexError):
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now_s
    return None


def _from_iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _error_for(reply: Reply, method: str, path: str, now_s: float) -> JiraError:
    messages, field_errors = _words_of(reply.body)
    status = reply.status
    if status == 429:
        wait_s, reason = retry_wait_s(reply.headers, now_s)
        return JiraRateLimited(wait_s, reason, method=method, path=path, messages=messages)
    if 300 <= status < 400:
        return JiraUnavailable(
            "Jira sent jxl to another address. A Jira administrator can mend this by installing jxl again.",
            jira_status=status,
            method=method,
            path=path,
        )
    if status >= 500 or status < 200:
        details = {}
        if "retry-after" in reply.headers:
            details["retryAfterS"] = round(retry_wait_s(reply.headers, now_s)[0])
        return JiraUnavailable(
            jira_status=status, method=method, path=path, messages=messages, details=details
        )
    kind = _BY_STATUS.get(status, JiraBadRequest)
    message = None
    said = [*messages, *field_errors.values()]
    if kind in _QUOTING and said:
        message = f"{kind.default_message} Jira said: “{' '.join(said[:3])}”"
    return kind(
        message, jira_status=status, method=method, path=path, messages=messages, field_errors=field_errors
    )


def _words_of(body: bytes | None) -> tuple[list[str], dict[str, str]]:
    """
    Read Jira's words: ``{"errorMessages": […], "errors": {field: …}}``, ``{"errors": [{"message"}]}`` of the
    bulk resources, or ``application/problem+json``. Whatever else it is, there are none.
    """
    try:
        parsed = orjson.loads(body or b"")
    except orjson.JSONDecodeError:
        return [], {}
    if not isinstance(parsed, dict):
        return [], {}
    messages = [m for m in _as_list(parsed.get("errorMessages")) if isinstance(m, str)]
    errors = parsed.get("errors")
    field_errors: dict[str, str] = {}
    if isinstance(errors, dict):
        field_errors = {str(k)[:_MESSAGE_CHARS]: v for k, v in errors.items() if isinstance(v, str)}
    for entry in _as_list(errors):
        if isinstance(entry, dict) and isinstance(entry.get("message"), str):
            messages.append(entry["message"])
    if not messages and not field_errors:
        messages = [parsed[m] for m in ("detail", "message", "title") if isinstance(parsed.get(m), str)][:1]
    return (
        [m[:_MESSAGE_CHARS] for m in messages[:_MESSAGES_KEPT] if m],
        {k: v[:_MESSAGE_CHARS] for k, v in list(field_errors.items())[:_MESSAGES_KEPT]},
    )


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
