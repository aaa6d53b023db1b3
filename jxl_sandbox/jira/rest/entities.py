"""
Jira's JSON for everything that is not an issue: people, projects, statuses, versions …

Each function builds a plain value; :class:`Prepared` keeps the ones that issues repeat as JSON bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import orjson

from jxl_sandbox.jira.model import (
    JSON,
    Actor,
    FieldDefinition,
    FieldOption,
    IssueType,
    LinkType,
    Priority,
    Project,
    Resolution,
    Site,
    Sprint,
    Status,
    StatusCategory,
    User,
)
from jxl_sandbox.jira.rest.dates import in_utc
from jxl_sandbox.jira.rights import expand_scopes

API = "/rest/api/3"


def may_see_emails(site: Site, actor: Actor) -> bool:
    """
    Whether ``emailAddress`` is in people's JSON: apps need the scope ACCESS_EMAIL_ADDRESSES.
    """
    if actor.user is None or site.switches.hidden_email:
        return False
    return actor.app is None or "ACCESS_EMAIL_ADDRESSES" in expand_scopes(actor.scopes)


def avatar_urls(site: Site, name: str) -> dict[str, str]:
    """
    Build the four sizes; all of them are one drawing that scales.
    """
    path = f"{site.base_url}/avatars/{quote(name, safe=':')}.svg"
    return {f"{size}x{size}": f"{path}?size={size}" for size in (48, 24, 16, 32)}


def user_json(site: Site, user: User, *, with_email: bool) -> dict[str, JSON]:
    """
    Build a person as issues and lists carry them.
    """
    built: dict[str, JSON] = {
        "self": f"{site.base_url}{API}/user?accountId={quote(user.account_id, safe='')}",
        "accountId": user.account_id,
        "accountType": user.account_type,
    }
    if with_email and user.account_type == "atlassian":
        built["emailAddress"] = user.email
    built |= {
        "avatarUrls": avatar_urls(site, user.account_id),
        "displayName": user.display_name,
        "active": user.active,
        "timeZone": user.time_zone,
    }
    return built


def project_json(site: Site, project: Project) -> dict[str, JSON]:
    """
    Build a project as an issue carries it.
    """
    return {
        "self": f"{site.base_url}{API}/project/{project.id}",
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "projectTypeKey": project.type_key,
        "simplified": project.style == "next-gen",
        "avatarUrls": avatar_urls(site, f"project-{project.id}"),
    }


def status_category_json(site: Site, category: StatusCategory) -> dict[str, JSON]:
    """
    Build one of the four status categories.
    """
    return {
        "self": f"{site.base_url}{API}/statuscategory/{category.id}",
        "id": category.id,
        "key": category.key,
        "colorName": category.color,
        "name": category.name,
    }


def status_json(site: Site, status: Status) -> dict[str, JSON]:
    """
    Build a status as an issue carries it.
    """
    return {
        "self": f"{site.base_url}{API}/status/{status.id}",
        "description": status.description,
        "iconUrl": f"{site.base_url}/images/icons/statuses/generic.svg",
        "name": status.name,
        "id": status.id,
        "statusCategory": status_category_json(site, site.status_category(status.id)),
    }


def issue_type_json(site: Site, issue_type: IssueType) -> dict[str, JSON]:
    """
    Build an issue type; team-managed ones say whose they are.
    """
    built: dict[str, JSON] = {
        "self": f"{site.base_url}{API}/issuetype/{issue_type.id}",
        "id": issue_type.id,
        "description": issue_type.description,
        "iconUrl": f"{site.base_url}/images/icons/issuetypes/{issue_type.icon}.svg",
        "name": issue_type.name,
        "subtask": issue_type.is_subtask,
        "hierarchyLevel": issue_type.hierarchy_level,
    }
    return built


def priority_json(site: Site, priority: Priority) -> dict[str, JSON]:
    """
    Build a priority as an issue carries it.
    """
    return {
        "self": f"{site.base_url}{API}/priority/{priority.id}",
        "iconUrl": f"{site.base_url}/images/icons/priorities/{priority.icon}.svg",
        "name": priority.name,
        "id": priority.id,
    }


def resolution_json(site: Site, resolution: Resolution) -> dict[str, JSON]:
    """
    Build a resolution.
    """
    return {
        "self": f"{site.base_url}{API}/resolution/{resolution.id}",
        "id": resolution.id,
        "description": resolution.description,
        "name": resolution.name,
    }


def version_json(site: Site, version: dict[str, JSON]) -> dict[str, JSON]:
    """
    Build a version as an issue carries it.
    """
    built = {
        "self": f"{site.base_url}{API}/version/{version['id']}",
        "id": version["id"],
        "description": version["description"],
        "name": version["name"],
        "archived": version["archived"],
        "released": version["released"],
    }
    if version.get("releaseDate"):
        built["releaseDate"] = version["releaseDate"]
    return built


def component_json(site: Site, component: dict[str, JSON]) -> dict[str, JSON]:
    """
    Build a component as an issue carries it.
    """
    return {
        "self": f"{site.base_url}{API}/component/{component['id']}",
        "id": component["id"],
        "name": component["name"],
        "description": component["description"],
    }


def security_json(site: Site, project: Project, level_id: str) -> dict[str, JSON]:
    """
    Build an issue security level.
    """
    level = project.security_levels[level_id]
    return {
        "self": f"{site.base_url}{API}/securitylevel/{level.id}",
        "id": level.id,
        "description": level.description,
        "name": level.name,
    }


def option_json(site: Site, option: FieldOption) -> dict[str, JSON]:
    """
    Build a choice of a select-like field.
    """
    return {
        "self": f"{site.base_url}{API}/customFieldOption/{option.id}",
        "value": option.value,
        "id": option.id,
    }


def group_json(site: Site, name: str) -> dict[str, JSON]:
    """
    Build a group.
    """
    group_id = site.groups[name]
    return {"name": name, "groupId": group_id, "self": f"{site.base_url}{API}/group?groupId={group_id}"}


def team_json(site: Site, team_id: str) -> dict[str, JSON]:
    """
    Build a team.
    """
    name = site.teams[team_id].name
    return {
        "id": team_id,
        "name": name,
        "title": name,
        "avatarUrl": "",
        "isVisible": True,
        "isVerified": False,
        "isShared": True,
    }


def sprint_json(sprint: Sprint) -> dict[str, JSON]:
    """
    Build a sprint as the Sprint field carries it.
    """
    built: dict[str, JSON] = {
        "id": sprint.id,
        "name": sprint.name,
        "state": sprint.state,
        "boardId": sprint.board_id,
        "goal": sprint.goal,
    }
    for name, moment in (
        ("startDate", sprint.start_ms),
        ("endDate", sprint.end_ms),
        ("completeDate", sprint.complete_ms),
    ):
        if moment is not None:
            built[name] = in_utc(moment)
    return built


def link_type_json(site: Site, link_type: LinkType) -> dict[str, JSON]:
    """
    Build a link type.
    """
    return {
        "id": link_type.id,
        "name": link_type.name,
        "inward": link_type.inward,
        "outward": link_type.outward,
        "self": f"{site.base_url}{API}/issueLinkType/{link_type.id}",
    }


def field_json(definition: FieldDefinition) -> dict[str, JSON]:
    """
    Build a field as ``GET /field`` lists it.
    """
    built: dict[str, JSON] = {
        "id": definition.id,
        "key": definition.key,
        "name": definition.name,
        "custom": definition.custom,
        "orderable": definition.orderable,
        "navigable": definition.navigable,
        "searchable": definition.searchable,
        "clauseNames": list(definition.clause_names),
    }
    if definition.scope_project_id is not None:
        built["scope"] = {"type": "PROJECT", "project": {"id": definition.scope_project_id}}
    if definition.schema is not None:
        built["schema"] = definition.schema
    return built


class Prepared:
    """
    JSON bytes of what issues repeat, by kind and id.

    Kept until ``Site.config_version`` rises; who changes anything but an issue raises that.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._version = site.config_version
        self._kept: dict[tuple[str, str], bytes] = {}

    def get(self, kind: str, entity_id: str, build: Callable[[], JSON]) -> bytes:
        """Get the bytes of one entity, building them once."""
        if self._version != self._site.config_version:
            self._kept.clear()
            self._version = self._site.config_version
        key = (kind, entity_id)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = orjson.dumps(build())
        return found
