"""
Who may do what, through every route: what the routes name is compared with what the site grants, asked a second way.

A route that a person may not use must answer 403 with the reason, or 404 where they may not know of the project;
one that they may use must get past that point. The routes are read from the app, so a new one is tested as it comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from jxl.permissions.gateway import PermissionGateway
from jxl.permissions.guards import RouteRule, rule_of
from jxl.permissions.models import Action, Facts
from tests.permissions.test_personas import ABOUTS, facts_plainly, site_facts_plainly
from tests.permissions.test_policy import STATEMENT
from tests.sheets.live import ADMIN, Live

#: Company-managed, team-managed, service project, issue security levels, strict workflows.
KINDS = ("PLAT", "STUDIO", "HELP", "BUS", "CORE")
#: A body for each way of writing: none is right, so that nothing is changed by a route that lets the person in.
WRITING = {"POST", "PUT", "DELETE", "PATCH"}
PERMISSION_QUESTIONS = ("*/mypermissions", "*/permissions/check")


def person_routes(app: Flask) -> list[tuple[Rule, str, RouteRule]]:
    """Routes of the API that a person's token opens, with their method."""
    found = []
    for rule in app.url_map.iter_rules():
        said = rule_of(app.view_functions[rule.endpoint])
        if said is None or said.resource == "screen":
            continue
        found += [(rule, method, said) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def address(rule: Rule, project: str) -> str:
    path = str(rule).replace("<project>", project)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m[1] == "int" else "nothing", path)


@pytest.fixture(scope="module")
def facts(live: Live) -> dict[tuple[str, str], Facts | None]:
    """What each person is granted in each kind of project; None where they do not see it."""
    found: dict[tuple[str, str], Facts | None] = {}
    for about in ABOUTS:
        for project in KINDS:
            user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == about)
            answer = requests.get(
                f"{live.site.url}/rest/api/3/project/{project}",
                auth=(user["email"], user["apiToken"]),
                timeout=10,
            )
            found[about, project] = facts_plainly(live.site, about, project) if answer.ok else None
    return found


def may(action: Action, facts: Facts | None) -> bool:
    return facts is not None and STATEMENT[action.value](facts)


@pytest.mark.parametrize("about", ABOUTS)
def test_every_route_lets_in_who_may_and_nobody_else(
    live: Live, facts: dict[tuple[str, str], Facts | None], about: str
) -> None:
    on_site = site_facts_plainly(live.site, about)
    routes = person_routes(live.app)
    assert len(routes) > 10
    header = live.header(about)
    refused = let_in = 0
    for rule, method, said in routes:
        for project in KINDS if said.resource == "project" else KINDS[:1]:
            answer = live.client.open(
                address(rule, project),
                method=method,
                data=b"{}" if method in WRITING else None,
                headers={**header, "Content-Type": "application/json"},
            )
            where = (about, project, method, str(rule), answer.get_data(as_text=True)[:300])
            assert answer.status_code < 500 or answer.status_code == 501, where
            if said.resource == "jira":
                assert answer.status_code != 403, where
                continue
            given = facts[about, project] if said.resource == "project" else on_site
            error = (answer.json or {}).get("error", {}) if answer.is_json else {}
            if any(may(action, given) for action in said.actions):
                assert error.get("code") != "permission_denied", where
                let_in += 1
                continue
            refused += 1
            if said.resource == "project" and given is None:
                assert (answer.status_code, error["code"]) == (404, "not_found"), where
            else:
                assert (answer.status_code, error["code"]) == (403, "permission_denied"), where
                assert error["message"].endswith("."), where
                assert error["details"]["action"] in {action.value for action in said.actions}, where
    assert refused > 0 or about == ADMIN
    assert let_in > 0 or about == "no access"


@pytest.mark.parametrize("about", ABOUTS)
def test_pages_let_in_who_may_and_explain_the_rest(
    live: Live, facts: dict[tuple[str, str], Facts | None], about: str
) -> None:
    for project in KINDS:
        given = facts[about, project]
        answer = live.page("/ui/project", about, projectKey=project)
        text = answer.get_data(as_text=True)
        if may(Action.LIST_PROJECT_SHEETS, given):
            assert answer.status_code == 200
            assert 'data-screen="project"' in text
        elif given is None or not given.browse:
            assert answer.status_code == 404
        else:
            assert answer.status_code == 403
            assert "JXL: View sheets" in text


@pytest.fixture
def forgetful(live: Live) -> Iterator[Live]:
    """The app with a gateway that remembers nothing yet; faults of the site are taken away afterwards."""
    services = live.app.extensions["jxl"]
    fresh = PermissionGateway(services.jira, services.settings.addon_key)
    live.app.extensions["jxl"] = replace(services, permissions=fresh)
    live.app.extensions.pop("jxl.sheets", None)
    yield live
    live.site.control("DELETE", "faults")
    live.app.extensions["jxl"] = services
    live.app.extensions.pop("jxl.sheets", None)


def forget(live: Live) -> None:
    """Give the app a gateway that remembers nothing, as another process would have."""
    services = live.app.extensions["jxl"]
    fresh = PermissionGateway(services.jira, services.settings.addon_key)
    live.app.extensions["jxl"] = replace(services, permissions=fresh)
    live.app.extensions.pop("jxl.sheets", None)


TROUBLE: dict[str, dict[str, Any]] = {
    "403": {"status": 403},
    "404": {"status": 404},
    "429": {"status": 429, "headers": {"Retry-After": "3600"}},
    "500": {"status": 500},
    "not JSON": {"invalidJson": True},
    "another shape": {"status": 200, "body": {"permissions": ["BROWSE_PROJECTS"]}},
    "a yes for everybody": {"status": 200, "body": {"havePermission": True}},
    "empty": {"empty": True},
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_trouble_with_the_permission_question_is_no_access_and_a_clear_page(
    forgetful: Live, trouble: str
) -> None:
    live, project = forgetful, forgetful.projects[0]
    sheet = live.create(name="Trouble")
    forget(live)
    faults = [{"match": match, **TROUBLE[trouble]} for match in PERMISSION_QUESTIONS]
    live.site.control("POST", "faults", rules=faults)

    page = live.page("/ui/project", projectKey=project, sheet=sheet["id"])
    text = page.get_data(as_text=True)
    assert page.status_code in (403, 404, 502, 503, 504), text[:500]
    assert "data-sheet=" not in text
    assert "Trouble" not in text
    assert 'data-screen="error"' in text
    assert "<h1" in text

    header = live.header(ADMIN)
    for rule, method, said in person_routes(live.app):
        if said.resource == "jira":
            continue
        answer = live.client.open(
            address(rule, project).replace("nothing", sheet["id"]),
            method=method,
            data=b"{}" if method in WRITING else None,
            headers={**header, "Content-Type": "application/json"},
        )
        assert answer.status_code in (403, 404, 502, 503, 504), (method, str(rule), answer.status_code)
        assert set(answer.json["error"]) == {"code", "message", "details", "requestId"}

    live.site.control("DELETE", "faults")
    assert live.page("/ui/project", projectKey=project, sheet=sheet["id"]).status_code == 200


def questions(live: Live) -> list[str]:
    return [
        r["path"] for r in live.requests() if r["path"].endswith(("/mypermissions", "/permissions/check"))
    ]


def test_opening_a_sheet_asks_at_most_two_permission_questions(forgetful: Live) -> None:
    live, project = forgetful, forgetful.projects[0]
    sheet = live.create(name="Counted")
    ways: list[Callable[[], TestResponse]] = [
        lambda: live.page("/ui/project", projectKey=project, sheet=sheet["id"]),
        lambda: live.call("GET", f"/api/v1/projects/{project}/sheets/{sheet['id']}"),
    ]
    for open_it in ways:
        forget(live)
        live.forget_requests()
        assert open_it().status_code == 200
        assert 1 <= len(questions(live)) <= 2, questions(live)
        live.forget_requests()
        assert open_it().status_code == 200
        assert questions(live) == []  # within half a minute nothing is asked again


def test_the_directory_asks_at_most_three_permission_questions(forgetful: Live) -> None:
    live = forgetful
    for project in KINDS:
        live.create(project, name=f"Of {project}")
    forget(live)
    live.forget_requests()
    assert live.call("GET", "/api/v1/sheets").status_code == 200
    assert 1 <= len(questions(live)) <= 3, questions(live)
