"""
The small part of JQL that a webhook registered over REST may filter by. Pure but for the site's field names.

Source: Jira Cloud REST v3, "Register dynamic webhooks": ``jqlFilter``.
"""

from __future__ import annotations

from jxl_sandbox.jira.jql.ast import And, Clause, Field, Node, Not, Operator, Or
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import compile_query
from jxl_sandbox.jira.jql.parser import parse
from jxl_sandbox.jira.model import Actor, Issue, Site

_FIELDS = frozenset(
    {"issuekey", "key", "issue", "id", "project", "issuetype", "type", "status", "assignee", "reporter"}
)
_OPERATORS = frozenset({Operator.EQUALS, Operator.NOT_EQUALS, Operator.IN, Operator.NOT_IN})
_EPIC_LABEL = "com.pyxis.greenhopper.jira:gh-epic-label"


def find_filter_problems(site: Site, actor: Actor, text: str) -> list[str]:
    """
    Name what keeps a filter from being registered; empty when nothing does.
    """
    try:
        query = parse(text)
        if query.where is None:
            return ["The JQL filter is empty: a webhook needs a restriction."]
        problems = _problems(site, query.where)
        if query.order_by:
            problems.append("ORDER BY is unsupported in the filter of a webhook")
        if not problems:
            compile_query(query, site, actor)
    except JQLError as error:
        return list(error.messages)
    return list(dict.fromkeys(problems))


def passes_filter(site: Site, actor: Actor, text: str, issue: Issue) -> bool:
    """
    Tell whether an issue meets a webhook's JQL; a filter that has become wrong meets nothing.
    """
    try:
        return compile_query(parse(text), site, actor).matches(issue)
    except JQLError:
        return False


def _problems(site: Site, node: Node) -> list[str]:
    match node:
        case And(clauses) | Or(clauses):
            return [problem for clause in clauses for problem in _problems(site, clause)]
        case Not(clause):
            return _problems(site, clause)
        case Clause(field, operator):
            if not _is_known(site, field):
                return [f"The clause {field.name} is unsupported"]
            if operator not in _OPERATORS:
                return [f"The operator {operator.value} is unsupported for the clause {field.name}"]
    return []


def _is_known(site: Site, field: Field) -> bool:
    if field.properties:
        return field.name.lower() == "issue.property"
    if field.custom_id is not None:
        definition = site.fields.get(f"customfield_{field.custom_id}")
        schema = definition.schema if definition is not None else None
        return schema is not None and schema.get("custom") == _EPIC_LABEL
    return field.name.lower() in _FIELDS
