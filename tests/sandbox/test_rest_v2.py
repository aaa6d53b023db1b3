"""Version 2 of the API and ``latest``: wiki markup where version 3 has documents, and links into themselves."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.adf_to_wiki import adf_to_wiki
from jxl_sandbox.jira.model import Issue
from tests.sandbox.rest_site import BASE_URL, Api, seeded_site

WIKI = "h2. Plan\n\n* *first*\n* [second|https://w.example/]"


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


@pytest.fixture
def issue(api: Api) -> Issue:
    issues = (api.site.issues[n] for n in api.project("PLAT").issue_ids)
    return next(i for i in issues if i.values.get("description") and "comment" not in i.values)


@pytest.mark.parametrize("version", ["2", "latest"])
def test_an_issue(api: Api, issue: Issue, version: str) -> None:
    """Asked in both versions in turn, neither gets the other's text."""
    wiki = adf_to_wiki(issue.values["description"])
    for _ in range(2):
        old = api.get(f"/rest/api/{version}/issue/{issue.key}").json()
        new = api.get(f"/rest/api/3/issue/{issue.key}").json()
        assert old["fields"]["description"] == wiki
        assert new["fields"]["description"] == issue.values["description"]
    assert old["self"] == f"{BASE_URL}/rest/api/{version}/issue/{issue.id}"
    assert new["self"] == f"{BASE_URL}/rest/api/3/issue/{issue.id}"
    assert old["fields"]["status"]["self"].startswith(f"{BASE_URL}/rest/api/{version}/status/")
    assert set(old["fields"]) == set(new["fields"])


def test_no_text_stays_null(api: Api) -> None:
    issue = next(i for i in api.site.issues.values() if not i.values.get("description"))
    assert api.get(f"/rest/api/2/issue/{issue.key}").json()["fields"]["description"] is None


def test_search_and_bulk_fetch(api: Api, issue: Issue) -> None:
    wiki = adf_to_wiki(issue.values["description"])
    body: dict[str, Any] = {"jql": f"key = {issue.key}", "fields": ["description"]}
    found = [
        api.post("/rest/api/2/search/jql", body).json(),
        api.get("/rest/api/latest/search/jql", jql=body["jql"], fields="description").json(),
        api.post(
            "/rest/api/2/issue/bulkfetch", {"issueIdsOrKeys": [issue.key], "fields": ["description"]}
        ).json(),
    ]
    assert [page["issues"][0]["fields"]["description"] for page in found] == [wiki] * 3
    assert api.get("/rest/api/2/search", jql="project = PLAT").status_code == 410
    assert api.post("/rest/api/2/search/approximate-count", {"jql": body["jql"]}).json() == {"count": 1}
    editable = api.get(f"/rest/api/2/issue/{issue.key}/editmeta").json()["fields"]
    assert editable["description"]["schema"] == {"type": "string", "system": "description"}


def test_comments(api: Api, issue: Issue) -> None:
    path = f"/rest/api/2/issue/{issue.key}/comment"
    made = api.post(path, {"body": WIKI}, "member").json()
    assert made["body"] == WIKI
    assert made["self"] == f"{BASE_URL}/rest/api/2/issue/{issue.id}/comment/{made['id']}"
    document = api.get(f"issue/{issue.key}/comment/{made['id']}").json()["body"]
    assert [block["type"] for block in document["content"]] == ["heading", "bulletList"]
    changed = api.call("PUT", f"{path}/{made['id']}", "member", json={"body": "_short_"}).json()
    assert changed["body"] == "_short_"
    assert api.get(path).json()["comments"][0]["body"] == "_short_"
    fields = api.get(f"/rest/api/2/issue/{issue.key}", fields="comment").json()["fields"]
    assert fields["comment"]["comments"][0]["body"] == "_short_"
    adf = {"type": "doc", "version": 1, "content": []}
    assert api.post(path, {"body": adf}, "member").status_code == 400
    assert api.post(path, {"body": " "}, "member").status_code == 400
    assert api.post(path, {"body": WIKI}, "viewer").status_code == 400
    assert api.get(path, "no access").status_code == 404
    listed = api.post("/rest/api/2/comment/list", {"ids": [int(made["id"])]}).json()
    assert listed["values"][0]["body"] == "_short_"


def test_work_logs(api: Api, issue: Issue) -> None:
    path = f"/rest/api/2/issue/{issue.key}/worklog"
    made = api.post(path, {"timeSpent": "1h", "comment": "*hard* work"}, "member").json()
    assert made["comment"] == "*hard* work"
    marks = api.get(f"issue/{issue.key}/worklog/{made['id']}").json()["comment"]["content"][0]["content"]
    assert marks[0] == {"type": "text", "text": "hard", "marks": [{"type": "strong"}]}
    assert api.get(f"{path}/{made['id']}").json()["comment"] == "*hard* work"


def test_properties_keep_links_in_their_values(api: Api, issue: Issue) -> None:
    """What was sent is nobody's link, whatever it looks like."""
    value = f'{{"self":"{BASE_URL}/rest/api/3/issue/1"}}'.encode()
    path = f"/rest/api/2/issue/{issue.key}/properties/p"
    headers = {"content-type": "application/json"}
    assert api.call("PUT", path, "member", content=value, headers=headers).status_code == 201
    assert api.get(path).content == b'{"key":"p","value":' + value + b"}"
