"""What every answer has in common: headers, request ids, one error shape, no cookies, a guard on each route."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from jxl.app import create_app
from jxl.connect.auth import context_token
from jxl.db import db
from jxl.errors import JiraRateLimited, PermissionDenied
from jxl.logs import JSONFormatter
from jxl.permissions.guards import check_routes, rule_of
from tests.settings import make_settings

GUARDS = {"signed_install", "server_token", "page_token", "context_token", "public"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(make_settings(tmp_path))
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def guard_of(view: Any) -> str | None:
    return getattr(view, "__jxl_guard__", None)


def describe_route(view: Any) -> dict[str, Any]:
    """What stands in the golden list: the guard, and for a person's routes what decides about which actions."""
    guard = guard_of(view)
    rule = rule_of(view)
    if rule is None:
        return {"guard": guard}
    described: dict[str, Any] = {"guard": guard, "resource": rule.resource}
    if rule.actions:
        described["actions"] = [action.value for action in rule.actions]
    if rule.fresh:
        described["fresh"] = True
    return described


def test_every_route_names_its_guard_its_actions_and_what_decides(
    app: Flask, golden: Callable[[str, Any], None]
) -> None:
    routes = {}
    for rule in app.url_map.iter_rules():
        described = describe_route(app.view_functions[rule.endpoint])
        assert described["guard"] in GUARDS, f"{rule} has no guard"
        needs_person = described["guard"] in ("context_token", "page_token")
        assert ("resource" in described) == needs_person, f"{rule} names no action"
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        routes[f"{methods} {rule}"] = described
        writes = bool((rule.methods or set()) & {"PUT", "DELETE", "PATCH"})
        # What a person keeps for themselves stays in SQL: nothing is written as the app.
        if needs_person and writes and not rule.endpoint.startswith("personal."):
            assert described.get("fresh"), f"{rule} writes on a remembered answer"
    golden("routes.json", routes)


def test_an_app_with_a_route_open_by_omission_does_not_start(app: Flask) -> None:
    def forgotten() -> str:
        return "for everybody"

    open_app = Flask("open", static_folder=None)
    open_app.add_url_rule("/open", view_func=forgotten)
    with pytest.raises(RuntimeError, match="names no guard"):
        check_routes(open_app)

    half = Flask("half", static_folder=None)
    half.add_url_rule("/half", view_func=context_token(lambda _caller: "for every person"))
    with pytest.raises(RuntimeError, match="names an action"):
        check_routes(half)
    check_routes(app)


def test_routes_without_a_token_change_nothing_and_answer_401(app: Flask, client: FlaskClient) -> None:
    """Every guarded route refuses a caller who brings nothing, in the one shape."""
    seen = 0
    for rule in app.url_map.iter_rules():
        if guard_of(app.view_functions[rule.endpoint]) == "public":
            continue
        path = str(rule)
        for name in rule.arguments:
            converter = rule._converters[name].__class__.__name__
            path = path.replace(f"<{name}>", "x")
            path = path.replace(f"<int:{name}>", "1") if "Integer" in converter else path
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method, json={} if method != "GET" else None)
            assert answer.status_code == 401, (method, path, answer.status_code)
            error = answer.get_json()["error"]
            assert set(error) == {"code", "message", "details", "requestId"}
            assert error["code"] == "token_missing"
            seen += 1
    assert seen > 10


def test_headers_of_an_api_answer(client: FlaskClient) -> None:
    answer = client.get("/api/v1/me?projectKey=X")
    assert answer.headers["Cache-Control"] == "no-cache, no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-Id"] == answer.get_json()["error"]["requestId"]
    assert "Set-Cookie" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers


def test_hsts_in_production(tmp_path: Path) -> None:
    app = create_app(
        make_settings(
            tmp_path,
            env="production",
            base_url="https://jxl.example.com",
            all_js_url="https://connect-cdn.atl-paas.net/all.js",
        )
    )
    answer = app.test_client().get("/healthz")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_page_without_a_token_is_a_page_that_nobody_may_frame(client: FlaskClient) -> None:
    answer = client.get("/ui/project?projectKey=FER", headers={"Accept": "text/html"})
    assert answer.status_code == 401
    assert answer.mimetype == "text/html"
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    text = answer.get_data(as_text=True)
    assert answer.headers["X-Request-Id"] in text
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert nonce in text


def test_each_answer_has_its_own_nonce_and_id(client: FlaskClient) -> None:
    answers = [client.get("/ui/project", headers={"Accept": "text/html"}) for _ in range(3)]
    assert len({a.headers["Content-Security-Policy"] for a in answers}) == 3
    assert len({a.headers["X-Request-Id"] for a in answers}) == 3


def test_an_error_under_ui_is_json_where_no_page_is_wanted(client: FlaskClient) -> None:
    answer = client.get("/ui/project", headers={"Accept": "application/json"})
    assert answer.get_json()["error"]["code"] == "token_missing"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/v1/nowhere", 404, "not_found"),
        ("DELETE", "/atlassian-connect.json", 405, "method_not_allowed"),
        ("GET", "/static/x/../../app.py", 404, "not_found"),
        ("GET", "/static/x/%2e%2e/app.py", 404, "not_found"),
        ("GET", "/static/x/nothing.js", 404, "not_found"),
    ],
)
def test_unknown_addresses(client: FlaskClient, method: str, path: str, status: int, code: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.get_json()["error"]["code"] == code


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/connect/installed", data=b"x" * 2_000_000, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert set(answer.get_json()["error"]) == {"code", "message", "details", "requestId"}


def test_a_crash_says_little_and_is_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def crash() -> str:
        raise RuntimeError("the secret is 42")

    app.add_url_rule("/crash", view_func=crash)
    answer = app.test_client().get("/crash")
    assert answer.status_code == 500
    error = answer.get_json()["error"]
    assert error["code"] == "internal_error"
    assert "42" not in json.dumps(error)
    assert any("the secret is 42" in str(r.exc_info) for r in caplog.records)


def test_known_errors_keep_their_words_and_waiting_time(app: Flask) -> None:
    def refuse() -> str:
        raise PermissionDenied("open_sheet", "project FER", "You may not open sheets in FER.")

    def wait() -> str:
        raise JiraRateLimited(17, "jira-burst-based")

    app.add_url_rule("/refuse", view_func=refuse)
    app.add_url_rule("/wait", view_func=wait)
    refused = app.test_client().get("/refuse")
    assert (refused.status_code, refused.get_json()["error"]["message"]) == (
        403,
        "You may not open sheets in FER.",
    )
    assert refused.get_json()["error"]["details"] == {"action": "open_sheet", "resource": "project FER"}
    later = app.test_client().get("/wait")
    assert (later.status_code, later.headers["Retry-After"]) == (503, "17")


def test_static_files_are_under_a_path_that_names_their_content(app: Flask, client: FlaskClient) -> None:
    url = app.jinja_env.globals["static_url"]("js/api.js")
    with client.get(url) as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/javascript"
    with client.get("/static/icon.svg") as answer:
        assert answer.mimetype == "image/svg+xml"


def test_health(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 200


def test_not_ready_without_tables(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "no database"})


def test_logs_hold_no_query_string(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/ui/project?projectKey=FER&jwt=aaaa.bbbb.cccc", headers={"Referer": "http://x/?jwt=dddd"})
    lines = [JSONFormatter().format(r) for r in caplog.records]
    assert any('"path": "/ui/project"' in line for line in lines)
    for line in lines:
        assert "aaaa.bbbb" not in line
        assert "dddd" not in line
        assert "projectKey" not in line
