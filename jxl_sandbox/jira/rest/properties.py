"""
Project properties: JSON that comes back exactly as it was sent.

Source: Jira Cloud REST v3, "Project properties".
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Project
from jxl_sandbox.jira.rest.entities import API
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.projects import find_visible_project
from jxl_sandbox.jira.rest.routing import (
    account_of,
    actor_of,
    count_points,
    json_response,
    raw_json,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rights import has_global, has_project

MOST_VALUE_CHARS = 32_768  # counted as Java does, in UTF-16 units
MOST_KEY_CHARS = 255


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/project/{projectIdOrKey}/properties"
    handlers = {"GET": get_property, "PUT": put_property, "DELETE": delete_property}
    return [*routes_for(one, {"GET": get_keys}), *routes_for(f"{one}/{{propertyKey}}", handlers)]


async def get_keys(request: Request) -> Response:
    """List the keys of a project's properties; whoever may browse the project may."""
    site, project = site_of(request), find_visible_project(request)
    link = f"{site.base_url}{API}/project/{project.id}/properties"
    count_points(request, len(project.properties))
    return keys_response(link, project.properties)


async def get_property(request: Request) -> Response:
    """Give one property's key and value."""
    project, key = find_visible_project(request), property_key(request)
    value = get_value(project.properties, key)
    count_points(request, 1)
    return property_response(key, value)


async def put_property(request: Request) -> Response:
    """Set a property, replacing what was there; *Administer Projects* or *Administer Jira*."""
    project, key = find_visible_project(request), property_key(request)
    _require_administrator(request, project)
    check_key(key)
    body = await read_value(request)
    is_new = key not in project.properties
    project.properties[key] = body
    return Response(status_code=201 if is_new else 200)


async def delete_property(request: Request) -> Response:
    """Remove a property; who may is as for setting it."""
    project, key = find_visible_project(request), property_key(request)
    _require_administrator(request, project)
    get_value(project.properties, key)
    del project.properties[key]
    return Response(status_code=204)


async def read_value(request: Request) -> bytes:
    """
    Read the value of an entity property, as the JSON text it was sent as.

    Raises:
        RestError: 400; no JSON, or too long.
    """
    body = (await request.body()).strip()
    if not body:
        raise RestError(400, "The property value must be valid, non-empty JSON.")
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RestError(400, "The property value must be valid, non-empty JSON.") from error
    if _utf16_units(body.decode()) > MOST_VALUE_CHARS:
        raise RestError(400, f"The property value must be at most {MOST_VALUE_CHARS} characters long.")
    return body


def check_key(key: str) -> None:
    """
    Refuse a property key that is too long.

    Raises:
        RestError: 400.
    """
    if len(key) > MOST_KEY_CHARS:
        raise RestError(400, f"The property key must be at most {MOST_KEY_CHARS} characters long.")


def property_key(request: Request) -> str:
    """Take the key out of the address."""
    key: str = request.path_params["propertyKey"]
    return key


def get_value(properties: Mapping[str, bytes], key: str) -> bytes:
    """
    Get the value of an entity property, as the JSON text it was sent as.

    Raises:
        RestError: 404; there is none.
    """
    if key not in properties:
        raise RestError(404, f"The property with key '{key}' does not exist.")
    return properties[key]


def keys_response(link: str, properties: Mapping[str, bytes]) -> Response:
    """List the keys of an entity's properties; ``link`` is the address of the list."""
    return json_response(
        {"keys": [{"self": f"{link}/{quote(key, safe='')}", "key": key} for key in properties]}
    )


def property_response(key: str, value: bytes) -> Response:
    """Give one property's key, and its value just as it was sent."""
    return raw_json(b'{"key":%b,"value":%b}' % (orjson.dumps(key), value))


def _require_administrator(request: Request, project: Project) -> None:
    site, actor = site_of(request), actor_of(request)
    if account_of(request) is None:
        raise RestError(401, "Client must be authenticated to access this resource.")
    if has_project(site, actor, "ADMINISTER_PROJECTS", project) or has_global(site, actor, "ADMINISTER"):
        return
    raise RestError(
        403, "You must be a project administrator or a Jira administrator to edit project properties."
    )


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
