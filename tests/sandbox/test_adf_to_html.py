"""Documents as HTML: Jira's tags, and nothing that a writer could smuggle in."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxl_sandbox.jira.adf_to_html import Surroundings, adf_to_html

HERE = Surroundings(
    "https://site.example.com",
    name_of={"712020:abc": "Mia <b>"}.get,
    picture_of={"a.png": "https://site.example.com/rest/api/3/attachment/content/7"}.get,
)


def text(words: str, *marks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"marks": list(marks)} if marks else {})}


def paragraph(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(nodes)}


def html(*blocks: dict[str, Any]) -> str:
    return adf_to_html({"type": "doc", "version": 1, "content": list(blocks)}, HERE)


def test_nothing_is_an_empty_text() -> None:
    assert adf_to_html(None, HERE) == ""
    assert html() == ""


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (text("a < b & c"), "a &lt; b &amp; c"),
        (text("x", {"type": "strong"}, {"type": "em"}), "<em><b>x</b></em>"),
        (text("x", {"type": "code"}), "<tt>x</tt>"),
        (text("x", {"type": "strike"}), "<del>x</del>"),
        (text("x", {"type": "underline"}), "<ins>x</ins>"),
        (text("x", {"type": "subsup", "attrs": {"type": "sup"}}), "<sup>x</sup>"),
        (text("x", {"type": "textColor", "attrs": {"color": "#ff0000"}}), '<font color="#ff0000">x</font>'),
        (text("x", {"type": "textColor", "attrs": {"color": 'red" onclick="'}}), "x"),
        (
            text("x", {"type": "link", "attrs": {"href": "https://a.example/?b=1&c=2"}}),
            '<a href="https://a.example/?b=1&amp;c=2" class="external-link" rel="nofollow noreferrer">x</a>',
        ),
        ({"type": "hardBreak"}, "<br/>\n"),
        ({"type": "emoji", "attrs": {"shortName": ":smile:", "text": "😄"}}, "😄"),
        (
            {"type": "status", "attrs": {"text": "DONE", "color": "green"}},
            '<font color="#36b37e"><b>[ DONE ]</b></font>',
        ),
        ({"type": "date", "attrs": {"timestamp": "1781654400000"}}, "2026-06-17"),
        (
            {"type": "mention", "attrs": {"id": "712020:abc", "text": "@Mia"}},
            '<a href="https://site.example.com/secure/ViewProfile.jspa?accountId=712020:abc" class="user-hover" '
            'rel="712020:abc" data-account-id="712020:abc" accountid="712020:abc">Mia &lt;b&gt;</a>',
        ),
        ({"type": "mention", "attrs": {"id": "gone", "text": "@Gone"}}, "@Gone"),
        (
            {"type": "media", "attrs": {"type": "file", "id": "u", "collection": "", "alt": "a.png"}},
            '<span class="image-wrap" style=""><img src="https://site.example.com/rest/api/3/attachment/content/7" '
            'alt="a.png" /></span>',
        ),
        ({"type": "media", "attrs": {"type": "file", "id": "u", "collection": "", "alt": "b.png"}}, "b.png"),
    ],
)
def test_inside_a_line(node: dict[str, Any], expected: str) -> None:
    assert html(paragraph(node)) == f"<p>{expected}</p>"


def test_blocks() -> None:
    item = {"type": "listItem", "content": [paragraph(text("one"))]}
    nested = {
        "type": "listItem",
        "content": [paragraph(text("two")), {"type": "orderedList", "content": [item]}],
    }
    assert html({"type": "bulletList", "content": [item, nested]}) == (
        "<ul>\n\t<li>one</li>\n\t<li>two\n<ol>\n\t<li>one</li>\n</ol></li>\n</ul>"
    )
    heading = {"type": "heading", "attrs": {"level": 2}, "content": [text("So it is")]}
    assert html(heading) == '<h2><a name="Soitis"></a>So it is</h2>'
    code = {"type": "codeBlock", "attrs": {"language": "python"}, "content": [text("if a < b:\n  pass")]}
    assert '<pre class="code-python">if a &lt; b:\n  pass</pre>' in html(code)
    cell = {"type": "tableCell", "attrs": {"colspan": 2}, "content": [paragraph(text("c"))]}
    head = {"type": "tableHeader", "attrs": {}, "content": [paragraph(text("h"))]}
    table = html({"type": "table", "content": [{"type": "tableRow", "content": [head, cell]}]})
    assert "<th class='confluenceTh'>h</th>" in table
    assert "<td class='confluenceTd' colspan='2'>c</td>" in table
    panel = html({"type": "panel", "attrs": {"panelType": "info"}, "content": [paragraph(text("p"))]})
    assert panel.startswith('<div class="panel" style="background-color: #deebff;')
    assert html({"type": "rule"}, {"type": "blockquote", "content": [paragraph(text("q"))]}) == (
        "<hr />\n\n<blockquote><p>q</p></blockquote>"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//evil.example.com",
        "/\\evil.example.com",
        "",
    ],
)
def test_a_link_that_runs_or_leads_astray_is_none(url: str) -> None:
    link = {"type": "link", "attrs": {"href": url}}
    assert html(paragraph(text("x", link))) == "<p>x</p>"
    card = html(paragraph({"type": "inlineCard", "attrs": {"url": url}}))
    assert "<a" not in card
    picture = {"type": "media", "attrs": {"type": "external", "url": url, "alt": "y"}}
    assert html({"type": "mediaSingle", "content": [picture]}) == "<p>y</p>"


HOSTILE = st.sampled_from(
    ('"><script>x</script>', "' onload='x", "javascript:x", "<img src=x onerror=x>", "&lt;", "\x00", "#fff")
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ("href", "url", "alt", "type", "id", "text", "color", "language", "title", "panelType", "timestamp")
    ),
    HOSTILE | st.sampled_from(("external", "file", "info")),
)
KINDS = (
    *("paragraph", "heading", "bulletList", "orderedList", "listItem", "codeBlock", "blockquote", "panel"),
    *("rule", "table", "tableRow", "tableCell", "expand", "mediaSingle", "media", "mention", "emoji", "date"),
    *("status", "inlineCard", "blockCard", "taskList", "taskItem", "nonsense"),
)
LEAVES = st.builds(
    lambda words, attributes: text(
        words, {"type": "link", "attrs": attributes}, {"type": "textColor", "attrs": attributes}
    ),
    HOSTILE,
    ATTRIBUTES,
)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda kind, attributes, content: {"type": kind, "attrs": attributes, "content": content},
        st.sampled_from(KINDS),
        ATTRIBUTES,
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


class Reader(HTMLParser):
    """Collects what a browser would make of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@given(st.lists(NODES, max_size=4))
def test_no_document_brings_its_own_tags(blocks: list[dict[str, Any]]) -> None:
    reader = Reader()
    reader.feed(html(*blocks))
    known = (
        "p h1 a ul ol li div pre blockquote hr table tbody tr td th b em tt del ins sub sup font span img br"
    )
    assert reader.tags <= set(known.split())
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    addresses = [value.strip().lower() for name, value in reader.attributes if name in ("href", "src")]
    assert not [value for value in addresses if value.startswith(("javascript", "data", "vbscript"))]
