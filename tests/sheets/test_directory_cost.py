"""What a page of the directory costs: calls, permission questions, and the longest chain of calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jxl.db import db
from tests.sheets.virtual_jira import VirtualSite, make_virtual_site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualSite]:
    site = make_virtual_site(tmp_path, monkeypatch)
    yield site
    with site.app.app_context():
        db.engine.dispose()


def test_five_hundred_projects_cost_one_permission_question(site: VirtualSite) -> None:
    site.fill(projects=500, sheets=1000)
    site.forget()
    answer = site.get("/api/v1/sheets?limit=200")
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert (len(answer.json["values"]), answer.json["counts"]["all"]) == (200, 1000)
    assert len(site.jira.questions) == 1
    assert site.jira.rounds == 2, site.jira.calls  # the token; the rights and all names side by side


def test_the_first_page_of_ten_thousand_sheets_is_two_rounds_from_nothing(site: VirtualSite) -> None:
    site.fill(projects=900, sheets=10_000, owners=500)
    site.forget()
    answer = site.get("/api/v1/sheets")
    assert answer.json is not None
    assert [one["name"] for one in answer.json["values"][:2]] == ["Sheet 09999", "Sheet 09998"]
    assert site.jira.rounds == 2, site.jira.calls
    site.jira.rounds = 0
    assert site.get("/api/v1/sheets").status_code == 200
    assert site.jira.rounds == 0  # within half a minute nothing is asked again


@pytest.mark.parametrize(
    "query",
    [
        "query=sheet+12",
        "sort=owner",
        "sort=owner&dir=desc&query=person",
        "sort=name&owner=u7",
        "project=10007",
    ],
)
def test_searches_and_orders_take_three_rounds_at_most(site: VirtualSite, query: str) -> None:
    site.fill(projects=500, sheets=1000, owners=400)
    site.forget()
    answer = site.get(f"/api/v1/sheets?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert answer.json["values"]
    assert len(site.jira.questions) <= 3
    assert site.jira.rounds <= 3, site.jira.calls


def test_more_projects_than_one_question_takes_are_asked_about_side_by_side(site: VirtualSite) -> None:
    site.fill(projects=2500, sheets=2500)
    site.forget()
    assert site.get("/api/v1/sheets").status_code == 200
    assert len(site.jira.questions) == 3
    assert site.jira.rounds == 3


def test_what_filters_offer_costs_no_more(site: VirtualSite) -> None:
    site.fill(projects=500, sheets=1000, owners=400)
    for path in (
        "/api/v1/sheets/owners?query=u39",
        "/api/v1/sheets/projects",
        "/api/v1/sheets/projects?query=x",
    ):
        site.forget()
        answer = site.get(path)
        assert answer.status_code == 200, answer.text
        assert site.jira.rounds <= 3, site.jira.calls


def test_projects_that_may_not_be_opened_are_left_out_before_pages_are_cut(site: VirtualSite) -> None:
    site.fill(projects=10, sheets=1000)
    site.jira.closed = {str(10_000 + n) for n in range(10) if n != 3}
    site.forget()
    names: list[str] = []
    cursor = ""
    while True:
        answer = site.get(f"/api/v1/sheets?limit=40&cursor={cursor}").json
        assert answer is not None
        assert len(answer["values"]) == 40 or answer["next"] is None
        names += [one["name"] for one in answer["values"]]
        assert answer["counts"]["all"] == 100
        if answer["next"] is None:
            break
        cursor = answer["next"]
    assert names == [f"Sheet {n:05}" for n in range(993, -1, -10)]
    for path in ("query=sheet", "project=10001", "project=P10001", "owner=u0&project=10000"):
        hidden = site.get(f"/api/v1/sheets?{path}").json
        assert hidden is not None
        assert all(one["project"]["id"] == "10003" for one in hidden["values"])
    assert site.get("/api/v1/sheets/projects").json == {
        "values": [{"id": "10003", "key": "P10003", "name": "Project 10003"}],
        "next": None,
        "hasMore": False,
    }


def test_without_the_right_there_is_no_directory(site: VirtualSite) -> None:
    site.fill(projects=3, sheets=3)
    site.jira.rights = {"BROWSE_PROJECTS", "view-sheets-project"}
    site.forget()
    for path in ("sheets", "sheets/owners", "sheets/projects"):
        assert site.get(f"/api/v1/{path}").status_code == 403
    assert len(site.jira.questions) == 1


def test_an_empty_site_asks_about_the_site_alone(site: VirtualSite) -> None:
    site.forget()
    answer = site.get("/api/v1/sheets")
    assert answer.json == {
        "values": [],
        "next": None,
        "counts": {"all": 0, "favourites": 0, "recent": 0},
    }
    assert site.jira.rounds == 2
