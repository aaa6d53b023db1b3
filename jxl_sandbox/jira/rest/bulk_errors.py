"""
The error body of ``/bulk``: ``{"errors": [{"message"}]}``, unlike the rest of Jira.
"""

from __future__ import annotations

import orjson
from starlette.responses import Response

from jxl_sandbox.jira.rest.errors import RestError


class BulkError(RestError):
    """A refusal of a bulk operation."""

    def response(self, path: str) -> Response:  # noqa: ARG002 -- the same signature as its base's
        body = {"errors": [{"message": message} for message in self.messages]}
        return Response(orjson.dumps(body), self.status, media_type="application/json")
