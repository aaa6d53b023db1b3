"""A small site made by hand for tests of JQL, and queries against it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jxl_sandbox.jira.jql.evaluate import CompiledQuery, compile_jql
from jxl_sandbox.jira.model import (
    Actor,
    Board,
    FieldDefinition,
    FieldOption,
    Grant,
    Issue,
    IssueType,
    LinkType,
    PermissionDefinition,
    PermissionScheme,
    Priority,
    Project,
    Resolution,
    SecurityLevel,
    Site,
    Sprint,
    Status,
    Team,
    User,
)

NOW = datetime(2026, 3, 18, 12, 30, tzinfo=UTC)  # a Wednesday; 13:30 in Oslo
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NOW_MS = int(NOW.timestamp() * 1000)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def adf(text: str) -> dict[str, Any]:
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }


def _field(field_id: str, name: str, kind: str, clauses: str = "", **more: Any) -> FieldDefinition:
    custom = field_id.startswith("customfield_")
    names = (f"cf[{field_id[12:]}]", name) if custom else tuple(clauses.split())
    return FieldDefinition(field_id, name, kind, None, names, custom=custom, **more)


def build_fields() -> list[FieldDefinition]:
    stage = [FieldOption("1", "Pilot"), FieldOption("2", "Live")]
    area = [FieldOption("10", "Back"), FieldOption("11", "Store", "10"), FieldOption("12", "Front")]
    return [
        _field("issuekey", "Key", "computed", "id issue issuekey key"),
        _field("project", "Project", "computed", "project"),
        _field("created", "Created", "computed", "created createdDate"),
        _field("updated", "Updated", "computed", "updated updatedDate"),
        _field("statusCategory", "Status Category", "computed", "statusCategory"),
        _field("workratio", "Work Ratio", "computed", "workratio"),
        _field("comment", "Comment", "computed", "comment"),
        _field("subtasks", "Sub-tasks", "computed", "subtasks"),
        _field("attachment", "Attachment", "computed", "attachments"),
        _field("lastViewed", "Last Viewed", "computed", "lastViewed"),
        _field("issuelinks", "Linked Issues", "issuelinks", "issueLink"),
        _field("summary", "Summary", "string", "summary"),
        _field("description", "Description", "adf", "description"),
        _field("status", "Status", "status", "status"),
        _field("issuetype", "Issue Type", "issuetype", "issuetype type"),
        _field("priority", "Priority", "priority", "priority"),
        _field("resolution", "Resolution", "resolution", "resolution"),
        _field("resolutiondate", "Resolved", "datetime", "resolutiondate resolved"),
        _field("assignee", "Assignee", "user", "assignee"),
        _field("reporter", "Reporter", "user", "reporter"),
        _field("creator", "Creator", "user", "creator"),
        _field("labels", "Labels", "labels", "labels"),
        _field("components", "Components", "components", "component"),
        _field("fixVersions", "Fix versions", "versions", "fixVersion"),
        _field("versions", "Affects versions", "versions", "affectedVersion"),
        _field("duedate", "Due date", "date", "due duedate"),
        _field("parent", "Parent", "parent", "parent"),
        _field("security", "Security Level", "security", "level"),
        _field(
            "timeoriginalestimate", "Original estimate", "seconds", "originalEstimate timeoriginalestimate"
        ),
        _field("votes", "Votes", "votes", "votes"),
        _field("watches", "Watchers", "watches", "watchers"),
        _field("customfield_10019", "Rank", "rank"),
        _field("customfield_10020", "Sprint", "sprint"),
        _field("customfield_10026", "Story Points", "number"),
        _field("customfield_10031", "Stage", "option", options={o.id: o for o in stage}),
        _field("customfield_10035", "Area", "cascade", options={o.id: o for o in area}),
        _field("customfield_10036", "Reviewers", "users"),
        _field("customfield_10045", "Reference", "url"),
        _field("customfield_10001", "Team", "team"),
        _field("customfield_10047", "Extent", "number"),
        _field("customfield_10048", "Extent", "number"),
        _field("customfield_10049", "Secret size", "number", scope_project_id="3"),
        _field("customfield_10050", "Status", "string"),
    ]


def _project(project_id: str, key: str, name: str, group: str, **more: Any) -> Project:
    keys = ("BROWSE_PROJECTS", "VIEW_VOTERS_AND_WATCHERS")
    grants = [Grant(int(project_id), key, "group", group) for key in keys]
    scheme = PermissionScheme(int(project_id), "s", "", grants)
    return Project(
        project_id, key, name, "", "classic", "software", "bob", scheme, ["t1", "t2", "t3"], **more
    )


def _named(*pairs: tuple[str, str], **more: Any) -> dict[str, dict[str, Any]]:
    return {i: {"id": i, "name": name, "lead": None, **more} for i, name in pairs}


def build_site() -> Site:
    site = Site("site", "http://localhost", "key", "cloud", now=lambda: NOW)
    for account, name, groups, zone in (
        ("ann", "Ann Lee", {"staff", "admins"}, "Europe/Oslo"),
        ("bob", "Bob Ray", {"staff"}, "America/New_York"),
        ("eve", "Eve", {"secret"}, "nowhere/at all"),
    ):
        site.users[account] = User(account, name, f"{account}@example.com", "", groups=groups, time_zone=zone)
    site.groups = {"staff": "g-1", "admins": "g-2", "secret": "g-3"}
    versions = _named(("v1", "1.0"), ("v2", "2.0"), ("v3", "3.0"))
    versions["v1"]["released"] = True
    components = _named(("c1", "Core"), ("c2", "Web"))
    components["c2"]["lead"] = "ann"
    a = _project("1", "AAA", "Alpha", "staff", versions=versions, components=components)
    a.roles["Developers"] = {"user:ann"}
    a.security_levels["l1"] = SecurityLevel("l1", "Inner", "", [("user", "ann")])
    b = _project("2", "B", "Beta test", "staff", versions=_named(("w1", "1.0")))
    hidden = _project("3", "HID", "Hidden", "secret", versions=_named(("x1", "9.9")))
    site.projects = {p.id: p for p in (a, b, hidden)}
    site.permissions["BROWSE_PROJECTS"] = PermissionDefinition(
        "BROWSE_PROJECTS", "Browse Projects", "", "PROJECT"
    )
    site.fields = {f.id: f for f in build_fields()}
    site.issue_types = {
        "t1": IssueType("t1", "Task", "", 0, ""),
        "t2": IssueType("t2", "Sub-task", "", -1, ""),
        "t3": IssueType("t3", "Epic", "", 1, ""),
    }
    site.statuses = {
        "s1": Status("s1", "To Do", "", "new"),
        "s2": Status("s2", "In Progress", "", "indeterminate"),
        "s3": Status("s3", "Done", "", "done"),
        "s4": Status("s4", "Cloaked", "", "done", project_id="3"),
    }
    site.priorities = {
        i: Priority(i, n, "", "", "") for i, n in (("1", "High"), ("2", "Medium"), ("3", "Low"))
    }
    site.resolutions = {i: Resolution(i, n, "") for i, n in (("r1", "Fixed"), ("r2", "Duplicate"))}
    site.link_types = {"k1": LinkType("k1", "Blocks", "is blocked by", "blocks")}
    site.boards = {1: Board(1, "A", "scrum", "1"), 3: Board(3, "H", "scrum", "3")}
    site.sprints = {
        1: Sprint(1, "Sprint 1", "closed", 1),
        2: Sprint(2, "Sprint 2", "active", 1),
        3: Sprint(3, "Sprint 3", "future", 1),
        9: Sprint(9, "Hidden sprint", "active", 3),
    }
    site.teams = {"team-1": Team("team-1", "Tigers")}
    return site


def add(
    site: Site, issue_id: int, key: str, created: str = "2026-03-01T10:00:00+00:00", **values: Any
) -> Issue:
    project = site.find_project(key.partition("-")[0])
    assert project is not None
    stored = {"status": "s1", "issuetype": "t1", "priority": "2", "creator": "bob", "summary": key, **values}
    at = ms(created)
    issue = Issue(issue_id, key, project.id, stored, at, at)
    site.add_issue(issue)
    return issue


def build_filled_site() -> Site:
    """Three projects with six issues; Ann sees those of two projects, Bob all of these but AAA-2."""
    site = build_site()
    add(
        site,
        1,
        "AAA-1",
        status="s3",
        priority="1",
        resolution="r1",
        assignee="ann",
        labels=["red", "Blue"],
        fixVersions=["v1"],
        components=["c1"],
        summary="Login pages are slow",
        description=adf("The query-runner logged errors"),
        resolutiondate=ms("2026-03-18T11:00:00+00:00"),
        duedate="2026-03-18",
        customfield_10019="0|c",
        customfield_10020=[1, 2],
        customfield_10026=3.0,
        customfield_10031="1",
        customfield_10035=["10", "11"],
        votes=["ann"],
    )
    done = site.issues[1]
    done.changelog = [
        _change("2026-03-05T09:00:00+01:00", "bob", "status", "s1", "s2"),
        _change("2026-03-06T23:30:00+01:00", "ann", "status", "s2", "s3"),
        _change("2026-03-07T10:00:00+01:00", "ann", "fixVersions", None, "v2"),
        _change("2026-03-08T10:00:00+01:00", "ann", "fixVersions", "v2", None),
        _change("2026-03-09T10:00:00+01:00", "ann", "assignee", "", "bob"),
        _change("2026-03-10T10:00:00+01:00", "ann", "assignee", "bob", "ann"),
    ]
    add(
        site,
        2,
        "AAA-2",
        created="2026-03-10T23:30:00+00:00",
        status="s2",
        assignee="bob",
        labels=["red"],
        fixVersions=["v2"],
        components=["c2"],
        summary="Buy flowers for the office",
        duedate="2026-03-19",
        parent=10,
        customfield_10019="0|a",
        customfield_10020=[3],
        customfield_10026=8.5,
        customfield_10031="2",
        customfield_10035=["10"],
        customfield_10036=["ann", "bob"],
        customfield_10045="https://example.com/a",
        customfield_10047=5,
        timeoriginalestimate=7200,
        timespent=3600,
        watches=["ann", "bob"],
        worklog=[
            {"id": "1", "author": "bob", "started": ms("2026-03-16T23:30:00+00:00"), "seconds": 60},
            {
                "id": "2",
                "author": "bob",
                "started": ms("2026-03-18T08:00:00+00:00"),
                "seconds": 60,
                "comment": adf("Polished the doors"),
                "visibility": {"type": "group", "value": "admins"},
            },
        ],
        security="l1",
        issuelinks=[{"id": "1", "type": "k1", "direction": "outward", "issue": 3}],
    )
    add(
        site,
        3,
        "AAA-10",
        created="2026-03-18T00:15:00+01:00",
        issuetype="t2",
        parent=2,
        summary='Say "hello world" twice',
        customfield_10001="team-1",
        customfield_10048=7,
        issuelinks=[{"id": "1", "type": "k1", "direction": "inward", "issue": 2}],
    )
    add(site, 4, "B-1", created="2025-12-31T23:30:00+00:00", status="s3", priority="3", fixVersions=["w1"])
    add(site, 10, "AAA-3", issuetype="t3", summary="Epic of slow things", customfield_10019="0|b")
    add(site, 20, "HID-1", status="s4", summary="hidden slow", customfield_10020=[9])
    return site


def _change(at: str, author: str, field_id: str, before: str | None, after: str | None) -> dict[str, Any]:
    item = {
        "field": field_id,
        "fieldId": field_id,
        "from": before,
        "fromString": "",
        "to": after,
        "toString": "",
    }
    return {"id": at, "author": author, "created_ms": ms(at), "items": [item]}


def actor(site: Site, account: str | None = "ann") -> Actor:
    return Actor("anonymous") if account is None else Actor("basic", site.users[account])


def compiled(site: Site, jql: str, account: str | None = "ann") -> CompiledQuery:
    return compile_jql(jql, site, actor(site, account))


def found(site: Site, jql: str, account: str | None = "ann") -> str:
    """The numbers of the issues that match, in the order of the query, without the hidden project's."""
    query = compiled(site, jql, account)
    everything = query.sort([issue for issue in site.issues.values() if query.matches(issue)])
    assert query.find() == everything  # narrowing loses nothing
    return " ".join(i.key.replace("AAA-", "") for i in everything if i.project_id != "3")
