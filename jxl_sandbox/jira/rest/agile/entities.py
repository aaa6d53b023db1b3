"""
The agile API's JSON for boards, sprints and epics.
"""

from __future__ import annotations

from jxl_sandbox.jira.agile_model import EpicMark
from jxl_sandbox.jira.model import JSON, Board, Issue, Site, Sprint
from jxl_sandbox.jira.rest.dates import in_utc
from jxl_sandbox.jira.rest.entities import avatar_urls

API = "/rest/agile/1.0"
_COLORS = 14


def board_json(site: Site, board: Board) -> dict[str, JSON]:
    """
    Build a board as lists and its own resource give it.
    """
    project = site.projects[board.project_id]
    name = f"{project.name} ({project.key})"
    return {
        "id": board.id,
        "self": f"{site.base_url}{API}/board/{board.id}",
        "name": board.name,
        "type": board.type,
        "location": {
            "projectId": int(project.id),
            "displayName": name,
            "projectName": project.name,
            "projectKey": project.key,
            "projectTypeKey": project.type_key,
            "avatarURI": avatar_urls(site, f"project-{project.id}")["24x24"],
            "name": name,
        },
        "isPrivate": False,
    }


def sprint_json(site: Site, sprint: Sprint) -> dict[str, JSON]:
    """
    Build a sprint; dates that are not set are left out.
    """
    built: dict[str, JSON] = {
        "id": sprint.id,
        "self": f"{site.base_url}{API}/sprint/{sprint.id}",
        "state": sprint.state,
        "name": sprint.name,
    }
    for name, moment in (
        ("startDate", sprint.start_ms),
        ("endDate", sprint.end_ms),
        ("completeDate", sprint.complete_ms),
        ("createdDate", sprint.created_ms),
    ):
        if moment is not None:
            built[name] = in_utc(moment)
    return built | {"originBoardId": sprint.board_id, "goal": sprint.goal}


def epic_mark(site: Site, epic: Issue) -> EpicMark:
    """
    Get an epic's colour and whether it is marked done; one that nobody touched has a colour by its id.
    """
    return site.epic_marks.get(epic.id) or EpicMark(f"color_{epic.id % _COLORS + 1}")


def epic_json(site: Site, epic: Issue) -> dict[str, JSON]:
    """
    Build an epic.
    """
    mark = epic_mark(site, epic)
    return {
        "id": epic.id,
        "key": epic.key,
        "self": f"{site.base_url}{API}/epic/{epic.id}",
        "name": epic_name(site, epic),
        "summary": epic.values.get("summary") or "",
        "color": {"key": mark.color},
        "done": mark.is_done,
    }


def epic_name(site: Site, epic: Issue) -> str:
    """
    Get an epic's short name; one that has none is called as its summary.
    """
    field_id = epic_name_field_id(site)
    return str((field_id and epic.values.get(field_id)) or epic.values.get("summary") or "")


def epic_name_field_id(site: Site) -> str | None:
    """
    Find the field *Epic Name*, which only company-managed projects have.
    """
    return next(
        (
            field.id
            for field in site.fields.values()
            if field.schema and str(field.schema.get("custom", "")).endswith(":gh-epic-label")
        ),
        None,
    )
