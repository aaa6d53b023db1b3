"""JQL services: matching issues, suggesting values, taking out what a person may not know."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def suggest(api: Api, field: str, typed: str = "", who: Any = "member", **more: str) -> list[tuple[str, str]]:
    params = {"fieldName": field, **({"fieldValue": typed} if typed else {}), **more}
    answer = api.get("jql/autocompletedata/suggestions", who, **params)
    assert answer.status_code == 200, answer.text
    return [(entry["value"], entry["displayName"]) for entry in answer.json()["results"]]


def sanitize(api: Api, query: str, who: str | None) -> Any:
    entry = {"query": query} | ({"accountId": api.person(who).account_id} if who else {})
    answer = api.post("jql/sanitize", {"queries": [entry]})
    assert answer.status_code == 200, answer.text
    return answer.json()["queries"][0]


def test_which_of_some_issues_queries_find(api: Api) -> None:
    ids = api.project("PLAT").issue_ids[:40]
    body = {"issueIds": [*ids, 1], "jqls": ["project = PLAT", "type = Bug", "bad ==", "nofield = 1"]}
    matches = api.post("jql/match", body, "viewer").json()["matches"]
    assert matches[0] == {"matchedIssues": ids, "errors": []}
    bugs = {int(i["id"]) for i in api.search("project = PLAT AND type = Bug", maxResults=5000)["issues"]}
    assert matches[1]["matchedIssues"] == [i for i in ids if i in bugs]
    assert all(m["matchedIssues"] == [] and m["errors"] for m in matches[2:])


def test_issues_out_of_sight_match_nothing(api: Api) -> None:
    ids = api.project("BUS").issue_ids
    body = {"issueIds": ids, "jqls": ["created is not EMPTY"]}
    assert api.post("jql/match", body, "viewer").json()["matches"][0]["matchedIssues"] == []
    seen = api.post("jql/match", body, "member").json()["matches"][0]["matchedIssues"]
    everything = api.post("jql/match", body, "site administrator").json()["matches"][0]["matchedIssues"]
    assert set(seen) < set(everything)


@pytest.mark.parametrize(
    "body",
    [
        {"jqls": []},
        {"issueIds": []},
        {"issueIds": list(range(1001)), "jqls": []},
        {"issueIds": ["1"], "jqls": []},
    ],
)
def test_wrong_matches_are_refused(api: Api, body: dict[str, Any]) -> None:
    assert api.post("jql/match", body).status_code == 400


def test_values_are_offered_marked_quoted_and_escaped(api: Api) -> None:
    assert ('"In Progress"', "<b>In Pro</b>gress") in suggest(api, "status", "in pro")
    assert suggest(api, "project", "plat") == [("PLAT", "Integration <b>Plat</b>form (PLAT)")]
    assert ("High", "<b>High</b>") in suggest(api, "priority", "high")
    assert suggest(api, '"Deployment stage"', "pil") == [("Pilot", "<b>Pil</b>ot")]
    assert suggest(api, "cf[10031]", "pil") == [("Pilot", "<b>Pil</b>ot")]
    assert len(suggest(api, "fixVersion")) == 15
    member = api.person("member")
    assert suggest(api, "assignee", "chua")[0][0].strip('"') == member.account_id
    assert (
        suggest(api, "status", predicateName="by", predicateValue="chua")[0][0].strip('"')
        == member.account_id
    )
    assert ("Done", "<b>Don</b>e") in suggest(api, "status", predicateName="to", predicateValue="don")
    project = api.project("PLAT")
    name, project.name = project.name, "<i>Ferries</i>"
    try:
        assert suggest(api, "project", "ferr") == [("PLAT", "&lt;i&gt;<b>Ferr</b>ies&lt;/i&gt; (PLAT)")]
    finally:
        project.name = name


def test_nothing_out_of_sight_is_offered(api: Api) -> None:
    assert [v for v, _ in suggest(api, "project", who="viewer")].count("BUS") == 0
    assert suggest(api, "project", who=None) == []
    assert suggest(api, "assignee", "chua", who="no access") == []
    sprints = {v.strip('"') for v, _ in suggest(api, "Sprint", "STUDIO", who="site administrator")}
    assert sprints
    assert not sprints & {v.strip('"') for v, _ in suggest(api, "Sprint", "STUDIO", who="no access")}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"fieldName": "nofield"},
        {"fieldName": "status", "predicateName": "during"},
        {"fieldName": "status", "predicateValue": "x"},
        {"fieldName": "status", "predicateName": "by", "fieldValue": "x"},
    ],
)
def test_wrong_suggestions_are_refused(api: Api, params: dict[str, str]) -> None:
    assert api.get("jql/autocompletedata/suggestions", **params).status_code == 400


def test_names_that_a_person_may_not_know_become_ids(api: Api) -> None:
    query = 'project = "Service Bus" AND status = Done ORDER BY created'
    assert (
        sanitize(api, query, "viewer")["sanitizedQuery"]
        == "project = 10004 and status = Done order by created"
    )
    assert sanitize(api, query, "member")["sanitizedQuery"] == query
    both = sanitize(api, "NOT project in (PLAT, BUS)", "viewer")
    assert both["sanitizedQuery"] == "not project in (PLAT, 10004)"
    nobody = sanitize(api, "project = PLAT", None)
    assert nobody == {"initialQuery": "project = PLAT", "sanitizedQuery": "project = 10000"}
    assert sanitize(api, "project = NONE", "viewer")["sanitizedQuery"] == "project = NONE"
    sprint = next(s for s in api.site.sprints.values() if s.name.startswith("PLAT"))
    cleaned = sanitize(api, f'sprint = "{sprint.name}"', "no access")
    assert cleaned["sanitizedQuery"] == f"sprint = {sprint.id}"


def test_what_cannot_be_parsed_has_errors(api: Api) -> None:
    broken = sanitize(api, "project =", "viewer")
    assert "sanitizedQuery" not in broken
    assert broken["errors"]["errorMessages"]


def test_sanitizing_is_for_administrators(api: Api) -> None:
    body = {"queries": [{"query": "project = PLAT"}]}
    assert error_of(api.post("jql/sanitize", body, "member"))[0] == 403
    assert api.post("jql/sanitize", body, app_actor(api.site, "PROJECT_ADMIN")).status_code == 403
    assert api.post("jql/sanitize", body, app_actor(api.site, "ADMIN")).status_code == 200
    unknown = {"queries": [{"query": "project = PLAT", "accountId": "nobody"}]}
    assert api.post("jql/sanitize", unknown).status_code == 400
