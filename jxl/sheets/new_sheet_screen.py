"""The screen that makes a sheet: starts that fit the project, and whether the person may make one at all."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from jxl.connect.models import Caller
from jxl.errors import NotFound
from jxl.jira.project_types import fetch_issue_types
from jxl.permissions.policy import Action
from jxl.sheets.presentation import show_project
from jxl.sheets.routes import tools
from jxl.sheets.screens import Screen, explained
from jxl.sheets.sheet_templates import NOT_OFFERED, build_templates


def new_sheet_screen(caller: Caller, arguments: Mapping[str, str]) -> Screen:
    """
    Build the screen of a new sheet.

    Args:
        arguments: Of the address: ``projectKey``, and ``item`` for the template that is chosen at first.

    Raises:
        NotFound: The address names no project that the person may browse.
    """
    named = arguments.get("projectKey", "").strip()
    if not named:
        raise NotFound("The address names no project. Open Sheets from a project in Jira.")
    facts = tools().services.permissions.facts(caller, named)
    decision = facts.decide(Action.CREATE_SHEET)
    project = show_project(facts.project)
    if not decision.allowed:
        if not facts.facts.browse:
            raise NotFound("This project does not exist, or you may not see it.")
        title = f"You can’t create sheets in {facts.project.name}"
        return explained(decision, title, decision.reason, [], "", project)
    client = tools().services.jira.as_user(caller.installation, caller.person)
    with ThreadPoolExecutor(1, thread_name_prefix="fields") as aside:
        asked = aside.submit(tools().catalogue.load, caller)
        issue_types = fetch_issue_types(client, facts.project.id)
        catalogue = asked.result()
    templates = build_templates(facts.project, catalogue.fields, issue_types)
    ids = [template.id for template in templates]
    wanted = arguments.get("item", "").strip()
    return Screen(
        "new-sheet",
        {
            "page_title": "New sheet",
            "project": project,
            "templates": [template.to_json() for template in templates],
            "chosen": wanted if wanted in ids else ids[0],
            "not_offered": NOT_OFFERED.get(wanted, "") if wanted not in ids else "",
            "may_open": facts.decide(Action.OPEN_SHEET).to_json(),
        },
        decision,
    )
