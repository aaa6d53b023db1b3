"""Webhooks move the change counter of their own site, whatever their body says."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jxl.connect.changes import latest_seq
from jxl.connect.descriptor import load_source
from jxl.connect.webhooks import EVENTS
from tests.connect.conftest import Site, error_of, everything


def seq(app: Flask) -> int:
    with app.app_context():
        return latest_seq(1)


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_counts_as_a_change(app: Flask, client: FlaskClient, installed: Site, name: str) -> None:
    target = f"/connect/webhooks/{name}"
    response = client.post(target, headers=installed.server(target))
    assert (response.status_code, response.data) == (204, b"")
    assert seq(app) == 1
    assert everything(app)["change_log"][0][3] == EVENTS[name]


def test_the_parameters_that_jira_adds_belong_to_the_hash(
    app: Flask, client: FlaskClient, installed: Site
) -> None:
    target = "/connect/webhooks/issue-updated?user_id=x&user_key=x"
    assert client.post(target, headers=installed.server(target)).status_code == 204
    other = "/connect/webhooks/issue-updated?user_id=y"
    assert client.post(other, headers=installed.server(target)).status_code == 401
    assert seq(app) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 100_000, b'{"issue":{"id":"1"}}', b"x" * 3_000_000, b"\xff\x00"],
    ids=["none", "broken", "deep", "good", "large", "bytes"],
)
def test_the_body_does_not_matter(app: Flask, client: FlaskClient, installed: Site, body: bytes) -> None:
    target = "/connect/webhooks/issue-updated"
    response = client.post(
        target, data=body, content_type="application/json", headers=installed.server(target)
    )
    assert response.status_code == 204
    assert seq(app) == 1


def test_an_unknown_event_is_nowhere(app: Flask, client: FlaskClient, installed: Site) -> None:
    target = "/connect/webhooks/issue-exploded"
    before = everything(app)
    assert error_of(client.post(target))["code"] == "token_missing"
    response = client.post(target, headers=installed.server(target))
    assert response.status_code == 404
    assert error_of(response)["code"] == "not_found"
    assert everything(app) == before


@pytest.mark.parametrize(
    "changed",
    [{"qsh": "context-qsh"}, {"iss": "other"}, {"exp": 0}, {"qsh": None}],
    ids=["context", "issuer", "expired", "no hash"],
)
def test_an_event_with_one_thing_wrong(
    app: Flask, client: FlaskClient, installed: Site, changed: dict[str, Any]
) -> None:
    target = "/connect/webhooks/issue-updated"
    before = everything(app)
    response = client.post(target, headers=installed.server(target, **changed))
    assert response.status_code == 401
    error_of(response)
    assert everything(app) == before


def test_an_event_after_an_uninstall_is_answered_and_forgotten(
    app: Flask, client: FlaskClient, installed: Site
) -> None:
    installed.uninstall(client)
    target = "/connect/webhooks/issue-updated"
    assert client.post(target, headers=installed.server(target)).status_code == 204
    assert seq(app) == 0


def test_the_descriptor_asks_for_these_events() -> None:
    hooks = load_source()["modules"]["webhooks"]
    assert {h["url"]: h["event"] for h in hooks} == {f"/connect/webhooks/{n}": e for n, e in EVENTS.items()}
    assert all(hook["excludeBody"] for hook in hooks)
