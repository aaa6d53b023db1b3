"""Rich text between the document format and wiki markup, in both directions."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.adf import document
from jxl_sandbox.jira.adf_to_wiki import adf_to_wiki
from jxl_sandbox.jira.seeds.texts import raw_issues
from jxl_sandbox.jira.wiki_to_adf import wiki_to_adf


def text(words: str, *marks: str) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": words}
    if marks:
        node["marks"] = [{"type": mark} for mark in marks]
    return node


def paragraph(*content: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": [text(c) if isinstance(c, str) else c for c in content]}


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def item(*content: Any) -> dict[str, Any]:
    return {"type": "listItem", "content": list(content)}


def cell(kind: str, *content: Any) -> dict[str, Any]:
    return {"type": kind, "content": [paragraph(*content)]}


LINK = {
    "type": "text",
    "text": "our wiki",
    "marks": [{"type": "link", "attrs": {"href": "https://w.example/a_b"}}],
}

# Each reads and writes as the other.
BOTH_WAYS: list[tuple[str, dict[str, Any], str]] = [
    ("paragraphs", doc(paragraph("One."), paragraph("Two.")), "One.\n\nTwo."),
    ("break", doc(paragraph("a", {"type": "hardBreak"}, "b")), "a\nb"),
    ("heading", doc({"type": "heading", "attrs": {"level": 3}, "content": [text("Plan")]}), "h3. Plan"),
    (
        "marks",
        doc(
            paragraph(
                text("bold", "strong"),
                " ",
                text("lean", "em"),
                " ",
                text("gone", "strike"),
                " ",
                text("below", "underline"),
                " ",
                text("x_1", "code"),
            )
        ),
        "*bold* _lean_ -gone- +below+ {{x_1}}",
    ),
    ("marks in marks", doc(paragraph(text("both", "em", "strong"))), "_*both*_"),
    (
        "sub and sup",
        doc(
            paragraph(
                "H",
                {"type": "hardBreak"},
                {"type": "text", "text": "2", "marks": [{"type": "subsup", "attrs": {"type": "sub"}}]},
            )
        ),
        "H\n~2~",
    ),
    (
        "color",
        doc(
            paragraph(
                {
                    "type": "text",
                    "text": "red",
                    "marks": [{"type": "textColor", "attrs": {"color": "#ff0000"}}],
                }
            )
        ),
        "{color:#ff0000}red{color}",
    ),
    ("link", doc(paragraph("See ", LINK, ".")), "See [our wiki|https://w.example/a_b]."),
    (
        "card",
        doc(paragraph({"type": "inlineCard", "attrs": {"url": "https://w.example/"}})),
        "[https://w.example/|https://w.example/|smart-link]",
    ),
    (
        "mention",
        doc(paragraph("Hi ", {"type": "mention", "attrs": {"id": "712020:ab-1", "text": ""}})),
        "Hi [~accountid:712020:ab-1]",
    ),
    (
        "code",
        doc(
            {
                "type": "codeBlock",
                "attrs": {"language": "java"},
                "content": [text("if (a[0]) {\n\n  *b = 1;\n}")],
            }
        ),
        "{code:java}\nif (a[0]) {\n\n  *b = 1;\n}\n{code}",
    ),
    ("quote", doc({"type": "blockquote", "content": [paragraph("Said.")]}), "{quote}\nSaid.\n{quote}"),
    (
        "panel",
        doc({"type": "panel", "attrs": {"panelType": "info"}, "content": [paragraph("Mind.")]}),
        "{panel}\nMind.\n{panel}",
    ),
    ("rule", doc(paragraph("a"), {"type": "rule"}, paragraph("b")), "a\n\n----\n\nb"),
    (
        "lists",
        doc(
            {
                "type": "bulletList",
                "content": [
                    item(
                        paragraph("one"),
                        {
                            "type": "orderedList",
                            "content": [item(paragraph("first")), item(paragraph("second"))],
                        },
                    ),
                    item(paragraph("two")),
                ],
            }
        ),
        "* one\n*# first\n*# second\n* two",
    ),
    (
        "table",
        doc(
            {
                "type": "table",
                "content": [
                    {
                        "type": "tableRow",
                        "content": [cell("tableHeader", "Key"), cell("tableHeader", "Note")],
                    },
                    {"type": "tableRow", "content": [cell("tableCell", "A-1"), cell("tableCell", LINK)]},
                ],
            }
        ),
        "||Key||Note||\n|A-1|[our wiki|https://w.example/a_b]|",
    ),
]


@pytest.mark.parametrize(
    ("adf", "wiki"), [case[1:] for case in BOTH_WAYS], ids=[case[0] for case in BOTH_WAYS]
)
def test_both_ways(adf: dict[str, Any], wiki: str) -> None:
    assert adf_to_wiki(adf) == wiki
    assert wiki_to_adf(wiki) == adf


@pytest.mark.parametrize(
    "words",
    [
        "snake_case and 2*3*4 stay as they are",
        "*not bold* and _not lean_",
        "- not a list",
        "# nor this",
        "h1. no heading",
        "bq. no quote",
        "----",
        "{code} no block",
        "{{no code}} [no link|https]",
        "|no|table|",
        r"C:\dir\*.txt and \\host\share",
        "a -b- c ~d~ ^e^ +f+",
    ],
)
def test_plain_text_that_looks_like_markup_comes_back(words: str) -> None:
    adf = doc(paragraph(words))
    assert wiki_to_adf(adf_to_wiki(adf)) == adf


def test_plain_words_are_not_escaped() -> None:
    assert adf_to_wiki(doc(paragraph("snake_case, a-b (c*d)"))) == "snake_case, a-b (c*d)"


def test_what_wiki_has_no_word_for_is_its_text() -> None:
    status = {"type": "status", "attrs": {"text": "DONE", "color": "green"}}
    odd = {"type": "somethingNew", "content": [text("inside")]}
    date = {"type": "date", "attrs": {"timestamp": "1767225600000"}}
    assert adf_to_wiki(doc(paragraph(status), odd, paragraph(date))) == "DONE\n\ninside\n\n2026-01-01"


@pytest.mark.parametrize(
    "words",
    [
        "*" * 9000,
        "{{" * 9000,
        "{color:x}" * 3000,
        "{code}" * 5001,
        "[a" * 9000,
        "*" * 3000 + " x",
        "|" * 9000,
    ],
)
def test_hostile_text_is_read_too(words: str) -> None:
    """Neither deep nesting nor what is never closed stops the reader."""
    assert wiki_to_adf(words) is not None


def test_attributes_of_the_wrong_kind_break_nothing() -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "date", "attrs": {"timestamp": "²"}},
        {"type": "date", "attrs": {"timestamp": "9" * 30}},
        {"type": "codeBlock", "attrs": {"language": 7}, "content": [text("x")]},
        {"type": "expand", "attrs": {"title": 7}, "content": [paragraph("y")]},
    ]
    assert adf_to_wiki(doc(*blocks)) == f"²\n\n{'9' * 30}\n\n{{code:7}}\nx\n{{code}}\n\n7\n\ny"


def test_nothing() -> None:
    assert adf_to_wiki(None) == ""
    assert wiki_to_adf(" \r\n ") is None
    assert wiki_to_adf("") is None


def test_markup_as_people_write_it() -> None:
    read = wiki_to_adf("Steps:\n- one\n- two\n{noformat}a *b*{noformat}\nbq. wise\nSee https://x.example/y.")
    assert read is not None
    kinds = [block["type"] for block in read["content"]]
    assert kinds == ["paragraph", "bulletList", "codeBlock", "blockquote", "paragraph"]
    assert read["content"][2]["content"] == [text("a *b*")]
    assert read["content"][4]["content"][1]["text"] == "https://x.example/y"


def test_an_unclosed_block_stays_text() -> None:
    assert wiki_to_adf("{code}\nnever closed") == doc(
        paragraph("{code}", {"type": "hardBreak"}, "never closed")
    )


def test_real_descriptions_come_back() -> None:
    """Thousands of real texts; those with web addresses come back with links, so they are compared as wiki text."""
    for raw in list(raw_issues())[::7]:
        adf = document(raw.get("description") or "")
        once = adf_to_wiki(adf)
        assert adf_to_wiki(wiki_to_adf(once)).count("\n") == once.count("\n")
        if "http" not in once:
            assert adf_to_wiki(wiki_to_adf(once)) == once
