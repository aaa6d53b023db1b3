"""Damaged sheets and the trash in a browser: what an administrator broke by hand is explained, and comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import FrameLocator, expect

from bench.demo_process import Demo
from jxl.sheets.parts import head_key, parse_part_key
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-revisions")]

DEMO = {"issues": 60}
NASTY = "<img src=x onerror=\"document.title='run'\"><script>alert(1)</script>"


def in_jira(demo: Demo, method: str, name: str, json: Any = None) -> requests.Response:
    """What an administrator of the project does to a property, with Jira's own API."""
    user = demo.ready["users"][0]
    key = demo.ready["projects"][0]
    url = f"{demo.ready['site']}/rest/api/3/project/{key}/properties{'/' + name if name else ''}"
    answer = requests.request(method, url, json=json, auth=(user["email"], user["apiToken"]), timeout=30)
    answer.raise_for_status()
    return answer


def save_again(demo: Demo, sheet: dict[str, Any], **members: Any) -> dict[str, Any]:
    path = f"/projects/{demo.ready['projects'][0]}/sheets/{sheet['id']}"
    headers = {"If-Match": str(sheet["revision"])}
    answer = demo.api("PUT", path, json={**sheet, **members}, headers=headers)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def delete_part(demo: Demo, sheet: dict[str, Any]) -> None:
    """Delete a part of the newest revision."""
    for one in in_jira(demo, "GET", "").json()["keys"]:
        part = parse_part_key(one["key"])
        if part and (part.sheet_id, part.revision) == (sheet["id"], sheet["revision"]):
            in_jira(demo, "DELETE", one["key"])


def break_head(demo: Demo, sheet: dict[str, Any], **members: Any) -> None:
    value = in_jira(demo, "GET", head_key(sheet["id"])).json()["value"]
    in_jira(demo, "PUT", head_key(sheet["id"]), {**value, **members})


def opens(someone: Person, demo: Demo, name: str) -> FrameLocator:
    app = someone.opens_sheets(demo.ready["projects"][0])
    app.locator("[data-open]").filter(has_text=name).first.click()
    return app


def is_open(app: FrameLocator, name: str) -> None:
    expect(app.get_by_role("heading", name=name)).to_be_visible()
    expect(app.get_by_text(re.compile(r"^[\d,]+ issues$"))).to_be_visible()


def test_a_sheet_that_lost_a_part_is_explained_and_restored(
    demo: Demo, person: Callable[..., Person]
) -> None:
    key = demo.ready["projects"][0]
    first = make_sheet(demo, "Lost a part", f'project = "{key}"')
    make_sheet(demo, "Beside it", f'project = "{key}"')
    delete_part(demo, save_again(demo, first, description="Then it broke"))
    someone = person()
    someone.is_user("site administrator")
    app = opens(someone, demo, "Lost a part")
    expect(app.get_by_role("heading", name="Part of this sheet is missing")).to_be_focused()
    expect(app.get_by_text("Then it broke")).to_be_visible()
    expect(app.get_by_role("button", name="Restore revision 2")).to_have_count(0)
    app.get_by_role("button", name="Restore revision 1").focus()
    someone.page.keyboard.press("Enter")
    expect(app.locator(".flag")).to_have_text("Revision 1 is restored")
    is_open(app, "Lost a part")

    app = opens(someone, demo, "Beside it")
    is_open(app, "Beside it")


def test_what_a_hand_wrote_is_shown_and_never_runs(demo: Demo, person: Callable[..., Person]) -> None:
    key = demo.ready["projects"][0]
    sheet = make_sheet(demo, "Broken head", f'project = "{key}"')
    deep: Any = "bottom"
    for _ in range(100):
        deep = [deep]
    someone = person()
    someone.is_user("site administrator")
    for members in (
        {"name": NASTY, "parts": "many"},
        {"name": "x" * 30_000},
        {"__proto__": {"polluted": True}, "name": "Proto"},
        {"scope": deep, "name": "Deep"},
    ):
        break_head(demo, sheet, **members)
        app = someone.opens_sheets(key)
        app.locator(f'[data-row][data-sheet="{sheet["id"]}"] [data-open]').first.click()
        expect(app.get_by_role("heading", name="This sheet was changed outside jxl")).to_be_visible()
        expect(app.get_by_role("button", name="Restore revision 1")).to_be_visible()
        assert app.locator("[data-screen] img[src='x'], [data-screen] script").count() == 0, members
        frame = someone.page.frames[-1]
        assert frame.evaluate("({}).polluted === undefined && document.title !== 'run'")
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    app.get_by_role("button", name="Restore revision 1").click()
    is_open(app, "Broken head")


def test_who_may_not_change_sheets_is_told_so_at_a_damaged_one(
    demo: Demo, person: Callable[..., Person]
) -> None:
    key = demo.ready["projects"][0]
    first = make_sheet(demo, "Not mine", f'project = "{key}"')
    delete_part(demo, save_again(demo, first, description="Second"))
    someone = person()
    someone.is_user("viewer")
    app = opens(someone, demo, "Not mine")
    button = app.get_by_role("button", name="Restore revision 1")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(app.locator("[data-refused]")).to_contain_text("JXL: Edit sheets")
    button.click(force=True)  # it is in the tab order, and says why it does nothing
    expect(app.get_by_role("heading", name="Part of this sheet is missing")).to_be_visible()
    app.get_by_role("link", name="Sheets", exact=True).click()
    expect(app.get_by_role("heading", name="Sheets", exact=True)).to_be_visible()


def test_a_sheet_comes_back_from_the_trash(demo: Demo, person: Callable[..., Person]) -> None:
    key = demo.ready["projects"][1]  # no other test throws away anything there
    for name in ("Thrown away", NASTY):
        sheet = make_sheet(demo, name, f'project = "{key}"', key)
        answer = demo.api("DELETE", f"/projects/{key}/sheets/{sheet['id']}", headers={"If-Match": "1"})
        assert answer.status_code == 204
    someone = person()
    someone.is_user("site administrator")
    app = someone.opens_sheets(key)
    app.locator("[data-go-trash]").click()
    expect(app.get_by_role("heading", name="Trash")).to_be_focused()
    expect(app.get_by_text(NASTY)).to_be_visible()
    expect(app.get_by_text("29 days").first).to_be_visible()
    app.get_by_role("button", name=f"Restore {NASTY}").click()
    expect(app.get_by_text(NASTY, exact=True)).to_have_count(0)
    app.get_by_role("button", name="Restore Thrown away").focus()
    someone.page.keyboard.press("Enter")
    expect(app.get_by_role("heading", name="The trash is empty")).to_be_visible()
    app.get_by_role("button", name="Open it").click()
    is_open(app, "Thrown away")
    someone.page.go_back()
    expect(app.get_by_role("heading", name="The trash is empty")).to_be_visible()


def test_readers_see_the_trash_with_the_reason(demo: Demo, person: Callable[..., Person]) -> None:
    key = demo.ready["projects"][0]
    sheet = make_sheet(demo, "Kept away", f'project = "{key}"')
    demo.api("DELETE", f"/projects/{key}/sheets/{sheet['id']}", headers={"If-Match": "1"})
    someone = person()
    someone.is_user("viewer")
    app = someone.opens_sheets(key)
    app.locator("[data-go-trash]").click()
    expect(app.get_by_role("button", name="Restore Kept away")).to_have_attribute("aria-disabled", "true")
    expect(app.locator("[data-refused]")).to_contain_text("JXL: Edit sheets")


def opens_revisions(app: FrameLocator, name: str) -> FrameLocator:
    is_open(app, name)
    app.get_by_role("heading", name=name).get_by_role("button").click()
    app.get_by_role("menuitem", name="Revisions").click()
    expect(app.get_by_role("dialog", name="Revisions")).to_be_visible()
    return app


def test_a_revision_is_looked_at_compared_restored_and_undone(
    demo: Demo, person: Callable[..., Person]
) -> None:
    key = demo.ready["projects"][0]
    first = make_sheet(demo, "Draft plan", f'project = "{key}"')
    views = [*first["views"], {"id": "own", "name": NASTY}]
    save_again(demo, first, name="Final plan", views=views, columns=first["columns"][1:])
    someone = person()
    someone.is_user("site administrator")
    app = opens_revisions(opens(someone, demo, "Final plan"), "Final plan")
    dialog = app.get_by_role("dialog", name="Revisions")
    newest = dialog.get_by_role("button", name=re.compile("^Revision 2"))
    expect(newest).to_have_attribute("aria-pressed", "true")
    expect(newest).to_contain_text("Renamed from “Draft plan”")
    expect(dialog.get_by_text("This is the definition as", exact=False)).to_be_visible()
    expect(dialog.get_by_role("button", name=re.compile("^Restore"))).to_have_count(0)

    dialog.get_by_role("button", name=re.compile("^Revision 1")).click()
    expect(dialog.get_by_role("heading", name="Between 1 and now")).to_be_visible()
    details = dialog.get_by_role("region", name="The revision")
    expect(details).to_contain_text("Draft plan")
    expect(details.get_by_role("listitem").filter(has_text="Column “Key” removed")).to_be_visible()
    expect(details.get_by_role("listitem").filter(has_text=NASTY)).to_be_visible()
    dialog.get_by_role("button", name="Restore revision 1").click()
    expect(dialog).to_have_count(0)
    is_open(app, "Draft plan")
    app.get_by_role("button", name="Undo").click()
    is_open(app, "Final plan")
    sheet = demo.api("GET", f"/projects/{key}/sheets/{first['id']}").json()
    assert (sheet["revision"], sheet["views"][1]["name"]) == (4, NASTY)


def test_a_restore_never_overwrites_what_others_saved_unseen(
    demo: Demo, person: Callable[..., Person]
) -> None:
    first = make_sheet(demo, "Busy", f'project = "{demo.ready["projects"][0]}"')
    second = save_again(demo, first, description="Second")
    someone = person()
    someone.is_user("site administrator")
    app = opens_revisions(opens(someone, demo, "Busy"), "Busy")
    dialog = app.get_by_role("dialog", name="Revisions")
    dialog.get_by_role("button", name=re.compile("^Revision 1")).click()
    save_again(demo, second, description="Third, by somebody else")
    dialog.get_by_role("button", name="Restore revision 1").click()
    expect(dialog.get_by_role("button", name=re.compile("^Revision 3"))).to_contain_text("Current")
    someone.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_readers_look_at_revisions_but_are_told_why_they_cannot_restore(
    demo: Demo, person: Callable[..., Person]
) -> None:
    first = make_sheet(demo, "Only looked at", f'project = "{demo.ready["projects"][0]}"')
    save_again(demo, first, description="Second")
    someone = person()
    someone.is_user("viewer")
    app = opens_revisions(opens(someone, demo, "Only looked at"), "Only looked at")
    dialog = app.get_by_role("dialog", name="Revisions")
    dialog.get_by_role("button", name=re.compile("^Revision 1")).click()
    expect(dialog.get_by_role("button", name="Restore revision 1")).to_have_attribute("aria-disabled", "true")
    expect(dialog.get_by_text("You may not change or delete sheets", exact=False)).to_be_visible()
