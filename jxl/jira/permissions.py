"""
What a person may do, asked of Jira. Source: Jira Cloud REST v3, "Permissions".

A permission that Jira does not clearly grant is not granted, also when Jira does not know its key: an app's own
permissions are unknown where the app was installed a moment ago or is disabled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from jxl.errors import JiraBadRequest, JiraUnavailable
from jxl.jira.client import JiraClient, api_path, expect_list, expect_object

MOST_AT_ONCE = 1000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PermissionCheck:
    """What is granted: global keys, and for each project permission the ids of projects and of issues."""

    global_permissions: frozenset[str] = frozenset()
    projects: dict[str, frozenset[str]] = field(default_factory=dict)
    issues: dict[str, frozenset[str]] = field(default_factory=dict)


def fetch_my_permissions(
    client: JiraClient, keys: Sequence[str], project: str | None = None
) -> dict[str, bool]:
    """
    Ask which permissions the client's person has, in one call.

    Args:
        project: Id or key of the project in which to ask; None asks on the site, where a project permission means
            "in any project".

    Returns:
        Every key that was asked for. In a project, a permission that depends on the issue (reporter, assignee) is
        True if it can hold for some issue.

    Raises:
        JiraNotFound: No such project, or the person may not see it.
    """
    path = api_path("mypermissions")

    def ask(known: Sequence[str]) -> dict[str, bool]:
        params: dict[str, str | Sequence[str]] = {"permissions": known}
        if project is not None:
            is_id = project.isascii() and project.isdecimal()
            params["projectId" if is_id else "projectKey"] = project
        answer = expect_object(client.get_json(path, params), path)
        granted = expect_object(answer.get("permissions"), path)
        return {key: _is_granted(granted.get(key)) for key in known}

    granted = _without_unknown_keys(keys, ask)
    return {key: granted is not None and granted.get(key, False) for key in keys}


def check(
    client: JiraClient,
    global_keys: Sequence[str],
    project_keys: Sequence[str],
    project_ids: Sequence[str],
    issue_ids: Sequence[str] = (),
    *,
    account_id: str | None = None,
) -> PermissionCheck:
    """
    Ask about many projects and issues at once, as the client's person.

    Args:
        project_keys: Permissions of projects; each is asked about all of ``project_ids`` and ``issue_ids``.
        project_ids: At most 1,000.
        issue_ids: At most 1,000.
        account_id: Somebody else to ask about, which Jira allows to its administrators.
    """
    if len(project_ids) > MOST_AT_ONCE or len(issue_ids) > MOST_AT_ONCE:
        raise ValueError("at most 1,000 projects and 1,000 issues can be asked about at once")
    path = api_path("permissions", "check")

    def ask(known: Sequence[str]) -> PermissionCheck:
        body: dict[str, Any] = {"globalPermissions": [key for key in global_keys if key in known]}
        if account_id is not None:
            body["accountId"] = account_id
        wanted = [key for key in project_keys if key in known]
        if wanted and (project_ids or issue_ids):
            body["projectPermissions"] = [
                {
                    "permissions": wanted,
                    "projects": [int(i) for i in project_ids],
                    "issues": [int(i) for i in issue_ids],
                }
            ]
        answer = client.post_json(path, body, is_read=True)
        return _parse_check(answer, path, needs_projects="projectPermissions" in body)

    return _without_unknown_keys([*global_keys, *project_keys], ask) or PermissionCheck()


def _without_unknown_keys(keys: Sequence[str], ask: Callable[[Sequence[str]], T]) -> T | None:
    """
    Ask, and once more without the keys that Jira names as unknown.

    Jira refuses the whole question with 400 ``{"errors": {KEY: "Unrecognized permission"}}``.

    Returns:
        None when Jira knows none of the keys.
    """
    try:
        return ask(keys)
    except JiraBadRequest as refusal:
        known = [key for key in keys if key not in refusal.field_errors]
        if len(known) == len(keys):
            raise _unreadable(refusal) from refusal
    if not known:
        return None
    try:
        return ask(known)
    except JiraBadRequest as refusal:
        raise _unreadable(refusal) from refusal


def _unreadable(refusal: JiraBadRequest) -> JiraUnavailable:
    return JiraUnavailable(
        "Jira does not say what you may do here. Try again.",
        jira_status=refusal.jira_status,
        method=refusal.method,
        path=refusal.path,
        messages=refusal.messages,
    )


def _is_granted(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("havePermission") is True


def _parse_check(answer: Any, path: str, *, needs_projects: bool) -> PermissionCheck:
    answer = expect_object(answer, path)
    projects: dict[str, frozenset[str]] = {}
    issues: dict[str, frozenset[str]] = {}
    # An answer that leaves out what was asked for is none: it must not pass for "nothing is granted".
    entries = answer.get("projectPermissions")
    for entry in expect_list(entries if entries is not None or needs_projects else [], path):
        granted = expect_object(entry, path)
        key = granted.get("permission")
        if isinstance(key, str):
            projects[key] = projects.get(key, frozenset()) | _ids(granted.get("projects"), path)
            issues[key] = issues.get(key, frozenset()) | _ids(granted.get("issues"), path)
    global_keys = expect_list(answer.get("globalPermissions") or [], path)
    return PermissionCheck(frozenset(k for k in global_keys if isinstance(k, str)), projects, issues)


def _ids(value: Any, path: str) -> frozenset[str]:
    members = [] if value is None else expect_list(value, path)
    return frozenset(str(m) for m in members if isinstance(m, int | str) and not isinstance(m, bool))
