"""
The page bean of Jira's older lists: ``{"self", "maxResults", "startAt", "total", "isLast", "values"}``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from jxl_sandbox.jira.rest.params import query_int
from jxl_sandbox.jira.rest.routing import site_of

T = TypeVar("T")


def page(
    request: Request,
    items: Sequence[T],
    render: Callable[[T], Any],
    *,
    default: int = 50,
    most: int | None = None,
) -> tuple[dict[str, Any], int]:
    """
    Cut the page that ``startAt`` and ``maxResults`` name.

    Args:
        most: Larger wishes are cut down to it, and the bean says so.

    Returns:
        The bean, and how many items it holds (what the call costs).
    """
    start = query_int(request, "startAt", 0, minimum=0)
    size = query_int(request, "maxResults", default, minimum=0)
    if most is not None:
        size = min(size, most)
    shown = items[start : start + size]
    is_last = start + len(shown) >= len(items)
    has_links = not request.url.path.startswith(
        "/rest/agile/"
    )  # the board software has the same bean without them
    bean: dict[str, Any] = {"self": _link(request, start, size)} if has_links else {}
    if has_links and not is_last:
        bean["nextPage"] = _link(request, start + size, size)
    bean |= {"maxResults": size, "startAt": start, "total": len(items), "isLast": is_last}
    bean["values"] = [render(item) for item in shown]
    return bean, len(shown)


def _link(request: Request, start: int, size: int) -> str:
    others = [(k, v) for k, v in request.query_params.multi_items() if k not in ("startAt", "maxResults")]
    query = urlencode([*others, ("maxResults", size), ("startAt", start)])
    return f"{site_of(request).base_url}{request.url.path}?{query}"
