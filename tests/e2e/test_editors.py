"""The pages of conditional formats and structures: made by keyboard, saved, undone, refused, met by others' changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-editors")]

DEMO = {"issues": 60}

OVERDUE = {
    "id": "late",
    "name": "Overdue",
    "target": {"kind": "columns", "columns": ["due"]},
    "when": {"all": [{"column": "due", "op": "overdue"}]},
    "then": {"kind": "style", "color": "red", "bold": True},
    "stop": True,
}
BAR = {"id": "size", "name": "Size", "then": {"kind": "bar", "color": "blue", "later": [1]}}


def sheet_with(demo: Demo, name: str, **members: Any) -> dict[str, Any]:
    """A sheet with a key, a summary, a status, a due date and story points, and what else is given."""
    key = demo.ready["projects"][0]
    # What is late comes first: the sheet draws only the rows that are in sight.
    made = make_sheet(demo, name, f'project = "{key}" ORDER BY resolution DESC, duedate ASC')
    fields = demo.api("GET", "/fields").json()["values"]
    points = next(field["id"] for field in fields if "point" in field["name"].lower())
    columns = [
        {"id": "key", "field": "issuekey"},
        {"id": "summary", "field": "summary"},
        {"id": "status", "field": "status"},
        {"id": "due", "field": "duedate"},
        {"id": "pts", "field": points, "title": "Points"},
    ]
    views = [{"id": "all", "name": "All"}, {"id": "board", "name": "Board"}]
    return put(demo, {**made, "columns": columns, "views": views, **members})


def put(demo: Demo, sheet: dict[str, Any]) -> dict[str, Any]:
    path = f"/projects/{demo.ready['projects'][0]}/sheets/{sheet['id']}"
    answer = demo.api("PUT", path, json=sheet, headers={"If-Match": str(sheet["revision"])})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def stored(demo: Demo, sheet: dict[str, Any]) -> dict[str, Any]:
    answer = demo.api("GET", f"/projects/{demo.ready['projects'][0]}/sheets/{sheet['id']}")
    document: dict[str, Any] = answer.json()
    return document


def opens_editor(person: Person, sheet: dict[str, Any], entry: str) -> FrameLocator:
    """Open a sheet, then an entry of the menu of its name, by keyboard."""
    app = person.opens_sheets(person.demo.ready["projects"][0])
    app.get_by_role("link", name=sheet["name"], exact=True).click()
    head = app.locator("[data-name-menu]")
    head.focus()
    person.page.keyboard.press("Enter")
    app.get_by_role("menuitem", name=entry).focus()
    person.page.keyboard.press("Enter")
    expect(app.locator(".preview-table")).to_be_visible(timeout=60_000)
    return app


def press(person: Person, place: Locator, *keys: str) -> None:
    place.focus()
    for key in keys:
        person.page.keyboard.press(key)


@pytest.fixture
def administrator(demo: Demo, person: Callable[..., Person]) -> Person:
    one = person()
    one.is_user("site administrator")
    return one


def test_a_due_date_format_made_by_keyboard_colours_the_sheet(demo: Demo, administrator: Person) -> None:
    sheet = sheet_with(demo, "Formats by keyboard")
    app = opens_editor(administrator, sheet, "Conditional formats")
    keyboard = administrator.page.keyboard

    press(administrator, app.get_by_role("button", name="Rule", exact=True), "Enter")
    expect(app.get_by_role("textbox", name="Name")).to_be_focused()
    keyboard.type("Late")
    expect(app.get_by_role("heading", name="Late")).to_be_visible()
    expect(app.locator("[data-count]")).to_contain_text("100 rows match in the first 100 issues")

    press(administrator, app.get_by_role("button", name="Add condition"), "Enter")
    press(administrator, app.get_by_role("combobox", name="Column", exact=True), "d")
    press(administrator, app.get_by_role("combobox", name="Operator"), "End", "ArrowUp", "ArrowUp")
    expect(app.get_by_role("combobox", name="Operator")).to_have_value("overdue")
    press(administrator, app.get_by_role("radio", name="Yellow"), "ArrowLeft", "ArrowLeft")
    expect(app.get_by_role("radio", name="Red")).to_be_checked()
    expect(app.locator(".style-sample")).to_contain_text(re.compile(r"Contrast \d+\.\d : 1"))
    coloured = app.locator(".preview-table td.is-format-red")
    expect(coloured.first).to_be_visible()
    expect(app.get_by_text("“Today” is each reader’s own day.")).to_be_visible()
    expect(app.get_by_text("Unsaved changes")).to_be_visible()

    coloured.first.focus()
    first = app.locator(".preview-table td").first
    first.focus()
    keyboard.press("Enter")
    why = app.get_by_role("dialog", name="Why this colour?")
    expect(why).to_be_visible()
    keyboard.press("Escape")
    expect(why).to_have_count(0)
    expect(first).to_be_focused()

    keyboard.press("Control+s")
    expect(app.locator(".flag")).to_contain_text("The formats are saved.")
    expect(app.get_by_text("Unsaved changes")).to_be_hidden()
    document = stored(demo, sheet)
    (rule,) = document["formats"]
    assert rule["name"] == "Late"
    assert rule["target"] == {"kind": "row"}
    assert rule["when"] == {"all": [{"column": "due", "op": "overdue"}]}
    assert rule["then"] == {"kind": "style", "color": "red"}
    assert all(view["formats"] == [rule["id"]] for view in document["views"])

    press(administrator, app.get_by_role("link", name=sheet["name"]), "Enter")
    expect(app.locator(".rgCell.is-format-red").first).to_be_visible(timeout=60_000)


def test_rules_are_ordered_switched_copied_deleted_and_brought_back(
    demo: Demo, administrator: Person
) -> None:
    sheet = sheet_with(demo, "Many rules", formats=[OVERDUE, BAR])
    app = opens_editor(administrator, sheet, "Conditional formats")
    names = app.locator(".rule-name")
    expect(names).to_have_text(["Overdue", "Size"])

    press(administrator, app.get_by_role("button", name="Move Size"), "ArrowUp")
    expect(names).to_have_text(["Size", "Overdue"])
    expect(app.get_by_role("button", name="Move Size")).to_be_focused()
    app.get_by_role("button", name="Move Size").drag_to(
        app.locator(".rule").nth(1), target_position={"x": 8, "y": 48}
    )
    expect(names).to_have_text(["Overdue", "Size"])

    press(administrator, app.locator(".rule-choose", has_text="Size"), "Enter")
    expect(app.get_by_text("It shows a bar. It is kept as it is, and not drawn yet.")).to_be_visible()
    press(administrator, app.get_by_role("switch", name="Size is on"), "Space")
    press(administrator, app.get_by_role("button", name="Copy the rule"), "Enter")
    expect(names).to_have_text(["Overdue", "Size", "Size, copy"])

    press(administrator, app.locator(".rule-choose", has_text="Overdue"), "Enter")
    press(administrator, app.get_by_role("button", name="Delete the rule"), "Enter")
    expect(names).to_have_text(["Size", "Size, copy"])
    press(administrator, app.get_by_role("button", name="Undo"), "Enter")
    expect(names).to_have_text(["Overdue", "Size", "Size, copy"])

    press(administrator, app.get_by_role("button", name="Save formats"), "Enter")
    expect(app.locator(".flag")).to_contain_text("The formats are saved.")
    formats = stored(demo, sheet)["formats"]
    assert formats[0] == {**OVERDUE, "enabled": True}
    assert formats[1]["then"] == BAR["then"]
    assert [one["enabled"] for one in formats] == [True, False, False]
    assert formats[2]["then"] == BAR["then"]


def test_a_parent_structure_with_summed_story_points_made_by_keyboard(
    demo: Demo, administrator: Person
) -> None:
    sheet = sheet_with(demo, "Structures by keyboard")
    app = opens_editor(administrator, sheet, "Structures")
    keyboard = administrator.page.keyboard
    expect(app.get_by_role("textbox", name="Name")).to_be_focused()
    keyboard.type("Sprint parents")
    expect(app.get_by_role("heading", name="Parents", exact=True)).to_be_visible()

    press(administrator, app.get_by_role("combobox", name="Column to total"), "p")
    expect(app.get_by_role("combobox", name="Points shows")).to_have_value("sum")
    press(administrator, app.locator(".level-add"), "Enter")
    press(administrator, app.get_by_role("menuitem", name="Group by a field"), "Enter")
    expect(app.get_by_role("combobox", name="Field to group by")).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    title = app.locator(".structure-level h3")
    expect(title).to_have_text(["Parents", "Group by Status"])
    press(administrator, app.get_by_role("button", name="Move Group by Status"), "ArrowUp")
    expect(title).to_have_text(["Group by Status", "Parents"])
    press(administrator, app.get_by_role("button", name="Insert level"), "Enter")
    press(administrator, app.get_by_role("menuitem", name="Issue links"), "Enter")
    expect(title).to_have_text(["Group by Status", "Links: blocks", "Parents"])
    words = app.locator(".words li")
    expect(words.nth(1)).to_have_text("Below each issue stand those that it blocks.")
    expect(words.nth(3)).to_contain_text("Points: sum")

    keyboard.press("Control+s")
    expect(app.get_by_role("button", name="Copy")).to_be_visible()
    (made,) = stored(demo, sheet)["structures"]
    assert made["name"] == "Sprint parents"
    assert made["levels"] == [
        {"kind": "group", "field": "status"},
        {"kind": "link", "type": "Blocks", "direction": "outward"},
        {"kind": "parent"},
    ]
    assert made["aggregates"] == {"pts": "sum"}

    press(administrator, app.get_by_role("button", name="Delete", exact=True), "Enter")
    press(administrator, app.get_by_role("button", name="Undo"), "Enter")
    expect(app.get_by_role("heading", name="Sprint parents")).to_be_visible()
    assert stored(demo, sheet)["structures"] == [made]


def test_what_is_not_saved_is_asked_about_once(demo: Demo, administrator: Person) -> None:
    sheet = sheet_with(demo, "Unsaved", formats=[OVERDUE])
    app = opens_editor(administrator, sheet, "Conditional formats")
    keyboard = administrator.page.keyboard
    back = app.get_by_role("link", name=sheet["name"])
    press(administrator, app.get_by_role("textbox", name="Name"), "End", "x")
    press(administrator, back, "Enter")
    question = app.get_by_role("dialog", name="Leave without saving?")
    expect(question).to_be_visible()
    keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(app.get_by_role("textbox", name="Name")).to_have_value("Overduex")
    press(administrator, app.get_by_role("button", name="Cancel"), "Enter")
    expect(app.get_by_role("textbox", name="Name")).to_have_value("Overdue")

    press(administrator, app.get_by_role("textbox", name="Name"), "End", "y")
    press(administrator, back, "Enter")
    press(administrator, question.get_by_role("button", name="Leave them"), "Enter")
    expect(app.locator('[data-screen="sheet"]')).to_be_visible()
    assert stored(demo, sheet)["formats"][0]["name"] == "Overdue"


def test_what_others_saved_meanwhile_is_not_lost_unseen(demo: Demo, administrator: Person) -> None:
    sheet = sheet_with(demo, "Two people", formats=[OVERDUE])
    app = opens_editor(administrator, sheet, "Conditional formats")
    put(demo, {**stored(demo, sheet), "formats": [{**OVERDUE, "name": "Theirs"}]})
    press(administrator, app.get_by_role("textbox", name="Name"), "Control+a")
    administrator.page.keyboard.type("Mine")
    save = app.get_by_role("button", name="Save formats")
    for _twice in range(2):  # Escape decides nothing: the next save asks again
        press(administrator, save, "Enter")
        dialog = app.get_by_role("dialog", name="This sheet was changed meanwhile")
        expect(dialog).to_be_visible()
        administrator.page.keyboard.press("Escape")
    assert stored(demo, sheet)["formats"][0]["name"] == "Theirs"
    press(administrator, save, "Enter")
    press(administrator, dialog.get_by_role("button", name="Save mine over it"), "Enter")
    expect(app.locator(".flag")).to_contain_text("The formats are saved.")
    assert stored(demo, sheet)["formats"][0]["name"] == "Mine"


def test_who_may_not_change_the_sheet_reads_it_and_why(demo: Demo, person: Callable[..., Person]) -> None:
    structure = {
        "id": "tree",
        "name": "Tree <b>",
        "levels": [{"kind": "parent"}],
        "aggregates": {"pts": "sum"},
    }
    sheet = sheet_with(demo, "To look at", formats=[OVERDUE, BAR], structures=[structure])
    viewer = person()
    viewer.is_user("viewer")
    app = opens_editor(viewer, sheet, "Conditional formats")
    expect(app.get_by_text("You can look, but not change anything here.")).to_be_visible()
    expect(app.get_by_text("Due date is overdue")).to_be_visible()
    expect(app.get_by_role("switch")).to_have_count(0)
    expect(app.get_by_role("textbox")).to_have_count(0)
    save = app.get_by_role("button", name="Save formats")
    expect(save).to_have_attribute("aria-disabled", "true")
    expect(save).to_have_accessible_description(re.compile("."))
    app = opens_editor(viewer, sheet, "Structures")
    expect(app.get_by_role("heading", name="Tree <b>")).to_be_visible()
    expect(app.locator(".words li").first).to_have_text(
        "Issues stand below their parent, as far up as Jira goes."
    )
    expect(app.get_by_role("textbox")).to_have_count(0)
