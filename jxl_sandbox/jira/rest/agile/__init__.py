"""
The REST API of the board software, ``/rest/agile/1.0``: boards, sprints, epics, rank and estimates.

Needs a licence of Jira Software. Source: Atlassian's "Jira Software Cloud REST API".
"""

from __future__ import annotations

from starlette.routing import Route

from jxl_sandbox.jira.rest.agile import boards, epics, estimation, issue_lists, moves, ranks, sprints

__all__ = ["routes"]


def routes() -> list[Route]:
    """
    Build the routes; those with fixed words stand before those with parameters in the same place.
    """
    built: list[Route] = []
    for module in (ranks, moves, issue_lists, boards, sprints, epics, estimation):
        built += module.routes()
    return built
