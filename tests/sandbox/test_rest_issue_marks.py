"""What hangs on an issue beside its fields: properties, watchers and votes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jxl_sandbox.jira.model import Grant, Issue
from tests.sandbox.rest_site import BASE_URL, Api, app_actor, error_of, seeded_site


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


@pytest.fixture
def issue(api: Api) -> Issue:
    """An open issue of somebody else's that nobody marked yet."""
    named = {api.person(about).account_id for about in ("member", "viewer", "site administrator")}
    return next(
        issue
        for n in api.project("PLAT").issue_ids
        if not (issue := api.site.issues[n]).properties
        and issue.values["resolution"] is None
        and not named & {issue.values["reporter"], *issue.values["watches"], *issue.values["votes"]}
    )


@pytest.fixture
def grants(api: Api) -> Iterator[list[Grant]]:
    held = api.project("PLAT").scheme.grants
    before = list(held)
    yield held
    held[:] = before


def put(api: Api, issue: Issue, key: str, content: str, who: str | None = "member") -> int:
    path = f"/rest/api/3/issue/{issue.key}/properties/{key}"
    headers = {"content-type": "application/json"}
    return api.call("PUT", path, who, content=content, headers=headers).status_code


def test_a_property_comes_back_as_it_was_sent(api: Api, issue: Issue) -> None:
    updated = issue.updated_ms
    assert put(api, issue, "sheet.row", '{"b": 1.0, "a": [null]}') == 201
    answer = api.get(f"issue/{issue.key}/properties/sheet.row", "viewer")
    assert answer.content == b'{"key":"sheet.row","value":{"b": 1.0, "a": [null]}}'
    assert put(api, issue, "sheet.row", "2") == 200
    keys = api.get(f"issue/{issue.key}/properties", "viewer").json()["keys"]
    link = f"{BASE_URL}/rest/api/3/issue/{issue.id}/properties/sheet.row"
    assert keys == [{"self": link, "key": "sheet.row"}]
    assert issue.updated_ms == updated
    path = f"/rest/api/3/issue/{issue.key}/properties/sheet.row"
    assert api.call("DELETE", path, "member").status_code == 204
    assert api.get(f"issue/{issue.key}/properties/sheet.row").status_code == 404
    assert api.call("DELETE", path, "member").status_code == 404


def test_properties_are_told_with_issues(api: Api, issue: Issue) -> None:
    put(api, issue, "note", '"x"')
    found = api.search(f"key = {issue.key}", fields=["key"], properties=["note", "other"])["issues"][0]
    assert found["properties"] == {"note": "x"}
    put(api, issue, "note", '"y"')
    assert api.get(f"issue/{issue.key}", properties="note").json()["properties"] == {"note": "y"}


def test_sizes_of_properties(api: Api, issue: Issue) -> None:
    assert put(api, issue, "big", '"' + "x" * 32_766 + '"') == 201
    assert put(api, issue, "big", '"' + "x" * 32_767 + '"') == 400
    assert put(api, issue, "k" * 255, "1") == 201
    assert put(api, issue, "k" * 256, "1") == 400
    assert put(api, issue, "empty", "") == 400
    assert put(api, issue, "broken", "{") == 400


def test_who_may_write_properties(api: Api, issue: Issue) -> None:
    put(api, issue, "note", "1")
    assert put(api, issue, "note", "2", "viewer") == 403
    assert put(api, issue, "note", "2", "no access") == 404
    assert put(api, issue, "note", "2", None) == 404
    path = f"/rest/api/3/issue/{issue.key}/properties/note"
    assert api.call("DELETE", path, "viewer").status_code == 404
    assert api.get(f"issue/{issue.key}/properties", "no access").status_code == 404
    assert api.get(f"issue/{issue.key}/properties/note", "no access").status_code == 404
    assert api.call("DELETE", path, app_actor(api.site, "WRITE")).status_code == 403
    assert api.get(f"issue/{issue.key}/properties/note").json()["value"] == 1


def watch(api: Api, method: str, issue: Issue, who: str | None, account_id: str | None = None) -> int:
    path = f"/rest/api/3/issue/{issue.key}/watchers"
    if method == "POST":
        body = {} if account_id is None else {"json": account_id}
        return api.call("POST", path, who, **body).status_code
    return api.call("DELETE", path, who, params={"accountId": account_id or ""}).status_code


def test_watching(api: Api, issue: Issue) -> None:
    """Oneself, by name or without; *updated* stays."""
    viewer = api.person("viewer").account_id
    count, updated = len(issue.values["watches"]), issue.updated_ms
    assert watch(api, "POST", issue, "viewer") == 204
    assert watch(api, "POST", issue, "viewer", viewer) == 204
    told = api.get(f"issue/{issue.key}/watchers", "site administrator").json()
    assert told["watchCount"] == len(told["watchers"]) == count + 1
    assert told["isWatching"] is False
    assert viewer in {user["accountId"] for user in told["watchers"]}
    field = api.get(f"issue/{issue.key}", "viewer", fields="watches").json()["fields"]["watches"]
    assert (field["watchCount"], field["isWatching"]) == (count + 1, True)
    assert api.keys(f"key = {issue.key} AND watcher = currentUser()", "viewer") == [issue.key]
    body = {"issueIds": [str(issue.id), "1", "odd"]}
    told = api.post("issue/watching", body, "viewer").json()
    assert told == {"issuesIsWatching": {str(issue.id): True, "1": False, "odd": False}}
    assert watch(api, "DELETE", issue, "viewer", viewer) == 204
    assert watch(api, "DELETE", issue, "viewer", viewer) == 204
    assert len(issue.values["watches"]) == count
    assert issue.updated_ms == updated


def test_watchers_are_known_to_those_who_may(api: Api, issue: Issue, grants: list[Grant]) -> None:
    grants[:] = [g for g in grants if g.permission != "VIEW_VOTERS_AND_WATCHERS"]
    watch(api, "POST", issue, "member")
    told = api.get(f"issue/{issue.key}/watchers", "member").json()
    assert told["watchCount"] > 1
    assert [user["accountId"] for user in told["watchers"]] == [api.person("member").account_id]
    assert api.get(f"issue/{issue.key}/watchers", "no access").status_code == 404


def test_who_may_let_others_watch(api: Api, issue: Issue, grants: list[Grant]) -> None:
    member, outsider = api.person("member").account_id, api.person("no access").account_id
    assert watch(api, "POST", issue, "viewer", member) == 403
    assert watch(api, "POST", issue, "no access", outsider) == 404
    assert watch(api, "POST", issue, None) == 404
    grants.append(Grant(99_999, "MANAGE_WATCHERS", "projectRole", "Viewer"))
    assert watch(api, "POST", issue, "viewer", member) == 204
    assert watch(api, "POST", issue, "viewer", "nobody") == 404
    assert watch(api, "POST", issue, "viewer", outsider) == 400
    assert watch(api, "DELETE", issue, "viewer") == 400
    assert watch(api, "DELETE", issue, "viewer", member) == 204
    assert outsider not in issue.values["watches"]


def vote(api: Api, method: str, issue: Issue, who: str | None) -> int:
    return api.call(method, f"/rest/api/3/issue/{issue.key}/votes", who).status_code


def test_voting(api: Api, issue: Issue) -> None:
    count = len(issue.values["votes"])
    assert vote(api, "DELETE", issue, "member") == 404
    assert vote(api, "POST", issue, "member") == 204
    assert vote(api, "POST", issue, "member") == 204
    told = api.get(f"issue/{issue.key}/votes", "member").json()
    assert (told["votes"], told["hasVoted"], len(told["voters"])) == (count + 1, True, count + 1)
    field = api.get(f"issue/{issue.key}", "viewer", fields="votes").json()["fields"]["votes"]
    assert (field["votes"], field["hasVoted"]) == (count + 1, False)
    assert vote(api, "DELETE", issue, "member") == 204
    assert len(issue.values["votes"]) == count


def test_who_may_not_vote(api: Api, issue: Issue, grants: list[Grant]) -> None:
    assert vote(api, "POST", issue, "no access") == 404
    assert vote(api, "POST", issue, None) == 404
    mine = next(
        api.site.issues[n]
        for n in api.project("PLAT").issue_ids
        if api.site.issues[n].values["resolution"] is not None
    )
    answer = api.call("POST", f"/rest/api/3/issue/{mine.key}/votes", "viewer")
    assert error_of(answer)[1] == ["You cannot vote or change your vote on resolved issues."]
    reporter = api.site.users[issue.values["reporter"]]
    answer = api.call("POST", f"/rest/api/3/issue/{issue.key}/votes", reporter)
    assert error_of(answer) == (404, ["You cannot vote for an issue you have reported."], {})
    vote(api, "POST", issue, "member")
    grants[:] = [g for g in grants if g.permission != "VIEW_VOTERS_AND_WATCHERS"]
    told = api.get(f"issue/{issue.key}/votes", "member").json()
    assert told["votes"] > 0
    assert told["voters"] == []
