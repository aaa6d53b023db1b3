"""
What a JQL function is and what a call of one brings along.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace

from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.model import FieldDefinition, User

ANY = 1_000  # arguments of a function that takes any number


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its arguments, for whom, and the definitions of the field it stands beside."""

    name: str
    arguments: tuple[str, ...]
    context: QueryContext
    definitions: tuple[FieldDefinition, ...]
    field_name: str

    @property
    def user(self) -> User:
        if self.context.user is None:
            raise JQLError(f"Function '{self.name}' cannot be called as anonymous user.")
        return self.context.user


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """
    A function. ``type`` is what its ids are of; ``is_list`` decides between ``=`` and ``IN``.

    ``fewest`` and ``most`` count arguments.
    """

    name: str
    type: str
    is_list: bool
    run: Callable[[Call], Iterable[Hashable]]
    fewest: int = 0
    most: int = 0

    def renamed(self, name: str) -> FunctionSpec:
        """The same function under another name, such as the newer words of Jira's screens."""
        return replace(self, name=name)


def people_named(call: Call, what: str) -> list[str]:
    """Account ids of the person an optional first argument names; the caller's own without it."""
    if not call.arguments:
        return [call.user.account_id]
    people = call.context.find_users(call.arguments[0])
    if not people:
        raise JQLError(
            f"Function '{call.name}' can not generate a list of {what} for user '{call.arguments[0]}'; the user does "
            "not exist."
        )
    return [u.account_id for u in people]
