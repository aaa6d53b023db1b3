"""
Structured logs and request ids.

One JSON object a line on standard error. Never in a log: secrets, tokens, query strings (Jira puts ``?jwt=`` there),
request bodies, issue data. People appear as account ids only at debug level.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

_RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

logger = logging.getLogger("jxl.request")


class JSONFormatter(logging.Formatter):
    """``{"at", "level", "logger", "event", "requestId"?, …extra}``; exceptions as ``"trace"``."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if has_request_context() and "request_id" in g:
            entry["requestId"] = g.request_id
        entry.update({k: v for k, v in vars(record).items() if k not in _RESERVED})
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure_logging(level: str) -> None:
    """Send the process's logs to standard error as JSON lines. Called by the commands, not at import."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # These log full addresses, query strings included, at debug and info level.
    for chatty in ("urllib3", "werkzeug", "huey", "alembic"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def new_request_id() -> str:
    """A random id that a person can read out: ``51be-0c77-9a3e``."""
    digits = secrets.token_hex(6)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def init_request_log(app: Flask) -> None:
    """Give each request an id (answered as ``X-Request-Id``) and log each answer once, without its query."""

    @app.before_request
    def _start() -> None:
        g.request_id = new_request_id()
        g.started_s = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id") or new_request_id()
        if request.endpoint == "static_file":
            return response
        level = logging.INFO if response.status_code < 400 else logging.WARNING
        level = logging.ERROR if response.status_code >= 500 else level
        started_s = g.get("started_s")
        logger.log(
            level,
            "request",
            extra={
                "method": request.method,
                "path": request.path,
                "route": str(request.url_rule) if request.url_rule else None,
                "status": response.status_code,
                "ms": None if started_s is None else round((time.perf_counter() - started_s) * 1000, 1),
                "clientKey": g.get("client_key"),
            },
        )
        return response
