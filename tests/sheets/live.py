"""The real app on a database of its own, installed in a simulated site: what tests of routes and pages stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from jxl.app import create_app
from jxl.connect.models import InstallDetails, SignedEvent
from jxl.connect.store import utc_now
from jxl.db import db
from jxl.errors import NotFound, PermissionDenied
from jxl.jira.projects import fetch_project
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.policy import Action, Decision, Facts, decide
from tests.jira.sandbox_site import SandboxSite, run_sandbox
from tests.settings import make_settings

ADMIN = "site administrator"


@dataclass
class Live:
    """The app and the site, with short words for what tests do."""

    app: Flask
    site: SandboxSite

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    @property
    def projects(self) -> list[str]:
        return list(self.site.control("GET", "site")["projects"])

    def header(self, about: str = ADMIN, project: str | None = None) -> dict[str, str]:
        body = {"user": self.site.account(about), "projectKey": project or self.projects[0]}
        return {"Authorization": "JWT " + self.site.control("POST", "context-token", **body)["token"]}

    def call(
        self,
        method: str,
        path: str,
        json: Any = None,
        about: str = ADMIN,
        headers: dict[str, str] | None = None,
        data: bytes | None = None,
    ) -> TestResponse:
        """Call the API as a person."""
        body = orjson.dumps(json) if json is not None else data
        sent = {**self.header(about), "Content-Type": "application/json", **(headers or {})}
        return self.client.open(path, method=method, data=body, headers=sent)

    def page(self, path: str, about: str = ADMIN, **query: str) -> TestResponse:
        """Open a page as Jira's iframe does."""
        target = f"{path}?{urlencode(query)}"
        url = self.site.installation.base_url and f"{path}?{urlencode(query)}"
        made = self.site.control("POST", "page-token", user=self.site.account(about), url=url)
        parts = urlsplit(made["url"])
        assert parts.path.endswith(path), (target, made["url"])
        return self.client.get(f"{path}?{parts.query}", headers={"Accept": "text/html"})

    def create(self, project: str | None = None, **members: Any) -> dict[str, Any]:
        key = project or self.projects[0]
        body = {"name": "Plan", "scope": {"jql": f"project = {key}"}, **members}
        answer = self.call("POST", f"/api/v1/projects/{key}/sheets", body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json or {})

    def requests(self) -> list[dict[str, Any]]:
        return list(self.site.control("GET", "requests")["requests"])

    def forget_requests(self) -> None:
        self.site.control("DELETE", "requests")


class ToldFacts:
    """A gateway that is told what people may do; projects are still Jira's."""

    def __init__(self, live: Live, facts: Facts) -> None:
        self._live = live
        self.told = facts
        self.asked_fresh: list[bool] = []

    def facts(self, caller: Any, project: str, fresh: bool = False) -> ProjectFacts:  # noqa: ARG002 - the gateway's form
        self.asked_fresh.append(fresh)
        client = self._live.site.access.as_app(self._live.site.installation)
        return ProjectFacts(fetch_project(client, project), self.told)

    def site_facts(self, caller: Any, fresh: bool = False) -> Facts:  # noqa: ARG002 - the gateway's form
        return self.told

    def facts_for_projects(self, caller: Any, project_ids: Any) -> dict[str, Facts]:  # noqa: ARG002 - the gateway's form
        return dict.fromkeys(project_ids, self.told)

    def require(self, caller: Any, action: Action, project: str, fresh: bool = False) -> ProjectFacts:
        found = self.facts(caller, project, fresh)
        if not self.told.browse:
            raise NotFound
        self._enforce(action, found.decide(action))
        return found

    def require_site(self, caller: Any, action: Action, fresh: bool = False) -> Facts:  # noqa: ARG002 - the gateway's form
        self._enforce(action, decide(action, self.told))
        return self.told

    @staticmethod
    def _enforce(action: Action, decision: Decision) -> None:
        if not decision.allowed:
            raise PermissionDenied(action.value, "here", decision.reason)


@contextmanager
def told(live: Live, facts: Facts) -> Iterator[ToldFacts]:
    """For the block, what people may do is what the test says."""
    services = live.app.extensions["jxl"]
    gateway = ToldFacts(live, facts)
    live.app.extensions["jxl"] = replace(services, permissions=gateway)
    live.app.extensions.pop("jxl.sheets", None)
    try:
        yield gateway
    finally:
        live.app.extensions["jxl"] = services
        live.app.extensions.pop("jxl.sheets", None)


@contextmanager
def run_live(folder: Path) -> Iterator[Live]:
    """Start a site, and the app in this process, installed in it."""
    with run_sandbox(folder) as site:
        app = create_app(
            make_settings(
                folder,
                base_url=site.app.url,
                allowed_hosts=(site.url.removeprefix("http://"),),
                impersonation_url=site.url,
            )
        )
        with app.app_context():
            db.create_all()
            installation = site.installation
            now = utc_now()
            app.extensions["jxl"].installations.install(
                SignedEvent(installation.client_key, now, now, "0" * 64),
                "0" * 64,
                InstallDetails(
                    client_key=installation.client_key,
                    shared_secret=installation.shared_secret,
                    base_url=installation.base_url,
                    display_url=installation.display_url,
                    oauth_client_id=installation.oauth_client_id,
                    cloud_id=installation.cloud_id,
                ),
            )
        yield Live(app, site)
        app.extensions["jxl"].jira.close()
        with app.app_context():
            db.engine.dispose()
