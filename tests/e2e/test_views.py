"""A sheet is looked at through views: filtered, sorted, coloured, searched; changed for oneself and saved for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-views")]

DEMO = {"issues": 400}
COUNT = re.compile(r"^[\d,]+ issues?( match(es)?)?$")


def make_sheet(demo: Demo, name: str, **members: Any) -> dict[str, Any]:
    """Of the first project, with two views, the second one by status, and a format of the first."""
    key = demo.ready["projects"][0]
    columns = [
        {"id": f"c-{field}", "field": field}
        for field in ("key", "summary", "status", "priority", "assignee", "duedate", "labels")
    ]
    red = {
        "id": "f-medium",
        "name": "Medium in red",
        "target": {"kind": "columns", "columns": ["c-priority"]},
        "when": {"column": "c-priority", "op": "contains", "value": "edium"},
        "then": {"kind": "style", "color": "red", "bold": True},
    }
    body = {
        "name": name,
        "scope": {"jql": f'project = "{key}" ORDER BY key'},
        "columns": columns,
        "views": [
            {"id": "v-all", "name": "Everything", "formats": ["f-medium"]},
            {
                "id": "v-open",
                "name": "Open work",
                "columns": ["c-key", "c-status", "c-summary"],
                "sort": [{"column": "c-status", "dir": "desc"}],
                "filter": {"column": "c-status", "op": "categoryIsNot", "value": ["done"]},
                "density": "compact",
            },
        ],
        "formats": [red],
        **members,
    }
    answer = demo.api("POST", f"/projects/{key}/sheets", json=body)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def open_sheet(demo: Demo, someone: Person, name: str) -> FrameLocator:
    app = someone.opens_sheets(demo.ready["projects"][0])
    app.get_by_role("link", name=name, exact=True).click()
    return loaded(app)


def loaded(app: FrameLocator) -> FrameLocator:
    expect(app.get_by_text(COUNT)).to_be_visible(timeout=60_000)
    return app


def count_of(app: FrameLocator) -> int:
    return int(re.sub(r"\D", "", app.get_by_text(COUNT).inner_text()))


def choose_view(app: FrameLocator, name: str) -> None:
    app.locator("[data-view-menu]").click()
    app.get_by_role("menuitemradio", name=name).click()


def column(app: FrameLocator, name: str) -> Locator:
    return app.get_by_role("columnheader", name=re.compile(rf"^{name}"))


def member(demo: Demo, sheet: dict[str, Any], view_id: str) -> dict[str, Any]:
    """A view as it is saved."""
    answer = demo.api("GET", f"/projects/{demo.ready['projects'][0]}/sheets/{sheet['id']}").json()
    return next(view for view in answer["views"] if view["id"] == view_id)


def test_a_view_decides_rows_columns_and_colours(demo: Demo, person: Callable[..., Person]) -> None:
    make_sheet(demo, "Two views")
    someone = person()
    someone.is_user("site administrator")
    app = open_sheet(demo, someone, "Two views")
    everything = count_of(app)
    medium = app.get_by_role("gridcell", name="Medium", exact=True).first
    expect(medium).to_have_class(re.compile("is-format-red"))

    choose_view(app, "Open work")
    expect(app.get_by_text(re.compile(r"issues match$"))).to_be_visible()
    some = count_of(app)
    assert 0 < some < everything
    expect(app.locator("[data-matching]")).to_have_text(f"{some:,} of {everything:,}")
    expect(column(app, "Priority")).to_have_count(0)
    expect(column(app, "Status")).to_have_attribute("aria-sort", "descending")
    expect(app.locator("[data-edited]")).to_be_hidden()

    someone.page.go_back()
    expect(app.locator("[data-view-menu]")).to_contain_text("Everything")
    someone.page.go_forward()
    expect(app.locator("[data-view-menu]")).to_contain_text("Open work")
    someone.page.reload()
    expect(app.locator("[data-view-menu]")).to_contain_text("Open work")


def test_filter_and_sort_by_clicking_then_save_for_everybody(
    demo: Demo, person: Callable[..., Person]
) -> None:
    sheet = make_sheet(demo, "To be filtered")
    someone = person()
    someone.is_user("site administrator")
    app = open_sheet(demo, someone, "To be filtered")
    everything = count_of(app)

    column(app, "Priority").hover()
    app.get_by_role("button", name="Menu of Priority").click()
    app.get_by_role("menuitem", name="Filter by Priority…").click()
    panel = app.get_by_role("complementary", name="View: Everything")
    panel.get_by_role("button", name="Priority: nothing chosen").click()
    app.get_by_role("combobox", name="Priority").fill("medium")
    someone.page.keyboard.press("Enter")
    someone.page.keyboard.press("Escape")
    expect(app.get_by_text(re.compile(r"issues match$"))).to_be_visible()
    assert 0 < count_of(app) < everything

    panel.get_by_role("tab", name="Sort").click()
    panel.get_by_role("button", name="Add level").click()
    panel.get_by_role("combobox", name="Sort by").select_option(label="Key")
    panel.get_by_role("combobox", name="Direction").select_option(label="Highest number first")
    expect(column(app, "Key")).to_have_attribute("aria-sort", "descending")
    expect(panel.get_by_text("Only you see this until it is saved.")).to_be_visible()
    assert member(demo, sheet, "v-all")["sort"] == []

    panel.get_by_role("button", name="Save view").click()
    expect(app.locator("[data-edited]")).to_be_hidden()
    saved = member(demo, sheet, "v-all")
    assert saved["sort"] == [{"column": "c-key", "dir": "desc"}]
    assert saved["filter"]["all"][0]["column"] == "c-priority"
    assert saved["filter"]["all"][0]["text"] == ["Medium"]


def test_by_keyboard_only_this_value_then_find_and_why(demo: Demo, person: Callable[..., Person]) -> None:
    make_sheet(demo, "By keyboard")
    someone = person()
    someone.is_user("site administrator")
    app = open_sheet(demo, someone, "By keyboard")
    keyboard = someone.page.keyboard
    app.get_by_role("gridcell", name="Medium", exact=True).first.click()
    keyboard.press("Alt+Shift+F")
    expect(app.get_by_text(re.compile(r"issues match$"))).to_be_visible()
    expect(app.get_by_role("button", name="Filter: 1")).to_be_visible()

    keyboard.press("Shift+F10")
    app.get_by_role("menuitem", name="Why this colour?").click()
    why = app.get_by_role("dialog", name="Why this colour?")
    expect(why.get_by_text("Medium in red")).to_be_visible()
    keyboard.press("Escape")
    expect(why).to_be_hidden()
    expect(app.locator(":focus")).to_have_text("Medium")

    keyboard.press("Control+Alt+ArrowDown")
    app.get_by_role("menuitem", name="Remove its filter").click()
    expect(app.get_by_role("button", name="Filter", exact=True)).to_be_visible()

    keyboard.press("Control+f")
    expect(app.get_by_role("searchbox", name="Find in sheet")).to_be_focused()
    keyboard.type("medium")
    expect(app.locator(".find-count")).to_have_text(re.compile(r"^[\d,]+$"))
    keyboard.press("Enter")
    expect(app.locator(".find-count")).to_have_text(re.compile(r"^\d+ of [\d,]+$"))
    first = app.locator(".find-count").inner_text()
    keyboard.press("Enter")
    expect(app.locator(".find-count")).not_to_have_text(first)
    keyboard.press("Shift+Enter")
    expect(app.locator(".find-count")).to_have_text(first)
    expect(app.locator(".rgCell.is-hit").first).to_be_visible()
    keyboard.press("Escape")
    expect(app.locator(".rgCell.is-hit")).to_have_count(0)
    assert app.locator(":focus").evaluate("element => element.classList.contains('rgCell')")


def test_what_a_person_changes_is_theirs_and_stays(demo: Demo, person: Callable[..., Person]) -> None:
    """Somebody who may not change the sheet sorts it their way: nobody else sees that, and it is there again."""
    sheet = make_sheet(demo, "Everybody’s")
    viewer = person()
    viewer.is_user("viewer")
    app = open_sheet(demo, viewer, "Everybody’s")
    with viewer.page.expect_response(
        lambda answer: "/personal/view" in answer.url and answer.request.method == "PUT"
    ):
        column(app, "Summary").hover()
        app.get_by_role("button", name="Menu of Summary").click()
        app.get_by_role("menuitemradio", name="Z to A").click()
        expect(column(app, "Summary")).to_have_attribute("aria-sort", "descending")
    expect(app.locator("[data-edited]")).to_have_text("your own")
    expect(app.locator("[data-save-view]")).to_be_hidden()
    assert member(demo, sheet, "v-all")["sort"] == []

    viewer.page.reload()
    loaded(app)
    expect(column(app, "Summary")).to_have_attribute("aria-sort", "descending")

    other = person()
    other.is_user("site administrator")
    theirs = open_sheet(demo, other, "Everybody’s")
    expect(column(theirs, "Summary")).not_to_have_attribute("aria-sort", "descending")

    app.locator("[data-view-menu]").click()
    app.get_by_role("menuitem", name="Discard my changes").click()
    expect(app.locator("[data-edited]")).to_be_hidden()


def test_a_link_shows_its_view_or_says_that_it_is_gone(demo: Demo, person: Callable[..., Person]) -> None:
    sheet = make_sheet(demo, "Linked")
    someone = person()
    someone.is_user("site administrator")
    open_sheet(demo, someone, "Linked")
    key = demo.ready["projects"][0]
    page = f"{demo.ready['site']}/jira/software/projects/{key}/page/{demo.ready['addonKey']}__jxl-project"
    other = person()
    other.is_user("member")
    other.page.goto(f"{page}?ac.sheet={sheet['id']}&ac.view=v-open")
    expect(other.app.locator("[data-view-menu]")).to_contain_text("Open work")
    other.page.goto(f"{page}?ac.sheet={sheet['id']}&ac.view=v-gone")
    expect(
        other.app.get_by_text("The view of this link is not there any more.", exact=False).first
    ).to_be_visible()
    expect(other.app.locator("[data-view-menu]")).to_contain_text("Everything")


def test_a_filter_that_is_not_understood_hides_nothing_and_says_so(
    demo: Demo, person: Callable[..., Person]
) -> None:
    odd = {
        "all": [
            {"column": "c-gone", "op": "is", "value": 1},
            {"column": "c-summary", "op": "rhymesWith", "value": "x"},
        ]
    }
    make_sheet(demo, "From the future", views=[{"id": "v", "name": "Odd", "filter": odd}])
    someone = person()
    someone.is_user("site administrator")
    app = open_sheet(demo, someone, "From the future")
    assert count_of(app) > 100
    app.get_by_role("button", name="2 conditions are not understood").click()
    panel = app.get_by_role("complementary", name="View: Odd")
    expect(panel.get_by_text("It names a column that is gone.", exact=False)).to_be_visible()
    panel.get_by_role("button", name="Remove condition").first.click()
    expect(app.get_by_role("button", name="1 condition is not understood")).to_be_visible()
