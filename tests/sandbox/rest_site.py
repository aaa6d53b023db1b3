"""
Drives the sandbox's REST routes in process, as a chosen person or app.

The platform's real authentication is tested elsewhere: here a small middleware says who asks. Every answer is
checked against Atlassian's own description of the API, and every issue in it by the schemas of its fields.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.model import Actor, AppInstallation, Project, Site, User
from jxl_sandbox.jira.rest import routes
from jxl_sandbox.jira.rest.entities import field_json
from jxl_sandbox.jira.seeds import build_site
from tests.sandbox.openapi.fields import FieldSchemas, check_fields, has_fields
from tests.sandbox.openapi.validator import check_answer

NOW = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)
BASE_URL = "http://localhost:8800"
API = "/rest/api/3"


def seeded_site(issues: int = 0) -> Site:
    return build_site(BASE_URL, issues=issues, now=SiteClock(NOW, stopped=True))


def field_schemas(site: Site) -> FieldSchemas:
    """By field id the ``schema`` that ``GET /field`` gives."""
    return {field.id: field_json(field).get("schema") for field in site.fields.values()}


class Api:
    """A client of one site; ``who`` is an ``about``, a :class:`User`, an :class:`Actor` or None (anonymous)."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._app = Starlette(routes=routes())
        self._app.state.site = site

    def person(self, about: str) -> User:
        return next(u for u in self.site.users.values() if u.about == about)

    def project(self, key: str) -> Project:
        return next(p for p in self.site.projects.values() if p.key == key)

    def actor(self, who: str | User | Actor | None) -> Actor:
        if isinstance(who, Actor):
            return who
        if who is None:
            return Actor("anonymous")
        return Actor("basic", self.person(who) if isinstance(who, str) else who)

    def call(
        self, method: str, path: str, who: str | User | Actor | None = "site administrator", **options: Any
    ) -> httpx.Response:
        answer = self._send(method, path, self.actor(who), **options)
        target = answer.request.url.raw_path.decode()
        check_answer(method, target, answer)
        if has_fields(target, answer):
            check_fields(target, answer, field_schemas(self.site))
        return answer

    def _send(self, method: str, path: str, actor: Actor, **options: Any) -> httpx.Response:
        async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("state", {})["actor"] = actor
            await self._app(scope, receive, send)

        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(app=asgi)
            async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
                return await client.request(
                    method, path if path.startswith("/") else f"{API}/{path}", **options
                )

        return asyncio.run(run())

    def get(
        self, path: str, who: str | User | Actor | None = "site administrator", **params: Any
    ) -> httpx.Response:
        return self.call("GET", path, who, params=params)

    def post(
        self, path: str, body: Any, who: str | User | Actor | None = "site administrator"
    ) -> httpx.Response:
        return self.call("POST", path, who, json=body)

    def search(self, jql: str, who: str | User | Actor | None = "site administrator", **body: Any) -> Any:
        answer = self.post("search/jql", {"jql": jql, **body}, who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def keys(self, jql: str, who: str | User | Actor | None = "site administrator") -> list[str]:
        return [i["key"] for i in self.search(jql, who, fields=["key"], maxResults=5000)["issues"]]


def app_actor(site: Site, *scopes: str, kind: Any = "app", person: User | None = None) -> Actor:
    """A Connect app with some scopes, as itself or (``impersonation``) as a person."""
    user = User("5dd64082af96bc0efbe55103", "Sheets app", "app@example.com", "", account_type="app")
    site.users.setdefault(user.account_id, user)
    app = AppInstallation(
        key="com.example.sheets",
        base_url="https://app.example.com",
        descriptor_url="https://app.example.com/atlassian-connect.json",
        descriptor={},
        shared_secret="s" * 64,
        oauth_client_id="client",
        user=user,
        scopes=frozenset(scopes),
    )
    return Actor(kind, person or site.users[user.account_id], app, frozenset(scopes))


def error_of(answer: httpx.Response) -> tuple[int, list[str], dict[str, str]]:
    """Status, ``errorMessages`` and ``errors`` of a refusal."""
    body = answer.json()
    return answer.status_code, body["errorMessages"], body["errors"]
