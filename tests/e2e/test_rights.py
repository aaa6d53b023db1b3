"""What a person may change, as they see it on the sheet and on the project page; what happens when rights are taken."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, Route, expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-rights")]

DEMO = {"issues": 400}

NO_EDIT = "You may not edit issues in this project. Its administrator can give you Edit issues."
NO_PRIORITY = "Priority is not on the edit screen of this issue."
CLASSES = {
    "free": {},
    "locked": {"*": {"code": "no_edit", "message": NO_EDIT}, "assignee": None},
    "partly": {"priority": {"code": "not_on_screen", "message": NO_PRIORITY}},
}


def with_access(page: Page, class_of: Callable[[int], str], *, named: bool = True) -> None:
    """
    Let the server's answer carry rights that the test knows.

    Args:
        class_of: Access class by the number of the row, from 0.
        named: Whether the classes are named; if not, the answer also never ends.
    """

    def answer(route: Route) -> None:
        response = route.fetch()
        lines: list[dict[str, Any]] = []
        seen = 0
        for event in map(json.loads, filter(None, response.text().splitlines())):
            if event["type"] == "access":
                continue
            if event["type"] == "rows":
                for row in event["rows"]:
                    row["access"] = class_of(seen)
                    seen += 1
            if event["type"] == "done" and named:
                lines.append({"type": "access", "classes": CLASSES})
            lines.append(event)
        route.fulfill(response=response, body="".join(json.dumps(line) + "\n" for line in lines))

    page.route("**/rows", answer)


def opens_sheet(person: Person, key: str, name: str) -> FrameLocator:
    app = person.opens_sheets(key)
    app.get_by_role("link", name=name, exact=True).click()
    expect(app.get_by_text(re.compile(r"^[\d,]+ issues?$"))).to_be_visible(timeout=60_000)
    return app


def cell(app: FrameLocator, row: int, head: str) -> Locator:
    """A cell by the row's number, from 0, and the name over its column."""
    column = app.locator("revogr-header .rgHeaderCell", has_text=re.compile(rf"^{head}$"))
    index = int(column.first.get_attribute("data-rgcol") or "")
    return app.locator(
        f'revogr-data[type="rgRow"][col-type="rgCol"] [data-rgrow="{row}"][data-rgcol="{index}"]'
    )


def mark_of(one: Locator) -> str:
    """What the sheet draws behind the text: nothing, or the lock or the spinner."""
    return str(one.evaluate("(cell) => getComputedStyle(cell, '::after').content"))


@pytest.fixture(scope="module")
def sheet(demo: Demo) -> dict[str, Any]:
    key = demo.ready["projects"][0]
    return make_sheet(demo, "Rights", f'project = "{key}" ORDER BY key ASC')


@pytest.fixture
def administrator(demo: Demo, sheet: dict[str, Any], person: Callable[..., Person]) -> Person:
    one = person()
    one.is_user("site administrator")
    return one


def test_cells_say_whether_they_may_be_changed_and_why_not(demo: Demo, administrator: Person) -> None:
    with_access(administrator.page, lambda row: ("free", "locked", "partly")[row % 3])
    app = opens_sheet(administrator, demo.ready["projects"][0], "Rights")
    keyboard = administrator.page.keyboard

    expect(cell(app, 0, "Summary")).to_have_attribute("aria-readonly", "false")
    expect(cell(app, 0, "Summary")).not_to_have_class(re.compile("is-locked"))
    for row, head, reason in ((1, "Summary", NO_EDIT), (2, "Priority", NO_PRIORITY)):
        expect(cell(app, row, head)).to_have_attribute("aria-readonly", "true")
        expect(cell(app, row, head)).to_have_accessible_description(f"Read-only. {reason}")
        assert mark_of(cell(app, row, head)) == "none"
    expect(cell(app, 1, "Assignee")).to_have_attribute("aria-readonly", "false")

    cell(app, 1, "Priority").hover()
    expect(app.get_by_role("tooltip")).to_contain_text(f"Read-only. {NO_EDIT}")
    assert mark_of(cell(app, 1, "Priority")) == '""'

    cell(app, 2, "Priority").click()
    expect(app.get_by_role("tooltip")).to_have_text(f"Read-only. {NO_PRIORITY}")
    administrator.page.mouse.move(2, 2)
    assert mark_of(cell(app, 2, "Priority")) == '""'
    status = app.locator("[data-status]")
    expect(status).to_contain_text(f"Read-only. {NO_PRIORITY}")
    keyboard.press("Shift+ArrowUp")
    expect(status).to_contain_text("All 2 cells are read-only, for 2 reasons.")
    keyboard.press("Shift+ArrowUp")
    expect(status).to_contain_text("2 of 3 cells are read-only, for 2 reasons.")

    keyboard.press("End")
    created = app.locator("revogr-header .rgHeaderCell", has_text=re.compile("^Created$"))
    expect(created.locator('use[href="#i-lock"]')).to_have_count(1)
    expect(created).to_have_accessible_description(re.compile("^Read-only"))


def test_what_jira_says_of_a_viewer_and_a_member_is_what_they_see(
    demo: Demo, sheet: dict[str, Any], person: Callable[..., Person]
) -> None:
    key = demo.ready["projects"][0]
    viewer, member = person(), person()
    for one, about in ((viewer, "viewer"), (member, "member")):
        one.is_user(about)
        app = opens_sheet(one, key, "Rights")
        summary = cell(app, 0, "Summary")
        expect(summary).not_to_have_class(re.compile("is-checking"))
        expect(summary).to_have_attribute("aria-readonly", "true" if about == "viewer" else "false")
    expect(cell(viewer.app, 0, "Summary")).to_have_accessible_description(
        re.compile("^Read-only. You may not edit issues in .* can give you Edit issues.$")
    )
    expect(viewer.app.locator('.rgCell[aria-readonly="false"]')).to_have_count(0)


def test_rights_that_are_being_checked_and_rights_that_never_come(demo: Demo, administrator: Person) -> None:
    """The answer names no class, and at first does not end: nothing is editable, and nobody is told it were."""
    page = administrator.page
    page.add_init_script(
        """
        const original = window.fetch;
        window.fetch = async (...args) => {
          const response = await original(...args);
          if (!String(args[0]).endsWith("/rows")) return response;
          const lines = (await response.text()).split("\\n").filter(Boolean);
          const last = lines.pop();
          const encoder = new TextEncoder();
          const body = new ReadableStream({
            start(controller) {
              controller.enqueue(encoder.encode(lines.join("\\n") + "\\n"));
              window.finishRows = () => { controller.enqueue(encoder.encode(last + "\\n")); controller.close(); };
            },
          });
          return new Response(body, { headers: response.headers });
        };
        """
    )
    with_access(page, lambda _row: "free", named=False)
    app = administrator.opens_sheets(demo.ready["projects"][0])
    app.get_by_role("link", name="Rights", exact=True).click()
    one = cell(app, 0, "Summary")
    expect(one).to_have_class(re.compile("is-checking"))
    expect(one).to_have_attribute("aria-readonly", "true")
    one.click()
    expect(app.locator("[data-status]")).to_contain_text("Your rights in this cell are being checked.")
    assert one.evaluate("(cell) => getComputedStyle(cell, '::after').animationName") == "spin"
    assert mark_of(cell(app, 3, "Summary")) == "none"
    app.locator("html").evaluate("() => window.finishRows()")
    expect(one).not_to_have_class(re.compile("is-checking"))
    expect(one).to_have_accessible_description(re.compile("jxl could not find out what you may change here"))


def test_the_panel_opens_by_keyboard_explains_and_gives_the_focus_back(
    demo: Demo, administrator: Person
) -> None:
    with_access(administrator.page, lambda row: ("free", "locked")[row % 2])
    app = opens_sheet(administrator, demo.ready["projects"][0], "Rights")
    keyboard = administrator.page.keyboard
    panel = app.get_by_role("complementary", name="What may I do here?")
    button = app.get_by_role("button", name="What may I do here?")
    expect(panel).to_be_hidden()

    cell(app, 1, "Summary").click()
    button.focus()
    keyboard.press("Enter")
    expect(panel).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(panel.get_by_role("heading", name="What may I do here?")).to_be_focused()
    expect(panel.get_by_role("heading", name=re.compile("· Summary$"))).to_be_visible()
    expect(panel.get_by_text(NO_EDIT)).to_be_visible()
    expect(panel.get_by_role("heading", name="Rights that count")).to_be_visible()
    expect(panel.get_by_text("Create a sheet", exact=True)).to_be_visible()
    assert app.locator(".grid").bounding_box()["width"] > 600  # type: ignore[index]

    keyboard.press("F6")
    expect(app.locator("revo-grid")).to_contain_text("PLAT")
    expect(app.locator('[role="gridcell"]:focus')).to_have_count(1)
    keyboard.press("ArrowUp")
    expect(panel.get_by_text("You may change it", exact=True)).to_be_visible()
    keyboard.press("Shift+F6")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()

    app.locator("[data-name-menu]").click()
    app.get_by_role("menuitem", name="What may I do here?").click()
    expect(panel).to_be_visible()
    keyboard.press("Escape")
    expect(app.locator("[data-name-menu]")).to_be_focused()


def test_below_1100_px_the_panel_lies_over_the_grid(demo: Demo, administrator: Person) -> None:
    administrator.page.set_viewport_size({"width": 1024, "height": 768})
    app = opens_sheet(administrator, demo.ready["projects"][0], "Rights")
    before = app.locator("[data-grid]").bounding_box()
    app.get_by_role("button", name="What may I do here?").click()
    expect(app.get_by_role("complementary")).to_be_visible()
    assert app.locator("[data-grid]").bounding_box() == before


def test_the_panel_tells_what_counts_now_not_when_the_page_was_opened(
    demo: Demo, administrator: Person
) -> None:
    app = opens_sheet(administrator, demo.ready["projects"][0], "Rights")
    page = administrator.page
    denial = {"allowed": False, "reason": "You may not create sheets in Elsewhere. Ask Ingrid."}
    page.route("**/api/v1/me?*", lambda route: route.fulfill(json={"actions": {"createSheet": denial}}))
    button = app.get_by_role("button", name="What may I do here?")
    button.click()
    panel = app.get_by_role("complementary")
    expect(panel.get_by_text("Ask Ingrid.")).to_be_visible()
    expect(panel.get_by_text("Open a sheet", exact=True)).to_have_count(0)

    error = {"error": {"code": "jira_unavailable", "message": "Jira is not answering."}}
    page.unroute("**/api/v1/me?*")
    page.route("**/api/v1/me?*", lambda route: route.fulfill(status=502, json=error))
    button.click()
    button.click()
    expect(panel.get_by_text("Jira is not answering. This is what counted")).to_be_visible()
    page.unroute("**/api/v1/me?*")
    panel.get_by_role("button", name="Try again").click()
    expect(panel.get_by_text("Open a sheet", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("status", "code", "title"),
    [
        (403, "permission_denied", "You can’t open this sheet"),
        (404, "not_found", "This sheet is not here"),
    ],
)
def test_a_sheet_that_is_refused_on_loading_again_leaves_the_screen(
    demo: Demo, administrator: Person, status: int, code: str, title: str
) -> None:
    key = demo.ready["projects"][0]
    app = opens_sheet(administrator, key, "Rights")
    cell(app, 1, "Summary").click()
    missing = [{"keys": ["a", "b"], "name": "JXL: View sheets", "places": ["site", "scheme"]}]
    error = {"code": code, "message": "The reason, in full.", "details": {"missing": missing}}
    page = administrator.page
    page.route("**/rows", lambda route: route.fulfill(status=status, json={"error": error}))
    app.get_by_role("button", name="Load again").click()
    expect(app.get_by_role("heading", name=title)).to_be_visible()
    expect(app.locator("[data-state]").get_by_text("The reason, in full.")).to_be_visible()
    expect(app.get_by_role("button", name="Copy request for an administrator")).to_be_visible()
    expect(app.locator("[data-grid]").get_by_text(re.compile(rf"^{key}-\d+$"))).to_have_count(0)
    expect(app.locator("[data-status]").get_by_text("Read-only")).to_have_count(0)

    page.unroute("**/rows")
    app.get_by_role("button", name="Check again").click()
    expect(app.get_by_text(f"{key}-1", exact=True)).to_be_visible()


def test_whoever_may_not_create_sheets_meets_a_button_that_says_so(
    demo: Demo, sheet: dict[str, Any], person: Callable[..., Person]
) -> None:
    viewer = person()
    viewer.is_user("viewer")
    app = viewer.opens_sheets(demo.ready["projects"][0])
    button = app.get_by_role("button", name="New sheet")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description(re.compile("^You may not create sheets"))
    button.focus()
    expect(button).to_be_focused()
    expect(app.get_by_role("tooltip")).to_contain_text("You may not create sheets")
    viewer.page.keyboard.press("Enter")
    expect(app.get_by_role("dialog")).to_have_count(0)
    expect(app.locator("#live")).to_contain_text("You may not create sheets")

    app.get_by_role("button", name="Why can’t I …?").click()
    dialog = app.get_by_role("dialog", name=re.compile("^What you may do in"))
    expect(dialog.get_by_text("Create a sheet", exact=True)).to_be_visible()
    expect(dialog.get_by_text(re.compile("^You may not create sheets"))).to_be_visible()
    viewer.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(app.get_by_role("button", name="Why can’t I …?")).to_be_focused()


def test_a_right_given_meanwhile_frees_the_button(
    demo: Demo, sheet: dict[str, Any], person: Callable[..., Person]
) -> None:
    viewer = person()
    viewer.is_user("viewer")
    app = viewer.opens_sheets(demo.ready["projects"][0])
    allowed = {"createSheet": {"allowed": True, "reason": "You hold JXL: Edit sheets in the scheme."}}
    viewer.page.route("**/api/v1/me?*", lambda route: route.fulfill(json={"actions": allowed}))
    app.get_by_role("button", name="Why can’t I …?").click()
    expect(app.get_by_role("dialog").get_by_text("You hold JXL: Edit sheets in the scheme.")).to_be_visible()
    viewer.page.keyboard.press("Escape")
    expect(app.get_by_role("button", name="New sheet")).not_to_have_attribute("aria-disabled", "true")
