"""The settings of a sheet: name, issues, columns, its parts; read-only for who may not change it; nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-settings")]

DEMO = {"issues": 100}


def settings_of(someone: Person, demo: Demo, sheet: dict[str, Any]) -> FrameLocator:
    app = someone.opens_sheets(demo.ready["projects"][0])
    app.get_by_role("link", name=sheet["name"], exact=True).click()
    expect(app.get_by_text(re.compile(r"^[\d,]+ issues$"))).to_be_visible()
    app.get_by_role("heading", name=sheet["name"]).get_by_role("button").click()
    app.get_by_role("menuitem", name="Sheet settings").click()
    expect(app.get_by_role("heading", name="Sheet settings")).to_be_visible()
    return app


def load(demo: Demo, sheet: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = demo.api(
        "GET", f"/projects/{demo.ready['projects'][0]}/sheets/{sheet['id']}"
    ).json()
    return document


def columns_in_order(app: FrameLocator) -> list[str]:
    grips = app.get_by_role("list", name="Columns, in this order").get_by_role(
        "button", name=re.compile("^Move ")
    )
    return [
        label.removeprefix("Move ") for label in grips.evaluate_all("all => all.map(one => one.ariaLabel)")
    ]


def test_columns_are_chosen_and_ordered_by_keyboard(demo: Demo, person: Callable[..., Person]) -> None:
    key = demo.ready["projects"][0]
    sheet = make_sheet(demo, "Ordered", f'project = "{key}"')
    someone = person()
    someone.is_user("site administrator")
    app = settings_of(someone, demo, sheet)
    app.get_by_role("button", name="Move Summary", exact=True).focus()
    someone.page.keyboard.press("ArrowDown")
    assert columns_in_order(app)[:3] == ["Key", "Status", "Summary"]
    app.get_by_label("Title of Status").focus()
    someone.page.keyboard.press("Alt+ArrowUp")
    assert columns_in_order(app)[:3] == ["Status", "Key", "Summary"]
    app.get_by_label("Title of Priority").fill("Urgency")
    app.get_by_label("Width of Summary in pixels").fill("19")
    expect(app.get_by_text("A width is a whole number", exact=False)).to_be_visible()
    app.get_by_label("Width of Summary in pixels").fill("500")
    app.get_by_label("Find a field by name or id").fill("sprint")
    app.get_by_role("button", name=re.compile("^Add Sprint")).click()
    app.get_by_role("button", name="Remove Labels").click()
    expect(app.get_by_text("Labels is no column any more.")).to_be_visible()

    app.get_by_label("Issues, in JQL").fill(f'project = "{key}" AND status = Done')
    expect(app.get_by_text(re.compile("^Now about .* after saving about"))).to_be_visible()
    someone.page.keyboard.press("Control+s")
    expect(app.get_by_text("The settings are saved").first).to_be_visible()
    saved = load(demo, sheet)
    fields = [column["field"] for column in saved["columns"]]
    assert fields[:3] == ["status", "key", "summary"]
    assert "labels" not in fields
    assert fields[-1].startswith("customfield_")
    by_field = {column["field"]: column for column in saved["columns"]}
    assert (by_field["priority"]["title"], by_field["summary"]["width"]) == ("Urgency", 500)
    assert saved["scope"]["jql"].endswith("status = Done")


def test_parts_are_renamed_copied_and_deleted_with_undo(demo: Demo, person: Callable[..., Person]) -> None:
    key = demo.ready["projects"][0]
    sheet = make_sheet(demo, "Parted", f'project = "{key}"')
    someone = person()
    someone.is_user("site administrator")
    app = settings_of(someone, demo, sheet)

    def choose(name: str, act: str) -> None:
        app.get_by_role("button", name=f"More for view {name}", exact=True).click()
        app.get_by_role("menuitem", name=act, exact=True).click()

    late = app.get_by_role("listitem").filter(has=app.get_by_role("link", name="Late", exact=True))
    choose("All columns", "Copy")
    expect(app.get_by_role("link", name="All columns, copy")).to_be_visible()
    choose("All columns, copy", "Rename")
    app.get_by_role("dialog").get_by_label("Name").fill("Late")
    someone.page.keyboard.press("Enter")
    expect(app.get_by_role("link", name="Late", exact=True)).to_be_visible()
    choose("Late", "Set as default")
    expect(late).to_contain_text("Default")
    choose("Late", "Delete")
    expect(app.get_by_role("link", name="Late", exact=True)).to_have_count(0)
    app.get_by_role("button", name="Undo").click()
    expect(late).to_contain_text("Default")
    assert [view["name"] for view in load(demo, sheet)["views"]] == ["All columns", "Late"]


def test_what_others_saved_is_kept_and_a_clash_is_explained(
    demo: Demo, person: Callable[..., Person]
) -> None:
    key = demo.ready["projects"][0]
    sheet = make_sheet(demo, "Shared", f'project = "{key}"')
    someone = person()
    someone.is_user("site administrator")
    app = settings_of(someone, demo, sheet)
    path = f"/projects/{key}/sheets/{sheet['id']}"

    def others_save(**members: Any) -> None:
        now = load(demo, sheet)
        answer = demo.api("PUT", path, json={**now, **members}, headers={"If-Match": str(now["revision"])})
        assert answer.status_code == 200, answer.text

    others_save(description="From somebody else")
    app.get_by_label("Name", exact=True).fill("Shared by us")
    app.get_by_role("button", name="Save changes").click()
    expect(app.get_by_text("The settings are saved").first).to_be_visible()
    assert (load(demo, sheet)["name"], load(demo, sheet)["description"]) == (
        "Shared by us",
        "From somebody else",
    )

    others_save(name="Theirs")
    app.get_by_label("Name", exact=True).fill("Mine")
    app.get_by_role("button", name="Save changes").click()
    conflict = app.get_by_role("dialog")
    expect(conflict).to_contain_text("Theirs")
    conflict.get_by_role("button", name="Save mine").click()
    expect(conflict).to_have_count(0)
    expect(app.get_by_role("button", name="Cancel")).to_be_hidden()
    assert load(demo, sheet)["name"] == "Mine"


def test_a_deleted_sheet_comes_back(demo: Demo, person: Callable[..., Person]) -> None:
    sheet = make_sheet(demo, "Mistake", f'project = "{demo.ready["projects"][0]}"')
    someone = person()
    someone.is_user("site administrator")
    app = settings_of(someone, demo, sheet)
    app.get_by_role("button", name="Delete this sheet").click()
    expect(app.get_by_role("heading", name="Sheets", exact=True)).to_be_visible()
    app.get_by_role("button", name="Undo").click()
    expect(app.get_by_role("heading", name="Mistake")).to_be_visible()


def test_readers_see_the_settings_and_the_reason(demo: Demo, person: Callable[..., Person]) -> None:
    sheet = make_sheet(demo, "Read only", f'project = "{demo.ready["projects"][0]}"')
    someone = person()
    someone.is_user("viewer")
    app = settings_of(someone, demo, sheet)
    expect(app.get_by_text("You can look, but not change anything here.", exact=False)).to_be_visible()
    expect(app.get_by_label("Name", exact=True)).not_to_be_editable()
    expect(app.get_by_label("Issues, in JQL")).not_to_be_editable()
    expect(app.get_by_role("button", name="Save changes")).to_have_attribute("aria-disabled", "true")
    expect(app.get_by_role("button", name=re.compile("^(Move|Remove) "))).to_have_count(0)
