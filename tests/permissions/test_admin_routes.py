"""What the administration page asks, through the real app and a simulated site: who may ask, and what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
import requests

from jxl.permissions.administration import LABELS
from jxl.permissions.models import Action, Facts
from tests.sheets.live import ADMIN, Live, run_live, told

KEY = "io.jxl.sheets__"
OTHERS = ("project administrator", "member", "viewer", "service agent", "no access")
COMPANY, TEAM = "PLAT", "BATCH"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with run_live(tmp_path_factory.mktemp("administration")) as running:
        yield running


def get(live: Live, path: str, about: str = ADMIN) -> Any:
    answer = live.call("GET", f"/api/v1/admin/{path}", about=about)
    assert answer.status_code == 200, answer.text
    return answer.json


def check(live: Live, about: str, project: str = COMPANY) -> dict[str, Any]:
    return dict(get(live, f"check?project={project}&accountId={quote(live.site.account(about))}"))


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    return {entry["action"]: entry["verdict"] for entry in found["actions"]}


def auth(live: Live) -> tuple[str, str]:
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == ADMIN)
    return user["email"], user["apiToken"]


@contextmanager
def granted(live: Live, project: str, permission: str, **holder: str) -> Iterator[None]:
    """For the block, a permission is granted in the project's scheme, over Jira's own API."""
    api = f"{live.site.url}/rest/api/3"
    found = requests.get(f"{api}/project/{project}/permissionscheme", auth=auth(live), timeout=10).json()
    grants = f"{api}/permissionscheme/{found['id']}/permission"
    made = requests.post(
        grants, json={"holder": holder, "permission": permission}, auth=auth(live), timeout=10
    )
    assert made.status_code == 201, made.text
    try:
        yield
    finally:
        requests.delete(f"{grants}/{made.json()['id']}", auth=auth(live), timeout=10).raise_for_status()


@pytest.mark.parametrize("about", OTHERS)
@pytest.mark.parametrize("path", ["projects", "people?query=a", f"projects/{COMPANY}/grants", "check"])
def test_only_administrators_may_ask(live: Live, about: str, path: str) -> None:
    answer = live.call("GET", f"/api/v1/admin/{path}", about=about)
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["error"]["code"] == "permission_denied"
    assert "Jira administrators" in answer.json["error"]["message"]


@pytest.mark.parametrize("about", OTHERS)
def test_the_page_says_to_others_why_it_stays_closed(live: Live, about: str) -> None:
    page = live.page("/ui/admin", about=about)
    assert page.status_code == 403
    assert "You can’t open the administration of JXL" in page.text
    assert "data-check" not in page.text


def test_an_administrator_is_asked_about_afresh(live: Live) -> None:
    """Rights that were remembered a moment ago do not open the page to somebody who lost them since."""
    assert live.page("/ui/admin").status_code == 200
    live.forget_requests()
    get(live, "projects")
    assert any("mypermissions" in request["path"] for request in live.requests())


def test_projects_are_searched_by_name_and_key(live: Live) -> None:
    assert [p["key"] for p in get(live, "projects?query=plat")["values"]] == [COMPANY]
    assert COMPANY in [p["key"] for p in get(live, "projects?query=Integration")["values"]]
    assert get(live, "projects?query=no%20such%20project")["values"] == []
    everything = get(live, "projects?query=")
    assert len(everything["values"]) > 5
    assert everything["hasMore"] is False
    assert {p["key"]: p["isTeamManaged"] for p in everything["values"]}[TEAM] is True


def test_people_are_searched_by_the_beginning_of_a_name(live: Live) -> None:
    found = get(live, "people?query=Ingr")["values"]
    assert [p["displayName"] for p in found] == ["Ingrid Solheim"]
    assert get(live, "people?query=zzz") == {"values": [], "hasMore": False}
    assert get(live, "people?query=") == {"values": [], "hasMore": False}
    assert all("app" not in p["accountId"] for p in get(live, "people?query=jxl")["values"])


def test_a_search_has_an_end(live: Live) -> None:
    answer = live.call("GET", "/api/v1/admin/projects?query=" + "x" * 201)
    assert answer.status_code == 422
    assert answer.json is not None
    assert list(answer.json["error"]["details"]["fields"]) == ["query"]


def test_nothing_is_granted_in_schemes_after_the_installation(live: Live) -> None:
    found = get(live, f"projects/{COMPANY}/grants")
    assert found["scheme"]["name"]
    assert found["isPublic"] is False
    assert [(p["name"], p["holders"]) for p in found["permissions"]] == [
        ("JXL: View sheets", []),
        ("JXL: Edit sheets", []),
        ("JXL: Make bulk changes in sheets", []),
    ]
    assert found["address"].endswith(f"/plugins/servlet/project-config/{COMPANY}/permissions")


def test_grants_are_told_in_plain_words(live: Live) -> None:
    member = live.site.account("member")
    view = KEY + "view-sheets-project"
    with (
        granted(live, COMPANY, view, type="group", parameter="jira-users"),
        granted(live, COMPANY, view, type="user", parameter=member),
        granted(live, COMPANY, view, type="applicationRole"),
        granted(live, COMPANY, KEY + "edit-sheets-project", type="reporter"),
    ):
        found = {p["name"]: p["holders"] for p in get(live, f"projects/{COMPANY}/grants")["permissions"]}
    assert found["JXL: View sheets"] == ["group jira-users", "Chua Mei Ling", "everyone with a licence"]
    assert found["JXL: Edit sheets"] == ["the reporter of an issue"]
    assert found["JXL: Make bulk changes in sheets"] == []


def test_a_team_managed_project_does_not_tell(live: Live) -> None:
    found = get(live, f"projects/{TEAM}/grants")
    assert (found["scheme"], found["permissions"]) == (None, [])
    assert found["address"].endswith(f"/projects/{TEAM}/settings/access")


def test_a_project_that_anyone_may_browse_is_said_to_be_public(live: Live) -> None:
    sheet = live.create(COMPANY)
    assert sheet["id"]
    assert "so nothing is public" in live.page("/ui/admin").text
    with granted(live, COMPANY, "BROWSE_PROJECTS", type="anyone"):
        assert get(live, f"projects/{COMPANY}/grants")["isPublic"] is True
        page = live.page("/ui/admin").text
        assert "Integration Platform" in page
        assert "sheets are public" in page


@pytest.mark.parametrize("project", ["NOSUCH", "99999999"])
def test_a_project_that_is_not_there(live: Live, project: str) -> None:
    for path in (
        f"projects/{project}/grants",
        f"check?project={project}&accountId={live.site.account(ADMIN)}",
    ):
        assert live.call("GET", f"/api/v1/admin/{path}").status_code == 404


@pytest.mark.parametrize("project", [COMPANY, TEAM, "HELP"])
@pytest.mark.parametrize("about", [ADMIN, *OTHERS])
def test_somebody_is_judged_as_they_are_themselves(live: Live, about: str, project: str) -> None:
    """The administrator's answer about a person is the answer that this person gets."""
    found = check(live, about, project)
    own = live.call("GET", f"/api/v1/me?projectKey={project}", about=about)
    theirs = {action: verdict != "no" for action, verdict in verdicts(found).items() if action != "copy"}
    if own.status_code == 404:
        assert not any(allowed for action, allowed in theirs.items() if action != "openDirectory")
    else:
        assert own.json is not None
        assert theirs == {name: decision["allowed"] for name, decision in own.json["actions"].items()}
    name = found["person"]["displayName"]
    for entry in found["actions"]:
        assert entry["reason"].startswith((name, "Follows from")), entry
        if entry["verdict"] != "byIssue":
            assert bool(entry["who"]) is (entry["verdict"] == "no"), entry
    assert [entry["action"] for entry in found["actions"] if entry["action"] != "copy"] == [
        a.value for a in Action
    ]
    assert set(LABELS) == set(Action)


def test_the_facts_say_what_is_held_where(live: Live) -> None:
    group = {"type": "group", "parameter": "jira-users"}
    with granted(live, COMPANY, KEY + "view-sheets-project", **group):
        rights = {r["name"]: (r["onSite"], r["inProject"]) for r in check(live, "member")["rights"]}
    assert rights["JXL: View sheets"] == (True, True)
    assert rights["JXL: Edit sheets"] == (True, False)
    assert rights["JXL: View sheets directory"] == (True, None)
    assert rights["Administer Jira"] == (False, None)
    assert rights["Browse projects"][1] is True


def test_somebody_who_may_not_browse_the_project(live: Live) -> None:
    found = check(live, "no access")
    name = found["person"]["displayName"]
    opening = found["actions"][0]
    assert opening["reason"] == (
        f"{name} may not browse Integration Platform. Its administrator can give {name} Browse projects."
    )
    assert opening["who"] == "Project administrator"


def test_nobody_has_this_account(live: Live) -> None:
    answer = live.call("GET", f"/api/v1/admin/check?project={COMPANY}&accountId=712020:none")
    assert answer.status_code == 404
    assert answer.json is not None
    assert "nobody with this account" in answer.json["error"]["message"]


@pytest.mark.parametrize("query", ["", "?project=PLAT", "?accountId=x", f"?project={'x' * 200}&accountId=x"])
def test_both_have_to_be_chosen(live: Live, query: str) -> None:
    answer = live.call("GET", f"/api/v1/admin/check{query}")
    assert answer.status_code == 422
    assert answer.json is not None
    assert set(answer.json["error"]["details"]["fields"]) <= {"project", "accountId"}


def test_jira_s_refusal_is_never_a_yes(live: Live) -> None:
    live.site.control("POST", "faults", rules=[{"match": "/rest/api/3/permissions/check", "status": 503}])
    try:
        answer = live.call(
            "GET", f"/api/v1/admin/check?project={COMPANY}&accountId={quote(live.site.account('member'))}"
        )
    finally:
        live.site.control("DELETE", "faults")
    assert answer.status_code in (502, 503, 504)


def test_not_granted_yet_is_said_to_whom_jira_tells_it(live: Live) -> None:
    """Whoever may read the scheme is told that it grants the right to nobody; to others nothing is said of it."""
    said = "Not granted to anyone yet in the scheme"
    with told(live, Facts(browse=True, administer_projects=True)):
        page = live.page("/ui/project", projectKey=COMPANY)
        assert page.status_code == 403
        assert said in page.text
        assert f"{COMPANY}/permissions" in page.text, "the request tells an administrator where to grant it"
        with granted(live, COMPANY, KEY + "view-sheets-project", type="projectLead"):
            assert said not in live.page("/ui/project", projectKey=COMPANY).text
        assert said not in live.page("/ui/project", projectKey=TEAM).text
        live.site.control("POST", "faults", rules=[{"match": "*/permissionscheme", "status": 403}])
        try:
            unknown = live.page("/ui/project", projectKey=COMPANY)
        finally:
            live.site.control("DELETE", "faults")
        assert (unknown.status_code, said in unknown.text) == (403, False)
    with told(live, Facts(browse=True)):
        live.forget_requests()
        assert said not in live.page("/ui/project", about="viewer", projectKey=COMPANY).text
        assert not any("permissionscheme" in request["path"] for request in live.requests())
