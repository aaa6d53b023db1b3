"""An issue's page: which editors each person gets, and the history."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from jxl_sandbox.jira.model import Issue
from tests.sandbox.platform_site import Env, running

pytestmark = pytest.mark.anyio
HTML = {"Accept": "text/html"}
ALL = {"summary", "description", "priority", "assignee", "labels", "duedate"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def env() -> AsyncIterator[Env]:
    async with running(with_issues=True) as environment:
        yield environment


def first_issue(env: Env, key: str) -> Issue:
    project = env.site.find_project(key)
    assert project is not None
    return next(
        i
        for n in project.issue_ids
        if (i := env.site.issues[n]).values.get("security") is None
        and i.values["status"]
        not in env.site.workflows[project.workflows[i.values["issuetype"]]].read_only_status_ids
    )


async def page(env: Env, issue: Issue) -> str:
    answer = await env.client.get(f"/browse/{issue.key}", headers=HTML)
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", answer.text)
    return answer.text


def editors(text: str) -> set[str]:
    return set(re.findall(r'data-field="(\w+)"', text))


@pytest.mark.parametrize(
    ("key", "about", "fields", "may_move"),
    [
        ("PLAT", "site administrator", ALL, True),
        ("PLAT", "member", ALL, True),
        ("PLAT", "viewer", set(), False),
        ("BATCH", "member", ALL, True),
        ("BATCH", "viewer", set(), False),
        ("HELP", "service agent", ALL, True),
        ("HELP", "member", set(), False),
        ("HELP", "site administrator", set(), False),
        ("BUS", "member", ALL, True),
    ],
)
async def test_editors_follow_rights(
    env: Env, key: str, about: str, fields: set[str], may_move: bool
) -> None:
    await env.become(about)
    text = await page(env, first_issue(env, key))
    assert editors(text) == fields
    assert ('id="transitions"' in text) is may_move
    assert ("You may look at this work item and not change it." in text) is (not fields and not may_move)


async def test_single_rights_open_single_editors(env: Env) -> None:
    issue = first_issue(env, "PLAT")
    scheme = env.site.projects[issue.project_id].scheme
    await env.become("member")

    def without(*keys: str) -> None:
        scheme.grants[:] = [g for g in scheme.grants if g.permission not in keys]

    without("SCHEDULE_ISSUES")
    assert editors(await page(env, issue)) == ALL - {"duedate"}
    without("EDIT_ISSUES")
    assert editors(await page(env, issue)) == {"assignee"}
    without("ASSIGN_ISSUES")
    assert editors(await page(env, issue)) == set()


async def test_a_status_that_is_closed_to_edits_has_no_editors(env: Env) -> None:
    closed = [
        i
        for i in env.site.issues.values()
        if i.values["status"]
        in env.site.workflows[
            env.site.projects[i.project_id].workflows[i.values["issuetype"]]
        ].read_only_status_ids
    ]
    if not closed:
        issue = first_issue(env, "PLAT")
        project = env.site.projects[issue.project_id]
        workflow = env.site.workflows[project.workflows[issue.values["issuetype"]]]
        workflow.read_only_status_ids = frozenset({issue.values["status"]})
        closed = [issue]
    await env.become("site administrator")
    assert "summary" not in editors(await page(env, closed[0]))


async def test_only_people_who_may_be_assigned_are_offered(env: Env) -> None:
    await env.become("member")
    text = await page(env, first_issue(env, "PLAT"))
    assert f'<option value="{env.person("member").account_id}"' in text
    assert f'<option value="{env.person("viewer").account_id}"' not in text


async def test_history_in_words_and_escaped(env: Env) -> None:
    issue, member = first_issue(env, "PLAT"), env.person("member")
    before = issue.values["summary"]
    body = {"fields": {"summary": "<i>Sharp</i> & new", "duedate": "2026-12-24"}}
    written = await env.client.put(f"/rest/api/3/issue/{issue.key}", json=body, headers=env.basic(member))
    assert written.status_code == 204
    await env.become("viewer")
    text = (await page(env, issue)).split('id="history"')[1]
    assert member.display_name in text
    assert "&lt;i&gt;Sharp&lt;/i&gt; &amp; new" in text
    assert "<i>Sharp" not in text
    assert ">2026-12-24<" in text
    assert " ".join(before.split())[:20] in unescape(text)


async def test_formatting_that_would_be_lost_is_told(env: Env) -> None:
    issue = first_issue(env, "PLAT")
    await env.become("member")
    plain = {"type": "paragraph", "content": [{"type": "text", "text": "One"}, {"type": "hardBreak"}]}
    issue.values["description"] = {"type": "doc", "version": 1, "content": [plain]}
    assert "drops the formatting" not in await page(env, issue)
    bold = {"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [{"type": "strong"}]}]}
    issue.values["description"] = {"type": "doc", "version": 1, "content": [plain, bold]}
    assert "drops the formatting" in await page(env, issue)
    issue.values["description"] = {"type": "doc", "version": 1, "content": [{"type": "rule"}]}
    assert "drops the formatting" in await page(env, issue)


async def test_files_web_links_and_the_comments_that_the_person_sees(env: Env) -> None:
    issue = first_issue(env, "PLAT")
    admin = env.basic(env.person("site administrator"))
    api = f"/rest/api/3/issue/{issue.key}"
    files = {"file": ("<b>plan.txt", b"x" * 2048, "text/plain")}
    headers = {**admin, "X-Atlassian-Token": "no-check"}
    assert (await env.client.post(f"{api}/attachments", files=files, headers=headers)).status_code == 200
    link = {"object": {"url": "https://example.com/a?b=1&c=2", "title": "Notes <i>of</i> May"}}
    assert (await env.client.post(f"{api}/remotelink", json=link, headers=admin)).status_code == 201
    for words, visibility in (
        ("Read by <everybody>.", None),
        ("For a few.", {"type": "group", "value": "jira-administrators"}),
    ):
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
        body = {"body": {"type": "doc", "version": 1, "content": [paragraph]}, "visibility": visibility}
        added = await env.client.post(f"{api}/comment", json=body, headers=admin)
        assert added.status_code == 201, added.text
    await env.become("site administrator")
    text = await page(env, issue)
    file_id = issue.values["attachment"][0]["id"]
    assert f'href="/rest/api/3/attachment/content/{file_id}">&lt;b&gt;plan.txt</a>' in text
    assert "2 kB" in text
    assert 'href="https://example.com/a?b=1&amp;c=2"' in text
    assert "Notes &lt;i&gt;of&lt;/i&gt; May" in text
    assert "Read by &lt;everybody&gt;." in text
    assert "For a few." in text
    assert "Only for jira-administrators" in text
    await env.become("viewer")
    seen = await page(env, issue)
    assert "Read by &lt;everybody&gt;." in seen
    assert "For a few." not in seen


async def test_the_search_of_a_link_with_jql(env: Env) -> None:
    issue = first_issue(env, "PLAT")

    async def found(jql: str) -> str:
        answer = await env.client.get("/issues/", params={"jql": jql}, headers=HTML)
        assert answer.status_code == 200
        return answer.text

    await env.become("viewer")
    one = await found(f"key = {issue.key}")
    assert f"/browse/{issue.key}" in one
    assert "1 work item." in one
    assert "The first 50 of" in await found("project = PLAT ORDER BY created")
    assert "The value &#39;TOOLS&#39; does not exist" in await found(
        "project = TOOLS"
    )  # hidden from the person
    assert "This query cannot be run" in await found("status = <script>")
    assert "Nothing found" in await found("project = PLAT AND duedate < 1990-01-01")
