"""
What happened between two revisions of a sheet, in a few words each. Pure; whoever shows the texts escapes them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from jxl.sheets.models import Sheet

MAX_TEXTS = 50
_MAX_CHARS = 200
_NONE: Mapping[str, str] = {}

_LISTS = (
    ("columns", "Column", "columns"),
    ("views", "View", "views"),
    ("structures", "Structure", "structures"),
    ("formats", "Format", "formats"),
)
_MEMBERS = {
    "aggregate": "total",
    "aggregates": "totals",
    "pinned": "pinned columns",
    "then": "look",
    "when": "condition",
}
_OWN = frozenset(
    (
        *("name", "description", "scope", "defaultView", "columns", "views", "structures", "formats"),
        *("id", "revision", "createdAt", "createdBy", "updatedAt", "updatedBy", "deletedAt"),
    )
)


def describe_changes(older: Sheet, newer: Sheet, field_names: Mapping[str, str] = _NONE) -> list[str]:
    """
    Say what changed, the sheet itself first, then its items: ``View “Delivery”: sort``, ``Column “Sprint” removed``.

    Args:
        field_names: By field id, for columns without a title of their own.

    Returns:
        At most 50 texts of at most 200 characters; the last says how many more there are. Empty when nothing changed.
    """
    then, now = older.to_json(), newer.to_json()
    texts = _of_sheet(then, now)
    for member, noun, plural in _LISTS:
        texts += _of_items(then[member], now[member], noun, plural, field_names)
    if then.get("defaultView") != now.get("defaultView"):
        view = next((v for v in now["views"] if v["id"] == now.get("defaultView")), None)
        if view is not None:
            texts.append(f"View {_quote(view['name'])} made the default")
    unknown = sorted(k for k in then.keys() | now.keys() if k not in _OWN and then.get(k) != now.get(k))
    texts += [_cut(f"{name} changed") for name in unknown]
    if len(texts) > MAX_TEXTS:
        rest = len(texts) - MAX_TEXTS + 1
        texts = [*texts[: MAX_TEXTS - 1], f"{rest} more changes"]
    return texts


def _of_sheet(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    texts = []
    if then["name"] != now["name"]:
        texts.append(f"Renamed from {_quote(then['name'])}")
    if then["scope"] != now["scope"]:
        texts.append(_cut(f"Scope: {' '.join(now['scope']['jql'].split())}"))
    if then["description"] != now["description"]:
        texts.append("Description changed")
    return texts


def _of_items(
    then: list[dict[str, Any]],
    now: list[dict[str, Any]],
    noun: str,
    plural: str,
    field_names: Mapping[str, str],
) -> list[str]:
    before = {item["id"]: item for item in then}
    after = {item["id"]: item for item in now}
    texts = [
        f"{noun} {_name(item, field_names)} added" for item_id, item in after.items() if item_id not in before
    ]
    texts += [
        f"{noun} {_name(item, field_names)} removed"
        for item_id, item in before.items()
        if item_id not in after
    ]
    for item_id, item in after.items():
        if item_id in before and before[item_id] != item:
            texts.append(_of_item(before[item_id], item, noun, field_names))
    moved = _count_moved([i for i in before if i in after], [i for i in after if i in before])
    if moved:
        texts.append(f"{moved} {plural} moved" if moved > 1 else f"1 {noun.lower()} moved")
    return texts


def _of_item(
    then: Mapping[str, Any], now: Mapping[str, Any], noun: str, field_names: Mapping[str, str]
) -> str:
    changed = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    if noun != "Column" and "name" in changed:
        changed.remove("name")
        rest = f": {_words(changed, now)}" if changed else ""
        return _cut(f"{noun} {_quote(then['name'])} renamed to {_quote(now['name'])}{rest}")
    return _cut(f"{noun} {_name(now, field_names)}: {_words(changed, now)}")


def _words(members: list[str], now: Mapping[str, Any]) -> str:
    words = []
    for name in members:
        if name == "enabled":
            words.append("switched on" if now.get("enabled", True) else "switched off")
        else:
            words.append(_MEMBERS.get(name, name))
    return ", ".join(words)


def _name(item: Mapping[str, Any], field_names: Mapping[str, str]) -> str:
    name = item.get("title") or item.get("name")
    if not name:
        name = field_names.get(item["field"], item["field"])
    return _quote(str(name))


def _quote(text: str) -> str:
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CHARS else text[: _MAX_CHARS - 1] + "…"


def _count_moved(before: list[str], after: list[str]) -> int:
    """Count the items that must move to get from one order to the other: all but the longest that kept their order."""
    place = {item_id: number for number, item_id in enumerate(before)}
    ends: list[int] = []
    for item_id in after:
        at = bisect_left(ends, place[item_id])
        ends[at : at + 1] = [place[item_id]]
    return len(after) - len(ends)
