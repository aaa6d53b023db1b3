"""Files of issues: added, told, given out whole or in part, removed; and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from jxl_sandbox.jira import attachments
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.events import Event
from jxl_sandbox.jira.model import Grant, Issue
from tests.sandbox.rest_site import BASE_URL, NOW, Api, app_actor, error_of, seeded_site

UNCHECKED = {"X-Atlassian-Token": "no-check"}
TEXT = ("file", ("notes.txt", b"0123456789", "text/plain"))
PICTURE = ("file", ("dot.png", b"\x89PNG\r\n\x1a\n", "image/png"))


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


@pytest.fixture
def issue(api: Api) -> Issue:
    """An issue without files."""
    issues = (api.site.issues[n] for n in api.project("PLAT").issue_ids)
    issue = next(i for i in issues if "attachment" not in i.values)
    issue.values["attachment"] = []
    return issue


@pytest.fixture
def grants(api: Api) -> Iterator[list[Grant]]:
    held = api.project("PLAT").scheme.grants
    before = list(held)
    yield held
    held[:] = before


def send(
    api: Api, issue: Issue, *files: Any, who: Any = "member", headers: Any = UNCHECKED
) -> httpx.Response:
    return api.call("POST", f"issue/{issue.key}/attachments", who, files=list(files), headers=headers)


def attach(api: Api, issue: Issue, *files: Any, who: Any = "member") -> list[dict[str, Any]]:
    answer = send(api, issue, *files, who=who)
    assert answer.status_code == 200, answer.text
    made: list[dict[str, Any]] = answer.json()
    return made


def content(api: Api, made: dict[str, Any], who: Any = "member", **headers: str) -> httpx.Response:
    path = f"attachment/content/{made['id']}?redirect=false"
    return api.call("GET", path, who, headers=headers)


def test_files_are_on_the_issue(api: Api, issue: Issue) -> None:
    text, picture = attach(api, issue, TEXT, PICTURE)
    assert text == {
        "self": f"{BASE_URL}/rest/api/3/attachment/{text['id']}",
        "id": text["id"],
        "filename": "notes.txt",
        "author": text["author"],
        "created": "2026-06-17T21:30:00.000+0800",
        "size": 10,
        "mimeType": "text/plain",
        "content": f"{BASE_URL}/rest/api/3/attachment/content/{text['id']}",
    }
    assert text["author"]["accountId"] == api.person("member").account_id
    assert picture["thumbnail"] == f"{BASE_URL}/rest/api/3/attachment/thumbnail/{picture['id']}"
    assert api.get(f"issue/{issue.key}", "member").json()["fields"]["attachment"] == [text, picture]
    (found,) = api.search(f"key = {issue.key}", "member", fields=["attachment"])["issues"]
    assert found["fields"]["attachment"] == [text, picture]
    described = api.get(f"attachment/{text['id']}", "member").json()
    assert described == text | {"id": int(text["id"])}
    rendered = api.get(f"issue/{issue.key}", "member", expand="renderedFields").json()["renderedFields"]
    assert [(f["created"], f["size"]) for f in rendered["attachment"]] == [
        ("Just now", "10 bytes"),
        ("Just now", "8 bytes"),
    ]


def test_links_stay_in_version_2(api: Api, issue: Issue) -> None:
    (made,) = attach(api, issue, PICTURE)
    shown = api.get(f"/rest/api/2/issue/{issue.key}").json()["fields"]["attachment"][0]
    for name in ("self", "content", "thumbnail"):
        assert shown[name] == made[name].replace("/3/", "/2/")


def test_the_moment_is_in_the_zone_of_who_asks(api: Api, issue: Issue) -> None:
    attach(api, issue, TEXT)
    seen = {
        api.get(f"issue/{issue.key}", who).json()["fields"]["attachment"][0]["created"]
        for who in ("member", "site administrator")
    }
    assert seen == {"2026-06-17T21:30:00.000+0800", "2026-06-17T15:30:00.000+0200"}


def test_bytes_come_back_as_they_were_sent(api: Api, issue: Issue) -> None:
    every = bytes(range(256)) * 50
    (made,) = attach(api, issue, ("file", ("all bytes ä.bin", every, "application/octet-stream")))
    answer = content(api, made)
    assert (answer.status_code, answer.content) == (200, every)
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''all%20bytes%20%C3%A4.bin"
    assert content(api, made).headers["x-content-type-options"] == "nosniff"


def test_an_upload_is_no_page_of_the_site(api: Api, issue: Issue) -> None:
    (made,) = attach(api, issue, ("file", ("x.html", b"<script>1</script>", "text/html")))
    answer = content(api, made)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"].startswith("sandbox")


def test_the_content_is_elsewhere(api: Api, issue: Issue) -> None:
    """The address needs no login, is good for one file, and not for ever."""
    text, other = attach(api, issue, TEXT, ("file", ("b.txt", b"bbb", "text/plain")))
    answer = api.get(f"attachment/content/{text['id']}", "member")
    assert answer.status_code == 303
    place = answer.headers["location"].removeprefix(BASE_URL)
    assert place.startswith(f"/media/file/{text['id']}/binary?")
    assert api.call("GET", place, None).content == b"0123456789"
    assert api.call("GET", place, None, headers={"Range": "bytes=2-3"}).content == b"23"
    assert api.call("GET", place.replace(text["id"], other["id"]), None).status_code == 403
    assert api.call("GET", place[:-1] + ("0" if place[-1] != "0" else "1"), None).status_code == 403
    assert api.call("GET", f"/media/file/{text['id']}/binary", None).status_code == 403
    clock = api.site.now
    assert isinstance(clock, SiteClock)
    clock.move(timedelta(minutes=11))
    assert api.call("GET", place, None).status_code == 403
    clock.set(NOW)


@pytest.mark.parametrize(
    ("wanted", "status", "given", "told"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-4", 206, b"6789", "bytes 6-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=-0", 416, None, "bytes */10"),
        ("bytes=5-2", 400, None, None),
        ("bytes=-", 400, None, None),
        ("bytes=a-b", 400, None, None),
        ("bytes=0-1,4-5", 400, None, None),
        ("lines=0-1", 400, None, None),
    ],
)
def test_ranges(
    api: Api, issue: Issue, wanted: str, status: int, given: bytes | None, told: str | None
) -> None:
    (made,) = attach(api, issue, TEXT)
    answer = content(api, made, Range=wanted)
    assert answer.status_code == status
    assert answer.headers.get("content-range") == told
    assert given is None or answer.content == given


def test_thumbnails(api: Api, issue: Issue) -> None:
    text, picture = attach(api, issue, TEXT, PICTURE)
    path = f"attachment/thumbnail/{picture['id']}"
    assert api.get(path, "member").status_code == 303
    assert api.get(path, "member", redirect="false").content == PICTURE[1][1]
    assert api.get(path, "member", width="0").status_code == 400
    path = f"attachment/thumbnail/{text['id']}"
    assert api.get(path, "member").headers["content-type"].startswith("image/")
    assert api.get(path, "member", fallbackToDefault="false").status_code == 404


def test_the_token_against_forged_requests(api: Api, issue: Issue) -> None:
    for headers in ({}, {"X-Atlassian-Token": "check"}):
        assert error_of(send(api, issue, TEXT, headers=headers)) == (403, ["XSRF check failed"], {})
    assert send(api, issue, TEXT, headers={"X-Atlassian-Token": "nocheck"}).status_code == 200


def test_who_may_add(api: Api, issue: Issue, grants: list[Grant]) -> None:
    assert send(api, issue, TEXT, who="viewer").status_code == 403
    assert send(api, issue, TEXT, who="no access").status_code == 404
    grants[:] = [grant for grant in grants if grant.permission != "CREATE_ATTACHMENTS"]
    assert send(api, issue, TEXT).status_code == 403
    assert issue.values["attachment"] == []


def test_only_who_sees_the_issue_sees_its_files(api: Api, issue: Issue) -> None:
    (made,) = attach(api, issue, PICTURE)
    for path in (
        f"attachment/{made['id']}",
        f"attachment/content/{made['id']}",
        f"attachment/thumbnail/{made['id']}",
    ):
        assert api.get(path, "viewer").status_code in (200, 303)
        assert error_of(api.get(path, "no access"))[0] == 403
        assert error_of(api.get(path, None))[0] == 401
        assert error_of(api.get(path.replace(made["id"], "99")))[0] == 404


def test_a_security_level_holds_for_files_too(api: Api) -> None:
    me = api.person("member").account_id
    issues = (api.site.issues[n] for n in api.project("BUS").issue_ids)
    issue = next(
        i
        for i in issues
        if i.values.get("security") == "10001" and me not in (i.values["assignee"], i.values["reporter"])
    )
    (made,) = attach(api, issue, TEXT, who="site administrator")
    assert api.get(f"attachment/content/{made['id']}").status_code == 303
    assert error_of(api.get(f"attachment/content/{made['id']}", "member"))[0] == 403
    assert error_of(api.call("DELETE", f"attachment/{made['id']}", "member"))[0] == 403


def test_who_may_remove(api: Api, issue: Issue, grants: list[Grant]) -> None:
    theirs, mine = attach(api, issue, TEXT, who="site administrator")[0], attach(api, issue, TEXT)[0]
    grants[:] = [grant for grant in grants if grant.permission != "DELETE_ALL_ATTACHMENTS"]
    assert error_of(api.call("DELETE", f"attachment/{theirs['id']}", "member"))[0] == 403
    assert error_of(api.call("DELETE", f"attachment/{mine['id']}", "viewer"))[0] == 403
    assert api.call("DELETE", f"attachment/{mine['id']}", "member").status_code == 204
    assert api.get(f"attachment/{mine['id']}", "member").status_code == 404
    assert mine["id"] not in api.site.attachments
    shown = api.get(f"issue/{issue.key}").json()["fields"]["attachment"]
    assert [file["id"] for file in shown] == [theirs["id"]]


def test_scopes_of_an_app(api: Api, issue: Issue) -> None:
    (made,) = attach(api, issue, TEXT)
    writer = app_actor(
        api.site, "READ", "WRITE", kind="impersonation", person=api.person("site administrator")
    )
    assert send(api, issue, TEXT, who=writer).status_code == 200
    assert api.call("DELETE", f"attachment/{made['id']}", writer).status_code == 403


def test_the_limit(api: Api, issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = api.get("attachment/meta").json()
    assert limit == {"enabled": True, "uploadLimit": attachments.MOST_BYTES}
    fits = ("file", ("a", b"x" * limit["uploadLimit"], "text/plain"))
    too_long = ("file", ("b", b"x" * (limit["uploadLimit"] + 1), "text/plain"))
    assert send(api, issue, fits).status_code == 200
    assert send(api, issue, TEXT, too_long).status_code == 413
    assert send(api, issue, *[("file", (f"{n}", b"", "text/plain")) for n in range(61)]).status_code == 413
    assert len(issue.values["attachment"]) == 1
    monkeypatch.setattr("jxl_sandbox.jira.rest.attachments.MOST_FILES", 1)
    assert send(api, issue, TEXT).status_code == 413


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": {}}, 415),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 400),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}}, 400),
        ({"files": [("other", ("a.txt", b"a"))]}, 400),
        ({"files": [("file", ("x" * 256, b"a"))]}, 400),
    ],
)
def test_what_cannot_be_read(api: Api, issue: Issue, options: dict[str, Any], status: int) -> None:
    headers = {**UNCHECKED, **options.pop("headers", {})}
    answer = api.call("POST", f"issue/{issue.key}/attachments", headers=headers, **options)
    assert answer.status_code == status
    assert issue.values["attachment"] == []


@pytest.mark.parametrize(
    ("sent", "kept"), [("../../etc/passwd", "passwd"), ("C:\\temp\\a.txt", "a.txt"), ("a\nb.txt", "ab.txt")]
)
def test_names_are_names(api: Api, issue: Issue, sent: str, kept: str) -> None:
    (made,) = attach(api, issue, ("file", (sent, b"x", "text/plain")))
    assert made["filename"].replace("%0A", "") == kept


def test_the_type_of_a_file_without_one(api: Api, issue: Issue) -> None:
    known, unknown = attach(
        api,
        issue,
        ("file", ("a.pdf", b"x", "application/octet-stream")),
        ("file", ("a.unknown", b"x", 'te"xt/html; x')),
    )
    assert (known["mimeType"], unknown["mimeType"]) == ("application/pdf", "application/octet-stream")


def test_the_history_of_files(api: Api, issue: Issue) -> None:
    events: list[Event] = []
    hear = events.append
    api.site.listeners.append(hear)
    (made,) = attach(api, issue, TEXT)
    api.call("DELETE", f"attachment/{made['id']}")
    api.site.listeners.remove(hear)
    items = [entry["items"][0] for entry in issue.changelog[-2:]]
    assert [(i["field"], i["from"], i["fromString"], i["to"], i["toString"]) for i in items] == [
        ("Attachment", None, None, made["id"], "notes.txt"),
        ("Attachment", made["id"], "notes.txt", None, None),
    ]
    assert [event.name for event in events] == [
        "jira:issue_updated",
        "attachment_created",
        "jira:issue_updated",
        "attachment_deleted",
    ]


def test_files_go_with_their_issue(api: Api) -> None:
    issue = api.site.issues[api.project("PLAT").issue_ids[-1]]
    (made,) = attach(api, issue, TEXT)
    assert api.call("DELETE", f"issue/{issue.key}?deleteSubtasks=true").status_code == 204
    assert api.get(f"attachment/{made['id']}").status_code == 404
    assert made["id"] not in api.site.attachments


def test_an_edit_writes_no_files(api: Api, issue: Issue) -> None:
    words = {"attachment": "Field does not support update 'attachment'"}
    for body in ({"fields": {"attachment": []}}, {"update": {"attachment": [{"remove": {"id": "1"}}]}}):
        assert error_of(api.call("PUT", f"issue/{issue.key}", json=body)) == (400, [], words)
