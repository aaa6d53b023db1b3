"""A person opens a project in Jira, clicks Sheets, and sees its issues, loaded as that person."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-sheet")]

DEMO = {"issues": 3000}


def ordinary_project(demo: Demo) -> str:
    return str(demo.ready["projects"][0])


def test_from_the_empty_project_to_a_sheet_of_issues(demo: Demo, person: Callable[..., Person]) -> None:
    """The whole way once, by clicking: no sheets yet, New sheet, Jira checks the JQL, the issues stand there."""
    key = demo.ready["projects"][1]
    someone = person()
    someone.is_user("site administrator")
    app = someone.opens_sheets(key)
    expect(app.get_by_text("There is no sheet in", exact=False)).to_be_visible()
    app.get_by_role("button", name="Blank sheet").click()
    expect(app.get_by_role("heading", name="New sheet")).to_be_visible()
    app.get_by_label("Name").fill("Release plan")
    jql = app.get_by_label("Issues, in JQL")
    jql.fill("project = ")
    expect(app.get_by_text("Error in", exact=False)).to_be_visible()
    jql.fill(f'project = "{key}" ORDER BY key')
    app.get_by_role("button", name="Create sheet").click()
    expect(app.get_by_role("heading", name="Release plan")).to_be_visible()
    expect(app.get_by_text(re.compile(rf"^{key}-\d+$")).first).to_be_visible()
    expect(app.get_by_text(re.compile(r"^[\d,]+ issues$"))).to_be_visible()

    someone.page.reload()
    expect(app.get_by_role("heading", name="Release plan")).to_be_visible()
    expect(app.get_by_text(re.compile(rf"^{key}-\d+$")).first).to_be_visible()


def test_scroll_to_the_end_reload_and_switch_theme(demo: Demo, person: Callable[..., Person]) -> None:
    key = ordinary_project(demo)
    sheet = make_sheet(demo, "All in order of keys", f'project = "{key}" ORDER BY key ASC')
    someone = person()
    someone.is_user("site administrator")
    app = someone.opens_sheets(key)
    app.get_by_role("link", name="All in order of keys").click()
    expect(app.get_by_text(f"{key}-1", exact=True)).to_be_visible()
    count = app.get_by_text(re.compile(r"^[\d,]+ issues$"))
    expect(count).to_be_visible(timeout=60_000)
    rows = int(re.sub(r"\D", "", count.inner_text()))
    assert rows >= 3000

    app.get_by_role("gridcell").nth(1).click()
    someone.page.keyboard.press("Control+End")
    expect(app.get_by_text(f"{key}-{rows}", exact=True)).to_be_visible()
    expect(app.get_by_text(f"{key}-1", exact=True)).not_to_be_visible()

    someone.page.reload()
    expect(app.get_by_role("heading", name=sheet["name"])).to_be_visible()
    expect(app.get_by_text(f"{key}-1", exact=True)).to_be_visible()

    html = app.locator("html")
    light = html.evaluate("() => getComputedStyle(document.body).backgroundColor")
    switch_theme(someone)
    expect(html).to_have_attribute("data-color-mode", "dark")
    assert html.evaluate("() => getComputedStyle(document.body).backgroundColor") != light


def switch_theme(someone: Person) -> None:
    """By the site's own menu, as a person does."""
    someone.page.get_by_label("Your profile and settings").click()
    someone.page.get_by_text("Dark", exact=True).click()


def test_each_person_sees_only_what_they_may(demo: Demo, person: Callable[..., Person]) -> None:
    """The same sheet over everything, opened by three people: each gets the rows that Jira shows them."""
    key = ordinary_project(demo)
    make_sheet(demo, "Everything", "created > 2000-01-01 ORDER BY created DESC")
    counts: dict[str, int] = {}
    for about in ("site administrator", "member", "viewer"):
        someone = person()
        someone.is_user(about)
        app = someone.opens_sheets(key)
        app.get_by_role("link", name="Everything").click()
        count = app.get_by_text(re.compile(r"^[\d,]+ issues$"))
        expect(count).to_be_visible(timeout=60_000)
        counts[about] = int(re.sub(r"\D", "", count.inner_text()))
    assert counts["site administrator"] > counts["member"] >= counts["viewer"] > 0


def test_a_person_without_rights_sees_a_page_that_says_why(demo: Demo, person: Callable[..., Person]) -> None:
    key = ordinary_project(demo)
    stranger = person()
    stranger.is_user("no access")
    answer = stranger.page.goto(f"{demo.ready['site']}/browse/{key}-1")
    assert answer is not None
    assert answer.status == 404
    user = next(u for u in demo.ready["users"] if u["about"] == "no access")
    issued = stranger.context.request.post(
        f"{demo.ready['site']}/_sandbox/page-token",
        data={"user": user["accountId"], "url": f"/ui/project?projectKey={key}"},
    ).json()
    page = stranger.context.request.get(issued["url"], headers={"Accept": "text/html"})
    assert page.status in (403, 404)
    assert "Release plan" not in page.text()
    assert key in page.text() or "may not" in page.text() or "can’t" in page.text()


def test_a_click_before_the_page_is_ready_is_not_lost(demo: Demo, person: Callable[..., Person]) -> None:
    """The list is drawn before its scripts have come; whoever is quick is served as soon as they have."""
    key = demo.ready["projects"][2]
    make_sheet(demo, "Quickly", f'project = "{key}"', key)
    someone = person()
    someone.is_user("site administrator")
    held: list[Route] = []
    someone.page.route("**/js/main.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks handlers, which a built-in does not take
    app = someone.opens_sheets(key)
    app.get_by_role("link", name="Quickly").click()
    assert held
    held[0].continue_()
    expect(app.get_by_role("heading", name="Quickly")).to_be_visible()


def test_without_the_right_to_view_the_page_names_what_is_missing(
    demo: Demo, person: Callable[..., Person]
) -> None:
    """A grant taken away counts within 30 seconds; here the viewer opens jxl for the first time."""
    key = ordinary_project(demo)
    make_sheet(demo, "Out of sight", f'project = "{key}"')
    administrator = person()
    administrator.is_user("site administrator")
    settings = administrator.page
    settings.goto(f"{demo.ready['site']}/jira/settings/permissions")
    right = settings.locator(f'[id="{demo.ready["addonKey"]}__view-sheets"]')
    right.get_by_role("button", name=re.compile("Remove")).click()
    try:
        agent = person()
        agent.is_user("service agent")
        app = agent.opens_sheets("HELP")
        expect(app.get_by_role("heading", name=re.compile("You can’t open sheets in"))).to_be_visible()
        expect(app.get_by_text("JXL: View sheets, on the site")).to_be_visible()
        expect(app.get_by_text("One of the two is enough.")).to_be_visible()
        expect(app.get_by_text("Out of sight")).to_have_count(0)
        expect(app.get_by_role("button", name="Copy request for an administrator")).to_be_visible()
    finally:
        form = {
            "permission": f"{demo.ready['addonKey']}__view-sheets",
            "holder": "applicationRole:",
            "change": "grant",
        }
        restored = administrator.context.request.post(
            f"{demo.ready['site']}/jira/settings/permissions",
            form=form,
            headers={"Origin": demo.ready["site"]},
        )
        assert restored.ok
