"""
Texts as lists search and sort them: upper and lower case and accents do not count. Pure.

Kept beside the text in SQL, because databases fold letters in ways of their own (SQLite only those of ASCII).
"""

from __future__ import annotations

import re
import unicodedata

#: Accents, and what nobody sees: soft hyphens, joiners, direction marks.
_UNCOUNTED = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
#: Letters that Unicode does not take apart, though readers do.
_PLAIN_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
MAX_WORDS = 8


def fold(text: str) -> str:
    """Bring a text into the form in which texts are compared; it may become longer or shorter."""
    if text.isascii():
        return text.lower()
    plain = _UNCOUNTED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return plain.casefold().translate(_PLAIN_LETTERS)


def words_of(query: str) -> tuple[str, ...]:
    """Take a search apart into folded words, each once, the first eight: a sheet is found if it holds all of them."""
    return tuple(dict.fromkeys(fold(query).split()))[:MAX_WORDS]
