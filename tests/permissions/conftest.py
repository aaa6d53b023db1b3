"""Fixtures: a Jira that answers permission questions for several persons, and a gateway in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from jxl.connect.models import Caller
from jxl.jira.access import JiraAccess
from jxl.jira.client import api_path
from jxl.permissions.gateway import PermissionGateway
from tests.jira.scripted import Answer, FakeTime, ScriptedServer, Seen, make_installation, serve
from tests.settings import make_settings

ADDON = "io.jxl.sheets"
MINE = api_path("mypermissions")
CHECK = api_path("permissions", "check")


@dataclass
class FakeJira:
    """
    One project, ``FER`` with id 10000, and who holds what there.

    ``held`` maps a person to permission keys; ours without the add-on key. Persons without an entry see nothing.
    """

    server: ScriptedServer
    held: dict[str, set[str]] = field(default_factory=dict)
    style: str = "classic"
    project_names: tuple[str, ...] = ("FER", "10000")

    def prepare(self) -> None:
        self.server.on("POST", "/oauth2/token", self._token)
        self.server.on("GET", MINE, self._mine)
        self.server.on("POST", CHECK, self._check)
        for name in self.project_names:
            self.server.on("GET", api_path("project", name), self._project)

    @property
    def questions(self) -> list[Seen]:
        """What was asked of Jira, tokens left out."""
        return [seen for seen in self.server.requests if seen.path != "/oauth2/token"]

    def _person(self, seen: Seen) -> str:
        return seen.headers["authorization"].removeprefix("Bearer token-of-")

    def _holds(self, seen: Seen, key: str) -> bool:
        return key.removeprefix(ADDON + "__") in self.held.get(self._person(seen), set())

    def _token(self, seen: Seen) -> Answer:
        assertion = parse_qs(seen.body.decode())["assertion"][0]
        subject = jwt.decode(assertion, options={"verify_signature": False})["sub"]
        person = subject.rpartition(":")[2]
        return Answer({"access_token": f"token-of-{person}", "expires_in": 9000, "token_type": "Bearer"})

    def _project(self, seen: Seen) -> Answer:
        if not self._holds(seen, "BROWSE_PROJECTS"):
            return Answer({"errorMessages": ["No project could be found."]}, 404)
        return Answer({"id": "10000", "key": "FER", "name": "Port Operations", "style": self.style})

    def _mine(self, seen: Seen) -> Answer:
        query = parse_qs(urlsplit(seen.target).query)
        keys = query["permissions"][0].split(",")
        return Answer({"permissions": {key: {"havePermission": self._holds(seen, key)} for key in keys}})

    def _check(self, seen: Seen) -> Answer:
        asked = seen.json["projectPermissions"][0]
        projects = [p for p in asked["projects"] if p in (10000, 10001)]
        granted = [key for key in asked["permissions"] if self._holds(seen, key)]
        return Answer(
            {
                "globalPermissions": [k for k in seen.json["globalPermissions"] if self._holds(seen, k)],
                "projectPermissions": [
                    {"permission": k, "projects": projects, "issues": []} for k in granted
                ],
            }
        )


@pytest.fixture
def jira() -> Iterator[FakeJira]:
    with serve() as server:
        fake = FakeJira(server)
        fake.prepare()
        yield fake


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def gateway(jira: FakeJira, fake_time: FakeTime, tmp_path: Path) -> Iterator[PermissionGateway]:
    url = jira.server.url
    settings = make_settings(
        tmp_path, allowed_hosts=(url.removeprefix("http://"),), impersonation_url=url, addon_key=ADDON
    )
    access = JiraAccess(settings, clock=fake_time.clock())
    yield PermissionGateway(access, ADDON, clock=lambda: fake_time.at_s)
    access.close()


@dataclass
class Persons:
    """Makes callers of the fake site."""

    url: str

    def __call__(self, account_id: str | None = "ann", **installation: Any) -> Caller:
        expires_at = datetime.now(UTC) + timedelta(minutes=5)
        return Caller(make_installation(self.url, **installation), account_id, "context", expires_at)


@pytest.fixture
def person(jira: FakeJira) -> Persons:
    return Persons(jira.server.url)
