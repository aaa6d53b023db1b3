"""People of the site, as an administrator sees them. Source: Jira Cloud REST v3, "Get user", "Find users"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jxl.jira.client import JiraClient, api_path, expect_list, expect_object
from jxl.jira.images import ImageRule


@dataclass(frozen=True, slots=True)
class JiraPerson:
    """``email`` is empty where it is hidden; ``kind`` is ``atlassian``, ``customer`` (of a help centre) or ``app``."""

    account_id: str
    display_name: str
    email: str = ""
    avatar_url: str | None = None
    is_active: bool = True
    kind: str = "atlassian"


def fetch_person(client: JiraClient, account_id: str) -> JiraPerson:
    """
    Fetch one person, also somebody who was deactivated.

    Raises:
        JiraNotFound: Nobody has this account id.
        JiraRefused: The client's person may not browse users.
    """
    path = api_path("user")
    images = ImageRule.for_site(client.base_url)
    return _parse_person(expect_object(client.get_json(path, {"accountId": account_id}), path), images)


def search_people(client: JiraClient, query: str, max_results: int) -> list[JiraPerson]:
    """
    Find active people by the beginning of a word of their name or e-mail address, an empty query finds everybody.

    Apps are left out, so there may be fewer than asked for. Whoever may not browse users finds nobody.
    """
    path = api_path("user", "search")
    answer = expect_list(client.get_json(path, {"query": query, "maxResults": max_results}), path)
    images = ImageRule.for_site(client.base_url)
    people = [_parse_person(value, images) for value in answer if isinstance(value, dict)]
    return [person for person in people if person.account_id and person.kind != "app"]


def _parse_person(value: dict[str, Any], images: ImageRule) -> JiraPerson:
    account_id = _text(value.get("accountId"))
    return JiraPerson(
        account_id=account_id,
        display_name=_text(value.get("displayName")) or account_id,
        email=_text(value.get("emailAddress")),
        avatar_url=images.avatar_of(value),
        is_active=value.get("active") is not False,
        kind=_text(value.get("accountType")) or "atlassian",
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
