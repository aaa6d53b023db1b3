"""
Which transitions an actor can make with an issue, and what each would change; stores nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jxl_sandbox.jira.model import Actor, Issue, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.editmeta import field_meta, settable_ids
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.field_input.context import InputContext
from jxl_sandbox.jira.rest.field_input.update import read_changes
from jxl_sandbox.jira.rights import has_project
from jxl_sandbox.jira.workflow_model import Transition


def available(site: Site, actor: Actor, issue: Issue, *, with_unavailable: bool = False) -> list[Transition]:
    """
    List the transitions out of the issue's status that the actor can make.

    Args:
        with_unavailable: Also those that only a condition keeps back.
    """
    project = site.projects[issue.project_id]
    if not has_project(site, actor, "TRANSITION_ISSUES", project, issue):
        return []
    workflow = site.workflows[project.workflows[issue.values["issuetype"]]]
    leaving = [t for t in workflow.transitions if t.starts_at(issue.values["status"])]
    return [t for t in leaving if with_unavailable or meets_condition(site, actor, issue, t)]


def meets_condition(site: Site, actor: Actor, issue: Issue, transition: Transition) -> bool:
    """
    Whether the actor holds the permission that a transition needs beside *Transition issues*.
    """
    project = site.projects[issue.project_id]
    return transition.permission is None or has_project(site, actor, transition.permission, project, issue)


def find_transition(site: Site, actor: Actor, issue: Issue, transition_id: str) -> Transition:
    """
    Find a transition that the actor can make now.

    Raises:
        RestError: 400; there is none of that id, or not from here, or not for the actor.
    """
    for transition in available(site, actor, issue):
        if transition.id == transition_id:
            return transition
    raise RestError(400, f"Transition id '{transition_id}' is not valid for this issue.")


def transition_fields(site: Site, actor: Actor, issue: Issue, transition: Transition) -> list[str]:
    """
    List the fields that the actor may write with a transition: those of its screen; every screen takes a comment.
    """
    if not transition.screen:
        return []
    screen = dict.fromkeys([*transition.screen, "comment"])
    project = site.projects[issue.project_id]
    return settable_ids(site, actor, project, issue.values["issuetype"], screen, issue)


def transition_changes(
    site: Site,
    actor: Actor,
    issue: Issue,
    transition: Transition,
    body: Mapping[str, Any],
    *,
    has_wiki: bool = False,
) -> dict[str, Any]:
    """
    Work out all that a transition would change: fields of its screen, status, resolution and their moments.

    Raises:
        RestError: 400; a field that is wrong, missing or not on the screen.
    """
    project, type_id = site.projects[issue.project_id], issue.values["issuetype"]
    context = InputContext(site, actor, project, type_id, issue, issue.values, has_wiki)
    allowed = transition_fields(site, actor, issue, transition)
    changes = read_changes(context, body, allowed, transition.required)
    now_ms = int(site.now().timestamp() * 1000)
    before = issue.values.get("resolution")
    if transition.resolution_id is not None and before is None:
        changes.setdefault("resolution", transition.resolution_id)
    if transition.clears_resolution:
        changes["resolution"] = None
    after = changes.get("resolution", before)
    if after != before:
        changes["resolutiondate"] = now_ms if after is not None else None
    changes["status"] = transition.to_status_id
    if site.status_category(transition.to_status_id) != site.status_category(issue.values["status"]):
        changes["statuscategorychangedate"] = now_ms
    return changes


def transition_json(
    site: Site, actor: Actor, issue: Issue, transition: Transition, *, with_fields: bool
) -> dict[str, Any]:
    """
    Build a transition as one of an issue's list.
    """
    built: dict[str, Any] = {
        "id": transition.id,
        "name": transition.name,
        "to": e.status_json(site, site.statuses[transition.to_status_id]),
        "hasScreen": bool(transition.screen),
        "isGlobal": transition.is_global,
        "isInitial": False,
        "isAvailable": meets_condition(site, actor, issue, transition),
        "isConditional": transition.permission is not None,
        "isLooped": transition.to_status_id == issue.values["status"],
    }
    if with_fields:
        project, type_id = site.projects[issue.project_id], issue.values["issuetype"]
        built["fields"] = {
            field_id: field_meta(
                site,
                actor,
                project,
                type_id,
                site.fields[field_id],
                issue,
                required=field_id in transition.required,
            )
            for field_id in transition_fields(site, actor, issue, transition)
            if field_id != "comment"  # Jira takes it with every screen and lists it with none
        }
    return built
