"""Which of Jira's operations a path means."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from jxl_sandbox.jira.rest.operations import Operation, find_called, find_operation, operations

WORDS = sorted({part for _, path in operations() for part in path.split("/") if part and part[0] != "{"})


def slow_find(method: str, path: str) -> set[tuple[str, str]]:
    """All operations whose template the path fits, by looking at each."""
    return {
        key
        for key in operations()
        if key[0] == method and re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", key[1]), path)
    }


def is_plainer(one: str, other: str) -> bool:
    """Whether a template has a fixed word where another, for the same path, first has a parameter."""
    for left, right in zip(one.split("/"), other.split("/"), strict=True):
        if left.startswith("{") != right.startswith("{"):
            return right.startswith("{")
    return True


@given(st.sampled_from(list(operations().values())), st.data())
def test_an_operation_is_found_by_every_path_of_its_template(
    operation: Operation, data: st.DataObject
) -> None:
    values = st.sampled_from(WORDS) | st.from_regex(r"[A-Za-z0-9.~-]+", fullmatch=True)
    path = re.sub(r"\{[^}]*\}", lambda _: data.draw(values), operation.path)
    found, fitting = find_operation(operation.method, path), slow_find(operation.method, path)
    assert found is not None
    assert (found.method, found.path) in fitting
    assert all(is_plainer(found.path, template) for _, template in fitting)


def test_versions_of_the_api_and_head_lead_to_the_same() -> None:
    wanted = find_operation("GET", "/rest/api/3/issue/A-1")
    assert wanted is not None
    assert find_called("HEAD", "/rest/api/2/issue/A-1") is wanted
    assert find_called("GET", "/rest/api/latest/issue/A-1") is wanted


def test_what_fits_nothing_is_nothing() -> None:
    for path in (
        "",
        "/",
        "/rest/api/3/issue/",
        "/rest/api/3/issue/A-1/",
        "/rest/api/3/nothing",
        "rest/api/3/myself",
    ):
        assert find_called("GET", path) is None
    assert find_called("BREW", "/rest/api/3/myself") is None
