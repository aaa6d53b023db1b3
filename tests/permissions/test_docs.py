"""The handbook for administrators: its pictures are there, and it speaks of the rights that there are."""

from __future__ import annotations

import re
from pathlib import Path

from jxl.permissions.catalogue import NAMES, GlobalPermission, SchemePermission

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "permissions.md").read_text(encoding="utf-8")
MOST_PICTURES, MOST_BYTES = 8, 150_000
PNG = b"\x89PNG\r\n\x1a\n"


def test_every_picture_is_there_and_small() -> None:
    named = re.findall(r"!\[([^\]]+)\]\((pictures/[a-z-]+\.png)\)", TEXT)
    assert 0 < len(named) <= MOST_PICTURES
    assert len(named) == TEXT.count("](pictures/"), "each has words for those who do not see it"
    for _, path in named:
        data = (DOCS / path).read_bytes()
        assert data.startswith(PNG), path
        assert len(data) <= MOST_BYTES, path
    taken = {f"pictures/{path.name}" for path in (DOCS / "pictures").iterdir()}
    assert taken == {path for _, path in named}


def test_the_rights_are_those_of_the_catalogue() -> None:
    ours = {NAMES[right] for right in (*GlobalPermission, *SchemePermission)}
    longest_first = sorted(ours, key=len, reverse=True)
    rest = TEXT
    for name in longest_first:
        assert name in rest, name
        rest = rest.replace(name, "")
    assert "JXL:" not in rest, "a right that there is not"


def test_the_keys_are_those_of_the_catalogue() -> None:
    keys = {right.value for right in (*GlobalPermission, *SchemePermission)}
    assert set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", TEXT)) == keys


def test_links_inside_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^a-z -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", TEXT, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings
