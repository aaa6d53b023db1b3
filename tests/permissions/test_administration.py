"""The words of the administration page: holders, who can change what, accounts that are closed. Pure."""

from __future__ import annotations

import pytest

from jxl.jira.people import JiraPerson
from jxl.jira.permission_schemes import Grant, Holder, PermissionScheme
from jxl.jira.projects import JiraProject
from jxl.permissions.administration import describe_holder, lets_anyone_browse, show_check, who_can_change
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.jira_screens import project_permissions
from jxl.permissions.models import Action, Facts
from jxl.permissions.policy import decide

SITE = "https://acme.atlassian.net"


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        (Holder("anyone"), "anyone, also people who are not logged in"),
        (Holder("applicationRole"), "everyone with a licence"),
        (
            Holder("applicationRole", "jira-servicedesk"),
            "everyone with a licence for Jira Service Management",
        ),
        (Holder("applicationRole", "jira-something"), "everyone with a licence for jira-something"),
        (Holder("group", "ops <all>"), "group ops <all>"),
        (Holder("projectRole", "Developers"), "role Developers"),
        (Holder("user", "Lena Novak"), "Lena Novak"),
        (Holder("user"), "a former user"),
        (Holder("projectLead"), "the project lead"),
        (Holder("reporter"), "the reporter of an issue"),
        (Holder("assignee"), "the assignee of an issue"),
        (Holder("userCustomField", "Reviewer"), "people in the field Reviewer"),
        (Holder("groupCustomField", "Owning group"), "groups in the field Owning group"),
        (Holder("sd.customer.portal.only"), "customers of the service project"),
        (Holder("projectRole"), "role that no longer exists"),
        (Holder("somethingNew", "x"), "somethingNew x"),
    ],
)
def test_holders_in_plain_words(holder: Holder, words: str) -> None:
    assert describe_holder(holder) == words


def test_a_scheme_is_public_only_by_browsing() -> None:
    anyone = Holder("anyone")
    assert lets_anyone_browse(PermissionScheme("1", "Open", (Grant("BROWSE_PROJECTS", anyone),)))
    assert not lets_anyone_browse(PermissionScheme("1", "Shut", (Grant("ADD_COMMENTS", anyone),)))
    assert not lets_anyone_browse(
        PermissionScheme("1", "Shut", (Grant("BROWSE_PROJECTS", Holder("applicationRole")),))
    )


@pytest.mark.parametrize(
    ("action", "facts", "is_team_managed", "words"),
    [
        (
            Action.OPEN_SHEET,
            Facts(browse=True),
            False,
            "Jira administrator, on the site or in the scheme",
        ),
        (
            Action.OPEN_SHEET,
            Facts(browse=True),
            True,
            "Jira administrator on the site, or project administrator under Access",
        ),
        (Action.OPEN_SHEET, Facts(), False, "Project administrator"),
        (Action.OPEN_DIRECTORY, Facts(), False, "Jira administrator, Global permissions"),
        (Action.OPEN_ADMIN, Facts(), False, "Jira administrator, Global permissions"),
        (Action.OPEN_SHEET, Facts(browse=True, global_view=True), False, ""),
    ],
)
def test_who_can_change_it(action: Action, facts: Facts, is_team_managed: bool, words: str) -> None:
    decision = decide(action, facts, "Port Operations", is_team_managed=is_team_managed)
    assert who_can_change(decision.missing) == words


def test_a_deactivated_person_has_no_verdicts() -> None:
    """Jira may still tell of grants to the account; nobody can use them."""
    person = JiraPerson("712020:1", "Lena Novak", is_active=False)
    everything = Facts(browse=True, global_view=True, administer=True)
    found = show_check(person, ProjectFacts(JiraProject("10000", "FER", "Port Operations"), everything))
    assert found["actions"] == found["rights"] == []
    assert found["problem"].startswith("The account of Lena Novak is deactivated.")


@pytest.mark.parametrize(
    ("project", "path"),
    [
        (JiraProject("1", "FER", "F"), "/plugins/servlet/project-config/FER/permissions"),
        (JiraProject("1", "FER", "F", style="next-gen"), "/jira/software/projects/FER/settings/access"),
        (
            JiraProject("1", "H", "H", style="next-gen", type_key="service_desk"),
            "/jira/servicedesk/projects/H/settings/access",
        ),
        (
            JiraProject("1", "B", "B", style="next-gen", type_key="business"),
            "/jira/core/projects/B/settings/access",
        ),
        (
            JiraProject("1", "A/B?", "odd"),
            "/plugins/servlet/project-config/A%2FB%3F/permissions",
        ),
    ],
)
def test_where_a_project_s_rights_are_granted(project: JiraProject, path: str) -> None:
    assert project_permissions(SITE, project) == SITE + path
