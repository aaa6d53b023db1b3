"""
The whole way to a Jira site that was written by other hands: signing, impersonation, every resource, every fault.

Contract tests: what they ask holds for a real site as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jxl.errors import (
    JiraBadRequest,
    JiraError,
    JiraNotFound,
    JiraRateLimited,
    JiraRefused,
    JiraUnauthorized,
    JiraUnavailable,
)
from jxl.jira import catalogues, fields, issues, myself, permissions, projects, properties, search
from jxl.jira.client import JiraClient
from jxl.jira.columns import describe
from jxl.jira.concurrency import run_ahead
from jxl.jira.images import ImageRule
from jxl.jira.kinds import Kind
from jxl.jira.looks import look_reader
from jxl.jira.values import cell_reader, readable
from tests.jira.sandbox_site import SandboxSite, run_sandbox

ALL_PERSONS = (
    "site administrator",
    "project administrator",
    "member",
    "viewer",
    "service agent",
    "no access",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxSite]:
    with run_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(autouse=True)
def _without_faults(site: SandboxSite) -> Iterator[None]:
    yield
    site.control("DELETE", "faults")


@pytest.fixture
def admin(site: SandboxSite) -> JiraClient:
    return site.access.as_user(site.installation, site.account("site administrator"))


@pytest.fixture
def first_project(site: SandboxSite) -> str:
    return str(site.control("GET", "site")["projects"][0])


@pytest.mark.parametrize("about", ALL_PERSONS)
def test_a_client_is_who_it_says(site: SandboxSite, about: str) -> None:
    account_id = site.account(about)
    me = myself.fetch_myself(site.access.as_user(site.installation, account_id))
    assert me.account_id == account_id
    assert me.display_name
    assert me.avatar_url is None or me.avatar_url.startswith(site.url)


def test_the_app_is_itself(site: SandboxSite) -> None:
    me = myself.fetch_myself(site.access.as_app(site.installation))
    persons = {user["accountId"] for user in site.control("GET", "site")["users"]}
    assert me.account_id not in persons


def test_a_wrong_secret_proves_nothing(site: SandboxSite, tmp_path: Path) -> None:
    forged = replace(site.installation, shared_secret="x" * 64)
    access = site.uncached_access(tmp_path)
    with pytest.raises(JiraUnauthorized):
        myself.fetch_myself(access.as_app(forged))
    with pytest.raises((JiraUnauthorized, JiraRefused)):
        myself.fetch_myself(access.as_user(forged, site.account("member")))
    access.close()


def test_nobody_acts_for_a_person_who_is_not_there(site: SandboxSite) -> None:
    with pytest.raises(JiraRefused, match="act for you"):
        myself.fetch_myself(site.access.as_user(site.installation, "no-such-person"))


def test_every_field_of_every_issue_becomes_a_cell(admin: JiraClient, first_project: str) -> None:
    """Nothing that the site can hold is left as raw JSON, and what a list looks like fits the cell."""
    catalogue = fields.fetch_fields(admin)
    assert len(catalogue) > 40
    images = ImageRule.for_site(admin.base_url)
    seen: set[str] = set()
    for jql in (f"project = {first_project} ORDER BY key", "created > 2000-01-01 ORDER BY updated DESC"):
        page = search.fetch_page(admin, jql, ["id"], 100)
        for issue in issues.bulk_fetch(admin, [i["id"] for i in page.issues], ["*all"]):
            for field in catalogue:
                raw = issue["key"] if field.id == "issuekey" else issue["fields"].get(field.id)
                cell = cell_reader(field)(raw)
                text = cell["t"] if isinstance(cell, dict) else cell
                assert not (isinstance(text, str) and text.startswith(('{"', '[{"'))), (field, raw)
                if cell is not None:
                    seen.add(field.kind)
                read_looks = look_reader(field, images)
                if read_looks and isinstance(cell, dict) and isinstance(cell["v"], str):
                    assert cell["v"] in read_looks(raw), (field, raw)
    assert seen >= {
        Kind.KEY, Kind.TEXT, Kind.STATUS, Kind.PRIORITY, Kind.ISSUE_TYPE, Kind.USER, Kind.DATETIME, Kind.SPRINT,
        Kind.LABELS, Kind.COMPONENTS, Kind.VERSIONS, Kind.RICH_TEXT, Kind.NUMBER,
    }  # fmt: skip


def test_every_field_is_described(admin: JiraClient) -> None:
    for field in fields.fetch_fields(admin):
        column = describe(field)
        assert column["type"] in list(Kind)
        assert (column["editor"] is None) == ("readOnly" in column)


def test_rows_are_read_in_two_steps(admin: JiraClient, first_project: str) -> None:
    jql = f"project = {first_project} ORDER BY key"
    ids: list[str] = []
    token: str | None = None
    while True:
        page = search.fetch_page(admin, jql, ["id"], 100, token)
        ids += [issue["id"] for issue in page.issues]
        token = page.next_page_token
        if token is None:
            break
    assert len(ids) == len(set(ids)) >= 250
    assert search.approximate_count(admin, jql) == len(ids)
    chunks = [ids[start : start + 100] for start in range(0, len(ids), 100)]
    tasks: list[Callable[[], list[dict[str, Any]]]] = [
        lambda chunk=chunk: issues.bulk_fetch(admin, chunk, ["summary"])  # type: ignore[misc]  # a bound default
        for chunk in chunks
    ]
    found = [issue["id"] for batch in run_ahead(tasks, 8, ordered=True) for issue in batch]
    assert sorted(found) == sorted(ids)


def test_points_are_estimated_as_the_site_counts_them(site: SandboxSite, first_project: str) -> None:
    client = site.access.as_user(site.installation, site.account("member"))
    myself.fetch_myself(client)  # the token is there now
    site.control("DELETE", "requests")
    before = client.usage.points, client.usage.calls
    page = search.fetch_page(client, f"project = {first_project}", ["id"], 120)
    issues.bulk_fetch(client, [issue["id"] for issue in page.issues[:100]], ["summary", "status"])
    permissions.fetch_my_permissions(client, ["BROWSE_PROJECTS", "EDIT_ISSUES"], first_project)
    fields.fetch_fields(client)
    issues.fetch_editmeta(client, page.issues[0]["id"])
    properties.list_keys(client, first_project)
    log = site.control("GET", "requests")["requests"]
    assert client.usage.points - before[0] == sum(entry["points"] for entry in log)
    assert client.usage.calls - before[1] == len(log) == 6


def test_bad_jql_comes_back_in_jiras_words(admin: JiraClient) -> None:
    for jql in ("colour = red", "project = ", "order by key"):
        with pytest.raises(JiraBadRequest) as caught:
            search.fetch_page(admin, jql, ["id"], 1)
        assert caught.value.messages
        assert "Jira said: “" in caught.value.message


def test_what_jira_makes_of_a_query(admin: JiraClient, first_project: str) -> None:
    good = search.parse_jql(admin, f"project = {first_project}")
    assert not good.errors
    assert good.structure
    assert search.parse_jql(admin, "project = ").errors


def test_a_project_by_key_and_by_id(admin: JiraClient, first_project: str) -> None:
    project = projects.fetch_project(admin, first_project)
    assert projects.fetch_project(admin, project.id) == project
    assert not project.is_team_managed
    found = projects.search_projects(admin, ids=[project.id])
    assert found.projects == [project]
    everything = projects.search_projects(admin, max_results=2)
    assert len(everything.projects) == 2
    assert everything.next_start == 2


def test_odd_names_reach_no_other_resource(admin: JiraClient) -> None:
    for name in ("..", ".", "", "A/../myself", "%2e%2e", "A?x=1", "Ü&=", "a b+c", "x" * 300):
        with pytest.raises(JiraNotFound):
            projects.fetch_project(admin, name)


def test_properties_are_written_by_the_app_and_read_by_people(
    site: SandboxSite, admin: JiraClient, first_project: str
) -> None:
    app = site.access.as_app(site.installation)
    key = "jxl.test.a b+é&=%2F"
    value = {"name": "Überblick", "n": [1, 2.5, None], "long": "é" * 20_000}
    properties.put(app, first_project, key, value)
    assert properties.fetch(app, first_project, key) == value
    viewer = site.access.as_user(site.installation, site.account("member"))
    assert properties.fetch(viewer, first_project, key) == value
    assert key in properties.list_keys(app, first_project)
    with pytest.raises((JiraRefused, JiraNotFound)):
        properties.put(viewer, first_project, key, {"mine": True})
    properties.put(app, first_project, key, b'{"bytes":true}')
    assert properties.fetch(app, first_project, key) == {"bytes": True}
    properties.delete(app, first_project, key)
    with pytest.raises(JiraNotFound):
        properties.fetch(app, first_project, key)
    with pytest.raises(JiraNotFound):
        properties.delete(app, first_project, key)
    with pytest.raises(JiraBadRequest):
        properties.put(app, first_project, key, {"x": "y" * 40_000})


def test_permissions_are_the_persons_own(site: SandboxSite, first_project: str) -> None:
    keys = [
        "BROWSE_PROJECTS",
        "ADMINISTER_PROJECTS",
        "ADMINISTER",
        "io.jxl.sheets__view-sheets",
        "NO_SUCH_KEY",
    ]
    admin = site.access.as_user(site.installation, site.account("site administrator"))
    assert permissions.fetch_my_permissions(admin, keys, first_project) == {
        "BROWSE_PROJECTS": True,
        "ADMINISTER_PROJECTS": True,
        "ADMINISTER": True,
        "io.jxl.sheets__view-sheets": True,
        "NO_SUCH_KEY": False,
    }
    member = site.access.as_user(site.installation, site.account("member"))
    granted = permissions.fetch_my_permissions(member, keys, first_project)
    assert (granted["BROWSE_PROJECTS"], granted["ADMINISTER"]) == (True, False)


def test_many_projects_at_once(site: SandboxSite, admin: JiraClient) -> None:
    everything = [p.id for p in projects.search_projects(admin, max_results=100).projects]
    for about in ("member", "no access"):
        client = site.access.as_user(site.installation, site.account(about))
        visible = {p.id for p in projects.search_projects(client, max_results=100).projects}
        found = permissions.check(
            client, ["ADMINISTER", "NO_SUCH_KEY"], ["BROWSE_PROJECTS"], [*everything, "999999"]
        )
        assert found.projects.get("BROWSE_PROJECTS", frozenset()) == visible
        assert found.global_permissions == frozenset()


def test_jiras_order_of_priorities(admin: JiraClient) -> None:
    for kind in (Kind.PRIORITY, Kind.STATUS, Kind.ISSUE_TYPE, Kind.RESOLUTION):
        order = catalogues.fetch_order(admin, kind)
        assert sorted(order.values()) == list(range(len(order)))
        assert order


def test_editmeta_names_the_fields_that_may_be_edited(admin: JiraClient, first_project: str) -> None:
    issue = search.fetch_page(
        admin, f"project = {first_project} AND statusCategory != Done", ["id"], 1
    ).issues[0]
    meta = issues.fetch_editmeta(admin, issue["id"])
    assert "summary" in meta
    assert "status" not in meta


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ({"status": 500, "body": {}}, JiraUnavailable),
        ({"status": 403, "body": {"errorMessages": ["No."]}}, JiraRefused),
        ({"status": 404, "body": {}}, JiraNotFound),
        ({"status": 429, "body": {}, "headers": {"Retry-After": "60"}}, JiraRateLimited),
        (
            {
                "status": 429,
                "body": {},
                "headers": {"Retry-After": "1", "RateLimit-Reason": "jira-quota-tenant-based"},
            },
            JiraRateLimited,
        ),
        ({"status": 302, "body": {}, "headers": {"Location": "/rest/api/3/serverInfo"}}, JiraUnavailable),
        ({"invalidJson": True}, JiraUnavailable),
        ({"empty": True}, JiraUnavailable),
    ],
)
def test_faults_become_errors(
    site: SandboxSite, admin: JiraClient, rule: dict[str, Any], error: type[JiraError]
) -> None:
    site.control("POST", "faults", rules=[{"match": "/rest/api/3/field", **rule}])
    with pytest.raises(JiraError) as caught:
        fields.fetch_fields(admin)
    assert type(caught.value) is error


@pytest.mark.parametrize("rule", [{"status": 503, "body": {}}, {"close": True}])
def test_passing_faults_are_overcome(site: SandboxSite, admin: JiraClient, rule: dict[str, Any]) -> None:
    site.control("POST", "faults", rules=[{"match": "/rest/api/3/field", "times": 2, **rule}])
    assert fields.fetch_fields(admin)


def test_a_token_that_the_site_forgot_is_renewed(site: SandboxSite, admin: JiraClient) -> None:
    myself.fetch_myself(admin)
    site.control(
        "POST", "faults", rules=[{"match": "/rest/api/3/myself", "times": 1, "status": 401, "body": {}}]
    )
    assert myself.fetch_myself(admin).account_id == site.account("site administrator")


def test_readable_text_of_whole_answers(admin: JiraClient, first_project: str) -> None:
    """Any object of the API has a name that a person can read."""
    raw = admin.get_json(f"/rest/api/3/project/{first_project}")
    assert readable(raw) == raw["name"]
