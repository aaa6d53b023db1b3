"""
Changelog entries as Jira shows them.
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.model import Actor, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.dates import in_zone


class Histories:
    """
    Renders changelog entries for one caller: their time zone, and e-mail addresses if they may see them.
    """

    def __init__(self, site: Site, actor: Actor) -> None:
        self._site = site
        self._zone = actor.user.time_zone if actor.user else "Etc/UTC"
        self._with_email = e.may_see_emails(site, actor)

    def render(self, entry: dict[str, Any], *, in_millis: bool = False) -> dict[str, Any]:
        """
        Build one entry; who has left the site for good is not named.

        Args:
            in_millis: Tell the moment as epoch milliseconds, as the bulk operation alone does.
        """
        author = self._site.users.get(entry["author"])
        moment = entry["created_ms"] if in_millis else in_zone(entry["created_ms"], self._zone)
        built: dict[str, Any] = {"id": entry["id"]}
        if author is not None:
            built["author"] = e.user_json(self._site, author, with_email=self._with_email)
        return built | {"created": moment, "items": entry["items"]}
