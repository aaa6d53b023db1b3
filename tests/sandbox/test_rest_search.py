"""Search by JQL: pages and tokens, what comes back, what is refused; counting; JQL services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jxl_sandbox.jira.clock import SiteClock
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site

UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
RANGE = "The max results parameter has to be between 1 and 5,000."


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def walk(api: Api, jql: str, who: Any = "site administrator", **body: Any) -> list[list[str]]:
    """Ids, page by page."""
    pages: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        page = api.search(jql, who, **body, **token)
        pages.append([issue["id"] for issue in page["issues"]])
        if page["isLast"]:
            assert "nextPageToken" not in page
            return pages
        token = {"nextPageToken": page["nextPageToken"]}


def test_default_is_fifty_ids(api: Api) -> None:
    page = api.search("project = PLAT")
    assert len(page["issues"]) == 50
    assert all(set(issue) == {"id"} for issue in page["issues"])
    assert page["isLast"] is False


def test_pages_hold_every_issue_once_and_in_order(api: Api) -> None:
    pages = walk(api, "project = PLAT ORDER BY Rank", maxResults=120)
    ids = [i for page in pages for i in page]
    assert [len(page) for page in pages[:-1]] == [120] * (len(pages) - 1)
    wanted = [api.site.issues[i] for i in api.project("PLAT").issue_ids]
    wanted.sort(key=lambda issue: issue.values["customfield_10019"])
    assert ids == [str(issue.id) for issue in wanted]


def test_largest_pages_for_ids_and_keys_only(api: Api) -> None:
    everything = "project is not EMPTY"
    assert len(walk(api, everything, maxResults=5000)) == 1
    assert len(walk(api, everything, maxResults=5000, fields=["key"])[0]) == len(api.site.issues)
    assert len(api.search(everything, maxResults=5000, fields=["summary"])["issues"]) == 100
    assert len(api.search(everything, maxResults=5000, fields=["id", "key", "status"])["issues"]) == 100


def test_keys_come_with_their_links(api: Api) -> None:
    issue = api.search("key = PLAT-1", fields=["key"])["issues"][0]
    assert set(issue) == {"expand", "id", "self", "key"}


def test_fields_as_in_other_reads(api: Api) -> None:
    by_post = api.search("key = PLAT-1", "member", fields=["summary", "status"])
    by_get = api.get("search/jql", "member", jql="key = PLAT-1", fields="summary,status").json()
    assert by_post == by_get
    assert set(by_post["issues"][0]["fields"]) == {"summary", "status"}
    body = api.search("key = PLAT-1", fields=["*all", "-comment"], expand="names,schema,editmeta")
    assert "comment" not in body["issues"][0]["fields"]
    assert body["names"]["summary"] == "Summary"
    assert "editmeta" in body["issues"][0]


@pytest.mark.parametrize("number", [0, -1, 5001])
def test_page_size_limits(api: Api, number: int) -> None:
    body = {"jql": "project = PLAT", "maxResults": number}
    assert error_of(api.post("search/jql", body)) == (400, [RANGE], {})
    assert error_of(api.get("search/jql", **body)) == (400, [RANGE], {})


@pytest.mark.parametrize("jql", ["", "ORDER BY key", "order by Rank DESC"])
def test_unbounded_is_refused(api: Api, jql: str) -> None:
    assert error_of(api.post("search/jql", {"jql": jql})) == (400, [UNBOUNDED], {})
    assert error_of(api.post("search/approximate-count", {"jql": jql})) == (400, [UNBOUNDED], {})
    assert error_of(api.post("search/jql", {})) == (400, [UNBOUNDED], {})


def test_wrong_jql_in_jiras_words(api: Api) -> None:
    status, messages, errors = error_of(api.post("search/jql", {"jql": "colour = red"}))
    assert (status, errors) == (400, {})
    assert messages == ["Field 'colour' does not exist or you do not have permission to view it."]
    assert error_of(api.post("search/jql", {"jql": "project = "}))[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        {"jql": "project = PLAT", "surprise": 1},
        {"jql": 5},
        {"jql": "project = PLAT", "maxResults": "10"},
        {"jql": "project = PLAT", "expand": ["names"]},
        {"jql": "project = PLAT", "fields": "summary"},
        {"jql": "project = PLAT", "reconcileIssues": list(range(51))},
        {"jql": "project = PLAT", "properties": list("abcdef")},
    ],
)
def test_wrong_bodies(api: Api, body: dict[str, Any]) -> None:
    status, messages, errors = error_of(api.post("search/jql", body))
    assert (status, bool(messages), errors) == (400, True, {})


def test_a_number_that_is_none_is_a_problem(api: Api) -> None:
    answer = api.get("search/jql", jql="project = PLAT", maxResults="many")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance"}


def test_a_token_is_bound_to_query_and_person(api: Api) -> None:
    token = api.search("project = PLAT")["nextPageToken"]
    assert len(api.search("project = PLAT", nextPageToken=token, fields=["summary"])["issues"]) == 50
    for jql, who, text in (
        ("project = BATCH", "site administrator", token),
        ("project = PLAT", "member", token),
        ("project = PLAT", "site administrator", token[:-2] + "zz"),
        ("project = PLAT", "site administrator", "nonsense"),
        ("project = PLAT", "site administrator", "é"),
    ):
        assert error_of(api.post("search/jql", {"jql": jql, "nextPageToken": text}, who))[0] == 400


def test_a_token_lives_seven_days() -> None:
    api = Api(seeded_site())
    clock = api.site.now
    assert isinstance(clock, SiteClock)
    token = api.search("project = PLAT")["nextPageToken"]
    clock.move(timedelta(days=6))
    api.search("project = PLAT", nextPageToken=token)
    clock.move(timedelta(days=2))
    assert error_of(api.post("search/jql", {"jql": "project = PLAT", "nextPageToken": token}))[0] == 400


def test_pages_survive_a_forgotten_list(api: Api) -> None:
    """What is kept between pages is only a short cut."""
    token = api.search("project = PLAT ORDER BY key")["nextPageToken"]
    straight = api.search("project = PLAT ORDER BY key", nextPageToken=token)["issues"]
    for n in range(10_000, 10_300):
        api.search(f"project = PLAT AND id > {n}", maxResults=1)
    assert api.search("project = PLAT ORDER BY key", nextPageToken=token)["issues"] == straight


def test_only_visible_issues_are_found(api: Api) -> None:
    assert api.keys("project is not EMPTY", "no access") == []
    assert {k.split("-")[0] for k in api.keys("project is not EMPTY", "service agent")} == {"PLAT", "HELP"}
    hidden = [
        i for n in api.project("BUS").issue_ids if (i := api.site.issues[n]).values.get("security") == "10001"
    ]
    me = api.person("member").account_id
    wanted = {i.key for i in hidden if me in (i.values["assignee"], i.values["reporter"])}
    assert set(api.keys("project = BUS", "member")) & {i.key for i in hidden} == wanted
    assert len(api.keys("project = BUS")) == len(api.project("BUS").issue_ids)


def test_an_issue_that_vanishes_between_pages_is_skipped() -> None:
    api = Api(seeded_site())
    page = api.search("project = BUS ORDER BY key", "member", maxResults=100)
    later = api.search(
        "project = BUS ORDER BY key", "member", maxResults=100, nextPageToken=page["nextPageToken"]
    )
    gone = api.site.issues[int(later["issues"][0]["id"])]
    api.site.change_issue(
        gone, {"security": "10001", "assignee": None, "reporter": api.person("viewer").account_id}
    )
    again = api.search(
        "project = BUS ORDER BY key", "member", maxResults=100, nextPageToken=page["nextPageToken"]
    )
    assert [i["id"] for i in again["issues"]] == [i["id"] for i in later["issues"]][1:]


def test_counts(api: Api) -> None:
    count = api.post("search/approximate-count", {"jql": "project = PLAT"}).json()
    assert count == {"count": len(api.project("PLAT").issue_ids)}
    assert api.post("search/approximate-count", {"jql": "project is not EMPTY"}, "no access").json() == {
        "count": 0
    }


def test_reconciling_is_accepted(api: Api) -> None:
    body = {"jql": "key = PLAT-1", "reconcileIssues": [10000]}
    assert len(api.post("search/jql", body).json()["issues"]) == 1
    assert error_of(api.get("search/jql", jql="key = PLAT-1", reconcileIssues="x"))[0] == 400


@pytest.mark.parametrize("version", ["3", "2", "latest"])
def test_the_old_search_is_gone(api: Api, version: str) -> None:
    for method in ("GET", "POST"):
        answer = api.call(method, f"/rest/api/{version}/search", params={"jql": "project = PLAT"})
        status, messages, _ = error_of(answer)
        assert status == 410
        assert "/rest/api/3/search/jql" in messages[0]


def test_scopes(api: Api) -> None:
    reader = app_actor(api.site, "READ")
    assert api.post("search/jql", {"jql": "project = PLAT"}, reader).status_code == 200
    nothing = app_actor(api.site)
    assert error_of(api.post("search/jql", {"jql": "project = PLAT"}, nothing))[0] == 403


def test_parse(api: Api) -> None:
    queries = ["project = PLAT ORDER BY Rank DESC", "foo bar", "colour = red", "ORDER BY key"]
    strict = api.post("jql/parse", {"queries": queries}).json()["queries"]
    assert [q["query"] for q in strict] == queries
    assert strict[0]["structure"]["where"]["field"]["name"] == "project"
    assert strict[0]["structure"]["orderBy"]["fields"][0]["direction"] == "desc"
    assert strict[1]["errors"][0].startswith("Error in the JQL Query")
    assert strict[2]["errors"] == ["Field 'colour' does not exist or you do not have permission to view it."]
    assert "errors" not in strict[3]
    warned = api.call("POST", "jql/parse", params={"validation": "warn"}, json={"queries": queries}).json()[
        "queries"
    ]
    assert "structure" in warned[2]
    assert warned[2]["warnings"]
    none = api.call("POST", "jql/parse", params={"validation": "none"}, json={"queries": queries}).json()[
        "queries"
    ]
    assert set(none[2]) == {"query", "structure"}
    assert error_of(api.post("jql/parse", {"queries": []}))[0] == 400
    assert (
        error_of(api.call("POST", "jql/parse", params={"validation": "x"}, json={"queries": ["a"]}))[0] == 400
    )


def test_auto_complete_data(api: Api) -> None:
    data = api.get("jql/autocompletedata").json()
    by_value = {f["value"]: f for f in data["visibleFieldNames"]}
    assert by_value["status"]["searchable"] == "true"
    assert "=" in by_value["status"]["operators"]
    assert by_value['"Story Points"']["cfid"] == "cf[10026]"
    assert any(f["value"] == "currentUser()" for f in data["visibleFunctionNames"])
    assert {"order", "abort"} <= set(data["jqlReservedWords"])
    team_only = api.post("jql/autocompletedata", {"projectIds": [10001]}).json()["visibleFieldNames"]
    assert "cf[10026]" not in {f.get("cfid") for f in team_only}
