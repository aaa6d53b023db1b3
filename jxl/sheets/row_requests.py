"""
From a request for rows to a load that is ready to run: the sheet, the fields, the plan, and where to go on.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from jxl.connect.changes import latest_seq
from jxl.connect.models import Caller
from jxl.errors import JxlError, ValidationError
from jxl.jira.images import ImageRule
from jxl.jira.projects import JiraProject
from jxl.sheets.bodies import RowsBody
from jxl.sheets.cursor import Binding
from jxl.sheets.issue_source import JiraIssues
from jxl.sheets.plan import build_plan
from jxl.sheets.progress import Progress
from jxl.sheets.rows import RowLoad, mask_with
from jxl.sheets.services import SheetTools
from jxl.sheets.store import Damaged


@dataclass(frozen=True, slots=True)
class ReadyLoad:
    """A load, and what its cursors are bound to."""

    load: RowLoad
    binding: Binding
    note_size: Callable[[int], None]


def prepare_load(
    tools: SheetTools,
    caller: Caller,
    project: JiraProject,
    sheet_id: str,
    body: RowsBody,
    describe_error: Callable[[JxlError], dict[str, Any]],
) -> ReadyLoad:
    """
    Make a load ready. The caller's right to open the sheet was decided before.

    The sheet and the fields are asked for side by side.

    Raises:
        NotFound: There is no such sheet.
        ValidationError: The sheet is damaged (``sheet_damaged``), or the cursor is of no use (``cursor_stale``).
    """
    services = tools.services
    installation = caller.installation
    with ThreadPoolExecutor(1, thread_name_prefix="fields") as aside:
        asked = aside.submit(tools.catalogue.load, caller)
        loaded = services.sheets.load(installation, project.id, sheet_id, may_be_known=True)
        catalogue = asked.result()
    if isinstance(loaded, Damaged):
        raise ValidationError(loaded.reason, code="sheet_damaged")
    images = ImageRule.for_site(installation.base_url, installation.display_url)
    plan = build_plan(loaded.sheet, catalogue.fields, body.fields, images, catalogue.orders)
    binding = Binding(
        installation_id=installation.id,
        account_id=caller.person,
        project_id=project.id,
        sheet_id=sheet_id,
        revision=loaded.sheet.revision,
        digest=plan.digest,
    )
    if body.cursor is not None:
        progress = tools.cursors.read(binding, body.cursor)
    else:
        progress = Progress(known=list(dict.fromkeys(body.known)))
    person = (installation.id, installation.version, caller.person)
    load = RowLoad(
        JiraIssues(
            services.jira.as_user(installation, caller.person),
            tools.load_gates.gate(installation.client_key),
            lambda key, ask: tools.screens.find_or_ask((*person, key), ask),
        ),
        plan,
        account_id=caller.person,
        may_edit={project.id: services.permissions.facts(caller, project.id).facts.edit_issues},
        progress=progress,
        expected=tools.sizes.find(caller, project.id, sheet_id),
        # Read before the first row: what changes while rows come is seen by who asks for changes afterwards.
        seq=latest_seq(installation.id),
        limit=services.settings.jira_concurrency,
        mask=mask_with(tools.cursors.mask_key(binding)),
        describe_error=describe_error,
    )
    return ReadyLoad(load, binding, lambda count: tools.sizes.note(caller, project.id, sheet_id, count))
