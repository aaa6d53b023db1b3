"""
Jira's own sequence of priorities, statuses, issue types and resolutions: they sort by it, not by name.

Source: Jira Cloud REST v3, "Issue priorities", "Workflow statuses", "Issue types", "Issue resolutions".
"""

from __future__ import annotations

from jxl.jira.client import JiraClient, api_path, expect_list
from jxl.jira.kinds import Kind

_PATHS = {
    Kind.PRIORITY: api_path("priority"),
    Kind.STATUS: api_path("status"),
    Kind.ISSUE_TYPE: api_path("issuetype"),
    Kind.RESOLUTION: api_path("resolution"),
}


def fetch_order(client: JiraClient, kind: Kind) -> dict[str, int]:
    """
    Fetch the place of each value of a kind, by id, from 0.

    Args:
        kind: Priority, status, issue type or resolution.
    """
    path = _PATHS[kind]
    entries = expect_list(client.get_json(path), path)
    ids = (entry.get("id") for entry in entries if isinstance(entry, dict))
    return {str(value_id): place for place, value_id in enumerate(i for i in ids if i is not None)}
