"""
Rebuilding the index of a site from its project properties: after an install, and whenever an operator wants it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jxl.errors import JiraNotFound
from jxl.jira.client import JiraClient
from jxl.jira.projects import search_projects
from jxl.sheets import index
from jxl.sheets.index import Place
from jxl.sheets.parts import Head, newest_saves, parse_head_key

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.sheets.store import SheetStore


def reindex(store: SheetStore, client: JiraClient, installation: Installation) -> int:
    """
    Read every head and make the index say what they say. May run twice, and beside people at work.

    Args:
        client: The app itself, which sees every project.

    Returns:
        How many sheets can be used, those in the trash included.
    """
    count = 0
    project_ids = []
    for project_id in _project_ids(client):
        project_ids.append(project_id)
        try:
            keys = store.list_keys(installation, project_id)
        except JiraNotFound:  # deleted since it was listed
            continue
        there = {sheet_id for key in keys if (sheet_id := parse_head_key(key)) is not None}
        entries = {entry.sheet_id: entry for entry in index.list_entries(installation.id, [project_id])}
        with_parts = newest_saves(keys).keys()  # a sheet whose head alone was deleted can be restored
        index.forget(installation.id, project_id, entries.keys() - there - with_parts, store.now())
        places = {Place(installation.id, project_id, sheet_id): entries.get(sheet_id) for sheet_id in there}
        heads = store.read_heads(installation, places)
        count += sum(isinstance(head, Head) for head in heads.values())
    index.forget_projects(installation.id, project_ids, store.now())
    return count


def _project_ids(client: JiraClient) -> Iterator[str]:
    start: int | None = 0
    while start is not None:
        page = search_projects(client, start_at=start, max_results=50)
        yield from (project.id for project in page.projects)
        start = page.next_start
