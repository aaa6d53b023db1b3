"""
Whether sheets can be read without logging in: their definitions are project properties, which whoever may browse the
project can read through Jira's own API.

Jira tells it by permission schemes, in one call; projects are asked only where a scheme is open. Team-managed projects
cannot be opened to people who are not logged in.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from jxl.errors import JiraNotFound, JxlError
from jxl.jira.client import JiraClient
from jxl.jira.concurrency import run_ahead
from jxl.jira.permission_schemes import fetch_scheme_of, fetch_schemes
from jxl.permissions.administration import lets_anyone_browse

MOST_ASKED = 100
_AT_ONCE = 8

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Publicity:
    """
    What is known.

    Attributes:
        is_known: Jira answered; otherwise the rest says nothing.
        schemes: Names of the schemes that let anyone browse.
        project_ids: Projects with sheets that use one of them.
        not_asked: How many projects with sheets were too many to ask about.
    """

    is_known: bool = True
    schemes: tuple[str, ...] = ()
    project_ids: tuple[str, ...] = ()
    not_asked: int = 0


def find_public(client: JiraClient, project_ids: list[str]) -> Publicity:
    """
    Find which of the projects with sheets are public, as an administrator.

    Args:
        project_ids: Of the projects that have sheets; at most ``MOST_ASKED`` are asked about.
    """
    try:
        schemes = {scheme.id: scheme for scheme in fetch_schemes(client) if lets_anyone_browse(scheme)}
        if not schemes:
            return Publicity()
        asked = project_ids[:MOST_ASKED]
        tasks = [partial(_scheme_id, client, project_id) for project_id in asked]
        used = list(run_ahead(tasks, _AT_ONCE, ordered=True))
    except JxlError as exc:
        logger.warning("who may browse projects without logging in is not known", extra={"code": exc.code})
        return Publicity(is_known=False)
    return Publicity(
        schemes=tuple(sorted(scheme.name for scheme in schemes.values())),
        project_ids=tuple(i for i, scheme_id in zip(asked, used, strict=True) if scheme_id in schemes),
        not_asked=len(project_ids) - len(asked),
    )


def _scheme_id(client: JiraClient, project_id: str) -> str:
    """Empty for a team-managed project and for one that is gone: no scheme opens it."""
    try:
        return fetch_scheme_of(client, project_id).id
    except JiraNotFound:
        return ""
