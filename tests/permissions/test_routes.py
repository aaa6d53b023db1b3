"""``GET /api/v1/me`` through HTTP, with a real token."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jxl.config import Settings
from jxl.connect.jwt import CONTEXT_QSH, encode_hs256
from jxl.connect.models import Installation
from jxl.errors import JxlError
from jxl.permissions import routes
from jxl.permissions.gateway import PermissionGateway
from tests.jira.scripted import SECRET, make_installation
from tests.permissions.conftest import FakeJira
from tests.settings import make_settings


@dataclass
class OneInstallation:
    installation: Installation

    def find(self, client_key: str) -> Installation | None:
        return self.installation if client_key == self.installation.client_key else None

    def clock(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Services:
    settings: Settings
    installations: OneInstallation
    permissions: PermissionGateway


@pytest.fixture
def http(gateway: PermissionGateway, jira: FakeJira, tmp_path: Path) -> FlaskClient:
    app = Flask(__name__)
    app.extensions["jxl"] = Services(
        make_settings(tmp_path), OneInstallation(make_installation(jira.server.url)), gateway
    )
    app.register_blueprint(routes.blueprint)
    app.register_error_handler(JxlError, lambda e: ({"code": e.code, "message": e.message}, e.status))
    return app.test_client()


def get(http: FlaskClient, query: str = "", person: str | None = "ann") -> Any:
    now = int(time.time())
    claims = {"iss": "client-1", "iat": now, "exp": now + 60, "qsh": CONTEXT_QSH}
    if person is not None:
        claims["sub"] = person
    return http.get("/api/v1/me" + query, headers={"Authorization": "JWT " + encode_hs256(claims, SECRET)})


def test_what_a_person_may_do_in_a_project(http: FlaskClient, jira: FakeJira) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets", "edit-sheets-project"}
    answer = get(http, "?projectKey=FER").json
    assert answer["accountId"] == "ann"
    assert answer["project"] == {"id": "10000", "key": "FER", "name": "Port Operations"}
    allowed = {name for name, decision in answer["actions"].items() if decision["allowed"]}
    assert allowed == {
        "openSheet", "listProjectSheets", "openDirectory", "createSheet", "changeSheet", "editCells"
    }  # fmt: skip
    assert set(answer["actions"]) - allowed == {"bulkChange", "openAdmin"}
    assert all(decision["reason"] for decision in answer["actions"].values())
    assert get(http, "?projectKey=10000").json == answer


@pytest.mark.parametrize("query", ["", "?projectKey=", "?projectKey=%20"])
def test_what_a_person_may_do_on_the_site(http: FlaskClient, jira: FakeJira, query: str) -> None:
    jira.held["ann"] = {"ADMINISTER"}
    answer = get(http, query).json
    assert "project" not in answer
    assert {name: decision["allowed"] for name, decision in answer["actions"].items()} == {
        "openDirectory": False,
        "openAdmin": True,
    }


def test_a_project_that_one_may_not_see(http: FlaskClient, jira: FakeJira) -> None:
    hidden, missing = get(http, "?projectKey=FER"), get(http, "?projectKey=NOSUCH")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.json == missing.json


def test_without_a_person_there_is_no_answer(http: FlaskClient) -> None:
    assert get(http, person=None).status_code == 401
    assert http.get("/api/v1/me").status_code == 401


def test_the_route_names_its_guard() -> None:
    assert routes.me.__jxl_guard__ == "context_token"  # type: ignore[attr-defined]  # set by the guard
