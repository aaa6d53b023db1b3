"""
Nothing leaks: every byte that a person gets is searched for the issues that they may not see.

What is hidden is found a second way, with plain questions to the site as the administrator and as the person. The
sheet's query is broad and names no issue, so that a hidden id, key or summary in any answer has come from Jira's data.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import requests
from werkzeug.test import TestResponse

from tests.sheets.live import ADMIN, Live

EVERYTHING = "created >= -9000d ORDER BY created DESC"
FIELDS = ["key", "summary", "status", "parent", "issuelinks", "subtasks", "assignee", "components", "labels"]
#: Ids stand in quotes or in addresses; a bare number is an amount.
_ID = re.compile(r"""(?<=["'/=,])\d{5,}(?=["'/&?,])""")
_KEY = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]+-\d+(?![\w-])")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
#: Longer texts are rows, whose summaries stand in strings of their own.
MOST_CHARS_READ_WHOLE = 300_000
#: Headers that hold numbers of the answer itself, which may be an issue's id by chance.
COUNTED = ("Content-Length", "X-Request-Id", "Date")
#: Who sees only part of what the sheet's query finds, and the project whose sheet they may open.
PERSONS = [
    ("member", "BUS"),
    ("viewer", "CORE"),
    ("project administrator", "PLAT"),
    ("service agent", "HELP"),
]


@dataclass
class Recorder:
    """Calls the app as a person and keeps all that comes back."""

    live: Live
    about: str
    heard: list[tuple[str, bytes]] = field(default_factory=list)

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        answer = self.live.call(method, path, json, self.about, headers or None)
        self._keep(f"{method} {path}", answer)
        return answer

    def page(self, path: str, **query: str) -> TestResponse:
        answer = self.live.page(path, self.about, **query)
        self._keep(f"page {path} {query}", answer)
        return answer

    def _keep(self, what: str, answer: TestResponse) -> None:
        headers = "".join(f"{k}: {v}\n" for k, v in answer.headers if k not in COUNTED)
        self.heard.append((what, headers.encode() + answer.get_data()))


def issues_seen(live: Live, about: str) -> dict[str, dict[str, Any]]:
    """All issues that a person sees, by id, with the person's own password and none of our code."""
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == about)
    found: dict[str, dict[str, Any]] = {}
    token: str | None = None
    while True:
        params = {"jql": "created >= -9000d", "fields": "summary,project", "maxResults": "100"}
        if token:
            params["nextPageToken"] = token
        answer = requests.get(
            f"{live.site.url}/rest/api/3/search/jql",
            params,
            auth=(user["email"], user["apiToken"]),
            timeout=30,
        )
        answer.raise_for_status()
        page = answer.json()
        found.update({issue["id"]: issue for issue in page["issues"]})
        token = page.get("nextPageToken")
        if token is None:
            return found


@dataclass(frozen=True)
class Forbidden:
    """What must not be heard: ids, keys, and summaries that no visible issue shares."""

    ids: frozenset[str]
    keys: frozenset[str]
    summaries: frozenset[str]

    @classmethod
    def of(cls, everything: dict[str, Any], seen: dict[str, Any], known_ids: set[str]) -> Forbidden:
        hidden = [issue for issue_id, issue in everything.items() if issue_id not in seen]
        visible = "\n".join(issue["fields"]["summary"] for issue in seen.values())
        summaries = {issue["fields"]["summary"] for issue in hidden}
        return cls(
            frozenset(issue["id"] for issue in hidden) - known_ids,
            frozenset(issue["key"] for issue in hidden),
            frozenset(text for text in summaries if len(text) > 12 and text not in visible),
        )

    def heard_in(self, text: str) -> set[str]:
        """Which of it stands in a text, as JSON, HTML or plain."""
        text = html.unescape(text)
        found = self.ids.intersection(_ID.findall(text)) | self.keys.intersection(_KEY.findall(text))
        strings = {_unquoted(match) for match in _STRING.findall(text)}
        found |= self.summaries & strings
        if len(text) < MOST_CHARS_READ_WHOLE:
            found |= {summary for summary in self.summaries if summary in text}
        return found


def _unquoted(text: str) -> str:
    try:
        return str(orjson.loads(text))
    except orjson.JSONDecodeError:
        return text[1:-1]


def ids_of_other_things(live: Live) -> set[str]:
    """Ids that issues share with projects, statuses and the like: seeing them says nothing about an issue."""
    admin = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == ADMIN)
    found: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("id"), str):
                found.add(value["id"])
            for member in value.values():
                collect(member)
        elif isinstance(value, list):
            for member in value:
                collect(member)

    for path in ("project", "status", "priority", "issuetype", "resolution", "field", "issueLinkType"):
        answer = requests.get(
            f"{live.site.url}/rest/api/3/{path}", auth=(admin["email"], admin["apiToken"]), timeout=30
        )
        collect(answer.json())
    return found


@pytest.fixture(scope="module")
def everything(live: Live) -> dict[str, dict[str, Any]]:
    return issues_seen(live, ADMIN)


@pytest.fixture(scope="module")
def seen_by(live: Live) -> dict[str, dict[str, dict[str, Any]]]:
    return {about: issues_seen(live, about) for about, _ in PERSONS}


@pytest.fixture
def sheet_paths(live: Live) -> Iterator[Any]:
    """Makes sheets as the administrator; they go when the test ends."""
    made: list[str] = []

    def make(project: str, jql: str, **members: Any) -> str:
        sheet = live.create(project, name="Everything there is", scope={"jql": jql}, **members)
        made.append(f"/api/v1/projects/{project}/sheets/{sheet['id']}")
        return made[-1]

    yield make
    for path in made:
        revision = (live.call("GET", path).json or {}).get("revision")
        live.call("DELETE", path, headers={"If-Match": f'"{revision}"'})


def listen(recorder: Recorder, project: str, path: str, hidden: list[str]) -> None:
    """Ask for everything that the app answers."""
    sheet_id = path.rsplit("/", 1)[1]
    for rule in ("me", f"me?projectKey={project}", "sheets", f"projects/{project}/sheets", "fields"):
        recorder.call("GET", f"/api/v1/{rule}")
    for lines in (True, False):
        cursor: str | None = None
        while True:
            accept = {"Accept": "application/x-ndjson"} if lines else {}
            # What the caller names in ``known`` comes back in ``gone`` whether or not it exists.
            body = {"cursor": cursor} if cursor else {"fields": FIELDS if lines else None}
            answer = recorder.call(
                "POST", f"{path}/rows", {k: v for k, v in body.items() if v is not None}, **accept
            )
            assert answer.status_code == 200, answer.text
            if lines:
                break
            cursor = orjson.loads(answer.data)["cursor"]
            if cursor is None:
                break
    recorder.call("GET", path)
    for part in ("changes?since=0", "views", "structures", "formats", "revisions", "export", "personal/view"):
        recorder.call("GET", f"{path}/{part}")
    recorder.call("GET", f"/api/v1/projects/{project}/trash")
    recorder.call("GET", "/api/v1/link-types")
    recorder.call("POST", f"/api/v1/projects/{project}/jql/check", {"jql": EVERYTHING})
    recorder.call("POST", f"/api/v1/projects/{project}/jql/check", {"jql": EVERYTHING, "rows": 20})
    recorder.call("GET", f"/api/v1/projects/{project}/jql/words")
    for named in ("labels", "component", "assignee", "summary", "parent"):
        recorder.call("GET", f"/api/v1/projects/{project}/jql/suggest?field={named}")
    recorder.call("PUT", path, {"name": "x", "scope": {"jql": EVERYTHING}}, **{"If-Match": '"999"'})
    recorder.call("POST", f"{path}/rows", {"cursor": "nonsense"})
    recorder.call("POST", f"{path}/rows", {"fields": ["no such field"]})
    for page, query in (
        ("/ui/project", {"projectKey": project}),
        ("/ui/project", {"projectKey": project, "sheet": sheet_id}),
        ("/ui/directory", {}),
        ("/ui/admin", {}),
    ):
        recorder.page(page, **query)
    for fragment in ("project", "sheet", "directory", "admin", "new-sheet", "settings"):
        recorder.call("GET", f"/ui/fragments/{fragment}?projectKey={project}&sheet={sheet_id}")
    assert hidden, "nothing is hidden from this person: the test would prove nothing"


@pytest.mark.parametrize(("about", "project"), PERSONS)
def test_nothing_of_a_hidden_issue_leaves_the_server(
    live: Live,
    everything: dict[str, dict[str, Any]],
    seen_by: dict[str, dict[str, dict[str, Any]]],
    sheet_paths: Any,
    caplog: pytest.LogCaptureFixture,
    about: str,
    project: str,
) -> None:
    seen = seen_by[about]
    hidden = [issue for issue_id, issue in everything.items() if issue_id not in seen]
    path = sheet_paths(project, EVERYTHING)
    words = Forbidden.of(everything, seen, ids_of_other_things(live))
    recorder = Recorder(live, about)
    with caplog.at_level(logging.INFO):
        caplog.clear()
        listen(recorder, project, path, [issue["id"] for issue in hidden])
        logged = "\n".join([caplog.text, *(str(vars(record)) for record in caplog.records)])
    recorder.heard.append(("the log", logged.encode()))
    rows_answer = next(text for what, text in recorder.heard if what.endswith("/rows"))
    assert rows_answer.count(b'"cells"') > 0, "no rows were heard"

    leaks = [(what, sorted(words.heard_in(text.decode()))) for what, text in recorder.heard]
    leaks = [(what, words_heard) for what, words_heard in leaks if words_heard]
    assert leaks == []


@pytest.mark.parametrize(("about", "project"), PERSONS)
def test_counts_are_of_what_the_person_sees(
    live: Live,
    everything: dict[str, dict[str, Any]],
    seen_by: dict[str, dict[str, dict[str, Any]]],
    sheet_paths: Any,
    about: str,
    project: str,
) -> None:
    seen = seen_by[about]
    assert len(seen) < len(everything)
    path = sheet_paths(project, EVERYTHING)
    answer = live.call("POST", f"{path}/rows", {"fields": ["key"]}, about, {"Accept": "application/x-ndjson"})
    events = [orjson.loads(line) for line in answer.data.splitlines()]
    done = events[-1]
    assert (done["type"], done["count"]) == ("done", len(seen))
    assert {i for e in events if e["type"] == "index" for i in e["ids"]} == set(seen)
    checked = live.call("POST", f"/api/v1/projects/{project}/jql/check", {"jql": EVERYTHING}, about)
    assert checked.json == {"count": len(seen)}


def test_a_hidden_issue_and_one_that_never_was_are_told_apart_by_nothing(
    live: Live,
    everything: dict[str, dict[str, Any]],
    seen_by: dict[str, dict[str, dict[str, Any]]],
    sheet_paths: Any,
) -> None:
    """Whoever guesses ids learns nothing: both are simply not there."""
    about, project = PERSONS[0]
    seen = seen_by[about]
    hidden = next(issue_id for issue_id in everything if issue_id not in seen)
    never = "99999999"
    path = sheet_paths(project, f"project = {project} ORDER BY created")
    answer = live.call(
        "POST",
        f"{path}/rows",
        {"fields": ["key"], "known": [hidden, never]},
        about,
        {"Accept": "application/x-ndjson"},
    )
    gone = [
        e["ids"] for line in answer.data.splitlines() if (e := orjson.loads(line)) and e["type"] == "gone"
    ]
    assert [sorted(ids) for ids in gone] == [sorted([hidden, never])]
