"""
What ``~`` means: words in texts, with ``*`` and ``?``, phrases in inner quotes, and a light English stemming.

An imitation of Jira's text index that is good enough for queries people write: all words must be there, in any
order. ``AND``, ``OR``, ``NOT``, ``+`` and ``-`` work; fuzzy search, ranges and boosts do not exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from jxl_sandbox.jira.adf import plain_text

TextTest = Callable[[list[str]], bool]
"""Says whether a value (its texts in lower case, as one issue may have several) matches."""

_WORD = re.compile(r"\w+")
_PIECE = re.compile(r'[+-]?(?:"[^"]*"?|[^\s"]+)')
_PATTERN_WORD = re.compile(r"[\w*?]+")
_MAX_CACHED = 50_000
_MAX_STARS = 4  # in one word: more would let a query keep the event loop busy


class TextError(ValueError):
    """The text query cannot be read. ``args[0]`` is the character that it must not start with, or empty."""


def build_text_test(query: str) -> TextTest:
    """
    Compile the right-hand side of ``~``.

    Raises:
        TextError: A wildcard in front of a word, or operators without words.
    """
    either: list[list[tuple[bool, TextTest]]] = [[]]
    negate = False
    for piece in _PIECE.findall(query):
        if piece == "OR":
            either.append([])
        elif piece == "AND":
            if not either[-1]:
                raise TextError("")
        elif piece in ("NOT", "!"):
            negate = True
        else:
            wanted = piece[0] != "-" and not negate
            negate = False
            if (test := _build_piece(piece.lstrip("+-"))) is not None:
                either[-1].append((wanted, test))
    if negate or query.rstrip().endswith((" AND", " OR")) or (len(either) > 1 and not all(either)):
        raise TextError("")
    if either == [[]]:
        if query.strip() in ("AND", "OR"):
            raise TextError("")
        return lambda _: False  # punctuation only: no word can match
    if len(either) == 1 and len(either[0]) == 1 and either[0][0][0]:
        return either[0][0][1]
    return lambda texts: any(all(test(texts) is wanted for wanted, test in group) for group in either)


def _build_piece(piece: str) -> TextTest | None:
    if piece.startswith('"'):
        return _build_phrase([_stem(w) for w in _WORD.findall(piece.lower())])
    if piece[:1] in ("*", "?"):
        raise TextError(piece[0])
    if "*" not in piece and "?" not in piece:
        return _build_phrase([_stem(w) for w in _WORD.findall(piece.lower())])
    tests = []
    for word in _PATTERN_WORD.findall(piece.lower()):
        if word.strip("*?"):
            tests.append(
                _build_wildcard(word) if "*" in word or "?" in word else _build_phrase([_stem(word)])
            )
    return (lambda texts: all(t(texts) for t in tests if t is not None)) if tests else None


def _build_wildcard(word: str) -> TextTest:
    word = re.sub(r"\*+", "*", word)
    if word.count("*") > _MAX_STARS:
        raise TextError("")
    inner = "".join(r"\w*" if c == "*" else r"\w" if c == "?" else re.escape(c) for c in word)
    pattern = re.compile(rf"(?<!\w){inner}(?!\w)")
    return lambda texts: any(pattern.search(t) is not None for t in texts)


def _build_phrase(stems: list[str]) -> TextTest | None:
    """One word, or several that must follow each other."""
    if not stems:
        return None
    # Nearly all texts are ruled out by looking for the letters that stemming leaves alone.
    needle = max(stems, key=len)
    needle = needle[:-1] if len(needle) > 2 else needle
    first, count = stems[0], len(stems)

    def test(texts: list[str]) -> bool:
        for text in texts:
            if needle in text:
                found = [_stem(w) for w in _WORD.findall(text)]
                if count == 1:
                    if first in found:
                        return True
                elif any(found[i : i + count] == stems for i in range(len(found) - count + 1)):
                    return True
        return False

    return test


def _stem(word: str) -> str:
    """Cut the commonest English endings, so that ``log`` finds ``logs``, ``logged`` and ``logging``."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and re.search("[aeiouy]", stem):
            if stem[-1] == stem[-2] and stem[-1] not in "lsz":
                return stem[:-1]
            return stem.removesuffix("e")
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "zes")) else word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


class TextReader:
    """
    Turns stored values into lower-case texts. Texts of ADF documents are kept while the document lives.
    """

    def __init__(self) -> None:
        self._documents: dict[int, tuple[Any, str]] = {}

    def read(self, value: Any) -> str:
        """Text of a str or an ADF document in lower case; empty when there is none."""
        if not value:
            return ""
        if isinstance(value, str):
            return value.lower()
        if not isinstance(value, dict):
            return str(value).lower()
        # The document is kept beside its text: an id can only be met again while its owner is alive.
        known = self._documents.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        text = plain_text(value).lower()
        if len(self._documents) >= _MAX_CACHED:
            self._documents.clear()
        self._documents[id(value)] = (value, text)
        return text
