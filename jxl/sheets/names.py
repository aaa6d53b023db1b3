"""
Names of people and projects for lists, as the person who looks sees them; remembered for ten minutes, never stored.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jxl.errors import JxlError
from jxl.jira.client import Param, api_path, expect_list, expect_object
from jxl.jira.expiring import ExpiringTable
from jxl.jira.images import ImageRule
from jxl.jira.projects import JiraProject, search_projects

if TYPE_CHECKING:
    from jxl.connect.models import Caller
    from jxl.jira.access import JiraAccess
    from jxl.jira.client import JiraClient

KEPT_S = 600.0
_PEOPLE_A_CALL = 100
_PROJECTS_A_CALL = 50
_KEPT = 20_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """``display_name`` and ``avatar_url`` are None for somebody whom Jira does not name (any more)."""

    account_id: str
    display_name: str | None = None
    avatar_url: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "accountId": self.account_id,
            "displayName": self.display_name,
            "avatarUrl": self.avatar_url,
        }


class Names:
    """
    One a process, safe for threads.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, jira: JiraAccess, clock: Callable[[], float] = time.monotonic) -> None:
        self._jira = jira
        self._clock = clock
        self._people: ExpiringTable[Hashable, Person] = ExpiringTable(_KEPT)
        self._projects: ExpiringTable[Hashable, JiraProject] = ExpiringTable(_KEPT)

    def people(self, caller: Caller, account_ids: Iterable[str | None]) -> dict[str, Person]:
        """
        Name people; one call for a hundred that are not remembered.

        Returns:
            An entry for every id. Where Jira does not answer, people stay without a name: a list is shown all the same.
        """
        wanted = dict.fromkeys(i for i in account_ids if i)
        scope, now_s = _scope(caller), self._clock()
        found = {i: person for i in wanted if (person := self._people.find((*scope, i), now_s)) is not None}
        unknown = [i for i in wanted if i not in found]
        client = self._jira.as_user(caller.installation, caller.person)
        for start in range(0, len(unknown), _PEOPLE_A_CALL):
            ids = unknown[start : start + _PEOPLE_A_CALL]
            try:
                fetched = _fetch_people(client, ids)
            except JxlError as exc:
                logger.warning("people could not be named", extra={"code": exc.code})
                continue
            for account_id in ids:
                person = fetched.get(account_id, Person(account_id))
                self._people.put((*scope, account_id), person, now_s + KEPT_S)
                found[account_id] = person
        return {i: found.get(i, Person(i)) for i in wanted}

    def projects(self, caller: Caller, project_ids: Iterable[str]) -> dict[str, JiraProject]:
        """
        Name projects; one call for fifty that are not remembered.

        Returns:
            Only those that the person may browse.

        Raises:
            JiraError: Jira did not answer.
        """
        wanted = list(dict.fromkeys(project_ids))
        scope, now_s = _scope(caller), self._clock()
        found = {
            i: project for i in wanted if (project := self._projects.find((*scope, i), now_s)) is not None
        }
        unknown = [i for i in wanted if i not in found]
        client = self._jira.as_user(caller.installation, caller.person)
        for start in range(0, len(unknown), _PROJECTS_A_CALL):
            page = search_projects(client, ids=unknown[start : start + _PROJECTS_A_CALL])
            for project in page.projects:
                self._projects.put((*scope, project.id), project, now_s + KEPT_S)
                found[project.id] = project
        return found


def _fetch_people(client: JiraClient, account_ids: list[str]) -> dict[str, Person]:
    """Source: Jira Cloud REST v3, "Bulk get users"."""
    path = api_path("user", "bulk")
    params: list[tuple[str, Param]] = [
        ("maxResults", str(len(account_ids))),
        *(("accountId", i) for i in account_ids),
    ]
    users = expect_list(expect_object(client.get_json(path, params), path).get("values"), path)
    images = ImageRule.for_site(client.base_url)
    people = {}
    for user in users:
        if isinstance(user, dict) and isinstance(user.get("accountId"), str):
            name = user.get("displayName")
            people[user["accountId"]] = Person(
                user["accountId"], name if isinstance(name, str) and name else None, images.avatar_of(user)
            )
    return people


def _scope(caller: Caller) -> tuple[int, int, str]:
    return caller.installation.id, caller.installation.version, caller.person
