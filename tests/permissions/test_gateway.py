"""What is asked of Jira, how often, for whom it is remembered, and that doubt is a no."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from jxl.errors import (
    JiraError,
    JiraRateLimited,
    JiraRefused,
    JiraTimeout,
    JiraUnavailable,
    MissingToken,
    NotFound,
    PermissionDenied,
)
from jxl.jira.client import api_path
from jxl.permissions.gateway import PermissionGateway
from jxl.permissions.policy import Action, Facts
from tests.jira.scripted import Answer, FakeTime, Seen
from tests.permissions.conftest import ADDON, CHECK, MINE, FakeJira, Persons

ALL = {
    "BROWSE_PROJECTS": "browse",
    "EDIT_ISSUES": "edit_issues",
    "ADMINISTER_PROJECTS": "administer_projects",
    "ADMINISTER": "administer",
    "view-sheets": "global_view",
    "edit-sheets": "global_edit",
    "bulk-change-sheets": "global_bulk",
    "view-sheets-directory": "global_directory",
    "view-sheets-project": "scheme_view",
    "edit-sheets-project": "scheme_edit",
    "bulk-change-sheets-project": "scheme_bulk",
}


@pytest.mark.parametrize("key", ALL)
def test_each_permission_is_the_fact_of_its_name(
    gateway: PermissionGateway, jira: FakeJira, person: Persons, key: str
) -> None:
    jira.held["ann"] = {key, "BROWSE_PROJECTS"}
    assert gateway.facts(person(), "FER").facts == Facts(**{ALL[key]: True, "browse": True})


def test_opening_asks_two_questions_at_most(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets"}
    found = gateway.require(person(), Action.OPEN_SHEET, "FER")
    assert (found.project.id, found.project.key, found.project.name) == ("10000", "FER", "Port Operations")
    assert sorted(seen.path for seen in jira.questions) == [MINE, api_path("project", "FER")]
    for action in (Action.CREATE_SHEET, Action.BULK_CHANGE):
        with pytest.raises(PermissionDenied):
            gateway.require(person(), action, "FER")
    assert len(jira.questions) == 2, "the other actions follow from the same facts"


def test_both_names_of_a_project_share_what_is_known(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS"}
    assert gateway.facts(person(), "FER") == gateway.facts(person(), "10000")
    assert len(jira.questions) == 2


def test_facts_live_for_half_a_minute(
    gateway: PermissionGateway, jira: FakeJira, person: Persons, fake_time: FakeTime
) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets"}
    assert gateway.facts(person(), "FER").facts.global_view
    jira.held["ann"] = {"BROWSE_PROJECTS"}
    fake_time.at_s += 29.9
    assert gateway.facts(person(), "FER").facts.global_view
    fake_time.at_s += 0.1
    assert not gateway.facts(person(), "FER").facts.global_view
    assert len(jira.questions) == 3, "the project itself is still known: one question about rights"
    assert jira.questions[-1].target.endswith("&projectId=10000")


def test_the_half_minute_counts_from_the_question(
    gateway: PermissionGateway, jira: FakeJira, person: Persons, fake_time: FakeTime
) -> None:
    """An answer that took 20 seconds is 20 seconds old when it comes."""
    jira.held["ann"] = {"BROWSE_PROJECTS"}

    def slow(seen: Seen) -> Answer:
        fake_time.at_s += 20
        return jira._mine(seen)

    jira.server.on("GET", MINE, slow)
    gateway.facts(person(), "FER")
    fake_time.at_s += 10
    gateway.facts(person(), "FER")
    assert len(jira.server.asked(MINE)) == 2


def test_fresh_asks_again_with_one_question(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets", "edit-sheets-project"}
    gateway.require(person(), Action.CHANGE_SHEET, "FER")
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets"}
    with pytest.raises(PermissionDenied):
        gateway.require(person(), Action.CHANGE_SHEET, "FER", fresh=True)
    assert len(jira.questions) == 3
    with pytest.raises(PermissionDenied):
        gateway.require(person(), Action.CHANGE_SHEET, "FER")
    assert len(jira.questions) == 3, "the fresh no has replaced the remembered yes"


def test_fresh_on_an_unknown_project_asks_by_its_id(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS"}
    gateway.facts(person(), "FER", fresh=True)
    assert [seen.path for seen in jira.questions] == [api_path("project", "FER"), MINE]
    assert jira.questions[1].target.endswith("&projectId=10000")


def test_persons_never_share(gateway: PermissionGateway, jira: FakeJira, person: Persons) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets", "ADMINISTER"}
    jira.held["bob"] = {"BROWSE_PROJECTS"}
    assert gateway.facts(person("ann"), "FER").facts.global_view
    assert not gateway.facts(person("bob"), "FER").facts.global_view
    with pytest.raises(NotFound):
        gateway.facts(person("eve"), "FER")
    assert gateway.site_facts(person("ann")).administer
    assert not gateway.site_facts(person("bob")).administer
    assert gateway.facts_for_projects(person("ann"), ["10000"])["10000"].global_view
    assert not gateway.facts_for_projects(person("bob"), ["10000"])["10000"].global_view


@pytest.mark.parametrize("change", [{"id": 2}, {"client_key": "client-2"}, {"version": 2}])
def test_installations_never_share(
    gateway: PermissionGateway, jira: FakeJira, person: Persons, change: dict[str, Any]
) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets"}
    gateway.facts(person(), "FER")
    jira.held["ann"] = {"BROWSE_PROJECTS"}
    assert not gateway.facts(person("ann", **change), "FER").facts.global_view


def test_a_caller_without_a_person_has_no_rights(gateway: PermissionGateway, person: Persons) -> None:
    for ask in (
        lambda: gateway.facts(person(None), "FER"),
        lambda: gateway.site_facts(person(None)),
        lambda: gateway.facts_for_projects(person(None), ["10000"]),
    ):
        with pytest.raises(MissingToken):
            ask()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer({}, 403), JiraRefused),
        (Answer({}, 404), NotFound),
        (Answer({}, 429, {"Retry-After": "99"}), JiraRateLimited),
        (Answer({}, 500), JiraUnavailable),
        (Answer(b"<html>"), JiraUnavailable),
        (Answer({"permissions": "all"}), JiraUnavailable),
        (Answer([]), JiraUnavailable),
        (Answer(True), JiraUnavailable),
        (Answer({}, 400), JiraUnavailable),
        (Answer(b"", 302, {"Location": "/rest"}), JiraUnavailable),
        (Answer(b"", 408), JiraTimeout),
    ],
)
@pytest.mark.parametrize("fresh", [False, True])
def test_no_clear_answer_is_an_error_and_never_a_yes(
    gateway: PermissionGateway, jira: FakeJira, person: Persons, answer: Answer, error: type[Exception], fresh: bool
) -> None:  # fmt: skip
    jira.held["ann"] = set(ALL)
    jira.server.on("GET", MINE, answer)
    with pytest.raises(error):
        gateway.require(person(), Action.OPEN_SHEET, "FER", fresh=fresh)
    with pytest.raises((error, JiraError)):
        gateway.require_site(person(), Action.OPEN_ADMIN, fresh=fresh)
    jira.prepare()
    gateway.require(person(), Action.OPEN_SHEET, "FER")  # an error is not remembered


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_a_trouble_with_the_project_is_no_yes_either(
    gateway: PermissionGateway, jira: FakeJira, person: Persons, status: int
) -> None:
    jira.held["ann"] = set(ALL)
    jira.server.on("GET", api_path("project", "FER"), Answer({}, status, {"Retry-After": "99"}))
    with pytest.raises((JiraError, NotFound)):
        gateway.require(person(), Action.OPEN_SHEET, "FER")


def test_permissions_that_jira_does_not_know_are_not_granted(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    """As in the first moments after an install, when Jira has not taken our permissions in yet."""
    jira.held["ann"] = set(ALL)
    ours = f"{ADDON}__"

    def mine(seen: Seen) -> Answer:
        if ours in seen.target:
            keys = [ours + key for key in ALL if "-" in key]
            return Answer({"errors": dict.fromkeys(keys, "Unrecognized permission")}, 400)
        return jira._mine(seen)

    jira.server.on("GET", MINE, mine)
    facts = gateway.facts(person(), "FER").facts
    assert facts == Facts(browse=True, edit_issues=True, administer_projects=True, administer=True)


def test_what_cannot_be_browsed_does_not_exist(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    """A project administrator may see a project without being allowed to browse it."""
    jira.held["ann"] = {"view-sheets", "ADMINISTER_PROJECTS"}
    jira.server.on(
        "GET", api_path("project", "FER"), Answer({"id": "10000", "key": "FER", "name": "Port Operations"})
    )
    with pytest.raises(NotFound):
        gateway.require(person(), Action.OPEN_SHEET, "FER")
    with pytest.raises(NotFound):
        gateway.require(person(), Action.OPEN_SHEET, "NOSUCH")


@pytest.mark.parametrize("project", ["", ".", "..", "../../myself", "FER?x=1", "FER/properties"])
def test_odd_names_of_projects_are_not_found(
    gateway: PermissionGateway, jira: FakeJira, person: Persons, project: str
) -> None:
    jira.held["ann"] = set(ALL)
    with pytest.raises(NotFound):
        gateway.require(person(), Action.OPEN_SHEET, project)


def test_a_refusal_carries_the_reason(gateway: PermissionGateway, jira: FakeJira, person: Persons) -> None:
    jira.style = "next-gen"
    jira.held["ann"] = {"BROWSE_PROJECTS"}
    with pytest.raises(PermissionDenied) as caught:
        gateway.require(person(), Action.OPEN_SHEET, "FER")
    assert "in a role under Access" in caught.value.message
    assert caught.value.details == {
        "action": "openSheet",
        "resource": "project FER",
        "missing": [
            {
                "keys": ["view-sheets", "view-sheets-project"],
                "name": "JXL: View sheets",
                "places": ["site", "role"],
            }
        ],
    }


def test_the_site_is_asked_once(gateway: PermissionGateway, jira: FakeJira, person: Persons) -> None:
    jira.held["ann"] = {"view-sheets-directory"}
    assert gateway.require_site(person(), Action.OPEN_DIRECTORY) == Facts(global_directory=True)
    with pytest.raises(PermissionDenied):
        gateway.require_site(person(), Action.OPEN_ADMIN)
    assert len(jira.questions) == 1
    gateway.site_facts(person(), fresh=True)
    assert len(jira.questions) == 2


def test_actions_are_asked_where_they_are_decided(gateway: PermissionGateway, person: Persons) -> None:
    with pytest.raises(ValueError, match="site"):
        gateway.require(person(), Action.OPEN_ADMIN, "FER")
    with pytest.raises(ValueError, match="project"):
        gateway.require_site(person(), Action.OPEN_SHEET)


def test_many_projects_are_one_question(
    gateway: PermissionGateway, jira: FakeJira, person: Persons, fake_time: FakeTime
) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets"}
    found = gateway.facts_for_projects(person(), ["10000", "10001", "10002", "10000", "odd"])
    seen = Facts(global_view=True, browse=True)
    assert found == {"10000": seen, "10001": seen, "10002": Facts(global_view=True), "odd": Facts()}
    assert [seen.path for seen in jira.questions] == [CHECK]
    gateway.facts_for_projects(person(), ["10000", "10002"])
    assert len(jira.questions) == 1
    fake_time.at_s += 30
    gateway.facts_for_projects(person(), ["10000"])
    assert len(jira.questions) == 2


def test_thousands_of_projects_are_a_question_a_thousand(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    found = gateway.facts_for_projects(person(), [str(n) for n in range(1, 2502)])
    assert len(found) == 2501
    sizes = [len(seen.json["projectPermissions"][0]["projects"]) for seen in jira.questions]
    assert sorted(sizes) == [501, 1000, 1000]


def test_the_answer_about_many_projects_tells_what_the_site_grants(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets-directory"}
    gateway.facts_for_projects(person(), ["10000", "10001"])
    site = gateway.site_facts(person())
    assert site == Facts(global_directory=True)
    assert [seen.path for seen in jira.questions] == [CHECK]
    gateway.site_facts(person(), fresh=True)
    assert [seen.path for seen in jira.questions] == [CHECK, MINE]


def test_requests_at_the_same_moment_share_the_question(
    gateway: PermissionGateway, jira: FakeJira, person: Persons
) -> None:
    """A page, its rows and its fragments ask within the same second."""
    jira.held["ann"] = {"BROWSE_PROJECTS", "view-sheets"}
    asked, go_on = threading.Event(), threading.Event()

    def slow(seen: Seen) -> Answer:
        asked.set()
        go_on.wait(10)
        return jira._mine(seen)

    jira.server.on("GET", MINE, slow)
    threads = [
        threading.Thread(target=gateway.require, args=(person(), Action.OPEN_SHEET, "FER")) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    asked.wait(10)
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(jira.server.asked(MINE)) == 1
