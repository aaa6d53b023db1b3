"""The check against Atlassian's description finds what is wrong, and the sandbox's routes fit together."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from jxl_sandbox.jira.rest import routes
from tests.sandbox.openapi import pare
from tests.sandbox.openapi.specification import FILES, HERE, find_operation, load
from tests.sandbox.openapi.validator import AnswerDiffersError, check_answer
from tests.sandbox.rest_site import Api, error_of, seeded_site

PROBLEM = {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "no", "instance": "/rest"}
STATUS = "/rest/api/3/statuscategory/done"
CHANGELOG = "/rest/api/3/issue/PLAT-1/changelog"
COMMENT = "/rest/api/3/issue/PLAT-1/comment/1"


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def check(method: str, target: str, status: int, body: Any, media_type: str = "application/json") -> None:
    check_answer(method, target, httpx.Response(status, json=body, headers={"content-type": media_type}))


@pytest.mark.parametrize(
    ("method", "target", "status", "body"),
    [
        ("GET", STATUS, 200, {"id": "2"}),
        ("GET", "/rest/api/3/myself", 200, {"accountId": "a", "further": 1}),
        ("GET", STATUS, 200, []),
        ("GET", STATUS, 202, {"id": 2}),
        ("GET", STATUS, 500, {"errorMessages": [], "errors": {}}),
        ("GET", STATUS, 404, {"message": "gone"}),
        ("GET", STATUS, 404, {"errorMessages": "gone", "errors": {}}),
        ("GET", "/rest/api/2/statuscategory/done", 200, {"id": "2"}),
        ("GET", CHANGELOG, 200, {"maxResults": 2**31}),
        ("GET", CHANGELOG, 200, {"values": [{"created": "yesterday"}]}),
        ("GET", COMMENT, 200, {"jsdPublic": "yes"}),
        ("GET", "/rest/api/3/no/such/thing", 200, {}),
        ("PATCH", "/rest/api/3/myself", 200, {}),
    ],
)
def test_what_is_wrong_is_found(method: str, target: str, status: int, body: Any) -> None:
    with pytest.raises(AnswerDiffersError):
        check(method, target, status, body)


@pytest.mark.parametrize(
    ("method", "target", "status", "body"),
    [
        ("GET", STATUS, 200, {"id": 2, "key": "done"}),
        ("GET", STATUS, 404, {"errorMessages": ["gone"], "errors": {}}),
        ("GET", CHANGELOG, 200, {"startAt": 0, "values": [{"created": "2026-06-17T10:00:00.000+0000"}]}),
        ("GET", CHANGELOG, 200, {"values": [{"items": [{"field": "labels", "from": None}]}]}),
        ("POST", "/rest/api/3/issue/bulk", 400, {"issues": [], "errors": []}),
        ("POST", "/rest/api/3/issue/bulk", 400, {"errorMessages": ["unreadable"], "errors": {}}),
        ("PATCH", "/rest/api/3/myself", 405, {"errorMessages": [], "errors": {}}),
        ("GET", "/browse/PLAT-1", 200, "anything"),
    ],
)
def test_what_is_right_passes(method: str, target: str, status: int, body: Any) -> None:
    check(method, target, status, body)


def test_a_problem_says_what_it_is() -> None:
    check("GET", STATUS, 400, PROBLEM, "application/problem+json")
    with pytest.raises(AnswerDiffersError):
        check("GET", STATUS, 400, PROBLEM)


def test_the_more_fixed_path_is_meant() -> None:
    operations = [
        find_operation("GET", f"/rest/api/latest/{path}") for path in ("user/search?query=a", "issue/PLAT-1")
    ]
    assert [operation and operation.path for operation in operations] == [
        "/rest/api/3/user/search",
        "/rest/api/3/issue/{issueIdOrKey}",
    ]


@pytest.mark.parametrize("file", FILES)
def test_files_are_as_the_script_writes_them(file: str) -> None:
    written = (HERE / file).read_text(encoding="utf-8")
    assert pare.render(pare.pare(load(file))) == written
    assert len(written) < 450_000


def test_no_path_is_built_twice() -> None:
    """Of two routes for one path the second would never be asked, whatever its methods."""
    paths = Counter(route.path for route in routes() if isinstance(route, Route))
    assert [path for path, times in paths.items() if times > 1] == []


def test_what_is_not_built_is_nobodys_parameter(api: Api) -> None:
    """``issue/archive`` is an operation that is not built, not an issue that is not there."""
    for version in ("3", "2", "latest"):
        assert error_of(api.call("PUT", f"/rest/api/{version}/issue/archive", json={}))[0] == 501
    assert error_of(api.get("project/recent"))[0] == 501
