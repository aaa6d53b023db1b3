"""A running demo (three process trees, real HTTP) and a real browser for the tests of a module."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from bench.demo_process import Demo, running_demo
from tests.chromium import find_chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def playwright_() -> Iterator[Playwright]:
    """Playwright's own event loop runs from here to the end of the module: no other loop can run in the meantime."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright_: Playwright) -> Iterator[Browser]:
    browser = playwright_.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest) -> Iterator[Demo]:
    """The module's own demo, with the options that the module names in ``DEMO`` (issues, latency_ms)."""
    options = {"issues": 0, "latency_ms": 0, **getattr(request.module, "DEMO", {})}
    with running_demo(**options) as demo:
        yield demo


class Person:
    """Somebody at a browser of their own, looking at the site."""

    def __init__(self, demo: Demo, context: BrowserContext) -> None:
        self.demo = demo
        self.context = context
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        # A blocked script, style or frame is said on the console; failed requests are the tests' own doing.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(message.text)

    def is_user(self, about: str) -> dict[str, Any]:
        """Become the first person of the site with these rights, through the site's own page."""
        user = next(u for u in self.demo.ready["users"] if u["about"] == about)
        self.page.goto(f"{self.demo.ready['site']}/people/switch")
        self.page.get_by_role("button", name=re.compile(re.escape(user["name"]))).first.click()
        return user

    def opens_sheets(self, project: str) -> FrameLocator:
        """Click a project, then Sheets in its side-bar."""
        self.page.goto(self.demo.ready["site"])
        self.page.locator(f'a[href*="/projects/{project}"]').first.click()
        self.page.get_by_role("navigation").get_by_role("link", name="Sheets", exact=True).first.click()
        return self.app

    @property
    def app(self) -> FrameLocator:
        """What jxl shows inside of Jira."""
        return self.page.frame_locator("iframe").first


SCREENSHOTS = Path(__file__).parent / "screenshots"
_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, so that what its people saw can be kept."""
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    return report


@pytest.fixture
def person(demo: Demo, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """
    Make people at browsers; afterwards no page may have had a script error or a blocked resource.

    What they saw when a test failed is kept in ``tests/e2e/screenshots``.
    """
    people: list[Person] = []

    def make(**options: Any) -> Person:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
        one = Person(demo, context)
        people.append(one)
        return one

    yield make
    for number, one in enumerate(people):
        if request.node.stash.get(_FAILED, False):
            SCREENSHOTS.mkdir(exist_ok=True)
            one.page.screenshot(path=SCREENSHOTS / f"{request.node.name}-{number}.png")
        one.context.close()
    for one in people:
        assert one.troubles == []


def make_sheet(demo: Demo, name: str, jql: str, project: str | None = None) -> dict[str, Any]:
    """A sheet, made over the API as the site's administrator."""
    key = project or demo.ready["projects"][0]
    answer = demo.api("POST", f"/projects/{key}/sheets", json={"name": name, "scope": {"jql": jql}})
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document
