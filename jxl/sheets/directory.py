"""
Lists of sheets as one person may see them: which entries, with whose names, and what they may do there.

In the directory an entry is there only if the person may open the sheet: the projects in which they may are found
first, and nothing else is looked into. It costs two rounds to Jira from nothing: the person's token; then the rights in
all projects with sheets and, side by side with them, the names that the page will show if they may open all of it.
Where they may not, other sheets move up, whose names cost a third round.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from jxl.connect.models import Caller
from jxl.errors import JiraNotFound, JxlError, NotFound
from jxl.jira.concurrency import run_ahead
from jxl.jira.permissions import MOST_AT_ONCE
from jxl.jira.projects import JiraProject, search_projects
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.policy import Action, Facts, decide
from jxl.sheets import index, listing
from jxl.sheets.cards import (
    Counts,
    Sort,
    Wanted,
    count_cards,
    count_owners,
    newest_projects,
)
from jxl.sheets.folding import fold, words_of
from jxl.sheets.list_requests import ListRequest
from jxl.sheets.listing import Owner, Page
from jxl.sheets.names import CALLS_AT_ONCE, Person
from jxl.sheets.presentation import people_of, show_card, show_project
from jxl.sheets.services import SheetTools

RECENT_FOR = timedelta(days=30)
TRASH_FOR = timedelta(days=30)
OWNERS_NAMED = (
    800  # eight questions at once: of more, those with the most sheets are found and sorted by their names
)
CHOICES = 50
ME = "me"

JSON = dict[str, Any]

logger = logging.getLogger(__name__)


def show_project_sheets(tools: SheetTools, caller: Caller, facts: ProjectFacts, asked: ListRequest) -> JSON:
    """Write a page of a project's sheets; that the person may see the list was decided before."""
    sheets, project = tools.services.sheets, facts.project
    if asked.page.cursor is None:
        listing.reconcile(sheets, caller.installation, project.id)
    wanted = _wanted(tools, caller, [project.id], asked)
    page = _load(tools, caller, wanted, asked, read_again_after=listing.READ_AGAIN_AFTER)
    people = tools.names.people(caller, people_of(page.cards))
    values = [show_card(card, project, facts.facts, people) for card in page.cards]
    return {"values": values, "next": page.next, "counts": _show_counts(count_cards(wanted))}


def show_directory(tools: SheetTools, caller: Caller, asked: ListRequest) -> JSON:
    """Write a page of the directory; that the person may open it was decided before."""
    facts = ask_rights(tools, caller)  # the answer of a moment ago, where it was asked for ahead
    allowed = _within(tools, caller, _openable(facts), asked.project)
    wanted = _wanted(tools, caller, allowed, asked)
    page = _load(tools, caller, wanted, asked)
    ids = [card.project_id for card in page.cards]
    people, projects = tools.names.look_up(caller, people_of(page.cards), ids)
    values = [
        show_card(card, projects[card.project_id], facts[card.project_id], people)
        for card in page.cards
        if card.project_id in projects
    ]
    return {"values": values, "next": page.next, "counts": _show_counts(count_cards(wanted))}


def ask_rights(tools: SheetTools, caller: Caller) -> dict[str, Facts]:
    """
    Ask what the person may do in all projects with sheets.

    The answer tells what the site grants as well: asked first, the directory costs one permission question.
    """
    project_ids = index.projects_with_sheets(caller.installation.id)
    return tools.services.permissions.facts_for_projects(caller, project_ids)


def ask_ahead(tools: SheetTools, caller: Caller, asked: ListRequest) -> dict[str, Facts]:
    """As :func:`ask_rights`; names that the page is likely to need are asked for at the same time, to be remembered."""
    project_ids = index.projects_with_sheets(caller.installation.id)
    if not 0 < len(project_ids) <= MOST_AT_ONCE:
        return tools.services.permissions.facts_for_projects(caller, project_ids)
    wanted = _filtered(tools, caller, project_ids, asked)
    page = asked.page
    people: list[str | None] = []
    if words_of(asked.query) or page.sort is Sort.OWNER:
        people = list(count_owners(wanted, OWNERS_NAMED))
    cards = listing.guess_page(wanted, page)
    *_, questions = tools.names.begin(
        caller,
        list(dict.fromkeys(i for i in [*people, *people_of(cards)] if i)),
        list(dict.fromkeys(card.project_id for card in cards)),
    )
    facts: dict[str, Facts] = {}

    def ask_facts() -> None:
        facts.update(tools.services.permissions.facts_for_projects(caller, project_ids))

    for _ in run_ahead([ask_facts, *map(_leniently, questions)], CALLS_AT_ONCE):
        pass
    return facts


def _leniently(question: Callable[[], None]) -> Callable[[], None]:
    """What is only asked ahead may fail: it is asked again where it is needed."""

    def ask() -> None:
        try:
            question()
        except JxlError as exc:
            logger.warning("names could not be asked for ahead", extra={"code": exc.code})

    return ask


def find_owners(tools: SheetTools, caller: Caller, project_ids: list[str], query: str) -> JSON:
    """Find people who created sheets in these projects, by words of their names."""
    wanted = _wanted(tools, caller, project_ids, ListRequest())
    counts = count_owners(wanted, OWNERS_NAMED)
    words = words_of(query)
    people = [
        person
        for person in tools.names.people(caller, counts).values()
        if person.display_name and all(word in fold(person.display_name) for word in words)
    ]
    people.sort(key=lambda person: (fold(person.display_name or ""), person.account_id))
    values = [person.to_json() | {"sheets": counts[person.account_id]} for person in people[:CHOICES]]
    return {"values": values, "next": None, "hasMore": len(people) > CHOICES}


def find_directory_owners(tools: SheetTools, caller: Caller, query: str) -> JSON:
    """Find people who created sheets that the person may open."""
    return find_owners(tools, caller, _openable(ask_rights(tools, caller)), query)


def find_directory_projects(tools: SheetTools, caller: Caller, query: str) -> JSON:
    """Find projects with sheets that the person may open: by name or key, or without words the last changed."""
    allowed = _openable(ask_rights(tools, caller))
    wanted = _wanted(tools, caller, allowed, ListRequest())
    found: list[JiraProject]
    if query.strip():
        client = tools.services.jira.as_user(caller.installation, caller.person)
        page = search_projects(client, query=query.strip(), max_results=CHOICES)
        found = [project for project in page.projects if project.id in set(allowed)]
        has_more = page.next_start is not None
    else:
        ids = newest_projects(wanted, CHOICES + 1)
        named = tools.names.projects(caller, ids[:CHOICES])
        found = sorted(named.values(), key=lambda project: (fold(project.name), project.key))
        has_more = len(ids) > CHOICES
    return {"values": [show_project(project) for project in found], "next": None, "hasMore": has_more}


def count_trash(tools: SheetTools, caller: Caller, project_id: str) -> int:
    """Count the sheets of a project that can be taken out of the trash."""
    since = tools.services.sheets.now() - TRASH_FOR
    return index.count_trash(caller.installation.id, project_id, since)


def _openable(facts: dict[str, Facts]) -> list[str]:
    return [project_id for project_id, one in facts.items() if decide(Action.OPEN_SHEET, one).allowed]


def _within(tools: SheetTools, caller: Caller, allowed: list[str], project: str) -> list[str]:
    """Narrow to one project, named by id or key; one that is not among the allowed ones leaves nothing."""
    if not project:
        return allowed
    project_id = project
    if not project.isdecimal():
        try:
            project_id = tools.services.permissions.facts(caller, project).project.id
        except (NotFound, JiraNotFound):
            return []
    return [project_id] if project_id in allowed else []


def _filtered(tools: SheetTools, caller: Caller, project_ids: list[str], asked: ListRequest) -> Wanted:
    """What is asked for, but for the words."""
    return Wanted(
        installation_id=caller.installation.id,
        project_ids=project_ids,
        account_id=caller.person,
        recent_since=tools.services.sheets.now() - RECENT_FOR,
        owner=(caller.person if asked.owner == ME else asked.owner) or None,
        only=asked.only,
    )


def _wanted(tools: SheetTools, caller: Caller, project_ids: list[str], asked: ListRequest) -> Wanted:
    wanted = _filtered(tools, caller, project_ids, asked)
    words = words_of(asked.query)
    if not words:
        return wanted
    people = tools.names.people(caller, count_owners(wanted, OWNERS_NAMED)).values()
    names = {person.account_id: fold(person.display_name or "") for person in people}
    by_word = {word: frozenset(i for i, name in names.items() if word in name) for word in words}
    return replace(wanted, words=words, people=by_word)


def _load(
    tools: SheetTools,
    caller: Caller,
    wanted: Wanted,
    asked: ListRequest,
    read_again_after: timedelta | None = None,
) -> Page:
    owners = _owners(tools, caller, wanted) if asked.page.sort is Sort.OWNER else ()
    return listing.load_page(
        tools.services.sheets,
        caller.installation,
        wanted,
        asked.page,
        owners,
        read_again_after=read_again_after,
    )


def _owners(tools: SheetTools, caller: Caller, wanted: Wanted) -> list[Owner]:
    """All who created one of the sheets, with the names by which lists are sorted."""
    ids = list(count_owners(wanted))
    people = tools.names.people(caller, ids[:OWNERS_NAMED])
    nobody = Person("")
    owners = []
    for account_id in ids:
        name = fold(people.get(account_id or "", nobody).display_name or "")
        owners.append(Owner(not name, name, account_id or ""))
    return owners


def _show_counts(counts: Counts) -> JSON:
    return {"all": counts.all, "favourites": counts.favourites, "recent": counts.recent}
