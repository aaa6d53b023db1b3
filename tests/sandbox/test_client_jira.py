"""
The usual work with PyPI ``jira``, unmodified and with its default options: version 2 of the API, wiki text.

It talks to a running sandbox over HTTP and logs in with e-mail address and API token.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from jira import JIRA, Issue, JIRAError

from tests.sandbox.clients import (
    ADMIN,
    Place,
    built_or_listed,
    in_every_project,
    in_scrum_projects,
)
from tests.sandbox.live_site import LiveSite

pytestmark = pytest.mark.xdist_group("live site")

NOT_BUILT_YET: frozenset[str] = frozenset()


def status_of(error: Exception) -> int | None:
    return error.status_code if isinstance(error, JIRAError) else None


built = built_or_listed(NOT_BUILT_YET, status_of)


@pytest.fixture(scope="module")
def log_in(live_site: LiveSite) -> Callable[[str], JIRA]:
    clients: dict[str, JIRA] = {}

    def find(about: str = ADMIN) -> JIRA:
        if about not in clients:
            person = live_site.person(about)
            clients[about] = JIRA(live_site.url, basic_auth=(person["email"], person["apiToken"]))
        return clients[about]

    return find


@pytest.fixture
def jira(log_in: Callable[[str], JIRA], request: pytest.FixtureRequest) -> JIRA:
    place = request.node.callspec.params.get("place") if hasattr(request.node, "callspec") else None
    return log_in(place.who if place else ADMIN)


def create(jira: JIRA, place: Place, summary: str = "Made by a client", **fields: Any) -> Issue:
    return jira.create_issue(
        project=place.key, summary=summary, issuetype={"name": place.issue_type}, **fields
    )


def histories(jira: JIRA, issue: Issue) -> list[tuple[str, str | None, str | None]]:
    """What changed, the newest first: field, from, to."""
    read = jira.issue(issue.key, expand="changelog")
    items = [item for history in read.changelog.histories for item in history.items]
    return [(item.field, item.fromString, item.toString) for item in items]


def test_who_and_where(jira: JIRA, live_site: LiveSite) -> None:
    person = live_site.person(ADMIN)
    assert jira.myself()["accountId"] == person["accountId"]
    assert jira.current_user("displayName") == person["name"]
    assert jira.server_info()["deploymentType"] == "Cloud"
    assert {"PLAT", "BATCH", "HELP"} <= {project.key for project in jira.projects()}
    assert {"Bug", "Epic"} <= {kind.name for kind in jira.issue_types()}
    assert len(jira.priorities()) == 5
    assert {category.key for category in jira.statuscategories()} == {
        "undefined",
        "new",
        "indeterminate",
        "done",
    }
    assert "Blocks" in {kind.name for kind in jira.issue_link_types()}
    assert any(field["name"] == "Sprint" for field in jira.fields())
    assert [user.displayName for user in jira.search_users(query="Ingrid")] == [person["name"]]


def test_a_wrong_token(live_site: LiveSite) -> None:
    client = JIRA(
        live_site.url, basic_auth=(live_site.person(ADMIN)["email"], "wrong"), get_server_info=False
    )
    with pytest.raises(JIRAError) as refused:
        client.myself()
    assert refused.value.status_code == 401


@in_every_project
def test_project(jira: JIRA, place: Place) -> None:
    project = jira.project(place.key)
    assert project.key == place.key
    assert place.issue_type in {kind.name for kind in project.issueTypes}
    assert jira.my_permissions(project.key, permissions="BROWSE_PROJECTS,EDIT_ISSUES")["permissions"][
        "EDIT_ISSUES"
    ]["havePermission"]
    assert jira.approximate_issue_count(f"project = {place.key}") > 100


@in_every_project
@built
def test_search_all_pages(jira: JIRA, place: Place) -> None:
    found = jira.search_issues(
        f"project = {place.key} AND issuetype not in subTaskIssueTypes() ORDER BY key",
        maxResults=False,
        fields="summary,status,labels",
    )
    numbers = [int(issue.key.partition("-")[2]) for issue in found]
    assert len(numbers) > 100
    assert numbers == sorted(set(numbers))
    assert all(issue.fields.summary and issue.fields.status.name for issue in found)
    one_page = jira.search_issues(f"project = {place.key}", maxResults=5)
    assert len(one_page) == 5
    assert all(isinstance(issue.fields.description, str | None) for issue in one_page)


@in_every_project
@built
def test_read(jira: JIRA, place: Place) -> None:
    (found,) = jira.search_issues(f"project = {place.key} AND description IS NOT EMPTY", maxResults=1)
    issue = jira.issue(found.key)
    assert issue.id == found.id
    assert issue.fields.project.key == place.key
    assert isinstance(issue.fields.description, str)
    assert issue.permalink().endswith(f"/browse/{issue.key}")
    with pytest.raises(JIRAError) as missing:
        jira.issue(f"{place.key}-999999")
    assert missing.value.status_code == 404


@in_every_project
@built
def test_create_edit_delete(jira: JIRA, place: Place) -> None:
    issue = create(jira, place, description="h2. Why\n\nBecause of *this*.", labels=["one"])
    assert issue.fields.description == "h2. Why\n\nBecause of *this*."
    issue.update(summary="Another summary", fields={"labels": ["two"]})
    issue.update(update={"labels": [{"add": "three"}]})
    again = jira.issue(issue.id)
    assert again.fields.summary == "Another summary"
    assert sorted(again.fields.labels) == ["three", "two"]
    assert ("summary", "Made by a client", "Another summary") in histories(jira, issue)
    if place.who == ADMIN:
        issue.delete()
        with pytest.raises(JIRAError) as missing:
            jira.issue(issue.key)
        assert missing.value.status_code == 404


@in_every_project
@built
def test_wrong_values(jira: JIRA, place: Place) -> None:
    issue = create(jira, place)
    with pytest.raises(JIRAError) as refused:
        issue.update(fields={"duedate": "tomorrow"})
    assert refused.value.status_code == 400
    assert "duedate" in refused.value.response.json()["errors"]
    with pytest.raises(JIRAError) as refused:
        jira.create_issue(project=place.key, issuetype={"name": place.issue_type}, description="no summary")
    assert refused.value.status_code == 400
    assert "summary" in refused.value.response.json()["errors"]


@in_every_project
@built
def test_what_may_be_created(jira: JIRA, place: Place) -> None:
    """The client refuses to ask Jira Cloud in the newer way and asks in the one that Cloud calls deprecated."""
    (project,) = jira.createmeta(place.key, expand="projects.issuetypes.fields")["projects"]
    (kind,) = [kind for kind in project["issuetypes"] if kind["name"] == place.issue_type]
    assert kind["fields"]["summary"]["required"]
    assert jira.editmeta(create(jira, place).key)["fields"]["summary"]["required"]


@in_every_project
@built
def test_sub_task(jira: JIRA, place: Place) -> None:
    parent = create(jira, place)
    child = jira.create_issue(
        project=place.key, summary="A part", issuetype={"name": "Sub-task"}, parent={"key": parent.key}
    )
    assert child.fields.parent.key == parent.key
    assert [part.key for part in jira.issue(parent.key).fields.subtasks] == [child.key]


@in_every_project
@built
def test_assign(jira: JIRA, place: Place) -> None:
    issue = create(jira, place)
    me = jira.myself()
    found = jira.search_assignable_users_for_issues(issueKey=issue.key, query=me["displayName"])
    assert [user.accountId for user in found] == [me["accountId"]]
    assert jira.assign_issue(issue, me["displayName"])
    assert jira.issue(issue.key).fields.assignee.accountId == me["accountId"]
    assert jira.assign_issue(issue, None)
    assert jira.issue(issue.key).fields.assignee is None


@in_every_project
@built
def test_transition(jira: JIRA, place: Place) -> None:
    issue = create(jira, place)
    before = issue.fields.status.name
    move = next(
        move
        for move in jira.transitions(issue)
        if move["to"]["name"] != before and move["to"]["statusCategory"]["key"] != "done"
    )
    jira.transition_issue(issue, move["name"])
    after = jira.issue(issue.key)
    assert after.fields.status.name == move["to"]["name"]
    assert ("status", before, move["to"]["name"]) in histories(jira, issue)
    with pytest.raises(JIRAError) as refused:
        jira.transition_issue(issue, "99999")
    assert refused.value.status_code == 400


@in_every_project
@built
def test_comment(jira: JIRA, place: Place) -> None:
    issue = create(jira, place)
    first = jira.add_comment(issue, "It *works* for {{me}}.")
    assert first.body == "It *works* for {{me}}."
    assert first.author.accountId == jira.myself()["accountId"]
    first.update(body="It does not.")
    jira.add_comment(issue, "Neither here.")
    assert [comment.body for comment in jira.comments(issue)] == ["It does not.", "Neither here."]
    assert jira.comment(issue, first.id).body == "It does not."
    jira.comment(issue, first.id).delete()
    assert [comment.body for comment in jira.comments(issue)] == ["Neither here."]


@in_every_project
@built
def test_link(jira: JIRA, place: Place) -> None:
    one, other = create(jira, place), create(jira, place)
    jira.create_issue_link("Blocks", one.key, other.key)
    (link,) = jira.issue(one.key).fields.issuelinks
    assert link.type.name == "Blocks"
    assert link.outwardIssue.key == other.key
    assert jira.issue(other.key).fields.issuelinks[0].inwardIssue.key == one.key
    assert jira.issue_link(link.id).type.outward == "blocks"
    jira.delete_issue_link(link.id)
    assert jira.issue(one.key).fields.issuelinks == []


@in_every_project
@built
@pytest.mark.filterwarnings("ignore:Unable to gather applicationlinks:Warning")
def test_remote_link(jira: JIRA, place: Place) -> None:
    """The client first asks for links to other applications, which Jira Cloud has not."""
    issue = create(jira, place)
    added = jira.add_simple_link(issue, {"url": "https://example.com/spec", "title": "Specification"})
    (link,) = jira.remote_links(issue)
    assert link.object.title == "Specification"
    assert jira.remote_link(issue, added.id).object.url == "https://example.com/spec"
    link.delete()
    assert jira.remote_links(issue) == []


@in_every_project
@built
def test_rendered_fields(jira: JIRA, place: Place) -> None:
    issue = create(jira, place, description="h2. Why\n\nBecause of *this*.")
    comment = jira.add_comment(issue, "So it *is*.")
    rendered = jira.issue(issue.key, expand="renderedFields").renderedFields
    assert rendered.description == '<h2><a name="Why"></a>Why</h2>\n\n<p>Because of <b>this</b>.</p>'
    assert [kept.body for kept in rendered.comment.comments] == ["<p>So it <b>is</b>.</p>"]
    assert jira.comment(issue, comment.id, expand="renderedBody").renderedBody == "<p>So it <b>is</b>.</p>"
    (found,) = jira.search_issues(f"key = {issue.key}", fields="description", expand="renderedFields")
    assert found.renderedFields.description == rendered.description


@in_every_project
@built
def test_attachment(jira: JIRA, place: Place) -> None:
    issue = create(jira, place)
    content = bytes(range(256))
    added = jira.add_attachment(issue, io.BytesIO(content), filename="all bytes.bin")
    assert (added.filename, added.size) == ("all bytes.bin", 256)
    (kept,) = jira.issue(issue.key).fields.attachment
    assert kept.id == added.id
    assert kept.get() == content
    assert b"".join(kept.iter_content(64)) == content
    assert jira.attachment(added.id).filename == "all bytes.bin"
    assert jira.attachment_meta()["enabled"]
    jira.delete_attachment(added.id)
    assert jira.issue(issue.key).fields.attachment == []


@built
def test_transition_with_a_comment(jira: JIRA) -> None:
    """The transition has a screen; where there is none, Jira drops the comment."""
    issue = jira.create_issue(project="RICH", summary="To be resolved", issuetype={"name": "Task"})
    move = next(
        move
        for move in jira.transitions(issue, expand="transitions.fields")
        if "resolution" in move["fields"]
    )
    jira.transition_issue(issue, move["id"], fields={"resolution": {"name": "Done"}}, comment="It *is* done.")
    after = jira.issue(issue.key)
    assert after.fields.status.name == move["to"]["name"]
    assert [comment.body for comment in after.fields.comment.comments] == ["It *is* done."]


@in_every_project
@built
def test_log_work(jira: JIRA, place: Place) -> None:
    issue = create(jira, place, timetracking={"originalEstimate": "1d"})
    started = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    log = jira.add_worklog(issue, timeSpent="2h 30m", comment="Read the code", started=started)
    assert log.timeSpentSeconds == 9000
    assert log.comment == "Read the code"
    assert datetime.fromisoformat(log.started) == started
    tracked = jira.issue(issue.key).fields.timetracking
    assert (tracked.originalEstimate, tracked.remainingEstimate, tracked.timeSpent) == (
        "1d",
        "5h 30m",
        "2h 30m",
    )
    log.update(timeSpent="1h")
    assert [entry.timeSpentSeconds for entry in jira.worklogs(issue)] == [3600]
    assert jira.worklog(issue, log.id).timeSpent == "1h"


@in_every_project
@built
def test_watch_and_vote(jira: JIRA, place: Place) -> None:
    issue = create(jira, place)
    me = jira.myself()
    jira.remove_watcher(issue, me["displayName"])
    assert jira.watchers(issue).watchCount == 0
    jira.add_watcher(issue, me["displayName"])
    assert [user.accountId for user in jira.watchers(issue).watchers] == [me["accountId"]]
    with pytest.raises(JIRAError) as refused:
        jira.add_vote(issue)  # nobody votes for what they have reported
    assert refused.value.status_code == 404
    assert jira.votes(issue).votes == 0


@in_every_project
@built
def test_issue_property(jira: JIRA, place: Place) -> None:
    issue = create(jira, place)
    jira.add_issue_property(issue.key, "colour", {"of": ["the", "sky"]})
    assert [kept.key for kept in jira.issue_properties(issue.key)] == ["colour"]
    assert jira.issue_property(issue.key, "colour").value.of == ["the", "sky"]
    jira.issue_property(issue.key, "colour").delete()
    assert jira.issue_properties(issue.key) == []


@in_every_project
@built
def test_rank(jira: JIRA, place: Place) -> None:
    first, second, third = (create(jira, place) for _ in range(3))
    if place.who != ADMIN:  # an agent of service projects has no access to the board software
        with pytest.raises(JIRAError) as refused:
            jira.rank(third.key, next_issue=first.key)
        assert refused.value.status_code == 403
        return
    jira.rank(third.key, next_issue=first.key)
    jira.rank(first.key, prev_issue=second.key)
    keys = ", ".join(issue.key for issue in (first, second, third))
    ordered = jira.search_issues(f"key in ({keys}) ORDER BY Rank ASC")
    assert [issue.key for issue in ordered] == [third.key, second.key, first.key]


@in_scrum_projects
@built
def test_boards_and_sprints(jira: JIRA, place: Place) -> None:
    (board,) = jira.boards(projectKeyOrID=place.key, type="scrum")
    assert "active" in {sprint.state for sprint in jira.sprints(board.id, maxResults=False)}
    sprint = jira.create_sprint(f"{place.key} next", board.id, goal="Get there")
    assert sprint.state == "future"
    assert jira.sprint(sprint.id).goal == "Get there"
    jira.update_sprint(
        sprint.id, name=f"{place.key} later", state="future"
    )  # replaces all of it, the goal too
    changed = jira.sprint(sprint.id)
    assert (changed.name, changed.goal) == (f"{place.key} later", "")
    sprint.delete()
    with pytest.raises(JIRAError) as missing:
        jira.sprint(sprint.id)
    assert missing.value.status_code == 404


@in_scrum_projects
@built
def test_move_into_sprint(jira: JIRA, place: Place) -> None:
    (board,) = jira.boards(projectKeyOrID=place.key, type="scrum")
    active = jira.sprints(board.id, state="active")[0]
    issue = create(jira, place)
    jira.add_issues_to_sprint(active.id, [issue.key])
    assert [found.key for found in jira.search_issues(f"key = {issue.key} AND sprint = {active.id}")] == [
        issue.key
    ]
    assert histories(jira, issue)[0] == ("Sprint", "", active.name)
    jira.move_to_backlog([issue.key])
    assert jira.search_issues(f"key = {issue.key} AND sprint is not EMPTY") == []


@in_scrum_projects
@built
def test_epic(jira: JIRA, place: Place) -> None:
    epic = jira.create_issue(project=place.key, summary="Something big", issuetype={"name": "Epic"})
    issue = create(jira, place)
    jira.add_issues_to_epic(epic.id, [issue.key])
    assert jira.issue(issue.key).fields.parent.key == epic.key
    assert [found.key for found in jira.search_issues(f"parent = {epic.key}")] == [issue.key]


@in_every_project
@built
def test_components_and_versions(jira: JIRA, place: Place) -> None:
    admin = jira if place.who == ADMIN else None
    if admin is None:
        pytest.skip("an agent does not administer the project")
    component = jira.create_component(f"Component of {place.key}", place.key, description="For a test")
    version = jira.create_version("99.0", place.key, releaseDate="2027-01-31")
    issue = create(jira, place, components=[{"name": component.name}], fixVersions=[{"name": "99.0"}])
    assert [part.id for part in issue.fields.components] == [component.id]
    assert [part.id for part in issue.fields.fixVersions] == [version.id]
    version.update(released=True)
    assert jira.version(version.id).released
    assert version.name in {found.name for found in jira.project_versions(place.key)}
    assert component.name in {found.name for found in jira.project_components(place.key)}
    issue.delete()
    version.delete()
    component.delete()


@built
def test_filter(jira: JIRA) -> None:
    made = jira.create_filter("Mine", "for a test", "project = PLAT", favourite=True)
    assert made.jql == "project = PLAT"
    assert made.id in {found.id for found in jira.favourite_filters()}
    assert jira.update_filter(made.id, jql="project = RICH").jql == "project = RICH"
    jira.filter(made.id).delete()


@built
def test_roles_and_groups(jira: JIRA, live_site: LiveSite) -> None:
    roles = jira.project_roles("PLAT")
    assert "Administrators" in roles
    role = jira.project_role("PLAT", roles["Administrators"]["id"])
    assert role.name == "Administrators"
    assert "jira-administrators" in jira.groups()
