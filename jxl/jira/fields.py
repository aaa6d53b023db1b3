"""
The field catalogue. Source: Jira Cloud REST v3, "Get fields".

Columns are kept by field id: names repeat, because team-managed projects bring their own fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jxl.jira.client import JiraClient, api_path, expect_list
from jxl.jira.kinds import Kind, kind_of


@dataclass(frozen=True, slots=True)
class JiraField:
    """
    One field of a site.

    Attributes:
        schema_type: ``schema.type``, e.g. ``string``, ``array``; empty where Jira gives no schema (``issuekey``).
        items: ``schema.items`` of an array.
        system: Name of a system field, empty for custom ones.
        custom: ``schema.custom``, e.g. ``com.atlassian.jira.plugin.system.customfieldtypes:select``.
        clause_names: What JQL calls it.
        project_id: Set for a field that only one team-managed project has.
        kind: How its values are read and shown.
    """

    id: str
    name: str
    schema_type: str = ""
    items: str = ""
    system: str = ""
    custom: str = ""
    clause_names: tuple[str, ...] = ()
    is_custom: bool = False
    is_orderable: bool = False
    is_navigable: bool = True
    is_searchable: bool = True
    project_id: str | None = None
    kind: Kind = Kind.OTHER


def fetch_fields(client: JiraClient) -> list[JiraField]:
    """Fetch all fields that the client's person may see, in Jira's order."""
    path = api_path("field")
    entries = expect_list(client.get_json(path), path)
    return [parse_field(entry) for entry in entries if isinstance(entry, dict) and entry.get("id")]


def parse_field(value: Mapping[str, Any]) -> JiraField:
    """Read one entry of the catalogue; members that are not what they should be count as missing."""
    schema = _mapping(value.get("schema"))
    scope = _mapping(value.get("scope"))
    project_id = _mapping(scope.get("project")).get("id") if scope.get("type") == "PROJECT" else None
    clause_names = value.get("clauseNames")
    field_id = str(value.get("id"))
    schema_type, items = _text(schema.get("type")), _text(schema.get("items"))
    system, custom = _text(schema.get("system")), _text(schema.get("custom"))
    return JiraField(
        id=field_id,
        name=_text(value.get("name")) or field_id,
        schema_type=schema_type,
        items=items,
        system=system,
        custom=custom,
        clause_names=tuple(n for n in clause_names if isinstance(n, str))
        if isinstance(clause_names, list)
        else (),
        is_custom=value.get("custom") is True,
        is_orderable=value.get("orderable") is True,
        is_navigable=value.get("navigable") is not False,
        is_searchable=value.get("searchable") is True,
        project_id=None if project_id is None else str(project_id),
        kind=kind_of(field_id, schema_type, items, custom),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
