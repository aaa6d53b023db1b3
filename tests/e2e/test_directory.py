"""Lists of sheets as people use them: search, tabs, orders, pages, the row's menu, the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import FrameLocator, expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-directory")]

DEMO = {"issues": 0}


@pytest.fixture(scope="module", autouse=True)
def sheets(demo: Demo) -> None:
    """More than a page of them, one in another project, one that a hand has broken."""
    one, other = demo.ready["projects"][:2]
    for number in range(54):
        make_sheet(demo, f"Sheet {number:02}", f'project = "{one}"')
    make_sheet(demo, "Étude <b>bold</b>", f'project = "{one}"')
    make_sheet(demo, "Elsewhere", f'project = "{other}"', other)
    user = demo.ready["users"][0]
    address = f"{demo.ready['site']}/rest/api/3/project/{one}/properties/jxl.sheet.broken"
    body = {"format": 99, "name": "<img src=x onerror=alert(1)>"}
    requests.put(address, json=body, auth=(user["email"], user["apiToken"]), timeout=30).raise_for_status()


@pytest.fixture
def app(demo: Demo, person: Callable[..., Person]) -> FrameLocator:
    app = person().opens_sheets(demo.ready["projects"][0])
    expect(app.locator("[data-shown]")).not_to_be_empty()  # the scripts have come
    return app


def name_of(app: FrameLocator, row: int) -> str:
    return app.locator("[data-row] .title").nth(row).inner_text()


def test_a_list_is_searched_sorted_and_paged_by_the_server(app: FrameLocator) -> None:
    rows = app.locator("[data-row]")
    expect(rows).to_have_count(50)
    expect(app.locator("[data-shown]")).to_have_text("50 of 56 sheets.")
    app.get_by_role("button", name="Load more").click()
    expect(rows).to_have_count(56)
    expect(app.locator("[data-shown]")).to_have_text("56 sheets.")
    expect(app.get_by_role("button", name="Load more")).to_be_hidden()

    head = app.get_by_role("button", name="Name", exact=True)
    head.click()
    expect(app.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    expect(head).to_be_focused()
    assert name_of(app, 1) == "Étude <b>bold</b>"  # after “broken”, before “Sheet”
    head.click()
    expect(rows.first).to_contain_text("Sheet 53")

    search = app.get_by_placeholder("Search names, descriptions, owners")
    search.fill("ETUDE")
    expect(rows).to_have_count(1)
    expect(app.locator("[data-shown]")).to_have_text("1 sheet.")
    search.fill("nothing like it")
    expect(app.get_by_role("heading", name="No sheet matches")).to_be_visible()
    app.get_by_role("button", name="Clear search and filters").click()
    expect(rows).to_have_count(50)
    expect(search).to_be_focused()


def test_a_broken_sheet_is_shown_and_names_are_only_text(app: FrameLocator) -> None:
    app.get_by_placeholder("Search names, descriptions, owners").fill("broken")
    row = app.locator("[data-row]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Damaged")
    expect(row).to_contain_text("newer version")
    expect(row.get_by_role("button", name="See what happened")).to_be_visible()
    expect(app.locator("img[src='x']")).to_have_count(0)


def test_favourites_and_recent_sheets(app: FrameLocator) -> None:
    tab = app.get_by_role("button", name=re.compile("^Favourites"))
    tab.click()
    expect(app.get_by_role("heading", name="No favourites yet")).to_be_visible()
    app.get_by_role("button", name=re.compile("^All ")).click()
    star = app.get_by_role("button", name="Favourite: Sheet 53")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(tab).to_contain_text("1")
    tab.click()
    expect(app.locator("[data-row]")).to_have_count(1)
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(tab).to_contain_text("0")

    app.get_by_role("button", name=re.compile("^All ")).click()
    app.get_by_role("link", name="Sheet 52").click()
    expect(app.locator("[data-screen=sheet]")).to_be_visible()
    app.locator("[data-back]").click()
    app.get_by_role("button", name=re.compile("^Recent")).click()
    expect(app.locator("[data-row]")).to_have_count(1)
    expect(app.locator("[data-row]")).to_contain_text("Sheet 52")


def test_deleting_is_undone(app: FrameLocator) -> None:
    search = app.get_by_placeholder("Search names, descriptions, owners")
    search.fill("sheet 07")
    row = app.locator("[data-row]")
    expect(row).to_have_count(1)
    app.get_by_role("button", name="More about Sheet 07").click()
    app.get_by_role("menuitem", name="Delete").click()
    expect(app.locator(".flag")).to_contain_text("“Sheet 07” is in the trash")
    expect(row).to_have_count(0)
    app.get_by_role("button", name="Undo").click()
    expect(app.locator(".flag")).to_contain_text("“Sheet 07” is back")
    expect(row).to_have_count(1)


def test_a_sheet_is_copied(app: FrameLocator) -> None:
    search = app.get_by_placeholder("Search names, descriptions, owners")
    search.fill("sheet 08")
    app.get_by_role("button", name="More about Sheet 08").click()
    app.get_by_role("menuitem", name="Copy sheet…").click()
    dialog = app.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_have_value("Copy of Sheet 08")
    dialog.get_by_role("button", name="Copy sheet").click()
    expect(app.locator(".flag")).to_contain_text("“Copy of Sheet 08” is made")
    expect(app.locator("[data-row]")).to_have_count(2)
    app.get_by_role("button", name="More about Copy of Sheet 08").click()
    app.get_by_role("menuitem", name="Delete").click()
    expect(app.locator("[data-row]")).to_have_count(1)


def test_the_list_by_keyboard_alone(app: FrameLocator) -> None:
    search = app.get_by_placeholder("Search names, descriptions, owners")
    search.focus()
    search.press("ArrowDown")
    links = app.locator("[data-row] a[data-open]")
    expect(links.nth(0)).to_be_focused()
    links.nth(0).press("ArrowDown")
    links.nth(1).press("ArrowDown")
    expect(links.nth(2)).to_be_focused()
    links.nth(2).press("Home")
    expect(links.nth(0)).to_be_focused()
    more = app.locator("[data-row]").nth(0).locator("[data-more]")
    more.focus()
    more.press("Enter")
    expect(app.get_by_role("menuitem", name="Open")).to_be_focused()
    app.get_by_role("menuitem", name="Open").press("Escape")
    expect(more).to_be_focused()
    name = name_of(app, 0)
    links.nth(0).press("Enter")
    expect(app.locator("[data-screen=sheet]")).to_contain_text(name)


def test_the_directory_holds_all_projects_and_filters_by_one(demo: Demo, app: FrameLocator) -> None:
    app.get_by_role("link", name="All sheets of this site").click()
    expect(app.get_by_role("heading", name="All sheets")).to_be_visible()
    search = app.get_by_placeholder("Search names, descriptions, owners")
    search.fill("elsewhere")
    expect(app.locator("[data-row]")).to_have_count(1)
    search.fill("")
    expect(app.locator("[data-row]")).to_have_count(50)
    project = app.get_by_role("button", name=re.compile("^Project:"))
    project.click()
    entries = app.get_by_role("menuitemradio")
    expect(entries.first).to_contain_text("Any")
    expect(entries).to_have_count(3)
    (elsewhere,) = demo.api("GET", f"/projects/{demo.ready['projects'][1]}/sheets").json()["values"]
    entries.filter(has_text=elsewhere["project"]["name"]).click()
    expect(app.locator("[data-row]")).to_have_count(1)
    expect(app.locator("[data-row]")).to_contain_text("Elsewhere")
    owner = app.get_by_role("button", name=re.compile("^Owner:"))
    owner.click()
    app.get_by_role("menuitemradio", name="Me").click()
    expect(owner).to_contain_text("Owner: Me")
    expect(app.locator("[data-row]")).to_have_count(1)
