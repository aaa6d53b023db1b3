"""Issues read in bulk, and what may be edited on one. Source: Jira Cloud REST v3, "Issues"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jxl.errors import JiraUnavailable
from jxl.jira.client import JiraClient, api_path, expect_list, expect_object

BULK_FETCH_SIZE = 100  # every site takes 100; 1,000 only newer ones and not with every field


@dataclass(frozen=True, slots=True)
class BulkIssues:
    """
    Issues in ascending order of id, each once.

    ``errors`` are Jira's words by issue id for those it could not read just now. An id that is in neither is
    deleted, or the person may not see it.
    """

    issues: list[dict[str, Any]]
    errors: dict[str, str]


def bulk_fetch_with_errors(
    client: JiraClient, ids: Sequence[str], fields: Sequence[str], expand: Sequence[str] = ()
) -> BulkIssues:
    """
    Fetch up to 100 issues (1,000 where the site allows it).

    Args:
        ids: Issue ids or keys.
        fields: Field ids; name what is needed, the default of Jira is nearly all.
        expand: What comes beside the fields, such as ``transitions`` or ``changelog``; then at most 100 issues.
    """
    path = api_path("issue", "bulkfetch")
    body: dict[str, Any] = {"issueIdsOrKeys": list(ids), "fields": list(fields), "fieldsByKeys": False}
    if expand:
        body["expand"] = list(expand)
    answer = expect_object(client.post_json(path, body, is_read=True), path)
    issues = [expect_object(issue, path) for issue in expect_list(answer.get("issues"), path)]
    errors: dict[str, str] = {}
    for entry in expect_list(answer.get("issueErrors") or [], path):
        if isinstance(entry, dict):
            errors[str(entry.get("id"))] = str(entry.get("errorMessage") or "Jira could not read this issue.")
    return BulkIssues(issues, errors)


def bulk_fetch(client: JiraClient, ids: Sequence[str], fields: Sequence[str]) -> list[dict[str, Any]]:
    """
    As :func:`bulk_fetch_with_errors`, for callers that need all or nothing.

    Raises:
        JiraUnavailable: Jira could not read some of the issues just now.
    """
    found = bulk_fetch_with_errors(client, ids, fields)
    if found.errors:
        raise JiraUnavailable(
            "Jira could not read some of the issues. Try again.",
            path=api_path("issue", "bulkfetch"),
            messages=list(found.errors.values())[:5],
        )
    return found.issues


def fetch_editmeta(client: JiraClient, issue: str) -> dict[str, dict[str, Any]]:
    """
    Fetch which fields of an issue the person may edit now, by field id.

    A field that is not there cannot be edited; ``status`` never is (it takes a transition).

    Raises:
        JiraNotFound: No such issue, or the person may not see it.
    """
    path = api_path("issue", issue, "editmeta")
    fields = expect_object(expect_object(client.get_json(path), path).get("fields"), path)
    return {field_id: meta for field_id, meta in fields.items() if isinstance(meta, dict)}
