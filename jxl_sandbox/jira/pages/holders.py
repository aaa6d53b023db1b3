"""Holders of permissions on pages: as form values, in words, and who can be chosen."""

from __future__ import annotations

from typing import cast, get_args

from starlette.exceptions import HTTPException

from jxl_sandbox.jira.model import Holder, HolderType, PermissionDefinition, PermissionScheme, Site

Choices = list[tuple[str, list[tuple[str, str]]]]
Rows = list[tuple[PermissionDefinition, list[tuple[str, str]]]]


def encode_holder(holder: Holder) -> str:
    return f"{holder[0]}:{holder[1] or ''}"


def decode_holder(text: str) -> Holder:
    """
    Read a holder from a form.

    Raises:
        HTTPException: No such kind of holder.
    """
    kind, _, parameter = text.partition(":")
    if kind not in get_args(HolderType):
        raise HTTPException(400, "There is no such kind of holder.")
    return cast(HolderType, kind), parameter or None


def describe_holder(site: Site, holder: Holder) -> str:
    """Say in words who is meant."""
    kind, parameter = holder
    name = parameter or ""
    match kind:
        case "applicationRole":
            return f"Anyone with a licence for {parameter}" if parameter else "Any logged-in, licensed person"
        case "user":
            user = site.users.get(name)
            return f"Person {user.display_name if user is not None else name}"
        case "userCustomField" | "groupCustomField":
            field = site.fields.get(name)
            whose = "People" if kind == "userCustomField" else "Groups"
            return f"{whose} named in the field {field.name if field is not None else name}"
    words = {
        "anyone": "Public (anyone, not logged in too)",
        "group": f"Group {name}",
        "projectRole": f"Role {name}",
        "projectLead": "Project lead",
        "sd.customer.portal.only": "Service project customer - portal access",
    }
    return words.get(kind, kind.capitalize())


def definitions(site: Site, kind: str) -> list[PermissionDefinition]:
    """The permissions of a kind, those of apps first: they are what somebody comes here for."""
    return sorted((d for d in site.permissions.values() if d.type == kind), key=lambda d: d.app_key is None)


def scheme_rows(site: Site, scheme: PermissionScheme) -> Rows:
    """Each project permission with whom a scheme grants it to."""
    return [
        (
            definition,
            [
                _choice(site, (g.holder_type, g.parameter))
                for g in scheme.grants
                if g.permission == definition.key
            ],
        )
        for definition in definitions(site, "PROJECT")
    ]


def global_rows(site: Site) -> Rows:
    """Each global permission with who holds it."""
    return [
        (definition, [_choice(site, holder) for holder in site.global_grants.get(definition.key, [])])
        for definition in definitions(site, "GLOBAL")
    ]


def global_choices(site: Site) -> Choices:
    """Whom a global permission can be granted to: groups, everybody with a licence, the public."""
    groups: list[Holder] = [("group", name) for name in sorted(site.groups)]
    everybody: list[Holder] = [("applicationRole", None), ("anyone", None)]
    return _grouped(site, [("Everybody", everybody), ("Groups", groups)])


def scheme_choices(site: Site) -> Choices:
    """Whom a permission scheme can grant to: every kind of holder there is."""
    role_names = {n for p in site.projects.values() if p.style == "classic" for n in p.roles}
    people = sorted(
        (u for u in site.users.values() if u.account_type == "atlassian" and u.active),
        key=lambda u: u.display_name.casefold(),
    )
    of_field: dict[str, HolderType] = {
        "user": "userCustomField",
        "users": "userCustomField",
        "group": "groupCustomField",
        "groups": "groupCustomField",
    }
    fields = [
        (of_field[f.kind], f.id)
        for f in site.fields.values()
        if f.custom and f.kind in of_field and f.scope_project_id is None
    ]
    return _grouped(
        site,
        [
            ("Roles", [("projectRole", name) for name in sorted(role_names)]),
            ("Of the work item", [("reporter", None), ("assignee", None), *fields]),
            ("Of the project", [("projectLead", None), ("sd.customer.portal.only", None)]),
            (
                "Everybody",
                [
                    ("applicationRole", None),
                    *(("applicationRole", k) for k in site.application_roles),
                    ("anyone", None),
                ],
            ),
            ("Groups", [("group", name) for name in sorted(site.groups)]),
            ("People", [("user", user.account_id) for user in people]),
        ],
    )


def require_choice(choices: Choices, text: str) -> Holder:
    """
    Read a holder that must be one of those offered.

    Raises:
        HTTPException: It is not.
    """
    if not any(text == value for _, members in choices for value, _ in members):
        raise HTTPException(400, "There is no such holder to grant to.")
    return decode_holder(text)


def _grouped(site: Site, groups: list[tuple[str, list[Holder]]]) -> Choices:
    return [(label, [_choice(site, holder) for holder in holders]) for label, holders in groups if holders]


def _choice(site: Site, holder: Holder) -> tuple[str, str]:
    return encode_holder(holder), describe_holder(site, holder)
