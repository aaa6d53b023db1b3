"""
Changing many issues in one call, and asking how far that is. Connect apps are kept out before they get here.

A task runs to its end within the call that submits it; its answer and states are Jira's. Source: Jira Cloud
REST v3, "Issue bulk operations".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.bulk_model import BulkTask
from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Issue, Site
from jxl_sandbox.jira.rest.bulk_errors import BulkError
from jxl_sandbox.jira.rest.bulk_fields import common_fields
from jxl_sandbox.jira.rest.bulk_input import read_edit
from jxl_sandbox.jira.rest.editmeta import editable_ids
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.issue_writes import edit, require_edit, store
from jxl_sandbox.jira.rest.moves import available, find_transition, transition_changes
from jxl_sandbox.jira.rest.params import query_list, read_json
from jxl_sandbox.jira.rest.routing import account_of, actor_of, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import IssueSight, has_global
from jxl_sandbox.jira.workflow_model import Transition

_MOST_ISSUES, _MOST_FIELDS, _PAGE = 1000, 200, 50
_KEPT_MS = 14 * 86_400_000


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/bulk/issues/fields", {"GET": get_fields, "POST": post_fields}),
        *routes_for("/bulk/issues/transition", {"GET": get_transitions, "POST": post_transitions}),
        *routes_for("/bulk/queue/{taskId}", {"GET": get_task}),
    ]


async def get_fields(request: Request) -> Response:
    """List the fields that some issues have in common, by pages of fifty."""
    _require_bulk_change(request)
    issues, _ = _find_issues(request, query_list(request, "issueIdsOrKeys"))
    text = request.query_params.get("searchText", "").casefold()
    fields = common_fields(site_of(request), actor_of(request), issues)
    found = [field for field in fields if text in field["name"].casefold()]
    return json_response(_cursor_page(request, "fields", found, lambda field: str(field["id"])))


async def post_fields(request: Request) -> Response:
    """Set the same values on many issues; each is edited as if alone, and one that fails is told so."""
    _require_bulk_change(request)
    body = await _read_object(request)
    words, actions = _strings(body, "selectedIssueIdsOrKeys"), _strings(body, "selectedActions")
    editing = body.get("editedFieldsInput")
    if not isinstance(editing, dict):
        raise BulkError(400, "The property 'editedFieldsInput' is required.")
    update, status_id = read_edit(editing)
    named = {*update["fields"], *update["update"], *(["status"] if status_id is not None else [])}
    if unlisted := sorted(named - set(actions)):
        words_unlisted = ", ".join(unlisted)
        raise BulkError(
            400, f"The following editedFieldInput values are not listed as selectedActions : {words_unlisted}"
        )
    if missing := sorted(set(actions) - named):
        raise BulkError(
            400, f"The following selectedActions have no value in editedFieldsInput : {', '.join(missing)}"
        )
    if len(named) > _MOST_FIELDS:
        raise BulkError(400, f"At most {_MOST_FIELDS} fields can be edited at once.")
    site, actor, sends_mail = site_of(request), actor_of(request), _sends_mail(body)

    def change(issue: Issue) -> None:
        require_edit(site, actor, issue)
        changes = edit(site, actor, issue, update, editable_ids(site, actor, issue))
        if status_id is not None:
            changes |= transition_changes(site, actor, issue, _transition_to(request, issue, status_id), {})
        store(site, actor, issue, changes, sends_mail=sends_mail)

    issues, invalid = _find_issues(request, words)
    return _run(request, [(issue, change) for issue in issues], invalid)


async def get_transitions(request: Request) -> Response:
    """List the transitions without a screen that all chosen issues of a workflow can make."""
    _require_bulk_change(request)
    site, actor = site_of(request), actor_of(request)
    issues, _ = _find_issues(request, query_list(request, "issueIdsOrKeys"))
    groups: dict[str, list[Issue]] = {}
    for issue in issues:
        workflow_id = site.projects[issue.project_id].workflows[issue.values["issuetype"]]
        groups.setdefault(workflow_id, []).append(issue)
    rows = []
    for workflow_id, members in groups.items():
        possible = [{t.id for t in available(site, actor, issue)} for issue in members]
        common = [t for t in site.workflows[workflow_id].transitions if all(t.id in ids for ids in possible)]
        rows.append(
            {
                "issues": [issue.key for issue in members],
                "isTransitionsFiltered": any(t.screen for t in common),
                "transitions": [_simple_transition(site, t) for t in common if not t.screen],
            }
        )
    return json_response(_cursor_page(request, "availableTransitions", rows, lambda row: row["issues"][0]))


async def post_transitions(request: Request) -> Response:
    """Make transitions with many issues."""
    _require_bulk_change(request)
    body = await _read_object(request)
    inputs = body.get("bulkTransitionInputs")
    if not isinstance(inputs, list) or not inputs or not all(isinstance(row, dict) for row in inputs):
        raise BulkError(400, "The property 'bulkTransitionInputs' is required.")
    site, actor, sends_mail = site_of(request), actor_of(request), _sends_mail(body)
    chosen: list[tuple[Issue, Callable[[Issue], None]]] = []
    invalid = 0
    for row in inputs:
        transition_id = str(row.get("transitionId"))
        found, missing = _find_issues(request, _strings(row, "selectedIssueIdsOrKeys"))
        invalid += missing

        def change(issue: Issue, wanted: str = transition_id) -> None:
            transition = find_transition(site, actor, issue, wanted)
            changes = transition_changes(site, actor, issue, transition, {})
            record_change(site, actor, issue, changes, sends_mail=sends_mail)

        chosen += [(issue, change) for issue in found]
    if len(chosen) + invalid > _MOST_ISSUES:
        raise BulkError(400, f"At most {_MOST_ISSUES} issues can be transitioned at once.")
    return _run(request, chosen, invalid)


async def get_task(request: Request) -> Response:
    """Tell how far a bulk operation is; for fourteen days."""
    _require_bulk_change(request)
    site = site_of(request)
    task = site.bulk_tasks.get(request.path_params["taskId"])
    now_ms = int(site.now().timestamp() * 1000)
    if task is None or now_ms - task.created_ms > _KEPT_MS:
        raise RestError(400, "The task associated with this taskId is not a bulk operation task")
    done = len(task.processed) + len(task.failed) + task.invalid_count
    return json_response(
        {
            "taskId": task.id,
            "status": task.status,
            "progressPercent": 100 if task.total == 0 else done * 100 // task.total,
            "submittedBy": {"accountId": task.submitted_by},
            "created": task.created_ms,
            "started": task.started_ms,
            "updated": task.updated_ms,
            "totalIssueCount": task.total,
            "invalidOrInaccessibleIssueCount": task.invalid_count,
            "processedAccessibleIssues": task.processed,
            "failedAccessibleIssues": {str(issue_id): why for issue_id, why in task.failed.items()},
        }
    )


def _run(request: Request, chosen: list[tuple[Issue, Callable[[Issue], None]]], invalid: int) -> Response:
    """Make a task of what is to be done with each issue, and do it."""
    site = site_of(request)
    now_ms = int(site.now().timestamp() * 1000)
    task = BulkTask(
        str(site.next_bulk_task_id),
        account_of(request) or "",
        now_ms,
        len(chosen) + invalid,
        started_ms=now_ms,
    )
    site.next_bulk_task_id += 1
    site.bulk_tasks[task.id] = task
    task.invalid_count = invalid
    for issue, change in chosen:
        try:
            change(issue)
            task.processed.append(issue.id)
        except RestError as error:
            task.failed[issue.id] = [*error.messages, *error.errors.values()]
    task.status, task.updated_ms = "COMPLETE", now_ms
    return json_response({"taskId": task.id}, 201)


def _sends_mail(body: dict[str, Any]) -> bool:
    sends = body.get("sendBulkNotification", True)
    if not isinstance(sends, bool | None):
        raise BulkError(400, "The property 'sendBulkNotification' must be true or false.")
    return sends is not False


def _transition_to(request: Request, issue: Issue, status_id: str) -> Transition:
    found = available(site_of(request), actor_of(request), issue)
    for transition in found:
        if transition.to_status_id == status_id and not transition.screen:
            return transition
    raise RestError(400, f"The status with id '{status_id}' cannot be reached from here.")


def _simple_transition(site: Site, transition: Transition) -> dict[str, Any]:
    status = site.statuses[transition.to_status_id]
    return {
        "transitionId": int(transition.id),
        "transitionName": transition.name,
        "to": {"statusId": int(status.id), "statusName": status.name},
    }


def _require_bulk_change(request: Request) -> None:
    if actor_of(request).user is None:
        raise BulkError(401, "Client must be authenticated to access this resource.")
    if not has_global(site_of(request), actor_of(request), "BULK_CHANGE"):
        raise BulkError(403, "You do not have permission to make bulk changes.")


def _find_issues(request: Request, words: list[str]) -> tuple[list[Issue], int]:
    """Find the issues the caller sees, and how many are not among them."""
    if not words:
        raise BulkError(400, "At least one issue must be chosen.")
    if len(words) > _MOST_ISSUES:
        raise BulkError(400, f"At most {_MOST_ISSUES} issues can be chosen.")
    site = site_of(request)
    sight = IssueSight(site, actor_of(request))
    found = {i.id: i for word in words if (i := site.find_issue(word)) is not None and sight.sees(i)}
    missing = sum(
        1 for word in dict.fromkeys(words) if (i := site.find_issue(word)) is None or i.id not in found
    )
    return list(found.values()), missing


def _cursor_page(
    request: Request, name: str, items: list[dict[str, Any]], key: Callable[[dict[str, Any]], str]
) -> dict[str, Any]:
    keys = [key(item) for item in items]
    after, before = request.query_params.get("startingAfter"), request.query_params.get("endingBefore")
    for cursor in (after, before):
        if cursor and cursor not in keys:
            raise BulkError(400, "The cursor is not valid.")
    begin = keys.index(after) + 1 if after else 0
    end = min(begin + _PAGE, len(items))
    if before:
        end = keys.index(before)
        begin = max(0, end - _PAGE)
    built: dict[str, Any] = {name: items[begin:end]}
    if end < len(items) and end > begin:
        built["startingAfter"] = keys[end - 1]
    if begin > 0:
        built["endingBefore"] = keys[begin] if begin < len(keys) else keys[-1]
    return built


async def _read_object(request: Request) -> dict[str, Any]:
    body = await read_json(request)
    if not isinstance(body, dict):
        raise BulkError(400, INVALID_PAYLOAD)
    return body


def _strings(body: dict[str, Any], name: str) -> list[str]:
    value = body.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(word, str | int) for word in value):
        raise BulkError(400, f"The property '{name}' is required.")
    return [str(word) for word in value]
