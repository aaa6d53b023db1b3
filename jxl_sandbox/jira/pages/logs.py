"""What passed between the site and its apps: calls to the API with their points, and webhooks with their bodies."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Site
from jxl_sandbox.jira.pages.render import render, require_admin

CALLS_PATH = "/jira/settings/api-log"
WEBHOOKS_PATH = "/jira/settings/webhooks"
MOST_SHOWN = 200


async def calls_page(request: Request) -> Response:
    """The latest calls first, of one app or one person when the query names them."""
    visitor = require_admin(request)
    site, log = visitor.site, visitor.sandbox.log.to_json()
    app, person = request.query_params.get("app", ""), request.query_params.get("person", "")
    calls = [
        call
        for call in reversed(log["requests"])
        if (not app or call["app"] == app) and (not person or call["accountId"] == person)
    ]
    seen = {call["accountId"] for call in log["requests"]} - {None}
    people = sorted((site.users[i] for i in seen if i in site.users), key=lambda u: u.display_name.casefold())
    context = {
        "calls": [_line(site, call) for call in calls[:MOST_SHOWN]],
        "count": len(calls),
        "points": sum(call["points"] for call in calls),
        "failed": sum(call["status"] is None or call["status"] >= 400 for call in calls),
        "hour_points": sum(call["points"] for call in calls if call["at"] >= _hour(site)),
        "dropped": log["dropped"],
        "apps_seen": sorted({call["app"] for call in log["requests"]} - {None}),
        "people_seen": people,
        "app_chosen": app,
        "person_chosen": person,
        "active": "api-log",
    }
    return render(request, "api_log.html", context)


async def webhooks_page(request: Request) -> Response:
    """Deliveries, the latest first, with how each attempt went; of one app when the query names it."""
    visitor = require_admin(request)
    hub = request.app.state.webhooks
    deliveries = hub.to_json()["deliveries"]
    app = request.query_params.get("app", "")
    shown = [delivery for delivery in reversed(deliveries) if not app or delivery["app"] == app]
    now_ms = int(visitor.site.now().timestamp() * 1000)
    context = {
        "deliveries": [_with_look(delivery) for delivery in shown[:MOST_SHOWN]],
        "count": len(shown),
        "apps_seen": sorted({delivery["app"] for delivery in deliveries}),
        "app_chosen": app,
        "registered": visitor.site.webhooks.live(now_ms),
        "active": "webhooks",
    }
    return render(request, "webhooks.html", context)


async def webhook_page(request: Request) -> Response:
    """One delivery: to whom, each attempt, and the body as it was sent."""
    require_admin(request)
    delivery = request.app.state.webhooks.find(request.path_params["id"])
    if delivery is None:
        raise HTTPException(404, "No delivery with this identifier is remembered.")
    body = delivery.message.body
    context = {
        "delivery": _with_look(delivery.to_json()),
        "flow": "Secondary" if delivery.message.is_secondary else "Primary",
        "body": None
        if body is None
        else orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode(),
        "active": "webhooks",
    }
    return render(request, "webhook.html", context)


def _with_look(delivery: dict[str, Any]) -> dict[str, Any]:
    """A delivery with its state as the lozenge and the texts of the pages show it."""
    looks = {"delivered": "done", "waiting": "indeterminate", "failed": "danger", "too large": "danger"}
    next_at = delivery["nextAttemptAt"]
    return {
        **delivery,
        "time": delivery["at"][11:23],
        "look": looks.get(delivery["state"], "new"),
        "next_time": next_at[11:19] if next_at else None,
        "size": _size(delivery["bodyBytes"]),
    }


def _size(count: int) -> str:
    if count == 0:
        return "No body"
    return f"{count} B" if count < 1024 else f"{count / 1024:.1f} kB"


def _line(site: Site, call: dict[str, Any]) -> dict[str, Any]:
    user = site.users.get(call["accountId"] or "")
    app = site.apps.get(call["app"] or "")
    return {
        **call,
        "time": call["at"][11:23],
        "person": user.display_name if user is not None else call["accountId"],
        "app_name": app.descriptor.get("name", app.key) if app is not None else call["app"],
        "is_bad": call["status"] is None or call["status"] >= 400,
    }


def _hour(site: Site) -> str:
    """The beginning of the current hour, when points begin anew, as the log writes times."""
    return site.now().replace(minute=0, second=0, microsecond=0).isoformat(timespec="milliseconds")


def routes() -> list[Route]:
    return [
        Route(CALLS_PATH, calls_page),
        Route(WEBHOOKS_PATH, webhooks_page),
        Route(f"{WEBHOOKS_PATH}/{{id}}", webhook_page),
    ]
