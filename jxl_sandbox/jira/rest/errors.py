"""
How Jira says no: one exception for each of its body shapes, rendered in one place (``routing.py``).

``RestError``      the usual ``{"errorMessages": [...], "errors": {...}}``
``ProblemError``   ``application/problem+json``, for wrong methods, unknown paths and bad numbers
"""

from __future__ import annotations

from http import HTTPStatus

import orjson
from starlette.responses import Response

ISSUE_NOT_FOUND = "Issue does not exist or you do not have permission to see it."
INVALID_PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."


class RestError(Exception):
    """An answer in the shape of Jira's ``ErrorCollection``."""

    def __init__(self, status: int, *messages: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(status, *messages)
        self.status = status
        self.messages = messages
        self.errors = errors or {}

    def response(self, path: str) -> Response:  # noqa: ARG002 -- the same signature as ProblemError's
        body = {"errorMessages": list(self.messages), "errors": self.errors}
        return Response(orjson.dumps(body), self.status, media_type="application/json")


class ProblemError(Exception):
    """An answer in the shape of RFC 9457."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.headers = headers

    def response(self, path: str) -> Response:
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": path,
        }
        return Response(
            orjson.dumps(body), self.status, headers=self.headers, media_type="application/problem+json"
        )


def not_authenticated() -> RestError:
    """Make the 401 of a call that needs a person and has none."""
    return RestError(401, "Client must be authenticated to access this resource.")


def issue_not_found() -> RestError:
    """Make the 404 for an issue that is missing or not visible: the two look alike."""
    return RestError(404, ISSUE_NOT_FOUND)


def project_not_found(id_or_key: str) -> RestError:
    """Make the 404 for a project that is missing or not visible."""
    kind = "id" if id_or_key.isdigit() else "key"
    return RestError(404, f"No project could be found with {kind} '{id_or_key}'.")
