"""
Binds the fields a query names to what the sandbox stores: JQL name → one or more terms.

System fields go by their JQL names only (``fixVersion``, not ``Fix versions``), custom fields by ``cf[id]``, by
name, and by name with their type in brackets (``Story Points[Number]``), as in Jira. ``customfield_10026`` is
not a JQL name there, nor here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jxl_sandbox.jira.jql.ast import Field
from jxl_sandbox.jira.jql.bindings import build_link_term, build_term
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.terms import Term
from jxl_sandbox.jira.jql.text import TextReader
from jxl_sandbox.jira.model import FieldDefinition


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field that only JQL knows: ``GET /field`` does not list it. ``aliases`` are in lower case."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()


OWN_FIELDS = (
    OwnField("category", "nothing"),
    OwnField("filter", "filter", ("request", "savedfilter", "searchrequest")),
    OwnField("hierarchyLevel", "hierarchylevel"),
    OwnField("issueLinkType", "issuelinktype", ("workitemlinktype",)),
    OwnField("parentEpic", "parentepic"),
    OwnField("parentProject", "parentproject"),
    OwnField("projectType", "projecttype"),
    OwnField("text", "text"),
    OwnField("textfields", "textfields"),
    OwnField("voter", "voter"),
    OwnField("watcher", "watcher"),
    OwnField("worklogAuthor", "worklogauthor"),
    OwnField("worklogComment", "worklogcomment"),
    OwnField("worklogDate", "worklogdate"),
)
_OWN_NAMES = {name.casefold(): own for own in OWN_FIELDS for name in (own.name, *own.aliases)}
# The newer words of Jira's screens for system fields, by field id; ``GET /field`` has the older ones.
_NEWER_NAMES = {
    "worktype": "issuetype",
    "workitem": "issuekey",
    "workitemkey": "issuekey",
    "workitemlink": "issuelinks",
    "space": "project",
}
# Fields that have no value of their own; by field id.
_COMPUTED_KINDS = {
    "issuekey": "issue",
    "project": "project_of",
    "created": "created",
    "updated": "updated",
    "statusCategory": "statuscategory",
    "workratio": "workratio",
    "comment": "comment",
    "lastViewed": "lastviewed",
    "attachment": "attachment",
}
# How Jira's query editor writes the type behind the name of a custom field.
_TYPE_LABELS = {
    "string": ("Short text", "Paragraph"),
    "adf": ("Paragraph", "Short text"),
    "url": ("URL Field",),
    "number": ("Number",),
    "date": ("Date",),
    "datetime": ("Time stamp",),
    "option": ("Dropdown", "Radio Buttons"),
    "options": ("Checkboxes", "Select List (multiple choices)"),
    "cascade": ("Select List (cascading)",),
    "labels": ("Labels",),
    "user": ("User Picker (single user)", "People"),
    "users": ("User Picker (multiple users)", "People"),
    "group": ("Group Picker (single group)",),
    "groups": ("Group Picker (multiple groups)",),
    "project": ("Project Picker (single project)",),
    "version": ("Version Picker (single version)",),
    "versions": ("Version Picker (multiple versions)",),
    "team": ("Team",),
}


def find_own_field(name: str) -> OwnField | None:
    """Find a field that only JQL knows by one of its names, in any case."""
    return _OWN_NAMES.get(name.casefold())


class Fields:
    """The fields of one compilation."""

    def __init__(self, context: QueryContext, reader: TextReader) -> None:
        self._context = context
        self._reader = reader
        self._names = _index_names(context)

    def find_definitions(self, field: Field) -> list[FieldDefinition]:
        """Find the definitions a name stands for: none, one, or several custom fields of the same name."""
        if field.properties:
            return []  # entity properties are searchable only when an app indexes them; none here does
        return self._names.get(field.name.casefold(), [])

    def bind(self, field: Field) -> list[Term]:
        """
        Build the terms of a field; several when custom fields share the name.

        Raises:
            JQLError: The field does not exist, or the actor may not see it.
        """
        definitions = self.find_definitions(field)
        if definitions:
            return [self._build(definition, field.name) for definition in definitions]
        own = find_own_field(field.name)
        if own is not None and not field.properties:
            return [build_term(own.kind, field.name, None, self._context, self._reader)]
        sides = self._sides_of(field)
        if not sides:
            raise unknown_field(field, self._context)
        return [build_link_term(field.name, sides, self._context)]

    def bind_own(self, own: OwnField) -> Term:
        """Build the term of a field that only JQL knows."""
        return build_term(own.kind, own.name, None, self._context, self._reader)

    def _sides_of(self, field: Field) -> frozenset[tuple[str, str]]:
        """
        Find the kinds of links that ``issueLink["is blocked by"]`` or ``issueIsBlockedBy`` names; none for any other.
        """
        name = field.name.casefold()
        if field.properties:
            asked = field.properties[0]
            if name not in ("issuelink", "workitemlink") or len(field.properties) > 1 or asked.path:
                return frozenset()
            return frozenset(
                side for side, phrase in self._phrases() if phrase.casefold() == asked.key.casefold()
            )
        return frozenset(
            side
            for side, phrase in self._phrases()
            if name
            in (prefix + "".join(filter(str.isalnum, phrase)).casefold() for prefix in ("issue", "workitem"))
        )

    def _phrases(self) -> Iterator[tuple[tuple[str, str], str]]:
        for link_type in self._context.site.link_types.values():
            yield (link_type.id, "outward"), link_type.outward
            yield (link_type.id, "inward"), link_type.inward

    def _build(self, definition: FieldDefinition, name: str) -> Term:
        kind = definition.kind
        if kind == "computed":
            kind = _COMPUTED_KINDS.get(definition.id, "epic" if _is_epic(definition) else "sort only")
        return build_term(kind, name, definition, self._context, self._reader)


def unknown_field(field: Field, context: QueryContext) -> JQLError:
    if context.user is None:
        return JQLError(
            f"Field '{field.name}' does not exist or this field cannot be viewed by anonymous users."
        )
    return JQLError(f"Field '{field.name}' does not exist or you do not have permission to view it.")


def _index_names(context: QueryContext) -> dict[str, list[FieldDefinition]]:
    names: dict[str, list[FieldDefinition]] = {}
    customs = []
    for definition in context.site.fields.values():
        if definition.custom:
            if context.is_in_sight(definition.scope_project_id):
                customs.append(definition)
            continue
        for name in definition.clause_names:
            names.setdefault(name.casefold(), []).append(definition)
    for name, field_id in _NEWER_NAMES.items():
        if field_id in context.site.fields:
            names.setdefault(name, []).append(context.site.fields[field_id])
    taken = set(names) | set(_OWN_NAMES)
    for definition in customs:
        own = {definition.id, definition.name, *definition.clause_names}
        own |= {f"{definition.name}[{label}]" for label in _TYPE_LABELS.get(definition.kind, ())}
        for folded in {name.casefold() for name in own} - taken:
            names.setdefault(folded, []).append(definition)
    return names


def _is_epic(definition: FieldDefinition) -> bool:
    custom = str((definition.schema or {}).get("custom", ""))
    return custom.endswith((":gh-epic-link", ":jpo-custom-field-parent"))
