"""
One request of changes from verdicts to results, independent of HTTP.

Everything is read and judged before the first write. Results come as they are known: what needs no write first, then
issue by issue, eight at a time, then sprints and ranks. A request that was sent before is played again from the
journal: what is over is not written again, what was begun is judged by what Jira holds now.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from jxl.errors import JxlError
from jxl.jira.client import JiraClient
from jxl.jira.clock import Clock
from jxl.jira.concurrency import run_ahead
from jxl.jira.fields import JiraField
from jxl.jira.histories import read_lost
from jxl.jira.kinds import Kind
from jxl.jira.values import same_value
from jxl.jira.writes import fetch_changed
from jxl.permissions.cells import NOT_THERE, UNKNOWN, Denial, IssueFacts
from jxl.sheets.access_classes import AccessClasses
from jxl.sheets.edit_journal import Journal, Outcome
from jxl.sheets.edit_reading import CALLS_AT_ONCE, Reading, no_rank
from jxl.sheets.edit_writes import CellWrite, IssueWrite, IssueWriter, in_fifties
from jxl.sheets.edits import CONFLICT, Change, Target, Verdict, judge
from jxl.sheets.plan import Event, RowPlan, RowReader

logger = logging.getLogger(__name__)

HIDDEN = "~"  # the name of every parent that the person may not see: it says nothing
_PLAYED_AGAIN = (
    "This was refused when it was sent first, and nothing was written. Make the change again to see why."
)

DescribeError = Callable[[JxlError], dict[str, Any]]


class EditRun:
    """
    One request. :meth:`prepare` first, then iterate over :meth:`batches` once; closing that iterator cancels what is
    not begun.

    Args:
        plan: How cells of the changed fields are read.
        fields: The changed fields that the person may see, by id.
        why_no_bulk: Says, by project id, why several issues at once may not be changed there; told the projects of the
            issues. Not asked when the act is about one issue.
        journal: None for a dry run.
        account_id: Of the person.
    """

    def __init__(
        self,
        client: JiraClient,
        plan: RowPlan,
        fields: Mapping[str, JiraField],
        changes: Sequence[Change],
        *,
        why_no_bulk: Callable[[Mapping[str, IssueFacts]], Mapping[str, Denial]],
        is_bulk: bool,
        journal: Journal | None,
        account_id: str,
        notify: bool,
        describe_error: DescribeError,
        clock: Clock | None = None,
        limit: int = CALLS_AT_ONCE,
    ) -> None:
        self._client = client
        self._plan = plan
        self._fields = fields
        self._changes = changes
        self._why_no_bulk = why_no_bulk
        self._is_bulk = is_bulk
        self._journal = journal
        self._account_id = account_id
        self._notify = notify
        self._clock = clock or Clock()
        self._limit = limit
        self.describe_error = describe_error
        self._reading = Reading(client, fields, changes)
        self._reader = RowReader(plan, AccessClasses(account_id).name)
        self._places: dict[str, int] = {}
        for number, column in enumerate(plan.columns):
            self._places.setdefault(column.field_id, number)
        self._looks: list[Event] = []
        self._before: dict[str, list[Any]] = {}
        self._bulk_denials: Mapping[str, Denial] = {}
        self._lock = threading.Lock()
        self._under_way = 0
        self._is_closing = False

    def prepare(self) -> None:
        """
        Read all that verdicts need.

        Raises:
            JiraError: Jira did not answer; nothing was written.
        """
        self._reading.read(self._plan.fields, shows_parents=self._plan.shows_parents)
        if self._is_bulk:
            facts = (self._reading.facts(change.issue) for change in self._changes)
            self._bulk_denials = self._why_no_bulk({f.project_id: f for f in facts if f is not None})
        for issue_id, issue in self._reading.issues.items():
            self._before[issue_id] = self._cells(issue)

    def batches(self) -> Generator[list[Event], None, None]:
        """Give results, a few at a time, and ``done`` at the end."""
        count = 0
        try:
            for results in self._results():
                looks, self._looks = self._looks, []
                count += len(results)
                yield [*looks, *results]
            usage = self._client.usage
            self.leave()
            yield [{"type": "done", "count": count, "calls": usage.calls, "points": usage.points}]
        finally:
            self.leave()

    def leave(self) -> None:
        """Give the journal back, now or when the last write that is under way has ended."""
        with self._lock:
            self._is_closing = True
            is_last = self._under_way == 0
        if is_last and self._journal is not None:
            self._journal.end()

    # -- verdicts ---------------------------------------------------------------------------------------------------

    def _results(self) -> Iterator[list[Event]]:
        works: dict[str, IssueWrite] = {}
        settled: list[Event] = []
        outcomes: dict[str, dict[str, Outcome]] = {}
        now = datetime.fromtimestamp(self._clock.now(), UTC)
        for change in self._changes:
            verdict = self._judge(change, now)
            known = self._known(change)
            if known is not None:
                settled.append(self._played_again(change, known, verdict))
            elif verdict.status is not None and not self._was_written(change, verdict):
                settled.append(self._result(change, verdict.status, verdict.error))
                if verdict.status != "failed":
                    code = None if verdict.error is None else verdict.error.code
                    outcomes.setdefault(change.issue, {})[change.field] = Outcome(verdict.status, code)
            elif self._journal is None:
                settled.append(self._preview(change, verdict))
            elif verdict.target is not None:
                self._add(works, change, verdict.target)
        if self._journal is not None and outcomes:
            self._journal.note_all(outcomes)
        if settled:
            yield settled
        if self._journal is not None and works:
            yield from self._write(self._journal, list(works.values()))

    def _judge(self, change: Change, now: datetime) -> Verdict:
        facts = self._reading.facts(change.issue)
        if facts is None:
            if self._reading.error_of(change.issue) is not None:
                return Verdict("failed", error=UNKNOWN)
            return Verdict("refused", error=NOT_THERE)
        denial = self._reading.denials.get(change.issue, {}).get(change.field)
        if denial == UNKNOWN:
            return Verdict("failed", error=UNKNOWN)
        field = self._fields.get(change.field)
        if denial is None and change.issue in self._reading.may_not_rank and field is not None:
            denial = no_rank(facts) if field.kind is Kind.RANK else None
        denial = denial or self._bulk_denials.get(facts.project_id)
        if denial is not None or field is None:
            return Verdict("refused", error=denial or NOT_THERE)
        lookup_error = self._reading.lookup_error(change)
        if lookup_error is not None:
            return Verdict("failed", error=Denial(lookup_error.code, lookup_error.message))
        raw = self._reading.raw(change.issue, change.field)
        cell = self._cell(self._before[change.issue], change.field)
        return judge(field, change, cell, raw, denial, self._reading.surroundings(change, now))

    def _known(self, change: Change) -> Outcome | None:
        return None if self._journal is None else self._journal.known.get(change.issue, {}).get(change.field)

    def _was_begun(self, issue_id: str) -> bool:
        return self._journal is not None and issue_id in self._journal.known

    def _was_written(self, change: Change, verdict: Verdict) -> bool:
        """Whether a cell that holds what is wanted came to hold it by an earlier request that was cut off."""
        return (
            verdict.status == "unchanged"
            and self._was_begun(change.issue)
            and not same_value(self._fields[change.field], _canonical(change.was), self._wanted(verdict))
        )

    @staticmethod
    def _wanted(verdict: Verdict) -> Any:
        return None if verdict.target is None else verdict.target.wanted.value

    def _add(self, works: dict[str, IssueWrite], change: Change, target: Target) -> None:
        issue = self._reading.issues[change.issue]
        work = works.get(change.issue)
        if work is None:
            updated = self._reading.raw(change.issue, "updated")
            work = works[change.issue] = IssueWrite(
                change.issue,
                [],
                frozenset(self._reading.screen(change.issue)),
                updated if isinstance(updated, str) else None,
                issue=issue,
            )
        raw = self._reading.raw(change.issue, change.field)
        cell = CellWrite(change, self._fields[change.field], target, raw)
        now = _canonical(self._cell(self._before[change.issue], change.field))
        if target.place is None and same_value(cell.field, now, target.wanted.value):
            cell.end("ok")  # an earlier request, cut off, had written it
        work.cells.append(cell)

    # -- writing ----------------------------------------------------------------------------------------------------

    def _write(self, journal: Journal, works: list[IssueWrite]) -> Iterator[list[Event]]:
        writer = IssueWriter(
            self._client,
            journal,
            self._plan.fields,
            self._account_id,
            notify=self._notify,
            clock=self._clock,
        )
        ended_before = {work.issue_id: [c for c in work.cells if c.status is not None] for work in works}
        for work in works:
            if cells := ended_before[work.issue_id]:
                journal.note(work.issue_id, {cell.change.field: cell.outcome() for cell in cells})
                work.cells = [cell for cell in work.cells if cell.status is None]
                yield self._of_work(work, cells)
        tasks = (partial(self._counted, partial(writer.write, work)) for work in works if _has_own(work))
        for work in run_ahead(tasks, self._limit):
            yield self._of_work(work, [cell for cell in work.cells if cell.field.kind not in _GROUPED])
        yield from self._write_sprints(writer, works)
        yield from self._write_ranks(writer, works)

    def _write_sprints(self, writer: IssueWriter, works: list[IssueWrite]) -> Iterator[list[Event]]:
        by_sprint: dict[str | None, list[IssueWrite]] = {}
        for work, cell in _cells_of(works, Kind.SPRINT):
            by_sprint.setdefault(cell.target.wanted.value, []).append(work)
        parts = [(sprint, part) for sprint, all_of in by_sprint.items() for part in in_fifties(all_of)]

        def move(sprint: str | None, part: Sequence[IssueWrite]) -> Sequence[IssueWrite]:
            writer.move_to_sprint(sprint, part)
            return part

        tasks = (partial(self._counted, partial(move, sprint, part)) for sprint, part in parts)
        for part in run_ahead(tasks, self._limit):
            for work in part:
                yield self._of_work(work, [c for c in work.cells if c.field.kind is Kind.SPRINT])

    def _write_ranks(self, writer: IssueWriter, works: list[IssueWrite]) -> Iterator[list[Event]]:
        """One call after another: each place is meant as it is once the earlier issues stand in theirs."""
        runs: list[tuple[str, str, list[IssueWrite]]] = []
        for work, cell in _cells_of(works, Kind.RANK):
            place = cell.target.place
            if place is None:
                continue
            if not runs or runs[-1][:2] != (place.side, place.other):
                runs.append((place.side, place.other, []))
            runs[-1][2].append(work)
        for side, first_other, all_of in runs:
            other = first_other
            for part in in_fifties(all_of):
                self._counted(partial(writer.rank, side, other, part))
                if side == "after":
                    other = part[-1].issue_id
                for work in part:
                    yield self._of_work(work, [c for c in work.cells if c.field.kind is Kind.RANK])

    def _counted(self, act: Callable[[], Any]) -> Any:
        """Run a write; the last one under way gives the journal back when nobody waits for it any more."""
        with self._lock:
            self._under_way += 1
        try:
            return act()
        finally:
            with self._lock:
                self._under_way -= 1
                is_last = self._is_closing and self._under_way == 0
            if is_last and self._journal is not None:
                self._journal.end()

    # -- results ----------------------------------------------------------------------------------------------------

    def _of_work(self, work: IssueWrite, cells: Sequence[CellWrite]) -> list[Event]:
        after = self._cells(work.issue) if isinstance(work.issue.get("fields"), dict) else None
        results = []
        for cell in cells:
            change = cell.change
            status = cell.status or "failed"
            result = self._result(change, status, cell.error, after=after)
            if status in ("ok", "overwrote") and after is None:
                result.pop("cell")  # it was written, and could not be read again
            if cell.overwritten is not None:
                result["before"] = cell.overwritten.lost
                result["lostBy"] = {
                    "accountId": cell.overwritten.author,
                    "displayName": cell.overwritten.name,
                }
            elif status == "ok" and self._was_begun(change.issue):
                result["before"] = change.was
            results.append(result)
        return results

    def _result(
        self,
        change: Change,
        status: str,
        error: Denial | JxlError | None,
        *,
        after: list[Any] | None = None,
    ) -> Event:
        before = self._before.get(change.issue)
        result: Event = {"type": "result", "issue": change.issue, "field": change.field, "status": status}
        shown = after if after is not None else before
        result["cell"] = None if shown is None else self._cell(shown, change.field)
        result["before"] = None if before is None else self._writable(change, before)
        if error is not None:
            raised = error if isinstance(error, JxlError) else JxlError(error.message, code=error.code)
            result["error"] = self.describe_error(raised)
        return result

    def _preview(self, change: Change, verdict: Verdict) -> Event:
        result = self._result(change, "ok", None)
        if verdict.target is not None and verdict.target.place is None:
            result["to"] = {"v": verdict.target.wanted.value}
        return result

    def _played_again(self, change: Change, known: Outcome, verdict: Verdict) -> Event:
        """A result that was given before, with the cell as it is now."""
        error = None
        if known.code is not None:
            is_same = verdict.error is not None and verdict.error.code == known.code
            error = verdict.error if is_same else Denial(known.code, _PLAYED_AGAIN)
            if known.code == CONFLICT.code:
                error = CONFLICT
        result = self._result(change, known.status, error)
        if known.status == "ok":
            result["before"] = change.was
        elif known.status == "overwrote" and known.history_id is not None:
            result["before"] = self._lost(change, known.history_id)
        return result

    def _lost(self, change: Change, history_id: str) -> Any:
        field = self._fields.get(change.field)
        if field is None:
            return None
        try:
            issue = fetch_changed(self._client, change.issue, [change.field])
        except JxlError as exc:
            logger.warning("a history could not be read again", extra={"code": exc.code})
            return None
        return read_lost(field, issue, history_id)

    def _writable(self, change: Change, cells: list[Any]) -> Any:
        """A cell as undo may send it: rich text with its document."""
        cell = self._cell(cells, change.field)
        field = self._fields.get(change.field)
        if field is not None and field.kind is Kind.RICH_TEXT and isinstance(cell, dict):
            return {**cell, "doc": self._reading.raw(change.issue, change.field)}
        return cell

    def _cells(self, issue: dict[str, Any]) -> list[Any]:
        *looks, rows = self._reader.read([issue], self._name_parent)
        self._looks += looks
        cells: list[Any] = rows["rows"][0]["cells"]
        return cells

    def _name_parent(self, parent_id: str) -> str:
        return parent_id if parent_id in self._reading.visible_parents else HIDDEN

    def _cell(self, cells: list[Any], field_id: str) -> Any:
        place = self._places.get(field_id)
        return None if place is None else cells[place]


_GROUPED = (Kind.SPRINT, Kind.RANK)


def _has_own(work: IssueWrite) -> bool:
    return any(cell.field.kind not in _GROUPED for cell in work.cells)


def _cells_of(works: Iterable[IssueWrite], kind: Kind) -> Iterator[tuple[IssueWrite, CellWrite]]:
    for work in works:
        for cell in work.cells:
            if cell.field.kind is kind:
                yield work, cell


def _canonical(value: Any) -> Any:
    return value.get("v") if isinstance(value, dict) else value
