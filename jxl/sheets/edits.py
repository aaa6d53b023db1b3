"""
What becomes of each change of a batch: to be written, nothing to do, a conflict, or refused with the reason. Pure.

A change names a cell, the value that was last seen there, and the value wanted. Jira's answers go in: the value of this
moment, what denies the cell, and what the wanted value means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any, Literal

from jxl.jira.codecs import (
    WRITABLE,
    Wanted,
    check_value,
    holds_text,
    not_offered,
    text_document,
)
from jxl.jira.fields import JiraField
from jxl.jira.kinds import Kind
from jxl.jira.typed_text import (
    Choice,
    Problem,
    choose,
    choose_many,
    choose_person,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_labels,
    parse_number,
    quote,
    split_list,
)
from jxl.jira.values import normal_text, same_value
from jxl.permissions.cells import Denial

Status = Literal["ok", "unchanged", "conflict", "overwrote", "refused", "failed"]
MOST_PEOPLE = 50

CONFLICT = Denial(
    "conflict", "Somebody changed this since you last saw it. Nothing was written; look at both and choose."
)
NOT_UNDERSTOOD = "not_understood"
_CHOSEN = frozenset(
    {
        Kind.OPTION,
        Kind.CASCADE,
        Kind.PRIORITY,
        Kind.ISSUE_TYPE,
        Kind.RESOLUTION,
        Kind.SECURITY,
        Kind.PROJECT,
        Kind.VERSION,
        Kind.OPTIONS,
        Kind.VERSIONS,
        Kind.COMPONENTS,
    }
)
_SEVERAL = frozenset({Kind.OPTIONS, Kind.VERSIONS, Kind.COMPONENTS})


@dataclass(frozen=True, slots=True)
class Change:
    """
    One cell of a request.

    Attributes:
        was: Canonical value last seen, or the cell; not looked at for a rank.
        to: A canonical value, a cell (``{"v", "t"}``, for rich text with ``doc``), ``{"text"}`` as somebody typed it,
            ``{"doc"}``, or for a rank ``{"after" | "before": issue id}``.
    """

    issue: str
    field: str
    was: Any
    to: Any

    @property
    def text(self) -> str | None:
        """What somebody typed, if that is what is wanted."""
        if isinstance(self.to, dict) and isinstance(self.to.get("text"), str):
            return str(self.to["text"])
        return None


@dataclass(frozen=True, slots=True)
class Move:
    """A transition that an issue can make now."""

    id: str
    name: str
    status_id: str
    status: str
    has_screen: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue is to be ranked: ``before`` or ``after`` another one."""

    side: str
    other: str


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be written: a value, a move of the workflow for a status, or a place for a rank."""

    wanted: Wanted
    move: Move | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``status`` None: it is to be written, and ``target`` says what. ``error`` says why not."""

    status: Status | None
    target: Target | None = None
    error: Denial | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What a wanted value is understood with, for one issue and field.

    Attributes:
        choices: What Jira offers for the field of this issue; None where it lists nothing.
        moves: Transitions that the issue can make now.
        status: Name of the status that it has, and ``status_id`` which it is.
        find: Gives what Jira found for a text: people, groups, sprints, issues. Asked before, see :func:`lookups`.
        today: In the person's zone.
    """

    choices: Sequence[Choice] | None
    moves: Sequence[Move]
    status: str
    status_id: str
    find: Callable[[str, str], Sequence[Choice]]
    today: date
    zone: tzinfo


def lookups(  # noqa: PLR0911 - one case a kind of field
    field: JiraField, change: Change
) -> list[tuple[str, str]]:
    """
    List what Jira is to be asked for before a change can be understood: ``(what, text)``.

    ``what`` is ``assignee``, ``people``, ``group``, ``sprint`` or ``issue``.
    """
    text = change.text
    if field.kind is Kind.PARENT and text is None:
        value = _canonical(change.to)
        return [("issue", value)] if isinstance(value, str) and value else []
    if text is None or not text.strip():
        return []
    match field.kind:
        case Kind.USER:
            return [("assignee" if field.id == "assignee" else "people", text.strip())]
        case Kind.USERS:
            return [("people", part) for part in split_list(text)]
        case Kind.GROUP:
            return [("group", text.strip())]
        case Kind.GROUPS:
            return [("group", part) for part in split_list(text)]
        case Kind.SPRINT:
            return [("sprint", "")]
        case Kind.PARENT:
            return [("issue", text.strip().upper())]
    return []


def judge(  # noqa: PLR0911 - one question after another
    field: JiraField, change: Change, cell: Any, raw: Any, denial: Denial | None, around: Surroundings
) -> Verdict:
    """
    Decide about one change.

    Args:
        cell: What the cell holds now.
        raw: The same as Jira gave it.
        denial: Why it may not be changed, if so.
    """
    if denial is not None:
        return Verdict("refused", error=denial)
    target = understand(field, change, raw, around)
    if isinstance(target, Problem):
        return Verdict("refused", error=Denial(NOT_UNDERSTOOD, target.message))
    if target.place is not None:
        return Verdict(None, target)
    now, was = _canonical(cell), _canonical(change.was)
    if same_value(field, now, target.wanted.value):
        return Verdict("unchanged", target)
    if not is_same(field, now, was):
        return Verdict("conflict", target, CONFLICT)
    if field.kind is Kind.STATUS and target.move is None:
        return Verdict("refused", error=Denial(NOT_UNDERSTOOD, no_move(around)))
    return Verdict(None, target)


def is_same(field: JiraField, now: Any, was: Any) -> bool:
    """Tell whether a cell still holds what was seen. A parent that the person may not see has no stable name."""
    if field.kind is Kind.PARENT and _is_mask(now) and _is_mask(was):
        return True
    return same_value(field, now, was)


def understand(  # noqa: PLR0911 - one case a kind of field
    field: JiraField, change: Change, raw: Any, around: Surroundings
) -> Target | Problem:
    """Find out what a change wants."""
    kind = field.kind
    if kind is Kind.RANK:
        return _place(change)
    if kind is Kind.STATUS:
        return _status(change, around)
    if kind not in WRITABLE and kind is not Kind.SPRINT:
        return Problem(f"jxl does not know how to change {field.name}. Change it in the issue.")
    text = change.text
    if text is not None:
        value = _from_text(field, text, raw, around)
        return value if isinstance(value, Problem) else Target(value)
    if kind is Kind.RICH_TEXT:
        return _document(field, change.to)
    if isinstance(change.to, dict) and "v" not in change.to:
        return Problem(f"This is not a value of {field.name}.")
    checked = check_value(field, _canonical(change.to))
    if isinstance(checked, Problem):
        return checked
    if kind is Kind.PARENT and checked.value is not None:
        return _parent(checked.value, around)
    strange = not_offered(field, checked.value, around.choices) if kind in _CHOSEN else None
    if strange is None:
        return Target(checked)
    # Copied from an issue where other choices count: what has the same name here is meant.
    name = change.to.get("t") if isinstance(change.to, dict) else None
    if not isinstance(name, str) or not name:
        return strange
    named = _from_text(field, name, raw, around)
    return named if isinstance(named, Problem) else Target(named)


def _from_text(  # noqa: PLR0912 - one case a kind of field
    field: JiraField, text: str, raw: Any, around: Surroundings
) -> Wanted | Problem:
    kind = field.kind
    if kind is Kind.RICH_TEXT:
        if holds_text(raw, text):
            return _checked(field, raw if isinstance(raw, dict) else None)
        return _checked(field, text_document(text))
    if kind in (Kind.TEXT, Kind.URL):
        return _checked(field, _one_line(text))
    if not text.strip():
        return _checked(field, None)
    if kind in _CHOSEN:
        return _chosen(field, text, around.choices)
    found: Any
    match kind:
        case Kind.NUMBER:
            found = parse_number(text)
        case Kind.DATE:
            found = parse_date(text, around.today)
        case Kind.DATETIME:
            found = parse_datetime(text, around.today, around.zone)
        case Kind.DURATION:
            found = parse_duration(text)
        case Kind.LABELS:
            found = parse_labels(text)
        case Kind.USER if field.id == "assignee":
            people = around.find("assignee", text.strip())
            found = choose_person(text, people, MOST_PEOPLE, "Nobody who can be assigned here is called")
        case Kind.USER:
            found = choose_person(text, around.find("people", text.strip()), MOST_PEOPLE)
        case Kind.USERS:
            found = _each(
                split_list(text), lambda part: choose_person(part, around.find("people", part), MOST_PEOPLE)
            )
        case Kind.GROUP:
            found = choose(text, around.find("group", text.strip()), field.name)
        case Kind.GROUPS:
            found = _each(split_list(text), lambda part: choose(part, around.find("group", part), field.name))
        case Kind.SPRINT:
            found = choose(text, around.find("sprint", ""), field.name)
        case Kind.PARENT:
            parent = _parent(text.strip().upper(), around)
            found = parent if isinstance(parent, Problem) else parent.wanted.value
        case _:
            found = Problem(f"jxl does not know how to change {field.name}. Change it in the issue.")
    return found if isinstance(found, Problem) else _checked(field, found)


def _checked(field: JiraField, value: Any) -> Wanted | Problem:
    return check_value(field, value)


def _one_line(text: str) -> str:
    """A line of text holds no breaks: those that a copied cell brings are blanks."""
    return " ".join(normal_text(text).strip("\n").split("\n"))


def _chosen(field: JiraField, text: str, choices: Sequence[Choice] | None) -> Wanted | Problem:
    if choices is None:
        return Problem(f"Jira does not say what can be chosen for {field.name}. Change it in the issue.")
    if field.kind in _SEVERAL:
        several = choose_many(text, choices, field.name)
        return several if isinstance(several, Problem) else _checked(field, several)
    one = choose(text, choices, field.name)
    return one if isinstance(one, Problem) else _checked(field, one)


def _each(parts: Sequence[str], find: Callable[[str], str | Problem]) -> list[str] | Problem:
    found: list[str] = []
    for part in parts:
        one = find(part)
        if isinstance(one, Problem):
            return one
        found.append(one)
    return found


def _document(field: JiraField, to: Any) -> Target | Problem:
    document = to
    if isinstance(to, dict) and to.get("type") != "doc":
        if "doc" not in to and to.get("v") is not None:
            return Problem(f"{field.name} is written as a text or as a document.")
        document = to.get("doc")
    checked = check_value(field, document)
    return checked if isinstance(checked, Problem) else Target(checked)


def _parent(named: str, around: Surroundings) -> Target | Problem:
    found = around.find("issue", named)
    if not found:
        return Problem(f"There is no issue {quote(named)}, or you may not see it.")
    return Target(Wanted(found[0].id))


def _place(change: Change) -> Target | Problem:
    to = change.to
    sides = [side for side in ("before", "after") if isinstance(to, dict) and isinstance(to.get(side), str)]
    if len(sides) != 1 or not to[sides[0]].isdecimal():
        return Problem("A place is written as before or after another issue.")
    return Target(Wanted(None), place=Place(sides[0], to[sides[0]]))


def _status(change: Change, around: Surroundings) -> Target | Problem:
    text = change.text
    if text is not None:
        by_status = [Choice(move.status_id, move.status, (move.name,)) for move in around.moves]
        offered = list({choice.id: choice for choice in by_status}.values())
        if text.strip().casefold() == around.status.casefold():
            return Target(Wanted(around.status_id))
        found = choose(text, offered, "Status")
        if isinstance(found, Problem):
            return Problem(no_move(around))
    else:
        value = _canonical(change.to)
        if not isinstance(value, str):
            return Problem("This is not a status.")
        found = value
    ways = sorted((m for m in around.moves if m.status_id == found), key=lambda m: m.has_screen)
    return Target(Wanted(found), move=ways[0] if ways else None)


def no_move(around: Surroundings) -> str:
    """Say where an issue can go in its workflow."""
    names = list(dict.fromkeys(move.status for move in around.moves if move.status != around.status))
    if not names:
        return f"From {around.status}, there is no move that you can make."
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"From {around.status}, it can go to {listed}."


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return value.get("v")
    return value


def _is_mask(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("~")
