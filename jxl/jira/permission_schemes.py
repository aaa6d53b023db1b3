"""
Permission schemes: who is granted what in projects that share one.

A scheme is readable by those who administer Jira or the project. Team-managed projects have none that can be read.
Source: Jira Cloud REST v3, "Get assigned permission scheme", "Get all permission schemes".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jxl.jira.client import JiraClient, api_path, expect_list, expect_object


@dataclass(frozen=True, slots=True)
class Holder:
    """
    Whom a grant is made to.

    Attributes:
        kind: Jira's type: ``group``, ``projectRole``, ``user``, ``applicationRole``, ``anyone``, ``reporter`` …
        name: What Jira shows for it: of the group, the role, the person, the field, the application; empty where the
            kind says everything.
    """

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission, given to one holder."""

    permission: str
    holder: Holder


@dataclass(frozen=True, slots=True)
class PermissionScheme:
    """Grants are in Jira's order."""

    id: str
    name: str
    grants: tuple[Grant, ...] = ()

    def holders(self, permission: str) -> list[Holder]:
        """Whom a permission is granted to, each once."""
        return list(dict.fromkeys(grant.holder for grant in self.grants if grant.permission == permission))


def fetch_scheme_of(client: JiraClient, project_id: str) -> PermissionScheme:
    """
    Fetch the scheme that a company-managed project uses, with its grants.

    Raises:
        JiraRefused: The person administers neither Jira nor the project.
        JiraNotFound: No such project, or it has no scheme that can be read.
    """
    path = api_path("project", project_id, "permissionscheme")
    return _parse_scheme(client.get_json(path, {"expand": "all"}), path)


def fetch_schemes(client: JiraClient) -> list[PermissionScheme]:
    """Fetch all schemes of the site with their grants; holders are not named here beyond Jira's own parameter."""
    path = api_path("permissionscheme")
    answer = expect_object(client.get_json(path, {"expand": "permissions"}), path)
    return [_parse_scheme(entry, path) for entry in expect_list(answer.get("permissionSchemes"), path)]


def _parse_scheme(value: Any, path: str) -> PermissionScheme:
    scheme = expect_object(value, path)
    listed = scheme.get("permissions")
    grants = []
    for entry in expect_list([] if listed is None else listed, path):
        grant = expect_object(entry, path)
        holder = expect_object(grant.get("holder"), path)
        key, kind = grant.get("permission"), holder.get("type")
        if isinstance(key, str) and isinstance(kind, str):
            grants.append(Grant(key, Holder(kind, _name_of(holder))))
    scheme_id = str(scheme.get("id") or "")
    return PermissionScheme(scheme_id, _text(scheme.get("name")) or scheme_id, tuple(grants))


def _name_of(holder: dict[str, Any]) -> str:
    """The name in the expanded member, else the parameter: a group's name, but the number of a role or a field."""
    for member in ("group", "projectRole", "user", "field"):
        expanded = holder.get(member)
        if isinstance(expanded, dict):
            name = _text(expanded.get("displayName")) or _text(expanded.get("name"))
            if name:
                return name
    return _text(holder.get("parameter"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
