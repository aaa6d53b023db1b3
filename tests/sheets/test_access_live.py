"""
Rights on cells for every kind of person in every kind of project of a simulated site.

What a person may change is asked a second way, with their own password and one issue a call, and must come to the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import requests

from jxl.jira.fields import fetch_fields
from jxl.permissions.gateway import PermissionGateway
from jxl.sheets.cell_rights import ask_denials
from jxl.sheets.issue_source import JiraIssues
from tests.sheets.live import ADMIN, Live
from tests.sheets.test_routes import rows

FIELDS = [
    "key",
    "summary",
    "status",
    "priority",
    "assignee",
    "reporter",
    "labels",
    "components",
    "fixVersions",
]
FIELDS += ["duedate", "timeoriginalestimate", "security", "parent", "created"]
FIELDS += ["customfield_10020", "customfield_10026", "customfield_10031", "customfield_10061"]
READ_ONLY = {"key", "created"}
REVIEWER = "customfield_10036"
OWN_WAYS = {"status": "TRANSITION_ISSUES", "assignee": "ASSIGN_ISSUES"}
PERSONS = {
    "site administrator": "PLAT",
    "project administrator": "RICH",
    "member": "BUS",
    "viewer": "PORTAL",
    "service agent": "HELP",
}


def ask_plainly(live: Live, about: str, path: str, **params: str) -> Any:
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == about)
    answer = requests.get(
        f"{live.site.url}/rest/api/3/{path}", params, auth=(user["email"], user["apiToken"]), timeout=30
    )
    answer.raise_for_status()
    return answer.json()


def open_sheet(live: Live, project: str, jql: str, fields: list[str] | None = None) -> str:
    columns = [{"id": f"c{n}", "field": field} for n, field in enumerate(fields or FIELDS)]
    sheet = live.create(project, scope={"jql": jql}, columns=columns)
    return f"/api/v1/projects/{project}/sheets/{sheet['id']}"


def verdicts(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Denials by issue id; every row must have come to a class that is named."""
    classes: dict[str, dict[str, Any]] = {}
    moved: dict[str, str] = {}
    for event in events:
        if event["type"] == "access":
            assert not set(classes) & set(event["classes"])
            classes |= event["classes"]
            moved |= event.get("rows", {})
    found = [row for event in events if event["type"] == "rows" for row in event["rows"]]
    return {row["id"]: classes[moved.get(row["id"], row["access"])] for row in found}


def denial(denials: dict[str, Any], field: str) -> dict[str, str] | None:
    return denials[field] if field in denials else denials.get("*")  # type: ignore[no-any-return]


def keys_of(events: list[dict[str, Any]]) -> dict[str, str]:
    return {row["id"]: row["key"] for event in events if event["type"] == "rows" for row in event["rows"]}


def may_plainly(live: Live, about: str, issue_id: str) -> set[str]:
    """Which of the fields the person may change, asked about this one issue."""
    screen = set(ask_plainly(live, about, f"issue/{issue_id}/editmeta")["fields"])
    wanted = ",".join([*OWN_WAYS.values(), "EDIT_ISSUES", "SCHEDULE_ISSUES"])
    held = ask_plainly(live, about, "mypermissions", issueId=issue_id, permissions=wanted)["permissions"]
    has = {key for key, entry in held.items() if entry["havePermission"]}
    may = {field for field, right in OWN_WAYS.items() if right in has}
    may |= {field for field in FIELDS if field in screen and field not in OWN_WAYS}
    if "timetracking" in screen:
        may.add("timeoriginalestimate")
    may.discard("customfield_10020")
    if screen and {"EDIT_ISSUES", "SCHEDULE_ISSUES"} <= has:
        may.add("customfield_10020")  # the board's own call
    return may


@pytest.mark.parametrize(("about", "lines"), [*((about, True) for about in PERSONS), ("member", False)])
def test_rows_say_what_jira_says_of_each_issue(live: Live, about: str, lines: bool) -> None:
    path = open_sheet(live, PERSONS[about], 'created > "2000-01-01" ORDER BY key')
    live.forget_requests()
    events = rows(live, path, about=about, lines=lines)
    found = verdicts(events)
    asked = live.requests()
    shown = [row for event in events if event["type"] == "rows" for row in event["rows"]]
    alike = {(row["project"], row["issueType"], row["cells"][2]["v"]) for row in shown}
    assert len([r for r in asked if r["path"].endswith("/editmeta")]) <= 2 * len(alike) < len(shown) // 4
    checks = [r for r in asked if r["path"].endswith("/permissions/check")]
    assert len(checks) <= 2 + -(-len(shown) // 1000) + (0 if lines else 3)
    done = events[-1]
    assert done["type"] == "done"
    assert done["count"] == len(found)
    by_class: dict[str, list[str]] = {}
    for issue_id, denials in found.items():
        by_class.setdefault(repr(denials), []).append(issue_id)
    sample = [issue_id for ids in by_class.values() for issue_id in {ids[0], ids[len(ids) // 2], ids[-1]}]
    keys = keys_of(events)
    columns = {c["field"] for c in events[0]["columns"] if c["type"] != "missing"}
    for issue_id in sample[:45]:
        may = may_plainly(live, about, issue_id)
        for field in columns - READ_ONLY:
            said = denial(found[issue_id], field)
            assert (said is None) == (field in may), (keys[issue_id], field, said)
    if about == "site administrator":
        assert len({key.split("-")[0] for key in keys.values()}) > 5


def test_the_reasons(live: Live) -> None:
    """Words for the persons and places that the site has: what is so, and who can change it."""
    path = open_sheet(live, "PLAT", 'created > "2000-01-01" ORDER BY key')
    events = rows(live, path, about="viewer")
    found, keys = verdicts(events), keys_of(events)
    in_plat = next(found[i] for i, key in keys.items() if key.startswith("PLAT-"))
    assert in_plat["*"] == {
        "code": "no_right",
        "message": "You may not edit issues in Integration Platform. Its administrator can give you Edit issues.",
    }
    for event in events:
        if event["type"] == "access":
            for denials in event["classes"].values():
                assert "created" not in denials
                assert "key" not in denials
    agent = rows(live, open_sheet(live, "HELP", "project = HELP ORDER BY key"), about="service agent")
    said = {d["*"]["message"] for d in verdicts(agent).values() if "*" in d}
    assert any("in the status Closed" in message for message in said)
    member = rows(live, open_sheet(live, "HELP", "project = HELP ORDER BY key"), about="member")
    messages = {d["*"]["message"] for d in verdicts(member).values()}
    assert messages == {
        "You may not edit issues in Community Help Desk. Its administrator can give you Edit issues. "
        "In a service project, only agents can hold it."
    }
    admin = verdicts(rows(live, open_sheet(live, "BATCH", "project = BATCH")))
    (of_components,) = {d["components"]["message"].split(" of ")[0] for d in admin.values() if "*" not in d}
    assert of_components == "Components is not among the fields"


@contextmanager
def fresh(live: Live, *, permissions: bool = True) -> Iterator[None]:
    """For the block, the process remembers nothing of screens and rights, as one that has just started."""
    services = live.app.extensions["jxl"]
    if permissions:
        gateway = PermissionGateway(services.jira, services.settings.addon_key)
        live.app.extensions["jxl"] = replace(services, permissions=gateway)
    live.app.extensions.pop("jxl.sheets", None)
    try:
        yield
    finally:
        live.app.extensions["jxl"] = services
        live.app.extensions.pop("jxl.sheets", None)


@contextmanager
def granted_to(live: Live, project: str, holder: dict[str, str], permission: str) -> Iterator[None]:
    """For the block, a project's scheme grants a permission to a holder more."""
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == ADMIN)
    auth = (user["email"], user["apiToken"])
    api = f"{live.site.url}/rest/api/3"
    scheme = requests.get(f"{api}/project/{project}/permissionscheme", auth=auth, timeout=30).json()["id"]
    made = requests.post(
        f"{api}/permissionscheme/{scheme}/permission",
        json={"holder": holder, "permission": permission},
        auth=auth,
        timeout=30,
    )
    assert made.status_code == 201, made.text
    try:
        yield
    finally:
        grant = made.json()["id"]
        requests.delete(f"{api}/permissionscheme/{scheme}/permission/{grant}", auth=auth, timeout=30)


def test_a_grant_to_whom_a_user_picker_names(live: Live) -> None:
    path = open_sheet(live, "PLAT", "project = PLAT ORDER BY key", ["summary", "priority", REVIEWER])
    holder = {"type": "userCustomField", "parameter": REVIEWER}
    viewer = live.site.account("viewer")
    named = live.site.account("member")
    assert viewer != named
    with granted_to(live, "PLAT", holder, "EDIT_ISSUES"), fresh(live):
        events = rows(live, path, about="viewer")
    found = verdicts(events)
    reviewers = {
        row["id"]: row["cells"][2]["v"] if row["cells"][2] else None
        for event in events
        if event["type"] == "rows"
        for row in event["rows"]
    }
    assert {i for i, denials in found.items() if "*" not in denials} == {
        i for i, reviewer in reviewers.items() if reviewer == viewer
    }


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 403},
        {"status": 404},
        {"status": 429, "headers": {"Retry-After": "3600", "RateLimit-Reason": "jira-quota-global-based"}},
        {"status": 500},
        {"invalidJson": True},
        {"empty": True},
        {"body": {"fields": "no", "projectPermissions": "no"}},
        {"body": {"globalPermissions": []}},
    ],
    ids=repr,
)
@pytest.mark.parametrize("match", ["*/editmeta", "/rest/api/3/permissions/check"])
def test_no_answer_about_rights_is_no_yes(live: Live, fault: dict[str, Any], match: str) -> None:
    path = open_sheet(live, "STUDIO", "project = STUDIO ORDER BY key DESC", ["summary", "status", "duedate"])
    live.site.control("POST", "faults", rules=[{"match": match, **fault}])
    try:
        with fresh(live, permissions=False):
            events = rows(live, path, about="member")
    finally:
        live.site.control("DELETE", "faults")
    found = verdicts(events)
    assert events[-1]["type"] == "done"
    assert len(found) > 50
    for denials in found.values():
        assert set(denials) == {"*"}
        assert denials["*"]["code"] == "unknown"
    assert any("*" not in denials for denials in verdicts(rows(live, path, about="member")).values())


def test_issues_behind_security_levels_are_in_no_answer(live: Live) -> None:
    """Neither rows nor classes nor moves name an issue that the person does not see."""
    path = open_sheet(live, "BUS", "project = BUS ORDER BY key")
    all_ids = set(keys_of(rows(live, path)))
    events = rows(live, path, about="member")
    seen = set(keys_of(events))
    assert seen < all_ids
    text = repr([event for event in events if event["type"] in ("access", "index")])
    assert not [issue_id for issue_id in all_ids - seen if issue_id in text]


def test_a_second_load_asks_no_screen_again(live: Live) -> None:
    path = open_sheet(live, "STUDIO", "project = STUDIO ORDER BY key")
    rows(live, path, about="member")
    live.forget_requests()
    rows(live, path, about="member")
    paths = [r["path"] for r in live.requests()]
    assert not [p for p in paths if p.endswith("/editmeta")]
    assert [p for p in paths if p.endswith("/permissions/check")]


def test_before_a_write_the_answer_is_jiras_of_now(live: Live) -> None:
    installation = live.site.installation
    person = live.site.account("member")
    client = live.site.access.as_user(installation, person)
    jql = 'created > "2000-01-01" ORDER BY key'
    events = rows(live, open_sheet(live, "BUS", jql), about="member")
    found = verdicts(events)
    ids = list(found)[:: max(1, len(found) // 40)]
    hidden = next(i for i in keys_of(rows(live, open_sheet(live, "BUS", "project = BUS"))) if i not in found)
    fields = [field for field in FIELDS if field not in READ_ONLY]
    denials = ask_denials(JiraIssues(client), dict.fromkeys([*ids, hidden], fields), fetch_fields(client))
    assert {d.code for d in denials.pop(hidden).values()} == {"not_found"}
    for issue_id in ids:
        for field in fields:
            assert (field in denials.get(issue_id, {})) == (denial(found[issue_id], field) is not None)
