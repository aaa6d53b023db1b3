"""
Loading the rows of a sheet as the person: a sequence of events, independent of HTTP.

Jira gives no total and walks pages in order, so two ways are taken. Up to 300 issues: pages of a search with
values, one pass, about one point an issue. More: the first page with values for the screen, then pages of 5,000 ids one
after the other while hundreds of issues are fetched in parallel, about two points an issue.

The events are those of the row protocol. ``index`` names ids in the order of the sheet as they become known; a row that
Jira does not give after it was listed (deleted, or no longer visible) does not come, so after ``done`` whoever
reads drops the ids of ``index`` that got neither a row nor an error. ``gone`` names only ids that the request
named in ``known``. ``done.count`` is the number of rows sent. A part that fails is an ``error`` with its ids and
the rest goes on; a failure that ends the load is an ``error`` without ids, and no ``done`` follows. ``access`` says
which cells are read-only and why, for the classes that rows name; it follows the rows, and ``done`` comes after both.
A row's ``parent`` is an id only if it is known that the person may see that issue, else a mask; ``parents`` gives the
ids of masks once they are known.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections import deque
from collections.abc import Callable, Collection, Generator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from jxl.errors import JiraGone, JiraRateLimited, JiraUnauthorized, JxlError
from jxl.jira.search import SearchPage
from jxl.sheets.access import AccessQuestions, Question
from jxl.sheets.access_classes import AccessClasses
from jxl.sheets.issue_source import IssueSource
from jxl.sheets.plan import Event, RowPlan, RowReader, parent_ids
from jxl.sheets.progress import Progress

logger = logging.getLogger(__name__)

CALLS_AT_ONCE = 8
ONE_PASS = 300  # up to here every issue is read once, by searching
FIRST_PAGE = 100
ID_PAGE = 5_000
CHUNK = 100
LIST_AHEAD = 5_000  # ids waiting to be fetched before the next page of ids is asked for
FAILURES_IN_A_ROW = 4  # chunks; then Jira is taken to be down

_PRECEDENCE = {"page": 0, "ids": 1, "count": 2, "chunk": 3, "access": 4}
_FATAL = (JiraRateLimited, JiraUnauthorized, JiraGone)


@dataclass(slots=True)
class _Call:
    """A call under way: ``kind`` is page, ids, count, chunk or access."""

    kind: str
    ids: list[str] = field(default_factory=list)
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class _Issues:
    """Issues with values."""

    issues: list[dict[str, Any]]
    errors: dict[str, str] = field(default_factory=dict)
    next_token: str | None = None


class RowLoad:
    """
    One load. Iterate over :meth:`events` once; closing that iterator ends it, and calls not begun are not made.

    Args:
        source: Jira, as the person.
        plan: What is asked for.
        account_id: Of the person.
        may_edit: By project id, whether the person holds Edit issues on any issue there, as far as that is known.
        progress: Where to go on; from the start when left out.
        expected: About how many rows are expected, from an earlier load; a large number lets listing start at once.
        seq: Number of the site's last change before the load, for ``done``.
        limit: Calls to Jira at the same time.
        mask: Gives the name under which a parent goes to the browser that the person may not see, or of which that is
            not known: the same for the same parent, and nothing that leads to it.
        describe_error: Writes an error as in every answer.
    """

    def __init__(
        self,
        source: IssueSource,
        plan: RowPlan,
        *,
        account_id: str = "",
        may_edit: Mapping[str, bool] | None = None,
        progress: Progress | None = None,
        expected: int | None = None,
        seq: int = 0,
        limit: int = CALLS_AT_ONCE,
        mask: Callable[[str], str] | None = None,
        describe_error: Callable[[JxlError], dict[str, Any]] | None = None,
    ) -> None:
        self._source = source
        self._plan = plan
        classes = AccessClasses(account_id)
        self._reader = RowReader(plan, classes.name)
        self._progress = progress or Progress()
        self._access = AccessQuestions(classes, plan.editable, may_edit, self._progress.access)
        self._is_resumed = progress is not None and (progress.count > 0 or progress.mode != "pages")
        self._expected = expected
        self._seq = seq
        self._limit = limit
        self.describe_error = describe_error or describe_error_plainly
        self._calls: dict[Future[Any], _Call] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._pending: deque[str] = deque(self._progress.pending)
        self._held: list[str] = []
        self._named: set[str] = set(self._progress.sent)  # ids sent in index events
        self._rows: set[str] = set(self._progress.sent)  # ids sent in rows events
        self._sent_before = len(self._rows)
        self._points_before = self._progress.points - source.points()
        self._known = set(self._progress.known)
        self._visible_parents: set[str] = set()
        self._mask = mask or mask_at_random()
        self._masked: dict[str, str] = {}  # parents that were named by their mask
        self._failures = 0
        self._is_ending = False
        self._failed: JxlError | None = None
        self.is_finished = False

    @property
    def count(self) -> int:
        """Rows sent, those of earlier requests included."""
        return self._progress.count + len(self._rows) - self._sent_before

    @property
    def has_failed(self) -> bool:
        """Whether a failure ended the load."""
        return self._failed is not None

    def checkpoint(self) -> Progress:
        """Say how far the load came; of use when the iterator is closed. What was not delivered is fetched again."""
        under_way = [i for call in self._calls.values() for i in call.ids]
        now = self._progress
        may_come_again = now.mode == "pages" or (
            now.mode == "ids" and now.token is None and not now.is_listed
        )
        return Progress(
            mode=now.mode,
            token=now.token,
            is_listed=now.is_listed,
            pending=[*under_way, *self._held, *self._pending],
            sent=sorted(self._rows) if may_come_again else [],
            known=sorted(self._known),
            count=self.count,
            points=self._points_before + self._source.points(),
            access=self._access.to_json(),
        )

    def put_back(self, ids: Collection[str]) -> None:
        """Take rows of the last batch back: they were read and could not be delivered."""
        for issue_id in ids:
            self._rows.discard(issue_id)
            self._pending.append(issue_id)
            self.is_finished = False
        self._access.forget_rows(ids)

    def end_soon(self) -> None:
        """Ask Jira for nothing new: what is under way is still read, so that it was not spent for nothing."""
        self._is_ending = True

    @property
    def calls_under_way(self) -> int:
        return len(self._calls)

    def events(self) -> Generator[Event, None, None]:
        """Load without a limit of time, event by event."""
        for batch in self.batches():
            yield from batch

    def batches(self, time_left_s: Callable[[], float] | None = None) -> Generator[list[Event], None, None]:
        """
        Load. What comes of one answer of Jira is one batch, at most one ``rows`` event among it.

        Args:
            time_left_s: Seconds until the load has to stop where it is; it may then go on from :meth:`checkpoint`.
        """
        if not self._is_resumed:
            yield [{"type": "columns", "columns": [column.about for column in self._plan.columns]}]
        self._pool = ThreadPoolExecutor(self._limit, thread_name_prefix="rows")
        try:
            self._start()
            while self._calls and self._failed is None:
                timeout = None if time_left_s is None else max(0.0, time_left_s())
                done, _ = wait(self._calls, timeout, return_when=FIRST_COMPLETED)
                if not done:
                    return
                # A page before ids before chunks: rows for the screen first.
                for future in sorted(done, key=lambda f: _PRECEDENCE[self._calls[f].kind]):
                    batch = self._handle(future)
                    self._fill()
                    if batch:
                        yield batch
            if self._is_over():
                yield self._end()
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _is_over(self) -> bool:
        if self._failed is not None:
            return True
        progress = self._progress
        has_read_pages = progress.mode == "done" or (progress.mode == "ids" and progress.is_listed)
        return has_read_pages and not self._pending and not self._access.has_questions

    # -- steps ------------------------------------------------------------------------------------------------------

    def _submit(self, call: _Call, act: Callable[[], Any]) -> None:
        """Start a call, unless the load is ending: what it is for stands in the progress, for whoever goes on."""
        if self._is_ending:
            return
        assert self._pool is not None  # noqa: S101 - set before the first step
        self._calls[self._pool.submit(act)] = call

    def _start(self) -> None:
        if self._progress.mode == "pages":
            self._ask_page()
            if (self._expected or 0) > ONE_PASS and self._progress.token is None:
                self._ask_listing()
        elif self._progress.mode == "ids" and not self._progress.is_listed:
            self._ask_ids()
        self._fill()

    def _ask_page(self) -> None:
        self._submit(_Call("page"), partial(self._search_with_values, self._progress.token))

    def _ask_listing(self) -> None:
        """Give up reading by pages: list all ids from the start."""
        self._progress.mode, self._progress.token = "ids", None
        self._ask_ids()

    def _ask_ids(self) -> None:
        token = self._progress.token
        self._submit(_Call("ids"), partial(self._source.search, self._plan.jql, ["id"], ID_PAGE, token))

    def _fill(self) -> None:
        """
        Start what there is room for: rows, then rights.

        Of eight calls one may be about the rights on the first page while rows still come, so that whoever opens a
        long sheet need not wait for its end to edit what is on the screen.
        """
        if self._access.is_urgent and not self._access.is_asking and len(self._calls) < self._limit:
            self._ask_access()
        self._fill_with_rows()
        while self._access.has_questions and len(self._calls) < self._limit and not self._is_ending:
            before = len(self._calls)
            self._ask_access()
            if len(self._calls) == before:
                return  # what is left waits for more rows

    def _fill_with_rows(self) -> None:
        is_listing = any(call.kind == "ids" for call in self._calls.values())
        wants_ids = self._progress.mode == "ids" and not self._progress.is_listed
        if wants_ids and not is_listing and self._progress.token and len(self._pending) < LIST_AHEAD:
            self._ask_ids()
            is_listing = True
        while self._pending and len(self._calls) < self._limit and not self._is_ending:
            if len(self._pending) < CHUNK and is_listing:
                return  # the rest of the hundred is on its way
            ids = [self._pending.popleft() for _ in range(min(CHUNK, len(self._pending)))]
            self._submit(_Call("chunk", ids), partial(self._fetch, ids))

    def _ask_access(self) -> None:
        """Ask the next question about rights, if one is to be asked now and the load is not ending."""
        if self._is_ending:
            return
        more_rows_come = bool(self._pending) or any(call.kind != "access" for call in self._calls.values())
        question = self._access.next_question(more_rows_come=more_rows_come)
        if question is not None:
            self._submit(_Call("access", question=question), partial(question.ask, self._source))

    def _handle(self, future: Future[Any]) -> list[Event]:
        """Take in one answer; what it changes is complete before anything of it is delivered."""
        call = self._calls.pop(future)
        error = future.exception()
        if error is not None and not isinstance(error, JxlError):
            raise error
        events: list[Event] = []
        if call.question is not None:
            if error is None:
                return self._access.answered(call.question, future.result())
            return self._access.failed(call.question, error)
        if call.kind == "count":
            if error is None and future.result() > ONE_PASS and self._progress.mode == "pages":
                self._ask_listing()
        elif error is not None and (call.kind != "chunk" or isinstance(error, _FATAL)):
            self._failed = error
        elif error is not None:
            events = self._chunk_failed(call.ids, error)
        elif call.kind == "page":
            events = self._page_came(future.result())
        elif call.kind == "ids":
            events = self._ids_came(future.result())
        else:
            events = self._chunk_came(call.ids, future.result())
        return events

    def _page_came(self, page: _Issues) -> list[Event]:
        events = self._name([str(issue.get("id")) for issue in page.issues]) + self._send(page)
        if self._progress.mode != "pages":
            self._pending.extend(i for i in self._held if i not in self._rows)
            self._held = []
            return events
        is_first = self._progress.token is None
        self._progress.token = page.next_token
        if page.next_token is None:
            self._progress.mode = "done"
        elif self.count >= ONE_PASS:
            self._ask_listing()
        else:
            self._ask_page()
            if is_first:
                self._submit(_Call("count"), partial(self._source.count, self._plan.jql))
        return events

    def _ids_came(self, page: SearchPage) -> list[Event]:
        ids = [str(issue.get("id")) for issue in page.issues]
        waiting = self._rows.union(self._pending, self._held, *(call.ids for call in self._calls.values()))
        fresh = [i for i in ids if i not in waiting]
        if any(call.kind == "page" for call in self._calls.values()):
            # The page with values that is on its way brings the first of them: they wait for it.
            self._held, fresh = fresh[:FIRST_PAGE], fresh[FIRST_PAGE:]
        self._pending.extend(fresh)
        self._progress.token = page.next_page_token
        self._progress.is_listed = page.next_page_token is None
        return self._name(ids)

    def _chunk_came(self, ids: list[str], found: _Issues) -> list[Event]:
        self._failures = 0
        place = {issue_id: number for number, issue_id in enumerate(ids)}
        found.issues.sort(key=lambda issue: place.get(str(issue.get("id")), len(ids)))
        events = self._send(found) if found.issues else []
        if found.errors:
            self._known.difference_update(found.errors)
            words = next(iter(found.errors.values()))
            error = JxlError(f"Jira could not read these issues just now: “{words}”", code="jira_unavailable")
            events.append({"type": "error", "ids": list(found.errors), "error": self.describe_error(error)})
        return events

    def _chunk_failed(self, ids: list[str], error: JxlError) -> list[Event]:
        self._failures += 1
        self._known.difference_update(ids)
        if self._failures >= FAILURES_IN_A_ROW:
            self._failed = error
        return [{"type": "error", "ids": ids, "error": self.describe_error(error)}]

    def _name(self, ids: list[str]) -> list[Event]:
        new = [i for i in dict.fromkeys(ids) if i not in self._named]
        self._named.update(new)
        if not new:
            return []
        events: list[Event] = [{"type": "index", "ids": new}]
        lifted = {self._masked.pop(i): i for i in self._masked.keys() & new}
        if lifted:
            events.append({"type": "parents", "ids": lifted})
        return events

    def _send(self, found: _Issues) -> list[Event]:
        here = {str(issue.get("id")) for issue in found.issues}

        def name_parent(issue_id: str) -> str:
            if issue_id in here or issue_id in self._named or issue_id in self._visible_parents:
                return issue_id
            return self._masked.setdefault(issue_id, self._mask(issue_id))

        events = self._reader.read(found.issues, name_parent)
        rows = events[-1]["rows"]
        ids = [row["id"] for row in rows]
        self._rows.update(ids)
        self._known.difference_update(ids)
        return events + self._access.rows_came(rows)

    def _end(self) -> list[Event]:
        self.is_finished = True
        if self._failed is not None:
            return [{"type": "error", "ids": [], "error": self.describe_error(self._failed)}]
        events: list[Event] = []
        if self._known:
            events.append({"type": "gone", "ids": sorted(self._known, key=lambda i: (len(i), i))})
        self._progress.mode = "done"
        points = self._points_before + self._source.points()
        events.append({"type": "done", "count": self.count, "points": points, "seq": self._seq})
        return events

    # -- in threads -------------------------------------------------------------------------------------------------

    def _search_with_values(self, token: str | None) -> _Issues:
        page = self._source.search(self._plan.jql, self._plan.fields, FIRST_PAGE, token)
        self._look_at_parents(page.issues)
        return _Issues(page.issues, {}, page.next_page_token)

    def _fetch(self, ids: list[str]) -> _Issues:
        found = self._source.fetch(ids, self._plan.fields)
        self._look_at_parents(found.issues)
        return _Issues(found.issues, found.errors)

    def _look_at_parents(self, issues: list[dict[str, Any]]) -> None:
        """
        Ask which parents the person may see, where a column shows their keys.

        Jira names the parent of an issue whether or not the person may see it. Issues that the search gave are visible.
        A load that goes on does not know any more which ids were named, so it asks as well.
        """
        if not self._plan.shows_parents and not self._is_resumed:
            return
        here = {str(issue.get("id")) for issue in issues}
        # Looked up one by one: these sets grow in other threads meanwhile.
        known = (here, self._visible_parents, self._named)
        asked = sorted(i for i in parent_ids(issues) if not any(i in ids for ids in known))
        for start in range(0, len(asked), CHUNK):
            ids = asked[start : start + CHUNK]
            seen = {str(issue.get("id")) for issue in self._source.fetch(ids, ["issuetype"]).issues}
            self._visible_parents.update(seen)


def mask_at_random() -> Callable[[str], str]:
    """Make a mask that nobody else has: good for one load in one process."""
    return mask_with(secrets.token_bytes(32))


def mask_with(key: bytes) -> Callable[[str], str]:
    """Make a mask from a secret: the same name for the same issue wherever that secret is known."""

    def mask(issue_id: str) -> str:
        return "~" + hashlib.blake2b(issue_id.encode(), key=key, digest_size=8).hexdigest()

    return mask


def describe_error_plainly(error: JxlError) -> dict[str, Any]:
    """Write an error as every answer does, without a request's id."""
    return {"code": error.code, "message": error.message, "details": error.details}
