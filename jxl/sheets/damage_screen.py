"""
The screen of a damaged sheet: what happened, what can still be read of it, and the revisions that can be gone back to.

Nothing of what was read is trusted here, not even its types: only texts are taken, and they are cut.
"""

from __future__ import annotations

from typing import Any

from jxl.connect.models import Caller
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.models import Action, Decision
from jxl.sheets import restoring
from jxl.sheets.damage import Damaged
from jxl.sheets.names import Person
from jxl.sheets.parts import head_key, part_key
from jxl.sheets.presentation import show_project
from jxl.sheets.revisions import RevisionState
from jxl.sheets.routes import tools
from jxl.sheets.saving import Stored
from jxl.sheets.screens import Screen

MAX_SHOWN_CHARS = 160
MAX_SHOWN_ITEMS = 50

_TITLES = {
    "head_missing": "This sheet was deleted in Jira",
    "newer_format": "A newer version of jxl saved this sheet",
    "part_missing": "Part of this sheet is missing",
}
_CHANGED = "This sheet was changed outside jxl"
#: Lists of a document, with the members of an item that say what it is called, the best first.
_LISTS = (
    ("Columns", "columns", ("title", "field", "id")),
    ("Views", "views", ("name", "id")),
    ("Structures", "structures", ("name", "id")),
    ("Formats", "formats", ("name", "id")),
)

JSON = dict[str, Any]


def damaged_screen(caller: Caller, facts: ProjectFacts, loaded: Damaged, decision: Decision) -> Screen:
    """
    Build the screen. Damage is a state of the sheet, not an error of ours: it answers 200.

    Args:
        decision: That the person may open the sheet.

    Raises:
        NotFound: The sheet went meanwhile.
        JiraError: Jira did not answer.
    """
    states = restoring.list_revisions(
        tools().services.sheets, caller.installation, facts.project.id, loaded.sheet_id
    )
    people = tools().names.people(caller, [state.entry.updated_by for state in states])
    head = loaded.head
    parts = range(head.parts) if head is not None else ()
    return Screen(
        "damaged",
        {
            "page_title": "Damaged sheet",
            "project": show_project(facts.project),
            "sheet_id": loaded.sheet_id,
            "name": cut(loaded.readable.get("name")) or loaded.sheet_id,
            "title": _TITLES.get(loaded.flaws[0].code, _CHANGED),
            "flaws": [cut(flaw.text, 1000) for flaw in loaded.flaws[:MAX_SHOWN_ITEMS]],
            "more_flaws": max(0, len(loaded.flaws) - MAX_SHOWN_ITEMS),
            "is_newer": loaded.flaws[0].code == "newer_format",
            "readable": describe_readable(loaded.readable),
            "revision": head.revision if head is not None else 0,
            "revisions": [_show_state(state, people) for state in states],
            "properties": [head_key(loaded.sheet_id)]
            + [part_key(head.id, head.revision, head.save, number) for number in parts if head],
            "change": facts.decide(Action.CHANGE_SHEET).to_json(),
        },
        decision,
    )


def describe_readable(readable: JSON) -> list[JSON]:
    """
    Describe the members of a document that could be read, of whatever types they are.

    Returns:
        ``{"label", "texts", "more"}`` for each that holds something; ``more`` counts what is not shown.
    """
    found = [
        {"label": label, "texts": [text], "more": 0}
        for label, text in (
            ("Name", cut(readable.get("name"))),
            ("Description", cut(readable.get("description"))),
            ("Issues", cut(_jql_of(readable.get("scope")), 1000)),
        )
        if text
    ]
    for label, member, names in _LISTS:
        items = readable.get(member)
        if not isinstance(items, list) or not items:
            continue
        texts = [_name_of(item, names) for item in items[:MAX_SHOWN_ITEMS]]
        found.append({"label": label, "texts": texts, "more": max(0, len(items) - MAX_SHOWN_ITEMS)})
    return found


def cut(text: Any, limit: int = MAX_SHOWN_CHARS) -> str:
    """Make a text of somebody's hand fit a page; what is not a text is none. Half of a surrogate pair is replaced."""
    if not isinstance(text, str):
        return ""
    whole = text.strip()
    short = whole if len(whole) <= limit else f"{whole[:limit]}… ({len(whole):,} characters)"
    return short.encode("utf-8", "replace").decode()


def _jql_of(scope: Any) -> Any:
    return scope.get("jql") if isinstance(scope, dict) else None


def _name_of(item: Any, members: tuple[str, ...]) -> str:
    texts = (cut(item.get(member)) for member in members) if isinstance(item, dict) else ()
    return next((text for text in texts if text), "not readable")


def _show_state(state: RevisionState, people: dict[str, Person]) -> JSON:
    entry = state.entry
    by = entry.updated_by
    loaded = state.loaded
    return {
        "revision": entry.revision,
        "name": cut(entry.name),
        "updated_at": entry.updated_at,
        "updated_by": people.get(by, Person(by)).to_json() if by else None,
        "is_current": state.is_current,
        "problem": None if isinstance(loaded, Stored) else cut(loaded.reason, 300),
    }
