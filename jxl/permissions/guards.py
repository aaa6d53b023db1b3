"""
Which action a route is about: decided before the view runs, and read by the list of routes.

A guard of ``connect/auth.py`` proves who is calling; one of these says what that person must be allowed to do. Every
route that takes a person's token has exactly one of them: the app does not start otherwise (``check_routes``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar, cast

from flask import Flask, current_app

from jxl.connect.models import Caller
from jxl.permissions.gateway import PermissionGateway, ProjectFacts
from jxl.permissions.models import SITE_ACTIONS, Action, Facts

P = ParamSpec("P")
R = TypeVar("R")

_PERSON_GUARDS = ("context_token", "page_token")

Resource = Literal["project", "site", "screen", "jira"]


@dataclass(frozen=True, slots=True)
class RouteRule:
    """
    What a route needs.

    Attributes:
        actions: One of them must be allowed; none where Jira alone decides.
        resource: What decides: the ``project`` named in the address, the ``site``, the ``screen`` that the address
            names (a screen carries its decision, see ``sheets/pages.py``), or ``jira`` where the answer holds nothing
            but what Jira gives to this very person.
        fresh: Whether Jira is asked now, whatever is remembered: before anything is written as the app.
    """

    actions: tuple[Action, ...]
    resource: Resource
    fresh: bool = False


class PermissionServices(Protocol):
    """What this package needs of ``app.extensions["jxl"]``."""

    @property
    def permissions(self) -> PermissionGateway: ...


def gateway() -> PermissionGateway:
    """The gateway of the current app."""
    return cast(PermissionServices, current_app.extensions["jxl"]).permissions


def requires(
    *actions: Action, fresh: bool = False
) -> Callable[[Callable[Concatenate[Caller, ProjectFacts, P], R]], Callable[Concatenate[Caller, P], R]]:
    """
    Let a view run only if the caller may do one of the actions in the project that the address names.

    The view takes the facts instead of the address's ``project``. It raises as
    :meth:`~jxl.permissions.gateway.PermissionGateway.require` for the last of the actions.
    """
    if not actions or any(action in SITE_ACTIONS for action in actions):
        raise ValueError("name the actions that a project decides")

    def decorate(
        view: Callable[Concatenate[Caller, ProjectFacts, P], R],
    ) -> Callable[Concatenate[Caller, P], R]:
        @wraps(view)
        def decided(caller: Caller, *args: P.args, **kwargs: P.kwargs) -> R:
            project = str(cast(dict[str, Any], kwargs).pop("project"))
            return view(caller, require_one(caller, actions, project, fresh=fresh), *args, **kwargs)

        return cast(
            "Callable[Concatenate[Caller, P], R]", _marked(decided, RouteRule(actions, "project", fresh))
        )

    return decorate


def require_one(caller: Caller, actions: tuple[Action, ...], project: str, *, fresh: bool) -> ProjectFacts:
    """Give the facts if they allow one of the actions; raises as for the last of them."""
    *others, last = actions
    if others:
        facts = gateway().facts(caller, project, fresh)
        if any(facts.decide(action).allowed for action in others):
            return facts
        # The answer just given is remembered: deciding about the last action asks nobody again.
        return gateway().require(caller, last, project)
    return gateway().require(caller, last, project, fresh)


def requires_site(
    action: Action, *, fresh: bool = False
) -> Callable[[Callable[Concatenate[Caller, Facts, P], R]], Callable[Concatenate[Caller, P], R]]:
    """Let a view run only if the caller may do an action on the site; the view takes the facts."""
    if action not in SITE_ACTIONS:
        raise ValueError(f"{action} is decided by a project")

    def decorate(view: Callable[Concatenate[Caller, Facts, P], R]) -> Callable[Concatenate[Caller, P], R]:
        @wraps(view)
        def decided(caller: Caller, *args: P.args, **kwargs: P.kwargs) -> R:
            return view(caller, gateway().require_site(caller, action, fresh), *args, **kwargs)

        return cast(
            "Callable[Concatenate[Caller, P], R]", _marked(decided, RouteRule((action,), "site", fresh))
        )

    return decorate


def decided_by_screen(*actions: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a route that shows a screen: the screen that it renders carries the decision about one of the actions."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        return _marked(view, RouteRule(actions, "screen"))

    return decorate


def left_to_jira(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a route whose answer holds only what Jira gives to this very person, or what they may do."""
    return _marked(view, RouteRule((), "jira"))


def rule_of(view: Any) -> RouteRule | None:
    """What a view was marked with."""
    rule = getattr(view, "__jxl_rule__", None)
    return rule if isinstance(rule, RouteRule) else None


def check_routes(app: Flask) -> None:
    """
    Refuse to start with a route that would be open by omission.

    Raises:
        RuntimeError: A route names no guard, or takes a person's token and names no action.
    """
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        guard = getattr(view, "__jxl_guard__", None)
        if guard is None:
            raise RuntimeError(f"{rule}: the route names no guard")
        if (guard in _PERSON_GUARDS) != (rule_of(view) is not None):
            raise RuntimeError(f"{rule}: a route names an action exactly if it takes a person's token")


def _marked(view: Callable[P, R], rule: RouteRule) -> Callable[P, R]:
    view.__jxl_rule__ = rule  # type: ignore[attr-defined]  # read by check_routes and the golden list of routes
    return view
