"""Addresses of Jira's own screens where rights are granted. Pure; jxl itself never grants anything."""

from __future__ import annotations

from urllib.parse import quote

from jxl.jira.projects import JiraProject

_KINDS = {"software": "software", "service_desk": "servicedesk", "business": "core"}


def global_permissions(site_url: str) -> str:
    """Jira settings, System, Global permissions."""
    return f"{site_url}/secure/admin/GlobalPermissions!default.jspa"


def permission_schemes(site_url: str) -> str:
    """Jira settings, Issues (work items), Permission schemes."""
    return f"{site_url}/secure/admin/ViewPermissionSchemes.jspa"


def project_permissions(site_url: str, project: JiraProject) -> str:
    """Project settings, Permissions; in a team-managed project: Project settings, Access."""
    key = quote(project.key, safe="")
    if project.is_team_managed:
        return f"{site_url}/jira/{_KINDS.get(project.type_key, 'software')}/projects/{key}/settings/access"
    # Every kind of company-managed project has this address; Jira leads on to the project's own one.
    return f"{site_url}/plugins/servlet/project-config/{key}/permissions"
