"""
LexoRank strings as Jira keeps them in the Rank field: ``0|i0001f:``, ``0|i0001f:i``; pure.

Six digits of base 36, a colon, and further digits where two neighbours stand too close for whole steps. Plain
comparison of the strings is the order.
"""

from __future__ import annotations

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = 36
_WIDTH = 6
_FIRST = 18 * _BASE**5  # "i00000", the middle of the range, where a new site begins
_STEP = 8  # room to rank seven issues between two neighbours without a suffix
MOST_SUFFIX = 24  # digits behind the colon; past that the site is ranked anew


def rank_at(position: int) -> str:
    """
    Make the rank of the issue at a position in a freshly ranked site; positions may be negative.
    """
    return _render(_FIRST + position * _STEP, 0)


def ranks_between(low: str | None, high: str, count: int) -> list[str] | None:
    """
    Make ranks that lie evenly between two others, in ascending order.

    Args:
        low: The rank before them; None: ``high`` is the lowest of all, and they go right before it.
        high: The rank after them, greater than ``low``.

    Returns:
        So many ranks, as short as can be; None when they would grow past :data:`MOST_SUFFIX`.
    """
    for digits in range(MOST_SUFFIX + 1):
        end = _parse(high, digits)
        begin = _parse(low, digits) if low is not None else end - (count + 1) * _STEP * _BASE**digits
        if begin < 0:
            return None
        if end - begin > count:
            return [_render(begin + (end - begin) * n // (count + 1), digits) for n in range(1, count + 1)]
    return None


def _parse(rank: str, digits: int) -> int:
    """The rank as a whole number of so many further digits; what is beyond them counts as their least part."""
    whole, _, suffix = rank.removeprefix("0|").partition(":")
    return int(whole + suffix[:digits].ljust(digits, "0"), _BASE)


def _render(number: int, digits: int) -> str:
    text = ""
    for _ in range(_WIDTH + digits):
        number, digit = divmod(number, _BASE)
        text = _DIGITS[digit] + text
    return f"0|{text[:_WIDTH]}:{text[_WIDTH:].rstrip('0')}"
