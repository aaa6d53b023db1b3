"""The descriptor: what is served is the file with our address and key, and the file says what we mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jxl.config import Settings
from jxl.connect import descriptor
from jxl.connect.descriptor import build_descriptor, load_source
from tests.connect.conftest import BASE_URL

NAMES = {
    "view-sheets": "JXL: View sheets",
    "edit-sheets": "JXL: Edit sheets",
    "bulk-change-sheets": "JXL: Make bulk changes in sheets",
    "view-sheets-directory": "JXL: View sheets directory",
}


def test_the_descriptor_is_served_to_anybody(client: FlaskClient, settings: Settings) -> None:
    response = client.get("/atlassian-connect.json")
    assert response.mimetype == "application/json"
    assert response.get_json() == build_descriptor(settings)


def test_address_and_key_are_filled_in(settings: Settings) -> None:
    built = build_descriptor(
        replace(settings, addon_key="com.example.own", base_url="https://own.example/jxl")
    )
    assert (built["key"], built["baseUrl"]) == ("com.example.own", "https://own.example/jxl")
    rest = {name: value for name, value in built.items() if name not in ("key", "baseUrl")}
    assert rest == {n: v for n, v in load_source().items() if n not in ("key", "baseUrl")}


def test_the_descriptor_is_as_reviewed(settings: Settings, golden: Callable[[str, Any], None]) -> None:
    golden("descriptor.json", build_descriptor(settings))


def test_a_packaged_copy_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "jxl"
    package.mkdir()
    monkeypatch.setattr(descriptor, "files", lambda _: package)
    (tmp_path / "atlassian-connect.json").write_text('{"name": "checkout"}')
    assert load_source() == {"name": "checkout"}
    (package / "atlassian-connect.json").write_text('{"name": "wheel"}')
    assert load_source() == {"name": "wheel"}


def test_what_signs_in_and_what_is_asked_for() -> None:
    source = load_source()
    assert source["authentication"] == {"type": "jwt"}
    assert source["apiMigrations"] == {"gdpr": True, "signed-install": True, "context-qsh": True}
    assert source["scopes"] == ["READ", "WRITE", "DELETE", "PROJECT_ADMIN", "ACT_AS_USER"]
    assert source["lifecycle"] == {
        event: f"/connect/{event}" for event in ("installed", "enabled", "disabled", "uninstalled")
    }


def test_permissions_are_those_of_the_specification() -> None:
    modules = load_source()["modules"]
    site = modules["jiraGlobalPermissions"]
    assert {p["key"]: p["name"]["value"] for p in site} == NAMES
    assert all(p["defaultGrants"] == ["all"] and p["anonymousAllowed"] is False for p in site)
    scheme = modules["jiraProjectPermissions"]
    assert {p["key"]: p["name"]["value"] for p in scheme} == {
        f"{key}-project": name for key, name in NAMES.items() if key != "view-sheets-directory"
    }
    assert all(p["description"]["value"] for p in site + scheme)


def modules() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, found in load_source()["modules"].items():
        for module in found:
            yield kind, module


def test_conditions_say_no_more_than_logged_in() -> None:
    for kind, module in modules():
        if kind.endswith("Pages"):
            assert module["conditions"] == [{"condition": "user_is_logged_in"}], module["key"]
        else:
            assert "conditions" not in module


def test_the_form_is_what_atlassians_schema_wants() -> None:
    """Patterns and lengths of the Connect descriptor schema for Jira."""
    source = load_source()
    assert re.fullmatch(r"[a-zA-Z0-9-._]{1,80}", source["key"])
    assert len(source["name"]) <= 80
    assert len(source["description"]) <= 1_400
    keys = [module["key"] for _, module in modules() if "key" in module]
    assert len(keys) == len(set(keys))
    for key in keys:
        assert re.fullmatch(r"[a-zA-Z0-9-]{1,100}", key)
    for _, module in modules():
        for text in ("name", "description"):
            assert len(module.get(text, {}).get("value", "")) <= 1_500


def test_pages_take_what_links_need() -> None:
    pages = {module["key"]: module["url"] for kind, module in modules() if kind.endswith("Pages")}
    deep_link = "&sheet={ac.sheet}&view={ac.view}&structure={ac.structure}"
    assert (
        pages["jxl-project"] == f"/ui/project?projectKey={{project.key}}&projectId={{project.id}}{deep_link}"
    )
    assert pages["jxl-directory"].startswith("/ui/directory?")
    assert pages["jxl-directory"].endswith(deep_link)
    assert pages["jxl-admin"] == "/ui/admin"


def test_every_address_of_ours_has_a_route(app: Flask) -> None:
    """Lifecycle and webhooks here; pages and the icon where they are."""
    source = load_source()
    adapter = app.url_map.bind(BASE_URL)
    hooks = [hook["url"] for hook in source["modules"]["webhooks"]]
    for path in [*source["lifecycle"].values(), *hooks]:
        assert adapter.match(path, method="POST")


def test_the_icon_is_a_picture_without_scripts() -> None:
    icon = Path(str(files("jxl"))) / "static" / "icon.svg"
    text = icon.read_text(encoding="utf-8")
    assert text.startswith("<svg ")
    assert "script" not in text
    assert {json.dumps(m["iconUrl"]) for _, m in modules() if "iconUrl" in m} == {'"/static/icon.svg"'}
