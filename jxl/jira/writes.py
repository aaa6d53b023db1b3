"""
Calls that change issues, and the questions that go before them. Source: Jira Cloud REST v3, "Issues"; Jira Software
Cloud REST, "Issue", "Sprint", "Backlog", "Board".

Nothing here is tried again: whether a call may be repeated is known to who made it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jxl.errors import JiraUnavailable
from jxl.jira.client import JiraClient, api_path, expect_list, expect_object

MOST_MOVED = 50  # issues a call of sprints and ranks takes
MOST_FOUND = 50
_AGILE = "/rest/agile/1.0"
_BOARD_PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a text may mean: its canonical value and its name."""

    id: str
    name: str


def put_issue(
    client: JiraClient,
    issue_id: str,
    fields: Mapping[str, Any],
    update: Mapping[str, Any],
    *,
    notify: bool = False,
) -> dict[str, Any]:
    """
    Change an issue's fields, all or none of them.

    Args:
        fields: New values by field id, as Jira takes them.
        update: Operations by field id; no field may be in both.
        notify: Whether Jira sends mail. Only administrators may keep it back; for others Jira sends all the same.

    Returns:
        The issue as it is then, with ``changelog``, newest first.
    """
    path = api_path("issue", issue_id)
    body: dict[str, Any] = {}
    if fields:
        body["fields"] = fields
    if update:
        body["update"] = update
    params: dict[str, str | bool] = {"returnIssue": True, "expand": "changelog", "notifyUsers": notify}
    return expect_object(client.put_json(path, body, params), path)


def fetch_changed(client: JiraClient, issue_id: str, fields: Sequence[str]) -> dict[str, Any]:
    """Fetch one issue with ``changelog``, newest first: it is read from the database, never from the index."""
    path = api_path("issue", issue_id)
    params = {"fields": list(fields), "expand": "changelog"}
    return expect_object(client.get_json(path, params), path)


def assign(client: JiraClient, issue_id: str, account_id: str | None) -> None:
    """Assign an issue, to nobody with None. Needs *Assign issues* only."""
    client.put_json(api_path("issue", issue_id, "assignee"), {"accountId": account_id})


def make_transition(client: JiraClient, issue_id: str, transition_id: str) -> None:
    """Move an issue through its workflow."""
    client.post_json(api_path("issue", issue_id, "transitions"), {"transition": {"id": transition_id}})


def move_to_sprint(client: JiraClient, sprint_id: str | None, issue_ids: Sequence[str]) -> None:
    """Move at most 50 issues into an open sprint, or with None out of theirs; all or none."""
    path = f"{_AGILE}/sprint/{int(sprint_id)}/issue" if sprint_id is not None else f"{_AGILE}/backlog/issue"
    client.post_json(path, {"issues": list(issue_ids)})


def rank(client: JiraClient, issue_ids: Sequence[str], place: str, other_id: str) -> dict[str, str]:
    """
    Rank at most 50 issues, in their order.

    Args:
        place: ``before`` or ``after`` the other issue.

    Returns:
        Jira's words by issue id, for those that it did not rank.
    """
    path = f"{_AGILE}/issue/rank"
    member = "rankBeforeIssue" if place == "before" else "rankAfterIssue"
    answer = client.put_json(path, {"issues": list(issue_ids), member: other_id})
    if answer is None:
        return {}
    refused: dict[str, str] = {}
    for entry in expect_list(expect_object(answer, path).get("entries") or [], path):
        if isinstance(entry, dict) and not 200 <= _number(entry.get("status")) < 300:
            words = [word for word in entry.get("errors") or () if isinstance(word, str)]
            named = entry.get("issueId") if entry.get("issueId") is not None else entry.get("issueKey")
            refused[str(named)] = " ".join(words) or "Jira did not rank this issue."
    return refused


def search_assignable(client: JiraClient, project_key: str, query: str) -> list[Found]:
    """Find whom issues of a project can be assigned to, at most 50, by the beginning of a name or e-mail address."""
    path = api_path("user", "assignable", "search")
    params: dict[str, str | int] = {"project": project_key, "query": query, "maxResults": MOST_FOUND}
    return [
        Found(str(user["accountId"]), str(user.get("displayName") or user["accountId"]))
        for user in expect_list(client.get_json(path, params), path)
        if isinstance(user, dict) and user.get("accountId") and user.get("accountType") != "app"
    ]


def search_groups(client: JiraClient, query: str) -> list[Found]:
    """Find groups whose name holds a text, at most 50."""
    path = api_path("groups", "picker")
    answer = expect_object(client.get_json(path, {"query": query, "maxResults": MOST_FOUND}), path)
    return [
        Found(str(group.get("groupId") or group["name"]), str(group["name"]))
        for group in expect_list(answer.get("groups"), path)
        if isinstance(group, dict) and group.get("name")
    ]


def fetch_open_sprints(client: JiraClient, project_key: str) -> list[Found]:
    """Fetch the active and future sprints of a project's boards, each once."""
    found: dict[str, Found] = {}
    for board in _pages(client, f"{_AGILE}/board", {"projectKeyOrId": project_key, "type": "scrum,simple"}):
        path = f"{_AGILE}/board/{_number(board.get('id'))}/sprint"
        for sprint in _pages(client, path, {"state": "active,future"}):
            found[str(sprint.get("id"))] = Found(str(sprint.get("id")), str(sprint.get("name") or ""))
    return list(found.values())


def _pages(client: JiraClient, path: str, params: Mapping[str, str]) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = []
    while True:
        asked: dict[str, str | int] = {**params, "startAt": len(values), "maxResults": _BOARD_PAGE}
        answer = expect_object(client.get_json(path, asked), path)
        page = [value for value in expect_list(answer.get("values"), path) if isinstance(value, dict)]
        values += page
        if answer.get("isLast") is not False:
            return values
        if not page:
            raise JiraUnavailable("Jira's answer cannot be read. Try again.", path=path)


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
