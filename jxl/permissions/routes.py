"""``GET /api/v1/me``: what the caller may do, each with the reason. Decides nothing itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.permissions.guards import gateway, left_to_jira
from jxl.permissions.policy import SITE_ACTIONS, decide, decide_all

blueprint = Blueprint("permissions", __name__)


@blueprint.get("/api/v1/me")
@context_token
@left_to_jira
def me(caller: Caller) -> dict[str, Any]:
    """
    Say what the caller may do.

    Without ``projectKey`` (a key or an id) only what the site decides.
    """
    named = request.args.get("projectKey", "").strip()
    answer: dict[str, Any] = {"accountId": caller.person}
    if named:
        found = gateway().facts(caller, named)
        project = found.project
        decisions = decide_all(found.facts, project.name, is_team_managed=project.is_team_managed)
        answer["project"] = {"id": project.id, "key": project.key, "name": project.name}
    else:
        facts = gateway().site_facts(caller)
        decisions = {action: decide(action, facts) for action in SITE_ACTIONS}
    answer["actions"] = {action.value: decision.to_json() for action, decision in decisions.items()}
    return answer
