"""
How a changed value reads in an issue's changelog: ids and strings, before and after.

Pure. Source: Jira Cloud REST v3, "Get changelogs", and the entries of public Jira Cloud sites.
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.adf import plain_text
from jxl_sandbox.jira.entry_items import ENTRY_KEYS, entry_items
from jxl_sandbox.jira.model import FieldDefinition, Issue, Site

_NAMES = {
    "components": "Component",
    "fixVersions": "Fix Version",
    "versions": "Version",
    "parent": "IssueParentAssociation",
    "issuelinks": "Link",
}
# What has no trace in the changelog: people's own marks, and moments that follow from another change.
_SILENT = frozenset({"votes", "watches", "resolutiondate", "statuscategorychangedate"})
_ONE_BY_ONE = frozenset({"components", "versions"})


def items_of(site: Site, issue: Issue, field_id: str, before: Any, after: Any) -> list[dict[str, Any]]:
    """
    Build the items of one field's change.

    Lists of versions, components and links give an item for each member that went or came; every other field
    gives one item. A field that leaves no trace gives none.
    """
    field = site.fields.get(field_id)
    if field_id in ENTRY_KEYS:
        return entry_items(field_id, before, after)
    if field is None or field_id in _SILENT or field.kind == "computed":
        return []
    if field.kind == "issuelinks":
        return _link_items(site, field, before or [], after or [])
    if field.kind in _ONE_BY_ONE:
        gone = [v for v in before or () if v not in (after or ())]
        come = [v for v in after or () if v not in (before or ())]
        items = [_item(field, _pair(site, issue, field, [v]), (None, None)) for v in gone]
        return items + [_item(field, (None, None), _pair(site, issue, field, [v])) for v in come]
    if field.kind == "rank":
        word = "Ranked higher" if (after or "") < (before or "") else "Ranked lower"
        return [_item(field, ("", ""), ("", word))]
    return [_item(field, _pair(site, issue, field, before), _pair(site, issue, field, after))]


def _item(
    field: FieldDefinition, before: tuple[str | None, str | None], after: tuple[str | None, str | None]
) -> dict[str, Any]:
    return {
        "field": field.name if field.custom else _NAMES.get(field.id, field.id),
        "fieldtype": "custom" if field.custom else "jira",
        "fieldId": field.id,
        "from": before[0],
        "fromString": before[1],
        "to": after[0],
        "toString": after[1],
    }


def _link_items(
    site: Site, field: FieldDefinition, before: list[Any], after: list[Any]
) -> list[dict[str, Any]]:
    def words(link: dict[str, Any]) -> tuple[str | None, str | None]:
        other = site.issues.get(link["issue"])
        kind = site.link_types[link["type"]]
        key = other.key if other is not None else str(link["issue"])
        verb = kind.outward if link["direction"] == "outward" else kind.inward
        return key, f"This issue {verb} {key}"

    kept, wanted = {link["id"] for link in after}, {link["id"] for link in before}
    gone = [_item(field, words(link), (None, None)) for link in before if link["id"] not in kept]
    return gone + [_item(field, (None, None), words(link)) for link in after if link["id"] not in wanted]


def _pair(  # noqa: PLR0911, PLR0912 -- one case a kind of value
    site: Site, issue: Issue, field: FieldDefinition, value: Any
) -> tuple[str | None, str | None]:
    """Id and string of a value; Jira has an id only where there is something to point to."""
    empty = ("" if field.kind == "sprint" else None, "" if field.custom else None)
    if value is None or value in ([], ""):
        return empty
    match field.kind:
        case "status" | "issuetype" | "priority" | "resolution" | "team":
            tables: dict[str, dict[str, Any]] = {
                "status": site.statuses,
                "issuetype": site.issue_types,
                "priority": site.priorities,
                "resolution": site.resolutions,
                "team": site.teams,
            }
            return value, _name(tables[field.kind], value)
        case "project":
            return value, _name(site.projects, value)
        case "security":
            return value, _name(site.projects[issue.project_id].security_levels, value)
        case "user":
            return value, _display_name(site, value)
        case "users":
            return ", ".join(value), ", ".join(_display_name(site, v) for v in value)
        case "group":
            return value, value
        case "groups":
            return f"[{', '.join(value)}]", f"[{', '.join(value)}]"
        case "option":
            return value, _option(field, value)
        case "options":
            return f"[{', '.join(value)}]", ",".join(_option(field, v) for v in value)
        case "cascade":
            levels = ("Parent values", "Level 1 values")
            parts = [f"{label}: {_option(field, v)}({v})" for label, v in zip(levels, value, strict=False)]
            return None, "".join(parts)
        case "components":
            return value[0], _entity_name(site, "components", value[0])
        case "versions":
            return value[0], _entity_name(site, "versions", value[0])
        case "version":
            return value, _entity_name(site, "versions", value)
        case "labels":
            return None, " ".join(value)
        case "sprint":
            return ", ".join(map(str, value)), ", ".join(_name(site.sprints, v) for v in value)
        case "seconds":
            return str(value), str(value)
        case "parent":
            parent = site.issues.get(value)
            return str(value), parent.key if parent is not None else None
        case "date":
            return value, value if field.custom else f"{value} 00:00:00.0"
        case "datetime":
            return str(value), str(value)
        case "adf":
            return None, plain_text(value)
        case "number":
            return None, str(int(value) if float(value).is_integer() else value)
        case _:
            return None, str(value)


def _name(table: dict[Any, Any], key: Any) -> str:
    found = table.get(key)
    return str(found.name) if found is not None else str(key)


def _display_name(site: Site, account_id: str) -> str:
    user = site.users.get(account_id)
    return user.display_name if user is not None else account_id


def _option(field: FieldDefinition, option_id: str) -> str:
    option = field.options.get(option_id)
    return option.value if option is not None else option_id


def _entity_name(site: Site, member: str, entity_id: str) -> str:
    tables = (getattr(project, member) for project in site.projects.values())
    return next((str(table[entity_id]["name"]) for table in tables if entity_id in table), entity_id)
