"""
The fields that a bulk edit can set on given issues, as ``GET /bulk/issues/fields`` tells them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Site
from jxl_sandbox.jira.rest.bulk_input import MULTI_OPTIONS
from jxl_sandbox.jira.rest.editmeta import editable_ids, field_meta, is_required

_MULTI_KINDS = frozenset({"labels", "components", "versions"})
_OF_ONE_PROJECT = frozenset({"components", "versions", "version", "security"})
# Jira's bulk edit has no group for these.
_NOT_IN_BULK = frozenset({"summary", "parent", "issuelinks", "attachment"})
_NOT_IN_BULK_KINDS = frozenset({"sprint", "team", "project", "security"})


def common_fields(site: Site, actor: Actor, issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """
    Describe the fields that every one of the issues can be edited in, and those of one that others lack.

    The latter carry ``unavailableMessage``: they are shown, and cannot be set.
    """
    sets = [editable_ids(site, actor, issue) for issue in issues]
    common = set(sets[0]).intersection(*sets[1:]) if sets else set()
    rows = []
    for field_id in dict.fromkeys(field_id for ids in sets for field_id in ids):
        field = site.fields[field_id]
        if field_id in _NOT_IN_BULK or field.kind in _NOT_IN_BULK_KINDS:
            continue
        owner = next(issue for issue, ids in zip(issues, sets, strict=True) if field_id in ids)
        is_split = field.kind in _OF_ONE_PROJECT and len({issue.project_id for issue in issues}) > 1
        rows.append(_row(site, actor, owner, field, is_available=field_id in common and not is_split))
    return rows


def _row(
    site: Site, actor: Actor, issue: Issue, field: FieldDefinition, *, is_available: bool
) -> dict[str, Any]:
    type_id = issue.values["issuetype"]
    meta = field_meta(site, actor, site.projects[issue.project_id], type_id, field, issue)
    custom = (field.schema or {}).get("custom")
    row: dict[str, Any] = {
        "id": field.id,
        "name": field.name,
        "type": custom or field.id,
        "isRequired": is_required(site, type_id, field.id),
    }
    if field.description:
        row["description"] = field.description
    if not is_available:
        row["unavailableMessage"] = "Not all of the selected issues have this field."
        return row
    if "autoCompleteUrl" in meta:
        row["searchUrl"] = meta["autoCompleteUrl"]
    if "allowedValues" in meta:
        row["fieldOptions"] = meta["allowedValues"]
    if field.kind in _MULTI_KINDS:
        row["multiSelectFieldOptions"] = list(MULTI_OPTIONS)
    return row
