"""
Takes the pictures of ``docs/permissions.md`` from the simulated site: ``make pictures``.

They are checked in; a test compares their names with those in the text. Nothing in them is real: people, projects and
issues are the simulated site's.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.demo_process import Demo, running_demo
from tests.chromium import find_chromium

PICTURES = Path(__file__).parent / "pictures"
WIDTH, HEIGHT = 1120, 720
PROJECT, TEAM_PROJECT, SCHEME = "PLAT", "BATCH", "Default software scheme"


class Somebody:
    """A person of the site at a browser."""

    def __init__(self, demo: Demo, page: Page, about: str) -> None:
        self.site = demo.ready["site"]
        self.addon_key = demo.ready["addonKey"]
        self.page = page
        user = next(u for u in demo.ready["users"] if u["about"] == about)
        page.goto(f"{self.site}/people/switch")
        page.get_by_role("button", name=re.compile(re.escape(user["name"]))).first.click()

    @property
    def app(self) -> FrameLocator:
        return self.page.frame_locator("iframe").first

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def right(self, key: str) -> Locator:
        """The row of one of our permissions on Jira's screens."""
        return self.page.locator(f'[id="{self.addon_key}__{key}"]')

    def take(self, name: str, *, height: int = HEIGHT) -> None:
        if self.page.locator("iframe").count():
            # Jira's theme, its type included, reaches the frame a moment after the page.
            expect(self.app.locator("html")).to_have_attribute("data-theme", re.compile("typography"))
        self.page.set_viewport_size({"width": WIDTH, "height": height})
        self.page.mouse.move(0, 0)
        self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


@contextmanager
def somebody(demo: Demo, browser: Browser, about: str) -> Iterator[Somebody]:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", reduced_motion="reduce"
    )
    yield Somebody(demo, context.new_page(), about)
    context.close()


def make_sheet(demo: Demo) -> None:
    body = {"name": "Release plan", "scope": {"jql": f"project = {PROJECT}"}}
    answer = demo.api("POST", f"/projects/{PROJECT}/sheets", json=body)
    answer.raise_for_status()


class JiraAPI:
    """Jira's own API, as the site's administrator: for what the pictures only need to be so."""

    def __init__(self, demo: Demo) -> None:
        user = demo.ready["users"][0]
        self._auth = (user["email"], user["apiToken"])
        self._url = f"{demo.ready['site']}/rest/api/3"
        self._addon_key = demo.ready["addonKey"]

    def get(self, path: str) -> Any:
        answer = requests.get(f"{self._url}/{path}", auth=self._auth, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def grant(self, key: str, kind: str, parameter: str) -> None:
        """Grant a permission of ours in the project's scheme."""
        scheme = self.get(f"project/{PROJECT}/permissionscheme")
        body = {
            "holder": {"type": kind, "parameter": parameter},
            "permission": f"{self._addon_key}__{key}",
        }
        path = f"{self._url}/permissionscheme/{scheme['id']}/permission"
        requests.post(path, json=body, auth=self._auth, timeout=30).raise_for_status()


def grant_in_scheme(demo: Demo) -> None:
    """View to a group, edit to a role."""
    jira = JiraAPI(demo)
    jira.grant("view-sheets-project", "group", "jira-software-users")
    role = next(role for role in jira.get("role") if role["name"] == "Member")
    jira.grant("edit-sheets-project", "projectRole", str(role["id"]))


def take_administration(administrator: Somebody) -> None:
    administrator.go(f"/plugins/servlet/ac/{administrator.addon_key}/jxl-admin")
    expect(administrator.app.get_by_role("heading", name="Permissions and health")).to_be_visible()
    administrator.take("administration", height=600)


def take_check(administrator: Somebody) -> None:
    administrator.go(f"/plugins/servlet/ac/{administrator.addon_key}/jxl-admin")
    app = administrator.app
    for field, typed, label in (("Person", "Olu", "Oluwaseun Adeyemi"), ("Project", PROJECT, "Integration")):
        app.get_by_role("combobox", name=field).fill(typed)
        app.get_by_role("option", name=re.compile(label)).click()
    expect(app.get_by_role("table", name=re.compile("may do in"))).to_be_visible()
    expect(app.get_by_text(SCHEME)).to_be_visible()
    app.locator("#admin-check").evaluate("element => element.scrollIntoView()")
    administrator.take("check-a-person", height=680)


def take_jira_screens(administrator: Somebody) -> None:
    administrator.go("/jira/settings/permissions")
    administrator.take("global-permissions", height=560)
    administrator.go("/jira/settings/permission-schemes")
    administrator.page.get_by_role("link", name=SCHEME).click()
    administrator.take("permission-scheme", height=620)
    administrator.go(f"/jira/software/projects/{TEAM_PROJECT}/settings/access/roles/Member")
    administrator.take("app-permissions", height=520)


def remove_global_grants(administrator: Somebody) -> None:
    administrator.go("/jira/settings/permissions")
    for key in ("view-sheets", "edit-sheets", "bulk-change-sheets"):
        administrator.right(key).get_by_role("button", name=re.compile("Remove")).click()
        expect(administrator.right(key).get_by_text("Not granted to anybody")).to_be_visible()


def take_what_people_see(viewer: Somebody, agent: Somebody) -> None:
    viewer.go(f"/projects/{PROJECT}")
    viewer.page.get_by_role("link", name="Sheets", exact=True).first.click()
    expect(viewer.app.get_by_role("link", name="Release plan")).to_be_visible()
    viewer.app.get_by_role("button", name="Why can’t I …?").click()
    expect(viewer.app.get_by_role("dialog")).to_be_visible()
    viewer.take("why-can-i-not")
    agent.go(f"/projects/{PROJECT}")
    agent.page.get_by_role("link", name="Sheets", exact=True).first.click()
    expect(agent.app.get_by_role("heading", name=re.compile("You can’t open sheets"))).to_be_visible()
    agent.take("no-permission", height=620)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with running_demo(issues=200, latency_ms=0) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-lcd-text"]
        )
        make_sheet(demo)
        with somebody(demo, browser, "site administrator") as administrator:
            take_administration(administrator)
            grant_in_scheme(demo)
            take_jira_screens(administrator)
            remove_global_grants(administrator)
            take_check(administrator)
        with (
            somebody(demo, browser, "viewer") as viewer,
            somebody(demo, browser, "service agent") as agent,
        ):
            take_what_people_see(viewer, agent)
        browser.close()


if __name__ == "__main__":
    main()
