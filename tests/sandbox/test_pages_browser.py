"""In a real browser: an administrator changes a grant, and the person it was given to edits an issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.chromium import find_chromium
from tests.sandbox.live_site import LiveSite, serve

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("sandbox-pages")]
SCHEME = "/jira/settings/permission-schemes/10000"


@dataclass
class World:
    site: LiveSite
    page: Page
    complaints: list[str]

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site.url}{path}")

    def become(self, about: str) -> None:
        self.go("/people/switch")
        self.page.get_by_role("button", name=self.site.person(about)["name"]).first.click()
        expect(self.page.get_by_role("heading", name="Projects")).to_be_visible()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def served() -> Iterator[LiveSite]:
    with serve() as site:
        yield site


@pytest.fixture
def world(served: LiveSite, browser: Browser) -> Iterator[World]:
    with served.client() as client:
        client.post("/_sandbox/reset", json={}).raise_for_status()
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []

    def listener(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", listener)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield World(served, page, complaints)
    context.close()


def grant_editing(world: World, *, is_grant: bool) -> None:
    world.become("site administrator")
    world.go(SCHEME)
    row = world.page.locator("tr#EDIT_ISSUES")
    remove = row.get_by_role("button", name="Remove Role Viewer from Edit Issues")
    if is_grant:
        row.get_by_text("Grant", exact=True).first.click()
        row.get_by_label("Grant Edit Issues to").select_option(label="Role Viewer")
        row.get_by_role("button", name="Grant").click()
        expect(remove).to_be_visible()
    else:
        remove.click()
        expect(remove).to_have_count(0)


def some_issue(world: World, about: str) -> str:
    with world.site.client(about) as client:
        jql = "project = PLAT AND status = 'In Progress' ORDER BY key"
        found = client.get("/rest/api/3/search/jql", params={"jql": jql, "fields": "summary"}).json()
    key: str = found["issues"][0]["key"]
    return key


def edit(world: World, field: str, value: str) -> None:
    page = world.page
    page.get_by_role("button", name=f"Edit {field}").click()
    form = page.locator(".editor:not([hidden])")
    form.locator("[name=value]").fill(value)
    form.get_by_role("button", name="Save").click()


def test_a_new_grant_lets_a_viewer_edit(world: World) -> None:
    page, viewer = world.page, world.site.person("viewer")["name"]
    key = some_issue(world, "viewer")
    world.become("viewer")
    world.go(f"/browse/{key}")
    expect(page.get_by_role("button", name="Edit summary")).to_have_count(0)
    expect(page.get_by_text("You may look at this work item and not change it.")).to_be_visible()

    grant_editing(world, is_grant=True)
    world.become("viewer")
    world.go(f"/browse/{key}")
    edit(world, "summary", "Changed <b>in</b> a browser")
    expect(page.get_by_role("heading", name="Changed <b>in</b> a browser")).to_be_visible()
    edit(world, "labels", "spring  harbour")
    expect(page.get_by_role("button", name="Edit labels: harbour spring")).to_be_visible()
    edit(world, "description", "First line\nsecond line\n\nAnother paragraph")
    expect(page.locator(".prose")).to_have_text(["First line\nsecond line", "Another paragraph"])
    page.get_by_role("button", name="Edit priority").click()
    page.get_by_label("Priority", exact=True).select_option(label="Lowest")
    page.locator(".editor:not([hidden])").get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Edit priority: Lowest")).to_be_visible()
    history = page.locator(".history li")
    expect(history).to_have_count(4)
    expect(history.first).to_contain_text(f"{viewer} changed Priority")
    assert world.complaints == []

    page.get_by_role("button", name="Edit summary").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Edit summary")).to_be_focused()

    grant_editing(world, is_grant=False)
    world.become("viewer")
    world.go(f"/browse/{key}")
    expect(page.get_by_role("heading", name="Changed <b>in</b> a browser")).to_be_visible()
    expect(page.get_by_role("button", name="Edit summary")).to_have_count(0)


def test_what_the_site_refuses_is_said_beside_the_field(world: World) -> None:
    """The page was opened with the right to edit; it is taken away before the person saves."""
    page = world.page
    with world.site.client("site administrator") as client:
        grant = client.post(
            "/rest/api/3/permissionscheme/10000/permission",
            json={
                "holder": {"type": "user", "value": world.site.person("viewer")["accountId"]},
                "permission": "EDIT_ISSUES",
            },
        ).json()
        key = some_issue(world, "viewer")
        world.become("viewer")
        world.go(f"/browse/{key}")
        heading = page.locator("h1").inner_text()
        edit(world, "summary", "")
        expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("summary")
        client.delete(f"/rest/api/3/permissionscheme/10000/permission/{grant['id']}").raise_for_status()
    page.locator(".editor:not([hidden]) [name=value]").fill("Too late")
    page.locator(".editor:not([hidden])").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("permission")
    world.go(f"/browse/{key}")
    assert page.locator("h1").inner_text() in heading


def test_status_assignee_and_due_date(world: World) -> None:
    page, member = world.page, world.site.person("member")["name"]
    key = some_issue(world, "member")
    world.become("member")
    world.go(f"/browse/{key}")
    page.get_by_role("button", name="Edit assignee").click()
    page.get_by_label("Assignee", exact=True).select_option(label=member)
    page.locator(".editor:not([hidden])").get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name=f"Edit assignee: {member}")).to_be_visible()
    edit(world, "due date", "2026-12-24")
    expect(page.get_by_role("button", name="Edit due date: 24 Dec 2026")).to_be_visible()
    page.locator("#transitions > summary").click()
    page.locator("[data-transitions] button", has_text="In Review").click()
    expect(page.locator("#transitions > summary")).to_contain_text("In Review")
    expect(page.locator(".history li").first).to_contain_text("changed Status")
    assert world.complaints == []


def test_a_role_of_a_team_managed_project(world: World) -> None:
    world.become("project administrator")
    world.go("/jira/software/projects/BATCH")
    page = world.page
    page.get_by_role("link", name="Project settings").click()
    page.get_by_role("link", name="Manage roles").click()
    row = page.get_by_role("row", name="Viewer")
    expect(row.get_by_role("cell").nth(2)).to_have_text("1")
    page.get_by_role("link", name="Viewer").click()
    page.get_by_label("Add Comments").check()
    page.get_by_role("button", name="Save").click()
    expect(row.get_by_role("cell").nth(2)).to_have_text("2")
    assert world.complaints == []
