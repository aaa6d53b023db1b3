"""
Lists of sheets under ``/api/v1``, and what their filters offer: guard, parse, act. Decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from flask import Blueprint, request

from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import requires, requires_site
from jxl.permissions.models import Action, Facts
from jxl.sheets import directory
from jxl.sheets.list_requests import MAX_QUERY_CHARS, parse_list_request
from jxl.sheets.routes import tools

blueprint = Blueprint("lists", __name__, url_prefix="/api/v1")

P = ParamSpec("P")
R = TypeVar("R")
JSON = dict[str, Any]


def _with_rights(view: Callable[Concatenate[Caller, P], R]) -> Callable[Concatenate[Caller, P], R]:
    """Ask about all projects before the guard below asks about the site: the one answer tells both."""

    @wraps(view)
    def asked(caller: Caller, *args: P.args, **kwargs: P.kwargs) -> R:
        directory.ask_ahead(tools(), caller, parse_list_request(request.args))
        return view(caller, *args, **kwargs)

    return cast("Callable[Concatenate[Caller, P], R]", asked)


@blueprint.get("/sheets")
@context_token
@_with_rights
@requires_site(Action.OPEN_DIRECTORY)
def list_sheets(caller: Caller, _facts: Facts) -> JSON:
    """The directory: sheets of all projects, those that the person may open."""
    return directory.show_directory(tools(), caller, parse_list_request(request.args))


@blueprint.get("/sheets/owners")
@context_token
@_with_rights
@requires_site(Action.OPEN_DIRECTORY)
def find_owners(caller: Caller, _facts: Facts) -> JSON:
    """People who created sheets of the directory, by words of their names."""
    return directory.find_directory_owners(tools(), caller, _query())


@blueprint.get("/sheets/projects")
@context_token
@_with_rights
@requires_site(Action.OPEN_DIRECTORY)
def find_projects(caller: Caller, _facts: Facts) -> JSON:
    """Projects of the directory, by name or key."""
    return directory.find_directory_projects(tools(), caller, _query())


@blueprint.get("/projects/<project>/sheets")
@context_token
@requires(Action.LIST_PROJECT_SHEETS)
def list_project_sheets(caller: Caller, facts: ProjectFacts) -> JSON:
    """The sheets of one project."""
    return directory.show_project_sheets(tools(), caller, facts, parse_list_request(request.args))


@blueprint.get("/projects/<project>/owners")
@context_token
@requires(Action.LIST_PROJECT_SHEETS)
def find_project_owners(caller: Caller, facts: ProjectFacts) -> JSON:
    """People who created sheets of one project, by words of their names."""
    return directory.find_owners(tools(), caller, [facts.project.id], _query())


def _query() -> str:
    return request.args.get("query", "").replace("\0", "")[:MAX_QUERY_CHARS]
