"""People and permission schemes as Jira writes them, the odd ones included."""

from __future__ import annotations

from typing import Any

import pytest

from jxl.errors import JiraUnavailable
from jxl.jira.client import JiraClient, api_path
from jxl.jira.people import fetch_person, search_people
from jxl.jira.permission_schemes import Grant, Holder, fetch_scheme_of, fetch_schemes
from tests.jira.scripted import Answer, ScriptedServer

SCHEME = api_path("project", "10000", "permissionscheme")
PERSON = {"accountId": "712020:1", "displayName": "Lena Novak", "active": True, "accountType": "atlassian"}


def test_a_scheme_names_its_holders(server: ScriptedServer, client: JiraClient) -> None:
    server.on(
        "GET",
        SCHEME,
        Answer(
            {
                "id": 10001,
                "name": "Software default",
                "permissions": [
                    {
                        "permission": "A",
                        "holder": {
                            "type": "projectRole",
                            "parameter": "10002",
                            "projectRole": {"name": "Developers"},
                        },
                    },
                    {
                        "permission": "A",
                        "holder": {"type": "user", "parameter": "x", "user": {"displayName": "Lena"}},
                    },
                    {"permission": "A", "holder": {"type": "group", "parameter": "ops"}},
                    {"permission": "A", "holder": {"type": "group", "parameter": "ops"}},
                    {"permission": "B", "holder": {"type": "anyone"}},
                    {"permission": 7, "holder": {"type": "anyone"}},
                ],
            }
        ),
    )
    scheme = fetch_scheme_of(client, "10000")
    assert (scheme.id, scheme.name) == ("10001", "Software default")
    assert scheme.holders("A") == [
        Holder("projectRole", "Developers"),
        Holder("user", "Lena"),
        Holder("group", "ops"),
    ]
    assert scheme.grants[-1] == Grant("B", Holder("anyone"))
    assert "expand=all" in server.requests[-1].target


def test_all_schemes(server: ScriptedServer, client: JiraClient) -> None:
    server.on(
        "GET",
        api_path("permissionscheme"),
        Answer({"permissionSchemes": [{"id": 1}, {"id": 2, "name": "B"}]}),
    )
    assert [(s.id, s.name, s.grants) for s in fetch_schemes(client)] == [("1", "1", ()), ("2", "B", ())]


@pytest.mark.parametrize(
    "body", [[], {"permissions": {}}, {"permissions": [1]}, {"permissions": [{"permission": "A"}]}]
)
def test_what_is_no_scheme_is_not_read(server: ScriptedServer, client: JiraClient, body: Any) -> None:
    server.on("GET", SCHEME, Answer(body))
    with pytest.raises(JiraUnavailable):
        fetch_scheme_of(client, "10000")


def test_a_person_may_be_closed_or_nameless(server: ScriptedServer, client: JiraClient) -> None:
    server.on("GET", api_path("user"), Answer({**PERSON, "active": False, "displayName": ""}))
    person = fetch_person(client, "712020:1")
    assert (person.display_name, person.is_active, person.email) == ("712020:1", False, "")


def test_apps_are_no_people(server: ScriptedServer, client: JiraClient) -> None:
    app = {**PERSON, "accountId": "app:1", "accountType": "app"}
    server.on("GET", api_path("user", "search"), Answer([app, PERSON, {"displayName": "no id"}, "odd"]))
    assert [p.account_id for p in search_people(client, "le", 20)] == ["712020:1"]
    assert "query=le" in server.requests[-1].target
