"""
Compiled restrictions and how AND, OR and NOT join them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jxl_sandbox.jira.jql.terms import Test
from jxl_sandbox.jira.model import Issue


@dataclass(frozen=True, slots=True)
class Compiled:
    """A test, and ids of issues or projects outside of which it never holds (None: not known)."""

    test: Test
    project_ids: frozenset[str] | None = None
    issue_ids: frozenset[int] | None = None


def always(_issue: Issue) -> bool:
    return True


def never(_issue: Issue) -> bool:
    return False


def negate(test: Test) -> Test:
    return lambda issue: not test(issue)


def any_of(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda issue: first(issue) or second(issue)
    return lambda issue: any(test(issue) for test in tests)


def all_of(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda issue: first(issue) and second(issue)
    return lambda issue: all(test(issue) for test in tests)


def join_and(parts: Sequence[Compiled]) -> Compiled:
    projects = [p.project_ids for p in parts if p.project_ids is not None]
    issues = [p.issue_ids for p in parts if p.issue_ids is not None]
    return Compiled(
        all_of([p.test for p in parts]),
        frozenset.intersection(*projects) if projects else None,
        frozenset.intersection(*issues) if issues else None,
    )


def join_or(parts: Sequence[Compiled]) -> Compiled:
    if len(parts) == 1:
        return parts[0]
    projects = [p.project_ids for p in parts if p.project_ids is not None]
    issues = [p.issue_ids for p in parts if p.issue_ids is not None]
    return Compiled(
        any_of([p.test for p in parts]),
        frozenset.union(*projects) if len(projects) == len(parts) else None,
        frozenset.union(*issues) if len(issues) == len(parts) else None,
    )
