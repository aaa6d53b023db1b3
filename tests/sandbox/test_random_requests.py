"""
A thousand requests made up from Atlassian's description: nothing breaks, and every refusal has Jira's shape.

That statuses are documented and bodies fit is checked by the client itself, for these as for all other requests.
The requests are the same each time; ``RANDOM_REQUESTS=5000 pytest …`` makes up others.
"""

from __future__ import annotations

import os
import re
from functools import cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jxl_sandbox.jira.model import Actor
from tests.sandbox.openapi.specification import Operation, operations
from tests.sandbox.openapi.strategies import Made, requests
from tests.sandbox.rest_site import Api, app_actor, seeded_site

OTHERS = os.environ.get("RANDOM_REQUESTS")
PARAMETER = re.compile(r"\{[^}]*\}")


@cache
def api() -> Api:
    return Api(seeded_site())


@cache
def built_operations() -> tuple[Operation, ...]:
    """Those that answer something else than 501 when asked about what is not there."""
    found = []
    for operation in operations():
        body: dict[str, Any] = {"json": {}} if operation.body_schema() is not None else {}
        answer = api().call(operation.method, PARAMETER.sub("0", operation.path), **body)
        if answer.status_code != 501:
            found.append(operation)
    return tuple(found)


@cache
def conversation() -> dict[str, str]:
    """Make one of each that the seeds have not; give its id by the path word before it."""
    issue = api().get("search/jql", jql="project = PLAT", maxResults=1).json()["issues"][0]["id"]
    text = {"type": "paragraph", "content": [{"type": "text", "text": "words"}]}
    bodies = {
        "comment": {"body": {"type": "doc", "version": 1, "content": [text]}},
        "worklog": {"timeSpentSeconds": 600},
        "remotelink": {"object": {"url": "https://example.com", "title": "Example"}},
    }
    made = {}
    for word, body in bodies.items():
        answer = api().post(f"issue/{issue}/{word}", body)
        made[word] = str(answer.json().get("id", 1))
    form = {
        "files": {"file": ("dot.png", b"\x89PNG", "image/png")},
        "headers": {"X-Atlassian-Token": "no-check"},
    }
    made["attachment"] = api().call("POST", f"issue/{issue}/attachments", **form).json()[0]["id"]
    return {"issue": str(issue), **made}


@cache
def known() -> dict[str, tuple[str, ...]]:
    """What exists on the site, by the names that parameters have."""
    site = api().site
    issues = [issue for project in site.projects.values() for issue in list(site.issues_of([project.id]))[:3]]
    projects = tuple(name for project in site.projects.values() for name in (project.key, project.id))
    people = tuple(user.account_id for user in site.users.values())
    ids = conversation()
    return {
        "issueIdOrKey": (*(issue.key for issue in issues), *[ids["issue"]] * 8),
        "comment/id": (ids["comment"],),
        "comment/commentId": (ids["comment"],),
        "worklog/id": (ids["worklog"],),
        "worklog/worklogId": (ids["worklog"],),
        "remotelink/linkId": (ids["remotelink"],),
        "attachment/id": (ids["attachment"],),
        "content/id": (ids["attachment"],),
        "thumbnail/id": (ids["attachment"],),
        "role/id": ("10002", "10003"),
        "priority/id": tuple(site.priorities),
        "resolution/id": tuple(site.resolutions),
        "status/idOrName": (*site.statuses, "Done"),
        "issuetype/id": tuple(site.issue_types),
        "issueTypeId": tuple(site.issue_types),
        "permissionscheme/schemeId": tuple(str(p.scheme.id) for p in site.projects.values()),
        "propertyKey": ("one", "two"),
        "issueKey": tuple(issue.key for issue in issues),
        "projectIdOrKey": projects,
        "projectKeyOrId": projects,
        "accountId": people,
        "boardId": tuple(str(board) for board in site.boards),
        "sprintId": tuple(str(sprint) for sprint in list(site.sprints)[:20]),
        "fieldId": tuple(site.fields),
        "linkId": tuple(link["id"] for issue in issues for link in issue.values.get("issuelinks") or ())
        or ("10000",),
        "jql": (
            "project = PLAT",
            "assignee = currentUser() ORDER BY updated",
            "sprint in openSprints()",
            "x y",
        ),
        "permissions": ("BROWSE_PROJECTS,EDIT_ISSUES", "ADMINISTER", "NO_SUCH"),
        "expand": (
            "names,schema",
            "changelog",
            "transitions.fields",
            "groups",
            "renderedFields,operations",
            "versionedRepresentations",
            "renderedBody",
        ),
        "startAt": ("0", "1", "100000"),
        "maxResults": ("1", "2", "50", "0"),
    }


@cache
def callers() -> tuple[Actor, ...]:
    people = ("site administrator", "site administrator", "member", "viewer", "no access", None)
    apps = (app_actor(api().site, "READ", "WRITE"), app_actor(api().site, "ADMIN"))
    return (*(api().actor(who) for who in people), *apps)


@settings(
    max_examples=int(OTHERS or 1000),
    derandomize=OTHERS is None,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=True,
)
@given(data=st.data())
def test_nothing_breaks(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 2**32 - 1), label="operation")  # spread evenly, which indexes are not
    operation = Random(number).choice(built_operations())  # noqa: S311 - not for secrets
    made: Made = data.draw(requests(operation, known()), label="request")
    caller: Actor = data.draw(st.sampled_from(callers()), label="caller")
    body = {"json": made.body[0]} if made.body else {}
    answer = api().call(made.method, made.target, caller, **body)
    assert answer.status_code < 500 or answer.status_code == 501, answer.text
