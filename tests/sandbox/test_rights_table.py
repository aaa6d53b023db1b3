"""
Who may do what, as one table: person × kind of project × security level × operation, through REST.

The letters were worked out by hand from the seeds' roles and schemes, not by the sandbox's own rules:

=  =========================================  =  ===================================================
b  browse the project                         e  change the summary
s  find the issue by searching                t  make a transition
r  read the issue, alone and in bulk          p  write a property of the project
m  ``editmeta`` offers the summary
=  =========================================  =  ===================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest

from jxl_sandbox.jira.model import Issue
from tests.sandbox.rest_site import Api, seeded_site

PEOPLE = ("site administrator", "project administrator", "member", "viewer", "service agent", "no access")
SITE, ADMIN, MEMBER, VIEWER, AGENT, NOBODY = PEOPLE
ANONYMOUS = "anonymous"

# project, security level, whose issue it is ("own": the asking person's; "other": somebody else's), who may what
TABLE: list[tuple[str, str | None, str, dict[str, str]]] = [
    # Company-managed: the roles Administrators, Member and Viewer decide; the service agent is a viewer here.
    (
        "PLAT",
        None,
        "other",
        {SITE: "bsrmetp", ADMIN: "bsrmetp", MEMBER: "bsrmet", VIEWER: "bsr", AGENT: "bsr"},
    ),
    # Being assignee and reporter gives nothing where the scheme does not say so.
    (
        "PLAT",
        None,
        "own",
        {SITE: "bsrmetp", ADMIN: "bsrmetp", MEMBER: "bsrmet", VIEWER: "bsr", AGENT: "bsr"},
    ),
    # Team-managed: the same three roles, and the service agent has none of them.
    ("BATCH", None, "other", {SITE: "bsrmetp", ADMIN: "bsrmetp", MEMBER: "bsrmet", VIEWER: "bsr"}),
    # Company-managed and open: everybody with Jira Software looks, reporters and assignees work on their own.
    ("RICH", None, "other", {SITE: "bsrmetp", ADMIN: "bsrmetp", MEMBER: "bsr", VIEWER: "bsr"}),
    ("RICH", None, "own", {SITE: "bsrmetp", ADMIN: "bsrmetp", MEMBER: "bsrmet", VIEWER: "bsrmet"}),
    # Service: only agents work. The site administrator has no licence for agents, the member collaborates.
    ("HELP", None, "other", {SITE: "bsrp", MEMBER: "bsr", AGENT: "bsrmet"}),
    ("HELP", None, "own", {SITE: "bsrp", MEMBER: "bsr", AGENT: "bsrmet"}),
    # Restricted, with security levels: none, members and administrators, administrators and those named.
    ("BUS", None, "other", {SITE: "bsrmetp", MEMBER: "bsrmet"}),
    ("BUS", "10000", "other", {SITE: "bsrmetp", MEMBER: "bsrmet"}),
    ("BUS", "10001", "other", {SITE: "bsrmetp", MEMBER: "b"}),
    ("BUS", "10001", "own", {SITE: "bsrmetp", MEMBER: "bsrmet"}),
]


@pytest.fixture(scope="module")
def shared() -> Api:
    return Api(seeded_site())


@pytest.fixture
def api(shared: Api) -> Iterator[Api]:
    """The one site of this module; each case takes back what it changed of its issue."""
    before = {project.id: dict(project.properties) for project in shared.site.projects.values()}
    yield shared
    for project in shared.site.projects.values():
        project.properties = before[project.id]


@pytest.mark.parametrize("who", [*PEOPLE, ANONYMOUS])
@pytest.mark.parametrize(("key", "level", "whose", "rights"), TABLE)
def test_who_may_do_what(
    api: Api, key: str, level: str | None, whose: str, rights: dict[str, str], who: str
) -> None:
    asker = None if who == ANONYMOUS else who
    issue = an_issue(api, key)
    kept = deepcopy(issue.values)
    try:
        person = api.person(who).account_id if asker and whose == "own" else stranger(api)
        api.site.change_issue(issue, {"security": level, "reporter": person, "assignee": person})
        assert "".join(op for op in "bsrmetp" if DOES[op](api, issue, asker)) == rights.get(who, "")
    finally:
        api.site.change_issue(issue, kept)


def an_issue(api: Api, key: str) -> Issue:
    """An issue of no kind of its own, in a status where it may be edited."""
    project = api.project(key)
    for issue_id in project.issue_ids:
        issue = api.site.issues[issue_id]
        kind = api.site.issue_types[issue.values["issuetype"]]
        workflow = api.site.workflows[project.workflows[kind.id]]
        limited = {*workflow.read_only_status_ids, *workflow.status_properties}
        if kind.hierarchy_level == 0 and issue.values["status"] not in limited:
            return issue
    raise AssertionError(f"{key} has no such issue")


def stranger(api: Api) -> str:
    return next(u.account_id for u in api.site.users.values() if u.display_name == "Amara Okonkwo")


def browses(api: Api, issue: Issue, who: str | None) -> bool:
    return answered(api.get(f"project/{issue.project_id}", who).status_code, 200, 404)


def searches(api: Api, issue: Issue, who: str | None) -> bool:
    return issue.key in api.keys('created >= "2000-01-01"', who)


def reads(api: Api, issue: Issue, who: str | None) -> bool:
    one = answered(api.get(f"issue/{issue.key}", who).status_code, 200, 404)
    many = api.post("issue/bulkfetch", {"issueIdsOrKeys": [issue.key]}, who)
    if many.status_code == 200:  # anonymous callers may be kept out of the call as a whole
        assert bool(many.json()["issues"]) is one
    return one


def is_offered(api: Api, issue: Issue, who: str | None) -> bool:
    answer = api.get(f"issue/{issue.key}/editmeta", who)
    return answer.status_code == 200 and "summary" in answer.json()["fields"]


def edits(api: Api, issue: Issue, who: str | None) -> bool:
    before = issue.values["summary"]
    body = {"fields": {"summary": f"{before[:200]} (changed)"}}
    status = api.call("PUT", f"issue/{issue.key}", who, json=body).status_code
    assert (issue.values["summary"] != before) is (status == 204)
    return answered(status, 204, 400, 401, 403, 404)


def transitions(api: Api, issue: Issue, who: str | None) -> bool:
    mine = api.get(f"issue/{issue.key}/transitions", who)
    offered = mine.json()["transitions"] if mine.status_code == 200 else []
    all_of_them = api.get(f"issue/{issue.key}/transitions", SITE).json()["transitions"]
    agents = api.get(f"issue/{issue.key}/transitions", AGENT).json().get("transitions", [])
    usable = [
        t for t in all_of_them or agents if not t["hasScreen"] and t["to"]["id"] != issue.values["status"]
    ]
    before = issue.values["status"]
    body = {"transition": {"id": usable[0]["id"]}}
    status = api.call("POST", f"issue/{issue.key}/transitions", who, json=body).status_code
    assert (issue.values["status"] != before) is (status == 204)
    has = answered(status, 204, 400, 401, 403, 404)
    assert bool(offered) is has
    return has


def writes_properties(api: Api, issue: Issue, who: str | None) -> bool:
    path = f"project/{issue.project_id}/properties/table.test"
    status = api.call("PUT", path, who, json={"by": who}).status_code
    assert ("table.test" in api.site.projects[issue.project_id].properties) is (status == 201)
    return answered(status, 201, 401, 403, 404)


def answered(status: int, yes: int, *no: int) -> bool:
    assert status in (yes, *no)
    return status == yes


DOES = {
    "b": browses,
    "s": searches,
    "r": reads,
    "m": is_offered,
    "e": edits,
    "t": transitions,
    "p": writes_properties,
}
