"""
Who sees and who changes a saved filter. Below both REST and JQL, which joins saved filters.

Source: Jira Cloud REST v3, "Filters", "Filter sharing".
"""

from __future__ import annotations

from collections.abc import Iterable

from jxl_sandbox.jira.agile_model import SavedFilter, Share
from jxl_sandbox.jira.conversation import is_in_role
from jxl_sandbox.jira.model import Actor, Site
from jxl_sandbox.jira.rights import can_browse


def sees_filter(site: Site, actor: Actor, saved: SavedFilter) -> bool:
    """
    Whether a filter is the caller's own or shared with them, to look at or to edit.
    """
    if actor.user is not None and saved.owner == actor.user.account_id:
        return True
    return _is_among(site, actor, (*saved.shares, *saved.edits))


def may_edit_filter(site: Site, actor: Actor, saved: SavedFilter) -> bool:
    """
    Whether the caller owns a filter or was let edit it.
    """
    if actor.user is not None and saved.owner == actor.user.account_id:
        return True
    return actor.user is not None and _is_among(site, actor, saved.edits)


def _is_among(site: Site, actor: Actor, shares: Iterable[Share]) -> bool:
    return any(_includes(site, actor, share) for share in shares)


def _includes(site: Site, actor: Actor, share: Share) -> bool:
    if share.type == "global":
        return True
    user = actor.user
    if share.type == "authenticated" or user is None:
        return user is not None
    if share.type == "group":
        return share.name in user.groups
    if share.type == "user":
        return share.name == user.account_id
    project = site.projects.get(share.project_id or "")
    if project is None or not can_browse(site, actor, project):
        return False
    return share.role is None or is_in_role(user, project, share.role)
