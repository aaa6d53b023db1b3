"""
For whom and when a query is compiled: the actor's visibility, time zone and *now*.

Everything that a query may name (projects, issues, versions, sprints …) is looked up through here, so that
what the actor may not see is as unknown as what does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jxl_sandbox.jira.agile_model import SavedFilter
from jxl_sandbox.jira.model import Actor, Issue, Project, Site, User
from jxl_sandbox.jira.rights import IssueSight
from jxl_sandbox.jira.saved_filters import sees_filter

_MAX_KEY_CHARS = 255  # no key is longer, and Python refuses to read numbers of thousands of digits


class QueryContext:
    """
    One compilation. *now* is read once, so that all clauses of a query agree on it.
    """

    def __init__(self, site: Site, actor: Actor) -> None:
        self.site = site
        self.actor = actor
        self.user: User | None = actor.user
        self.zone = _find_zone(self.user)
        self.now = site.now().astimezone(self.zone)
        self.sight = IssueSight(site, actor)

    @cached_property
    def project_ids(self) -> frozenset[str]:
        """Projects that the actor may browse."""
        return frozenset(self.sight.project_ids())

    @property
    def views(self) -> Mapping[int, int]:
        """When the actor last viewed issues: issue id to epoch milliseconds, oldest first."""
        return self.site.visits.views_of(self.user.account_id) if self.user is not None else {}

    @property
    def projects(self) -> Iterator[Project]:
        return (p for p in self.site.projects.values() if p.id in self.project_ids)

    def is_in_sight(self, project_id: str | None) -> bool:
        """Whether something that belongs to a project (None: to the whole site) may be known."""
        return project_id is None or project_id in self.project_ids

    def find_project(self, text: str) -> Project | None:
        """Find a project by key, name or id, in any case; None when the actor may not see it."""
        wanted = text.casefold()
        by_name = None
        for project in self.projects:
            if project.key.casefold() == wanted:
                return project
            if by_name is None and project.name.casefold() == wanted:
                by_name = project
        if by_name is not None:
            return by_name
        return self.site.projects[text] if text in self.project_ids and text in self.site.projects else None

    def find_issue(self, id_or_key: str) -> Issue | None:
        if len(id_or_key) > _MAX_KEY_CHARS:
            return None
        issue = self.site.find_issue(id_or_key)
        return issue if issue is not None and self.sight.sees(issue) else None

    def sees_filter(self, saved: SavedFilter) -> bool:
        """Whether a saved filter is the actor's own or shared with them."""
        return sees_filter(self.site, self.actor, saved)

    def find_users(self, text: str) -> list[User]:
        """Find people by account id, else by e-mail address (where it may be seen), else by display name."""
        if text in self.site.users:
            return [self.site.users[text]]
        wanted = text.casefold()
        people = self.site.users.values()
        if "@" in wanted:
            return [u for u in people if u.email.casefold() == wanted and self._may_know_email(u)]
        return [u for u in people if u.display_name.casefold() == wanted]

    def _may_know_email(self, user: User) -> bool:
        return user is self.user or not self.site.switches.hidden_email


def _find_zone(user: User | None) -> tzinfo:
    if user is None:
        return UTC
    try:
        return ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC  # a person with an unknown zone: Jira falls back to the site's, which is UTC here
