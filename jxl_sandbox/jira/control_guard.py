"""What all control routes share: who may use them, reading the body, and saying no."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from jxl_sandbox.jira.platform.apps import InstallFailed, UnknownApp
from jxl_sandbox.jira.platform.origin import is_local, is_own_origin
from jxl_sandbox.jira.platform.shapes import ShapeError, check_members

Handler = Callable[[Request], Awaitable[Response]]


def guarded(handler: Handler) -> Handler:
    """Let programs on this machine in only, and turn what goes wrong into answers."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        if not is_local(request) or not is_own_origin(request):
            return refused(403, "The control routes answer programs on this machine only.")
        try:
            return await handler(request)
        except ShapeError as exc:
            return refused(400, str(exc))
        except UnknownApp as exc:
            return refused(404, str(exc))
        except InstallFailed as exc:
            return JSONResponse(
                {"error": str(exc), "problems": exc.problems, "appStatus": exc.status}, status_code=422
            )

    return answer


def refused(status: int, message: str) -> Response:
    """Say no, with a sentence that says why."""
    return JSONResponse({"error": message}, status)


async def read_body(
    request: Request, members: dict[str, Any], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """
    Read the body: an object with known members; no body is an empty one.

    Raises:
        ShapeError: It is something else.
    """
    raw = await request.body()
    try:
        value = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError) as exc:
        raise ShapeError("The body is not JSON.") from exc
    return check_members("The body", value, members, required)
