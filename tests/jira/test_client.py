"""The client against a scripted server: what goes out, what every answer becomes, and what is tried again."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from jxl.errors import (
    Busy,
    JiraBadRequest,
    JiraError,
    JiraGone,
    JiraNotFound,
    JiraRateLimited,
    JiraRefused,
    JiraTimeout,
    JiraUnauthorized,
    JiraUnavailable,
    ValidationError,
)
from jxl.jira.client import JiraClient, Param, api_path
from jxl.jira.concurrency import Gate
from jxl.jira.transport import Transport
from tests.jira.conftest import FixedSigner
from tests.jira.scripted import Answer, FakeTime, ScriptedServer

MYSELF = api_path("myself")


def test_a_read_sends_what_was_signed(
    client: JiraClient, server: ScriptedServer, signer: FixedSigner
) -> None:
    server.will(Answer({"ok": True}))
    params: dict[str, Param] = {"fields": ["id", "a,b"], "jql": 'name ~ "é+ü" & x', "flag": True, "n": 5}
    assert client.get_json(api_path("project", "A Bü%2F"), params) == {"ok": True}
    seen = server.requests[0]
    assert signer.signed == [("GET", seen.target)]
    assert seen.target == (
        "/rest/api/3/project/A%20B%C3%BC%252F"
        "?fields=id%2Ca%2Cb&jql=name%20~%20%22%C3%A9%2B%C3%BC%22%20%26%20x&flag=true&n=5"
    )
    assert seen.headers["authorization"] == "Test 0"
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["user-agent"].startswith("jxl/")


def test_a_body_goes_out_as_compact_json(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({}), Answer({}))
    client.put_json(api_path("x"), {"name": "Überblick", "n": 1})
    client.put_json(api_path("x"), b'{"ready":"made"}')
    assert server.requests[0].body == '{"name":"Überblick","n":1}'.encode()
    assert server.requests[0].headers["content-type"] == "application/json"
    assert server.requests[1].body == b'{"ready":"made"}'


def test_a_body_that_is_no_json_is_said_to_the_person(client: JiraClient) -> None:
    with pytest.raises(ValidationError):
        client.put_json(api_path("x"), {"text": "\ud800"})


@pytest.mark.parametrize("segment", ["", ".", "..", "a/b", "../x", "a\\b"])
def test_what_would_reach_another_resource_names_none(segment: str) -> None:
    """urllib3 resolves dots in a path, and servers decode slashes before they split it."""
    with pytest.raises(JiraNotFound):
        api_path("project", segment, "properties")


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/rest/api/3/x", "//evil.example/rest/", "/secure/admin", "/rest/../secure", "/rest/a?b=c",
     "/rest/api/3/a\nb", "/rest/api/3/a//b", "rest/api", "/rest/a#b", "/rest/a\\b"],
)  # fmt: skip
def test_only_rest_paths_are_called(client: JiraClient, server: ScriptedServer, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        client.get_json(path)
    assert server.requests == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, JiraBadRequest),
        (401, JiraUnauthorized),
        (403, JiraRefused),
        (404, JiraNotFound),
        (408, JiraTimeout),
        (409, JiraBadRequest),
        (410, JiraGone),
        (413, JiraBadRequest),
        (422, JiraBadRequest),
        (429, JiraRateLimited),
        (500, JiraUnavailable),
        (501, JiraUnavailable),
        (502, JiraUnavailable),
        (503, JiraUnavailable),
        (504, JiraUnavailable),
        (301, JiraUnavailable),
        (302, JiraUnavailable),
        (307, JiraUnavailable),
        (304, JiraUnavailable),
    ],
)
def test_every_status_becomes_one_error(
    client: JiraClient, server: ScriptedServer, status: int, error: type[JiraError]
) -> None:
    server.on("PUT", MYSELF, Answer({"errorMessages": ["No."], "errors": {"x": "Bad x."}}, status))
    with pytest.raises(JiraError) as caught:
        client.put_json(MYSELF, {})
    assert type(caught.value) is error
    assert (caught.value.jira_status, caught.value.method, caught.value.path) == (status, "PUT", MYSELF)
    assert len(server.requests) == 1, "a write is never repeated"


def test_jiras_own_words_reach_the_person(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({"errorMessages": [], "errors": {"resolution": "Resolution is required."}}, 400))
    with pytest.raises(JiraBadRequest) as caught:
        client.put_json(MYSELF, {})
    assert "Jira said: “Resolution is required.”" in caught.value.message
    assert caught.value.field_errors == {"resolution": "Resolution is required."}


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({"errors": [{"message": "bulk says no"}]}, ("bulk says no",)),
        ({"type": "about:blank", "title": "Not Found", "detail": "No message"}, ("No message",)),
        ({"errorMessages": ["x" * 9000, 7, None]}, ("x" * 500,)),
        ({"errorMessages": "no list", "errors": "no object"}, ()),
        (["a", "list"], ()),
        (b"<html>oops</html>", ()),
        (b"\xff\xfe", ()),
        (b"", ()),
    ],
)
def test_any_error_body_can_be_read(
    client: JiraClient, server: ScriptedServer, body: Any, messages: tuple[str, ...]
) -> None:
    server.will(Answer(body, 400))
    with pytest.raises(JiraBadRequest) as caught:
        client.delete(MYSELF)
    assert caught.value.messages == messages


@pytest.mark.parametrize(
    "body", [b"", b"  \n", b"<html>", b"{", b'{"a":NaN}', b"[" * 2000 + b"]" * 2000, b"\xff"]
)
def test_a_good_status_without_json_is_no_answer(
    client: JiraClient, server: ScriptedServer, body: bytes
) -> None:
    server.will(Answer(body))
    with pytest.raises(JiraUnavailable):
        client.get_json(MYSELF)
    assert len(server.requests) == 1


def test_a_write_may_answer_with_nothing(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer(b"", 204), Answer(b"", 201), Answer({"id": "1"}, 201))
    assert client.delete(MYSELF) is None
    assert client.put_json(MYSELF, {}) is None
    assert client.post_json(MYSELF, {}) == {"id": "1"}


def test_a_redirect_is_not_followed(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer(b"", 302, {"Location": server.url + "/rest/api/3/elsewhere"}))
    with pytest.raises(JiraUnavailable):
        client.get_json(MYSELF)
    assert [seen.path for seen in server.requests] == [MYSELF]


def test_cookies_are_not_kept(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({}, headers={"Set-Cookie": "session=1; Path=/"}), Answer({}))
    client.get_json(MYSELF)
    client.get_json(MYSELF)
    assert all("cookie" not in seen.headers for seen in server.requests)


def test_the_environment_is_not_asked(
    client: JiraClient, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    server.will(Answer({"direct": True}))
    assert client.get_json(MYSELF) == {"direct": True}


def test_an_answer_may_be_packed(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer(gzip.compress(b'{"packed": true}'), headers={"Content-Encoding": "gzip"}))
    assert client.get_json(MYSELF) == {"packed": True}


def test_a_damaged_packing_is_no_answer(client: JiraClient, server: ScriptedServer) -> None:
    server.on("GET", MYSELF, Answer(b"not gzip at all", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(JiraUnavailable):
        client.get_json(MYSELF)


def test_an_answer_that_is_too_large_is_not_read(
    server: ScriptedServer, signer: FixedSigner, make_transport: Callable[..., Transport]
) -> None:
    client = JiraClient(server.url, signer, make_transport(answer_bytes=1000))
    bomb = gzip.compress(orjson.dumps(["x" * 1_000_000]))
    server.will(Answer(bomb, headers={"Content-Encoding": "gzip"}), Answer({"small": True}))
    with pytest.raises(JiraUnavailable, match="too large"):
        client.get_json(MYSELF)
    assert client.get_json(MYSELF) == {"small": True}, (
        "the rest of the large answer is not taken for the next"
    )


def test_silence_is_a_timeout_and_not_repeated(
    server: ScriptedServer, signer: FixedSigner, make_transport: Callable[..., Transport]
) -> None:
    client = JiraClient(server.url, signer, make_transport(read_s=0.05))
    server.on("GET", MYSELF, Answer(hangs=True))
    with pytest.raises(JiraTimeout):
        client.get_json(MYSELF)
    assert len(server.requests) == 1


def test_an_answer_that_never_ends_is_a_timeout(
    server: ScriptedServer, signer: FixedSigner, make_transport: Callable[..., Transport]
) -> None:
    client = JiraClient(server.url, signer, make_transport(total_s=-1.0))
    server.will(Answer({"a": 1}))
    with pytest.raises(JiraTimeout):
        client.get_json(MYSELF)


def test_nobody_listens(
    signer: FixedSigner, make_transport: Callable[..., Transport], fake_time: FakeTime
) -> None:
    client = JiraClient("http://127.0.0.1:9", signer, make_transport())
    with pytest.raises(JiraUnavailable):
        client.get_json(MYSELF)
    assert fake_time.slept == [0.25, 0.5]


def test_a_broken_connection_is_tried_twice_more(
    client: JiraClient, server: ScriptedServer, fake_time: FakeTime
) -> None:
    server.will(Answer(breaks=True), Answer(b"{}", promises=500), Answer({"third": True}))
    assert client.get_json(MYSELF) == {"third": True}
    assert fake_time.slept == [0.25, 0.5]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_passing_trouble_is_tried_twice_more(client: JiraClient, server: ScriptedServer, status: int) -> None:
    server.on("POST", MYSELF, Answer(b"", status))
    with pytest.raises(JiraUnavailable):
        client.post_json(MYSELF, {}, is_read=True)
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 403, 404, 410, 500, 501, 302])
def test_what_would_come_again_is_not_repeated(
    client: JiraClient, server: ScriptedServer, status: int
) -> None:
    server.on("GET", MYSELF, Answer(b"{}", status))
    with pytest.raises(JiraError):
        client.get_json(MYSELF)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.post_json(MYSELF, {}),
        lambda c: c.put_json(MYSELF, {}),
        lambda c: c.delete(MYSELF),
    ],
)
@pytest.mark.parametrize(
    "answer", [Answer(breaks=True), Answer(b"", 503), Answer(b"", 429, {"Retry-After": "1"})]
)
def test_a_write_is_never_repeated(
    client: JiraClient, server: ScriptedServer, call: Callable[[JiraClient], Any], answer: Answer
) -> None:
    server.will(answer, Answer({}))
    with pytest.raises(JiraError):
        call(client)
    assert len(server.requests) == 1


def test_retry_after_is_the_least_wait(
    client: JiraClient, server: ScriptedServer, fake_time: FakeTime
) -> None:
    fake_time.chance = 0.5
    server.will(Answer(b"", 429, {"Retry-After": "3"}), Answer({"ok": True}))
    assert client.get_json(MYSELF) == {"ok": True}
    assert fake_time.slept == [pytest.approx(3 * 1.15)]


def test_four_tries_against_a_limit(client: JiraClient, server: ScriptedServer, fake_time: FakeTime) -> None:
    server.on("GET", MYSELF, Answer(b"", 429, {"Retry-After": "1", "RateLimit-Reason": "jira-burst-based"}))
    with pytest.raises(JiraRateLimited) as caught:
        client.get_json(MYSELF)
    assert len(server.requests) == 4
    assert fake_time.slept == [1, 2, 4]
    assert caught.value.retry_after_s == 1
    assert client.usage.calls == 4


def test_a_long_wait_is_an_answer(client: JiraClient, server: ScriptedServer, fake_time: FakeTime) -> None:
    server.on("GET", MYSELF, Answer(b"", 429, {"Retry-After": "11"}))
    with pytest.raises(JiraRateLimited):
        client.get_json(MYSELF)
    assert len(server.requests) == 1
    assert fake_time.slept == []


def test_all_tries_together_have_a_budget(
    client: JiraClient, server: ScriptedServer, fake_time: FakeTime
) -> None:
    server.on("GET", MYSELF, Answer(b"", 429, {"Retry-After": "10"}))
    fake_time.chance = 0.0
    with pytest.raises(JiraRateLimited):
        client.get_json(MYSELF)
    assert fake_time.slept == [10, 10, 10]
    assert sum(fake_time.slept) <= 30


def test_a_used_up_quota_is_not_knocked_at(client: JiraClient, server: ScriptedServer) -> None:
    server.on(
        "GET", MYSELF, Answer(b"", 429, {"Retry-After": "1", "RateLimit-Reason": "jira-quota-global-based"})
    )
    with pytest.raises(JiraRateLimited) as caught:
        client.get_json(MYSELF)
    assert len(server.requests) == 1
    assert caught.value.reason == "jira-quota-global-based"


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "12"}, 12),
        ({"Retry-After": "Fri, 15 Jan 2027 08:00:40 GMT"}, 40),
        ({"X-RateLimit-Reset": "2027-01-15T08:05:00Z"}, 300),
        ({"X-RateLimit-Reset": "2027-01-15T08:05Z"}, 300),
        ({"X-RateLimit-Reset": "2027-01-15T07:00:00Z"}, 0),
        ({"X-RateLimit-Reset": "2027-01-15T08:02:00"}, 120),
        ({"RateLimit-Reason": "jira-quota-tenant-based"}, 3600),
        ({"Retry-After": "soon"}, 2),
        ({"Retry-After": "-5"}, 2),
        ({"Retry-After": "99999999"}, 86400),
        ({"Retry-After": "9" * 400}, 2),
        ({}, 2),
    ],
)
def test_how_long_a_limit_lasts(
    client: JiraClient, server: ScriptedServer, headers: dict[str, str], wait_s: float
) -> None:
    """The clock of the test stands at 2027-01-15 08:00:00 UTC."""
    server.will(Answer(b"", 429, headers))
    with pytest.raises(JiraRateLimited) as caught:
        client.put_json(MYSELF, {})
    assert caught.value.wait_s == wait_s


def test_a_refused_token_is_renewed_once(
    server: ScriptedServer, make_transport: Callable[..., Transport]
) -> None:
    signer = FixedSigner(renewals=5)
    client = JiraClient(server.url, signer, make_transport())
    server.will(Answer(b"", 401), Answer({"ok": True}), Answer(b"", 401), Answer(b"", 401), Answer({}))
    assert client.put_json(MYSELF, {}) == {"ok": True}
    assert [seen.headers["authorization"] for seen in server.requests] == ["Test 0", "Test 1"]
    with pytest.raises(JiraUnauthorized):
        client.get_json(MYSELF)
    assert len(server.requests) == 4


def test_the_gate_is_left_while_waiting(
    server: ScriptedServer, signer: FixedSigner, make_transport: Callable[..., Transport], fake_time: FakeTime
) -> None:
    """A call that naps before its next try must not hold a place that others could use."""
    entered: list[str] = []

    class Watching:
        def __enter__(self) -> None:
            entered.append("in")

        def __exit__(self, *_: object) -> None:
            entered.append(f"out at {len(fake_time.slept)}")

    client = JiraClient(server.url, signer, make_transport(), gate=Watching())
    server.will(Answer(b"", 503), Answer({}))
    client.get_json(MYSELF)
    assert entered == ["in", "out at 0", "in", "out at 1"]


def test_a_crowded_site_is_busy(
    server: ScriptedServer, signer: FixedSigner, make_transport: Callable[..., Transport]
) -> None:
    gate = Gate(1, patience_s=0.0)
    client = JiraClient(server.url, signer, make_transport(), gate=gate)
    with gate, pytest.raises(Busy):
        client.get_json(MYSELF)
    server.will(Answer({"free": True}))
    assert client.get_json(MYSELF) == {"free": True}


def test_usage_counts_calls_and_points(client: JiraClient, server: ScriptedServer) -> None:
    server.will(
        Answer({"issues": [{"id": "1"}, {"id": "2"}, {"id": "3"}]}),
        Answer(b"", 204),
        Answer([{"id": "summary"}, {"id": "status"}]),
        Answer({"accountId": "a"}),
        Answer(b"", 404),
    )
    client.post_json(api_path("search", "jql"), {}, is_read=True)
    assert (client.usage.calls, client.usage.points) == (1, 4)
    client.put_json(api_path("issue", 1), {})
    assert client.usage.points == 5
    client.get_json(api_path("field"))
    assert client.usage.points == 8
    client.get_json(MYSELF)
    assert client.usage.points == 11
    with pytest.raises(JiraNotFound):
        client.get_json(api_path("issue", 9))
    assert (client.usage.calls, client.usage.points) == (5, 12)


def test_a_connection_is_used_again(client: JiraClient, server: ScriptedServer) -> None:
    server.on("GET", MYSELF, Answer({}))
    for _ in range(5):
        client.get_json(MYSELF)
    assert len({seen.port for seen in server.requests}) == 1


def test_one_client_serves_many_threads(client: JiraClient, server: ScriptedServer) -> None:
    server.on("POST", MYSELF, lambda seen: Answer({"echo": seen.json}))
    answers: dict[int, Any] = {}

    def call(number: int) -> None:
        answers[number] = client.post_json(MYSELF, number, is_read=True)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: {"echo": number} for number in range(16)}
    assert client.usage.calls == 16
