"""The bridge in a real browser: a tiny app in a frame on another origin calls ``AP`` and writes down what it gets."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import jwt
import pytest
from playwright.sync_api import ConsoleMessage, FrameLocator, Page, expect, sync_playwright

from jxl_sandbox.jira.seeds import build_site
from jxl_sandbox.server import Server, create_sandbox, listen
from tests.chromium import find_chromium
from tests.sandbox.platform_site import APP_KEY, make_descriptor

pytestmark = pytest.mark.e2e

PAGE = """<!doctype html><html><head><meta charset="utf-8">
<script src="{site}/all.js" data-options="resize:false"></script>
</head><body><div class="ac-content"><pre id="out"></pre><button id="more">more</button></div>
<script src="/app.js"></script></body></html>"""

SCRIPT = """
const out = document.getElementById("out");
const results = {};
const note = (name, value) => { results[name] = value; out.textContent = JSON.stringify(results); };
window.note = note;
AP.context.getToken((token) => note("token", token));
AP.context.getToken().then((token) => note("promised", token));
AP.context.getContext().then((context) => note("context", context));
AP.user.getCurrentUser((user) => note("user", user));
AP.user.getTimeZone((zone) => note("zone", zone));
AP.user.getLocale((locale) => note("locale", locale));
AP.getLocation((location) => note("location", location));
AP.navigator.getLocation((location) => note("navigator", location));
AP.history.popState((event) => note("popped", event.hash));
note("state", AP.history.getState());
AP.request("/rest/api/3/myself").then(({ body, xhr }) => note("request", [xhr.status, JSON.parse(body).accountId]));
AP.request({ url: "/rest/unknown", error: (xhr) => note("failed", xhr.status) });
AP.request("http://elsewhere.example/rest/x").catch((error) => note("foreign", String(error)));
AP.events.on("flag.close", (data) => note("flag closed", Boolean(data.flagIdentifier)));
AP.theming.initializeTheming();
AP.sizeToParent(true);
note("ready", true);
"""


@dataclass
class World:
    site: str
    app: str
    secret: str
    page: Page
    complaints: list[str]

    @property
    def project_page(self) -> str:
        return f"{self.site}/jira/software/projects/{self.project_key}/page/{APP_KEY}__page"

    @property
    def project_key(self) -> str:
        key: str = httpx.get(f"{self.site}/_sandbox/site", trust_env=False).json()["projects"][0]
        return key

    def frame(self) -> FrameLocator:
        return self.page.frame_locator("#app-frame iframe")

    def result(self, name: str) -> Any:
        """Wait for what the app noted under a name."""
        expect(self.frame().locator("#out")).to_contain_text(f'"{name}":')
        return json.loads(self.frame().locator("#out").inner_text())[name]


@contextmanager
def tiny_app(site: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            bodies = {
                "/descriptor.json": ("application/json", json.dumps(make_descriptor(baseUrl=base_url))),
                "/page": ("text/html", PAGE.replace("{site}", site)),
                "/app.js": ("text/javascript", SCRIPT),
            }
            kind, body = bodies.get(path, ("text/plain", "general"))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base_url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield base_url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served_site() -> Iterator[str]:
    sockets = listen("localhost", 0)
    base_url = f"http://localhost:{sockets[0].getsockname()[1]}"
    server = Server(create_sandbox(build_site(base_url)))
    started = threading.Event()

    async def serve() -> None:
        serving = asyncio.ensure_future(server.serve(sockets))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        started.set()
        await serving

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert started.wait(30)
        yield base_url
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, str, str]]:
    with served_site() as site, tiny_app(site) as app:
        answer = httpx.post(
            f"{site}/_sandbox/install", json={"descriptorUrl": f"{app}/descriptor.json"}, trust_env=False
        )
        assert answer.status_code == 200, answer.text
        yield site, app, answer.json()["sharedSecret"]


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def world(served: tuple[str, str, str], browser_page: Any) -> Iterator[World]:
    context = browser_page.new_context()
    page = context.new_page()
    complaints: list[str] = []

    def listener(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", listener)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield World(*served, page, complaints)
    context.close()


def test_the_app_learns_who_where_and_what(world: World) -> None:
    world.page.goto(f"{world.project_page}?ac.sheet=s1#!screen=sheet&x=a%20b")
    site = httpx.get(f"{world.site}/_sandbox/site", trust_env=False).json()
    administrator = site["users"][0]["accountId"]
    for name in ("token", "promised"):
        claims = jwt.decode(world.result(name), world.secret, algorithms=["HS256"])
        assert claims["sub"] == administrator
        assert claims["iss"] == site["clientKey"]
        assert claims["qsh"] == "context-qsh"
    assert world.result("context")["jira"]["project"]["key"] == world.project_key
    assert world.result("user") == {"atlassianAccountId": administrator}
    assert "/" in world.result("zone")
    assert "_" in world.result("locale")
    assert world.result("location") == world.page.url
    navigator = world.result("navigator")
    assert navigator["target"] == "addonModule"
    assert navigator["context"]["customData"] == {"sheet": "s1"}
    assert world.result("state") == "screen=sheet&x=a b"
    assert world.result("request") == [200, administrator]
    assert world.result("failed") == 501
    assert "this site only" in world.result("foreign")
    assert [text for text in world.complaints if "501" not in text and "Failed promise" not in text] == []


def test_the_theme_follows_jira(world: World) -> None:
    world.page.goto(world.project_page)
    root = world.frame().locator("html")
    expect(root).to_have_attribute("data-color-mode", "light")
    world.page.get_by_label("Your profile and settings").click()
    world.page.get_by_role("button", name="Dark").click()
    expect(root).to_have_attribute("data-color-mode", "dark")
    expect(world.page.locator("html")).to_have_attribute("data-color-mode", "dark")
    color = "getComputedStyle(document.documentElement).getPropertyValue('--ds-surface').trim()"
    world.page.wait_for_function(f"{color} === '#1F1F21'")
    expect(root).to_have_css("--ds-surface", "#1F1F21")
    world.page.reload()
    expect(world.page.locator("html")).to_have_attribute("data-color-mode", "dark")


def test_the_frame_fills_the_page(world: World) -> None:
    world.page.goto(world.project_page)
    assert world.result("ready") is True
    frame, main = (world.page.locator(css).bounding_box() for css in ("#app-frame iframe", "main"))
    assert frame is not None
    assert frame == main


def test_history_and_links(world: World) -> None:
    world.page.goto(world.project_page)
    world.result("ready")
    world.frame().locator("body").evaluate(
        "() => { AP.history.pushState('a=1'); AP.history.pushState('a=2'); }"
    )
    world.page.wait_for_url("**#!a=2")
    world.page.go_back()
    assert world.result("popped") == "a=1"
    world.frame().locator("body").evaluate("() => note('popped', AP.history.getState())")
    assert world.result("popped") == "a=1"
    go = "AP.navigator.go('addonModule', {moduleKey: 'page', customData: {sheet: 's 2'}})"
    world.frame().locator("body").evaluate(f"() => {{ {go} }}")
    world.page.wait_for_url("**/page/*?ac.sheet=s+2")
    world.result("ready")
    world.frame().locator("body").evaluate("() => { AP.navigator.go('addonModule', {moduleKey: 'general'}) }")
    world.page.wait_for_url(f"**/plugins/servlet/ac/{APP_KEY}/general")


def test_flags(world: World) -> None:
    world.page.goto(world.project_page)
    world.result("ready")
    world.frame().locator("body").evaluate(
        """() => { AP.flag.create({
            title: 'Saved', body: 'Two cells <b>changed</b>', type: 'success', actions: {undo: 'Undo'}
        }) }"""
    )
    flag = world.page.locator(".flag.success")
    expect(flag).to_contain_text("Two cells changed")
    expect(flag.get_by_role("button", name="Undo")).to_be_visible()
    flag.get_by_role("button", name="Dismiss").click()
    expect(flag).to_have_count(0)
    assert world.result("flag closed") is True
