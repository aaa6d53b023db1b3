"""
Webhooks that apps register for themselves, for 30 days at a time, and the list of those that failed.

Source: Jira Cloud REST v3, "Webhooks".
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, Site
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, ProblemError, RestError
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_int, read_object
from jxl_sandbox.jira.rest.routing import ALL_VERSIONS, actor_of, json_response, routes_for, site_of
from jxl_sandbox.jira.rest.webhook_filters import find_filter_problems
from jxl_sandbox.jira.webhook_model import FAILURE_LIFE_MS, LIFE_MS, DynamicWebhook

MOST_OF_CONNECT_APP = 100
MOST_OF_OAUTH_PERSON = 5
_MOST_FAILED = 100
EVENTS = frozenset(
    (
        *(f"jira:issue_{what}" for what in ("created", "updated", "deleted")),
        *(f"comment_{what}" for what in ("created", "updated", "deleted")),
        *(f"issue_property_{what}" for what in ("set", "deleted")),
        *(f"sprint_{what}" for what in ("created", "updated", "closed", "deleted", "started")),
        *(
            f"jira:version_{what}"
            for what in ("released", "unreleased", "created", "moved", "updated", "merged", "deleted")
        ),
    )
)
_LISTS = ("events", "fieldIdsFilter", "issuePropertyKeysFilter")


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/webhook/failed", {"GET": list_failed}, ALL_VERSIONS),
        *routes_for("/webhook/refresh", {"PUT": refresh}, ALL_VERSIONS),
        *routes_for("/webhook", {"GET": list_webhooks, "POST": register, "DELETE": delete}, ALL_VERSIONS),
    ]


async def register(request: Request) -> Response:
    """Register webhooks; one that cannot be registered does not keep the others out."""
    site, actor = site_of(request), actor_of(request)
    app_id, account_id = _owner(actor)
    body = await read_object(request, {"url": "str", "webhooks": "objects"})
    if not body.get("webhooks"):
        raise RestError(400, "The list of webhooks is missing or empty.")
    for raw in body["webhooks"]:
        _check_shape(raw)
    problem = _url_problem(site, actor, app_id, body.get("url", ""))
    results: list[dict[str, Any]] = []
    for raw in body["webhooks"]:
        problems = [problem] if problem else _problems(site, actor, raw, app_id, account_id)
        if problems:
            results.append({"errors": problems})
            continue
        made = _make(site, raw, body["url"], app_id, account_id)
        results.append({"createdWebhookId": made.id})
    return json_response({"webhookRegistrationResult": results})


async def list_webhooks(request: Request) -> Response:
    """List the caller's webhooks, by pages."""
    site = site_of(request)
    owned = site.webhooks.of_caller(*_owner(actor_of(request)), _now_ms(site))
    bean, _ = page(request, owned, _render, default=100, most=100)
    return json_response(bean)


async def delete(request: Request) -> Response:
    """Remove webhooks; those that are not the caller's are left alone."""
    site = site_of(request)
    for webhook in await _named(request):
        del site.webhooks.dynamic[webhook.id]
    return Response(status_code=202)


async def refresh(request: Request) -> Response:
    """Let webhooks live for 30 more days from now."""
    site = site_of(request)
    expires_ms = _now_ms(site) + LIFE_MS
    for webhook in await _named(request):
        webhook.expires_ms = expires_ms
    return json_response({"expirationDate": expires_ms})


async def list_failed(request: Request) -> Response:
    """List what could not be delivered to a Connect app in the last 72 hours, oldest first."""
    site, actor = site_of(request), actor_of(request)
    if actor.kind != "app" or actor.app is None:
        raise RestError(403, "Only Connect apps can use this operation.")
    size = min(query_int(request, "maxResults", _MOST_FAILED, minimum=1), _MOST_FAILED)
    after_ms = _moment(request)
    now_ms = _now_ms(site)
    failed = [
        f
        for f in site.webhooks.failed
        if f.app_id == actor.app.key and f.failed_ms > after_ms and now_ms - f.failed_ms < FAILURE_LIFE_MS
    ]
    end = size
    while 0 < end < len(failed) and failed[end].failed_ms == failed[end - 1].failed_ms:
        end += 1  # failures of one moment stay together, or the cursor would skip some
    bean: dict[str, Any] = {
        "values": [
            {
                "id": f.id,
                "url": f.url,
                "failureTime": f.failed_ms,
                **({"body": f.body} if f.body is not None else {}),
            }
            for f in failed[:end]
        ],
        "maxResults": size,
    }
    if failed:
        last_ms = failed[:end][-1].failed_ms
        bean["next"] = f"{site.base_url}/rest/api/3/webhook/failed?after={last_ms}&maxResults={size}"
    return json_response(bean)


def _owner(actor: Actor) -> tuple[str, str | None]:
    """Get whose webhooks a caller deals with: an app's, or a person's through an OAuth 2.0 app."""
    if actor.kind == "app" and actor.app is not None:
        return actor.app.key, None
    if actor.kind == "oauth" and actor.oauth_client_id is not None and actor.user is not None:
        return actor.oauth_client_id, actor.user.account_id
    raise RestError(403, "Only Connect and OAuth 2.0 apps can use this operation.")


def _url_problem(site: Site, actor: Actor, app_id: str, url: str) -> str | None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "The URL of the webhooks is not an absolute address."
    if actor.app is not None and not f"{url}/".startswith(f"{actor.app.base_url}/"):
        return "The URL of the webhooks must be below the base URL of the app."
    others = {w.url for w in site.webhooks.live(_now_ms(site)) if w.app_id == app_id}
    return "Only a single URL per app is allowed to be registered." if others - {url} else None


def _problems(
    site: Site, actor: Actor, raw: dict[str, Any], app_id: str, account_id: str | None
) -> list[str]:
    most = MOST_OF_CONNECT_APP if account_id is None else MOST_OF_OAUTH_PERSON
    if len(site.webhooks.of_caller(app_id, account_id, _now_ms(site))) >= most:
        return [f"The limit of {most} webhooks is reached."]
    problems = [f"The event {event} is not supported" for event in raw["events"] if event not in EVENTS]
    if not raw["events"]:
        problems.append("A webhook needs at least one event.")
    return problems + find_filter_problems(site, actor, raw["jqlFilter"])


def _check_shape(raw: dict[str, Any]) -> None:
    known = {*_LISTS, "jqlFilter"}
    lists = [raw[name] for name in _LISTS if raw.get(name) is not None]
    is_right = (
        raw.keys() <= known
        and isinstance(raw.get("jqlFilter"), str)
        and isinstance(raw.get("events"), list)
        and all(isinstance(x, list) and all(isinstance(y, str) for y in x) for x in lists)
    )
    if not is_right:
        raise RestError(400, INVALID_PAYLOAD)


def _make(site: Site, raw: dict[str, Any], url: str, app_id: str, account_id: str | None) -> DynamicWebhook:
    book = site.webhooks
    made = DynamicWebhook(
        id=book.next_id,
        app_id=app_id,
        account_id=account_id,
        url=url,
        events=tuple(raw["events"]),
        jql_filter=raw["jqlFilter"],
        field_ids=_tuple(raw.get("fieldIdsFilter")),
        property_keys=_tuple(raw.get("issuePropertyKeysFilter")),
        expires_ms=_now_ms(site) + LIFE_MS,
    )
    book.dynamic[made.id] = made
    book.next_id += 1
    return made


def _tuple(value: list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _render(webhook: DynamicWebhook) -> dict[str, Any]:
    built: dict[str, Any] = {
        "id": webhook.id,
        "jqlFilter": webhook.jql_filter,
        "events": list(webhook.events),
        "expirationDate": webhook.expires_ms,
        "url": webhook.url,
    }
    if webhook.field_ids is not None:
        built["fieldIdsFilter"] = list(webhook.field_ids)
    if webhook.property_keys is not None:
        built["issuePropertyKeysFilter"] = list(webhook.property_keys)
    return built


async def _named(request: Request) -> list[DynamicWebhook]:
    """Find the caller's webhooks that the body names."""
    site = site_of(request)
    owner = _owner(actor_of(request))
    body = await read_object(request, {"webhookIds": "ints"})
    if not body.get("webhookIds"):
        raise RestError(400, "The list of webhook IDs is missing.")
    wanted = set(body["webhookIds"])
    return [w for w in site.webhooks.of_caller(*owner, _now_ms(site)) if w.id in wanted]


def _moment(request: Request) -> int:
    """Read ``after``, or ``failedAfter`` as the links of Jira's own documentation call it."""
    name = "after" if "after" in request.query_params else "failedAfter"
    text = request.query_params.get(name) or "0"
    if not (text.isascii() and text.isdigit()):
        raise ProblemError(400, f"Failed to convert '{name}' with value: '{text}'")
    return int(text)


def _now_ms(site: Site) -> int:
    return int(site.now().timestamp() * 1000)
