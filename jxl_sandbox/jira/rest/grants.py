"""
Grants of permission schemes and members of security levels: Jira's shape of them, and reading it.

Source: Jira Cloud REST v3, "Permission schemes", holder object.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast, get_args

from jxl_sandbox.jira.model import JSON, Grant, Holder, HolderType, PermissionScheme, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.roles import find_role_name, role_id

EXPANDS = ("permissions", "user", "group", "projectRole", "field", "all")
_EXPANDED_AS = {
    "group": "group",
    "groupCustomField": "field",
    "projectRole": "projectRole",
    "user": "user",
    "userCustomField": "field",
}
_BARE = frozenset({"anyone", "assignee", "projectLead", "reporter", "sd.customer.portal.only"})
_FIELD_KINDS = {"userCustomField": ("user", "users"), "groupCustomField": ("group", "groups")}


def parse_expand(words: Collection[str]) -> frozenset[str]:
    """
    Check what a call wants expanded; any word brings the grants along.

    Raises:
        RestError: 400; a word that schemes do not know.
    """
    unknown = [word for word in words if word not in EXPANDS]
    if unknown:
        raise RestError(400, f"The value '{unknown[0]}' is not valid for 'expand'.")
    return frozenset(words)


def scheme_json(site: Site, scheme: PermissionScheme, expand: Collection[str] = ()) -> dict[str, JSON]:
    """
    Build a scheme; with any expansion its grants are in it.
    """
    built: dict[str, JSON] = {
        "expand": ",".join(EXPANDS),
        "id": scheme.id,
        "self": f"{site.base_url}{e.API}/permissionscheme/{scheme.id}",
        "name": scheme.name,
        "description": scheme.description,
    }
    if expand:
        built["permissions"] = [grant_json(site, scheme, grant, expand) for grant in scheme.grants]
    return built


def grant_json(
    site: Site, scheme: PermissionScheme, grant: Grant, expand: Collection[str] = ()
) -> dict[str, JSON]:
    """
    Build one grant.
    """
    return {
        "id": grant.id,
        "self": f"{site.base_url}{e.API}/permissionscheme/{scheme.id}/permission/{grant.id}",
        "holder": holder_json(site, (grant.holder_type, grant.parameter), expand),
        "permission": grant.permission,
    }


def holder_json(site: Site, holder: Holder, expand: Collection[str] = ()) -> dict[str, JSON]:
    """
    Build a holder: roles by their id, groups by name and id.
    """
    kind, parameter = holder
    built: dict[str, JSON] = {"type": kind}
    if parameter is None:
        return built
    value = parameter
    if kind == "group":
        value = site.groups.get(parameter, parameter)
    elif kind == "projectRole":
        value = parameter = str(role_id(site, parameter))
    built |= {"parameter": parameter, "value": value}
    member = _EXPANDED_AS.get(kind)
    if member is None:
        return built
    if member in expand or "all" in expand:
        built[member] = _expanded(site, holder)
    return built | {"expand": member}


def parse_grant(site: Site, body: Any) -> tuple[str, Holder]:
    """
    Read the permission and the holder of a grant.

    Raises:
        RestError: 400; not a grant, an unknown permission, or a holder that is not there.
    """
    if not isinstance(body, dict) or not isinstance(body.get("holder"), dict):
        raise RestError(400, "A permission grant needs a holder and a permission.")
    key = body.get("permission")
    definition = site.permissions.get(key) if isinstance(key, str) else None
    if definition is None or definition.type != "PROJECT":
        raise RestError(400, f"The permission '{key}' is not a project permission.")
    return definition.key, parse_holder(site, body["holder"])


def parse_holder(site: Site, holder: dict[str, Any]) -> Holder:
    """
    Read a holder; ``value`` wins over ``parameter``, as Jira recommends it.

    Raises:
        RestError: 400; a type that does not exist, or nobody with this parameter.
    """
    kind = holder.get("type")
    if kind not in get_args(HolderType):
        raise RestError(400, f"The holder type '{kind}' is not valid.")
    given = holder.get("value") if holder.get("value") is not None else holder.get("parameter")
    holder_type = cast(HolderType, kind)
    if holder_type in _BARE:
        return holder_type, None
    if given is None or given == "":
        if holder_type == "applicationRole":
            return holder_type, None
        raise RestError(400, f"The holder type '{kind}' needs a parameter.")
    found = _find(site, holder_type, str(given))
    if found is None:
        raise RestError(400, f"The parameter '{given}' is not valid for the holder type '{kind}'.")
    return holder_type, found


def _find(site: Site, kind: HolderType, given: str) -> str | None:
    """Find what a parameter names, in the form that grants have inside; None when there is no such thing."""
    match kind:
        case "applicationRole":
            return given if given in site.application_roles else None
        case "group":
            by_id = next((name for name, group_id in site.groups.items() if group_id == given), None)
            return by_id or (given if given in site.groups else None)
        case "projectRole":
            return find_role_name(site, given)
        case "user":
            return given if given in site.users else None
    field = site.fields.get(given)
    is_right = field is not None and field.custom and field.kind in _FIELD_KINDS[kind]
    return given if is_right else None


def _expanded(site: Site, holder: Holder) -> dict[str, JSON]:
    kind, parameter = holder[0], holder[1] or ""
    match kind:
        case "group":
            return e.group_json(site, parameter)
        case "user":
            return e.user_json(site, site.users[parameter], with_email=False)
        case "projectRole":
            number = role_id(site, parameter)
            return {"self": f"{site.base_url}{e.API}/role/{number}", "name": parameter, "id": number}
    return e.field_json(site.fields[parameter])
