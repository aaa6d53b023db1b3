"""
The app factory: builds services from settings, registers blueprints, renders errors in one shape.

Everything that a lower package needs from a higher one is passed in here. Nothing happens at import time.
"""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, jsonify, render_template, request, send_from_directory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from jxl import headers, logs
from jxl.config import Settings
from jxl.connect import descriptor, lifecycle, webhooks
from jxl.connect.auth import public
from jxl.connect.keys import InstallKeys
from jxl.connect.secrets import SecretBox
from jxl.connect.store import InstallationStore
from jxl.db import db, engine_options, init_db
from jxl.errors import AuthenticationError, JxlError
from jxl.jira.access import JiraAccess
from jxl.jobs import connect_signals, queue_pruning
from jxl.permissions import admin_routes
from jxl.permissions import routes as permission_routes
from jxl.permissions.gateway import PermissionGateway
from jxl.permissions.guards import check_routes
from jxl.sheets import (
    edit_routes,
    item_routes,
    jql_routes,
    list_routes,
    personal_routes,
    revision_routes,
    transfer_routes,
)
from jxl.sheets import pages as sheet_pages
from jxl.sheets import routes as sheet_routes
from jxl.sheets.store import SheetStore

logger = logging.getLogger("jxl.app")

MAX_BODY_BYTES = 1_500_000


@dataclass(frozen=True, slots=True)
class Services:
    """What routes work with; one set a process, hung on ``app.extensions["jxl"]``."""

    settings: Settings
    installations: InstallationStore
    install_keys: InstallKeys
    jira: JiraAccess
    permissions: PermissionGateway
    sheets: SheetStore


def create_app(settings: Settings | None = None) -> Flask:
    """
    Build the WSGI application.

    Args:
        settings: Read from the environment when left out.

    Raises:
        SettingsError: The environment's settings are missing, malformed or unsafe.
    """
    settings = settings or Settings.from_env(os.environ)
    app = Flask("jxl", static_folder=None, template_folder=str(template_folder()))
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # DefaultJSONProvider, typed as its base
    _prepare_sqlite_folder(settings.database_url)
    init_db(app)
    # 8 in each of the two processes: at most 16 calls to one site at a time.
    jira = JiraAccess(settings, calls_per_installation=8)
    app.extensions["jxl"] = Services(
        settings=settings,
        installations=InstallationStore(SecretBox(settings.secret_keys)),
        install_keys=InstallKeys(settings.install_keys_url),
        jira=jira,
        permissions=PermissionGateway(jira, settings.addon_key),
        sheets=SheetStore(jira, tell_leftovers=partial(queue_pruning, app)),
    )
    logs.init_request_log(app)
    headers.init_headers(app, settings)
    _init_errors(app)
    _init_static(app, settings)
    _init_health(app)
    for module in (
        descriptor,
        lifecycle,
        webhooks,
        permission_routes,
        admin_routes,
        sheet_routes,
        list_routes,
        personal_routes,
        item_routes,
        transfer_routes,
        edit_routes,
        jql_routes,
        revision_routes,
        sheet_pages,
    ):
        app.register_blueprint(module.blueprint)
    check_routes(app)
    connect_signals(app)
    return app


def template_folder() -> Path:
    """Where the Jinja pages are: ``jxl.templates`` in an installed wheel, ``templates/`` beside it in a checkout."""
    packaged = Path(str(files("jxl"))) / "templates"
    return packaged if packaged.is_dir() else packaged.parent.parent / "templates"


def _prepare_sqlite_folder(database_url: str) -> None:
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def _init_errors(app: Flask) -> None:
    """One shape for all errors: JSON, or a page where a page was asked for."""

    def render(status: int, code: str, message: str, details: dict[str, Any]) -> Response:
        error = {"code": code, "message": message, "details": details, "requestId": g.get("request_id", "")}
        wants_page = request.path.startswith("/ui/") and request.accept_mimetypes.accept_html
        if wants_page:
            site_url = next(iter(g.get("frame_ancestors", ())), "")
            page = render_template("error.html", error={**error, "status": status}, site_url=site_url)
            response = Response(page, status, mimetype="text/html")
        else:
            response = jsonify({"error": error})
            response.status_code = status
        if isinstance(details.get("retryAfterS"), int):
            response.headers["Retry-After"] = str(details["retryAfterS"])
        return response

    @app.errorhandler(JxlError)
    def _known(error: JxlError) -> Response:
        extra = {"code": error.code, "status": error.status}
        if isinstance(error, AuthenticationError):
            extra["cause"] = error.cause
        if error.status >= 500:
            logger.error("failed", extra=extra, exc_info=error.__cause__ or error)
        else:
            logger.warning("refused", extra=extra)
        response = render(error.status, error.code, error.message, error.details)
        if error.status == 401:
            response.headers["WWW-Authenticate"] = "JWT"
        return response

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        code = error.name.lower().replace(" ", "_").replace("'", "")
        message = {
            404: "There is nothing at this address.",
            405: f"{request.method} is not possible here.",
            413: f"The request is larger than the {MAX_BODY_BYTES:,} bytes that jxl accepts.",
            415: "Send JSON, with the header Content-Type: application/json.",
        }.get(status, "The request could not be read.")
        response = render(status, code, message, {})
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def _unknown(error: Exception) -> Response:
        logger.error("crashed", exc_info=error)
        return render(500, JxlError.code, JxlError.default_message, {})


def _init_static(app: Flask, settings: Settings) -> None:
    """Static files under a path that names their content, so that browsers may keep them for a year."""
    root = Path(str(files("jxl"))) / "static"
    cache_control = "public, max-age=31536000, immutable" if settings.is_production else "no-cache"

    @cache
    def version() -> str:
        digest = hashlib.sha256()
        for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:12]

    def static_url(path: str) -> str:
        return f"{settings_path(settings)}/static/{version()}/{path}"

    @app.get("/static/<version>/<path:path>", endpoint="static_file")
    @public
    def static_file(version: str, path: str) -> Response:  # noqa: ARG001 - any version is served, as proxies keep old pages
        if path.endswith((".py", ".pyc")):
            abort(404)
        response = send_from_directory(root, path, conditional=True)
        response.headers["Cache-Control"] = cache_control
        return response

    @app.get("/static/icon.svg", endpoint="icon")
    @public
    def icon() -> Response:
        """The icon that the descriptor names: an address that never changes."""
        return send_from_directory(root, "icon.svg", conditional=True)

    app.jinja_env.globals.update(
        static_url=static_url,
        csp_nonce=_LazyNonce(),
        all_js_url=settings.all_js_url,
    )


class _LazyNonce:
    """``{{ csp_nonce }}`` in a template: the nonce of the answer that is being rendered."""

    def __str__(self) -> str:
        return headers.csp_nonce()

    def __html__(self) -> str:
        return headers.csp_nonce()


def settings_path(settings: Settings) -> str:
    """The path under which a reverse proxy serves jxl: ``/jxl`` for ``https://example.com/jxl``, mostly empty."""
    return urlsplit(settings.base_url).path.rstrip("/")


def _init_health(app: Flask) -> None:
    @app.get("/healthz")
    @public
    def healthz() -> Response:
        """The process answers."""
        return jsonify({"status": "ok"})

    @app.get("/readyz")
    @public
    def readyz() -> tuple[Response, int]:
        """The process can do its work: the database answers and has this version's tables."""
        try:
            db.session.execute(text("SELECT 1 FROM installation LIMIT 1"))
        except SQLAlchemyError as exc:
            logger.error("not ready", exc_info=exc)
            return jsonify({"status": "no database"}), 503
        return jsonify({"status": "ok"}), 200
