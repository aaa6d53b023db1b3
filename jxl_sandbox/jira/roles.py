"""
Numbers of the site's project roles: REST names a role by its id, schemes and projects inside by its name.
"""

from __future__ import annotations

from jxl_sandbox.jira.model import Site

ADMINISTRATORS_ID = 10002


def role_ids(site: Site) -> dict[str, int]:
    """
    Number the roles of the site by name; a role keeps its number once it has one.
    """
    for name in sorted({name for project in site.projects.values() for name in project.roles}):
        role_id(site, name)
    return site.role_ids


def role_id(site: Site, name: str) -> int:
    """
    Get the number of a role; one that only a scheme mentions gets a number too.
    """
    if name not in site.role_ids:
        site.role_ids[name] = max(site.role_ids.values(), default=ADMINISTRATORS_ID - 1) + 1
    return site.role_ids[name]


def find_role_name(site: Site, number: str) -> str | None:
    """
    Find the role that has a number; None when there is none.
    """
    return next((name for name, known in role_ids(site).items() if str(known) == number), None)
