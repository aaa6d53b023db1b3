"""
The usual work with PyPI ``atlassian-python-api``, unmodified: its ``Jira`` for Cloud, which speaks version 2.

It talks to a running sandbox over HTTP and logs in with e-mail address and API token.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from atlassian import Jira, JiraCloud
from requests import HTTPError

from tests.sandbox.clients import ADMIN, Place, built_or_listed, in_every_project, in_scrum_projects
from tests.sandbox.live_site import LiveSite

pytestmark = pytest.mark.xdist_group("live site")

NOT_BUILT_YET: frozenset[str] = frozenset()


def status_of(error: Exception) -> int | None:
    return error.response.status_code if isinstance(error, HTTPError) and error.response is not None else None


built = built_or_listed(NOT_BUILT_YET, status_of)


@pytest.fixture(scope="module")
def log_in(live_site: LiveSite) -> Callable[[str], Jira]:
    clients: dict[str, Jira] = {}

    def find(about: str) -> Jira:
        if about not in clients:
            person = live_site.person(about)
            clients[about] = Jira(
                url=live_site.url, username=person["email"], password=person["apiToken"], cloud=True
            )
        return clients[about]

    return find


@pytest.fixture
def jira(log_in: Callable[[str], Jira], request: pytest.FixtureRequest) -> Jira:
    place = request.node.callspec.params.get("place") if hasattr(request.node, "callspec") else None
    return log_in(place.who if place else ADMIN)


def create(jira: Jira, place: Place, **fields: Any) -> str:
    """Make an issue; give its key."""
    made = jira.create_issue(
        fields={
            "project": {"key": place.key},
            "issuetype": {"name": place.issue_type},
            "summary": "Made by a client",
            **fields,
        }
    )
    key: str = made["key"]
    return key


def board_of(jira: Jira, place: Place) -> int:
    (board,) = jira.get_all_agile_boards(project_key=place.key)["values"]
    number: int = board["id"]
    return number


def test_who_and_where(jira: Jira, live_site: LiveSite) -> None:
    assert jira.myself()["accountId"] == live_site.person(ADMIN)["accountId"]
    assert {"PLAT", "BATCH", "HELP"} <= {project["key"] for project in jira.projects()}
    assert any(field["name"] == "Sprint" for field in jira.get_all_fields())
    assert "Done" in {status["name"] for status in jira.get_all_statuses()}
    assert len(jira.get_all_priorities()) == 5
    assert "Blocks" in jira.get_issue_link_types_names()
    assert jira.get_server_info()["deploymentType"] == "Cloud"


def test_a_wrong_token(live_site: LiveSite) -> None:
    client = Jira(live_site.url, username=live_site.person(ADMIN)["email"], password="wrong", cloud=True)
    with pytest.raises(HTTPError) as refused:
        client.myself()
    assert status_of(refused.value) == 401


@in_every_project
def test_project(jira: Jira, place: Place) -> None:
    project = jira.project(place.key)
    assert project["key"] == place.key
    assert jira.approximate_issue_count(f"project = {place.key}")["count"] > 100
    assert isinstance(jira.get_project_components(place.key), list)
    assert isinstance(jira.get_project_versions(place.key), list)
    assert place.issue_type in {kind["name"] for kind in jira.get_status_for_project(place.key)}


@in_every_project
def test_project_property(jira: Jira, place: Place) -> None:
    """It has no method for them, but ways to call anything."""
    path = f"rest/api/2/project/{place.key}/properties/client.test"
    if place.who != ADMIN:
        with pytest.raises(HTTPError) as refused:
            jira.put(path, data={"a": 1})
        assert status_of(refused.value) == 403
        return
    jira.put(path, data={"a": [1, 2.5, None, "é"]})
    assert jira.get(path) == {"key": "client.test", "value": {"a": [1, 2.5, None, "é"]}}
    jira.delete(path)
    with pytest.raises(HTTPError) as missing:
        jira.get(path)
    assert status_of(missing.value) == 404


@in_every_project
@built
def test_search_all_pages(jira: Jira, place: Place) -> None:
    jql = f"project = {place.key} AND issuetype NOT IN subTaskIssueTypes() ORDER BY key"
    found = jira.enhanced_jql_get_list_of_tickets(jql, fields="summary,status", limit=None)
    numbers = [int(issue["key"].partition("-")[2]) for issue in found]
    assert len(numbers) > 100
    assert numbers == sorted(set(numbers))
    page = jira.enhanced_jql(jql, fields=["summary", "description"], limit=7)
    assert len(page["issues"]) == 7
    assert page["nextPageToken"]
    key = found[0]["key"]
    assert jira.issue(key)["id"] == found[0]["id"]
    assert jira.issue_exists(key)
    assert not jira.issue_exists(f"{place.key}-999999")
    assert jira.get_issue_status(key) == found[0]["fields"]["status"]["name"]


@in_every_project
@built
def test_create_edit_delete(jira: Jira, place: Place) -> None:
    key = create(jira, place, description="*Bold* words", labels=["one"])
    assert jira.issue_field_value(key, "description") == "*Bold* words"
    jira.update_issue_field(key, {"summary": "Another summary"})
    jira.label_issue(key, ["two"])
    jira.edit_issue(key, {"labels": [{"remove": "one"}]})
    issue = jira.issue(key)
    assert issue["fields"]["summary"] == "Another summary"
    assert jira.get_issue_labels(key) == ["two"]
    changes = [item for history in jira.get_issue_changelog(key)["values"] for item in history["items"]]
    assert [(item["field"], item["fromString"], item["toString"]) for item in changes] == [
        ("summary", "Made by a client", "Another summary"),
        ("labels", "one", "one two"),
        ("labels", "one two", "two"),
    ]
    with pytest.raises(HTTPError) as refused:
        jira.update_issue_field(key, {"duedate": "tomorrow"})
    assert status_of(refused.value) == 400
    if place.who == ADMIN:
        jira.delete_issue(key)
        assert not jira.issue_exists(key)


@in_every_project
@built
def test_what_may_be_created(jira: Jira, place: Place) -> None:
    kinds = jira.issue_createmeta_issuetypes(place.key)["issueTypes"]
    kind = next(kind for kind in kinds if kind["name"] == place.issue_type)
    fields = {f["fieldId"]: f for f in jira.issue_createmeta_fieldtypes(place.key, kind["id"])["fields"]}
    assert fields["summary"]["required"]
    assert jira.issue_editmeta(create(jira, place))["fields"]["summary"]["operations"] == ["set"]


@in_every_project
@built
def test_assign(jira: Jira, place: Place) -> None:
    key, me = create(jira, place), jira.myself()["accountId"]
    assert me in {user["accountId"] for user in jira.get_assignable_users_for_issue(key)}
    jira.assign_issue(key, me)
    assert jira.issue_field_value(key, "assignee")["accountId"] == me
    jira.assign_issue(key, None)
    assert jira.issue_field_value(key, "assignee") is None


@in_every_project
@built
def test_transition(jira: Jira, place: Place) -> None:
    key = create(jira, place)
    before = jira.get_issue_status(key)
    full = jira.get_issue_transitions_full(key)["transitions"]
    target = next(
        move["to"]["name"]
        for move in full
        if move["to"]["name"] != before and move["to"]["statusCategory"]["key"] != "done"
    )
    jira.set_issue_status(key, target)
    assert jira.get_issue_status(key) == target
    assert [(c["from"], c["to"]) for c in jira.get_issue_status_changelog(key)] == [(before, target)]


@in_every_project
@built
def test_comment(jira: Jira, place: Place) -> None:
    key = create(jira, place)
    comment = jira.issue_add_comment(key, "Some {{code}} here")
    assert comment["body"] == "Some {{code}} here"
    jira.issue_edit_comment(key, comment["id"], "_Other_ words")
    assert [kept["body"] for kept in jira.issue_get_comments(key)["comments"]] == ["_Other_ words"]
    assert jira.issue_get_comment(key, comment["id"])["author"]["accountId"] == jira.myself()["accountId"]


@in_every_project
@built
def test_link(jira: Jira, place: Place) -> None:
    """``inwardIssue`` blocks ``outwardIssue``, as everywhere in the API."""
    one, other = create(jira, place), create(jira, place)
    jira.create_issue_link(
        {"type": {"name": "Blocks"}, "inwardIssue": {"key": one}, "outwardIssue": {"key": other}}
    )
    (link,) = jira.issue_field_value(one, "issuelinks")
    assert link["outwardIssue"]["key"] == other
    assert jira.get_issue_link(link["id"])["inwardIssue"]["key"] == one
    jira.remove_issue_link(link["id"])
    assert jira.issue_field_value(other, "issuelinks") == []


@in_every_project
@built
def test_remote_link(jira: Jira, place: Place) -> None:
    key = create(jira, place)
    made = jira.create_or_update_issue_remote_links(
        key, "https://example.com/1", "First", global_id="system=1"
    )
    again = jira.create_or_update_issue_remote_links(
        key, "https://example.com/2", "Second", global_id="system=1"
    )
    assert made["id"] == again["id"]
    (link,) = jira.get_issue_remote_links(key)
    assert (link["globalId"], link["object"]["title"]) == ("system=1", "Second")
    jira.delete_issue_remote_link_by_id(key, made["id"])
    assert jira.get_issue_remote_links(key) == []


@in_every_project
@built
def test_rendered_fields(jira: Jira, place: Place) -> None:
    key = create(jira, place, description="*Bold* words")
    assert (
        jira.issue(key, expand="renderedFields")["renderedFields"]["description"]
        == "<p><b>Bold</b> words</p>"
    )


@in_every_project
@built
def test_attachment(jira: Jira, place: Place, tmp_path: Path) -> None:
    key = create(jira, place)
    file = tmp_path / "notes.txt"
    file.write_bytes(b"Some notes")
    (added,) = jira.add_attachment(key, str(file))
    assert (added["filename"], added["size"], added["mimeType"]) == ("notes.txt", 10, "text/plain")
    assert jira.get_attachment(added["id"])["filename"] == "notes.txt"
    assert jira.get_attachment_content(added["id"]) == b"Some notes"
    jira.remove_attachment(added["id"])
    assert jira.issue_field_value(key, "attachment") == []


@built
def test_transition_with_a_comment(jira: Jira) -> None:
    key = jira.create_issue(
        fields={"project": {"key": "RICH"}, "issuetype": {"name": "Task"}, "summary": "To be resolved"}
    )["key"]
    full = jira.get_issue_transitions_full(key, expand="transitions.fields")["transitions"]
    move = next(move for move in full if "resolution" in move["fields"])
    jira.set_issue_status(
        key,
        move["to"]["name"],
        fields={"resolution": {"name": "Done"}},
        update={"comment": [{"add": {"body": "It *is* done."}}]},
    )
    assert jira.get_issue_status(key) == move["to"]["name"]
    assert [kept["body"] for kept in jira.issue_get_comments(key)["comments"]] == ["It *is* done."]


@in_every_project
@built
def test_log_work(jira: Jira, place: Place) -> None:
    key = create(jira, place)
    log = jira.issue_worklog(key, "2026-06-01T09:30:00.000+0000", 5400, "Thinking")
    assert log["timeSpent"] == "1h 30m"
    assert [kept["id"] for kept in jira.issue_get_worklog(key)["worklogs"]] == [log["id"]]
    assert jira.issue_field_value(key, "timespent") == 5400


@in_every_project
@built
def test_watch(jira: Jira, place: Place) -> None:
    key, me = create(jira, place), jira.myself()["accountId"]
    jira.issue_delete_watcher(key, account_id=me)
    assert jira.issue_get_watchers(key)["watchCount"] == 0
    jira.issue_add_watcher(key, me)
    assert [user["accountId"] for user in jira.issue_get_watchers(key)["watchers"]] == [me]


@in_every_project
@built
def test_issue_property(jira: Jira, place: Place) -> None:
    key = create(jira, place)
    jira.set_issue_property(key, "colour", {"of": "sky"})
    assert jira.get_issue_property(key, "colour")["value"] == {"of": "sky"}
    assert [kept["key"] for kept in jira.get_issue_property_keys(key)["keys"]] == ["colour"]
    jira.delete_issue_property(key, "colour")
    assert jira.get_issue_property_keys(key)["keys"] == []


@in_every_project
@built
def test_rank(jira: Jira, place: Place) -> None:
    keys = [create(jira, place) for _ in range(3)]
    rank = next(field for field in jira.get_all_fields() if field["name"] == "Rank")
    if place.who != ADMIN:  # an agent of service projects has no access to the board software
        with pytest.raises(HTTPError) as refused:
            jira.update_rank(keys[1:], keys[0], rank["schema"]["customId"])
        assert status_of(refused.value) == 403
        return
    jira.update_rank(keys[1:], keys[0], rank["schema"]["customId"])
    page = jira.enhanced_jql(f"key IN ({', '.join(keys)}) ORDER BY Rank", fields="summary")
    assert [issue["key"] for issue in page["issues"]] == [keys[1], keys[2], keys[0]]


@in_scrum_projects
@built
def test_boards_and_sprints(jira: Jira, place: Place) -> None:
    board = board_of(jira, place)
    made = jira.create_sprint(
        f"{place.key} soon", board, "2027-01-04T08:00:00.000Z", "2027-01-18T08:00:00.000Z"
    )
    assert made["state"] == "future"
    key = create(jira, place)
    jira.add_issues_to_sprint(made["id"], [key])
    assert [issue["key"] for issue in jira.get_sprint_issues(made["id"], 0, 50)["issues"]] == [key]
    changed = jira.update_partially_sprint(made["id"], {"name": f"{place.key} sooner", "goal": "All of it"})
    assert (changed["name"], changed["goal"]) == (f"{place.key} sooner", "All of it")
    jira.move_issues_to_backlog([key])
    assert jira.get_sprint_issues(made["id"], 0, 50)["issues"] == []
    states = {sprint["state"] for sprint in jira.get_all_sprints_from_board(board)["values"]}
    assert {"active", "future"} <= states
    jira.delete_sprint(made["id"])


@in_scrum_projects
@built
def test_board_issues(jira: Jira, place: Place) -> None:
    board = board_of(jira, place)
    assert jira.get_agile_board_configuration(board)["type"] == "scrum"
    page = jira.get_issues_for_board(board, jql="", fields="summary,sprint", limit=5)
    assert len(page["issues"]) == 5
    assert isinstance(jira.get_epics(board)["values"], list)
    assert jira.get_issues_for_backlog(board)["issues"]


@in_every_project
@built
def test_components_and_versions(jira: Jira, place: Place) -> None:
    if place.who != ADMIN:
        pytest.skip("an agent does not administer the project")
    project = jira.project(place.key)
    component = jira.create_component({"name": f"Part of {place.key}", "project": place.key})
    version = jira.add_version(place.key, project["id"], "100.0")
    key = create(jira, place, components=[{"id": component["id"]}], fixVersions=[{"id": version["id"]}])
    assert jira.get_component_related_issues(component["id"])["issueCount"] == 1
    jira.update_version(version["id"], name="100.1", is_released=True)
    assert jira.get_version(version["id"])["released"] is True
    assert [v["name"] for v in jira.issue_field_value(key, "fixVersions")] == ["100.1"]
    jira.delete_issue(key)
    jira.delete_version(version["id"])
    jira.delete_component(component["id"])


@built
def test_filter(jira: Jira) -> None:
    made = jira.create_filter("Of the client", "project = PLAT", favourite=True)
    assert made["favourite"] is True
    changed = jira.edit_filter(made["id"], "Of the other client", jql="project = RICH")
    assert changed["jql"] == "project = RICH"
    assert jira.get_filter(made["id"])["name"] == "Of the other client"
    jira.delete_filter(made["id"])


@built
def test_roles(jira: Jira) -> None:
    roles = jira.get_project_roles("PLAT")
    role = jira.get_project_actors_for_role_project("PLAT", roles["Administrators"].rpartition("/")[2])
    assert "jira-administrators" in {actor["displayName"] for actor in role}
    assert "Administrators" in {role["name"] for role in jira.get_all_global_project_roles()}


@built
def test_jql_services(jira: Jira) -> None:
    issue = jira.enhanced_jql("project = PLAT", limit=1, fields="id")["issues"][0]
    matches = jira.match_jql([int(issue["id"])], ["project = PLAT", "project = RICH"])["matches"]
    assert [match["matchedIssues"] for match in matches] == [[int(issue["id"])], []]
    assert jira.get_autocomplete_suggestion(field_name="project", field_value="PL")["results"]
    assert jira.get_autocomplete_data()["visibleFieldNames"]


@built
def test_users(jira: Jira, live_site: LiveSite) -> None:
    me = live_site.person(ADMIN)
    assert [user["accountId"] for user in jira.user_find_by_user_string(query="Ingrid")] == [me["accountId"]]
    assert jira.user(account_id=me["accountId"])["displayName"] == me["name"]
    assert me["accountId"] in {user["accountId"] for user in jira.users_get_all()}
    assert "jira-administrators" in {group["name"] for group in jira.get_user_groups(me["accountId"])}


@pytest.fixture
def cloud(live_site: LiveSite) -> JiraCloud:
    """The package's newer client, which speaks version 3."""
    person = live_site.person(ADMIN)
    return JiraCloud(live_site.url, username=person["email"], password=person["apiToken"])


@in_every_project
def test_search_in_version_3(cloud: JiraCloud, place: Place) -> None:
    found = cloud.enhanced_jql_get_list_of_tickets(
        f"project = {place.key} ORDER BY key DESC", fields=["summary"]
    )
    assert len(found) > 100
    (issue,) = cloud.enhanced_jql(f"key = {found[0]['key']}", fields="description")["issues"]
    assert issue["id"] == found[0]["id"]
    assert issue["fields"]["description"] is None or issue["fields"]["description"]["type"] == "doc"


@built
def test_create_in_version_3(cloud: JiraCloud) -> None:
    text = {"type": "text", "text": "A document"}
    document = {"version": 1, "type": "doc", "content": [{"type": "paragraph", "content": [text]}]}
    fields = {
        "project": {"key": "PLAT"},
        "issuetype": {"name": "Bug"},
        "summary": "Of version 3",
        "description": document,
    }
    made = cloud.post(cloud.endpoint("issue"), data={"fields": fields})
    read = cloud.get(cloud.endpoint(f"issue/{made['key']}"), params={"fields": "description"})
    assert read["fields"]["description"] == document
