"""
A site and a small Connect app beside it, joined without a network: what the tests of the platform stand on.

Every answer under ``/rest/``, on the site's own address or through the gateway of OAuth 2.0 apps, is checked against
Atlassian's own description of the API, and every issue in it by the schemas of its fields.
"""

from __future__ import annotations

import functools
import json
import pickle
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Site, User
from jxl_sandbox.jira.platform.jwt import encode_hs256, query_string_hash
from jxl_sandbox.jira.platform.state import Sandbox, SandboxOptions
from jxl_sandbox.jira.seeds import build_site
from jxl_sandbox.server import create_sandbox
from tests.sandbox.platform_answers import check_platform_answer
from tests.sandbox.rest_site import field_schemas

SITE_URL = "http://localhost:8800"
APP_URL = "http://127.0.0.1:8801"
APP_KEY = "com.example.tiny"


def make_descriptor(**changes: Any) -> dict[str, Any]:
    return {
        "key": APP_KEY,
        "name": "Tiny",
        "baseUrl": APP_URL,
        "authentication": {"type": "jwt"},
        "lifecycle": {event: f"/{event}" for event in ("installed", "enabled", "disabled", "uninstalled")},
        "scopes": ["READ", "WRITE", "ACT_AS_USER"],
        "apiMigrations": {"gdpr": True, "signed-install": True, "context-qsh": True},
        "modules": {
            "jiraProjectPages": [
                {
                    "key": "page",
                    "name": {"value": "Tiny page"},
                    "url": "/page?key={project.key}&id={project.id}&sheet={ac.sheet}&lost={no.such}",
                    "conditions": [{"condition": "user_is_logged_in"}],
                }
            ],
            "generalPages": [{"key": "general", "name": {"value": "Tiny general"}, "url": "/general"}],
            "adminPages": [{"key": "admin", "name": {"value": "Tiny admin"}, "url": "/admin"}],
            "jiraGlobalPermissions": [
                {
                    "key": "use",
                    "name": {"value": "Use tiny"},
                    "description": {"value": "May use it."},
                    "anonymousAllowed": False,
                    "defaultGrants": ["all"],
                }
            ],
            "jiraProjectPermissions": [
                {"key": "view", "name": {"value": "View tiny"}, "description": {"value": "May view it."}}
            ],
        },
        **changes,
    }


@dataclass
class TinyApp:
    """Serves its descriptor and notes the callbacks; answers them with ``status``."""

    descriptor: Any = field(default_factory=make_descriptor)
    status: int = 204
    callbacks: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asgi = Starlette(
            routes=[
                Route("/descriptor.json", self._describe),
                Route("/{event}", self._callback, methods=["POST"]),
            ]
        )

    async def _describe(self, _request: Request) -> Response:
        if isinstance(self.descriptor, str):
            return Response(self.descriptor)
        return JSONResponse(self.descriptor)

    async def _callback(self, request: Request) -> Response:
        raw = await request.body()
        body = json.loads(raw) if raw else {}
        self.callbacks.append((request.path_params["event"], dict(request.headers), body))
        return Response(status_code=self.status)

    def token_of(self, event: str) -> str:
        """The token of the last callback of a kind."""
        headers: dict[str, str] = next(h for name, h, _ in reversed(self.callbacks) if name == event)
        scheme, _, token = headers["authorization"].partition(" ")
        assert scheme == "JWT"
        return token

    def body_of(self, event: str) -> dict[str, Any]:
        return next(body for name, _, body in reversed(self.callbacks) if name == event)


@dataclass
class Env:
    client: httpx.AsyncClient
    sandbox: Sandbox
    app: TinyApp

    @property
    def site(self) -> Site:
        return self.sandbox.site

    def person(self, about: str) -> User:
        return next(u for u in self.site.users.values() if u.about == about)

    async def install(self) -> httpx.Response:
        return await self.control("install", descriptorUrl=f"{APP_URL}/descriptor.json")

    async def control(self, what: str, **body: Any) -> httpx.Response:
        return await self.client.post(f"/_sandbox/{what}", json=body)

    async def become(self, about: str) -> None:
        answer = await self.client.post(
            "/people/switch", data={"person": self.person(about).account_id, "next": "/"}
        )
        assert answer.status_code == 303

    def basic(self, user: User) -> dict[str, str]:
        credentials = b64encode(f"{user.email}:{user.api_token}".encode()).decode()
        return {"Authorization": f"Basic {credentials}"}

    def app_token(self, method: str, target: str, **changes: Any) -> dict[str, str]:
        """The header of a call of the app; a claim changed to None is left out."""
        now = int(time.time())
        claims = {"iss": APP_KEY, "iat": now, "exp": now + 180, "qsh": query_string_hash(method, target)}
        claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        secret = self.site.apps[APP_KEY].shared_secret
        return {"Authorization": f"JWT {encode_hs256(claims, secret)}"}

    def claims(self, token: str) -> dict[str, Any]:
        """Verify a token as the app would, with another library."""
        secret = self.site.apps[APP_KEY].shared_secret
        claims: dict[str, Any] = jwt.decode(token, secret, algorithms=["HS256"])
        return claims


@functools.cache
def _pickled_site(with_issues: bool) -> bytes:
    site = build_site(SITE_URL)
    if not with_issues:
        site.issues.clear()
        site.issue_ids_by_key.clear()
        site.children.clear()
        for project in site.projects.values():
            project.issue_ids.clear()
    return pickle.dumps(site)


def make_site(with_issues: bool = False) -> Site:
    site: Site = pickle.loads(_pickled_site(with_issues))  # noqa: S301 - pickled above; much faster than building
    return site


@asynccontextmanager
async def running(installed: bool = True, with_issues: bool = False, **options: Any) -> AsyncIterator[Env]:
    """A site of its own, with the tiny app installed in it."""
    application = create_sandbox(make_site(with_issues), SandboxOptions(build=make_site, **options))
    app = TinyApp()
    application.state.apps.transport = httpx.ASGITransport(app=app.asgi)
    transport = httpx.ASGITransport(app=application, client=("127.0.0.1", 50000))
    faults = application.state.sandbox.faults

    async def check(answer: httpx.Response) -> None:
        """A fault that was asked for answers what it was told to."""
        await answer.aread()
        request = answer.request
        if not any(rule.answers and rule.meets(request.method, request.url.path) for rule in faults.rules):
            check_platform_answer(answer, field_schemas(application.state.site))

    hooks = {"response": [check]}
    async with httpx.AsyncClient(transport=transport, base_url=SITE_URL, event_hooks=hooks) as client:
        env = Env(client, application.state.sandbox, app)
        if installed:
            assert (await env.install()).status_code == 200
        yield env
