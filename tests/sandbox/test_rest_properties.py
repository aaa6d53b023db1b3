"""Project properties: who may read and write them, what fits, and that values come back as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jxl_sandbox.jira.model import Site
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def _seeded() -> Site:
    return seeded_site()


@pytest.fixture
def api(_seeded: Site) -> Iterator[Api]:
    yield Api(_seeded)
    for project in _seeded.projects.values():
        project.properties.clear()


def put(
    api: Api, key: str, value: str | bytes, who: object = "site administrator", project: str = "PLAT"
) -> int:
    path = f"project/{project}/properties/{key}"
    return api.call("PUT", path, who, content=value, headers=JSON).status_code  # type: ignore[arg-type]  # any actor


def test_a_value_comes_back_exactly(api: Api) -> None:
    text = '{"z": 1.0, "a": [1e3, "\\u00e9", "é😀"],\n "n": null}'
    assert put(api, "jxl.sheet.1", text) == 201
    answer = api.get("project/10000/properties/jxl.sheet.1", "viewer")
    assert answer.text == '{"key":"jxl.sheet.1","value":' + text + "}"
    assert put(api, "jxl.sheet.1", "[]") == 200
    assert api.get("project/PLAT/properties/jxl.sheet.1").json() == {"key": "jxl.sheet.1", "value": []}


def test_list_and_delete(api: Api) -> None:
    put(api, "b", "1")
    put(api, "a", "2")
    assert api.get("project/PLAT/properties", "viewer").json() == {
        "keys": [
            {"self": f"http://localhost:8800/rest/api/3/project/10000/properties/{k}", "key": k}
            for k in ("b", "a")
        ]
    }
    assert api.call("DELETE", "project/PLAT/properties/b").status_code == 204
    assert error_of(api.call("DELETE", "project/PLAT/properties/b"))[0] == 404
    assert error_of(api.get("project/PLAT/properties/b"))[0] == 404


@pytest.mark.parametrize("value", ["", "  ", "{", "nul", "{'a':1}", "1 2", "NaN", b"\xff"])
def test_only_json(api: Api, value: str | bytes) -> None:
    assert put(api, "k", value) == 400


def test_a_value_holds_32768_characters(api: Api) -> None:
    """Counted in UTF-16 units, not in bytes: é is one of two bytes, 😀 is two of four."""
    for letter, units in (("a", 1), ("é", 1), ("😀", 2)):
        fits = '"' + letter * ((32_768 - 2) // units) + '"'
        assert put(api, "k", fits) in (200, 201), letter
        assert put(api, "k", fits[:-1] + letter + '"') == 400, letter


def test_a_key_holds_255_characters(api: Api) -> None:
    assert put(api, "k" * 255, "1") == 201
    assert put(api, "k" * 256, "1") == 400


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("site administrator", 201),
        ("project administrator", 201),
        ("member", 403),
        ("viewer", 403),
        ("no access", 404),
        (None, 404),
    ],
)
def test_who_may_write(api: Api, who: str | None, status: int) -> None:
    assert put(api, "k", "1", who) == status
    put(api, "k", "1")
    answer = api.call("DELETE", "project/PLAT/properties/k", who)
    assert answer.status_code == (204 if status == 201 else status)


def test_apps_need_scope_and_right(api: Api) -> None:
    site = api.site
    assert put(api, "k", "1", app_actor(site, "READ")) == 403
    assert put(api, "k", "1", app_actor(site, "WRITE")) == 403
    assert put(api, "k", "1", app_actor(site, "PROJECT_ADMIN")) == 201
    assert api.get("project/PLAT/properties/k", app_actor(site, "READ")).status_code == 200
    person = app_actor(
        site, "WRITE", "ACT_AS_USER", kind="impersonation", person=api.person("project administrator")
    )
    assert put(api, "k", "2", person) == 200
    assert api.call("DELETE", "project/PLAT/properties/k", person).status_code == 403  # scope DELETE
    stranger = app_actor(site, "ADMIN", "ACT_AS_USER", kind="impersonation", person=api.person("member"))
    assert put(api, "k", "3", stranger) == 403


def test_projects_out_of_sight(api: Api) -> None:
    for path in ("project/BUS/properties", "project/BUS/properties/k", "project/NOPE/properties/k"):
        assert error_of(api.get(path, "viewer"))[0] == 404
    assert error_of(api.get("project/plat/properties"))[0] == 404  # keys are case sensitive


def test_search_by_property(api: Api) -> None:
    put(api, "jxl", '{"a": {"b": 1}, "c": "x"}')
    found = api.get("project/search", propertyQuery="[jxl].a.b=1").json()["values"]
    assert [p["key"] for p in found] == ["PLAT"]
    assert api.get("project/search", propertyQuery="[jxl].c=y").json()["values"] == []
    assert error_of(api.get("project/search", propertyQuery="jxl"))[0] == 400
    with_values = api.get("project/search", properties="jxl", keys="PLAT").json()["values"][0]
    assert with_values["properties"] == {"jxl": {"a": {"b": 1}, "c": "x"}}
