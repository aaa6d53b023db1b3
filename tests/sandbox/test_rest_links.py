"""Links between issues: which end is which, duplicates, who may, hidden issues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jxl_sandbox.jira.events import Event, IssueEvent
from jxl_sandbox.jira.model import Grant, Issue
from tests.sandbox.rest_site import BASE_URL, Api, error_of, seeded_site

NOT_FOUND = "Issue does not exist or you do not have permission to see it."


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


@pytest.fixture
def pair(api: Api) -> tuple[Issue, Issue]:
    """Two issues without links."""
    issues = (api.site.issues[n] for n in api.project("PLAT").issue_ids)
    free = [i for i in issues if not i.values.get("issuelinks")]
    return free[0], free[1]


@pytest.fixture
def grants(api: Api) -> Iterator[list[Grant]]:
    held = api.project("PLAT").scheme.grants
    before = list(held)
    yield held
    held[:] = before


def link(api: Api, source: Issue, target: Issue, who: Any = "member", **more: Any) -> Any:
    body = {
        "type": {"name": "Blocks"},
        "inwardIssue": {"key": source.key},
        "outwardIssue": {"key": target.key},
        **more,
    }
    return api.post("issueLink", body, who)


def links_of(api: Api, issue: Issue, who: Any = "member") -> list[dict[str, Any]]:
    links: list[dict[str, Any]] = api.get(f"issue/{issue.key}", who, fields="issuelinks").json()["fields"][
        "issuelinks"
    ]
    return links


def test_a_link_is_made_without_an_answer(api: Api, pair: tuple[Issue, Issue]) -> None:
    source, target = pair
    events: list[Event] = []
    hear = events.append
    api.site.listeners.append(hear)
    answer = link(api, source, target)
    api.site.listeners.remove(hear)
    assert (answer.status_code, answer.content) == (201, b"")
    (held,) = links_of(api, source)
    assert held["type"]["outward"] == "blocks"
    assert held["outwardIssue"]["key"] == target.key
    assert set(held["outwardIssue"]["fields"]) >= {"summary", "status", "issuetype"}
    assert "inwardIssue" not in held
    (other,) = links_of(api, target)
    assert (other["id"], other["inwardIssue"]["key"]) == (held["id"], source.key)
    entries = [e.changelog_entry for e in events if isinstance(e, IssueEvent)]
    words = [entry["items"][0]["toString"] for entry in entries if entry is not None]
    assert words == [f"This issue blocks {target.key}", f"This issue is blocked by {source.key}"]


def test_a_link_by_its_id(api: Api, pair: tuple[Issue, Issue]) -> None:
    source, target = pair
    link(api, source, target)
    link_id = links_of(api, source)[0]["id"]
    told = api.get(f"issueLink/{link_id}", "viewer").json()
    assert told["self"] == f"{BASE_URL}/rest/api/3/issueLink/{link_id}"
    assert (told["inwardIssue"]["key"], told["outwardIssue"]["key"]) == (source.key, target.key)
    assert api.get("issueLink/none").status_code == 400
    assert api.get("issueLink/99999999").status_code == 404
    assert api.call("DELETE", f"/rest/api/3/issueLink/{link_id}", "viewer").status_code == 404
    assert api.call("DELETE", f"/rest/api/3/issueLink/{link_id}", "member").status_code == 204
    assert links_of(api, source) == links_of(api, target) == []
    assert api.get(f"issueLink/{link_id}").status_code == 404


def test_a_duplicate_is_taken_silently(api: Api, pair: tuple[Issue, Issue]) -> None:
    source, target = pair
    for _ in range(2):
        assert link(api, source, target).status_code == 201
    assert len(links_of(api, source)) == len(links_of(api, target)) == 1
    assert link(api, target, source).status_code == 201
    assert len(links_of(api, source)) == 2


def test_what_is_no_link(api: Api, pair: tuple[Issue, Issue]) -> None:
    source, target = pair
    assert link(api, source, source).status_code == 400
    assert api.post("issueLink", {"type": {"name": "Blocks"}}, "member").status_code == 400
    assert link(api, source, target, odd=1).status_code == 400
    unknown = link(api, source, target, type={"name": "Odd"})
    assert error_of(unknown) == (404, ["No issue link type with name 'Odd' found."], {})
    assert link(api, source, target, type={"id": "1"}).status_code == 404
    assert link(api, source, target, inwardIssue={"key": "PLAT-999999"}).status_code == 404
    assert links_of(api, source) == []


def test_type_and_issues_by_id(api: Api, pair: tuple[Issue, Issue]) -> None:
    source, target = pair
    kind = next(t for t in api.site.link_types.values() if t.name == "Blocks")
    answer = link(
        api,
        source,
        target,
        type={"id": kind.id},
        inwardIssue={"id": str(source.id)},
        outwardIssue={"id": str(target.id)},
    )
    assert answer.status_code == 201
    assert len(links_of(api, source)) == 1


def test_who_may_link(api: Api, pair: tuple[Issue, Issue], grants: list[Grant]) -> None:
    source, target = pair
    status, messages, _ = error_of(link(api, source, target, "viewer"))
    assert (status, messages) == (404, [f"No Link Issue Permission for issue '{source.key}'"])
    assert error_of(link(api, source, target, "no access")) == (404, [NOT_FOUND], {})
    assert link(api, source, target, None).status_code == 404
    grants[:] = [g for g in grants if g.permission != "LINK_ISSUES"]
    assert link(api, source, target).status_code == 404
    assert links_of(api, source) == []


def test_both_issues_must_be_visible(api: Api, pair: tuple[Issue, Issue]) -> None:
    """A link to an issue that somebody may not see is not there for them, and they cannot make one."""
    source, _ = pair
    hidden = next(
        issue
        for issue in api.site.issues.values()
        if not issue.values.get("issuelinks")
        and api.get(f"issue/{issue.key}", "member", fields="summary").status_code == 404
        and api.get(f"issue/{issue.key}", "project administrator", fields="summary").status_code == 200
    )
    assert link(api, source, hidden).status_code == 404
    assert link(api, hidden, source).status_code == 404
    assert link(api, source, hidden, "project administrator").status_code == 201
    (held,) = links_of(api, source, "project administrator")
    assert links_of(api, source) == []
    assert api.get(f"issueLink/{held['id']}", "member").status_code == 404
    assert api.call("DELETE", f"/rest/api/3/issueLink/{held['id']}", "member").status_code == 404
    assert api.get(f"issueLink/{held['id']}", "project administrator").status_code == 200


def test_a_comment_with_a_link(api: Api, pair: tuple[Issue, Issue]) -> None:
    source, target = pair
    adf = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Tied."}]}],
    }
    assert link(api, source, target, comment={"body": "no document"}).status_code == 400
    assert links_of(api, source) == []
    assert link(api, source, target, comment={"body": adf}).status_code == 201
    assert api.get(f"issue/{source.key}/comment").json()["comments"][0]["body"] == adf
