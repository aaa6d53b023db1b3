"""Ranking: the order of the site, who may change it, and the ranks themselves."""

from __future__ import annotations

import random
from typing import Any

import httpx
import pytest

from jxl_sandbox.jira.lexorank import MOST_SUFFIX, rank_at, ranks_between
from jxl_sandbox.jira.ranking import by_rank, rank_anew, rank_field_id
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site

AGILE = "/rest/agile/1.0"


@pytest.fixture
def api() -> Api:
    return Api(seeded_site())


def rank(api: Api, issues: list[str], who: Any = "member", **place: Any) -> httpx.Response:
    return api.call("PUT", f"{AGILE}/issue/rank", who, json={"issues": issues, **place})


def order(api: Api, project: str = "PLAT") -> list[str]:
    return api.keys(f"project = {project} ORDER BY Rank")


def test_ranks_lie_between_their_neighbours_in_order() -> None:
    low, high = rank_at(0), rank_at(1)
    for count in (1, 7, 50):
        found = ranks_between(low, high, count)
        assert found is not None
        assert found == sorted(set(found))
        assert low < found[0]
        assert found[-1] < high
    before_all = ranks_between(None, low, 3)
    assert before_all is not None
    assert sorted(before_all) == before_all
    assert before_all[-1] < low


def test_ranks_end_where_they_would_grow_too_long() -> None:
    low, high = rank_at(0), rank_at(1)
    for _ in range(10_000):
        found = ranks_between(low, high, 1)
        if found is None:
            break
        assert low < found[0] < high
        high = found[0]
    assert found is None
    assert len(high.partition(":")[2]) <= MOST_SUFFIX


def test_issues_go_right_before_and_right_after_another(api: Api) -> None:
    keys = order(api)
    moved = [keys[30], keys[10], keys[20]]
    assert rank(api, moved, rankBeforeIssue=keys[2]).status_code == 204
    now = order(api)
    assert now[:6] == [keys[0], keys[1], *moved, keys[2]]
    assert rank(api, moved[:2], rankAfterIssue=now[-1]).status_code == 204
    assert order(api)[-2:] == moved[:2]


def test_an_issue_may_be_ranked_before_itself(api: Api) -> None:
    keys = order(api)
    assert rank(api, [keys[3]], rankBeforeIssue=keys[3]).status_code == 204
    assert rank(api, [keys[9], keys[3], keys[1]], rankBeforeIssue=keys[3]).status_code == 204
    now = order(api)
    at = now.index(keys[3])
    assert now[at - 2 : at] == [keys[9], keys[1]]


def test_more_than_fifty_and_wrong_places_are_refused(api: Api) -> None:
    keys = order(api)
    assert rank(api, keys[:51], rankBeforeIssue=keys[60]).status_code == 400
    assert rank(api, keys[:50], rankBeforeIssue=keys[60]).status_code == 204
    assert rank(api, [], rankBeforeIssue=keys[0]).status_code == 400
    assert rank(api, keys[:1]).status_code == 400
    assert rank(api, keys[:1], rankBeforeIssue=keys[5], rankAfterIssue=keys[6]).status_code == 400
    assert rank(api, keys[:1], rankBeforeIssue="PLAT-999999").status_code == 400
    assert rank(api, keys[:1], rankBeforeIssue=keys[5], rankCustomFieldId=10020).status_code == 400
    assert rank(api, keys[:1], rankBeforeIssue=keys[5], rankCustomFieldId=10019).status_code == 204


def test_ranking_needs_schedule_issues_and_a_licence(api: Api) -> None:
    keys = order(api)
    assert rank(api, keys[5:6], "viewer", rankBeforeIssue=keys[0]).status_code == 403
    assert rank(api, keys[5:6], "no access", rankBeforeIssue=keys[0]).status_code == 403
    assert rank(api, keys[5:6], None, rankBeforeIssue=keys[0]).status_code == 401
    assert order(api) == keys


def test_some_ranked_and_some_not_is_told_line_by_line(api: Api) -> None:
    """The member works in PLAT and only looks at RICH, where the issue belongs to others."""
    member = api.person("member")
    plat = order(api)
    other = next(
        i.key
        for i in api.site.issues_of([api.project("RICH").id])
        if member.account_id not in (i.values.get("reporter"), i.values.get("assignee"))
    )
    answer = rank(api, [plat[7], other, "NONE-1"], rankBeforeIssue=plat[0])
    assert answer.status_code == 207
    entries = answer.json()["entries"]
    assert [e["status"] for e in entries] == [200, 403, 404]
    assert entries[0] == {"issueId": api.site.find_issue(plat[7]).id, "issueKey": plat[7], "status": 200}  # type: ignore[union-attr]
    assert order(api)[0] == plat[7]


def test_an_app_needs_the_scope_write(api: Api) -> None:
    keys = order(api)
    for scopes, status in ((("READ",), 403), (("READ", "WRITE"), 204)):
        app = app_actor(api.site, *scopes)
        assert rank(api, keys[4:5], app, rankBeforeIssue=keys[0]).status_code == status


def test_ranking_is_in_the_changelog(api: Api) -> None:
    keys = order(api)
    rank(api, [keys[8]], rankBeforeIssue=keys[0])
    issue = api.site.find_issue(keys[8])
    assert issue is not None
    item = issue.changelog[-1]["items"][0]
    assert (item["field"], item["toString"]) == ("Rank", "Ranked higher")


def test_a_crowded_place_ranks_the_site_anew_and_keeps_the_order(api: Api) -> None:
    keys = order(api)
    expected = list(keys)
    rng = random.Random(7)  # noqa: S311 -- a test's choice, not a secret
    for _ in range(150):
        key = rng.choice(expected[2:])
        expected.remove(key)
        expected.insert(1, key)
        assert rank(api, [key], rankAfterIssue=expected[0]).status_code == 204
    assert order(api) == expected
    field_id = rank_field_id(api.site)
    assert all(len(i.values[field_id]) <= 9 + MOST_SUFFIX for i in api.site.issues.values())


def test_ranking_anew_moves_no_date_and_leaves_no_trace(api: Api) -> None:
    before = [(i.id, i.updated_ms, len(i.changelog)) for i in by_rank(api.site, api.site.issues.values())]
    rank_anew(api.site)
    after = [(i.id, i.updated_ms, len(i.changelog)) for i in by_rank(api.site, api.site.issues.values())]
    assert after == before


def test_epics_are_ranked_among_epics(api: Api) -> None:
    epics = api.keys("project = PLAT AND type = Epic ORDER BY Rank")
    body = {"rankBeforeEpic": epics[0]}
    assert api.call("PUT", f"{AGILE}/epic/{epics[3]}/rank", "member", json=body).status_code == 204
    assert api.keys("project = PLAT AND type = Epic ORDER BY Rank")[:2] == [epics[3], epics[0]]
    assert api.call("PUT", f"{AGILE}/epic/{epics[3]}/rank", "viewer", json=body).status_code == 403
    story = api.keys("project = PLAT AND type = Story")[0]
    refused = api.call("PUT", f"{AGILE}/epic/{story}/rank", "member", json=body)
    assert error_of(refused)[0] == 404
