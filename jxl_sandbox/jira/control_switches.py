"""
Control routes of webhooks, limits, delayed search and OAuth 2.0 apps; mounted by ``control.py``.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.control_guard import Handler, guarded, read_body
from jxl_sandbox.jira.platform.oauth import known_scopes
from jxl_sandbox.jira.platform.shapes import ShapeError
from jxl_sandbox.jira.platform.state import get_sandbox
from jxl_sandbox.jira.platform.webhooks import WebhookHub


def webhooks_of(request: Request) -> WebhookHub:
    """Get the webhooks of the sandbox that a request came to."""
    hub: WebhookHub = request.app.state.webhooks
    return hub


@guarded
async def read_webhooks(request: Request) -> Response:
    """Tell what was sent, what waits, and which faults are set."""
    return JSONResponse(webhooks_of(request).to_json())


@guarded
async def set_webhooks(request: Request) -> Response:
    """Set ``retryScale``: 0.001 makes the five minutes before the first retry 0.3 seconds."""
    body = await read_body(request, {"retryScale": int | float}, ("retryScale",))
    hub = webhooks_of(request)
    hub.retry_scale = body["retryScale"]
    return JSONResponse(hub.to_json())


@guarded
async def clear_webhooks(request: Request) -> Response:
    webhooks_of(request).clear_log()
    return Response(status_code=204)


@guarded
async def flush_webhooks(request: Request) -> Response:
    """Send all that is due, with ``retries`` also what waits for another attempt, and answer when it is sent."""
    body = await read_body(request, {"retries": bool})
    hub = webhooks_of(request)
    await hub.flush(with_retries=body.get("retries", False))
    return JSONResponse(hub.to_json())


@guarded
async def read_limits(request: Request) -> Response:
    """Tell which limits hold and what each app has used of its quota in this hour."""
    sandbox = get_sandbox(request)
    return JSONResponse(sandbox.limits.to_json(sandbox.site.now()))


@guarded
async def set_limits(request: Request) -> Response:
    """
    Switch limits; what is not named stays. ``pointsUsed`` maps an app's key to what it has used in this hour.
    """
    body = await read_body(
        request,
        {
            "points": bool,
            "pointsPerHour": int,
            "burst": bool,
            "burstPerSecond": int | None,
            "issueWrites": bool,
            "pointsUsed": dict,
        },
    )
    sandbox = get_sandbox(request)
    limits, now = sandbox.limits, sandbox.site.now()
    used = body.get("pointsUsed", {})
    if not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in used.values()):
        raise ShapeError("pointsUsed maps the keys of apps to whole numbers.")
    rate = body.get("burstPerSecond")
    if rate is not None and (isinstance(rate, bool) or rate < 1):
        raise ShapeError("burstPerSecond must be null, or a whole number from 1.")
    switches = limits.switches
    switches.points = body.get("points", switches.points)
    switches.points_per_hour = body.get("pointsPerHour", switches.points_per_hour)
    switches.burst = body.get("burst", switches.burst)
    switches.burst_per_second = body.get("burstPerSecond", switches.burst_per_second)
    switches.issue_writes = body.get("issueWrites", switches.issue_writes)
    for app_id, points in used.items():
        limits.set_points_used(app_id, points, now)
    return JSONResponse(limits.to_json(now))


@guarded
async def clear_limits(request: Request) -> Response:
    """Switch all limits off and forget what was used."""
    get_sandbox(request).limits.reset()
    return Response(status_code=204)


@guarded
async def index(request: Request) -> Response:
    """
    Let all writes reach search, and set how search lags from now on: ``lagMs``, or ``hold`` until the next call.
    """
    body = await read_body(request, {"lagMs": int, "hold": bool})
    known = get_sandbox(request).site.search_index
    caught_up = known.catch_up()
    known.lag_ms = body.get("lagMs", known.lag_ms)
    known.is_held = body.get("hold", known.is_held)
    return JSONResponse({"caughtUp": caught_up, "lagMs": known.lag_ms, "hold": known.is_held})


@guarded
async def register_oauth_app(request: Request) -> Response:
    """
    Register an OAuth 2.0 app, as one does in Atlassian's developer console.

    Without ``scopes`` it may ask for all. One that is not ``public`` may be allowed by its ``owner`` only.
    """
    body = await read_body(
        request,
        {"name": str, "redirectUris": list, "scopes": list, "owner": str, "public": bool},
        ("name", "redirectUris"),
    )
    sandbox = get_sandbox(request)
    uris, scopes = body["redirectUris"], body.get("scopes", sorted(known_scopes()))
    if not uris or not all(isinstance(u, str) and u.startswith(("https://", "http://")) for u in uris):
        raise ShapeError("redirectUris is a list of at least one absolute address.")
    unknown = [scope for scope in scopes if scope not in known_scopes()]
    if unknown:
        raise ShapeError(f"No operation knows the scope {unknown[0]!r}.")
    if "owner" in body and body["owner"] not in sandbox.site.users:
        raise ShapeError(f"No person has the account id {body['owner']}.")
    if not body.get("public", True) and "owner" not in body:
        raise ShapeError("An app that is not public needs an owner.")
    app = sandbox.oauth.register(
        body["name"],
        tuple(uris),
        frozenset(scopes),
        body.get("owner"),
        is_public=body.get("public", True),
    )
    return JSONResponse({"clientId": app.client_id, "clientSecret": app.client_secret})


def routes() -> list[Route]:
    def route(path: str, handler: Handler, method: str = "POST") -> Route:
        return Route(f"/_sandbox/{path}", handler, methods=[method])

    return [
        route("webhooks", read_webhooks, "GET"),
        route("webhooks", set_webhooks),
        route("webhooks", clear_webhooks, "DELETE"),
        route("webhooks/flush", flush_webhooks),
        route("limits", read_limits, "GET"),
        route("limits", set_limits),
        route("limits", clear_limits, "DELETE"),
        route("index", index),
        route("oauth-apps", register_oauth_app),
    ]
