"""
Turns handlers into Starlette routes with what all of Jira's REST calls share.

Scope and login are checked here, errors are rendered here, and a method that Jira has but we have not built
answers 501, one that Jira has not answers 405.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import JSON, Actor, Site
from jxl_sandbox.jira.rest.api_version import with_own_links
from jxl_sandbox.jira.rest.errors import ProblemError, RestError, not_authenticated
from jxl_sandbox.jira.rest.operations import find_operation, operations, require_scope

Handler = Callable[[Request], Awaitable[Response]]

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
ONLY_V3 = ("3",)
ALL_VERSIONS = ("3", "2", "latest")


def routes_for(
    path: str, handlers: Mapping[str, Handler], versions: Sequence[str] = ALL_VERSIONS
) -> list[Route]:
    """
    Build the routes of one resource.

    Args:
        path: Below ``/rest/api/3``, with the parameter names of the OpenAPI file.
        handlers: By method.
        versions: API versions to serve it under; those beside 3 only where the shapes are the same.
    """
    serve = _serve(f"/rest/api/3{path}", handlers)
    return [Route(f"/rest/api/{version}{path}", serve, methods=list(METHODS)) for version in versions]


def agile_routes(path: str, handlers: Mapping[str, Handler]) -> list[Route]:
    """
    Build the routes of one resource of the board software, below ``/rest/agile/1.0``.
    """
    full = f"/rest/agile/1.0{path}"
    return [Route(full, _serve(full, handlers), methods=list(METHODS))]


def unbuilt_routes() -> list[Route]:
    """
    Build what answers for the rest of Jira's own API: 403 to apps that Jira keeps out, else 501.
    """
    paths = [
        *(f"/rest/api/{version}/{{rest:path}}" for version in ALL_VERSIONS),
        "/rest/agile/1.0/{rest:path}",
    ]
    return [Route(path, _unbuilt, methods=list(METHODS)) for path in paths]


def in_order(built: Sequence[Route]) -> list[Route]:
    """
    Put routes with fixed words before those that have a parameter in the same place.

    What Jira has and we have not built is put before what would take its word for a parameter: ``issue/archive``
    is not an issue named "archive".
    """
    kept = {route.path for route in built}
    missing = {
        path.replace("/rest/api/3/", f"/rest/api/{v}/") for _, path in operations() for v in ALL_VERSIONS
    }
    hidden = [path for path in missing - kept if any(route.path_regex.fullmatch(path) for route in built)]
    routes = [*built, *(Route(path, _unbuilt, methods=list(METHODS)) for path in sorted(hidden))]
    return sorted(routes, key=lambda route: [part.startswith("{") for part in route.path.split("/")])


async def _unbuilt(request: Request) -> Response:
    path = request.url.path
    for version in ALL_VERSIONS:
        path = path.replace(f"/rest/api/{version}/", "/rest/api/3/", 1)
    operation = find_operation(request.method, path)
    try:
        if operation is not None:
            require_scope(actor_of(request), operation)
        raise _not_built(request.method, request.url.path)
    except RestError as error:
        return error.response(request.url.path)


def _not_built(method: str, path: str) -> RestError:
    return RestError(501, f"{method} {path} is not built in this sandbox; COVERAGE.md lists what is.")


def site_of(request: Request) -> Site:
    """Get the site that the application serves."""
    site: Site = request.app.state.site
    return site


def actor_of(request: Request) -> Actor:
    """Get on whose behalf the call runs; the platform's middleware has found it out."""
    actor: Actor = request.state.actor
    return actor


def account_of(request: Request) -> str | None:
    """Get the caller's account id; None for anonymous calls."""
    user = actor_of(request).user
    return user.account_id if user is not None else None


def json_response(body: JSON, status: int = 200) -> Response:
    """Render a value as compact JSON."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def raw_json(body: bytes, status: int = 200) -> Response:
    """Send JSON that is prepared already."""
    return Response(body, status, media_type="application/json")


def count_points(request: Request, objects: int = 0, each: int = 1) -> None:
    """
    Note what the call costs: 1, plus so much for each object read (issues and projects 1, permissions 2 …).

    Source: Jira Cloud, "Rate limiting".
    """
    request.state.points = 1 + objects * each


def _serve(path: str, handlers: Mapping[str, Handler]) -> Handler:
    async def serve(request: Request) -> Response:
        request.state.points = 1
        method = "GET" if request.method == "HEAD" else request.method
        # The files name one resource's parameter differently from method to method, at times.
        operation = operations().get((method, path)) or find_operation(method, path)
        handler = handlers.get(method)
        try:
            if handler is None and operation is None:
                allowed = ", ".join(sorted({m for m, p in operations() if p == path} | set(handlers)))
                raise ProblemError(405, f"Method '{method}' is not supported.", {"Allow": allowed})
            require_scope(actor_of(request), operation)
            if handler is None:
                raise RestError(
                    501, f"{method} {path} is not built in this sandbox; COVERAGE.md lists what is."
                )
            if actor_of(request).user is None and not (operation and operation.allows_anonymous):
                raise not_authenticated()
            return with_own_links(request, await handler(request), site_of(request).base_url)
        except (RestError, ProblemError) as error:
            return error.response(request.url.path)

    return serve
