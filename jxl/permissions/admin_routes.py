"""
What the administration page asks: projects, people, the grants of a project, and what somebody may do there.

For those who administer Jira, which is asked afresh each time. Jira is asked as that administrator; no issue, no sheet
and no setting is shown, and nothing is granted here.
"""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import Blueprint, current_app, request

from jxl.config import Settings
from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.errors import JiraNotFound, NotFound, ValidationError
from jxl.jira.access import JiraAccess
from jxl.jira.client import JiraClient
from jxl.jira.people import fetch_person, search_people
from jxl.jira.permission_schemes import fetch_scheme_of
from jxl.jira.projects import fetch_project, search_projects
from jxl.permissions.administration import show_check, show_grants, show_person, show_project
from jxl.permissions.guards import gateway, requires_site
from jxl.permissions.jira_screens import project_permissions
from jxl.permissions.models import Action, Facts

blueprint = Blueprint("administration", __name__, url_prefix="/api/v1/admin")

MOST_OFFERED = 20
MAX_QUERY_CHARS = 200
MAX_ACCOUNT_ID_CHARS = 128

JSON = dict[str, Any]


class AdministrationServices(Protocol):
    """What these routes need of ``app.extensions["jxl"]`` besides the gateway."""

    @property
    def settings(self) -> Settings: ...

    @property
    def jira(self) -> JiraAccess: ...


@blueprint.get("/projects")
@context_token
@requires_site(Action.OPEN_ADMIN, fresh=True)
def find_projects(caller: Caller, _facts: Facts) -> JSON:
    """Projects whose name or key matches; without a query the first ones by key."""
    page = search_projects(_as_administrator(caller), query=_query(), max_results=MOST_OFFERED)
    return {"values": [show_project(p) for p in page.projects], "hasMore": page.next_start is not None}


@blueprint.get("/people")
@context_token
@requires_site(Action.OPEN_ADMIN, fresh=True)
def find_people(caller: Caller, _facts: Facts) -> JSON:
    """Active people by the beginning of a name or e-mail address; without a query nobody."""
    query = _query()
    found = search_people(_as_administrator(caller), query, MOST_OFFERED + 1) if query else []
    return {
        "values": [show_person(p) for p in found[:MOST_OFFERED]],
        "hasMore": len(found) > MOST_OFFERED,
    }


@blueprint.get("/projects/<project>/grants")
@context_token
@requires_site(Action.OPEN_ADMIN, fresh=True)
def get_grants(caller: Caller, _facts: Facts, project: str) -> JSON:
    """Whom the project's permission scheme grants our permissions to; a team-managed project does not tell."""
    client = _as_administrator(caller)
    try:
        found = fetch_project(client, project)
        answer: JSON = {
            "project": show_project(found),
            "address": project_permissions(caller.installation.display_url, found),
        }
        if found.is_team_managed:
            return answer | {"scheme": None, "isPublic": False, "permissions": []}
        return answer | show_grants(fetch_scheme_of(client, found.id), _services().settings.addon_key)
    except JiraNotFound as exc:
        raise NotFound("This project does not exist, or you may not see it.") from exc


@blueprint.get("/check")
@context_token
@requires_site(Action.OPEN_ADMIN, fresh=True)
def check_person(caller: Caller, _facts: Facts) -> JSON:
    """What somebody may do in a project, asked of Jira now."""
    project = request.args.get("project", "").strip()
    account_id = request.args.get("accountId", "").strip()
    missing = {
        name: text
        for name, value, text in (
            ("project", project, "Choose a project."),
            ("accountId", account_id, "Choose a person."),
        )
        if not value or len(value) > MAX_ACCOUNT_ID_CHARS
    }
    if missing:
        raise ValidationError(fields=missing)
    try:
        person = fetch_person(_as_administrator(caller), account_id)
    except JiraNotFound as exc:
        raise NotFound("Jira knows nobody with this account. It may have been deleted.") from exc
    return show_check(person, gateway().facts_about(caller, person.account_id, project))


def _services() -> AdministrationServices:
    return cast(AdministrationServices, current_app.extensions["jxl"])


def _as_administrator(caller: Caller) -> JiraClient:
    return _services().jira.as_user(caller.installation, caller.person)


def _query() -> str:
    query = request.args.get("query", "").strip()
    if len(query) > MAX_QUERY_CHARS:
        raise ValidationError(fields={"query": f"A search is at most {MAX_QUERY_CHARS} characters long."})
    return query
