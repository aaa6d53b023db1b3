"""The site's clock, documents from text and back, LexoRank."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jxl_sandbox.jira.adf import document, plain_text
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.lexorank import rank_at

MOMENT = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)


def test_a_stopped_clock_moves_only_when_told() -> None:
    clock = SiteClock(MOMENT, stopped=True)
    assert clock() == clock() == MOMENT
    clock.move(timedelta(hours=-2))
    assert clock() == MOMENT - timedelta(hours=2)
    clock.set(MOMENT)
    assert clock() == MOMENT


def test_a_running_clock_runs_on_from_where_it_is_set() -> None:
    clock = SiteClock(MOMENT)
    assert MOMENT <= clock() < MOMENT + timedelta(minutes=1)
    clock.move(timedelta(days=3))
    assert MOMENT + timedelta(days=3) <= clock() < MOMENT + timedelta(days=3, minutes=1)
    clock.reset()
    assert abs(clock() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_clock_needs_an_offset() -> None:
    with pytest.raises(ValueError, match="UTC offset"):
        SiteClock().set(datetime(2026, 6, 17))  # noqa: DTZ001 -- that is the point


def test_paragraphs_breaks_bullets_and_code() -> None:
    built = document("One\ntwo\n\n* a\n* b\nafter\n{code:java}\nint x;\n{code}\nend")
    assert built is not None
    kinds = [block["type"] for block in built["content"]]
    assert kinds == ["paragraph", "bulletList", "paragraph", "codeBlock", "paragraph"]
    assert built["content"][3]["attrs"] == {"language": "java"}
    assert plain_text(built) == "One\ntwo\na\nb\nafter\nint x;\nend"


@pytest.mark.parametrize("text", ["", "  \n\n ", "{code}\n{code}"])
def test_no_text_is_no_document(text: str) -> None:
    assert document(text) is None


def test_ranks_follow_their_places() -> None:
    ranks = [rank_at(place) for place in range(-50, 20_000, 7)]
    assert ranks == sorted(ranks)
    assert rank_at(0) == "0|i00000:"
