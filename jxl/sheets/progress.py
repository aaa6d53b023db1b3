"""How far a load of rows came: what a cursor holds, and where the next request goes on. JSON values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Progress:
    """
    How far a load has come; enough to go on with it later, in another process.

    Args:
        mode: ``pages`` while searching with values, ``ids`` while listing, ``done`` after all was listed and read.
        token: Of the next page of that mode; None is the first, and with ``is_listed`` none is left.
        pending: Ids that are listed and not fetched.
        sent: Ids that pages with values gave and that a listing from the start would give again.
        known: Ids of the request's ``known`` that no row came for yet.
        count: Rows sent.
        points: Points spent before.
        access: How far the questions about rights came; None before the first.
    """

    mode: str = "pages"
    token: str | None = None
    is_listed: bool = False
    pending: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    count: int = 0
    points: int = 0
    access: dict[str, Any] | None = None
