"""The issue types of a project. Source: Jira Cloud REST v3, "Get project"."""

from __future__ import annotations

from dataclasses import dataclass

from jxl.jira.client import JiraClient, api_path, expect_list, expect_object


@dataclass(frozen=True, slots=True)
class IssueType:
    """``level`` is its place in the hierarchy: 1 and above are epics and what is over them, -1 is a sub-task."""

    id: str
    name: str
    level: int


def fetch_issue_types(client: JiraClient, id_or_key: str) -> list[IssueType]:
    """
    Fetch the issue types of a project, as the client's person sees them.

    Raises:
        JiraNotFound: No such project, or the person may not see it.
    """
    path = api_path("project", id_or_key)
    answer = expect_object(client.get_json(path), path)
    found = []
    for entry in expect_list(answer.get("issueTypes") or [], path):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            continue
        level = entry.get("hierarchyLevel")
        if isinstance(level, bool) or not isinstance(level, int):
            level = -1 if entry.get("subtask") is True else 0
        found.append(IssueType(str(entry.get("id")), name, level))
    return found
