"""A site that is kept between two runs: all of it comes back, and what cannot be used is refused."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path

import pytest

from jxl_sandbox import snapshot
from jxl_sandbox.snapshot import UnusableSnapshot, load_site, save_site
from tests.sandbox.rest_site import BASE_URL, Api, seeded_site

WORDS = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Kept."}]}],
}


def test_what_was_done_is_there_in_the_next_run(tmp_path: Path) -> None:
    before = Api(seeded_site())
    before.post("issue/PLAT-1/comment", {"body": WORDS})
    before.post("issue/PLAT-1/worklog", {"timeSpentSeconds": 60, "comment": WORDS})
    before.post("issue/PLAT-1/remotelink", {"object": {"url": "https://example.com/a", "title": "A"}})
    before.post("filter", {"name": "Kept", "jql": "project = PLAT"})
    before.call("PUT", "issue/PLAT-1/properties/mark", json={"a": 1})
    before.call("PUT", "issue/PLAT-1", json={"fields": {"summary": "Kept summary", "labels": ["kept"]}})
    before.call(
        "POST",
        "issue/PLAT-1/attachments",
        files={"file": ("a.txt", b"kept", "text/plain")},
        headers={"X-Atlassian-Token": "no-check"},
    )
    save_site(before.site, tmp_path / "site.pickle")
    after = Api(load_site(tmp_path / "site.pickle", BASE_URL))
    for path in (
        "issue/PLAT-1?fields=*all&expand=changelog,renderedFields",
        "issue/PLAT-1/comment",
        "issue/PLAT-1/worklog",
        "issue/PLAT-1/remotelink",
        "issue/PLAT-1/properties/mark",
        "filter/my",
        "field/search",
        "/rest/agile/1.0/board",
    ):
        assert after.call("GET", path).json() == before.call("GET", path).json(), path
    assert after.keys('labels = kept AND summary ~ "Kept"') == ["PLAT-1"]
    (file,) = after.get("issue/PLAT-1").json()["fields"]["attachment"]
    assert after.get(f"attachment/content/{file['id']}", redirect="false").content == b"kept"
    made = after.post("issue/PLAT-1/comment", {"body": WORDS}).json()
    assert made["id"] not in {c["id"] for c in before.get("issue/PLAT-1/comment").json()["comments"]}


def test_files_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "site.pickle"
    site = seeded_site()
    save_site(site, path)
    with pytest.raises(UnusableSnapshot, match="is of the site http://localhost:8800"):
        load_site(path, "http://localhost:8801")
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "layout", lambda: "of another version")
        with pytest.raises(UnusableSnapshot, match=r"another version\. Remove it"):
            load_site(path, BASE_URL)
    path.write_bytes(pickle.dumps({"format": 2, "site": site}))
    with pytest.raises(UnusableSnapshot, match="another version"):
        load_site(path, BASE_URL)
    path.write_bytes(b"not a pickle")
    with pytest.raises(UnusableSnapshot, match="cannot be read"):
        load_site(path, BASE_URL)


def test_a_member_more_is_another_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot.layout()
    more = dataclasses.make_dataclass("More", ["something"])
    monkeypatch.setattr(snapshot.model, "Issue", more)
    assert snapshot.layout.__wrapped__() != before
