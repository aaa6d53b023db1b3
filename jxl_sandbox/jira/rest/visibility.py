"""
Reads ``visibility`` and ``properties`` of comments and work logs as they are sent.
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.conversation import is_in_role
from jxl_sandbox.jira.model import Actor, Project, Site
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.properties import check_key


def read_visibility(
    site: Site, actor: Actor, project: Project, value: Any, error_key: str
) -> dict[str, str] | None:
    """
    Read to whom an entry is shown; None means everybody who sees the issue.

    Args:
        value: ``{"type": "role" | "group", "value" | "identifier"}``; a group's identifier is its id.
        error_key: The member of ``errors`` that a refusal stands under.

    Raises:
        RestError: 400; there is no such role or group, or the caller is not in it.
    """
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("type") not in ("role", "group"):
        raise RestError(400, INVALID_PAYLOAD)
    identifier, name = value.get("identifier"), value.get("value")
    wanted = identifier if isinstance(identifier, str) and identifier else name
    if not isinstance(wanted, str) or not wanted:
        raise RestError(400, INVALID_PAYLOAD)
    if value["type"] == "group":
        found = next((n for n, group_id in site.groups.items() if wanted in (n, group_id)), None)
        if found is None:
            raise RestError(400, errors={error_key: f"Group: {wanted} does not exist."})
        if actor.user is None or found not in actor.user.groups:
            raise RestError(400, errors={error_key: f"You are currently not a member of the group: {found}."})
        return {"type": "group", "value": found}
    if wanted not in project.roles:
        raise RestError(400, errors={error_key: f"Project Role: {wanted} does not exist."})
    if actor.user is None or not is_in_role(actor.user, project, wanted):
        raise RestError(
            400, errors={error_key: f"You are currently not a member of the project role: {wanted}."}
        )
    return {"type": "role", "value": wanted}


def read_properties(value: Any) -> dict[str, Any]:
    """
    Read ``[{"key", "value"}]``.

    Raises:
        RestError: 400; something else.
    """
    if value is None:
        return {}
    if not isinstance(value, list):
        raise RestError(400, INVALID_PAYLOAD)
    read = {}
    for member in value:
        if not isinstance(member, dict) or not isinstance(member.get("key"), str) or "value" not in member:
            raise RestError(400, INVALID_PAYLOAD)
        check_key(member["key"])
        read[member["key"]] = member["value"]
    return read
