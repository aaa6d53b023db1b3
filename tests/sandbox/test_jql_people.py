"""JQL that hangs on who asks: voters and watchers, issues one has viewed, and one's logins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from jxl_sandbox.jira.model import Grant, Site
from jxl_sandbox.jira.visits import MOST_VIEWED
from tests.sandbox.jql_site import NOW, add, build_filled_site, found
from tests.sandbox.platform_site import Env, running

KEY = "VIEW_VOTERS_AND_WATCHERS"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def env() -> AsyncIterator[Env]:
    async with running(with_issues=True) as environment:
        yield environment


# Voters and watchers


@pytest.fixture(scope="module")
def guarded() -> Site:
    """In AAA only the reporter of an issue may view its voters and watchers; in B everybody may."""
    site = build_filled_site()
    scheme = site.projects["1"].scheme
    scheme.grants[:] = [g for g in scheme.grants if g.permission != KEY] + [Grant(99, KEY, "reporter", None)]
    add(site, 31, "AAA-31", watches=["ann", "bob"], reporter="ann")
    add(site, 32, "AAA-32", watches=["bob"])
    add(site, 33, "B-33", watches=["bob"])
    add(site, 34, "B-34", votes=["ann"])
    return site


@pytest.mark.parametrize(
    ("where", "who", "keys"),
    [
        ("watcher = bob", "ann", "31 B-33"),
        ("watcher = bob", "bob", "2 31 32 B-33"),
        ("watcher = ann", "ann", "2 31"),
        ("watcher = ann", "bob", ""),
        ("watcher = currentUser()", "ann", "2 31"),
        # With others beside oneself: where one may view them, or is one of them.
        ("watcher in (ann, bob)", "ann", "2 31 B-33"),
        ("watcher in membersOf(staff)", "bob", "2 31 32 B-33"),
        ("watcher != ann", "bob", "B-33"),
        ("watcher != bob", "bob", ""),
        ("watcher not in (bob)", "ann", ""),
        ("not watcher = ann", "ann", "32 B-33"),
        ("watcher not in (ann, eve)", "ann", "B-33"),
        # Nobody learns that there is none either.
        ("watcher is empty", "ann", "B-1 B-34"),
        ("watcher is not empty", "ann", "31 B-33"),
        ("not watcher is empty", "ann", "31 B-33"),
        ("watcher in (bob, empty)", "ann", "31 B-1 B-33 B-34"),
        ("voter = ann", "ann", "1 B-34"),
        ("voter = ann", "bob", "B-34"),
        ("voter is empty", "bob", "B-1 B-33"),
        # Counts are no secret.
        ("watchers > 0", "ann", "2 31 32 B-33"),
        ("issue in watchedIssues()", "ann", "2 31"),
    ],
)
def test_voters_and_watchers_are_found_where_one_may_view_them(
    guarded: Site, where: str, who: str, keys: str
) -> None:
    seen = [k for k in found(guarded, where, who).split() if (k, who) != ("2", "bob")]
    wanted = [k for k in keys.split() if (k, who) != ("2", "bob")]  # AAA-2 is in a level without Bob
    assert sorted(seen) == sorted(wanted)


def test_nobody_in_particular_views_what_anyone_may(guarded: Site) -> None:
    scheme = guarded.projects["2"].scheme
    kept = list(scheme.grants)
    assert found(guarded, "watcher = bob", None) == ""
    scheme.grants.append(Grant(98, KEY, "anyone", None))
    try:
        assert found(guarded, "watcher = bob", None) == "B-33"
    finally:
        scheme.grants[:] = kept


# Views


def test_what_one_viewed_last_is_found_and_sorted_by() -> None:
    site = build_filled_site()
    for minutes, issue_id in enumerate((1, 2, 4, 1)):
        site.visits.note_view("ann", issue_id, NOW + timedelta(minutes=minutes - 60))
    assert found(site, "issue in issueHistory() order by lastViewed") == "1 B-1 2"
    assert found(site, "key in workItemHistory() order by lastViewed asc") == "2 B-1 1"
    assert found(site, "issue not in issueHistory()") == "10 3"
    assert found(site, "lastViewed >= -58m order by key") == "1 B-1"
    assert found(site, "lastViewed is empty order by key") == "3 10"
    assert found(site, "issue in issueHistory()", "bob") == ""
    assert found(site, "lastViewed is not empty", "bob") == ""
    assert found(site, "issue in issueHistory()", None) == ""


def test_of_many_views_the_latest_are_kept() -> None:
    site = build_filled_site()
    for number in range(MOST_VIEWED + 10):
        add(site, 100 + number, f"AAA-{100 + number}")
        site.visits.note_view("ann", 100 + number, NOW)
    kept = found(site, "issue in issueHistory() order by key").split()
    assert kept == [str(100 + n) for n in range(10, MOST_VIEWED + 10)]


@pytest.mark.anyio
async def test_opening_an_issue_is_a_view_and_a_plain_read_is_none(env: Env) -> None:
    member = env.person("member")
    headers = env.basic(member)
    ids = [
        i for i in env.site.projects["10000"].issue_ids if env.site.issues[i].values.get("security") is None
    ]
    keys = [env.site.issues[i].key for i in ids[:4]]

    async def viewed() -> list[str]:
        body = {"jql": "issue in issueHistory() ORDER BY lastViewed", "fields": ["lastViewed"]}
        answer = await env.client.post("/rest/api/3/search/jql", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        issues = answer.json()["issues"]
        assert all(issue["fields"]["lastViewed"] for issue in issues)
        return [issue["key"] for issue in issues]

    assert await viewed() == []
    await env.become("member")
    assert (await env.client.get(f"/browse/{keys[0]}")).status_code == 200
    await env.control("clock", advanceSeconds=60)
    assert (await env.client.get(f"/rest/api/3/issue/{keys[1]}", headers=headers)).status_code == 200
    await env.client.get(f"/rest/api/3/issue/{keys[2]}?updateHistory=true", headers=headers)
    await env.client.get(f"/rest/api/3/issue/{keys[3]}?updateHistory=false", headers=headers)
    assert await viewed() == [keys[2], keys[0]]
    other = env.basic(env.person("site administrator"))
    answer = await env.client.get(f"/rest/api/3/issue/{keys[0]}?fields=lastViewed", headers=other)
    assert answer.json()["fields"]["lastViewed"] is None


# Logins


@pytest.mark.anyio
async def test_logins_begin_when_somebody_switches_to_the_person(env: Env) -> None:
    headers = env.basic(env.person("member"))

    async def count(jql: str) -> int:
        answer = await env.client.post(
            "/rest/api/3/search/approximate-count", json={"jql": jql}, headers=headers
        )
        assert answer.status_code == 200, answer.text
        return int(answer.json()["count"])

    async def make() -> None:
        fields = {"project": {"key": "PLAT"}, "summary": "Later", "issuetype": {"name": "Task"}}
        answer = await env.client.post("/rest/api/3/issue", json={"fields": fields}, headers=headers)
        assert answer.status_code == 201, answer.text

    # Nobody logged in yet: no moment, so nothing is later or earlier.
    assert await count("created < currentLogin()") == 0
    await env.become("member")
    everything = await count("created <= currentLogin()")
    assert everything > 0
    assert await count("created < lastLogin()") == 0
    await env.control("clock", advanceSeconds=3600)
    await make()
    assert await count("created > currentLogin()") == 1
    await env.control("clock", advanceSeconds=3600)
    await env.become("member")
    assert await count("created > currentLogin()") == 0
    assert await count("created > lastLogin()") == 1
    assert await count("created < lastLogin() OR created = lastLogin()") == everything
    await env.become("viewer")
    assert await count("created > lastLogin()") == 1
