"""The pages of structures and formats: what they hold, for whom, and what others see instead."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from jxl.permissions.policy import Facts
from tests.sheets.live import Live, told

FORMAT = {"id": "f1", "name": "Late <b>", "then": {"kind": "bar", "later": {"x": 1}}}
STRUCTURE = {"id": "s1", "name": "Tree", "levels": [{"kind": "parent"}], "aggregates": {"c1": "sum"}}
EDITORS = [("formats", "f1"), ("structure", "s1")]


@pytest.fixture
def sheet(live: Live) -> dict[str, Any]:
    columns = [{"id": "c1", "field": "summary"}]
    return live.create(name="Edited", columns=columns, formats=[FORMAT], structures=[STRUCTURE])


def editor(live: Live, name: str, sheet_id: str, item: str = "") -> TestResponse:
    address = f"/ui/fragments/{name}?projectKey={live.projects[0]}&sheet={sheet_id}&item={item}"
    return live.call("GET", address, headers={"Accept": "text/html"})


def member(page: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found.group(1))


@pytest.mark.parametrize(("name", "item"), EDITORS)
def test_an_editor_brings_the_sheet_with_what_this_version_does_not_know(
    live: Live, sheet: dict[str, Any], name: str, item: str
) -> None:
    for wanted in ("", item, "new"):
        answer = editor(live, name, sheet["id"], wanted)
        assert answer.status_code == 200, answer.text
        assert f'data-screen="{name}"' in answer.text
        assert member(answer.text, "item") == wanted
        document = json.loads(member(answer.text, "sheet"))
        assert document["formats"][0]["then"] == FORMAT["then"]
        assert document["revision"] == sheet["revision"]
        assert json.loads(member(answer.text, "may"))["changeSheet"]["allowed"] is True
        assert "<b>" not in answer.text.split("data-sheet=")[1].split(">")[0]


@pytest.mark.parametrize(("name", "item"), EDITORS)
def test_who_may_not_change_the_sheet_sees_it_with_the_reason(
    live: Live, sheet: dict[str, Any], name: str, item: str
) -> None:
    with told(live, Facts(browse=True, global_view=True)):
        answer = editor(live, name, sheet["id"], item)
    assert answer.status_code == 200, answer.text
    verdict = json.loads(member(answer.text, "may"))["changeSheet"]
    assert verdict["allowed"] is False
    assert "You can look, but not change anything here." in answer.text
    assert html.escape(verdict["reason"]) in answer.text or verdict["reason"] in html.unescape(answer.text)


@pytest.mark.parametrize(("name", "item"), EDITORS)
def test_who_may_not_open_the_sheet_learns_nothing_of_it(
    live: Live, sheet: dict[str, Any], name: str, item: str
) -> None:
    with told(live, Facts(browse=True)):
        answer = editor(live, name, sheet["id"], item)
    assert answer.status_code == 403
    assert "Edited" not in answer.text
    assert "Tree" not in answer.text
    with told(live, Facts()):
        assert editor(live, name, sheet["id"], item).status_code == 404


@pytest.mark.parametrize("name", ["formats", "structure"])
def test_what_is_not_there_is_said(live: Live, sheet: dict[str, Any], name: str) -> None:
    assert editor(live, name, sheet["id"], "gone").status_code == 404
    assert editor(live, name, "gone").status_code == 404
    assert editor(live, name, "../x").status_code == 404
    assert live.call("GET", f"/ui/fragments/{name}?sheet={sheet['id']}").status_code == 404


def test_link_types_are_those_that_jira_tells_the_person(live: Live) -> None:
    live.forget_requests()
    answer = live.call("GET", "/api/v1/link-types")
    assert answer.status_code == 200
    assert answer.json is not None
    blocks = next(one for one in answer.json["values"] if one["name"] == "Blocks")
    assert (blocks["outward"], blocks["inward"]) == ("blocks", "is blocked by")
    assert answer.json["next"] is None
