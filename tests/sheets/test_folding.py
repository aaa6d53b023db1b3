"""Texts as lists search and sort them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxl.sheets.folding import MAX_WORDS, fold, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Release PLAN", "release plan"),
        ("Émile Ørsted", "emile orsted"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("co\u00adop", "coop"),
        ("Ελλάς", "ελλασ"),
        ("50% _done_", "50% _done_"),
    ],
)
def test_case_and_accents_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_upper_and_lower_case_are_found_alike(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


def test_a_search_is_words_each_once() -> None:
    assert words_of("  Plan  plan Größe ") == ("plan", "grosse")
    assert len(words_of(" ".join(map(str, range(50))))) == MAX_WORDS
