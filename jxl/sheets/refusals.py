"""The screen of somebody who may browse a project but not open its sheets: what counts, and what of it is missing."""

from __future__ import annotations

import logging

from jxl.connect.models import Caller
from jxl.errors import JxlError, NotFound
from jxl.jira.permission_schemes import fetch_scheme_of
from jxl.permissions.catalogue import NAMES, GlobalPermission, SchemePermission, rest_key
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.jira_screens import project_permissions
from jxl.permissions.models import Decision
from jxl.permissions.rights import ONE_IS_ENOUGH, rights_to_open
from jxl.sheets.presentation import show_project
from jxl.sheets.routes import tools
from jxl.sheets.screens import Screen, explained

logger = logging.getLogger(__name__)


def refused_in_project(caller: Caller, facts: ProjectFacts, decision: Decision) -> Screen:
    """
    Explain why a project's sheets stay closed.

    Raises:
        NotFound: The person may not even browse the project.
    """
    if not facts.facts.browse:
        raise NotFound("This project does not exist, or you may not see it.")
    project = facts.project
    rights = rights_to_open(
        facts.facts,
        is_team_managed=project.is_team_managed,
        ungranted_scheme=_find_ungranted_scheme(caller, facts),
    )
    return explained(
        decision,
        f"You can’t open sheets in {project.name}",
        f"You may browse the project, but you do not have the right “{NAMES[GlobalPermission.VIEW_SHEETS]}”. "
        "Jira’s own board and issues work as before.",
        rights,
        ONE_IS_ENOUGH,
        show_project(project),
        project_permissions(caller.installation.display_url, project),
    )


def _find_ungranted_scheme(caller: Caller, facts: ProjectFacts) -> str | None:
    """
    Name the project's permission scheme if it grants the right to nobody.

    Asked as the person, to whom Jira tells it if they administer the project or the site; for everybody else it is not
    known, and nothing is said.
    """
    may_read = facts.facts.administer_projects or facts.facts.administer
    if not may_read or facts.project.is_team_managed:
        return None
    try:
        scheme = fetch_scheme_of(
            tools().services.jira.as_user(caller.installation, caller.person), facts.project.id
        )
    except JxlError as exc:
        logger.warning("the permission scheme could not be read", extra={"code": exc.code})
        return None
    key = rest_key(tools().services.settings.addon_key, SchemePermission.VIEW_SHEETS.value)
    return None if scheme.holders(key) else scheme.name
