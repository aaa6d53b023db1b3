"""
JQL functions that give options of custom fields.
"""

from __future__ import annotations

from collections.abc import Hashable

from jxl_sandbox.jira.jql.ast import Value
from jxl_sandbox.jira.jql.calls import ANY, Call, FunctionSpec
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.lookup import by_id_or_name, options
from jxl_sandbox.jira.jql.more_terms import no_child_of
from jxl_sandbox.jira.model import FieldDefinition

_NONE = "none"  # the keyword; an option of that name is written in quotes of its own


def _definition(call: Call, *kinds: str) -> FieldDefinition:
    definition = next((d for d in call.definitions if d.kind in kinds), None)
    if definition is None:
        raise JQLError(f"The field '{call.field_name}' is not supported by the function '{call.name}'.")
    return definition


def _cascade_option(call: Call) -> list[Hashable]:
    """Issues with a first-level option, or with a child of it; ``none`` asks for no option on that level."""
    known = _definition(call, "cascade").options.values()
    first, *rest = call.arguments
    if first.casefold() == _NONE:
        if rest and rest[0].casefold() != _NONE:
            raise _not_a_child(call)
        return [None]
    parents = by_id_or_name((o.id, (o.value,)) for o in known if o.parent_id is None)(_option(first))
    if not parents:
        raise JQLError(
            f"The option '{first}' specified in function '{call.name}' is not a valid parent option."
        )
    if not rest:
        return list(parents)
    if rest[0].casefold() == _NONE:
        return [no_child_of(str(i)) for i in parents]
    children = by_id_or_name((o.id, (o.value,)) for o in known if o.parent_id in parents)(_option(rest[0]))
    if not children:
        raise _not_a_child(call)
    return list(children)


def _option(text: str) -> Value:
    is_quoted = len(text) > 2 and text[0] == text[-1] == '"'
    return Value(text[1:-1] if is_quoted else text)


def _not_a_child(call: Call) -> JQLError:
    parent, child = call.arguments
    return JQLError(f"The option '{child}' is not a child of option '{parent}' in function '{call.name}'.")


def _choice_option(call: Call) -> list[Hashable]:
    """Options by value, else by id, also where the value looks like an id."""
    find = options(_definition(call, "option", "options"), call.field_name)
    return [i for text in call.arguments for i in find(Value(text))]


OPTION_FUNCTIONS = (
    FunctionSpec("cascadeOption", "option", True, _cascade_option, 1, 2),
    FunctionSpec("choiceOption", "option", True, _choice_option, 1, ANY),
)
