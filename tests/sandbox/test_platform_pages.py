"""What people of different rights see of the site's pages, and the frame that an app's page gets."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from jxl_sandbox.jira.model import Actor, Issue, User
from jxl_sandbox.jira.platform.jwt import query_string_hash
from jxl_sandbox.jira.rights import IssueSight, can_browse
from tests.sandbox.platform_site import APP_KEY, APP_URL, SITE_URL, Env, running

pytestmark = pytest.mark.anyio
HTML = {"Accept": "text/html"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def page(env: Env, path: str) -> tuple[int, str]:
    answer = await env.client.get(path, headers=HTML, follow_redirects=True)
    return answer.status_code, answer.text


def hidden_issue(env: Env) -> tuple[User, Issue]:
    """A person, and an issue of a project that they may browse but whose security level keeps it from them."""
    for user in env.site.users.values():
        actor = Actor("session", user)
        sight = IssueSight(env.site, actor)
        for issue in env.site.issues.values():
            if not sight.sees(issue) and can_browse(env.site, actor, env.site.projects[issue.project_id]):
                return user, issue
    raise AssertionError("the seed has no issue hidden by its security level")


def frame_of(text: str) -> dict[str, Any]:
    match = re.search(r'data-frame="([^"]*)"', text)
    assert match is not None
    frame: dict[str, Any] = json.loads(unescape(match[1]))
    return frame


@pytest.mark.parametrize(
    "about", ["site administrator", "project administrator", "member", "viewer", "service agent", "no access"]
)
async def test_everybody_sees_their_own_projects(about: str) -> None:
    async with running() as env:
        await env.become(about)
        actor = Actor("session", env.person(about))
        status, text = await page(env, "/")
        assert status == 200
        for project in env.site.projects.values():
            path = f'projects/{project.key}/summary"'
            assert (path in text) == can_browse(env.site, actor, project)
            status, _ = await page(env, f"/jira/software/projects/{project.key}")
            assert (status == 200) == can_browse(env.site, actor, project)


async def test_a_new_visitor_is_the_site_administrator_and_can_log_out() -> None:
    async with running() as env:
        assert (
            "Ingrid" in (await page(env, "/"))[1]
            or env.person("site administrator").display_name in (await page(env, "/"))[1]
        )
        await env.client.post("/people/logout", data={"next": "/"})
        _, text = await page(env, "/")
        assert "Log in to see projects" in text
        key = next(iter(env.site.projects.values())).key
        assert (await page(env, f"/jira/software/projects/{key}"))[0] == 404


async def test_a_project_that_is_not_there_and_one_that_is_not_mine_look_the_same() -> None:
    async with running() as env:
        await env.become("no access")
        key = next(iter(env.site.projects.values())).key
        mine = await page(env, f"/jira/software/projects/{key}/summary")
        absent = await page(env, "/jira/software/projects/ABSENT/summary")
        assert mine[0] == absent[0] == 404
        assert mine[1].replace(key, "ABSENT") == absent[1]


async def test_issues_above_ones_security_level_are_not_shown() -> None:
    async with running(with_issues=True) as env:
        user, issue = hidden_issue(env)
        await env.client.post("/people/switch", data={"person": user.account_id})
        project = env.site.projects[issue.project_id]
        issue.updated_ms = 4_000_000_000_000  # it would stand first
        issue.values["summary"] = "Unspeakable secret"
        assert (await page(env, f"/browse/{issue.key}"))[0] == 404
        for path in (f"/jira/software/projects/{project.key}/summary", "/issues?text=unspeakable"):
            status, text = await page(env, path)
            assert status == 200
            assert "Unspeakable secret" not in text
        issue.values["security"] = None
        assert "Unspeakable secret" in (await page(env, f"/browse/{issue.key}"))[1]


async def test_every_issue_has_a_page() -> None:
    async with running(with_issues=True) as env:
        await env.become("site administrator")
        sight = IssueSight(env.site, Actor("session", env.person("site administrator")))
        seen: set[tuple[str, str]] = set()
        for issue in env.site.issues.values():
            kind = (issue.project_id, issue.values["issuetype"])
            if kind not in seen and sight.sees(issue):
                seen.add(kind)
                status, text = await page(env, f"/browse/{issue.key}")
                assert status == 200
                assert issue.key in text
        assert len(seen) > 10


async def test_search_finds_by_key_and_by_words() -> None:
    async with running(with_issues=True) as env:
        issue = next(iter(env.site.issues.values()))
        issue.values["summary"] = "Quokkas <b>everywhere</b>"
        assert "/browse/" in (await env.client.get(f"/issues?text={issue.key.lower()}")).headers["location"]
        _, text = await page(env, "/issues?text=everywhere%20QUOKKAS")
        assert issue.key in text
        assert "<b>everywhere" not in text
        assert "Nothing found" in (await page(env, "/issues?text=quokkas%20nowhere"))[1]


async def test_the_apps_page_is_for_administrators() -> None:
    async with running() as env:
        for about, status in (("member", 403), ("project administrator", 403), ("site administrator", 200)):
            await env.become(about)
            assert (await page(env, "/jira/settings/apps"))[0] == status
            assert (await page(env, "/jira/settings/permissions"))[0] == status
            form = {"key": APP_KEY}
            answer = await env.client.post("/jira/settings/apps/disable", data=form, headers=HTML)
            assert answer.status_code == (303 if status == 200 else status)
        assert env.site.apps[APP_KEY].state == "disabled"


async def test_installing_on_the_page_says_what_went_wrong() -> None:
    async with running(installed=False) as env:
        url = {"url": f"{APP_URL}/descriptor.json"}
        env.app.status = 404
        answer = await env.client.post("/jira/settings/apps/install", data=url, headers=HTML)
        assert answer.status_code == 422
        assert "HTTP response code 404" in answer.text
        env.app.status = 200
        assert (await env.client.post("/jira/settings/apps/install", data=url)).status_code == 303
        _, text = await page(env, "/jira/settings/apps")
        assert "Tiny" in text
        assert "ACT_AS_USER" in text
        assert "enabled: 200" in text


async def test_forms_of_other_sites_are_refused() -> None:
    async with running() as env:
        headers = {"Origin": "https://evil.example", **HTML}
        form = {"key": APP_KEY}
        assert (
            await env.client.post("/jira/settings/apps/uninstall", data=form, headers=headers)
        ).status_code == 403
        assert (await env.client.post("/_host/context-token", json={}, headers=headers)).status_code == 403
        assert env.site.apps[APP_KEY].state == "enabled"


async def test_going_back_leads_to_this_site_only() -> None:
    async with running() as env:
        for target in ("https://evil.example/", "//evil.example", "/\\evil.example", ""):
            answer = await env.client.post("/people/logout", data={"next": target})
            assert answer.headers["location"] == "/"


async def test_an_apps_project_page() -> None:
    async with running() as env:
        await env.become("member")
        project = next(iter(env.site.projects.values()))
        path = f"/jira/software/projects/{project.key}/page/{APP_KEY}__page"
        _, summary = await page(env, f"/jira/software/projects/{project.key}/summary")
        assert path in summary
        status, text = await page(env, f"{path}?ac.sheet=s%201%26x&other=1")
        assert status == 200
        frame = frame_of(text)
        url = urlsplit(frame["url"])
        query = parse_qs(url.query, keep_blank_values=True)
        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{APP_URL}/page"
        assert query["key"] == [project.key]
        assert query["id"] == [project.id]
        assert query["sheet"] == ["s 1&x"]
        assert query["lost"] == [""]
        assert query["xdm_e"] == [SITE_URL]
        assert query["xdm_c"] == [f"channel-{APP_KEY}__page"]
        assert set(query) == {"key", "id", "sheet", "lost", "lic", "cp", "xdm_e", "xdm_c", "cv", "jwt"}
        claims = env.claims(query["jwt"][0])
        assert claims["sub"] == env.person("member").account_id
        assert claims["qsh"] == query_string_hash("GET", f"{url.path}?{url.query}")
        assert claims["exp"] - claims["iat"] == 180


async def test_general_and_admin_pages() -> None:
    async with running() as env:
        await env.become("member")
        general, admin = (f"/plugins/servlet/ac/{APP_KEY}/{key}" for key in ("general", "admin"))
        status, text = await page(env, general)
        assert status == 200
        assert frame_of(text)["moduleType"] == "generalPages"
        assert (await page(env, admin))[0] == 403
        assert (await page(env, f"/plugins/servlet/ac/{APP_KEY}/unknown"))[0] == 404
        await env.become("site administrator")
        assert (await page(env, admin))[0] == 200
        await env.control("disable")
        assert (await page(env, general))[0] == 404


async def test_conditions_hide_pages() -> None:
    async with running(installed=False) as env:

        def described(*conditions: dict[str, Any]) -> dict[str, Any]:
            return {"key": "g", "name": {"value": "Hidden page"}, "url": "/g", "conditions": list(conditions)}

        is_admin = {"condition": "user_is_admin"}
        own = {"condition": "has_global_permission", "params": {"permission": "${addon.key}__use"}}
        cases: list[tuple[list[dict[str, Any]], bool, bool]] = [
            ([is_admin], True, False),
            ([{**is_admin, "invert": True}], False, True),
            ([{"or": [is_admin, {"condition": "user_is_logged_in"}]}], True, True),
            ([{"and": [is_admin, {"condition": "user_is_logged_in"}]}], True, False),
            ([own], True, True),
            (
                [{"condition": "has_project_permission", "params": {"permission": "EDIT_ISSUES"}}],
                False,
                False,
            ),
        ]
        for conditions, admin_sees, member_sees in cases:
            env.app.descriptor["modules"]["generalPages"] = [described(*conditions)]
            assert (await env.install()).status_code == 200
            for about, sees in (("site administrator", admin_sees), ("member", member_sees)):
                await env.become(about)
                assert ("Hidden page" in (await page(env, "/"))[1]) == sees
                assert (await page(env, f"/plugins/servlet/ac/{APP_KEY}/g"))[0] == (200 if sees else 404)


async def test_the_bridge_gets_a_fresh_token_for_whoever_looks() -> None:
    async with running() as env:
        await env.become("member")
        project = next(iter(env.site.projects.values()))
        asked = {"addonKey": APP_KEY, "moduleKey": "page", "projectKey": project.key}
        answer = await env.client.post("/_host/context-token", json=asked)
        claims = env.claims(answer.json()["token"])
        assert claims["sub"] == env.person("member").account_id
        assert claims["qsh"] == "context-qsh"
        assert answer.json()["context"] == {"jira": {"project": {"id": project.id, "key": project.key}}}
        await env.become("no access")
        assert (await env.client.post("/_host/context-token", json=asked)).status_code == 404
        await env.client.post("/people/logout", data={})
        asked.pop("projectKey")
        assert (await env.client.post("/_host/context-token", json=asked)).status_code == 403


async def test_granting_and_removing_a_global_permission() -> None:
    async with running() as env:
        use = f"{APP_KEY}__use"
        form = {"permission": use, "holder": "applicationRole:", "change": "remove"}
        assert (await env.client.post("/jira/settings/permissions", data=form)).status_code == 303
        assert env.site.global_grants[use] == []
        group = next(iter(env.site.groups))
        form |= {"holder": f"group:{group}", "change": "grant"}
        await env.client.post("/jira/settings/permissions", data=form)
        assert env.site.global_grants[use] == [("group", group)]
        form["holder"] = "moon:full"
        assert (await env.client.post("/jira/settings/permissions", data=form)).status_code == 400


async def test_granting_in_a_permission_scheme() -> None:
    async with running() as env:
        project = next(iter(env.site.projects.values()))
        path = f"/jira/software/projects/{project.key}/settings/permissions"
        view, role = f"{APP_KEY}__view", next(iter(project.roles))
        form = {"permission": view, "holder": f"projectRole:{role}", "change": "grant"}
        await env.become("member")
        assert (await env.client.post(path, data=form)).status_code == 403
        assert path not in (await page(env, f"/jira/software/projects/{project.key}"))[1]
        await env.become("site administrator")
        assert (await env.client.post(path, data=form)).status_code == 303
        assert [(g.holder_type, g.parameter) for g in project.scheme.grants if g.permission == view] == [
            ("projectRole", role)
        ]
        assert "View tiny" in (await page(env, path))[1]
        await env.client.post(path, data={**form, "change": "remove"})
        assert not [g for g in project.scheme.grants if g.permission == view]


async def test_pages_carry_a_strict_policy_and_no_inline_code() -> None:
    async with running() as env:
        answer = await env.client.get("/jira/projects", headers=HTML)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", answer.text)


async def test_all_js_takes_its_theme_from_this_site() -> None:
    async with running() as env:
        answer = await env.client.get("/all.js")
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "connect-cdn.atl-paas.net" not in answer.text
        assert 'CDN_DOMAIN = "localhost:8800"' in answer.text
        assert '"http://" + CDN_DOMAIN' in answer.text
        for name in ("light", "dark", "spacing", "shape", "typography-modernized"):
            theme = await env.client.get(f"/themes/atlaskit-tokens_{name}.css")
            assert theme.status_code == 200
            assert "--ds-" in theme.text
        assert (await env.client.get("/surfaces.css")).status_code == 200
        assert (await env.client.get("/themes/..%2Fvendored.json")).status_code == 404
