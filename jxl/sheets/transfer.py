"""
A sheet's definition on its way to another project or site: written, read back, and what of it nobody knows there.

Pure. A definition is the sheet without what a server decides, marked so that a file can be told from any other. Nothing
in it is translated: JQL, field ids and columns stay as they are, also those that the person who carries them may not
see, because whoever opens the sheet is shown only what Jira gives to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from jxl.errors import ValidationError
from jxl.sheets.documents import parse_sheet
from jxl.sheets.models import FORMAT, SERVER_MEMBERS, Condition, Group, GroupLevel, LinkLevel, Sheet
from jxl.sheets.upgrades import upgrade

MARKER = "jxl"
_KIND = "sheet"
_OWN_FIELDS = ("key", "issuekey")
_OWN_PREFIX = "jxl:"
_NOT_A_DEFINITION = "This is not the definition of a sheet: a file that jxl exported has the member “jxl”."

Definition = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """
    Something that a definition names and that is not known here. It is kept as it is.

    Args:
        path: Where it stands: ``columns[3].field``.
        code: ``field_unknown``, ``link_type_unknown``, ``reference_unknown`` or ``jql_invalid``.
        message: One or two sentences for people.
    """

    path: str
    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def write_definition(sheet: Sheet) -> Definition:
    """Write what can be imported elsewhere; members that this version does not know go along."""
    members = {k: v for k, v in sheet.to_json().items() if k not in SERVER_MEMBERS}
    return {MARKER: _KIND, "format": FORMAT, **members}


def read_definition(definition: Definition, sheet_id: str) -> Sheet:
    """
    Build a sheet from a definition.

    Raises:
        ValidationError: It is none, is of a newer format, or a member is wrong; paths are those of the definition.
    """
    stored_format = definition.get("format")
    if definition.get(MARKER) != _KIND:
        raise ValidationError(_NOT_A_DEFINITION, fields={MARKER: f"This must be “{_KIND}”."})
    if not isinstance(stored_format, int) or isinstance(stored_format, bool) or stored_format < 1:
        raise ValidationError(fields={"format": "This must be a whole number from 1 on."})
    if stored_format > FORMAT:
        text = "This was exported by a newer version of jxl. The operator needs to update before it can be imported."
        raise ValidationError(text, fields={"format": text})
    members = {k: v for k, v in upgrade(definition, stored_format).items() if k != MARKER}
    return parse_sheet(members, sheet_id)


def copy_sheet(sheet: Sheet, sheet_id: str, name: str) -> Sheet:
    """
    Build a copy under another name; items keep their ids, which count only within a sheet.

    Raises:
        ValidationError: The name is not one.
    """
    members = {k: v for k, v in sheet.to_json().items() if k not in SERVER_MEMBERS}
    return parse_sheet({**members, "name": name}, sheet_id)


def find_problems(sheet: Sheet, field_ids: Collection[str], link_types: Collection[str]) -> Iterator[Problem]:
    """
    Find what a sheet names that a person does not have here.

    Args:
        field_ids: Fields that the person may see.
        link_types: Ids and names of the site's link types.
    """
    known_fields = {*field_ids, *_OWN_FIELDS}
    columns = {column.id for column in sheet.columns}

    def is_field(field: str) -> bool:
        return field in known_fields or field.startswith(_OWN_PREFIX)

    for number, column in enumerate(sheet.columns):
        if not is_field(column.field):
            yield _unknown_field(f"columns[{number}].field", column.field)
    for number, structure in enumerate(sheet.structures):
        for place, level in enumerate(structure.levels):
            path = f"structures[{number}].levels[{place}]"
            if isinstance(level, GroupLevel) and not is_field(level.field):
                yield _unknown_field(f"{path}.field", level.field)
            elif isinstance(level, LinkLevel) and level.type not in link_types:
                yield Problem(
                    f"{path}.type", "link_type_unknown", f"This site has no link type “{level.type}”."
                )
    for path, name in _named_columns(sheet):
        if name not in columns and not is_field(name):
            yield Problem(path, "reference_unknown", f"No column and no field here is “{name}”.")
    yield from _dangling(sheet)


def _unknown_field(path: str, field: str) -> Problem:
    return Problem(
        path, "field_unknown", f"There is no field “{field}” here that you may see. It is kept as it is."
    )


def _named_columns(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Columns that sorts and conditions name, by id or by field."""
    for number, view in enumerate(sheet.views):
        for place, level in enumerate(view.sort):
            yield f"views[{number}].sort[{place}].column", level.column
        yield from _conditions(f"views[{number}].filter", view.filter)
    for number, structure in enumerate(sheet.structures):
        for place, level in enumerate(structure.order):
            yield f"structures[{number}].order[{place}].column", level.column
    for number, one in enumerate(sheet.formats):
        yield from _conditions(f"formats[{number}].when", one.when)


def _conditions(path: str, item: Condition | Group | None) -> Iterator[tuple[str, str]]:
    if isinstance(item, Condition):
        yield f"{path}.column", item.column
    elif isinstance(item, Group):
        name = "any" if item.all is None else "all"
        for number, member in enumerate(item.any or item.all or []):
            yield from _conditions(f"{path}.{name}[{number}]", member)


def _dangling(sheet: Sheet) -> Iterator[Problem]:
    """Items that others refer to and that the definition does not hold."""
    columns = {column.id for column in sheet.columns}
    structures = {structure.id for structure in sheet.structures}
    formats = {one.id for one in sheet.formats}
    named: list[tuple[str, str, set[str]]] = []
    for number, view in enumerate(sheet.views):
        path = f"views[{number}]"
        named += [(f"{path}.columns[{n}]", i, columns) for n, i in enumerate(view.columns or [])]
        named += [(f"{path}.formats[{n}]", i, formats) for n, i in enumerate(view.formats)]
        if view.structure is not None:
            named.append((f"{path}.structure", view.structure, structures))
    for number, one in enumerate(sheet.formats):
        path = f"formats[{number}].target.columns"
        named += [(f"{path}[{n}]", i, columns) for n, i in enumerate(one.target.columns or [])]
    for path, item_id, there in named:
        if item_id not in there:
            yield Problem(
                path, "reference_unknown", f"The definition does not hold “{item_id}”. It is passed over."
            )
