"""
Which operations Jira has, and which scopes each needs; read from ``jxl_sandbox/data/operations.tsv``.

Source: ``x-atlassian-connect-scope``, ``x-atlassian-oauth2-scopes`` and ``security`` in Atlassian's OpenAPI files,
by ``make_operations.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from jxl_sandbox.jira.model import Actor
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rights import expand_scopes


@dataclass(frozen=True, slots=True)
class Operation:
    """
    ``scope`` is a Connect scope, ``NONE`` (none needed), ``INACCESSIBLE`` or ``-`` (not stated). ``oauth_scopes`` are
    sets, one of which an OAuth 2.0 token must hold whole; none at all: closed to such tokens.
    """

    method: str
    path: str
    scope: str
    allows_anonymous: bool
    oauth_scopes: tuple[frozenset[str], ...] = ()

    def is_open_to(self, oauth_scopes: frozenset[str]) -> bool:
        """Whether an OAuth 2.0 token with these scopes may call the operation."""
        return any(needed <= oauth_scopes for needed in self.oauth_scopes)


@cache
def operations() -> dict[tuple[str, str], Operation]:
    """
    Load all operations by method and path template (``/rest/api/3/issue/{issueIdOrKey}``).
    """
    text = (files("jxl_sandbox") / "data" / "operations.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {
        (m, p): Operation(m, p, scope, who == "anonymous", _scope_sets(oauth))
        for m, p, scope, who, oauth in rows
    }


def _scope_sets(text: str) -> tuple[frozenset[str], ...]:
    if text == "-":
        return ()
    return tuple(frozenset() if part == "NONE" else frozenset(part.split(",")) for part in text.split("|"))


def find_operation(method: str, path: str) -> Operation | None:
    """
    Find the operation that a request path means; one with fixed words wins over one with parameters there.
    """
    root = _tree().get(method)
    return None if root is None else root.find(path.split("/"), 0)


@dataclass(slots=True)
class _Node:
    """A place in the tree of all paths of a method: what may follow, and the operation that ends here."""

    words: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    operation: Operation | None = None

    def find(self, parts: list[str], at: int) -> Operation | None:
        """Follow the parts of a path from ``at`` on; back again where a fixed word leads nowhere."""
        if at == len(parts):
            return self.operation
        part = parts[at]
        word = self.words.get(part)
        found = word.find(parts, at + 1) if word is not None else None
        if found is None and self.parameter is not None and part:
            found = self.parameter.find(parts, at + 1)
        return found

    def follow(self, part: str) -> _Node:
        """Get the node behind a part of a path template, making it where it is new."""
        if not part.startswith("{"):
            return self.words.setdefault(part, _Node())
        if self.parameter is None:
            self.parameter = _Node()
        return self.parameter


@cache
def _tree() -> dict[str, _Node]:
    roots: dict[str, _Node] = {}
    for operation in operations().values():
        node = roots.setdefault(operation.method, _Node())
        for part in operation.path.split("/"):
            node = node.follow(part)
        node.operation = operation
    return roots


def find_called(method: str, path: str) -> Operation | None:
    """
    Find the operation of a request as it came: under whatever version of the API, and HEAD as GET.
    """
    for prefix in ("/rest/api/2/", "/rest/api/latest/"):
        if path.startswith(prefix):
            path = f"/rest/api/3/{path.removeprefix(prefix)}"
    return find_operation("GET" if method == "HEAD" else method, path)


def require_scope(actor: Actor, operation: Operation | None) -> None:
    """
    Refuse a Connect credential, the app's own or an impersonated person's, that lacks the operation's scope.

    Raises:
        RestError: 403; also for every operation that Connect apps cannot reach at all.
    """
    if actor.app is None or actor.kind not in ("app", "impersonation"):
        return
    scope = operation.scope if operation is not None else "INACCESSIBLE"
    if scope in ("NONE", "-"):
        return
    if scope == "INACCESSIBLE":
        raise RestError(403, "Connect apps cannot access this REST resource.")
    if scope not in expand_scopes(actor.scopes):
        raise RestError(403, f"Request not in an authorized API scope: the app needs the scope {scope}.")
