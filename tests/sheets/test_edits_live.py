"""Changing cells through the API, over a simulated Jira site: what is written, what is refused and in which words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import orjson
import pytest
import requests
import sqlalchemy
from werkzeug.test import TestResponse

from jxl.db import db
from jxl.sheets.edit_journal import Journal
from tests.sheets.live import ADMIN, Live
from tests.sheets.test_access_live import fresh, granted_to
from tests.sheets.test_routes import rows

FIELDS = [
    "summary",
    "status",
    "priority",
    "labels",
    "components",
    "versions",
    "fixVersions",
    "assignee",
    "reporter",
    "description",
    "environment",
    "duedate",
    "parent",
    "issuetype",
    "timeoriginalestimate",
    "timeestimate",
    "resolution",
    "created",
    "customfield_10015",
    "customfield_10019",
    "customfield_10020",
    "customfield_10026",
    *(f"customfield_100{n}" for n in range(31, 50)),
]
RANK, SPRINT, POINTS = "customfield_10019", "customfield_10020", "customfield_10026"


def sheet_path(live: Live, project: str = "PLAT", jql: str | None = None) -> str:
    columns = [{"id": f"c{n}", "field": field} for n, field in enumerate(FIELDS)]
    sheet = live.create(project, scope={"jql": jql or f"project = {project} ORDER BY key"}, columns=columns)
    return f"/api/v1/projects/{project}/sheets/{sheet['id']}"


def read(live: Live, path: str, about: str = ADMIN) -> dict[str, dict[str, Any]]:
    """Cells by issue id and field; ``key`` and ``type`` of the issue beside them."""
    events = rows(live, path, about=about)
    fields = [column["field"] for column in events[0]["columns"]]
    return {
        row["id"]: {
            "id": row["id"],
            "key": row["key"],
            "type": row["issueType"],
            **dict(zip(fields, row["cells"], strict=True)),
        }
        for event in events
        if event["type"] == "rows"
        for row in event["rows"]
    }


def body_of(*changes: tuple[dict[str, Any], str, Any], **more: Any) -> dict[str, Any]:
    """A request that changes cells: each a row as last seen, a field and the value wanted."""
    sent = [
        {"issue": row["id"], "field": field, "was": row.get(field), "to": to} for row, field, to in changes
    ]
    issues = len({change["issue"] for change in sent})
    return {"batch": str(uuid.uuid4()), "total": {"issues": issues}, "changes": sent, **more}


def send(live: Live, path: str, body: dict[str, Any], about: str = ADMIN) -> list[dict[str, Any]]:
    answer = live.call("POST", f"{path}/edits", body, about)
    assert answer.status_code == 200, answer.text
    assert json_of(answer)["error"] is None, json_of(answer)["error"]
    found = json_of(answer)["results"]
    asked = {(c["issue"], c["field"]) for c in body["changes"]}
    assert {(r["issue"], r["field"]) for r in found} == asked
    assert len(found) == len(asked)
    return list(found)


def change(
    live: Live, path: str, *changes: tuple[dict[str, Any], str, Any], about: str = ADMIN, **more: Any
) -> list[dict[str, Any]]:
    return send(live, path, body_of(*changes, **more), about)


def json_of(answer: TestResponse) -> dict[str, Any]:
    return dict(answer.json or {})


def said(result: dict[str, Any]) -> str:
    return str(result["error"]["message"])


def ask(live: Live, method: str, path: str, about: str = ADMIN, **body: Any) -> Any:
    """Do something to Jira behind our back, with a password of one's own."""
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == about)
    answer = requests.request(
        method,
        f"{live.site.url}{path}",
        json=body or None,
        auth=(user["email"], user["apiToken"]),
        timeout=30,
    )
    answer.raise_for_status()
    return answer.json() if answer.content else None


def writes_of(live: Live) -> list[tuple[str, str]]:
    return [
        (r["method"], r["path"])
        for r in live.requests()
        if (
            r["method"] == "PUT" or (r["path"].endswith(("/transitions", "/issue")) and r["method"] == "POST")
        )
        and "properties" not in r["path"]
    ]


@contextmanager
def faults(live: Live, *rules: dict[str, Any]) -> Iterator[None]:
    live.site.control("POST", "faults", rules=list(rules))
    try:
        yield
    finally:
        live.site.control("DELETE", "faults")


class Sheet:
    """A sheet whose issues are handed out one after another, so that tests do not meet."""

    def __init__(self, live: Live, project: str = "PLAT", jql: str | None = None) -> None:
        self.live = live
        self.path = sheet_path(live, project, jql)
        self._taken: set[str] = set()

    def rows(self, about: str = ADMIN) -> list[dict[str, Any]]:
        return list(read(self.live, self.path, about).values())

    def take(self, count: int = 1, about: str = ADMIN, **cells: Any) -> list[dict[str, Any]]:
        """Issues that are neither epics nor sub-tasks, whose cells read as told."""
        found = [
            row
            for row in self.rows(about)
            if row["id"] not in self._taken
            and text_of(row["issuetype"]) not in ("Epic", "Sub-task", "Subtask")
            and all(text_of(row[field]) == text for field, text in cells.items())
        ][:count]
        assert len(found) == count, len(found)
        self._taken |= {row["id"] for row in found}
        return found

    def row(self, issue_id: str, about: str = ADMIN) -> dict[str, Any]:
        return read(self.live, self.path, about)[issue_id]

    def change(self, *changes: tuple[dict[str, Any], str, Any], **more: Any) -> list[dict[str, Any]]:
        return change(self.live, self.path, *changes, **more)


@pytest.fixture(scope="module")
def plat(live: Live) -> Sheet:
    return Sheet(live)


def text_of(cell: Any) -> Any:
    return cell["t"] if isinstance(cell, dict) else cell


TYPED = [
    ("summary", "A new summary", "A new summary"),
    ("priority", "high", "High"),
    ("labels", "alpha, beta", "alpha, beta"),
    ("description", "First line\nSecond line", "First line\nSecond line"),
    ("environment", "Linux", "Linux"),
    ("duedate", "21 Nov 2026", "2026-11-21"),
    ("timeoriginalestimate", "1w 2h 30m", "1w 2h 30m"),
    ("timeestimate", "2.5h", "2h 30m"),
    ("assignee", "Chua Mei Ling", "Chua Mei Ling"),
    ("customfield_10015", "1.12.2026", "2026-12-01"),
    (POINTS, "2,5", 2.5),
    ("customfield_10031", "pilot", "Pilot"),
    ("customfield_10032", "Linux, macOS", "Linux, macOS"),
    ("customfield_10033", "In steps", "In steps"),
    ("customfield_10034", "Security", "Security"),
    ("customfield_10035", "Back end - Storage", "Back end - Storage"),
    ("customfield_10036", "Yuki Tanabe", "Yuki Tanabe"),
    ("customfield_10037", "Yuki Tanabe; Amara Okonkwo", "Yuki Tanabe, Amara Okonkwo"),
    ("customfield_10038", "jira-users", "jira-users"),
    ("customfield_10039", "jira-users, site-admins", "jira-users, site-admins"),
    ("customfield_10040", "one two", "one, two"),
    ("customfield_10041", "RICH", "Rich Web Components"),
    ("customfield_10044", "CR-1", "CR-1"),
    ("customfield_10045", "https://example.org/x", "https://example.org/x"),
    ("customfield_10046", "It works", "It works"),
    ("customfield_10048", "0.65", 0.65),
    ("customfield_10049", "2026-11-21T10:00:00+01:00", None),
]


def test_every_kind_of_field_is_typed_undone_and_cleared(live: Live, plat: Sheet) -> None:
    # The seeds may have given an issue one of these values; then that cell would be unchanged.
    row = next(
        r for r in plat.take(12) if all(text_of(r[field]) != words for field, _, words in TYPED if words)
    )
    live.forget_requests()
    results = plat.change(*((row, field, {"text": text}) for field, text, _ in TYPED))
    assert [(r["field"], r["status"], r.get("error")) for r in results if r["status"] != "ok"] == []
    assert writes_of(live) == [("PUT", f"/rest/api/3/issue/{row['id']}")]
    now = plat.row(row["id"])
    for result in results:
        assert result["cell"] == now[result["field"]], result
    shown = {r["field"]: text_of(r["cell"]) for r in results}
    for field, _, words in TYPED:
        assert words is None or shown[field] == words, field

    undone = plat.change(*((now, r["field"], r["before"]) for r in results))
    assert [(r["field"], r["status"], r.get("error")) for r in undone if r["status"] != "ok"] == []
    before = plat.row(row["id"])
    assert {f: before[f] for f, _, _ in TYPED} == {f: row[f] for f, _, _ in TYPED}

    keeps = ("summary", "priority")
    cleared = plat.change(*((before, f, None) for f, _, _ in TYPED if f not in keeps))
    assert {r["status"] for r in cleared} <= {"ok", "unchanged"}, cleared
    assert all(r["cell"] is None for r in cleared)
    refused = plat.change(*((before, field, {"text": ""}) for field in keeps))
    assert {r["field"]: said(r) for r in refused} == {
        "summary": "Not saved. Jira said: “You must specify a summary of the issue.”",
        "priority": "Not saved. Jira said: “The priority selected is invalid.”",
    }


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("assignee", "a", "“a” is "),
        ("assignee", "Nobody Atall", "Nobody who can be assigned here is called “Nobody Atall”."),
        ("customfield_10036", "Nobody Atall", "Nobody is called “Nobody Atall”."),
        ("duedate", "31 Feb", "31 Feb is not a date."),
        ("duedate", "03/04/2026", "“03/04/2026” could be 2026-04-03 or 2026-03-04. Write one of these."),
        (POINTS, "two", "“two” is not a number."),
        (POINTS, "1,234", "“1,234” could be 1234 or 1.234. Write it without the comma."),
        ("timeestimate", "5", "“5” has no unit. Write 5h or 5m."),
        (
            "priority",
            "Urgent",
            "“Urgent” is not a choice of Priority. There are Highest, High, Medium, Low and",
        ),
        ("customfield_10035", "Nowhere", "“Nowhere” is not a choice of Area."),
        ("customfield_10038", "nobodies", "“nobodies” is not a choice of Owning group."),
        ("parent", "PLAT-999999", "There is no issue “PLAT-999999”, or you may not see it."),
        (SPRINT, "No such sprint", "“No such sprint” is not a choice of Sprint."),
        ("created", "today", "Jira keeps when an issue was created."),
        ("resolution", "Done", "Resolution is not on the screen for editing"),
        ("nonsense", "x", "Jira does not have this field, or you may not see it."),
        ("customfield_10045", "not a link", "Not saved. Jira said: “Not a valid URL”"),
    ],
)
def test_what_is_refused_says_why(live: Live, plat: Sheet, field: str, text: str, words: str) -> None:
    row = next(r for r in plat.rows() if text_of(r["issuetype"]) == "Story")
    (result,) = plat.change((row, field, {"text": text}))
    assert result["status"] == "refused"
    assert said(result).startswith(words), said(result)
    assert set(result["error"]) == {"code", "message", "details", "requestId"}
    assert result["cell"] == row.get(field)


def test_one_wrong_field_keeps_no_other_back(live: Live, plat: Sheet) -> None:
    (row,) = plat.take()
    live.forget_requests()
    good, bad = plat.change((row, "summary", "Good"), (row, "customfield_10045", "bad link"))
    if good["field"] != "summary":
        good, bad = bad, good
    assert (good["status"], good["cell"]) == ("ok", "Good")
    assert (bad["status"], bad["cell"]) == ("refused", row["customfield_10045"])
    assert len(writes_of(live)) == 2  # the first wrote nothing


def test_unchanged_conflicts_and_what_was_lost(live: Live, plat: Sheet) -> None:
    (row,) = plat.take(priority="Medium")
    ask(live, "PUT", f"/rest/api/3/issue/{row['id']}", "member", fields={"priority": {"id": "1"}})
    live.forget_requests()
    (same,) = plat.change((row, "priority", {"text": "Highest"}))
    assert (same["status"], text_of(same["cell"])) == ("unchanged", "Highest")
    (conflict,) = plat.change((row, "priority", {"text": "Low"}))
    assert (conflict["status"], text_of(conflict["cell"])) == ("conflict", "Highest")
    assert conflict["error"]["code"] == "conflict"
    assert writes_of(live) == []


@pytest.mark.parametrize(
    ("field", "theirs", "lost", "ours"),
    [
        ("summary", "Theirs", "Theirs", "Ours"),
        (POINTS, 13, 13, {"text": "21"}),
        ("priority", {"id": "1"}, "Highest", {"text": "Lowest"}),
        ("labels", ["theirs"], "theirs", {"text": "ours"}),
        ("customfield_10032", [{"value": "Linux"}], "Linux", {"text": "iOS"}),
        ("duedate", "2026-12-24", "2026-12-24", {"text": "2026-12-31"}),
        ("customfield_10046", "rich", "Theirs", {"text": "Ours"}),
    ],
)
def test_what_is_overwritten_unseen_is_told_and_can_be_restored(
    live: Live, plat: Sheet, monkeypatch: pytest.MonkeyPatch, field: str, theirs: Any, lost: Any, ours: Any
) -> None:
    """Somebody writes between our reading and our writing: Jira would overwrite without a word."""
    theirs_or_ours = (lost, ours["text"] if isinstance(ours, dict) else ours)
    row = next(r for r in plat.take(8) if str(text_of(r[field])) not in map(str, theirs_or_ours))
    if theirs == "rich":
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": lost}]}
        theirs = {"version": 1, "type": "doc", "content": [paragraph]}
    begin = Journal.begin

    def somebody_is_faster(journal: Journal, issue_id: str) -> None:
        ask(live, "PUT", f"/rest/api/3/issue/{issue_id}", "member", fields={field: theirs})
        begin(journal, issue_id)

    monkeypatch.setattr(Journal, "begin", somebody_is_faster)
    body = body_of((row, field, ours))
    (result,) = send(live, plat.path, body)
    monkeypatch.undo()
    assert result["status"] == "overwrote", result
    assert text_of(result["before"]) == lost
    assert result["lostBy"]["displayName"] == "Chua Mei Ling"
    (again,) = send(live, plat.path, body)
    assert (again["status"], again["before"]) == ("overwrote", result["before"])
    restored = result["before"] if field != "customfield_10046" else {"text": lost}
    (back,) = plat.change((plat.row(row["id"]), field, restored))
    assert back["status"] == "ok"
    assert text_of(back["cell"]) == lost


def test_a_status_takes_a_transition(live: Live, plat: Sheet) -> None:
    (row,) = plat.take(status="Backlog")
    live.forget_requests()
    moved, renamed = sorted(
        plat.change((row, "status", {"text": "in progress"}), (row, "summary", "Moved")),
        key=lambda r: r["field"],
    )
    if moved["field"] != "status":
        moved, renamed = renamed, moved
    assert (moved["status"], text_of(moved["cell"])) == ("ok", "In Progress")
    assert (renamed["status"], renamed["cell"]) == ("ok", "Moved")
    issue = f"/rest/api/3/issue/{row['id']}"
    assert writes_of(live) == [("PUT", issue), ("POST", f"{issue}/transitions")]
    (back,) = plat.change((plat.row(row["id"]), "status", moved["before"]))
    assert (back["status"], text_of(back["cell"])) == ("ok", "Backlog")
    (nowhere,) = plat.change((row, "status", {"text": "Shipped"}))
    assert said(nowhere).startswith("From Backlog, it can go to Selected for Development, In Progress,")
    assert " or Done." in said(nowhere)


def test_a_strict_workflow_says_where_it_goes_and_what_it_asks_for(live: Live) -> None:
    rich = Sheet(live, "RICH")
    (row,) = rich.take(status="Open")
    (nowhere,) = rich.change((row, "status", {"text": "Shipped"}), about="project administrator")
    assert said(nowhere) == "From Open, it can go to In Progress, Resolved or Closed."
    (asks,) = rich.change((row, "status", {"text": "Resolved"}), about="project administrator")
    assert asks["status"] == "refused"
    assert said(asks) == ("Not saved. Jira said: “Resolution is required.” This move asks for more fields.")
    (ok,) = rich.change((row, "status", {"text": "Start Progress"}), about="project administrator")
    assert (ok["status"], text_of(ok["cell"])) == ("ok", "In Progress")


def test_sprints_and_ranks_take_one_call_for_fifty(live: Live, plat: Sheet) -> None:
    taken = plat.take(61)
    reference, some = taken[0], taken[1:]
    board = ask(live, "GET", "/rest/agile/1.0/board?projectKeyOrId=PLAT")["values"][0]["id"]
    sprints = ask(live, "GET", f"/rest/agile/1.0/board/{board}/sprint?state=future,active")["values"]
    sprint = next(s for s in sprints if all(text_of(row[SPRINT]) != s["name"] for row in some))
    live.forget_requests()
    moved = plat.change(*((row, SPRINT, {"text": sprint["name"]}) for row in some))
    assert {(r["status"], text_of(r["cell"])) for r in moved} == {("ok", sprint["name"])}
    assert len([w for w in writes_of(live) if "/agile/" in w[1]]) == 2
    rows_now = {row["id"]: row for row in plat.rows()}
    back = plat.change(*((rows_now[r["issue"]], SPRINT, r["before"]) for r in moved))
    refused = [r for r in back if r["status"] != "ok"]
    assert not refused, refused[:2]

    live.forget_requests()
    ranked = plat.change(*((row, RANK, {"after": reference["id"]}) for row in some))
    assert {r["status"] for r in ranked} == {"ok"}
    assert len([w for w in writes_of(live) if w[1].endswith("/rank")]) == 2
    by_rank = Sheet(live, jql="project = PLAT ORDER BY Rank")
    order = [row["id"] for row in by_rank.rows()]
    start = order.index(reference["id"])
    assert order[start + 1 : start + 61] == [row["id"] for row in some]


def test_a_parent_by_its_key(live: Live, plat: Sheet) -> None:
    (row,) = plat.take()
    epics = [r for r in plat.rows() if text_of(r["issuetype"]) == "Epic"]
    epic = next(e for e in epics if text_of(row["parent"]) != e["key"])
    (result,) = plat.change((row, "parent", {"text": epic["key"].lower()}))
    assert (result["status"], result["cell"]) == ("ok", {"v": epic["id"], "t": epic["key"]})
    (back,) = plat.change((plat.row(row["id"]), "parent", result["before"]))
    assert (back["status"], back["cell"]) == ("ok", row["parent"])


def test_fields_of_a_team_managed_project(live: Live) -> None:
    batch = Sheet(live, "BATCH")
    (row,) = batch.take()
    typed = {"customfield_10016": "8", "customfield_10060": "4", "customfield_10061": "high"}
    seen = change(live, batch.path, *((row, field, None) for field in typed), dryRun=True)
    row = {**row, **{r["field"]: r["cell"] for r in seen}}
    results = batch.change(*((row, field, {"text": words}) for field, words in typed.items()), about="member")
    assert {r["status"] for r in results} <= {"ok", "unchanged"}, results
    assert {r["field"]: text_of(r["cell"]) for r in results} == {
        "customfield_10016": 8,
        "customfield_10060": 4,
        "customfield_10061": "High",
    }
    (elsewhere,) = batch.change((row, POINTS, {"text": "3"}), about="member")
    assert said(elsewhere).startswith("Story Points is not among the fields of ")


def test_who_may_assign_but_not_edit(live: Live, plat: Sheet) -> None:
    (row,) = plat.take(assignee="Yuki Tanabe")
    holder = {"type": "user", "parameter": live.site.account("viewer")}
    with granted_to(live, "PLAT", holder, "ASSIGN_ISSUES"), fresh(live):
        live.forget_requests()
        body = body_of((row, "assignee", {"text": "Amara Okonkwo"}), (row, "summary", "Not mine"))
        found = {r["field"]: r for r in send(live, plat.path, body, "viewer")}
    assert found["assignee"]["status"] == "ok"
    assert text_of(found["assignee"]["cell"]) == "Amara Okonkwo"
    assert found["summary"]["error"]["code"] == "no_right"
    assert writes_of(live) == [("PUT", f"/rest/api/3/issue/{row['id']}/assignee")]


def test_a_value_copied_from_another_project_goes_by_its_name(live: Live, plat: Sheet) -> None:
    (row,) = plat.take()
    (result,) = plat.change((row, "priority", {"v": "987", "t": "Lowest"}))
    assert text_of(result["cell"]) == "Lowest"
    (unknown,) = plat.change((row, "components", {"v": ["987"], "t": "No such component"}))
    assert said(unknown).startswith("“No such component” is not a choice of Components.")


def test_what_is_hidden_and_what_is_not_there_are_told_alike(live: Live) -> None:
    bus = Sheet(live, "BUS")
    seen = {row["id"] for row in bus.rows("member")}
    hidden = next(row for row in bus.rows() if row["id"] not in seen)
    nothing = {"id": "999999999", "summary": "x"}
    body = body_of((hidden, "summary", "x"), (nothing, "summary", "y"))
    results = send(live, bus.path, body, "member")
    first, second = ({k: v for k, v in r.items() if k != "issue"} for r in results)
    first["error"]["requestId"] = second["error"]["requestId"] = ""
    assert first == second
    assert said(first) == "This issue does not exist, or you may not see it."
    assert hidden["key"] not in orjson.dumps(results).decode()


# -- several issues at once -----------------------------------------------------------------------------------------


@contextmanager
def without_global_bulk(live: Live) -> Iterator[None]:
    """For the block, nobody may make bulk changes by a grant on the site; as the site's own page does it."""
    key = live.app.extensions["jxl"].settings.addon_key + "__bulk-change-sheets"
    session = requests.Session()
    session.post(
        f"{live.site.url}/people/switch", data={"person": live.site.account(ADMIN), "next": "/"}, timeout=30
    )
    page = session.get(f"{live.site.url}/jira/settings/permissions", timeout=30).text
    form = {"permission": key, "holder": "applicationRole:"}
    assert key in page

    def set_it(change: str) -> None:
        answer = session.post(
            f"{live.site.url}/jira/settings/permissions", data={**form, "change": change}, timeout=30
        )
        assert answer.ok, answer.text

    set_it("remove")
    try:
        yield
    finally:
        set_it("grant")


def test_a_paste_changes_the_allowed_cells_and_reports_the_rest(live: Live) -> None:
    """A sheet over several projects, of which some grant the bulk right and one shows its issues only."""
    mixed = Sheet(live, "PLAT", "project in (PLAT, BATCH, BUS, HELP) ORDER BY key")
    shown = mixed.rows("member")
    by_project = {
        key: [r for r in shown if r["key"].startswith(key + "-") and text_of(r["status"]) != "Closed"][-3:]
        for key in ("PLAT", "BATCH", "BUS", "HELP")
    }
    assert all(by_project.values())
    holder = {"type": "user", "parameter": live.site.account("member")}
    key = live.app.extensions["jxl"].settings.addon_key + "__bulk-change-sheets-project"
    chosen = [row for part in by_project.values() for row in part]
    with without_global_bulk(live), granted_to(live, "PLAT", holder, key), fresh(live):
        preview = send(
            live,
            mixed.path,
            body_of(*((r, "summary", f"Pasted {r['key']}") for r in chosen), dryRun=True),
            "member",
        )
        live.forget_requests()
        body = body_of(*((r, "summary", f"Pasted {r['key']}") for r in chosen))
        results = {r["issue"]: r for r in send(live, mixed.path, body, "member")}
        alone = change(live, mixed.path, (by_project["BATCH"][0], "summary", "One by one"), about="member")
        half = body_of((by_project["BATCH"][1], "summary", "Hidden bulk"), total={"issues": 2})
        (not_alone,) = send(live, mixed.path, half, "member")
        parts = [
            body_of((row, "labels", {"text": "part"}), batch=str(uuid.UUID(int=7)), part=n, parts=2)
            for n, row in enumerate(by_project["BATCH"][:2])
        ]
        (first_part,), (second_part,) = (send(live, mixed.path, part, "member") for part in parts)
    assert {r["issue"]: r["status"] for r in preview} == {i: r["status"] for i, r in results.items()}
    for row in by_project["PLAT"]:
        assert (results[row["id"]]["status"], results[row["id"]]["cell"]) == ("ok", f"Pasted {row['key']}")
    right = "JXL: Make bulk changes in sheets"
    for row in by_project["BATCH"] + by_project["BUS"]:
        result = results[row["id"]]
        assert result["status"] == "refused", row["key"]
        assert said(result).startswith("You may not change several issues at once in ")
        assert right in said(result)
        assert result["cell"] == row["summary"]
    for row in by_project["HELP"]:
        assert said(results[row["id"]]).startswith("You may not edit issues in Community Help Desk.")
    assert len([w for w in writes_of(live) if w[0] == "PUT"]) == len(by_project["PLAT"]) + 2
    assert alone[0]["status"] == "ok"
    assert not_alone["status"] == "refused"
    # Parts of one batch are one act, whatever each says of the whole.
    assert (first_part["status"], second_part["status"]) == ("ok", "refused")
    now = {row["id"]: row for row in mixed.rows("member")}
    for row in by_project["BATCH"][1:] + by_project["BUS"] + by_project["HELP"]:
        assert now[row["id"]]["summary"] == row["summary"]


@pytest.mark.parametrize(
    "about", ["site administrator", "project administrator", "member", "viewer", "service agent"]
)
def test_verdicts_before_and_after_agree_for_everybody(live: Live, about: str) -> None:
    """What the dry run promises is what the write does, in every kind of project that the person sees."""
    project = {"project administrator": "RICH", "service agent": "HELP"}.get(about, "PLAT")
    sheet = Sheet(live, project, 'created > "2000-01-01" ORDER BY key')
    by_kind: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sheet.rows(about):
        by_kind.setdefault((row["key"].split("-")[0], str(text_of(row["status"]))), row)
    some = list(by_kind.values())[:40]
    changes = [
        (r, f, {"text": words})
        for r in some
        for f, words in (("summary", f"By {about} {r['key']}"), ("labels", "verdict"))
    ]
    body = body_of(*changes)
    promised = send(live, sheet.path, {**body, "dryRun": True}, about)
    done = {(r["issue"], r["field"]): r for r in send(live, sheet.path, body, about)}
    assert {r["status"] for r in promised} <= {"ok", "refused", "unchanged"}
    for promise in promised:
        result = done[promise["issue"], promise["field"]]
        assert result["status"] == promise["status"], (promise, result)
        assert result.get("error", {}).get("message") == promise.get("error", {}).get("message")
    if about != "viewer":
        assert any(r["status"] == "ok" for r in promised)


# -- once and only once ---------------------------------------------------------------------------------------------


def test_the_same_again_writes_nothing_and_answers_alike(live: Live, plat: Sheet) -> None:
    one, two, three = plat.take(3)
    body = body_of(
        (one, "summary", "Once"), (two, "customfield_10045", "bad link"), (three, "summary", "Twice")
    )
    first = {r["issue"]: r for r in send(live, plat.path, body)}
    live.forget_requests()
    again = {r["issue"]: r for r in send(live, plat.path, body)}
    assert writes_of(live) == []
    for issue, result in first.items():
        assert (again[issue]["status"], again[issue]["cell"]) == (result["status"], result["cell"])
        assert again[issue]["before"] == result["before"]
    assert again[two["id"]]["error"]["code"] == "jira_refused"

    plat.change((plat.row(one["id"]), "summary", "Somebody's"))
    later = {r["issue"]: r for r in send(live, plat.path, body)}
    assert (later[one["id"]]["status"], later[one["id"]]["cell"]) == ("ok", "Somebody's")

    other = {**body, "changes": [{**body["changes"][0], "to": "Other"}]}
    answer = live.call("POST", f"{plat.path}/edits", other)
    assert (answer.status_code, json_of(answer)["error"]["code"]) == (422, "batch_reused")
    stranger = live.call("POST", f"{plat.path}/edits", other, "member")
    assert stranger.status_code == 200  # another person's batch is another batch


def test_a_server_that_was_killed_between_write_and_journal(
    live: Live, plat: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The retry completes what was not begun, recognises what was written, and writes nothing twice."""
    some = plat.take(6)
    body = body_of(*((row, "summary", f"Killed {n}") for n, row in enumerate(some)))
    noted: list[str] = []
    note = Journal.note

    class Killed(BaseException):
        pass

    def die_after_the_third_write(journal: Journal, issue_id: str, outcomes: Any) -> None:
        noted.append(issue_id)
        if len(noted) == 3:
            raise Killed
        note(journal, issue_id, outcomes)

    services = live.app.extensions["jxl"]
    one_by_one = replace(services, settings=replace(services.settings, jira_concurrency=1))
    monkeypatch.setitem(live.app.extensions, "jxl", one_by_one)
    monkeypatch.delitem(live.app.extensions, "jxl.sheets")
    monkeypatch.setattr(Journal, "note", die_after_the_third_write)
    monkeypatch.setattr(Journal, "end", lambda _journal: None)
    with pytest.raises(Killed):
        live.call("POST", f"{plat.path}/edits", body)
    monkeypatch.undo()
    busy = live.call("POST", f"{plat.path}/edits", body)
    assert (busy.status_code, json_of(busy)["error"]["code"]) == (409, "still_running")
    assert 1 <= int(busy.headers["Retry-After"]) <= 5
    forget_leases(live)
    before = {row["id"]: history_length(live, row["id"]) for row in some}
    begun = {row["id"] for row in plat.rows() if row["summary"].startswith("Killed")}
    assert begun == set(noted)
    live.forget_requests()
    results = send(live, plat.path, body)
    assert {(r["status"], r["cell"].partition(" ")[0]) for r in results} == {("ok", "Killed")}
    assert [r["before"] for r in sorted(results, key=lambda r: r["cell"])] == [r["summary"] for r in some]
    assert len(writes_of(live)) == len(some) - len(begun)
    for issue_id in begun:
        assert history_length(live, issue_id) == before[issue_id]


def forget_leases(live: Live) -> None:
    """As if a minute had passed."""
    with live.app.app_context(), db.engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE edit_request SET running_until = '2000-01-01 00:00:00'"))


def history_length(live: Live, issue_id: str) -> int:
    return int(ask(live, "GET", f"/rest/api/3/issue/{issue_id}/changelog")["total"])


def test_the_journal_holds_no_values(live: Live, plat: Sheet) -> None:
    (row,) = plat.take()
    secret = uuid.uuid4().hex
    plat.change((row, "summary", secret), (row, "customfield_10045", secret))
    with live.app.app_context(), db.engine.connect() as connection:
        for table in ("edit_request", "edit_issue"):
            kept = repr(connection.execute(sqlalchemy.text(f"SELECT * FROM {table}")).all())  # noqa: S608 - two names of ours
            assert secret not in kept
            assert row["summary"] not in kept


# -- trouble --------------------------------------------------------------------------------------------------------


def put_rule(**rule: Any) -> dict[str, Any]:
    return {"match": "/rest/api/3/issue/*", "method": "PUT", **rule}


@pytest.mark.parametrize(
    "rule",
    [
        {"status": 429, "headers": {"Retry-After": "0", "RateLimit-Reason": "jira-burst-based"}, "times": 3},
        {"status": 500, "times": 1},
        {"status": 503, "times": 1},
        {"status": 409, "times": 1},
        {"close": True, "times": 1},
        {"invalidJson": True, "times": 1},
    ],
    ids=repr,
)
def test_passing_trouble_costs_nobody_a_cell(live: Live, plat: Sheet, rule: dict[str, Any]) -> None:
    some = plat.take(3)
    with faults(live, put_rule(**rule)):
        results = plat.change(*((row, "summary", f"Through {row['key']}") for row in some))
    assert {(r["status"], r["cell"]) for r in results} == {("ok", f"Through {row['key']}") for row in some}


def test_lasting_trouble_is_told_and_only_the_failed_is_written_again(live: Live, plat: Sheet) -> None:
    some = plat.take(4)
    body = body_of(*((row, "summary", f"Later {row['key']}") for row in some))
    with faults(live, put_rule(status=500, after=2)):
        first = {r["issue"]: r for r in send(live, plat.path, body)}
    failed = [i for i, r in first.items() if r["status"] == "failed"]
    assert len(failed) == 2
    assert {first[i]["error"]["code"] for i in failed} == {"jira_unavailable"}
    live.forget_requests()
    second = send(live, plat.path, body)
    assert {r["status"] for r in second} == {"ok"}
    assert sorted(w[1].rpartition("/")[2] for w in writes_of(live)) == sorted(failed)


def test_a_quota_that_is_used_up_stops_the_batch(live: Live, plat: Sheet) -> None:
    some = plat.take(20)
    rule = {"status": 429, "headers": {"Retry-After": "1800", "RateLimit-Reason": "jira-quota-global-based"}}
    live.forget_requests()
    with faults(live, put_rule(**rule)):
        results = plat.change(*((row, "summary", "Never") for row in some))
    assert {r["status"] for r in results} == {"failed"}
    assert {r["error"]["code"] for r in results} == {"jira_rate_limited"}
    assert results[0]["error"]["details"]["retryAfterS"] == 1800
    assert len(writes_of(live)) <= 8


def test_writes_to_one_issue_stay_within_jiras_limit(live: Live, plat: Sheet) -> None:
    (row,) = plat.take()
    live.site.control("POST", "limits", issueWrites=True)
    try:
        for number in range(22):
            (result,) = plat.change((row, "summary", f"Limited {number}"))
            assert result["status"] == "ok", result
            row = {**row, "summary": result["cell"]}
    finally:
        live.site.control("DELETE", "limits")


@pytest.mark.parametrize("match", ["*/bulkfetch", "*/permissions/check"])
def test_without_an_answer_before_the_write_nothing_is_written(live: Live, plat: Sheet, match: str) -> None:
    row = plat.rows()[0]
    body = body_of((row, "summary", f"After {match}"))
    live.forget_requests()
    with faults(live, {"match": match, "status": 500}):
        answer = live.call("POST", f"{plat.path}/edits", body)
    if answer.status_code == 200:
        (result,) = json_of(answer)["results"]
        assert (result["status"], result["error"]["code"]) == ("failed", "unknown")
    else:
        assert answer.status_code == 502
    assert writes_of(live) == []
    assert send(live, plat.path, body)[0]["status"] == "ok"


# -- framing, cost, bad requests ------------------------------------------------------------------------------------


def test_results_come_as_lines(live: Live, plat: Sheet) -> None:
    some = plat.take(3)
    body = body_of(
        *((row, "priority", {"text": "Lowest"}) for row in some), (some[0], "duedate", {"text": "?"})
    )
    answer = live.call("POST", f"{plat.path}/edits", body, headers={"Accept": "application/x-ndjson"})
    events = [orjson.loads(line) for line in answer.data.splitlines()]
    assert answer.mimetype == "application/x-ndjson"
    assert [e["type"] for e in events].count("result") == 4
    assert (events[-1]["type"], events[-1]["count"]) == ("done", 4)
    looks = [e for e in events if e["type"] == "values" and e["field"] == "priority"]
    assert any("5" in e["values"] for e in looks)


def test_closing_the_connection_cancels_what_is_not_begun(live: Live, plat: Sheet) -> None:
    some = plat.take(30)
    body = body_of(*((row, "summary", f"Closed {row['key']}") for row in some))
    live.site.control("POST", "faults", rules=[], latencyMs=100)
    try:
        answer = live.call("POST", f"{plat.path}/edits", body, headers={"Accept": "application/x-ndjson"})
        next(iter(answer.response))
        answer.close()
    finally:
        live.site.control("POST", "faults", rules=[], latencyMs=0)
    done = [row for row in plat.rows() if str(row["summary"]).startswith("Closed")]
    assert 1 <= len(done) < 30
    while live.call("POST", f"{plat.path}/edits", body).status_code == 409:
        pass
    results = send(live, plat.path, body)
    assert {(r["status"], r["cell"].partition(" ")[0]) for r in results} == {("ok", "Closed")}


def test_what_a_paste_costs(live: Live, plat: Sheet) -> None:
    """Three hundred cells of a hundred issues: one PUT an issue, and a handful of questions for all together."""
    some = plat.take(100)
    changes = [
        (row, field, {"text": words})
        for row in some
        for field, words in (("labels", "cost"), (POINTS, "99"), ("duedate", "2030-01-01"))
    ]
    plat.change((some[0], "summary", "warm"))
    live.forget_requests()
    body = body_of(*changes)
    answer = live.call("POST", f"{plat.path}/edits", body)
    assert {r["status"] for r in json_of(answer)["results"]} == {"ok"}
    calls = [(r["method"], r["path"]) for r in live.requests()]
    puts = [c for c in calls if c[0] == "PUT"]
    assert len(puts) == 100
    questions = [path for method, path in calls if method != "PUT" and "/rest/" in path]
    kinds = len({(text_of(row["issuetype"]), text_of(row["status"])) for row in some})
    assert len([q for q in questions if q.endswith("/editmeta")]) <= kinds
    assert len([q for q in questions if not q.endswith("/editmeta")]) <= 6, questions
    assert json_of(answer)["points"] <= 100 + 101 + 3 * kinds + 30


@pytest.mark.parametrize(
    ("wrong", "member"),
    [
        ({"batch": "x"}, "batch"),
        ({"part": 2, "parts": 2}, "part"),
        ({"total": {"issues": 0}}, "total.issues"),
        ({"total": None}, "total"),
        ({"changes": []}, "changes"),
        ({"changes": [{"issue": "1", "field": "summary", "was": "", "to": ""}] * 501}, "changes"),
        ({"changes": [{"issue": "PLAT-1", "field": "summary", "was": "", "to": ""}]}, "changes[0].issue"),
        ({"changes": [{"issue": "1", "field": "summary", "to": ""}]}, "changes[0].was"),
        ({"changes": [{"issue": "1", "field": "summary", "was": ""}]}, "changes[0].to"),
        ({"changes": [{"issue": "1", "field": "summary", "was": {"text": ""}, "to": ""}]}, "changes[0].was"),
        ({"changes": [{"issue": "1", "field": "summary", "was": "", "to": ""}] * 2}, "changes[1]"),
        ({"dryRun": "yes"}, "dryRun"),
    ],
)
def test_bad_requests_are_named(live: Live, plat: Sheet, wrong: dict[str, Any], member: str) -> None:
    good = {
        "batch": str(uuid.uuid4()),
        "total": {"issues": 1},
        "changes": [{"issue": "1", "field": "summary", "was": "", "to": "x"}],
    }
    answer = live.call("POST", f"{plat.path}/edits", {**good, **wrong})
    assert answer.status_code == 422, answer.text
    assert member in json_of(answer)["error"]["details"]["fields"], answer.text


def test_a_sheet_that_is_not_there(live: Live) -> None:
    body = {
        "batch": str(uuid.uuid4()),
        "total": {"issues": 1},
        "changes": [{"issue": "1", "field": "summary", "was": "", "to": "x"}],
    }
    assert live.call("POST", "/api/v1/projects/PLAT/sheets/nothing/edits", body).status_code == 404
