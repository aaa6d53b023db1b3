"""
How issues are linked on a site, as the person may see it. Source: Jira Cloud REST v3, "Issue link types".
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from jxl.errors import JiraNotFound
from jxl.jira.client import JiraClient, api_path, expect_list, expect_object


@dataclass(frozen=True, slots=True)
class LinkType:
    """``outward`` says what the one issue does to the other ("blocks"), ``inward`` what is done to that one."""

    id: str
    name: str
    inward: str
    outward: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def fetch_link_types(client: JiraClient) -> list[LinkType]:
    """
    Fetch the link types, in Jira's order; none where the site has linking switched off.

    Raises:
        JiraError: Jira did not answer, or with something else.
    """
    path = api_path("issueLinkType")
    try:
        answer = expect_object(client.get_json(path), path)
    except JiraNotFound:
        return []  # how Jira says that linking is switched off
    entries = expect_list(answer.get("issueLinkTypes"), path)
    return [
        LinkType(
            id=str(entry["id"]),
            name=str(entry["name"]),
            inward=str(entry.get("inward") or entry["name"]),
            outward=str(entry.get("outward") or entry["name"]),
        )
        for entry in entries
        if isinstance(entry, dict) and entry.get("id") and entry.get("name")
    ]
