"""
``/_sandbox/*``: what tests, benchmarks and ``jxl demo`` steer the site with. None of it exists in Jira.

Answers programs on this machine only; a web page of another origin cannot use it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira import control_switches, seeds
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.control_guard import Handler, guarded, read_body, refused
from jxl_sandbox.jira.control_switches import webhooks_of
from jxl_sandbox.jira.model import AppInstallation, Project, Site, User
from jxl_sandbox.jira.platform.apps import AppManager, UnknownApp, register_permissions
from jxl_sandbox.jira.platform.faults import FaultRule
from jxl_sandbox.jira.platform.shapes import ShapeError, check_members
from jxl_sandbox.jira.platform.state import Sandbox, get_sandbox
from jxl_sandbox.jira.platform.tokens import context_token, page_token
from jxl_sandbox.jira.platform.webhooks import WebhookFaults

MAX_ISSUES_AT_ONCE = 200_000


@guarded
async def reset(request: Request) -> Response:
    """
    Back to the start state: data, clock, faults, limits, logs, latency; without apps unless ``keepApps``.

    The site stays the same tenant: its client key does not change.
    """
    body = await read_body(request, {"keepApps": bool})
    sandbox = get_sandbox(request)
    if sandbox.options.build is None:
        return refused(501, "This sandbox was made without a way to build its start state again.")
    before, site = sandbox.site, sandbox.options.build()
    site.client_key, site.cloud_id = before.client_key, before.cloud_id
    if body.get("keepApps"):
        _keep_apps(before, site)
    else:
        sandbox.impersonation.revoke()
        sandbox.install_reports.clear()
        sandbox.oauth.apps.clear()
        sandbox.oauth.revoke()
    sandbox.site = request.app.state.site = site
    webhooks_of(request).watch(site)
    sandbox.limits.reset()
    sandbox.faults.rules.clear()
    sandbox.log.clear()
    sandbox.latency_ms = sandbox.options.latency_ms
    return JSONResponse(_describe(sandbox))


def _keep_apps(before: Site, site: Site) -> None:
    for app in before.apps.values():
        site.apps[app.key] = app
        site.users[app.user.account_id] = app.user
        if app.state == "enabled":
            register_permissions(site, app)
    site.first_installs |= before.first_installs
    site.webhooks = before.webhooks


@guarded
async def issues(request: Request) -> Response:
    """Generate more issues in a project (the first one, when none is named)."""
    body = await read_body(request, {"count": int, "project": str}, ("count",))
    site = get_sandbox(request).site
    project = _project(site, body["project"]) if "project" in body else next(iter(site.projects.values()))
    if body["count"] > MAX_ISSUES_AT_ONCE:
        raise ShapeError(f"At most {MAX_ISSUES_AT_ONCE} issues can be made at once.")
    seeds.add_issues(site, body["count"], project)
    return JSONResponse({"project": project.key, "issues": len(project.issue_ids)})


@guarded
async def install(request: Request) -> Response:
    """Install an app by its descriptor, as the site's first person."""
    body = await read_body(request, {"descriptorUrl": str, "user": str}, ("descriptorUrl",))
    sandbox = get_sandbox(request)
    app = await _apps(request).install(body["descriptorUrl"], _acting(sandbox, body))
    return JSONResponse(_describe_app(app))


def _state_route(change: str) -> Handler:
    @guarded
    async def handler(request: Request) -> Response:
        body = await read_body(request, {"key": str, "user": str})
        sandbox = get_sandbox(request)
        key = body["key"] if "key" in body else _only_app(sandbox).key
        app = await getattr(_apps(request), change)(key, _acting(sandbox, body))
        report = sandbox.install_reports[app.key]
        return JSONResponse({**_describe_app(app), "deliveries": list(report.deliveries)})

    return handler


@guarded
async def read_requests(request: Request) -> Response:
    return JSONResponse(get_sandbox(request).log.to_json())


@guarded
async def clear_requests(request: Request) -> Response:
    get_sandbox(request).log.clear()
    return Response(status_code=204)


@guarded
async def faults(request: Request) -> Response:
    """
    Set the rules in force (an empty list clears them), the latency of all calls, and what befalls webhooks.
    """
    body = await read_body(request, {"rules": list, "latencyMs": int | float, "webhooks": dict})
    sandbox = get_sandbox(request)
    rules = [FaultRule.from_json(raw) for raw in body.get("rules", [])]
    wished = check_members(
        "webhooks", body.get("webhooks", {}), {"drop": int, "duplicate": int, "reorder": bool}
    )
    if "rules" in body or "webhooks" not in body:
        sandbox.faults.rules = rules
    if "webhooks" in body:
        webhooks_of(request).set_faults(WebhookFaults(**wished))
    if "latencyMs" in body:
        sandbox.latency_ms = body["latencyMs"]
    return JSONResponse({"rules": len(sandbox.faults.rules), "latencyMs": sandbox.latency_ms})


@guarded
async def clear_faults(request: Request) -> Response:
    get_sandbox(request).faults.rules = []
    webhooks_of(request).set_faults(WebhookFaults())
    return Response(status_code=204)


@guarded
async def make_page_token(request: Request) -> Response:
    """
    Make the token of an iframe: ``url`` is a path below the app's base URL, or an address in it.

    ``user`` is an account id, null for nobody; ``ageSeconds`` dates the token back.
    """
    body = await read_body(
        request, {"user": str | None, "url": str, "app": str, "ageSeconds": int}, ("user", "url")
    )
    sandbox = get_sandbox(request)
    app = _app(sandbox, body)
    target = body["url"].removeprefix(app.base_url)
    if not target.startswith("/"):
        raise ShapeError(f"url must be a path, or an address that begins with {app.base_url}/.")
    token = page_token(sandbox.site, app, _account_id(sandbox, body), target, _issued_at(sandbox, body))
    joint = "&" if "?" in target else "?"
    return JSONResponse({"token": token, "url": f"{app.base_url}{target}{joint}jwt={token}"})


@guarded
async def make_context_token(request: Request) -> Response:
    """Make what ``AP.context.getToken`` would answer to a person in a project."""
    body = await read_body(
        request, {"user": str | None, "projectKey": str, "app": str, "ageSeconds": int}, ("user",)
    )
    sandbox = get_sandbox(request)
    project = _project(sandbox.site, body["projectKey"]) if "projectKey" in body else None
    token = context_token(
        sandbox.site, _app(sandbox, body), _account_id(sandbox, body), project, _issued_at(sandbox, body)
    )
    return JSONResponse({"token": token})


@guarded
async def clock(request: Request) -> Response:
    """Move the site's clock: ``advanceSeconds``, ``to`` (a moment with offset) or ``reset``."""
    body = await read_body(request, {"advanceSeconds": int | float, "to": str, "reset": bool})
    site = get_sandbox(request).site
    now = site.now if isinstance(site.now, SiteClock) else SiteClock()
    if body.get("reset"):
        now.reset()
    if "to" in body:
        try:
            now.set(datetime.fromisoformat(body["to"]))
        except ValueError as exc:
            raise ShapeError("to must be a moment with its offset, as 2026-11-21T10:00:00+00:00.") from exc
    now.move(timedelta(seconds=body.get("advanceSeconds", 0)))
    site.now = now
    webhooks_of(request).pump()
    return JSONResponse({"now": site.now().isoformat()})


@guarded
async def rotate_key(request: Request) -> Response:
    """Sign install callbacks with a new key from now on."""
    return JSONResponse({"kid": get_sandbox(request).keys.rotate()})


@guarded
async def describe(request: Request) -> Response:
    return JSONResponse(_describe(get_sandbox(request)))


def _describe(sandbox: Sandbox) -> dict[str, Any]:
    site = sandbox.site
    return {
        "name": site.name,
        "baseUrl": site.base_url,
        "clientKey": site.client_key,
        "cloudId": site.cloud_id,
        "projects": [project.key for project in site.projects.values()],
        "users": [
            {
                "name": user.display_name,
                "accountId": user.account_id,
                "email": user.email,
                "apiToken": user.api_token,
                "about": user.about,
            }
            for user in site.users.values()
            if user.account_type == "atlassian" and user.about
        ],
        "apps": [_describe_app(app) for app in site.apps.values()],
        "issues": len(site.issues),
        "now": site.now().isoformat(),
    }


def _describe_app(app: AppInstallation) -> dict[str, Any]:
    return {
        "key": app.key,
        "name": app.descriptor.get("name", app.key),
        "baseUrl": app.base_url,
        "state": app.state,
        "scopes": sorted(app.scopes),
        "sharedSecret": app.shared_secret,
        "oauthClientId": app.oauth_client_id,
        "accountId": app.user.account_id,
    }


def _apps(request: Request) -> AppManager:
    manager: AppManager = request.app.state.apps
    return manager


def _acting(sandbox: Sandbox, body: dict[str, Any]) -> User | None:
    if "user" in body:
        return _user(sandbox.site, body["user"])
    return next(iter(sandbox.site.users.values()), None)


def _user(site: Site, account_id: str) -> User:
    user = site.users.get(account_id)
    if user is None:
        raise ShapeError(f"No person has the account id {account_id}.")
    return user


def _account_id(sandbox: Sandbox, body: dict[str, Any]) -> str | None:
    return None if body["user"] is None else _user(sandbox.site, body["user"]).account_id


def _project(site: Site, id_or_key: str) -> Project:
    project = site.find_project(id_or_key)
    if project is None:
        raise ShapeError(f"No project has the key {id_or_key}.")
    return project


def _app(sandbox: Sandbox, body: dict[str, Any]) -> AppInstallation:
    if "app" not in body:
        return _only_app(sandbox)
    app = sandbox.site.apps.get(body["app"])
    if app is None:
        raise UnknownApp(body["app"])
    return app


def _only_app(sandbox: Sandbox) -> AppInstallation:
    apps = [app for app in sandbox.site.apps.values() if app.state != "uninstalled"]
    if len(apps) != 1:
        raise ShapeError(f"{len(apps)} apps are installed: say which one is meant.")
    return apps[0]


def _issued_at(sandbox: Sandbox, body: dict[str, Any]) -> float:
    age_s: int = body.get("ageSeconds", 0)
    return sandbox.wall_clock() - age_s


def routes() -> list[Route]:
    def route(path: str, handler: Handler, method: str = "POST") -> Route:
        return Route(f"/_sandbox/{path}", handler, methods=[method])

    return [
        route("site", describe, "GET"),
        route("reset", reset),
        route("issues", issues),
        route("install", install),
        *(route(change, _state_route(change)) for change in ("enable", "disable", "uninstall")),
        route("requests", read_requests, "GET"),
        route("requests", clear_requests, "DELETE"),
        route("faults", faults),
        route("faults", clear_faults, "DELETE"),
        route("page-token", make_page_token),
        route("context-token", make_context_token),
        route("clock", clock),
        route("rotate-key", rotate_key),
        *control_switches.routes(),
    ]
