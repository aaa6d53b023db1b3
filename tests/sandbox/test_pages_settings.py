"""The pages of administrators: schemes, roles, people, logs. Who opens them, and what changes by them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from jxl_sandbox.jira.model import Actor
from jxl_sandbox.jira.rights import has_global, has_project
from jxl_sandbox.jira.seeds import fields as f
from tests.sandbox.platform_site import APP_KEY, Env, running

pytestmark = pytest.mark.anyio
HTML = {"Accept": "text/html"}
PLAT = "/jira/software/projects/PLAT/settings"
BATCH = "/jira/software/projects/BATCH/settings"
SITE, PROJECT, OTHERS = "site administrator", "project administrator", ("member", "viewer", "no access")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def env() -> AsyncIterator[Env]:
    async with running() as environment:
        yield environment


async def page(env: Env, path: str) -> tuple[int, str]:
    answer = await env.client.get(path, headers=HTML, follow_redirects=True)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", answer.text)
    return answer.status_code, answer.text


async def post(env: Env, path: str, **form: Any) -> int:
    return (await env.client.post(path, data=form, headers=HTML)).status_code


def project_of(env: Env, key: str) -> Any:
    project = env.site.find_project(key)
    assert project is not None
    return project


SITE_PAGES = (
    "/jira/settings/permissions",
    "/jira/settings/permission-schemes",
    "/jira/settings/permission-schemes/10001",
    "/jira/settings/people",
    "/jira/settings/api-log",
    "/jira/settings/webhooks",
)
PROJECT_PAGES = (
    f"{PLAT}/permissions",
    f"{PLAT}/access",
    f"{BATCH}/access",
    f"{BATCH}/access/roles",
    f"{BATCH}/access/roles/Member",
)


@pytest.mark.parametrize("about", [SITE, PROJECT, *OTHERS])
async def test_who_opens_what(env: Env, about: str) -> None:
    await env.become(about)
    for path in SITE_PAGES:
        assert (await page(env, path))[0] == (200 if about == SITE else 403), path
    for path in PROJECT_PAGES:
        hidden = 404 if about == "no access" else 403
        assert (await page(env, path))[0] == (200 if about in (SITE, PROJECT) else hidden), path


@pytest.mark.parametrize("about", [PROJECT, *OTHERS])
async def test_what_one_may_not_open_one_may_not_post_to(env: Env, about: str) -> None:
    await env.become(about)
    version = env.site.config_version
    grant = {"permission": "BROWSE_PROJECTS", "holder": "anyone:", "change": "grant"}
    posts: list[tuple[str, dict[str, Any]]] = [
        ("/jira/settings/permission-schemes/10000", grant),
        (f"{PLAT}/permissions", grant),
        (f"{PLAT}/permissions/scheme", {"scheme": "10001"}),
        (f"/jira/settings/people/{env.person(about).account_id}", {"group": "jira-administrators"}),
    ]
    if about != PROJECT:
        posts.append((f"{BATCH}/access/roles/Viewer", {"permission": "ADMINISTER_PROJECTS"}))
        posts.append((f"{PLAT}/access", {"actor": "group:jira-users", "role": "Member", "change": "add"}))
    for path, form in posts:
        assert await post(env, path, **form) in (403, 404), path
    assert env.site.config_version == version


async def test_old_addresses_lead_to_the_pages(env: Env) -> None:
    for old, new in (
        ("/secure/admin/ViewPermissionSchemes.jspa", "/jira/settings/permission-schemes"),
        ("/secure/admin/GlobalPermissions!default.jspa", "/jira/settings/permissions"),
        ("/secure/admin/GlobalPermissions.jspa", "/jira/settings/permissions"),
        ("/secure/admin/ViewGlobalPermissions", "/jira/settings/permissions"),
        ("/secure/admin/ViewGlobalPermissions.jspa", "/jira/settings/permissions"),
        (f"{BATCH}/permissions", f"{BATCH}/access/roles"),
        ("/plugins/servlet/project-config/PLAT/permissions", f"{PLAT}/permissions"),
    ):
        answer = await env.client.get(old, headers=HTML)
        assert (answer.status_code, answer.headers["location"]) == (302, new)


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        ("anyone:", "Public (anyone, not logged in too)"),
        ("applicationRole:", "Any logged-in, licensed person"),
        ("applicationRole:jira-software", "Anyone with a licence for jira-software"),
        ("group:site-admins", "Group site-admins"),
        ("projectRole:Viewer", "Role Viewer"),
        ("projectLead:", "Project lead"),
        ("reporter:", "Reporter"),
        ("assignee:", "Assignee"),
        (f"userCustomField:{f.REVIEWER}", "People named in the field Reviewer"),
        (f"groupCustomField:{f.OWNING_GROUP}", "Groups named in the field Owning group"),
        ("sd.customer.portal.only:", "Service project customer - portal access"),
    ],
)
async def test_every_kind_of_holder_can_be_granted_to_and_taken_out(
    env: Env, holder: str, words: str
) -> None:
    scheme = env.site.permission_schemes[10004]
    scheme.grants.clear()
    path = "/jira/settings/permission-schemes/10004"
    form = {"permission": f"{APP_KEY}__view", "holder": holder, "change": "grant"}
    version = env.site.config_version
    assert await post(env, path, **form) == 303
    assert await post(env, path, **form) == 303  # twice is once
    assert len(scheme.grants) == 1
    assert env.site.config_version > version
    assert f"Remove {words} from View tiny" in (await page(env, path))[1]
    assert await post(env, path, **{**form, "change": "remove"}) == 303
    assert scheme.grants == []


@pytest.mark.parametrize(
    "change",
    [
        {"permission": "NO_SUCH_KEY"},
        {"permission": "ADMINISTER"},
        {"holder": "group:nobody-here"},
        {"holder": "moon:"},
        {"holder": ""},
        {"change": "give"},
    ],
)
async def test_forms_that_make_no_sense_are_refused(env: Env, change: dict[str, str]) -> None:
    before = list(env.site.permission_schemes[10000].grants)
    form = {"permission": "BROWSE_PROJECTS", "holder": "anyone:", "change": "grant", **change}
    assert await post(env, f"{PLAT}/permissions", **form) == 400
    assert env.site.permission_schemes[10000].grants == before


async def test_a_project_gets_another_scheme(env: Env) -> None:
    project, viewer = project_of(env, "BUS"), Actor("basic", env.person("viewer"))
    assert not has_project(env.site, viewer, "BROWSE_PROJECTS", project)
    path = "/jira/software/projects/BUS/settings/permissions/scheme"
    assert await post(env, path, scheme="10001") == 303
    assert has_project(env.site, viewer, "BROWSE_PROJECTS", project)
    for scheme in ("10005", "", "x"):  # 10005 is private to the team-managed project
        assert await post(env, path, scheme=scheme) == 400
    assert await post(env, f"{BATCH}/permissions/scheme", scheme="10001") == 403


async def test_a_project_administrator_puts_people_into_roles(env: Env) -> None:
    await env.become(PROJECT)
    project, nobody = project_of(env, "BATCH"), env.person("no access")
    actor = Actor("basic", nobody)
    form = {"actor": f"user:{nobody.account_id}", "role": "Member", "change": "add"}
    assert await post(env, f"{BATCH}/access", **form) == 303
    assert has_project(env.site, actor, "EDIT_ISSUES", project)
    assert f"Take {nobody.display_name} out of Member" in (await page(env, f"{BATCH}/access"))[1]
    assert await post(env, f"{BATCH}/access", **{**form, "change": "remove"}) == 303
    assert not has_project(env.site, actor, "BROWSE_PROJECTS", project)
    group = {"actor": "group:jira-users", "role": "Viewer", "change": "add"}
    assert await post(env, f"{BATCH}/access", **group) == 303
    assert has_project(env.site, actor, "BROWSE_PROJECTS", project)
    for wrong in (
        {"role": "King"},
        {"actor": "user:x"},
        {"actor": "group:x"},
        {"actor": "x"},
        {"change": "x"},
    ):
        assert await post(env, f"{BATCH}/access", **{**form, **wrong}) == 400


async def test_app_permissions_of_a_role_in_a_team_managed_project(env: Env) -> None:
    await env.become(PROJECT)
    project, view = project_of(env, "BATCH"), f"{APP_KEY}__view"
    member = Actor("basic", env.person("member"))
    path = f"{BATCH}/access/roles/Member"
    assert "View tiny" in (await page(env, path))[1]
    kept = [g.permission for g in project.scheme.grants if g.parameter == "Member"]
    version = env.site.config_version
    assert await post(env, path, permission=[*kept, view]) == 303
    assert env.site.config_version > version
    assert has_project(env.site, member, view, project)
    assert has_project(env.site, member, "EDIT_ISSUES", project)
    assert not has_project(env.site, Actor("basic", env.person("viewer")), view, project)
    assert "View tiny" in (await page(env, f"{BATCH}/access/roles"))[1]
    assert await post(env, path, permission=["BROWSE_PROJECTS"]) == 303
    assert not has_project(env.site, member, view, project)
    assert not has_project(env.site, member, "EDIT_ISSUES", project)
    assert has_project(env.site, member, "BROWSE_PROJECTS", project)
    assert await post(env, path, permission=["ADMINISTER"]) == 400
    assert (await page(env, f"{BATCH}/access/roles/King"))[0] == 404
    assert (await page(env, f"{PLAT}/access/roles"))[0] == 404


async def test_groups_and_roles_of_a_person(env: Env) -> None:
    nobody = env.person("no access")
    path = f"/jira/settings/people/{nobody.account_id}"
    assert nobody.display_name in (await page(env, "/jira/settings/people"))[1]
    assert nobody.email in (await page(env, path))[1]
    version = env.site.config_version
    form = {"group": ["jira-users", "jira-administrators"], "role": ["10000:Viewer", "10001:Member"]}
    assert await post(env, path, **form) == 303
    assert env.site.config_version > version
    actor = Actor("basic", nobody)
    assert has_global(env.site, actor, "ADMINISTER")
    assert has_project(env.site, actor, "EDIT_ISSUES", project_of(env, "BATCH"))
    assert nobody.groups == {"jira-users", "jira-administrators"}
    assert await post(env, path) == 303
    assert nobody.groups == set()
    assert not has_project(env.site, actor, "BROWSE_PROJECTS", project_of(env, "PLAT"))
    for wrong in ({"group": "x"}, {"role": "10000:King"}, {"role": "Viewer"}):
        assert await post(env, path, **wrong) == 400
    assert (await page(env, "/jira/settings/people/unknown"))[0] == 404


async def test_the_log_of_calls_by_app_and_person(env: Env) -> None:
    assert "No call yet" in (await page(env, "/jira/settings/api-log"))[1]
    member = env.person("member")
    await env.client.get("/rest/api/3/myself", headers=env.basic(member))
    await env.client.get("/rest/api/3/issue/NO-1?fields=<b>", headers=env.basic(member))
    target = "/rest/api/3/field"
    await env.client.get(target, headers=env.app_token("GET", target))
    _, everything = await page(env, "/jira/settings/api-log")
    assert "/rest/api/3/myself" in everything
    assert "<b>" not in everything.split("fields=", 1)[1][:20]
    _, of_app = await page(env, f"/jira/settings/api-log?app={APP_KEY}")
    assert target in of_app
    assert "/rest/api/3/myself" not in of_app
    _, of_person = await page(env, f"/jira/settings/api-log?person={member.account_id}")
    assert "/rest/api/3/myself" in of_person
    assert f">{target}<" not in of_person
    points = sum(r["points"] for r in env.sandbox.log.to_json()["requests"] if r["app"] == APP_KEY)
    assert re.search(rf"<dt>Points</dt><dd>{points}</dd>", of_app)
    assert "404" in of_person


async def test_the_page_of_webhooks_is_empty_at_first(env: Env) -> None:
    assert "No webhook was sent yet" in (await page(env, "/jira/settings/webhooks"))[1]


async def test_webhooks_and_how_the_app_answered() -> None:
    async with running(installed=False, with_issues=True) as env:
        modules = env.app.descriptor["modules"]
        modules["webhooks"] = [{"event": "jira:issue_updated", "url": "/changed"}]
        assert (await env.install()).status_code == 200
        issue = next(iter(env.site.issues.values()))
        env.app.status = 410
        body = {"fields": {"summary": "Told to the app"}}
        written = await env.client.put(
            f"/rest/api/3/issue/{issue.key}", json=body, headers=env.basic(env.person("site administrator"))
        )
        assert written.status_code == 204
        assert (await env.control("webhooks/flush")).status_code == 200
        _, text = await page(env, f"/jira/settings/webhooks?app={APP_KEY}")
        assert "jira:issue_updated" in text
        assert issue.key in text
        assert '<span class="bad">410</span>' in text
        assert "failed" in text
        [path] = re.findall(r'href="(/jira/settings/webhooks/[^"]+)"', text)
        status, text = await page(env, path)
        assert status == 200
        assert "&#34;webhookEvent&#34;: &#34;jira:issue_updated&#34;" in text
        assert "Told to the app" in text
        assert (await page(env, "/jira/settings/webhooks/nothing"))[0] == 404
        assert "No webhook was sent yet" in (await page(env, "/jira/settings/webhooks?app=other"))[1]
