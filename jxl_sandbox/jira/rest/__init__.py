"""
The site's REST API under ``/rest/api/{3,2,latest}`` and the pictures its answers point to.

Handlers take ``request.state.actor`` (who asks; the platform's middleware found out) and
``request.app.state.site``; they set ``request.state.points`` to what the call costs.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from jxl_sandbox.jira.rest import (
    agile,
    attachment_content,
    attachments,
    bulk,
    catalogues,
    changelog,
    comments,
    components,
    configuration,
    create,
    createmeta,
    entry_properties,
    field_contexts,
    filter_sharing,
    filters,
    groups,
    images,
    issue_properties,
    issue_writes,
    issues,
    jql,
    jql_services,
    jql_suggestions,
    links,
    people_search,
    permission_schemes,
    permissions,
    project_roles,
    projects,
    properties,
    remote_links,
    search,
    security_lists,
    security_schemes,
    transitions,
    versions,
    votes,
    watchers,
    webhooks,
    who,
    worklog_lists,
    worklogs,
)
from jxl_sandbox.jira.rest.routing import in_order, unbuilt_routes

__all__ = ["routes"]


def routes() -> list[BaseRoute]:
    """
    Build all routes; those with fixed words stand before those with parameters in the same place.
    """
    built: list[Route] = []
    for module in (
        who,
        permission_schemes,
        security_lists,
        security_schemes,
        permissions,
        configuration,
        projects,
        properties,
        search,
        jql,
        watchers,
        votes,
        comments,
        worklogs,
        worklog_lists,
        entry_properties,
        attachments,
        attachment_content,
        links,
        remote_links,
        issue_properties,
        createmeta,
        create,
        bulk,
        issues,
        changelog,
        transitions,
        issue_writes,
        webhooks,
        agile,
        catalogues,
        components,
        field_contexts,
        filters,
        filter_sharing,
        groups,
        jql_services,
        jql_suggestions,
        people_search,
        project_roles,
        versions,
        images,
    ):
        built += module.routes()
    return [*in_order(built), *unbuilt_routes()]
