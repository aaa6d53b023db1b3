"""
Many callers at once over real connections: no edit is lost, and the changelog tells the same story as the issue.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.sandbox.live_site import LiveSite

pytestmark = pytest.mark.xdist_group("live site")

THREADS = 16
EDITS = 12


def make_issue(client: httpx.Client, **fields: Any) -> str:
    body = {"project": {"key": "PLAT"}, "issuetype": {"name": "Task"}, "summary": "Start", **fields}
    answer = client.post("/rest/api/3/issue", json={"fields": body})
    assert answer.status_code == 201, answer.text
    key: str = answer.json()["key"]
    return key


def changes(client: httpx.Client, key: str, field: str) -> list[dict[str, Any]]:
    """All changes of a field, oldest first."""
    found: list[dict[str, Any]] = []
    while True:
        page = client.get(f"/rest/api/3/issue/{key}/changelog", params={"startAt": len(found)}).json()
        found += page["values"]
        if page["isLast"]:
            return [item for history in found for item in history["items"] if item["fieldId"] == field]


def test_adding_labels_loses_none(live_site: LiveSite) -> None:
    """Additions do not depend on what was there before, so all of them must be there in the end."""
    with live_site.client() as client:
        key = make_issue(client)

        def work(thread: int) -> list[int]:
            return [
                client.put(
                    f"/rest/api/3/issue/{key}",
                    json={"update": {"labels": [{"add": f"t{thread}-{n}"}]}},
                    params={"notifyUsers": "false"},
                ).status_code
                for n in range(EDITS)
            ]

        with ThreadPoolExecutor(THREADS) as threads:
            answers = [status for part in threads.map(work, range(THREADS)) for status in part]
        assert answers == [204] * THREADS * EDITS
        wanted = {f"t{thread}-{n}" for thread in range(THREADS) for n in range(EDITS)}
        assert set(client.get(f"/rest/api/3/issue/{key}").json()["fields"]["labels"]) == wanted
        told = changes(client, key, "labels")
        assert len(told) == THREADS * EDITS
        so_far: set[str] = set()
        for change in told:
            assert set((change["fromString"] or "").split()) == so_far
            added = set(change["toString"].split()) - so_far
            assert len(added) == 1
            so_far |= added
        assert so_far == wanted


def test_the_changelog_is_one_chain(live_site: LiveSite) -> None:
    """Each change begins with what the one before it left, and the last one with what the issue shows."""
    with live_site.client() as client:
        key = make_issue(client)

        def work(thread: int) -> list[int]:
            path = f"/rest/api/3/issue/{key}"
            return [
                client.put(path, json={"fields": {"summary": f"Summary {thread}-{n}"}}).status_code
                for n in range(EDITS)
            ]

        with ThreadPoolExecutor(THREADS) as threads:
            answers = [status for part in threads.map(work, range(THREADS)) for status in part]
        assert answers == [204] * THREADS * EDITS
        told = changes(client, key, "summary")
        assert len(told) == THREADS * EDITS
        assert [change["fromString"] for change in told] == [
            "Start",
            *(change["toString"] for change in told[:-1]),
        ]
        issue = client.get(f"/rest/api/3/issue/{key}").json()
        assert issue["fields"]["summary"] == told[-1]["toString"]
        found = client.get(
            "/rest/api/3/search/jql", params={"jql": f"key = {key}", "fields": "summary"}
        ).json()
        assert found["issues"][0]["fields"]["summary"] == told[-1]["toString"]


def test_numbers_are_given_once(live_site: LiveSite) -> None:
    with live_site.client() as client, ThreadPoolExecutor(THREADS) as threads:
        keys = list(threads.map(lambda n: make_issue(client, summary=f"At once {n}"), range(THREADS * 4)))
        assert len(set(keys)) == len(keys)
        numbers = sorted(int(key.partition("-")[2]) for key in keys)
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_comments_at_once(live_site: LiveSite) -> None:
    with live_site.client() as client, ThreadPoolExecutor(THREADS) as threads:
        key = make_issue(client)
        path = f"/rest/api/2/issue/{key}/comment"
        statuses = list(
            threads.map(lambda n: client.post(path, json={"body": f"c{n}"}).status_code, range(THREADS * 4))
        )
        assert statuses == [201] * THREADS * 4
        page = client.get(path, params={"maxResults": 500}).json()
        assert {comment["body"] for comment in page["comments"]} == {f"c{n}" for n in range(THREADS * 4)}
        assert len({comment["id"] for comment in page["comments"]}) == THREADS * 4
