"""
Jira's JSON for saved filters.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from jxl_sandbox.jira.agile_model import SavedFilter
from jxl_sandbox.jira.model import Actor, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.filter_rules import share_json

EXPANDS = (
    "description",
    "owner",
    "jql",
    "viewUrl",
    "searchUrl",
    "favourite",
    "favouritedCount",
    "sharePermissions",
    "editPermissions",
    "approximateLastUsed",
    "subscriptions",
)


def filter_json(site: Site, actor: Actor, saved: SavedFilter) -> dict[str, Any]:
    """
    Build a filter as its own resource gives it.
    """
    parts = _parts(site, actor, saved)
    listed = {"size": 0, "items": [], "max-results": 1000, "start-index": 0, "end-index": 0}
    order = ("description", "owner", "jql", "viewUrl", "searchUrl", "favourite", "favouritedCount")
    return {
        "self": f"{site.base_url}{e.API}/filter/{saved.id}",
        "id": str(saved.id),
        "name": saved.name,
        **{name: parts[name] for name in order},
        "sharePermissions": parts["sharePermissions"],
        "editPermissions": parts["editPermissions"],
        "sharedUsers": listed,
        "subscriptions": listed,
    }


def filter_details(site: Site, actor: Actor, saved: SavedFilter, expand: list[str]) -> dict[str, Any]:
    """
    Build a filter as the search lists it: with those members only that were asked for.
    """
    parts = _parts(site, actor, saved)
    return {
        "expand": ",".join(EXPANDS),
        "self": f"{site.base_url}{e.API}/filter/{saved.id}",
        "id": str(saved.id),
        "name": saved.name,
        **{name: parts[name] for name in expand},
    }


def _parts(site: Site, actor: Actor, saved: SavedFilter) -> dict[str, Any]:
    account_id = actor.user.account_id if actor.user else None
    jql = quote(saved.jql, safe="")
    return {
        "description": saved.description,
        "owner": e.user_json(site, site.users[saved.owner], with_email=False),
        "jql": saved.jql,
        "viewUrl": f"{site.base_url}/issues/?filter={saved.id}",
        "searchUrl": f"{site.base_url}{e.API}/search?jql={jql}",
        "favourite": account_id in saved.favourites,
        "favouritedCount": len(saved.favourites),
        "sharePermissions": [share_json(site, s) for s in saved.shares],
        "editPermissions": [share_json(site, s) for s in saved.edits],
        "approximateLastUsed": None,
        "subscriptions": [],
    }
