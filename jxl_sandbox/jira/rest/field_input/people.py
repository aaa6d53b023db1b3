"""
Reads people: whom an issue may be assigned to, who reported it, anybody at all.
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Project, Site, User
from jxl_sandbox.jira.rest.field_input.context import (
    FieldError,
    InputContext,
    as_list,
    as_object,
    text_property,
)
from jxl_sandbox.jira.rights import has_project

AUTOMATIC = "-1"


def is_assignable(site: Site, project: Project, user: User, issue: Issue | None = None) -> bool:
    """
    Whether a person may be assigned issues of a project, or one issue of it.
    """
    person = Actor("session", user)
    return user.active and all(
        has_project(site, person, key, project, issue) for key in ("BROWSE_PROJECTS", "ASSIGNABLE_USER")
    )


def read_user(context: InputContext, field: FieldDefinition, raw: Any) -> str | None:
    """Read a person, or nobody; the reporter may be no other than a person."""
    if field.id == "assignee":
        return _assignee(context, raw)
    if field.id == "reporter":
        return _reporter(context, raw)
    return None if raw is None else read_one_user(context, field, raw)


def read_one_user(context: InputContext, _: FieldDefinition, raw: Any) -> str:
    """Read a member of a list of people."""
    account_id = _account_id(raw)
    user = context.site.users.get(account_id)
    if user is None or not user.active:
        raise FieldError(f"User '{account_id}' was not found in the system.")
    return account_id


def read_users(context: InputContext, field: FieldDefinition, raw: Any) -> list[str]:
    """Read a list of people."""
    return list(dict.fromkeys(read_one_user(context, field, member) for member in as_list(raw)))


def find_assignee(context: InputContext, account_id: str | None) -> str | None:
    """
    Find whom an account id assigns an issue to: None nobody, ``-1`` the project's default, who is nobody here.

    Raises:
        FieldError: Who may not be assigned issues there.
    """
    if account_id is None or account_id == AUTOMATIC:
        return None
    user: User | None = context.site.users.get(account_id)
    if user is None or not is_assignable(context.site, context.project, user, context.issue):
        raise FieldError(f"User '{account_id}' cannot be assigned issues.")
    return account_id


def _assignee(context: InputContext, raw: Any) -> str | None:
    if raw is None:
        return None
    data = as_object(raw)
    if "accountId" in data or "id" in data:
        named = text_property(data, "accountId")
        return find_assignee(context, named if named is not None else text_property(data, "id"))
    raise FieldError("expected 'accountId' property to be a string")


def _reporter(context: InputContext, raw: Any) -> str:
    if raw is None:
        raise FieldError("Reporter is required.")
    account_id = _account_id(raw)
    user = context.site.users.get(account_id)
    if user is None or not user.active:
        raise FieldError("The reporter specified is not a user.")
    return account_id


def _account_id(raw: Any) -> str:
    data = as_object(raw)
    account_id = text_property(data, "accountId") or text_property(data, "id")
    if account_id is None:
        raise FieldError("expected 'accountId' property to be a string")
    return account_id
