"""A new administrator sets rights up project by project, following the page; people see the difference at once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-admin")]

PROJECT, OTHER = "PLAT", "CORE"
SCHEME = "Default software scheme"
FACTS_KEPT_S = 30  # as long as a right may be remembered


def opens_administration(person: Person) -> FrameLocator:
    """By the site's settings menu."""
    person.page.goto(person.demo.ready["site"])
    person.page.get_by_label("Settings", exact=True).click()
    person.page.get_by_role("link", name="JXL", exact=True).click()
    expect(person.app.get_by_role("heading", name="Permissions and health")).to_be_visible()
    return person.app


def row_of(page: Page, demo: Demo, right: str) -> Locator:
    """A permission on Jira's screens."""
    return page.locator(f'[id="{demo.ready["addonKey"]}__{right}"]')


def grant(page: Page, demo: Demo, right: str, holder: str) -> None:
    row = row_of(page, demo, right)
    row.locator("summary").click()
    row.get_by_role("combobox").select_option(label=holder)
    row.get_by_role("button", name="Grant", exact=True).click()
    expect(row_of(page, demo, right).get_by_text(holder, exact=True).first).to_be_visible()


def choose(app: FrameLocator, field: str, typed: str, label: str) -> None:
    app.get_by_role("combobox", name=field).fill(typed)
    app.get_by_role("option", name=re.compile(re.escape(label))).click()


def checks(app: FrameLocator, user: dict[str, str], project: str) -> Locator:
    """Check a person; gives the table of verdicts."""
    choose(app, "Person", user["name"].split()[0], user["name"])
    choose(app, "Project", project, project)
    table = app.get_by_role("table", name=re.compile(f"What {re.escape(user['name'])} may do in"))
    expect(table).to_be_visible()
    return table


def refused_within(person: Person, project: str, limit_s: float) -> bool:
    """Whether the project's sheets are closed to the person, at the latest when remembered rights have run out."""
    until_s = time.monotonic() + limit_s
    heading = person.app.get_by_role("heading", name=re.compile("You can’t open sheets in|^Sheets$"))
    while True:
        person.opens_sheets(project)
        expect(heading).to_be_visible()
        if "You can’t" in heading.inner_text():
            return True
        if time.monotonic() > until_s:
            return False


def test_a_new_administrator_sets_up_rights_project_by_project(
    demo: Demo, person: Callable[..., Person]
) -> None:
    make_sheet(demo, "Everybody's at first", f"project = {PROJECT}", PROJECT)
    member, viewer, agent = person(), person(), person()
    users = {about: one.is_user(about) for about, one in (("member", member), ("viewer", viewer))}
    users["service agent"] = agent.is_user("service agent")
    expect(agent.opens_sheets(PROJECT).get_by_role("link", name="Everybody's at first")).to_be_visible()

    administrator = person()
    administrator.is_user("site administrator")
    page = administrator.page
    app = opens_administration(administrator)
    expect(app.get_by_text("You hold it on the site", exact=True)).to_have_count(4)
    table = checks(app, users["service agent"], "Integration Platform")
    expect(table.get_by_role("row", name=re.compile("Open a sheet"))).to_contain_text("Yes")
    expect(app.get_by_text("not granted anywhere yet")).to_have_count(3)

    # Step 1 of the second way: grant in the scheme.
    app.get_by_role("listitem").get_by_role("link", name="Permission schemes").click()
    page.get_by_role("link", name=SCHEME).click()
    grant(page, demo, "view-sheets-project", "Group jira-software-users")
    grant(page, demo, "edit-sheets-project", "Role Member")

    # Step 2: take the global ones away from everyone.
    app = opens_administration(administrator)
    app.get_by_role("listitem").get_by_role("link", name="Global permissions").last.click()
    for right in ("view-sheets", "edit-sheets", "bulk-change-sheets"):
        row = row_of(page, demo, right)
        row.get_by_role("button", name=re.compile("Remove")).click()
        expect(row_of(page, demo, right).get_by_text("Not granted to anybody")).to_be_visible()

    # Step 3: check people. Jira is asked afresh here, so the page says it at once.
    app = opens_administration(administrator)
    table = checks(app, users["service agent"], "Integration Platform")
    expect(table.get_by_role("row", name=re.compile("Open a sheet"))).to_contain_text("No")
    table = checks(app, users["viewer"], "Integration Platform")
    expect(table.get_by_role("row", name=re.compile("Open a sheet"))).to_contain_text("in the scheme")
    expect(table.get_by_role("row", name=re.compile("Create a sheet"))).to_contain_text("No")
    expect(table.get_by_role("row", name=re.compile("Create a sheet"))).to_contain_text(
        "Jira administrator, on the site or in the scheme"
    )
    expect(app.get_by_text("group jira-software-users")).to_be_visible()
    expect(app.get_by_text("not granted anywhere yet")).to_have_count(1)

    # What they see: no restart, and at most as long as a right is remembered.
    assert refused_within(agent, PROJECT, FACTS_KEPT_S + 5)
    expect(agent.app.get_by_text("JXL: View sheets, in this project")).to_be_visible()
    expect(agent.app.get_by_text("Everybody's at first")).to_have_count(0)

    app = viewer.opens_sheets(PROJECT)
    expect(app.get_by_role("link", name="Everybody's at first")).to_be_visible()
    expect(app.get_by_role("button", name="New sheet")).to_have_attribute("aria-disabled", "true")
    app = member.opens_sheets(PROJECT)
    expect(app.get_by_role("link", name="Everybody's at first")).to_be_visible()
    expect(app.get_by_role("button", name="New sheet")).not_to_have_attribute("aria-disabled", "true")
    expect(
        member.opens_sheets(OTHER).get_by_role("heading", name=re.compile("You can’t open"))
    ).to_be_visible()


def test_a_person_is_checked_with_the_keyboard_alone(demo: Demo, person: Callable[..., Person]) -> None:
    administrator = person()
    administrator.is_user("site administrator")
    app = opens_administration(administrator)
    keyboard = administrator.page.keyboard
    app.get_by_role("link", name="Check a person").focus()
    keyboard.press("Enter")
    field = app.get_by_role("combobox", name="Person")
    expect(field).to_be_focused()
    keyboard.type("Olu")
    expect(app.get_by_role("option", name=re.compile("Oluwaseun Adeyemi"))).to_be_visible()
    expect(field).to_have_attribute("aria-activedescendant", re.compile(".+"))
    keyboard.press("Enter")
    expect(field).to_have_value("Oluwaseun Adeyemi")
    expect(field).to_have_attribute("aria-expanded", "false")
    keyboard.press("Tab")
    field = app.get_by_role("combobox", name="Project")
    expect(field).to_be_focused()
    keyboard.press("ArrowDown")
    expect(app.get_by_role("option").nth(5)).to_be_visible()
    keyboard.press("Escape")
    expect(app.get_by_role("option")).to_have_count(0)
    keyboard.press("ArrowDown")
    expect(app.get_by_role("option").first).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(app.get_by_role("table", name="What Oluwaseun Adeyemi may do in Service Bus")).to_be_visible()
    keyboard.press("Tab")
    expect(app.get_by_role("button", name="Check", exact=True)).to_be_focused()


def test_a_team_managed_project_and_names_that_nobody_has(demo: Demo, person: Callable[..., Person]) -> None:
    administrator = person()
    administrator.is_user("site administrator")
    app = opens_administration(administrator)
    app.get_by_role("combobox", name="Person").fill("nobody at all")
    expect(app.get_by_text("Nobody found.", exact=False)).to_be_visible()
    choose(app, "Project", "BATCH", "Batch Engine")
    expect(app.get_by_text("is team-managed", exact=False)).to_be_visible()
    app.get_by_role("link", name="Open Access in Jira").click()
    expect(administrator.page.get_by_role("heading", name="Access")).to_be_visible()


def test_nobody_else_opens_the_page(demo: Demo, person: Callable[..., Person]) -> None:
    member = person()
    user = member.is_user("member")
    issued = member.context.request.post(
        f"{demo.ready['site']}/_sandbox/page-token", data={"user": user["accountId"], "url": "/ui/admin"}
    ).json()
    answer = member.context.request.get(issued["url"], headers={"Accept": "text/html"})
    assert answer.status == 403
    assert "You can’t open the administration of JXL" in answer.text()
