"""
Writing what verdicts let through: at most one PUT and one transition an issue, and one call for fifty issues that go
into the same sprint or to the same place in the ranking.

Jira knows no condition on a write. So each answer is asked for the issue's history, and what was replaced unseen is
told. After a call without an answer the issue is read again before anything is repeated: what holds the wanted value
was written, what holds the old one was not, and everything else is somebody's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from jxl.errors import (
    JiraBadRequest,
    JiraError,
    JiraNotFound,
    JiraRateLimited,
    JiraRefused,
    JiraTimeout,
    JiraUnavailable,
    JxlError,
)
from jxl.jira.client import JiraClient
from jxl.jira.clock import Clock
from jxl.jira.codecs import build_body, written_as
from jxl.jira.fields import JiraField
from jxl.jira.histories import Overwritten, find_overwritten
from jxl.jira.issues import BULK_FETCH_SIZE, bulk_fetch_with_errors
from jxl.jira.kinds import Kind
from jxl.jira.retry import RetryPolicy, Tries
from jxl.jira.values import cell_reader, same_value
from jxl.jira.writes import (
    MOST_MOVED,
    assign,
    fetch_changed,
    make_transition,
    move_to_sprint,
    put_issue,
    rank,
)
from jxl.permissions.cells import NOT_THERE, Denial
from jxl.sheets.edit_journal import Journal, Outcome
from jxl.sheets.edits import CONFLICT, Change, Status, Target

logger = logging.getLogger(__name__)

T = TypeVar("T")

JIRA_SAID_NO = "jira_refused"
UNCLEAR = Denial(
    "outcome_unknown",
    "Jira did not say whether this was written, and could not be asked again. Send it once more to find out.",
)
_UNANSWERED = (JiraUnavailable, JiraTimeout)
_CONFLICTING = 409  # another change of the issue at the same moment; nothing was written


@dataclass(slots=True)
class CellWrite:
    """
    One cell on its way.

    Attributes:
        before: Its raw value, as read before the write.
        status: How it ended; None: it is not over.
        error: Why it did not end well.
        overwritten: What was replaced unseen.
    """

    change: Change
    field: JiraField
    target: Target
    before: Any
    status: Status | None = None
    error: Denial | JxlError | None = None
    overwritten: Overwritten | None = None

    def end(self, status: Status, error: Denial | JxlError | None = None) -> None:
        self.status, self.error = status, error

    def outcome(self) -> Outcome:
        code = None if self.error is None else self.error.code
        return Outcome(
            self.status or "failed", code, self.overwritten.history_id if self.overwritten else None
        )


@dataclass(slots=True)
class IssueWrite:
    """
    What is to be written to one issue.

    Attributes:
        on_screen: Ids of the fields of its edit screen.
        read_at: Its ``updated`` when it was read.
        was_begun: Whether an earlier request began to write it, and nobody knows how that ended.
        issue: As Jira gave it last, with ``fields``.
    """

    issue_id: str
    cells: list[CellWrite]
    on_screen: frozenset[str]
    read_at: str | None
    was_begun: bool = False
    issue: dict[str, Any] = field(default_factory=dict)


class IssueWriter:
    """
    Writes issues of one batch. Safe for threads, one issue in one thread.

    Args:
        fields: What is read of an issue afterwards.
        account_id: Who writes.
    """

    def __init__(
        self,
        client: JiraClient,
        journal: Journal,
        fields: Sequence[str],
        account_id: str,
        *,
        notify: bool,
        clock: Clock,
    ) -> None:
        self._client = client
        self._journal = journal
        self._fields = list(fields)
        self._account_id = account_id
        self._notify = notify
        self._clock = clock
        self._stopped: JxlError | None = None

    @property
    def stopped(self) -> JxlError | None:
        """Why nothing more is written, if so: the hour's quota is used up, or the batch is somebody else's."""
        return self._stopped

    # -- one issue --------------------------------------------------------------------------------------------------

    def write(self, work: IssueWrite) -> IssueWrite:
        """Write what is left of an issue but its sprint and rank."""
        own = [cell for cell in work.cells if cell.field.kind not in (Kind.SPRINT, Kind.RANK)]
        if not own or self._is_over(own):
            return work
        self._begin(work.issue_id)
        moves = [cell for cell in own if cell.target.move is not None]
        assigns = [c for c in own if c.field.id == "assignee" and "assignee" not in work.on_screen]
        puts = [cell for cell in own if cell not in moves and cell not in assigns]
        has_answer = self._put(work, puts) if puts else False
        for cell in assigns:
            has_answer = False
            self._one(work, cell, lambda: assign(self._client, work.issue_id, cell.target.wanted.value))  # noqa: B023
        for cell in moves:
            move = cell.target.move
            if move is not None:
                has_answer = False
                self._one(work, cell, lambda: make_transition(self._client, work.issue_id, move.id))  # noqa: B023
        if not has_answer and any(cell.status in ("ok", "conflict", "overwrote") for cell in own):
            self._read_again(work)
        self._look_back(work, own)
        self._note(work.issue_id, own)
        return work

    def _put(self, work: IssueWrite, cells: list[CellWrite]) -> bool:
        """Write all fields that a PUT takes; tells whether the issue came back with it."""
        left, has_repeated, has_answer = list(cells), False, False
        while left:
            body = build_body((cell.field, cell.target.wanted) for cell in left)
            try:
                work.issue = self._calmly(
                    lambda: put_issue(
                        self._client,
                        work.issue_id,
                        body.fields,  # noqa: B023 - called at once
                        body.update,  # noqa: B023
                        notify=self._notify,
                    )
                )
            except JxlError as exc:
                if _is_unanswered(exc):
                    left = self._settle(work, left, exc, may_repeat=not has_repeated)
                    has_repeated = True
                    self._begin(work.issue_id)  # that took a while: the batch may be somebody else's by now
                else:
                    left = _refuse(left, exc)
            else:
                _end(left, "ok")
                left, has_answer = [], True
        return has_answer

    def _one(self, work: IssueWrite, cell: CellWrite, act: Callable[[], None]) -> None:
        """Make a call that changes one cell and answers with nothing."""
        for may_repeat in (True, False):
            try:
                self._calmly(act)
            except JxlError as exc:
                if not _is_unanswered(exc):
                    _refuse([cell], exc)
                    return
                if not self._settle(work, [cell], exc, may_repeat=may_repeat):
                    return
            else:
                cell.end("ok")
                return

    def _settle(
        self, work: IssueWrite, cells: list[CellWrite], failure: JxlError, *, may_repeat: bool
    ) -> list[CellWrite]:
        """
        Find out what became of a write that was not answered.

        Returns:
            The cells that are as before, if they may be written once more.
        """
        logger.info("a write was not answered: reading again", extra={"code": failure.code})
        try:
            work.issue = fetch_changed(self._client, work.issue_id, self._fields)
        except JiraNotFound:
            _end(cells, "refused", NOT_THERE)
            return []
        except JxlError:
            _end(cells, "failed", UNCLEAR)
            return []
        left = []
        for cell in cells:
            now = _value(cell.field, work.issue)
            if same_value(cell.field, now, cell.target.wanted.value):
                cell.end("ok")
            elif not same_value(cell.field, now, _read(cell.field, cell.before)):
                cell.end("conflict", CONFLICT)
            elif may_repeat:
                left.append(cell)
            else:
                cell.end("failed", failure)
        return left

    def _read_again(self, work: IssueWrite) -> None:
        try:
            work.issue = fetch_changed(self._client, work.issue_id, self._fields)
        except JxlError as exc:
            logger.warning("a changed issue could not be read", extra={"code": exc.code})
            work.issue = {}

    def _look_back(self, work: IssueWrite, cells: Iterable[CellWrite]) -> None:
        """Find in the history what was replaced unseen."""
        for cell in cells:
            if cell.status != "ok" or not work.issue:
                continue
            found = find_overwritten(cell.field, cell.before, work.issue, self._account_id, work.read_at)
            if found is not None:
                cell.status, cell.overwritten = "overwrote", found

    # -- many issues ------------------------------------------------------------------------------------------------

    def move_to_sprint(self, sprint_id: str | None, works: Sequence[IssueWrite]) -> None:
        """Move issues into one sprint, or out of theirs. Where some may not be moved, the others are all the same."""
        cells = [_cell_of(work, Kind.SPRINT) for work in works]
        if self._is_over(cells):
            return
        for work in works:
            self._begin(work.issue_id)
        self._move(sprint_id, cells)
        self._end_many(works, cells)

    def _move(self, sprint_id: str | None, cells: list[CellWrite]) -> None:
        ids = [cell.change.issue for cell in cells]
        try:
            # Moving an issue to where it is already changes nothing, so a call without an answer may be repeated.
            self._twice(lambda: move_to_sprint(self._client, sprint_id, ids))
        except JxlError as exc:
            is_about_issues = isinstance(exc, JiraBadRequest | JiraRefused | JiraNotFound)
            if len(cells) == 1 or not is_about_issues:
                _refuse(cells, exc)
                return
            # All or none: Jira does not say which of them it was, so halves are tried.
            middle = len(cells) // 2
            self._move(sprint_id, cells[:middle])
            self._move(sprint_id, cells[middle:])
        else:
            _end(cells, "ok")

    def rank(self, side: str, other: str, works: Sequence[IssueWrite]) -> None:
        """Rank issues before or after another one, in their order."""
        cells = [_cell_of(work, Kind.RANK) for work in works]
        if self._is_over(cells):
            return
        for work in works:
            self._begin(work.issue_id)
        ids = [cell.change.issue for cell in cells]
        try:
            # The same place again is no change.
            refused = self._twice(lambda: rank(self._client, ids, side, other))
        except JxlError as exc:
            _refuse(cells, exc)
        else:
            for cell in cells:
                words = refused.get(cell.change.issue)
                if words is None:
                    cell.end("ok")
                else:
                    cell.end("refused", Denial(JIRA_SAID_NO, _quote([words])))
        self._end_many(works, cells)

    def _end_many(self, works: Sequence[IssueWrite], cells: Sequence[CellWrite]) -> None:
        """Read what was moved again, with its history."""
        ids = [cell.change.issue for cell in cells if cell.status == "ok"]
        try:
            for start in range(0, len(ids), BULK_FETCH_SIZE):
                part = ids[start : start + BULK_FETCH_SIZE]
                bulk = bulk_fetch_with_errors(self._client, part, self._fields, ["changelog"])
                read = {str(issue.get("id")): issue for issue in bulk.issues}
                for work in works:
                    work.issue = read.get(work.issue_id, work.issue)
        except JxlError as exc:
            logger.warning("moved issues could not be read", extra={"code": exc.code})
        for work, cell in zip(works, cells, strict=True):
            self._look_back(work, [cell])
            self._note(work.issue_id, [cell])

    # -- what all share ---------------------------------------------------------------------------------------------

    def _is_over(self, cells: Iterable[CellWrite]) -> bool:
        if self._stopped is not None:
            _end(cells, "failed", self._stopped)
            return True
        return False

    def _begin(self, issue_id: str) -> None:
        try:
            self._journal.begin(issue_id)
        except JxlError as exc:
            self._stopped = exc
            raise

    def _note(self, issue_id: str, cells: Iterable[CellWrite]) -> None:
        """Write down what is over. What failed is not: sent again, it is tried again."""
        outcomes = {c.change.field: c.outcome() for c in cells if c.status not in (None, "failed")}
        self._journal.note(issue_id, outcomes)

    def _twice(self, act: Callable[[], T]) -> T:
        try:
            return self._calmly(act)
        except JxlError as exc:
            if not _is_unanswered(exc):
                raise
            return self._calmly(act)

    def _calmly(self, act: Callable[[], T]) -> T:
        """Make a call, and again when Jira asks to slow down: what it answered 429 to was not carried out."""
        tries = Tries(RetryPolicy(), self._clock.monotonic())
        while True:
            if self._stopped is not None:
                raise self._stopped
            try:
                return act()
            except JiraRateLimited as limited:
                wait_s = tries.wait_after(limited, self._clock.monotonic(), self._clock.chance())
                if wait_s is None:
                    if limited.reason.startswith("jira-quota"):
                        self._stopped = limited  # nothing can be written until the hour is over
                    raise
                self._clock.sleep(wait_s)


def in_fifties(works: Sequence[T]) -> list[Sequence[T]]:
    """Split into parts that one call takes."""
    return [works[start : start + MOST_MOVED] for start in range(0, len(works), MOST_MOVED)]


def _is_unanswered(failure: JxlError) -> bool:
    if isinstance(failure, JiraError) and failure.jira_status == _CONFLICTING:
        return True
    return isinstance(failure, _UNANSWERED)


def _refuse(cells: list[CellWrite], failure: JxlError) -> list[CellWrite]:
    """
    End cells with Jira's own words.

    Returns:
        The cells that Jira did not complain of: one wrong field keeps all others back, so they are written without it.
    """
    if isinstance(failure, JiraNotFound):
        _end(cells, "refused", NOT_THERE)
        return []
    if not isinstance(failure, JiraBadRequest | JiraRefused):
        _end(cells, "failed", failure)
        return []
    words_of = {
        id(cell): [
            failure.field_errors[name] for name in written_as(cell.field) if name in failure.field_errors
        ]
        for cell in cells
    }
    named = [cell for cell in cells if words_of[id(cell)]]
    if not named:
        named, shared = cells, [*failure.messages, *failure.field_errors.values()]
        words_of = {id(cell): shared for cell in cells}
    for cell in named:
        message = _quote(words_of[id(cell)])
        if cell.target.move is not None and cell.target.move.has_screen:
            message += " This move asks for more fields."
        cell.end("refused", Denial(JIRA_SAID_NO, message))
    return [cell for cell in cells if cell.status is None]


def _quote(words: Sequence[str]) -> str:
    return f"Not saved. Jira said: “{' '.join(words[:3])}”" if words else "Not saved. Jira did not say why."


def _end(cells: Iterable[CellWrite], status: Status, error: Denial | JxlError | None = None) -> None:
    for cell in cells:
        cell.end(status, error)


def _cell_of(work: IssueWrite, kind: Kind) -> CellWrite:
    return next(cell for cell in work.cells if cell.field.kind is kind)


def _value(of_field: JiraField, issue: Mapping[str, Any]) -> Any:
    fields = issue.get("fields")
    return _read(of_field, fields.get(of_field.id) if isinstance(fields, Mapping) else None)


def _read(of_field: JiraField, raw: Any) -> Any:
    cell = cell_reader(of_field)(raw)
    return cell.get("v") if isinstance(cell, dict) else cell
