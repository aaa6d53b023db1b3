"""
What a load of rows asks about rights, in which order, and the ``access`` events that come of the answers.

Two questions: which rights the person holds on up to 1,000 issues (one call), and what the edit screen lets them change
(one call for all issues of a project, type and status on which they hold the same rights: Jira looks at nothing else).
Never one call an issue, never for an issue that the person was not just shown. Talks to nobody itself: the load asks.

Fails closed: a class that is not named yet is "checking", and one whose question failed is named with a denial of the
whole row. It never ends a load.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from jxl.errors import JiraNotFound, JiraRateLimited, JiraUnauthorized, JxlError
from jxl.jira.fields import JiraField
from jxl.jira.permissions import MOST_AT_ONCE
from jxl.permissions.cells import (
    UNKNOWN,
    WHOLE_ROW,
    CellFacts,
    IssueRight,
    deny,
    rights_to_ask,
    rights_without_edit,
)
from jxl.sheets.access_classes import NO_ANSWER, AccessClasses, finer_name
from jxl.sheets.issue_source import IssueSource

logger = logging.getLogger(__name__)

UNCHECKED_MOST = 5_000  # rows waiting for an answer; a cursor has to hold their ids
_WITNESSES = 3  # issues kept of a screen's question, in case the first is gone when its turn comes
_FAILURES_IN_A_ROW = 3  # then no more is asked in this load
_HOPELESS = (JiraRateLimited, JiraUnauthorized)

Event = dict[str, Any]
Granted = frozenset[IssueRight]
_NOTHING_KNOWN = {WHOLE_ROW: UNKNOWN.to_json()}


@dataclass(slots=True, eq=False)
class RightsQuestion:
    """Which rights the person holds on issues; classes by issue id."""

    classes: dict[str, str]
    rights: tuple[IssueRight, ...]
    is_first: bool = False

    def ask(self, source: IssueSource) -> dict[str, Granted]:
        """Ask; gives the rights held, by issue id."""
        held = source.granted(list(self.classes), self.rights)
        return {
            issue_id: frozenset(right for right in self.rights if issue_id in held.get(right, ()))
            for issue_id in self.classes
        }


@dataclass(slots=True, eq=False)
class ScreenQuestion:
    """
    What can be changed on the edit screen of issues that are the same to it.

    Attributes:
        names: Classes that wait for the answer, with the class of the rows that each is or is part of.
        witnesses: Issues that can be asked about, the first for all.
        is_first: Whether rows of the first page wait for it.
    """

    key: Hashable
    granted: Granted
    names: dict[str, str] = field(default_factory=dict)
    witnesses: list[str] = field(default_factory=list)
    is_first: bool = False

    def ask(self, source: IssueSource) -> frozenset[str]:
        """Ask; gives field ids. An issue that went away meanwhile is no answer about the others."""
        for issue_id in self.witnesses[:-1]:
            try:
                return source.on_screen(issue_id, self.key)
            except JiraNotFound:
                continue
        return source.on_screen(self.witnesses[-1], self.key)


Question = RightsQuestion | ScreenQuestion


@dataclass(slots=True)
class _News:
    """What one step has to tell: denials by class, and rows that move into another class."""

    classes: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)

    def events(self) -> list[Event]:
        if not self.classes and not self.rows:
            return []
        event: Event = {"type": "access", "classes": self.classes}
        if self.rows:
            event["rows"] = self.rows
        return [event]


class AccessQuestions:
    """
    The questions of one load, and what is known. For one thread: the load's.

    Args:
        classes: Names the classes of the rows.
        fields: Those of the sheet's columns.
        may_edit: By project id, whether the person holds Edit issues on any issue there, as far as that is known.
        written: From :meth:`to_json`, of the request that was before this one in the same load.
    """

    def __init__(
        self,
        classes: AccessClasses,
        fields: Sequence[JiraField],
        may_edit: Mapping[str, bool] | None = None,
        written: Mapping[str, Any] | None = None,
    ) -> None:
        self._classes = classes
        self._fields = fields
        self._rights = rights_to_ask(fields)
        self._own_ways = rights_without_edit(fields)
        self._may_edit = dict(may_edit or {})
        self._decided: dict[
            str, Granted | None
        ] = {}  # by class: the rights it stands for, None where unknown
        self._unchecked: dict[str, str] = {}  # class by issue id, in the order of the rows
        self._first: set[str] = set()  # of them, the rows of the first page
        self._has_rows = False
        self._screens: dict[Hashable, ScreenQuestion] = {}  # not asked yet
        self._answers: dict[Hashable, frozenset[str]] = {}
        self._under_way: list[Question] = []
        self._failures = 0
        self._is_given_up = False
        if written:
            self._read(written)

    # -- what to ask ------------------------------------------------------------------------------------------------

    @property
    def has_questions(self) -> bool:
        """Whether anything is to be asked that is not under way."""
        return bool(self._screens or self._unchecked)

    @property
    def is_urgent(self) -> bool:
        """Whether the first page waits for a question, or so many rows that there should not be more."""
        is_first = bool(self._first) or any(question.is_first for question in self._screens.values())
        return is_first or len(self._unchecked) >= UNCHECKED_MOST

    @property
    def is_asking(self) -> bool:
        return bool(self._under_way)

    def next_question(self, *, more_rows_come: bool) -> Question | None:
        """
        Take the next question, those of the first page before others.

        Args:
            more_rows_come: Then questions about rights wait until they are worth a call.
        """
        question: Question | None = None
        has_enough = len(self._unchecked) >= MOST_AT_ONCE
        if self._first or has_enough or (self._unchecked and not more_rows_come):
            question = self._take_unchecked()
        elif self._screens:
            question = next((q for q in self._screens.values() if q.is_first), None)
            question = question or next(iter(self._screens.values()))
            del self._screens[question.key]
        if question is not None:
            self._under_way.append(question)
        return question

    def _take_unchecked(self) -> RightsQuestion:
        is_first = bool(self._first)
        self._first.clear()
        classes = dict(islice(self._unchecked.items(), MOST_AT_ONCE))
        for issue_id in classes:
            del self._unchecked[issue_id]
        are_closed = all(self._is_closed(name) for name in set(classes.values()))
        return RightsQuestion(classes, self._own_ways if are_closed else self._rights, is_first)

    def _is_closed(self, name: str) -> bool:
        """Whether the person is known to hold Edit issues nowhere in the project of a class."""
        return self._may_edit.get(self._classes.facts(name).project_id) is False

    # -- what comes in ----------------------------------------------------------------------------------------------

    def rows_came(self, rows: Iterable[Mapping[str, Any]]) -> list[Event]:
        """Take in rows that are sent; gives what can be said of their classes without asking."""
        news = _News()
        for row in rows:
            issue_id, name = row["id"], row["access"]
            if not self._rights:
                self._settle(name, name, frozenset(), news)  # no column of the sheet can be edited anywhere
            elif not self._own_ways and self._is_closed(name):
                self._settle(name, name, frozenset(), news)
            elif self._is_given_up:
                self._leave_open(issue_id, name, news)
            else:
                self._unchecked[issue_id] = name
                if not self._has_rows:
                    self._first.add(issue_id)
        self._has_rows = True
        return news.events()

    def forget_rows(self, ids: Iterable[str]) -> None:
        """Drop rows that could not be delivered: they come again."""
        for issue_id in ids:
            self._unchecked.pop(issue_id, None)
            self._first.discard(issue_id)

    def answered(self, question: Question, answer: Any) -> list[Event]:
        """Take in what a question's ``ask`` gave."""
        self._under_way.remove(question)
        self._failures = 0
        news = _News()
        if isinstance(question, ScreenQuestion):
            self._answers[question.key] = answer
            for name, of_rows in question.names.items():
                news.classes[name] = self._denials(of_rows, question.granted, answer)
        else:
            self._rights_came(question, answer, news)
        return news.events()

    def failed(self, question: Question, error: JxlError) -> list[Event]:
        """Take in that there is no answer: what was asked about stays read-only, and says why."""
        self._under_way.remove(question)
        self._failures += 1
        logger.warning("a question about rights was not answered", extra={"code": error.code})
        news = _News()
        self._not_answered(question, news)
        if isinstance(error, _HOPELESS) or self._failures >= _FAILURES_IN_A_ROW:
            self._is_given_up = True
            for waiting in self._screens.values():
                self._not_answered(waiting, news)
            self._not_answered(RightsQuestion(self._unchecked, self._rights), news)
            self._screens, self._unchecked, self._first = {}, {}, set()
        return news.events()

    def _rights_came(self, question: RightsQuestion, held: Mapping[str, Granted], news: _News) -> None:
        parts: dict[str, dict[Granted, list[str]]] = {}
        for issue_id, of_rows in question.classes.items():
            granted = held[issue_id]
            if IssueRight.EDIT_ISSUES in granted:
                self._may_edit[self._classes.facts(of_rows).project_id] = True
            else:
                granted = granted.intersection(self._own_ways)  # the others decide nothing then
            parts.setdefault(of_rows, {}).setdefault(granted, []).append(issue_id)
        for of_rows, by_rights in parts.items():
            # The class of the rows stands for the rights on most of its issues; the others move.
            for granted, ids in sorted(by_rights.items(), key=lambda part: -len(part[1])):
                name = of_rows
                if self._decided.get(of_rows, granted) != granted:
                    name = finer_name(of_rows, granted)
                    news.rows.update(dict.fromkeys(ids, name))
                self._settle(name, of_rows, granted, news, ids, is_first=question.is_first)

    def _settle(
        self,
        name: str,
        of_rows: str,
        granted: Granted,
        news: _News,
        ids: Sequence[str] = (),
        *,
        is_first: bool = False,
    ) -> None:
        """
        Decide which rights a class stands for, unless that is decided; say what it means, or ask for its screen.

        Args:
            of_rows: The class that it is, or is a part of.
            ids: Issues of it, of which one can be asked about.
        """
        if name in self._decided:
            return
        self._decided[name] = granted
        if IssueRight.EDIT_ISSUES not in granted:
            news.classes[name] = self._denials(of_rows, granted, frozenset())
            return
        key = self._screen_key(of_rows, granted)
        if key in self._answers:
            news.classes[name] = self._denials(of_rows, granted, self._answers[key])
            return
        if self._is_given_up:
            self._decided[name] = None
            news.classes[name] = _NOTHING_KNOWN
            return
        question = next((q for q in self._under_way if isinstance(q, ScreenQuestion) and q.key == key), None)
        if question is None:
            question = self._screens.setdefault(key, ScreenQuestion(key, granted))
            question.witnesses += ids[: _WITNESSES - len(question.witnesses)]
            question.is_first |= is_first
        question.names[name] = of_rows

    def _screen_key(self, of_rows: str, granted: Granted) -> Hashable:
        return (*self._classes.screen(of_rows), self._rights, tuple(sorted(granted)))

    def _denials(self, of_rows: str, granted: Granted, screen: frozenset[str]) -> dict[str, Any]:
        issue = self._classes.facts(of_rows)
        facts = CellFacts(issue, granted, screen, self._may_edit.get(issue.project_id) is True)
        denials = deny(self._fields, facts) if self._rights else {}
        return {field_id: denial and denial.to_json() for field_id, denial in denials.items()}

    def _not_answered(self, question: Question, news: _News) -> None:
        if isinstance(question, ScreenQuestion):
            for name in question.names:
                self._decided[name] = None
                news.classes[name] = _NOTHING_KNOWN
            return
        for issue_id, of_rows in question.classes.items():
            self._leave_open(issue_id, of_rows, news)

    def _leave_open(self, issue_id: str, of_rows: str, news: _News) -> None:
        """Say that nothing is known: of the class of a row, or of the row alone where its class is decided."""
        name = of_rows
        if self._decided.get(of_rows) is not None:
            name = news.rows[issue_id] = NO_ANSWER
        if name not in self._decided:
            self._decided[name] = None
            news.classes[name] = _NOTHING_KNOWN

    # -- going on in another request --------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Write down how far the questions came; those under way are asked again."""
        rights = [question for question in self._under_way if isinstance(question, RightsQuestion)]
        screens = [question for question in self._under_way if isinstance(question, ScreenQuestion)]
        unchecked: dict[str, list[str]] = {}
        for issue_id, name in chain(
            *(question.classes.items() for question in rights), self._unchecked.items()
        ):
            unchecked.setdefault(name, []).append(issue_id)
        waiting = [*screens, *self._screens.values()]
        classes = chain(unchecked, *(question.names.values() for question in waiting))
        return {
            "classes": self._classes.to_json(classes),
            "decided": {name: self._to_bits(granted) for name, granted in self._decided.items()},
            "unchecked": unchecked,
            "screens": [[self._to_bits(q.granted), q.names, q.witnesses] for q in waiting],
            "mayEdit": self._may_edit,
            "givenUp": self._is_given_up,
        }

    def _read(self, written: Mapping[str, Any]) -> None:
        self._has_rows = True
        self._classes.take(written["classes"])
        self._decided = {name: self._from_bits(bits) for name, bits in written["decided"].items()}
        self._unchecked = {i: name for name, ids in written["unchecked"].items() for i in ids}
        for bits, names, witnesses in written["screens"]:
            granted = self._from_bits(bits) or frozenset()
            key = self._screen_key(next(iter(names.values())), granted)
            self._screens[key] = ScreenQuestion(key, granted, names, witnesses)
        self._may_edit |= written["mayEdit"]
        self._is_given_up = written["givenUp"]

    def _to_bits(self, granted: Granted | None) -> int:
        """Write rights as bits in the order in which they are asked for, which is the same in all of a load."""
        return (
            -1 if granted is None else sum(1 << n for n, right in enumerate(self._rights) if right in granted)
        )

    def _from_bits(self, bits: int) -> Granted | None:
        return None if bits < 0 else frozenset(right for n, right in enumerate(self._rights) if bits >> n & 1)
