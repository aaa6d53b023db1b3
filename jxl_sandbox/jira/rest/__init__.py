"""
The site's REST API under ``/rest/api/{3,2,latest}`` and the pictures its answers point to.

Handlers take ``request.state.actor`` (who asks; the platform's middleware found out) and
``request.app.state.site``; they set ``request.state.points`` to what the call costs.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from jxl_sandbox.jira.rest import (
    configuration,
    images,
    issues,
    jql,
    permissions,
    projects,
    properties,
    search,
    who,
)
from jxl_sandbox.jira.rest.routing import unbuilt_routes

__all__ = ["routes"]


def routes() -> list[BaseRoute]:
    """
    Build all routes; those with fixed words stand before those with parameters in the same place.
    """
    built: list[BaseRoute] = []
    for module in (who, permissions, configuration, projects, properties, search, jql, issues, images):
        built += module.routes()
    return [*built, *unbuilt_routes()]
