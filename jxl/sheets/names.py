"""
Names of people and projects for lists, as the person who looks sees them; remembered for ten minutes, never stored.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from jxl.errors import JxlError
from jxl.jira.client import Param, api_path, expect_list, expect_object
from jxl.jira.concurrency import run_ahead
from jxl.jira.expiring import ExpiringTable
from jxl.jira.images import ImageRule
from jxl.jira.projects import JiraProject, search_projects

if TYPE_CHECKING:
    from jxl.connect.models import Caller
    from jxl.jira.access import JiraAccess
    from jxl.jira.client import JiraClient

KEPT_S = 600.0
CALLS_AT_ONCE = 8
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
        """Name people as :meth:`look_up` does."""
        return self.look_up(caller, account_ids, ())[0]

    def projects(self, caller: Caller, project_ids: Iterable[str]) -> dict[str, JiraProject]:
        """Name projects as :meth:`look_up` does."""
        return self.look_up(caller, (), project_ids)[1]

    def look_up(
        self, caller: Caller, account_ids: Iterable[str | None], project_ids: Iterable[str]
    ) -> tuple[dict[str, Person], dict[str, JiraProject]]:
        """
        Name people and projects, all questions side by side: one for a hundred people, one for fifty projects.

        Returns:
            An entry for each person: where Jira does not answer, they stay without a name, and a list is shown all the
            same. Of the projects only those that the person may browse.

        Raises:
            JiraError: Jira did not answer about the projects.
        """
        wanted, places = list(dict.fromkeys(i for i in account_ids if i)), list(dict.fromkeys(project_ids))
        people, projects, questions = self.begin(caller, wanted, places)
        for _ in run_ahead(questions, CALLS_AT_ONCE):
            pass
        return {i: people.get(i, Person(i)) for i in wanted}, projects

    def begin(
        self, caller: Caller, wanted: list[str], places: list[str]
    ) -> tuple[dict[str, Person], dict[str, JiraProject], list[Callable[[], None]]]:
        """
        Give the names that are remembered, and the questions about the others.

        Whoever runs the questions, side by side with others perhaps, finds the answers in the two tables afterwards.
        """
        scope, now_s = _scope(caller), self._clock()
        people = {i: person for i in wanted if (person := self._people.find((*scope, i), now_s)) is not None}
        projects = {
            i: project for i in places if (project := self._projects.find((*scope, i), now_s)) is not None
        }
        client = self._jira.as_user(caller.installation, caller.person)

        def name_people(ids: list[str]) -> None:
            try:
                fetched = _fetch_people(client, ids)
            except JxlError as exc:
                logger.warning("people could not be named", extra={"code": exc.code})
                return
            for account_id in ids:
                named = fetched.get(account_id, Person(account_id))
                self._people.put((*scope, account_id), named, now_s + KEPT_S)
                people[account_id] = named

        def name_projects(ids: list[str]) -> None:
            for found in search_projects(client, ids=ids).projects:
                self._projects.put((*scope, found.id), found, now_s + KEPT_S)
                projects[found.id] = found

        questions: list[Callable[[], None]] = [
            partial(name_projects, chunk)
            for chunk in _chunks([i for i in places if i not in projects], _PROJECTS_A_CALL)
        ]
        questions += [
            partial(name_people, chunk)
            for chunk in _chunks([i for i in wanted if i not in people], _PEOPLE_A_CALL)
        ]
        return people, projects, questions


def _chunks(ids: list[str], size: int) -> list[list[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


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
