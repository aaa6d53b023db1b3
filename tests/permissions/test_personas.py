"""
The verdicts for every kind of person in every kind of project of a simulated site.

What Jira grants is asked a second way, with the person's own password and one key a call, and judged by the plain
statement of the rules; the gateway must come to the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from jxl.connect.models import Caller
from jxl.errors import JiraError, NotFound
from jxl.permissions.catalogue import GlobalPermission, JiraPermission
from jxl.permissions.gateway import PermissionGateway
from jxl.permissions.policy import Action, Facts
from tests.jira.sandbox_site import SandboxSite, run_sandbox
from tests.permissions.conftest import ADDON, Persons
from tests.permissions.test_gateway import ALL
from tests.permissions.test_policy import STATEMENT

ABOUTS = ("site administrator", "project administrator", "member", "viewer", "service agent", "no access")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxSite]:
    with run_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(scope="module")
def gateway(site: SandboxSite) -> PermissionGateway:
    return PermissionGateway(site.access, ADDON)


def caller_of(site: SandboxSite, about: str) -> Caller:
    return Caller(site.installation, site.account(about), "context", Persons(site.url)().expires_at)


def ask_plainly(site: SandboxSite, about: str, path: str, **params: str) -> requests.Response:
    user = next(u for u in site.control("GET", "site")["users"] if u["about"] == about)
    return requests.get(
        f"{site.url}/rest/api/3/{path}", params, auth=(user["email"], user["apiToken"]), timeout=10
    )


def facts_plainly(site: SandboxSite, about: str, project: str) -> Facts:
    """One question a permission, as the person, without any code of ours."""
    builtin = {permission.value for permission in JiraPermission}
    held: dict[str, bool] = {}
    for key, fact in ALL.items():
        full = key if key in builtin else f"{ADDON}__{key}"
        answer: Any = ask_plainly(site, about, "mypermissions", permissions=full, projectKey=project).json()
        held[fact] = answer["permissions"][full]["havePermission"]
    return Facts(**held)


def site_facts_plainly(site: SandboxSite, about: str) -> Facts:
    """The same for what the site decides; everything else is False."""
    held: dict[str, bool] = {}
    for right in (*GlobalPermission, JiraPermission.ADMINISTER):
        full = right.value if isinstance(right, JiraPermission) else f"{ADDON}__{right.value}"
        answer: Any = ask_plainly(site, about, "mypermissions", permissions=full).json()
        held[ALL[right.value]] = answer["permissions"][full]["havePermission"]
    return Facts(**held)


@pytest.mark.parametrize("about", ABOUTS)
def test_every_person_in_every_project(site: SandboxSite, gateway: PermissionGateway, about: str) -> None:
    caller = caller_of(site, about)
    visible, styles = 0, set()
    for project in site.control("GET", "site")["projects"]:
        if not ask_plainly(site, about, f"project/{project}").ok:
            with pytest.raises(NotFound):
                gateway.facts(caller, project)
            with pytest.raises(NotFound):
                gateway.require(caller, Action.OPEN_SHEET, project)
            continue
        visible += 1
        found = gateway.facts(caller, project)
        styles.add((found.project.is_team_managed, found.project.type_key))
        facts = facts_plainly(site, about, project)
        assert found.facts == facts, (about, project)
        for action in Action:
            assert found.decide(action).allowed is STATEMENT[action.value](facts), (about, project, action)
    assert (visible == 0) is (about == "no access")
    if about == "site administrator":
        assert {is_team_managed for is_team_managed, _ in styles} == {False, True}
        assert {"software", "service_desk"} <= {type_key for _, type_key in styles}


@pytest.mark.parametrize("about", ABOUTS)
def test_asking_about_all_projects_at_once_comes_to_the_same(
    site: SandboxSite, gateway: PermissionGateway, about: str
) -> None:
    caller = caller_of(site, about)
    projects = requests.get(
        f"{site.url}/rest/api/3/project/search",
        auth=next((u["email"], u["apiToken"]) for u in site.control("GET", "site")["users"]),
        timeout=10,
    ).json()["values"]
    assert len(projects) > 5
    found = gateway.facts_for_projects(caller, [project["id"] for project in projects])
    for project in projects:
        try:
            facts = gateway.facts(caller, project["key"]).facts
        except NotFound:
            assert not found[project["id"]].browse
        else:
            assert found[project["id"]] == facts, (about, project["key"])


def test_a_fresh_install_grants_the_site_and_no_scheme(site: SandboxSite, gateway: PermissionGateway) -> None:
    facts = gateway.site_facts(caller_of(site, "member"))
    assert facts.global_view
    assert facts.global_edit
    assert facts.global_bulk
    assert facts.global_directory
    assert not facts.administer
    for project in site.control("GET", "site")["projects"][:3]:
        found = gateway.facts(caller_of(site, "site administrator"), project).facts
        assert (found.scheme_view, found.scheme_edit, found.scheme_bulk) == (False, False, False)


def test_a_disabled_app_has_no_rights_to_give(site: SandboxSite, gateway: PermissionGateway) -> None:
    """Jira forgets our permissions while the app is disabled; nothing may turn that into a yes."""
    caller = caller_of(site, "site administrator")
    project = site.control("GET", "site")["projects"][0]
    site.control("POST", "disable")
    try:
        with pytest.raises(JiraError):
            gateway.facts(caller, project, fresh=True)
    finally:
        site.control("POST", "enable")
    assert gateway.facts(caller, project, fresh=True).facts.global_view
