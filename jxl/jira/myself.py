"""The person behind a client, as Jira sees them. Source: Jira Cloud REST v3, "Get current user"."""

from __future__ import annotations

from dataclasses import dataclass

from jxl.jira.client import JiraClient, api_path, expect_object
from jxl.jira.images import ImageRule


@dataclass(frozen=True, slots=True)
class Myself:
    """``time_zone`` is an IANA name, ``locale`` like ``en_US``; both may be empty, and so may the avatar."""

    account_id: str
    display_name: str
    time_zone: str
    locale: str
    avatar_url: str | None


def fetch_myself(client: JiraClient) -> Myself:
    """Fetch who the client acts as."""
    path = api_path("myself")
    answer = expect_object(client.get_json(path), path)
    images = ImageRule.for_site(client.base_url)
    return Myself(
        account_id=str(answer.get("accountId") or ""),
        display_name=str(answer.get("displayName") or ""),
        time_zone=str(answer.get("timeZone") or ""),
        locale=str(answer.get("locale") or ""),
        avatar_url=images.avatar_of(answer),
    )
