"""Copies, exports and imports of sheets, over a simulated Jira site."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from werkzeug.test import TestResponse

from jxl.permissions.policy import Facts
from jxl.sheets.models import SERVER_MEMBERS
from tests.sheets.live import Live, told

VIEWER_FACTS = Facts(global_view=True, global_directory=True, browse=True)

RICH: dict[str, Any] = {
    "name": "Rich",
    "description": "All there is <b>",
    "columns": [
        {"id": "k", "field": "key"},
        {"id": "s", "field": "summary", "title": "What 🛳", "future": True},
        {"id": "x", "field": "customfield_99999"},
        {"id": "own", "field": "jxl:progress"},
    ],
    "views": [
        {
            "id": "v",
            "name": "V",
            "columns": ["s", "k"],
            "structure": "t",
            "formats": ["f"],
            "sort": [{"column": "s"}],
            "filter": {"all": [{"column": "k", "op": "isNotEmpty"}, {"any": []}]},
        },
    ],
    "structures": [{"id": "t", "name": "T", "levels": [{"kind": "parent"}], "aggregates": {"s": "count"}}],
    "formats": [{"id": "f", "name": "F", "then": {"kind": "style", "background": "red"}}],
    "newer": {"kept": [1]},
    "defaultView": "v",
}


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


def path_of(sheet: dict[str, Any]) -> str:
    return f"/api/v1/projects/{sheet['project']['key']}/sheets/{sheet['id']}"


def export(live: Live, sheet: dict[str, Any]) -> dict[str, Any]:
    answer = live.call("GET", f"{path_of(sheet)}/export")
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def imported(live: Live, key: str, definition: Any, **members: Any) -> TestResponse:
    return live.call("POST", f"/api/v1/projects/{key}/sheets/import", {"definition": definition, **members})


def meaning(sheet: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in sheet.items() if k not in SERVER_MEMBERS}


def test_an_export_holds_the_definition_and_nothing_of_the_server(live: Live) -> None:
    sheet = live.create(**RICH)
    answer = live.call("GET", f"{path_of(sheet)}/export")
    definition = answer.json or {}
    assert (definition["jxl"], definition["format"]) == ("sheet", 1)
    assert {k: v for k, v in definition.items() if k not in ("jxl", "format")} == meaning(sheet)
    assert not set(definition) & (set(SERVER_MEMBERS) - {"format"})
    assert answer.headers["ETag"] == '"1"'
    assert sheet["id"] in answer.headers["Content-Disposition"]


def test_what_was_exported_can_be_imported(live: Live) -> None:
    sheet = live.create(**RICH)
    target = live.projects[1]
    answer = imported(live, target, export(live, sheet))
    assert answer.status_code == 201, answer.text
    made = dict(answer.json or {})
    assert meaning(made) == meaning(sheet)
    assert made["id"] != sheet["id"]
    assert (made["revision"], made["project"]["key"]) == (1, target)
    assert answer.headers["Location"] == path_of(made)
    assert live.call("GET", path_of(made)).json == made
    assert export(live, made) == export(live, sheet)
    other = imported(live, target, export(live, sheet), name="Other name").json or {}
    assert other["name"] == "Other name"


def test_a_preview_stores_nothing_and_names_what_is_not_known(live: Live, key: str) -> None:
    sheet = live.create(**RICH)
    definition = export(live, sheet)
    definition["scope"] = {"jql": "colour = blue"}
    definition["structures"][0]["levels"] += [
        {"kind": "link", "type": "Never heard of", "direction": "inward"},
        {"kind": "link", "type": "Blocks", "direction": "inward"},
        {"kind": "group", "field": "customfield_88888"},
        {"kind": "group", "field": "status"},
    ]
    definition["views"][0]["formats"] = ["f", "gone"]
    definition["views"][0]["filter"]["all"].append({"any": [{"column": "gone", "op": "is", "value": 1}]})
    definition["formats"][0]["when"] = {"column": "status", "op": "is", "value": "1"}
    live.forget_requests()
    answer = imported(live, key, definition, dryRun=True)
    assert answer.status_code == 200, answer.text
    preview = answer.json or {}
    assert {r["method"] for r in live.requests() if "properties" in r["path"]} <= {"GET"}
    assert preview["sheet"]["views"] == definition["views"]
    found = {problem["path"]: problem["code"] for problem in preview["problems"]}
    assert found == {
        "scope.jql": "jql_invalid",
        "columns[2].field": "field_unknown",
        "structures[0].levels[1].type": "link_type_unknown",
        "structures[0].levels[3].field": "field_unknown",
        "views[0].formats[1]": "reference_unknown",
        "views[0].filter.all[2].any[0].column": "reference_unknown",
    }
    assert preview["problemsCount"] == len(found)
    assert all(problem["message"].endswith(".") for problem in preview["problems"])
    assert imported(live, key, definition).status_code == 201  # it can be mended here


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"jxl": None}, "jxl"),
        ({"jxl": "view"}, "jxl"),
        ({"format": "1"}, "format"),
        ({"format": True}, "format"),
        ({"format": 0}, "format"),
        ({"format": 2}, "format"),
        ({"name": ""}, "name"),
        ({"scope": {}}, "scope.jql"),
        ({"columns": [{"id": "a", "field": "key"}, {"id": "b"}]}, "columns[1].field"),
        (
            {"views": [{"id": "v", "name": "V", "filter": {"all": [{"op": "is"}]}}]},
            "views[0].filter.all[0].column",
        ),
        ({"views": "none"}, "views"),
        ({"columns": [{"id": f"c{n}", "field": "key"} for n in range(201)]}, "columns"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_what_is_wrong_with_a_definition_is_named(
    live: Live, key: str, change: dict[str, Any], field: str, dry_run: bool
) -> None:
    definition = {"jxl": "sheet", "format": 1, "name": "N", "scope": {"jql": f"project = {key}"}, **change}
    live.forget_requests()
    answer = imported(live, key, definition, dryRun=dry_run)
    assert answer.status_code == 422, answer.text
    error = (answer.json or {})["error"]
    assert set(error) == {"code", "message", "details", "requestId"}
    assert field in error["details"]["fields"]
    assert not [r for r in live.requests() if "properties" in r["path"]]


def test_what_is_no_definition_at_all_is_refused(live: Live, key: str) -> None:
    for definition in (None, [], "text", 3):
        assert imported(live, key, definition).status_code == 422
    path = f"/api/v1/projects/{key}/sheets/import"
    assert live.call("POST", path, data=b'{"definition": {"__proto__": {}}}').status_code == 400
    large = {"definition": {"jxl": "sheet", "format": 1, "note": ["y" * 30_000] * 40}}
    assert live.call("POST", path, data=orjson.dumps(large)).status_code in (400, 413)


def test_a_copy_is_the_same_sheet_under_another_name(live: Live, key: str) -> None:
    sheet = live.create(**RICH)
    for project in (key, live.projects[1], sheet["project"]["id"]):
        answer = live.call("POST", f"{path_of(sheet)}/copy", {"project": project, "name": "Copied"})
        assert answer.status_code == 201, answer.text
        made = dict(answer.json or {})
        assert meaning(made) == {**meaning(sheet), "name": "Copied"}
        assert made["id"] != sheet["id"]
        assert answer.headers["Location"] == path_of(made)
        assert live.call("GET", path_of(made)).json == made
    unnamed = live.call("POST", f"{path_of(sheet)}/copy", {"project": key}).json or {}
    assert unnamed["name"] == "Copy of Rich"


def test_a_copy_needs_a_target_and_a_name_that_can_be_one(live: Live, key: str) -> None:
    sheet = live.create()
    for body, field in (({}, "project"), ({"project": key, "name": ""}, "name"), ({"project": 1}, "project")):
        answer = live.call("POST", f"{path_of(sheet)}/copy", body)
        assert answer.status_code == 422
        assert field in (answer.json or {})["error"]["details"]["fields"]
    assert live.call("POST", f"{path_of(sheet)}/copy", {"project": "NOWHERE"}).status_code == 404
    assert live.call("POST", f"/api/v1/projects/{key}/sheets/none/copy", {"project": key}).status_code == 404


def test_who_may_only_look_exports_and_does_not_copy(live: Live, key: str) -> None:
    sheet = live.create()
    with told(live, VIEWER_FACTS) as gateway:
        assert live.call("GET", f"{path_of(sheet)}/export").status_code == 200
        answer = live.call("POST", f"{path_of(sheet)}/copy", {"project": key})
        assert answer.status_code == 403
        assert gateway.asked_fresh[-1] is True  # the target is asked about afresh
        assert imported(live, key, {"jxl": "sheet"}).status_code == 403
