"""What a small site never answers: a thousand projects, closed accounts, people who hide their address."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jxl.config import Settings
from jxl.connect.jwt import CONTEXT_QSH, encode_hs256
from jxl.errors import JxlError
from jxl.jira.access import JiraAccess
from jxl.jira.client import api_path
from jxl.permissions import admin_routes
from jxl.permissions.gateway import PermissionGateway
from tests.jira.scripted import SECRET, Answer, Seen, make_installation
from tests.permissions.conftest import CHECK, FakeJira
from tests.permissions.test_routes import OneInstallation
from tests.settings import make_settings

PROJECTS = [{"id": str(10000 + n), "key": f"P{n}", "name": f"Project {n}"} for n in range(1000)]
LENA = {"accountId": "712020:1", "displayName": "Lena Novak", "active": True, "accountType": "atlassian"}


@dataclass
class Services:
    settings: Settings
    installations: OneInstallation
    permissions: PermissionGateway
    jira: JiraAccess


@pytest.fixture
def http(gateway: PermissionGateway, jira: FakeJira, tmp_path: Any) -> FlaskClient:
    jira.held["ann"] = {"ADMINISTER", "BROWSE_PROJECTS"}
    jira.server.on("GET", api_path("project", "search"), search)
    url = jira.server.url
    settings = make_settings(tmp_path, allowed_hosts=(url.removeprefix("http://"),), impersonation_url=url)
    app = Flask(__name__)
    app.extensions["jxl"] = Services(
        settings, OneInstallation(make_installation(url)), gateway, JiraAccess(settings)
    )
    app.register_blueprint(admin_routes.blueprint)
    app.register_error_handler(JxlError, lambda e: ({"code": e.code, "message": e.message}, e.status))
    return app.test_client()


def search(seen: Seen) -> Answer:
    """A site with a thousand projects, in pages."""
    query = parse_qs(urlsplit(seen.target).query)
    wanted = query.get("query", [""])[0].lower()
    found = [p for p in PROJECTS if wanted in p["name"].lower()]
    size = int(query["maxResults"][0])
    return Answer({"values": found[:size], "isLast": len(found) <= size, "total": len(found)})


def get(http: FlaskClient, path: str) -> Any:
    now = int(time.time())
    claims = {"iss": "client-1", "iat": now, "exp": now + 60, "qsh": CONTEXT_QSH, "sub": "ann"}
    return http.get(f"/api/v1/admin/{path}", headers={"Authorization": "JWT " + encode_hs256(claims, SECRET)})


def test_a_thousand_projects_are_searched_by_jira(http: FlaskClient, jira: FakeJira) -> None:
    first = get(http, "projects?query=").json
    assert (len(first["values"]), first["hasMore"]) == (admin_routes.MOST_OFFERED, True)
    one = get(http, "projects?query=project%20731").json
    assert ([p["key"] for p in one["values"]], one["hasMore"]) == (["P731"], False)
    searches = [seen for seen in jira.questions if seen.path.endswith("/project/search")]
    assert len(searches) == 2, "one call a search"


def test_many_people_of_one_name(http: FlaskClient, jira: FakeJira) -> None:
    people = [{**LENA, "accountId": f"712020:{n}", "emailAddress": f"l{n}@example.com"} for n in range(40)]
    people[3].pop("emailAddress")

    def answer(seen: Seen) -> Answer:
        return Answer(people[: int(parse_qs(urlsplit(seen.target).query)["maxResults"][0])])

    jira.server.on("GET", api_path("user", "search"), answer)
    found = get(http, "people?query=lena").json
    assert (len(found["values"]), found["hasMore"]) == (admin_routes.MOST_OFFERED, True)
    assert [p["email"] for p in found["values"][2:5]] == ["l2@example.com", "", "l4@example.com"]


def test_somebody_is_asked_about_as_the_administrator(http: FlaskClient, jira: FakeJira) -> None:
    jira.server.on("GET", api_path("user"), Answer(LENA))
    answer = get(http, "check?project=FER&accountId=712020:1")
    assert answer.status_code == 200, answer.text
    question = next(seen for seen in jira.questions if seen.path == CHECK)
    assert question.headers["authorization"] == "Bearer token-of-ann"
    assert question.json["accountId"] == "712020:1"
    assert question.json["projectPermissions"][0]["projects"] == [10000]


def test_a_closed_account_may_do_nothing_whatever_jira_grants_it(http: FlaskClient, jira: FakeJira) -> None:
    jira.server.on("GET", api_path("user"), Answer({**LENA, "active": False}))
    found = get(http, "check?project=FER&accountId=712020:1").json
    assert found["actions"] == found["rights"] == []
    assert found["problem"].startswith("The account of Lena Novak is deactivated.")


@pytest.mark.parametrize("status", [400, 403, 500])
def test_no_answer_about_somebody_is_never_a_yes(http: FlaskClient, jira: FakeJira, status: int) -> None:
    jira.server.on("GET", api_path("user"), Answer(LENA))
    jira.server.on("POST", CHECK, Answer({"errorMessages": ["no"]}, status))
    answer = get(http, "check?project=FER&accountId=712020:1")
    assert answer.status_code in (403, 422, 502)
    assert "actions" not in answer.json


def test_who_lost_the_right_a_moment_ago_asks_in_vain(http: FlaskClient, jira: FakeJira) -> None:
    assert get(http, "projects").status_code == 200
    jira.held["ann"] = {"BROWSE_PROJECTS"}
    for path in ("projects", "people?query=a", "projects/FER/grants", "check?project=FER&accountId=x"):
        assert get(http, path).status_code == 403, path
