"""Pages of a project's releases and boards, and the addresses of Jira's own pages that lead here."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from jxl_sandbox.jira.model import Project
from jxl_sandbox.jira.seeds import fields as f
from tests.sandbox.platform_site import Env, running

pytestmark = pytest.mark.anyio
HTML = {"Accept": "text/html"}
PLAT = "/jira/software/projects/PLAT"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def env() -> AsyncIterator[Env]:
    async with running(with_issues=True) as environment:
        yield environment


async def page(env: Env, path: str, status: int = 200) -> str:
    answer = await env.client.get(path, headers=HTML, follow_redirects=True)
    assert answer.status_code == status, path
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", answer.text)
    return answer.text


def project(env: Env, key: str) -> Project:
    found = env.site.find_project(key)
    assert found is not None
    return found


async def test_the_release_plan_tells_dates_and_progress(env: Env) -> None:
    await env.become("member")
    versions = list(project(env, "PLAT").versions.values())
    planned = [v for v in versions if not v["released"]]
    text = await page(env, f"{PLAT}/releases")
    shown = re.findall(r'releases/(\d+)"', text)
    assert shown == [v["id"] for v in planned]  # the next to come first
    assert re.search(r"\d+ of \d+ done", text)
    released = [v for v in versions if v["released"] and not v["archived"]]
    text = await page(env, f"{PLAT}/releases?status=released")
    dates = {v["id"]: v["releaseDate"] for v in released}
    shown = re.findall(r'releases/(\d+)"', text)
    assert set(shown) == set(dates)
    assert [dates[i] for i in shown] == sorted(dates.values(), reverse=True)
    await page(env, f"{PLAT}/releases?status=nonsense", 404)


async def test_an_overdue_version_is_marked(env: Env) -> None:
    version = next(v for v in project(env, "PLAT").versions.values() if not v["released"])
    assert "Overdue" not in await page(env, f"{PLAT}/releases")
    version["releaseDate"] = "2020-02-29"
    text = await page(env, f"{PLAT}/releases")
    assert "Overdue" in text
    assert "29 Feb 2020" in text


async def test_a_version_shows_its_work_and_counts_only_what_one_sees(env: Env) -> None:
    bus = project(env, "BUS")
    version = next(
        v
        for v in bus.versions.values()
        if any(v["id"] in (i.values.get("fixVersions") or ()) for i in env.site.issues_of([bus.id]))
    )
    held = [i for i in env.site.issues_of([bus.id]) if version["id"] in (i.values.get("fixVersions") or ())]
    held[0].values["security"], held[0].values["assignee"], held[0].values["reporter"] = "10001", None, None
    path = f"/jira/software/projects/BUS/releases/{version['id']}"
    await env.become("site administrator")
    assert f'href="/browse/{held[0].key}"' in await page(env, path)
    await env.become("member")
    assert f'href="/browse/{held[0].key}"' not in await page(env, path)
    await page(env, "/jira/software/projects/BUS/releases/1", 404)


async def test_projects_without_versions_or_boards_say_so(env: Env) -> None:
    assert "has no releases" in await page(env, "/jira/software/projects/BATCH/releases")
    assert "has no board" in await page(env, "/jira/core/projects/PORTAL/boards")
    for version in project(env, "PORTAL").versions.values():
        version["released"] = True
    assert "no unreleased versions" in await page(env, "/jira/core/projects/PORTAL/releases")


async def test_a_board_shows_its_sprints(env: Env) -> None:
    await env.become("member")
    board = next(b for b in env.site.boards.values() if b.project_id == project(env, "PLAT").id)
    text = await page(env, f"{PLAT}/boards")
    sprints = [s for s in env.site.sprints.values() if s.board_id == board.id]
    order = {"active": 0, "future": 1, "closed": 2}
    wanted = sorted(sprints, key=lambda s: (order[s.state], -s.id if s.state == "closed" else s.id))
    assert re.findall(r"<summary><b>([^<]+)</b>", text) == [sprint.name for sprint in wanted]
    active = next(s for s in sprints if s.state == "active")
    issue = next(
        i for i in env.site.issues_of([board.project_id]) if active.id in (i.values.get(f.SPRINT) or ())
    )
    assert issue.key in text
    assert active.goal in text
    assert "points" in text
    await page(env, f"/jira/software/projects/BATCH/boards/{board.id}", 404)


async def test_a_kanban_board_has_columns_only(env: Env) -> None:
    text = await page(env, "/jira/software/projects/BUS/boards")
    assert re.findall(r"<h2>(\w[\w ]*) <span", text) == ["Backlog", "To Do", "In Progress", "Done"]
    assert "<summary><b>" not in text


async def test_who_may_not_see_the_project_sees_no_plan(env: Env) -> None:
    await env.become("no access")
    for path in ("releases", "boards", "boards/1"):
        await page(env, f"{PLAT}/{path}", 404)


async def leads_to(env: Env, path: str) -> str:
    answer = await env.client.get(path, headers=HTML, follow_redirects=True)
    assert answer.status_code == 200, path
    assert answer.history, path
    return str(answer.url.path)


ADDRESSES: list[tuple[str, str]] = [
    ("/secure/admin/GlobalPermissions!default.jspa", "/jira/settings/permissions"),
    ("/secure/admin/GlobalPermissions.jspa", "/jira/settings/permissions"),
    ("/secure/admin/ViewPermissionSchemes.jspa", "/jira/settings/permission-schemes"),
    ("/plugins/servlet/upm", "/jira/settings/apps"),
    ("/plugins/servlet/project-config/PLAT/permissions", f"{PLAT}/settings/permissions"),
    ("/plugins/servlet/project-config/PLAT/roles", f"{PLAT}/settings/access"),
    ("/plugins/servlet/project-config/PLAT", f"{PLAT}/settings/permissions"),
    ("/plugins/servlet/project-config/PLAT/administer-versions", f"{PLAT}/releases"),
    ("/plugins/servlet/project-config/BATCH", "/jira/software/projects/BATCH/settings/access"),
    (
        "/plugins/servlet/project-config/HELP/permissions",
        "/jira/servicedesk/projects/HELP/settings/permissions",
    ),
    (
        "/secure/project/SelectProjectPermissionScheme!default.jspa?projectId=10000",
        f"{PLAT}/settings/permissions",
    ),
    (f"{PLAT}/settings", f"{PLAT}/settings/permissions"),
    ("/jira/software/c/projects/PLAT/boards/1", f"{PLAT}/boards/1"),
    ("/jira/software/c/projects/PLAT/releases", f"{PLAT}/releases"),
    ("/jira/core/projects/PORTAL/settings", "/jira/core/projects/PORTAL/settings/permissions"),
    ("/secure/RapidBoard.jspa?rapidView=1", f"{PLAT}/boards/1"),
    ("/secure/BrowseProjects.jspa", "/jira/projects"),
]


@pytest.mark.parametrize(("address", "path"), ADDRESSES)
async def test_addresses_of_jiras_own_pages(env: Env, address: str, path: str) -> None:
    await env.become("site administrator")
    assert await leads_to(env, address) == path


async def test_a_schemes_address(env: Env) -> None:
    number = next(iter(env.site.permission_schemes))
    path = await leads_to(env, f"/secure/admin/EditPermissions!default.jspa?schemeId={number}")
    assert path == f"/jira/settings/permission-schemes/{number}"
    await page(env, "/secure/admin/EditPermissions!default.jspa?schemeId=x", 404)


@pytest.mark.parametrize(
    "address",
    [
        "/plugins/servlet/project-config/PLAT/permissions",
        "/secure/RapidBoard.jspa?rapidView=1",
        "/secure/RapidBoard.jspa?rapidView=nine",
        "/plugins/servlet/project-config/NONE/permissions",
        "/plugins/servlet/project-config/PLAT/workflows",
    ],
)
async def test_addresses_keep_what_one_may_not_see(env: Env, address: str) -> None:
    await env.become("no access")
    await page(env, address, 404)


async def test_settings_are_refused_behind_their_old_address(env: Env) -> None:
    await env.become("member")
    await page(env, "/plugins/servlet/project-config/PLAT/permissions", 403)
    await page(env, "/secure/admin/ViewPermissionSchemes.jspa", 403)


async def test_the_side_bar_leads_to_the_plan(env: Env) -> None:
    await env.become("site administrator")
    links: dict[str, Any] = {}
    for path in (PLAT, "/jira/software/projects/BATCH", "/jira/servicedesk/projects/HELP"):
        text = await page(env, f"{path}/summary")
        links[path] = [name for name in ("boards", "releases") if f'href="{path}/{name}"' in text]
    assert list(links.values()) == [["boards", "releases"], ["boards"], ["releases"]]
    assert f'href="{PLAT}/settings/permissions"' in await page(env, f"{PLAT}/settings/access")
