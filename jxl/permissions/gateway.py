"""
Asks Jira, as the person, for the facts that the policy decides on; remembers them for half a minute.

Fails closed: what Jira does not clearly grant is not granted, and no answer is an error, never a yes. Nothing is
shared between persons or installations.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jxl.errors import JiraNotFound, NotFound, PermissionDenied
from jxl.jira import permissions as jira_permissions
from jxl.jira.concurrency import run_ahead
from jxl.jira.expiring import ExpiringTable
from jxl.jira.projects import JiraProject, fetch_project
from jxl.jira.single_flight import SingleFlight
from jxl.permissions.catalogue import GlobalPermission, JiraPermission, SchemePermission, rest_key
from jxl.permissions.policy import SITE_ACTIONS, Action, Decision, Facts, decide

if TYPE_CHECKING:
    from jxl.connect.models import Caller
    from jxl.jira.access import JiraAccess

FACTS_KEPT_S = 30.0
_PROJECTS_KEPT_S = 600.0  # id, key and name only: rights are asked by id, and anew
_ENTRIES_KEPT = 50_000
_CHUNKS_AT_ONCE = 4
_NO_PROJECT = "This project does not exist, or you may not see it."

_SITE_FACTS: dict[str, GlobalPermission | JiraPermission] = {
    "global_view": GlobalPermission.VIEW_SHEETS,
    "global_edit": GlobalPermission.EDIT_SHEETS,
    "global_bulk": GlobalPermission.BULK_CHANGE_SHEETS,
    "global_directory": GlobalPermission.VIEW_SHEETS_DIRECTORY,
    "administer": JiraPermission.ADMINISTER,
}
_PROJECT_FACTS: dict[str, SchemePermission | JiraPermission] = {
    "scheme_view": SchemePermission.VIEW_SHEETS,
    "scheme_edit": SchemePermission.EDIT_SHEETS,
    "scheme_bulk": SchemePermission.BULK_CHANGE_SHEETS,
    "browse": JiraPermission.BROWSE_PROJECTS,
    "edit_issues": JiraPermission.EDIT_ISSUES,
    "administer_projects": JiraPermission.ADMINISTER_PROJECTS,
}


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project as the person sees it, and what they may do there."""

    project: JiraProject
    facts: Facts

    def decide(self, action: Action) -> Decision:
        """Decide about an action in this project."""
        return decide(action, self.facts, self.project.name, is_team_managed=self.project.is_team_managed)


class PermissionGateway:
    """
    One a process.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(
        self, jira_access: JiraAccess, addon_key: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._jira = jira_access
        self._clock = clock
        self._site_keys = {name: _key_of(addon_key, right) for name, right in _SITE_FACTS.items()}
        self._project_keys = {name: _key_of(addon_key, right) for name, right in _PROJECT_FACTS.items()}
        self._facts: ExpiringTable[Hashable, Facts] = ExpiringTable(_ENTRIES_KEPT)
        self._projects: ExpiringTable[Hashable, JiraProject] = ExpiringTable(_ENTRIES_KEPT)
        self._project_flights: SingleFlight[ProjectFacts] = SingleFlight()
        self._site_flights: SingleFlight[Facts] = SingleFlight()

    def facts(self, caller: Caller, project: str, fresh: bool = False) -> ProjectFacts:
        """
        Ask what a person may do in a project: at most two calls to Jira, side by side.

        Args:
            project: Id or key.
            fresh: Ask now, whatever is remembered; before anything is written as the app.

        Raises:
            NotFound: No such project, or the person may not see it.
            JiraError: Jira gave no answer that can be relied on.
        """
        person = _person(caller)
        known = self._projects.find((*person, project), self._clock())
        if fresh:
            return self._ask_project(caller, project, known, may_guess=False)
        facts = known and self._facts.find((*person, "project", known.id), self._clock())
        if known and facts:
            return ProjectFacts(known, facts)
        return self._project_flights.run(
            (*person, project), lambda: self._ask_project(caller, project, known, may_guess=True)
        )

    def site_facts(self, caller: Caller, fresh: bool = False) -> Facts:
        """Ask what a person may do on the site; everything that a project decides is False. One call to Jira."""
        key = (*_person(caller), "site")
        facts = None if fresh else self._facts.find(key, self._clock())
        if facts is not None:
            return facts
        if fresh:
            return self._ask_site(caller, key)
        return self._site_flights.run(key, lambda: self._ask_site(caller, key))

    def facts_for_projects(self, caller: Caller, project_ids: Iterable[str]) -> dict[str, Facts]:
        """
        Ask about many projects, a thousand a call, side by side.

        The answer says what the site grants as well, and that is remembered: :meth:`site_facts` need not ask after it.

        Returns:
            An entry for every id; a project that is not there or not visible has ``browse`` False.
        """
        person = _person(caller)
        found: dict[str, Facts] = {}
        wanted: list[str] = []
        for project_id in dict.fromkeys(project_ids):
            facts = self._facts.find((*person, "many", project_id), self._clock())
            if facts is not None:
                found[project_id] = facts
            elif project_id.isascii() and project_id.isdecimal():
                wanted.append(project_id)
            else:
                found[project_id] = Facts()
        size = jira_permissions.MOST_AT_ONCE
        chunks = [wanted[start : start + size] for start in range(0, len(wanted), size)]
        until_s = self._clock() + FACTS_KEPT_S
        for answer in run_ahead(
            [partial(self._ask_many, caller, chunk) for chunk in chunks], _CHUNKS_AT_ONCE
        ):
            for project_id, facts in answer.items():
                self._facts.put((*person, "many", project_id), facts, until_s)
                found[project_id] = facts
            for facts in list(answer.values())[:1]:
                site = Facts(**{name: getattr(facts, name) for name in _SITE_FACTS})
                self._facts.put((*person, "site"), site, until_s)
        return found

    def facts_about(self, caller: Caller, account_id: str, project: str) -> ProjectFacts:
        """
        Ask, as an administrator, what somebody else may do in a project. Asked anew each time, never remembered.

        Args:
            project: Id or key of a project that the administrator may see.

        Raises:
            NotFound: No such project, or the administrator may not see it.
            JiraRefused: The caller does not administer Jira.
        """
        client = self._jira.as_user(caller.installation, caller.person)
        try:
            found = fetch_project(client, project)
        except JiraNotFound as exc:
            raise NotFound(_NO_PROJECT) from exc
        return ProjectFacts(found, self._ask_many(caller, [found.id], account_id)[found.id])

    def require(self, caller: Caller, action: Action, project: str, fresh: bool = False) -> ProjectFacts:
        """
        Give the facts if they allow an action in a project.

        Raises:
            PermissionDenied: They do not; the reason says which right is missing and who can grant it.
            NotFound: No such project, or the person may not browse it.
            JiraError: Jira gave no answer that can be relied on.
        """
        if action in SITE_ACTIONS:
            raise ValueError(f"{action} is decided by the site, not by a project")
        found = self.facts(caller, project, fresh)
        if not found.facts.browse:
            raise NotFound(_NO_PROJECT)
        _enforce(action, found.decide(action), f"project {found.project.key}")
        return found

    def require_site(self, caller: Caller, action: Action, fresh: bool = False) -> Facts:
        """Give the facts if they allow an action on the site; raises as :meth:`require`."""
        if action not in SITE_ACTIONS:
            raise ValueError(f"{action} is decided by a project")
        facts = self.site_facts(caller, fresh)
        _enforce(action, decide(action, facts), "site")
        return facts

    def _ask_project(
        self, caller: Caller, project: str, known: JiraProject | None, *, may_guess: bool
    ) -> ProjectFacts:
        """
        Ask, and remember.

        Args:
            known: The project if its id is known; otherwise it is asked as well.
            may_guess: Whether both questions may go out at once, naming the project as the caller did. Before a
                write they may not: what is written to is the id, so that is what rights must be asked for.
        """
        asked_at_s = self._clock()
        client = self._jira.as_user(caller.installation, caller.person)
        keys = {**self._site_keys, **self._project_keys}

        def ask_rights(id_or_key: str) -> Facts:
            granted = jira_permissions.fetch_my_permissions(client, list(keys.values()), id_or_key)
            return Facts(**{name: granted[key] for name, key in keys.items()})

        found: JiraProject
        facts: Facts
        try:
            if known is not None:
                found, facts = known, ask_rights(known.id)
            elif may_guess:
                found, facts = _both(lambda: fetch_project(client, project), lambda: ask_rights(project))
            else:
                found = fetch_project(client, project)
                facts = ask_rights(found.id)
        except JiraNotFound as exc:
            raise NotFound(_NO_PROJECT) from exc
        person = _person(caller)
        for name in {project, found.id, found.key}:
            self._projects.put((*person, name), found, asked_at_s + _PROJECTS_KEPT_S)
        self._facts.put((*person, "project", found.id), facts, asked_at_s + FACTS_KEPT_S)
        return ProjectFacts(found, facts)

    def _ask_site(self, caller: Caller, key: Hashable) -> Facts:
        asked_at_s = self._clock()
        client = self._jira.as_user(caller.installation, caller.person)
        granted = jira_permissions.fetch_my_permissions(client, list(self._site_keys.values()))
        facts = Facts(**{name: granted[rest] for name, rest in self._site_keys.items()})
        self._facts.put(key, facts, asked_at_s + FACTS_KEPT_S)
        return facts

    def _ask_many(
        self, caller: Caller, project_ids: list[str], account_id: str | None = None
    ) -> dict[str, Facts]:
        client = self._jira.as_user(caller.installation, caller.person)
        granted = jira_permissions.check(
            client,
            list(self._site_keys.values()),
            list(self._project_keys.values()),
            project_ids,
            account_id=account_id,
        )
        on_site = {name: key in granted.global_permissions for name, key in self._site_keys.items()}
        return {
            project_id: Facts(
                **on_site,
                **{
                    name: project_id in granted.projects.get(key, frozenset())
                    for name, key in self._project_keys.items()
                },
            )
            for project_id in project_ids
        }


def _both(fetch: Callable[[], JiraProject], ask: Callable[[], Facts]) -> tuple[JiraProject, Facts]:
    """Run two questions side by side."""
    found: list[JiraProject] = []
    facts: list[Facts] = []
    for _ in run_ahead([lambda: found.append(fetch()), lambda: facts.append(ask())], 2):
        pass
    return found[0], facts[0]


def _enforce(action: Action, decision: Decision, resource: str) -> None:
    if not decision.allowed:
        missing = [right.to_json() for right in decision.missing]
        raise PermissionDenied(action.value, resource, decision.reason, details={"missing": missing})


def _person(caller: Caller) -> tuple[int, str, int, str]:
    """Whose facts these are. A new secret or state of the installation makes everything remembered unreachable."""
    installation = caller.installation
    return installation.id, installation.client_key, installation.version, caller.person


def _key_of(addon_key: str, right: GlobalPermission | SchemePermission | JiraPermission) -> str:
    return right.value if isinstance(right, JiraPermission) else rest_key(addon_key, right.value)
