"""
Icons and avatars that the JSON points to, drawn here as SVG; no part of the REST API.

Shapes are our own, colours follow Atlassian's palette. Anybody may fetch them, as on a real site's CDN.
"""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.rest.routing import site_of

_LINE = 'fill="none" stroke="#FFF" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
# name -> colour of the tile, what is drawn on it
_ISSUE_TYPES: dict[str, tuple[str, str]] = {
    "epic": ("#904EE2", '<path fill="#FFF" d="M9 3 4.5 9H7.500L7 13l4.500-6H8.500z"/>'),
    "story": ("#63BA3C", '<path fill="#FFF" d="M5 3.500h6V13l-3-2.600L5 13z"/>'),
    "task": ("#4BADE8", f'<path {_LINE} d="m4.500 8.300 2.400 2.400 4.600-5"/>'),
    "subtask": (
        "#4BAEE8",
        f'<path {_LINE} d="M4 4h5v5H4z"/><path fill="#FFF" d="M7.500 7.500H13V13H7.500z"/>',
    ),
    "bug": ("#E5493A", '<circle cx="8" cy="8" r="3.600" fill="#FFF"/>'),
    "improvement": ("#63BA3C", f'<path {_LINE} d="M8 12V4.500M4.800 7.500 8 4.300l3.200 3.200"/>'),
    "new-feature": ("#63BA3C", f'<path {_LINE} d="M8 4v8M4 8h8"/>'),
    "service-request": ("#6554C0", f'<path {_LINE} d="M4 5h8v5H8l-2 2v-2H4z"/>'),
    "incident": ("#E5493A", f'<path {_LINE} d="M8 4v4.500M8 11.600v.2"/>'),
    "change": ("#FF991F", f'<path {_LINE} d="M4 6h7.500L9.500 4M12 10H4.500l2 2"/>'),
}
_PRIORITIES: dict[str, str] = {
    "highest": '<path stroke="#CD1317" d="m4 8 4-4 4 4M4 12l4-4 4 4"/>',
    "high": '<path stroke="#E9494A" d="m4 10 4-4 4 4"/>',
    "medium": '<path stroke="#E97F33" d="M3.500 6.300h9M3.500 9.700h9"/>',
    "low": '<path stroke="#2D8738" d="m4 6 4 4 4-4"/>',
    "lowest": '<path stroke="#57A55A" d="m4 4 4 4 4-4M4 8l4 4 4-4"/>',
}


def routes() -> list[Route]:
    """
    Build the routes, which stand outside ``/rest``.
    """
    return [
        Route("/images/icons/issuetypes/{name}.svg", issue_type_icon),
        Route("/images/icons/priorities/{name}.svg", priority_icon),
        Route("/images/icons/statuses/generic.svg", status_icon),
        Route("/avatars/{name}.svg", avatar),
    ]


async def issue_type_icon(request: Request) -> Response:
    """Draw the icon of an issue type."""
    drawing = _ISSUE_TYPES.get(request.path_params["name"])
    if drawing is None:
        return Response(status_code=404)
    return _svg(16, f'<rect width="16" height="16" rx="2" fill="{drawing[0]}"/>{drawing[1]}')


async def priority_icon(request: Request) -> Response:
    """Draw the icon of a priority."""
    drawing = _PRIORITIES.get(request.path_params["name"])
    if drawing is None:
        return Response(status_code=404)
    return _svg(16, f'<g fill="none" stroke-width="2" stroke-linecap="round">{drawing}</g>')


async def status_icon(_: Request) -> Response:
    """Draw the icon all statuses share."""
    return _svg(16, '<circle cx="8" cy="8" r="5" fill="#8590A2"/>')


async def avatar(request: Request) -> Response:
    """Draw the initials of a person (``<accountId>``) or of a project (``project-<id>``) on their colour."""
    site, name = site_of(request), str(request.path_params["name"])
    project = site.projects.get(name.removeprefix("project-")) if name.startswith("project-") else None
    if project is not None:
        return _letters(project.key[:2], project.avatar_color, radius=8)
    user = site.users.get(name)
    if user is None:
        return Response(status_code=404)
    words = user.display_name.split()
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
    return _letters(initials, user.avatar_color, radius=24)


def _letters(text: str, color: str, radius: int) -> Response:
    return _svg(
        48,
        f'<rect width="48" height="48" rx="{radius}" fill="{escape(color)}"/>'
        '<text x="24" y="25" fill="#FFF" font-family="sans-serif" font-size="20" font-weight="600"'
        f' text-anchor="middle" dominant-baseline="central">{escape(text)}</text>',
    )


def _svg(size: int, drawing: str) -> Response:
    body = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f"{drawing}</svg>"
    )
    return Response(body, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
