"""
Finds a saved filter for its caller, and reads and shows with whom it is shared.

Source: Jira Cloud REST v3, "Filters", "Filter sharing".
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.agile_model import SavedFilter, Share
from jxl_sandbox.jira.model import Actor, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rights import can_browse, has_global
from jxl_sandbox.jira.roles import find_role_name, role_ids
from jxl_sandbox.jira.saved_filters import sees_filter

NOT_AVAILABLE = (
    "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed."
)


def get_filter(site: Site, actor: Actor, filter_id: int, *, overrides: bool = False) -> SavedFilter:
    """
    Find a filter that the caller sees.

    Args:
        overrides: Whether a Jira administrator asks to see it whatever its shares are.

    Raises:
        RestError: 400, as Jira has it; there is none, or it is not shared with the caller.
    """
    found = site.filters.get(filter_id)
    may_override = overrides and has_global(site, actor, "ADMINISTER")
    if found is None or not (may_override or sees_filter(site, actor, found)):
        raise RestError(400, NOT_AVAILABLE)
    return found


def share_json(site: Site, share: Share) -> dict[str, Any]:
    """
    Build a share permission.
    """
    built: dict[str, Any] = {"id": share.id, "type": share.type}
    if share.type == "authenticated":
        built["type"] = "loggedin"
    if share.project_id is not None:
        project = site.projects.get(share.project_id)
        if project is None:
            return built | {"type": "project-unknown"}
        built["type"] = "project"
        built["project"] = e.project_json(site, project)
        if share.role is not None:
            link = f"{site.base_url}{e.API}/project/{project.id}/role/{role_ids(site)[share.role]}"
            built["role"] = {"self": link, "name": share.role, "id": role_ids(site)[share.role]}
    if share.type == "group" and share.name in site.groups:
        built["group"] = e.group_json(site, share.name)
    if share.type == "user" and share.name in site.users:
        user = e.user_json(site, site.users[share.name], with_email=False)
        shown = ("self", "accountId", "displayName", "active", "avatarUrls")
        built["user"] = {member: user[member] for member in shown}
    return built


def next_share_id(site: Site) -> int:
    """
    Find the next free id of a share.
    """
    used = (s.id for f in site.filters.values() for s in (*f.shares, *f.edits))
    return max(used, default=9999) + 1


def parse_share(site: Site, actor: Actor, body: dict[str, Any], share_id: int) -> Share:
    """
    Read a share permission as a filter's body or ``POST …/permission`` has it.

    Raises:
        RestError: 400; an unknown type, or somebody or something that is not there.
    """
    kind = body.get("type")
    if kind == "global":
        return Share(share_id, "global")
    if kind in ("authenticated", "loggedin"):
        return Share(share_id, "authenticated")
    if kind in ("project", "projectRole"):
        return _project_share(site, actor, body, share_id)
    if kind == "group":
        group = _member(body, "group")
        name = body.get("groupname") or group.get("name")
        group_id = body.get("groupId") or group.get("groupId")
        found = next((n for n, i in site.groups.items() if name == n or group_id == i), None)
        if found is None:
            raise RestError(400, f"The group '{name or group_id}' does not exist.")
        return Share(share_id, "group", name=found)
    if kind == "user":
        account_id = body.get("accountId") or _member(body, "user").get("accountId")
        if account_id not in site.users:
            raise RestError(400, f"The user '{account_id}' does not exist.")
        return Share(share_id, "user", name=account_id)
    raise RestError(400, f"The share type '{kind}' is not valid.")


def _project_share(site: Site, actor: Actor, body: dict[str, Any], share_id: int) -> Share:
    wanted = str(body.get("projectId") or _member(body, "project").get("id") or "")
    role_id = body.get("projectRoleId") or _member(body, "role").get("id")
    project = site.projects.get(wanted)
    if project is None or not can_browse(site, actor, project):
        raise RestError(400, f"No project could be found with id '{wanted}'.")
    if body["type"] == "project" and role_id is None:
        return Share(share_id, "project", project.id)
    role = find_role_name(site, str(role_id))
    if role is None:
        raise RestError(400, f"No project role could be found with id '{role_id}'.")
    return Share(share_id, "projectRole", project.id, role)


def _member(body: dict[str, Any], name: str) -> dict[str, Any]:
    member = body.get(name)
    return member if isinstance(member, dict) else {}
