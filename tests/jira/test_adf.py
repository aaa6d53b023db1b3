"""Rich text as plain text: what people write in Jira, and any JSON that is none of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxl.jira.adf import to_text


def text(value: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": value, "marks": [{"type": mark} for mark in marks]}


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "content": list(content), "attrs": attrs}


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def p(*content: Any) -> dict[str, Any]:
    return node("paragraph", *[text(c) if isinstance(c, str) else c for c in content])


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (doc(), ""),
        (doc(p("one"), p("two")), "one\ntwo"),
        (doc(p("one", node("hardBreak"), text("two", "strong"))), "one\ntwo"),
        (doc(node("heading", text("Title"), level=2), p("body")), "Title\nbody"),
        (doc(p(), p("after an empty line")), "after an empty line"),
        (doc(p("a"), p(), p("b")), "a\n\nb"),
        (doc(node("bulletList", node("listItem", p("x")), node("listItem", p("y"), p("z")))), "- x\n- y\n  z"),
        (
            doc(node("bulletList", node("listItem", p("x"), node("bulletList", node("listItem", p("deep")))))),
            "- x\n  - deep",
        ),
        (doc(node("orderedList", node("listItem", p("x")), node("listItem", p("y")), order=9)), "9. x\n10. y"),
        (
            doc(
                node(
                    "taskList",
                    node("taskItem", text("done"), state="DONE"),
                    node("taskItem", text("open"), state="TODO"),
                )
            ),
            "[x] done\n[ ] open",
        ),
        (doc(node("decisionList", node("decisionItem", text("yes"), state="DECIDED"))), "- yes"),
        (doc(node("codeBlock", text("a = 1\nb = 2"), language="python")), "a = 1\nb = 2"),
        (doc(node("blockquote", p("said"))), "> said"),
        (doc(node("panel", p("note"), panelType="info")), "note"),
        (doc(node("expand", p("inside"), title="More")), "More\ninside"),
        (doc(p("a"), node("rule"), p("b")), "a\n---\nb"),
        (
            doc(
                node(
                    "table",
                    node("tableRow", node("tableHeader", p("h1")), node("tableHeader", p("h2"))),
                    node("tableRow", node("tableCell", p("1"), p("one")), node("tableCell", p("2"))),
                )
            ),
            "h1 | h2\n1 one | 2",
        ),
        (doc(p("Hi ", node("mention", id="5b", text="@Ann Lee"), "!")), "Hi @Ann Lee!"),
        (doc(p(node("emoji", shortName=":tada:", text="🎉"), node("emoji", shortName=":own:"))), "🎉:own:"),
        (doc(p("due ", node("date", timestamp="1763683200000"))), "due 2025-11-21"),
        (doc(p(node("date", timestamp="soon"))), "soon"),
        (doc(p(node("date", timestamp="9" * 40))), "9" * 40),
        (doc(p(node("status", text="BLOCKED", color="red"))), "BLOCKED"),
        (doc(p(node("inlineCard", url="https://x.example/1"))), "https://x.example/1"),
        (doc(node("blockCard", url="https://x.example/2")), "https://x.example/2"),
        (doc(node("mediaSingle", node("media", type="file", id="1", alt="plan.png"))), "[plan.png]"),
        (doc(node("mediaGroup", node("media", type="file", id="1"))), "[attachment]"),
        (doc(node("extension", extensionKey="toc", text="Contents")), "Contents"),
        (doc(node("layoutSection", node("layoutColumn", p("left")), node("layoutColumn", p("right")))), "left\nright"),
        (doc(node("somethingNew", p("kept"))), "kept"),
        (doc(text("inline at the top"), text(" stays one line"), p("next")), "inline at the top stays one line\nnext"),
        (doc(p("windows\r\nline")), "windows\nline"),
        ("plain text of version 2", "plain text of version 2"),
        (None, ""),
        (7, ""),
        ([1], ""),
        ({"type": ["odd"], "content": {"not": "a list"}}, ""),
        (doc(None, 7, "x", [], {"type": "paragraph", "content": [None, 7, {"type": "text", "text": 8}]}), ""),
    ],
)  # fmt: skip
def test_documents_read_as_text(document: Any, expected: str) -> None:
    assert to_text(document) == expected


def test_long_text_is_cut_with_an_ellipsis() -> None:
    document = doc(*[p("word " * 10) for _ in range(100)])
    cut = to_text(document, max_chars=80)
    assert len(cut) <= 80
    assert cut.endswith("…")
    assert to_text(doc(p("x" * 80)), max_chars=80) == "x" * 80
    assert to_text("y" * 81, max_chars=80) == "y" * 79 + "…"


@pytest.mark.parametrize(
    "kind", ["bulletList", "listItem", "blockquote", "panel", "tableRow", "paragraph", "unknown"]
)
def test_bottomless_documents_end(kind: str) -> None:
    bottomless: Any = text("bottom")
    for _ in range(900):
        bottomless = node(kind, bottomless)
    assert len(to_text(doc(bottomless))) < 10_000


KINDS = st.sampled_from(
    ["doc", "paragraph", "text", "bulletList", "listItem", "orderedList", "taskList", "taskItem", "table", "tableRow",
     "tableCell", "date", "mention", "media", "codeBlock", "blockquote", "expand", "hardBreak", "unknown"]
)  # fmt: skip
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "content", "attrs", "text", "order", "state"]), inner, max_size=4
        )
        | st.builds(
            lambda kind, content: {"type": kind, "content": content}, KINDS, st.lists(inner, max_size=4)
        )
    ),
    max_leaves=30,
)


@given(JSON, st.none() | st.integers(1, 50))
def test_any_json_gives_a_text(document: Any, max_chars: int | None) -> None:
    result = to_text(document, max_chars)
    assert isinstance(result, str)
    assert max_chars is None or len(result) <= max_chars


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n"), min_size=1)))
def test_plain_paragraphs_keep_every_character(lines: list[str]) -> None:
    assert to_text(doc(*[p(line) for line in lines])) == "\n".join(lines)
