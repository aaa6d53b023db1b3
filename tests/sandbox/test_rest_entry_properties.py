"""Properties of comments and work logs, and work logs of all issues."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.model import Issue
from tests.sandbox.rest_site import API, BASE_URL, NOW, Api, error_of, seeded_site

NOW_MS = int(NOW.timestamp() * 1000)
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "x"}]}],
}
FOR_ADMINISTRATORS = {"type": "role", "value": "Administrators"}


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


@pytest.fixture
def issue(api: Api) -> Issue:
    return api.site.issues[api.project("PLAT").issue_ids[6]]


def make(api: Api, issue: Issue, sort: str, who: str = "member", **more: Any) -> str:
    """Make a comment or work log; give the address of its properties."""
    body = {"body": DOCUMENT} if sort == "comment" else {"timeSpent": "1h"}
    made = api.post(f"issue/{issue.key}/{sort}", {**body, **more}, who).json()["id"]
    return (
        f"comment/{made}/properties" if sort == "comment" else f"issue/{issue.key}/worklog/{made}/properties"
    )


@pytest.mark.parametrize("sort", ["comment", "worklog"])
def test_set_read_and_remove(api: Api, issue: Issue, sort: str) -> None:
    path, updated = make(api, issue, sort), issue.updated_ms
    assert api.get(path, "viewer").json() == {"keys": []}
    for status in (201, 200):
        answer = api.call("PUT", f"{API}/{path}/one", "member", json={"a": [1, None, "é"]})
        assert answer.status_code == status
    assert api.get(f"{path}/one", "viewer").json() == {"key": "one", "value": {"a": [1, None, "é"]}}
    (key,) = api.get(path, "viewer").json()["keys"]
    assert api.get(key["self"].removeprefix(BASE_URL)).json()["key"] == "one"
    entry = path.removesuffix("/properties")
    if sort == "comment":
        entry = f"issue/{issue.key}/{entry}"
    shown = api.get(entry, expand="properties").json()
    assert shown["properties"] == [{"key": "one", "value": {"a": [1, None, "é"]}}]
    assert issue.updated_ms == updated
    assert api.call("DELETE", f"{API}/{path}/one", "member").status_code == 204
    assert api.call("DELETE", f"{API}/{path}/one", "member").status_code == 404
    assert api.get(f"{path}/one").status_code == 404


@pytest.mark.parametrize("sort", ["comment", "worklog"])
def test_who_may(api: Api, issue: Issue, sort: str) -> None:
    path = make(api, issue, sort)
    assert error_of(api.call("PUT", f"{API}/{path}/one", "viewer", json=1))[0] == 403
    assert error_of(api.call("DELETE", f"{API}/{path}/one", "viewer"))[0] == 403
    assert api.get(path, "no access").status_code == 404
    hidden = make(api, issue, sort, "site administrator", visibility=FOR_ADMINISTRATORS)
    assert api.get(hidden, "site administrator").status_code == 200
    assert api.get(hidden, "member").status_code == 404
    assert api.call("PUT", f"{API}/{hidden}/one", "member", json=1).status_code == 404


@pytest.mark.parametrize("sort", ["comment", "worklog"])
def test_what_is_refused(api: Api, issue: Issue, sort: str) -> None:
    path = f"{API}/{make(api, issue, sort)}"
    assert api.call("PUT", f"{path}/{'k' * 256}", json=1).status_code == 400
    assert api.call("PUT", f"{path}/one", json="x" * 32_768).status_code == 400
    assert api.call("PUT", f"{path}/one", content=b"").status_code == 400
    assert api.get("comment/1/properties").status_code == 404


def test_work_logs_by_id(api: Api, issue: Issue) -> None:
    made = [api.post(f"issue/{issue.key}/worklog", {"timeSpent": "1h"}, "member").json() for _ in range(2)]
    hidden = {"timeSpent": "1h", "visibility": FOR_ADMINISTRATORS}
    hidden_id = int(api.post(f"issue/{issue.key}/worklog", hidden).json()["id"])
    ids = [int(log["id"]) for log in made]
    assert api.post("worklog/list", {"ids": [*ids, hidden_id, 1]}, "member").json() == made
    assert api.post("worklog/list", {"ids": ids}, "no access").json() == []
    assert api.post("worklog/list", {"ids": []}).status_code == 400
    assert api.post("worklog/list", {"ids": list(range(1001))}).status_code == 400


def walk(api: Api) -> list[dict[str, Any]]:
    """All pages of changed work logs."""
    page = api.get("worklog/updated").json()
    rows: list[dict[str, Any]] = page["values"]
    while not page["lastPage"]:
        page = api.call("GET", page["nextPage"].removeprefix(BASE_URL)).json()
        rows += page["values"]
    return rows


def test_work_logs_since(api: Api, issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is younger than a minute is not told yet; pages go on where they ended."""
    made = api.post(f"issue/{issue.key}/worklog", {"timeSpent": "1h"}, "member").json()
    rows = walk(api)
    times = [row["updatedTime"] for row in rows]
    assert times == sorted(times)
    assert max(times) <= NOW_MS - 60_000
    assert int(made["id"]) not in [row["worklogId"] for row in rows]
    assert len(rows) > 1000
    monkeypatch.setattr("jxl_sandbox.jira.rest.worklog_lists._MOST", 400)
    assert walk(api) == rows
    late = times[-3]
    assert [row["updatedTime"] for row in api.get("worklog/updated", since=late).json()["values"]] == [
        moment for moment in times if moment > late
    ]
    assert api.get("worklog/updated", since="x").status_code == 400
    assert api.get("worklog/updated", who=None).status_code == 401
