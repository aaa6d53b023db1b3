"""
What a batch of changes asks of Jira before anything is written: values of this moment, rights, choices, and what texts
mean. As the person, afresh, for all issues together.

An issue is read once: what decides about its rights is taken from the same answer as its values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jxl.errors import JiraBadRequest, JxlError
from jxl.jira.client import JiraClient
from jxl.jira.codecs import read_choices
from jxl.jira.concurrency import run_ahead
from jxl.jira.fields import JiraField
from jxl.jira.issues import BULK_FETCH_SIZE, BulkIssues, bulk_fetch_with_errors, fetch_editmeta
from jxl.jira.kinds import Kind
from jxl.jira.myself import fetch_myself
from jxl.jira.people import search_people
from jxl.jira.permissions import MOST_AT_ONCE, check
from jxl.jira.search import SearchPage
from jxl.jira.typed_text import Choice
from jxl.jira.writes import fetch_open_sprints, search_assignable, search_groups
from jxl.permissions.cells import Denial, IssueFacts, IssueRight
from jxl.sheets.access_classes import CLASS_FIELDS, AccessClasses
from jxl.sheets.cell_rights import Denials, ask_denials
from jxl.sheets.edits import MOST_PEOPLE, Change, Move, Surroundings, lookups

CALLS_AT_ONCE = 8
_OF_PROJECT = ("assignee", "sprint")
_NEED_ZONE = frozenset({Kind.DATE, Kind.DATETIME})

Question = tuple[str, str, str]  # what, text, key of the project where that matters


class Reading:
    """
    What Jira says of the issues of one batch. Also the ``IssueSource`` that rights are asked through.

    Args:
        client: Of the person, made for this batch.
        fields: Those of the changes, by id.
    """

    def __init__(
        self, client: JiraClient, fields: Mapping[str, JiraField], changes: Sequence[Change]
    ) -> None:
        self._client = client
        self._fields = fields
        self._changes = changes
        self.issues: dict[str, dict[str, Any]] = {}
        self._errors: dict[str, str] = {}
        self._held: dict[str, frozenset[str]] = {}
        self._screens: dict[Hashable, dict[str, dict[str, Any]]] = {}
        self._classes = AccessClasses("")
        self._found: dict[Question, tuple[Choice, ...]] = {}
        self._lookup_errors: dict[Question, JxlError] = {}
        self.visible_parents: set[str] = set()
        self._zone: tzinfo = UTC
        self.denials: Denials = {}
        self.may_not_rank: frozenset[str] = frozenset()

    def read(self, asked: Sequence[str], *, shows_parents: bool) -> None:
        """
        Ask everything that verdicts need.

        Args:
            asked: Field ids to read of each issue.
            shows_parents: Whether cells name parents, which the person may not be allowed to see.

        Raises:
            JiraError: Jira did not give the issues.
        """
        self._read_issues(dict.fromkeys((*asked, *CLASS_FIELDS, "updated")))
        cells: dict[str, list[str]] = {}
        for change in self._changes:
            field = self._fields.get(change.field)
            if field is None or field.kind is not Kind.RANK:
                cells.setdefault(change.issue, []).append(change.field)
            else:
                cells.setdefault(change.issue, [])
        self.denials = ask_denials(self, cells, self._fields.values())
        self._ask_ranks()
        self._look_up(shows_parents=shows_parents)

    # -- what is known now ------------------------------------------------------------------------------------------

    def facts(self, issue_id: str) -> IssueFacts | None:
        """What an issue is; None where it is not there or the person may not see it."""
        issue = self.issues.get(issue_id)
        return None if issue is None else self._classes.facts(self._class_of(issue))

    def raw(self, issue_id: str, field_id: str) -> Any:
        return _fields_of(self.issues.get(issue_id, {})).get(field_id)

    def error_of(self, issue_id: str) -> str | None:
        """Jira's words about an issue that it could not read just now."""
        return self._errors.get(issue_id)

    def lookup_error(self, change: Change) -> JxlError | None:
        """The failure of a question that a change needs an answer to."""
        questions = self._questions(change)
        return next((e for q in questions if (e := self._lookup_errors.get(q)) is not None), None)

    def surroundings(self, change: Change, now: datetime) -> Surroundings:
        """What the wanted value of a change is understood with."""
        issue = self.issues[change.issue]
        status = _fields_of(issue).get("status")
        status = status if isinstance(status, dict) else {}
        project = self._project_key(change.issue)

        def find(what: str, text: str) -> Sequence[Choice]:
            return self._found.get((what, text, project if what in _OF_PROJECT else ""), ())

        return Surroundings(
            choices=read_choices(self.screen(change.issue).get(change.field)),
            moves=_moves_of(issue),
            status=str(status.get("name") or "this status"),
            status_id=str(status.get("id") or ""),
            find=find,
            today=self._today(now),
            zone=self._zone,
        )

    def screen(self, issue_id: str) -> Mapping[str, dict[str, Any]]:
        """``editmeta`` of an issue, by field id; empty where it was not asked for."""
        return self._screens.get(self._screen_key(issue_id), {})

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    # -- the questions ----------------------------------------------------------------------------------------------

    def _read_issues(self, asked: Iterable[str]) -> None:
        moving = {c.issue for c in self._changes if self._kind(c.field) is Kind.STATUS}
        ids = list(dict.fromkeys(change.issue for change in self._changes))
        fields = list(asked)
        tasks: list[Callable[[], BulkIssues]] = []
        for group, expand in (([i for i in ids if i not in moving], ()), (sorted(moving), ("transitions",))):
            for start in range(0, len(group), BULK_FETCH_SIZE):
                part = group[start : start + BULK_FETCH_SIZE]
                tasks.append(partial(bulk_fetch_with_errors, self._client, part, fields, expand))
        for bulk in run_ahead(tasks, CALLS_AT_ONCE):
            self._errors.update(bulk.errors)
            self.issues.update({str(issue.get("id")): issue for issue in bulk.issues})

    def _ask_ranks(self) -> None:
        ids = [c.issue for c in self._changes if self._kind(c.field) is Kind.RANK and c.issue in self.issues]
        if not ids:
            return
        right = IssueRight.SCHEDULE_ISSUES
        held: set[str] = set()
        for start in range(0, len(ids), MOST_AT_ONCE):
            part = ids[start : start + MOST_AT_ONCE]
            held |= check(self._client, (), [right], (), part).issues.get(right, frozenset())
        self.may_not_rank = frozenset(ids) - held

    def _look_up(self, *, shows_parents: bool) -> None:
        questions = dict.fromkeys(q for change in self._changes for q in self._questions(change))
        named = [text for what, text, _ in questions if what == "issue"]
        parents = set(named)
        if shows_parents:
            held = (_fields_of(issue).get("parent") for issue in self.issues.values())
            parents |= {str(parent["id"]) for parent in held if isinstance(parent, dict) and "id" in parent}
        tasks: list[Callable[[], None]] = [partial(self._ask, q) for q in questions if q[0] != "issue"]
        sorted_parents = sorted(parents)
        for start in range(0, len(sorted_parents), BULK_FETCH_SIZE):
            tasks.append(partial(self._ask_parents, sorted_parents[start : start + BULK_FETCH_SIZE]))
        if any(self._kind(c.field) in _NEED_ZONE and c.text is not None for c in self._changes):
            tasks.append(self._ask_zone)
        for _ in run_ahead(tasks, CALLS_AT_ONCE):
            pass

    def _questions(self, change: Change) -> list[Question]:
        field = self._fields.get(change.field)
        if field is None or change.issue not in self.issues:
            return []
        project = self._project_key(change.issue)
        return [(what, text, project if what in _OF_PROJECT else "") for what, text in lookups(field, change)]

    def _ask(self, question: Question) -> None:
        what, text, project = question
        try:
            if what == "people":
                people = search_people(self._client, text, MOST_PEOPLE)
                found = [Choice(person.account_id, person.display_name) for person in people]
            elif what == "assignee":
                found = [Choice(p.id, p.name) for p in search_assignable(self._client, project, text)]
            elif what == "group":
                found = [Choice(g.id, g.name) for g in search_groups(self._client, text)]
            else:
                found = [Choice(s.id, s.name) for s in fetch_open_sprints(self._client, project)]
        except JxlError as exc:
            self._lookup_errors[question] = exc
            return
        self._found[question] = tuple(found)

    def _ask_parents(self, named: Sequence[str]) -> None:
        """Ask which issues the person sees, by id or key: Jira tells an issue's parent to whoever sees the issue."""
        try:
            bulk = bulk_fetch_with_errors(self._client, named, ["issuetype"])
        except JiraBadRequest as exc:
            # One name that cannot be a key spoils the whole question.
            if len(named) > 1:
                for one in named:
                    self._ask_parents([one])
            elif exc.jira_status != 400:
                self._lookup_errors["issue", named[0], ""] = exc
            return
        except JxlError as exc:
            self._lookup_errors.update({("issue", name, ""): exc for name in named})
            return
        for issue in bulk.issues:
            issue_id, key = str(issue.get("id")), str(issue.get("key"))
            self.visible_parents.add(issue_id)
            for name in (issue_id, key.upper()):
                self._found["issue", name, ""] = (Choice(issue_id, key),)

    def _ask_zone(self) -> None:
        name = fetch_myself(self._client).time_zone
        try:
            self._zone = ZoneInfo(name) if name else UTC
        except (ZoneInfoNotFoundError, ValueError):
            self._zone = UTC

    # -- the source of rights ---------------------------------------------------------------------------------------

    def fetch(self, ids: Sequence[str], fields: Sequence[str]) -> BulkIssues:
        """Give what was read; rights look at no other fields than :data:`CLASS_FIELDS`."""
        if not set(fields) <= set(CLASS_FIELDS):
            raise ValueError("only what decides about rights was read")
        return BulkIssues(
            [self.issues[i] for i in ids if i in self.issues],
            {i: self._errors[i] for i in ids if i in self._errors},
        )

    def granted(self, ids: Sequence[str], rights: Sequence[str]) -> dict[str, frozenset[str]]:
        held = check(self._client, (), rights, (), ids).issues
        for issue_id in ids:
            mine = {right for right in rights if issue_id in held.get(right, frozenset())}
            self._held[issue_id] = self._held.get(issue_id, frozenset()) | mine
        return held

    def on_screen(self, issue_id: str, key: Hashable) -> frozenset[str]:  # noqa: ARG002 - the protocol's
        """Ask for an edit screen and keep it whole, with its choices, for all issues that are the same to it."""
        screen = fetch_editmeta(self._client, issue_id)
        self._screens[self._screen_key(issue_id)] = screen
        return frozenset(screen)

    def search(self, jql: str, fields: Sequence[str], max_results: int, token: str | None) -> SearchPage:
        raise NotImplementedError

    def count(self, jql: str) -> int:
        raise NotImplementedError

    def points(self) -> int:
        return self._client.usage.points

    # -- helpers ----------------------------------------------------------------------------------------------------

    def _kind(self, field_id: str) -> Kind | None:
        field = self._fields.get(field_id)
        return None if field is None else field.kind

    def _class_of(self, issue: Mapping[str, Any]) -> str:
        return self._classes.name(_fields_of(issue))

    def _screen_key(self, issue_id: str) -> Hashable:
        issue = self.issues.get(issue_id)
        if issue is None:
            return None
        rights = self._held.get(issue_id, frozenset())
        return (*self._classes.screen(self._class_of(issue)), tuple(sorted(rights)))

    def _project_key(self, issue_id: str) -> str:
        project = _fields_of(self.issues.get(issue_id, {})).get("project")
        return str(project.get("key") or project.get("id")) if isinstance(project, dict) else ""


def no_rank(facts: IssueFacts) -> Denial:
    """Say who can let somebody rank issues."""
    project = facts.project or "this project"
    return Denial(
        "no_right",
        f"You may not rank issues in {project}. Its administrator can give you Schedule issues.",
    )


def _fields_of(issue: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = issue.get("fields")
    return fields if isinstance(fields, dict) else {}


def _moves_of(issue: Mapping[str, Any]) -> list[Move]:
    transitions = issue.get("transitions")
    moves = []
    for transition in transitions if isinstance(transitions, list) else ():
        to = transition.get("to") if isinstance(transition, dict) else None
        if isinstance(to, dict) and transition.get("isAvailable") is not False:
            moves.append(
                Move(
                    str(transition.get("id")),
                    str(transition.get("name") or ""),
                    str(to.get("id")),
                    str(to.get("name") or ""),
                    transition.get("hasScreen") is True,
                )
            )
    return moves
