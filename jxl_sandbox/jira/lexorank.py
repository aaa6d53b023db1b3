"""
LexoRank strings as Jira keeps them in the Rank field: ``0|i0001f:``; pure.
"""

from __future__ import annotations

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FIRST = 18 * 36**5  # "i00000", the middle of the range, where a new site begins
_STEP = 8  # room to rank seven issues between two neighbours without a suffix


def rank_at(position: int) -> str:
    """
    Make the rank of the issue at a position in a freshly ranked site; positions may be negative.
    """
    number = _FIRST + position * _STEP
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return f"0|{digits}:"
