"""Install by descriptor address through the site's page, take over with a new secret, uninstall."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-installing")]

#: More requests than the app has processes, each on a connection of its own: every process is asked.
ROUNDS = 24


def statuses(demo: Demo, token: str) -> set[int]:
    url = f"{demo.ready['app']}/api/v1/me?projectKey={demo.ready['projects'][0]}"
    headers = {"Authorization": f"JWT {token}", "Connection": "close"}
    return {requests.get(url, headers=headers, timeout=30).status_code for _ in range(ROUNDS)}


def test_uninstall_and_install_through_the_sites_page(demo: Demo, person: Callable[..., Person]) -> None:
    key = demo.ready["projects"][0]
    make_sheet(demo, "Kept in Jira", f'project = "{key}"')
    administrator = person()
    administrator.is_user("site administrator")
    page = administrator.page

    before = demo.token()
    assert statuses(demo, before) == {200}
    page.goto(f"{demo.ready['site']}/jira/settings/apps")
    page.get_by_role("button", name="Uninstall").click()
    expect(page.get_by_text("uninstalled", exact=True).first).to_be_visible()
    assert statuses(demo, before) == {401}
    page.goto(demo.ready["site"])
    page.locator(f'a[href*="/projects/{key}"]').first.click()
    expect(page.get_by_role("link", name="Sheets", exact=True)).to_have_count(0)

    page.goto(f"{demo.ready['site']}/jira/settings/apps")
    page.get_by_label("App descriptor URL").fill(demo.ready["descriptor"])
    page.get_by_role("button", name="Install app").click()
    expect(page.get_by_text("enabled", exact=True).first).to_be_visible()
    assert statuses(demo, before) == {401}, (
        "a token of the earlier installation is signed with the earlier secret"
    )
    assert statuses(demo, demo.token()) == {200}

    app = administrator.opens_sheets(key)
    expect(app.get_by_role("link", name="Kept in Jira")).to_be_visible()


def test_a_new_secret_takes_over_at_once_in_all_processes(demo: Demo) -> None:
    old = demo.token()
    assert statuses(demo, old) == {200}
    answer = requests.post(
        f"{demo.ready['site']}/_sandbox/install", json={"descriptorUrl": demo.ready["descriptor"]}, timeout=60
    )
    assert answer.status_code < 300, answer.text
    assert statuses(demo, old) == {401}
    assert statuses(demo, demo.token()) == {200}


def test_disabled_is_refused_until_enabled(demo: Demo, person: Callable[..., Person]) -> None:
    administrator = person()
    administrator.is_user("site administrator")
    page = administrator.page
    page.goto(f"{demo.ready['site']}/jira/settings/apps")
    token = demo.token()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("button", name="Enable")).to_be_visible()
    assert statuses(demo, token) == {401}
    page.get_by_role("button", name="Enable").click()
    expect(page.get_by_role("button", name="Disable")).to_be_visible()
    assert statuses(demo, token) == {200}
