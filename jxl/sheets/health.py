"""
What the administration page says about health: whether Jira can be reached as the app, and what the index knows.
"""

from __future__ import annotations

from typing import Any

from jxl import __version__
from jxl.connect.models import Installation
from jxl.errors import JxlError
from jxl.jira.projects import search_projects
from jxl.sheets import index
from jxl.sheets.services import SheetServices


def check(services: SheetServices, installation: Installation) -> list[dict[str, Any]]:
    """
    Check one thing after the other.

    Returns:
        ``{"name", "ok", "text"}`` each, in plain words.
    """
    return [_version(), _jira(services, installation), _index(installation)]


def _version() -> dict[str, Any]:
    return {"name": "jxl", "ok": True, "text": f"Version {__version__}."}


def _jira(services: SheetServices, installation: Installation) -> dict[str, Any]:
    try:
        search_projects(services.jira.as_app(installation), max_results=1)
    except JxlError as exc:
        return {"name": "Jira", "ok": False, "text": exc.message}
    return {"name": "Jira", "ok": True, "text": "Jira answers to the app itself, which keeps the sheets."}


def _index(installation: Installation) -> dict[str, Any]:
    entries = [entry for entry in index.list_entries(installation.id) if entry.revision]
    kept = [entry for entry in entries if entry.deleted_at is None]
    projects = len({entry.project_id for entry in kept})
    sheets = "1 sheet" if len(kept) == 1 else f"{len(kept):,} sheets"
    places = "1 project" if projects == 1 else f"{projects:,} projects"
    trash = len(entries) - len(kept)
    text = f"{sheets} in {places}; {trash:,} in the trash." if entries else "No sheets yet."
    return {"name": "Sheets", "ok": True, "text": text}
