"""Pages out of the index: search, filters, orders and what a person keeps, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from jxl.connect.tables import InstallationRow
from jxl.db import begin_write, db
from jxl.sheets import index, personal
from jxl.sheets.cards import (
    Only,
    Sort,
    Wanted,
    count_cards,
    count_owners,
    find_cards,
    find_cards_of,
    newest_projects,
    place_of,
)
from jxl.sheets.folding import words_of
from jxl.sheets.index import About, Known, PersonState, Place
from jxl.sheets.personal import Kind

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ANN, BOB = "ann", "bob"
BOOKS = [
    # name, description, owner, project
    ("Release 24 plan", "Everything that ships", ANN, "10000"),
    ("Backlog", "Open work, 50% estimated", BOB, "10000"),
    ("Étude", "straße und Ärger", ANN, "10001"),
    ("épingle", "under_score", None, "10001"),
    ("Zoo", "", BOB, "10002"),
]

pytestmark = pytest.mark.usefixtures("any_app")


def add(
    name: str, description: str, owner: str | None, project: str, minutes: int = 0, installation: int = 1
) -> Place:
    place = Place(installation, project, f"s{abs(hash(name)) % 10**9}")
    about = About(description, NOW, owner, owner, 13, 1)
    index.mend(place, Known(1, "abc", name, None, NOW + timedelta(minutes=minutes), about), NOW, None)
    return place


@pytest.fixture
def books(any_app: Flask) -> dict[str, Place]:
    places = {}
    for number, (name, description, owner, project) in enumerate(BOOKS):
        places[name] = add(name, description, owner, project, number)
    add("Elsewhere", "of another site", ANN, "10000", installation=2)
    return places


def wanted(query: str = "", **members: Any) -> Wanted:
    projects = members.pop("project_ids", ["10000", "10001", "10002"])
    return Wanted(1, projects, ANN, NOW - timedelta(days=30), words=words_of(query), **members)


def names(asked: Wanted, sort: Sort = Sort.UPDATED, is_descending: bool = True, limit: int = 50) -> list[str]:
    cards = find_cards(asked, sort, is_descending=is_descending, after=None, limit=limit)
    return [card.name for card in cards]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Release 24 plan", "Backlog", "Étude", "épingle", "Zoo"}),
        ("RELEASE", {"Release 24 plan"}),
        ("plan release", {"Release 24 plan"}),
        ("etude", {"Étude"}),
        ("É", {"Release 24 plan", "Étude", "épingle", "Backlog"}),
        ("STRASSE arger", {"Étude"}),
        ("50%", {"Backlog"}),
        ("0%e", set()),
        ("r_s", {"épingle"}),
        ("%", {"Backlog"}),
        ("/", set()),
        ("' OR 1=1 --", set()),
        ("elsewhere", set()),
    ],
)
@pytest.mark.usefixtures("books")
def test_search_takes_words_as_they_are(query: str, found: set[str]) -> None:
    assert set(names(wanted(query))) == found
    assert count_cards(wanted(query)).all == len(found)


@pytest.mark.usefixtures("books")
def test_owners_are_searched_by_the_names_that_the_caller_found() -> None:
    asked = wanted("plan mara", people={"mara": frozenset({ANN})})
    assert names(asked) == ["Release 24 plan"]
    assert names(wanted("mara", people={"mara": frozenset({ANN})})) == ["Étude", "Release 24 plan"]
    assert names(wanted("mara")) == []


@pytest.mark.usefixtures("books")
def test_filters_and_orders() -> None:
    assert names(wanted()) == ["Zoo", "épingle", "Étude", "Backlog", "Release 24 plan"]
    assert names(wanted(), Sort.UPDATED, False)[0] == "Release 24 plan"
    assert names(wanted(), Sort.NAME, False) == ["Backlog", "épingle", "Étude", "Release 24 plan", "Zoo"]
    assert names(wanted(owner=BOB), Sort.NAME, True) == ["Zoo", "Backlog"]
    assert names(wanted(project_ids=["10001"])) == ["épingle", "Étude"]
    assert names(wanted(project_ids=[])) == []
    assert newest_projects(wanted(), 2) == ["10002", "10001"]


@pytest.mark.usefixtures("books")
def test_owner_by_owner() -> None:
    assert count_owners(wanted()) == {ANN: 2, BOB: 2, None: 1}
    cards = find_cards_of(wanted(), [BOB, ANN, None], None, 4)
    assert [card.name for card in cards] == ["Backlog", "Zoo", "Étude", "Release 24 plan"]
    rest = find_cards_of(wanted(), [ANN, None], place_of(cards[2], Sort.OWNER), 10)
    assert [card.name for card in rest] == ["Release 24 plan", "épingle"]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sort=st.sampled_from([Sort.NAME, Sort.UPDATED]), is_descending=st.booleans(), limit=st.integers(1, 4))
@pytest.mark.usefixtures("books")
def test_pages_put_together_are_the_list(sort: Sort, is_descending: bool, limit: int) -> None:
    for name in ("Zoo", "épingle"):  # of the same name and moment as others
        add(name + " ", "", BOB, "10000", 3)
    whole = [
        card.sheet_id
        for card in find_cards(wanted(), sort, is_descending=is_descending, after=None, limit=99)
    ]
    parts: list[str] = []
    after = None
    while page := find_cards(wanted(), sort, is_descending=is_descending, after=after, limit=limit):
        parts += [card.sheet_id for card in page]
        after = place_of(page[-1], sort)
    assert parts == whole
    assert len(set(parts)) == 7


def test_favourites_and_recent_sheets_are_each_persons_own(books: dict[str, Place]) -> None:
    personal.set_favourite(books["Zoo"], ANN, True)
    personal.set_favourite(books["Zoo"], ANN, True)
    personal.set_favourite(books["Backlog"], BOB, True)
    personal.note_opened(books["Backlog"], ANN, lambda: NOW - timedelta(days=1))
    personal.note_opened(books["Étude"], ANN, lambda: NOW - timedelta(days=2))
    personal.note_opened(books["Zoo"], ANN, lambda: NOW - timedelta(days=40))
    counts = count_cards(wanted(only=Only.FAVOURITES))
    assert (counts.all, counts.favourites, counts.recent) == (5, 1, 2)
    assert names(wanted(only=Only.FAVOURITES)) == ["Zoo"]
    assert names(wanted(only=Only.RECENT), Sort.OPENED) == ["Backlog", "Étude"]
    personal.note_opened(books["Étude"], ANN, lambda: NOW)
    assert names(wanted(only=Only.RECENT), Sort.OPENED) == ["Étude", "Backlog"]
    (zoo,) = find_cards(wanted(), Sort.NAME, is_descending=True, after=None, limit=1)
    assert (zoo.is_favourite, zoo.opened_at) == (True, None)
    personal.set_favourite(books["Zoo"], ANN, False)
    assert names(wanted(only=Only.FAVOURITES)) == []
    assert count_cards(wanted()).favourites == 0


def test_what_a_person_keeps_goes_with_the_installation(books: dict[str, Place]) -> None:
    personal.set_favourite(books["Zoo"], ANN, True)
    personal.save_state(books["Zoo"], ANN, Kind.VIEW, {"v": {"sort": []}})
    other = Place(2, "10000", "x")
    personal.save_state(other, ANN, Kind.VIEW, {"kept": 1})
    begin_write()
    db.session.execute(delete(InstallationRow).where(InstallationRow.id == 1))
    db.session.commit()
    assert [(one.installation_id, one.kind) for one in db.session.query(PersonState)] == [(2, "view")]
    assert personal.load_state(other, ANN, Kind.VIEW) == {"kept": 1}
    assert index.list_entries(1) == []


def test_state_is_kept_for_each_person_sheet_and_kind(books: dict[str, Place]) -> None:
    place = books["Zoo"]
    assert personal.load_state(place, ANN, Kind.VIEW) == {}
    personal.save_state(place, ANN, Kind.VIEW, {"v1": {"widths": {"a": 120}}})
    personal.save_state(place, ANN, Kind.VIEW, {"v1": {"widths": {"a": 90}}})
    personal.save_state(place, ANN, Kind.COLLAPSED, {"rows": ["10001"]})
    assert personal.load_state(place, ANN, Kind.VIEW) == {"v1": {"widths": {"a": 90}}}
    assert personal.load_state(place, BOB, Kind.VIEW) == {}
    assert personal.load_state(books["Backlog"], ANN, Kind.VIEW) == {}
    personal.delete_state(place, ANN, Kind.VIEW)
    assert personal.load_state(place, ANN, Kind.VIEW) == {}
    assert personal.load_state(place, ANN, Kind.COLLAPSED) == {"rows": ["10001"]}


def test_names_of_people_are_not_kept(books: dict[str, Place]) -> None:
    condition = {"column": "assignee", "op": "is", "value": "5b10", "text": "Mara Lindqvist"}
    kept = personal.save_state(
        books["Zoo"], ANN, Kind.VIEW, {"v": {"filter": {"all": [condition]}, "text": "x"}}
    )
    assert kept["v"]["filter"]["all"] == [{"column": "assignee", "op": "is", "value": "5b10"}]
    assert kept["v"]["text"] == "x"
    assert "Mara" not in db.session.query(PersonState).one().json
