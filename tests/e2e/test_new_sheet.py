"""A person makes a sheet: a template, a name, JQL that is completed and judged while it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-new-sheet")]

DEMO = {"issues": 200}


def new_sheet_page(someone: Person, key: str, template: str = "Blank sheet") -> FrameLocator:
    app = someone.opens_sheets(key)
    app.get_by_role("button", name=re.compile(rf"^({template}|New sheet)")).first.click()
    expect(app.get_by_role("heading", name="New sheet")).to_be_visible()
    expect(app.get_by_label("Name")).to_be_focused()
    return app


def test_from_the_empty_project_to_a_sheet_by_keyboard(demo: Demo, person: Callable[..., Person]) -> None:
    """Template by arrow keys, a name, JQL completed field by field from Jira, created with Ctrl+Enter."""
    key = demo.ready["projects"][1]
    someone = person()
    someone.is_user("site administrator")
    app = new_sheet_page(someone, key)
    keyboard = someone.page.keyboard
    keyboard.type("Release plan")
    keyboard.press("Shift+Tab")
    expect(app.get_by_role("button", name="From a file", exact=False)).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(app.get_by_role("radio", name=re.compile("^Blank"))).to_be_focused()
    keyboard.press("ArrowDown")  # from the last to the first
    expect(app.get_by_role("radio", name=re.compile("^Backlog"))).to_be_checked()
    expect(
        app.get_by_text("Formats: Overdue", exact=False).or_(app.get_by_text("Format: Overdue"))
    ).to_be_visible()
    expect(app.get_by_label("Name")).to_have_value("Release plan")
    jql = app.get_by_label("Issues, in JQL")
    expect(jql).to_have_value(re.compile("resolution IS EMPTY"))

    for _ in range(3):  # past the file and the name
        keyboard.press("Tab")
    expect(jql).to_be_focused()
    keyboard.press("Control+a")
    keyboard.type(f'project = "{key}" and sta')
    offered = app.get_by_role("listbox", name="Suggestions")
    expect(offered.get_by_role("option", name="status", exact=True)).to_have_attribute(
        "aria-selected", "true"
    )
    keyboard.press("Enter")
    keyboard.type("i")
    expect(offered.get_by_role("option", name="IN", exact=True)).to_be_visible()
    keyboard.press("Escape")
    keyboard.press("Backspace")
    keyboard.type("!= don")
    expect(offered.get_by_role("option", name="Done", exact=True)).to_have_attribute("aria-selected", "true")
    keyboard.press("Enter")
    expect(jql).to_have_value(f'project = "{key}" and status != Done ')
    expect(app.get_by_text(re.compile("issues? match"))).to_be_visible()
    rows = app.get_by_role("table").get_by_role("row")
    expect(rows.nth(1)).to_contain_text(f"{key}-")
    keyboard.press("Control+Enter")

    expect(app.get_by_role("heading", name="Release plan")).to_be_visible()
    expect(app.get_by_text(re.compile(rf"^{key}-\d+$")).first).to_be_visible()


def test_a_problem_is_marked_at_its_place(demo: Demo, person: Callable[..., Person]) -> None:
    someone = person()
    someone.is_user("site administrator")
    app = new_sheet_page(someone, demo.ready["projects"][0])
    jql = app.get_by_label("Issues, in JQL")
    marked = app.locator(".jql-bad")

    jql.fill("project = X\nAND status == Done")
    expect(marked).to_have_text("=")
    app.get_by_role("button", name="Show line 2, character 13").click()
    assert jql.evaluate("text => text.value.slice(text.selectionStart, text.selectionEnd)") == "="

    jql.fill("colour = blue")
    expect(marked).to_have_text("colour")
    expect(jql).to_have_attribute("aria-invalid", "true")
    expect(app.get_by_text("Field 'colour' does not exist", exact=False)).to_be_visible()

    app.get_by_label("Name").fill("Wrong")
    app.get_by_role("button", name="Create sheet").click()
    expect(app.get_by_text("Field 'colour' does not exist", exact=False)).to_be_visible()
    expect(jql).to_have_value("colour = blue")
    expect(jql).to_be_focused()

    jql.fill(f'project = "{demo.ready["projects"][0]}"')
    expect(marked).to_have_count(0)
    expect(app.get_by_text(re.compile("issues? match"))).to_be_visible()


def test_leaving_asks_once_and_a_failed_save_loses_nothing(demo: Demo, person: Callable[..., Person]) -> None:
    key = demo.ready["projects"][0]
    someone = person()
    someone.is_user("site administrator")
    app = new_sheet_page(someone, key)
    app.get_by_label("Name").fill("Kept")
    app.get_by_label("Description").fill("Typed with care")
    someone.page.route(
        re.compile(rf"/api/v1/projects/{key}/sheets$"), lambda route: route.fulfill(status=502, body="proxy")
    )
    app.get_by_role("button", name="Create sheet").click()
    expect(app.get_by_role("alert")).to_contain_text("What you wrote is still here.")
    expect(app.get_by_label("Description")).to_have_value("Typed with care")

    app.get_by_role("button", name="Cancel").click()
    asked = app.get_by_role("dialog", name="Leave without saving?")
    asked.get_by_role("button", name="Stay here").click()
    expect(app.get_by_label("Name")).to_have_value("Kept")
    app.get_by_role("button", name="Cancel").click()
    asked.get_by_role("button", name="Leave them").click()
    expect(app.get_by_role("heading", name="Sheets", exact=True)).to_be_visible()


def test_an_exported_sheet_comes_back_from_its_file(
    demo: Demo, person: Callable[..., Person], tmp_path: Path
) -> None:
    key = demo.ready["projects"][0]
    sheet = make_sheet(demo, "Carried", f'project = "{key}" ORDER BY created')
    definition = demo.api("GET", f"/projects/{key}/sheets/{sheet['id']}/export").json()
    unknown = {"id": "gone", "field": "customfield_99999"}
    file, wrong = tmp_path / "carried.json", tmp_path / "wrong.json"
    file.write_text(json.dumps({**definition, "columns": [*definition["columns"], unknown]}))
    wrong.write_text("[1, 2")
    someone = person()
    someone.is_user("site administrator")
    app = new_sheet_page(someone, key)
    app.locator("[data-file]").set_input_files(wrong)
    expect(app.get_by_role("alert")).to_contain_text("wrong.json is not a sheet that can be made here.")
    app.locator("[data-file]").set_input_files(file)
    expect(app.get_by_role("radio", name=re.compile("^Carried"))).to_be_checked()
    expect(app.get_by_role("alert")).to_be_hidden()
    expect(app.get_by_text("14 columns")).to_be_visible()
    expect(app.get_by_label("Issues, in JQL")).to_have_value(f'project = "{key}" ORDER BY created')
    app.get_by_label("Name").fill("Carried over")
    app.get_by_role("button", name="Create sheet").click()
    expect(app.get_by_role("heading", name="Carried over")).to_be_visible()


def test_who_may_not_create_is_told_why(demo: Demo, person: Callable[..., Person]) -> None:
    someone = person()
    someone.is_user("viewer")
    app = someone.opens_sheets(demo.ready["projects"][0])
    button = app.get_by_role("button", name=re.compile("^(Blank sheet|New sheet)")).first
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_attribute("data-tip", re.compile("may not|Edit"))
