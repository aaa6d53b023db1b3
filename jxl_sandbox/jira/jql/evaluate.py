"""
Compiles a parsed query for one actor into something that tells, sorts and narrows issues.

NOT is pushed down to the clauses first, as Jira does: ``NOT status = Done`` is ``status != Done`` and so never
matches an empty field. Which issues the actor may see at all is not decided here: the caller filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from jxl_sandbox.jira.jql.ast import (
    And,
    Clause,
    Empty,
    Node,
    Not,
    Operator,
    Or,
    Query,
)
from jxl_sandbox.jira.jql.combine import Compiled, always, any_of, join_and, join_or, negate, never
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.fields import Fields
from jxl_sandbox.jira.jql.filter_clause import FilterTerm, SavedFilters, UnusableFilter
from jxl_sandbox.jira.jql.history import build_changed, build_was
from jxl_sandbox.jira.jql.operands import LIST_OPERATORS, Operands, read_limits, resolve_with_empty
from jxl_sandbox.jira.jql.ordering import (
    MAX_ORDER_FIELDS,
    SortKey,
    build_sort_key,
    is_descending_by_default,
    sort_issues,
)
from jxl_sandbox.jira.jql.parser import parse
from jxl_sandbox.jira.jql.terms import (
    EMPTINESS,
    EQUALITY,
    HISTORY,
    RELATIONAL,
    IdTerm,
    IssueReferenceTerm,
    Literal,
    Term,
    Test,
)
from jxl_sandbox.jira.jql.text import TextReader
from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Site

_OPPOSITE = {
    Operator.EQUALS: Operator.NOT_EQUALS,
    Operator.LIKE: Operator.NOT_LIKE,
    Operator.LESS_THAN: Operator.GREATER_THAN_EQUALS,
    Operator.GREATER_THAN: Operator.LESS_THAN_EQUALS,
    Operator.IN: Operator.NOT_IN,
    Operator.IS: Operator.IS_NOT,
    Operator.WAS: Operator.WAS_NOT,
    Operator.WAS_IN: Operator.WAS_NOT_IN,
    Operator.CHANGED: Operator.NOT_CHANGED,
}
_OPPOSITE |= {b: a for a, b in _OPPOSITE.items()}
_NEGATIVE = frozenset(
    {
        Operator.NOT_EQUALS,
        Operator.NOT_IN,
        Operator.NOT_LIKE,
        Operator.IS_NOT,
        Operator.WAS_NOT,
        Operator.WAS_NOT_IN,
        Operator.NOT_CHANGED,
    }
)

_READER = TextReader()  # texts of documents, shared by all queries of the process


class CompiledQuery:
    """
    A query ready to run for the actor it was compiled for. Not kept between requests: *now*, names and rights
    are those of the moment of compiling.

    Attributes:
        is_bounded: There is a restriction, as ``search/jql`` demands; an ORDER BY alone is none.
        candidate_project_ids: Only issues of these projects can match; None: any project's.
        candidate_issue_ids: Only these issues can match; None: any.
    """

    def __init__(self, site: Site, where: Compiled | None, keys: Sequence[tuple[SortKey, bool]]) -> None:
        self._site = site
        self._test: Test = where.test if where is not None else always
        self._keys = tuple(keys)
        self.is_bounded = where is not None
        self.candidate_project_ids = where.project_ids if where is not None else None
        self.candidate_issue_ids = where.issue_ids if where is not None else None

    def matches(self, issue: Issue) -> bool:
        """Whether the issue meets the restrictions; rights are not asked."""
        return self._test(issue)

    def sort(self, issues: Iterable[Issue]) -> list[Issue]:
        """Sort by the query's ORDER BY, or newest first without one."""
        return sort_issues(issues, self._keys)

    def candidates(self) -> Iterable[Issue]:
        """All issues that could match: what ``matches`` must be asked for, in no special order."""
        issues = self._site.issues
        if self.candidate_issue_ids is not None:
            return [issues[i] for i in self.candidate_issue_ids if i in issues]
        if self.candidate_project_ids is not None:
            return self._site.issues_of(self.candidate_project_ids)
        return issues.values()

    def find(self) -> list[Issue]:
        """All matching issues of the site, sorted; rights are not asked."""
        test = self._test
        return self.sort([issue for issue in self.candidates() if test(issue)])


def compile_query(query: Query, site: Site, actor: Actor, *, filter_id: int | None = None) -> CompiledQuery:
    """
    Bind a query to the site's fields and values.

    Args:
        actor: For ``currentUser()``, the time zone, and for which projects, issues and values are known.
        filter_id: The saved filter that the query is about to become; it may not lead back to itself.

    Raises:
        JQLError: With everything that is wrong, in Jira's words and the order of the query.
    """
    compiler = _Compiler(QueryContext(site, actor), filter_id=filter_id)
    where = compiler.compile_node(_push_not(query.where, negate=False)) if query.where is not None else None
    keys = compiler.compile_order(query)
    if compiler.problems:
        raise JQLError(list(dict.fromkeys(compiler.problems)))
    return CompiledQuery(site, where, keys)


def compile_jql(text: str, site: Site, actor: Actor, *, filter_id: int | None = None) -> CompiledQuery:
    """Parse and compile in one step."""
    return compile_query(parse(text), site, actor, filter_id=filter_id)


def _push_not(node: Node, *, negate: bool) -> Node:
    match node:
        case Not(clause):
            return _push_not(clause, negate=not negate)
        case And(clauses) | Or(clauses):
            pushed = tuple(_push_not(c, negate=negate) for c in clauses)
            return And(pushed) if isinstance(node, And) is not negate else Or(pushed)
        case Clause(field, operator, operand, predicates):
            return Clause(field, _OPPOSITE[operator], operand, predicates) if negate else node


class _Compiler:
    """
    Compiles the caller's query or, given the ``outer`` one of that, the query of a saved filter in it.

    Attributes:
        problems: What is wrong. Inside of a saved filter it does not count: such a clause finds nothing.
    """

    def __init__(
        self, context: QueryContext, outer: _Compiler | None = None, *, filter_id: int | None = None
    ) -> None:
        self._context = context
        self._is_inner = outer is not None
        self._fields: Fields = outer._fields if outer is not None else Fields(context, _READER)
        self._filters: SavedFilters = (
            outer._filters if outer is not None else SavedFilters(self._compile_filter, filter_id)
        )
        self.problems: list[str] = []

    # Nodes

    def compile_node(self, node: Node) -> Compiled:
        match node:
            case And(clauses):
                return join_and([self.compile_node(c) for c in clauses])
            case Or(clauses):
                return join_or([self.compile_node(c) for c in clauses])
            case Clause():
                try:
                    return self._compile_clause(node)
                except JQLError as error:
                    self.problems.extend(error.messages)
                    return Compiled(never)
            case Not():
                raise AssertionError("NOT is pushed down before compiling")

    def _compile_clause(self, clause: Clause) -> Compiled:
        """Compile for each field of the name; one that the values fit is enough."""
        terms = self._fields.bind(clause.field)
        definitions = self._fields.find_definitions(clause.field)
        built: list[Compiled] = []
        problem: JQLError | None = None
        for at, term in enumerate(terms):
            try:
                built.append(self._compile_term(term, clause, definitions[at : at + 1]))
            except JQLError as error:
                problem = problem or error
        if not built and problem is not None:
            raise problem
        return join_or(built)

    def _compile_term(self, term: Term, clause: Clause, definitions: Sequence[FieldDefinition]) -> Compiled:
        operator = clause.operator
        self._check_operator(term, clause)
        if operator in HISTORY:
            return Compiled(self._compile_history(cast(IdTerm, term), clause, definitions))
        operand = clause.operand
        if operand is None:
            raise term.refuse(operator)
        literals = Operands(self._context, clause.field, definitions).read(operand, operator)
        self._check_empty(term, operator, literals)
        if isinstance(term, FilterTerm):
            return self._compile_filters(term, operator, literals)
        if operator in RELATIONAL:
            return Compiled(any_of([term.build_compare(operator, literal) for literal in literals]))
        if operator in (Operator.LIKE, Operator.NOT_LIKE):
            return Compiled(self._compile_like(term, operator, literals[0]))
        return self._compile_equality(term, operator, literals)

    def _compile_equality(self, term: Term, operator: Operator, literals: Sequence[Literal]) -> Compiled:
        named: list[Literal] = [literal for literal in literals if not isinstance(literal, Empty)]
        has_empty = len(named) < len(literals)
        if operator in LIST_OPERATORS and isinstance(term, IssueReferenceTerm):
            named = term.drop_missing(named)
        elif self._is_inner and operator in LIST_OPERATORS and len(named) > 1:
            named = _keep_known(term, named)
        if operator in _NEGATIVE:
            # `not in (EMPTY, x)` and `is not EMPTY`: filled, and none of the others.
            return Compiled(term.build_differs(named) if named else term.build_filled())
        if has_empty and not named:
            return Compiled(term.build_empty())
        equals = term.build_equals(named)
        if has_empty:
            return Compiled(any_of([equals, term.build_empty()]))
        return self._narrow(term, equals, named)

    # Saved filters

    def _compile_filters(self, term: FilterTerm, operator: Operator, literals: Sequence[Literal]) -> Compiled:
        parts: list[Compiled] = []
        problems: list[str] = []
        for literal in literals:
            try:
                for saved in term.find(literal):
                    try:
                        parts.append(self._filters.compile(saved))
                    except UnusableFilter as error:
                        if self._is_inner:
                            raise
                        raise term.refuse_filter(literal, saved, error) from error
            except JQLError as error:
                problems.extend(error.messages)
        if problems and not (self._is_inner and parts):
            raise JQLError(problems)
        found = join_or(parts)
        # The opposite of a filter is all that it does not find, empty fields too.
        return Compiled(negate(found.test)) if operator in _NEGATIVE else found

    def _compile_filter(self, where: Node) -> Compiled:
        return _Compiler(self._context, self).compile_node(_push_not(where, negate=False))

    def _narrow(self, term: Term, test: Test, literals: Sequence[Literal]) -> Compiled:
        """Note which projects or issues a positive clause is confined to."""
        if not isinstance(term, IdTerm) or term.confines is None:
            return Compiled(test)
        if term.confines == "issues":
            issue_ids = frozenset(i for i in term.resolve(literals) if isinstance(i, int))
            issues = self._context.site.issues
            return Compiled(
                test, frozenset(issues[i].project_id for i in issue_ids if i in issues), issue_ids
            )
        return Compiled(test, frozenset(str(i) for i in term.resolve(literals)))

    @staticmethod
    def _compile_like(term: Term, operator: Operator, literal: Literal) -> Test:
        like = term.build_like(literal)
        if operator is Operator.LIKE:
            return like
        return lambda issue: not term.is_empty(issue) and not like(issue)

    # Checks

    @staticmethod
    def _check_operator(term: Term, clause: Clause) -> None:
        operator = clause.operator
        if operator in HISTORY and not (isinstance(term, IdTerm) and term.history is not None):
            raise JQLError(f"History searches do not support the '{term.name}' field.")
        if operator not in term.operators:
            raise term.refuse(operator)

    @staticmethod
    def _check_empty(term: Term, operator: Operator, literals: Sequence[Literal]) -> None:
        has_empty = any(isinstance(literal, Empty) for literal in literals)
        if has_empty and operator in EQUALITY and not term.operators & EMPTINESS:
            raise JQLError(f"The field '{term.name}' does not support searching for EMPTY values.")

    # History

    def _compile_history(self, term: IdTerm, clause: Clause, definitions: Sequence[FieldDefinition]) -> Test:
        operands = Operands(self._context, clause.field, definitions)
        limits = read_limits(term, clause.predicates, operands)
        if clause.operand is None:
            test = build_changed(term, limits)
        else:
            literals = operands.read(clause.operand, clause.operator)
            test = build_was(term, resolve_with_empty(term, literals), limits)
        return negate(test) if clause.operator in _NEGATIVE else test

    # Order

    def compile_order(self, query: Query) -> list[tuple[SortKey, bool]]:
        if len(query.order_by) > MAX_ORDER_FIELDS:
            self.problems.append(
                f"The query orders by {len(query.order_by)} fields. At most {MAX_ORDER_FIELDS} are allowed."
            )
            return []
        keys = []
        for sort in query.order_by:
            definitions = self._fields.find_definitions(sort.field)
            try:
                key = build_sort_key(definitions, sort.field.name, self._context, _READER)
            except JQLError as error:
                self.problems.extend(error.messages)
                continue
            is_descending = sort.direction == "desc"
            if sort.direction is None:
                is_descending = is_descending_by_default(definitions[0])
            keys.append((key, is_descending))
        return keys


def _keep_known(term: Term, literals: Sequence[Literal]) -> list[Literal]:
    """Leave out values that mean nothing to the actor; all of them stay if none means anything."""
    known = []
    for literal in literals:
        try:
            term.build_equals([literal])
        except JQLError:
            continue
        known.append(literal)
    return known or list(literals)
