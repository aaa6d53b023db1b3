"""
Cuts JQL text into tokens. Knows characters, quotes, escapes and reserved words; nothing about clauses.

Character classes and the escape rules were checked, character by character, against the lexer of
``@atlaskit/jql-parser``; the words of the errors are those of Jira's server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from jxl_sandbox.jira.jql.errors import JQLSyntaxError

MAX_QUERY_CHARS = 500_000
"""Longer texts are refused before any work is done. A list of 20,000 issue keys fits."""

_RESERVED = """
    abort access add alias alter any as audit avg begin between boolean break byte catch char character
    check checkpoint collate collation column commit connect continue count create current date decimal
    declare decrement default defaults define delete delimiter difference distinct divide do double drop else
    encoding end equals escape exclusive exec execute exists explain false fetch field file first float for
    function go goto grant greater group having identified if immediate increment index initial inner inout
    input insert int integer intersect intersection into isempty isnull join last left less like limit lock
    long max min minus mode modify modulo more multiply next noaudit notin nowait number object of option
    outer output power previous prior privileges public raise raw remainder rename resource return returns
    revoke right row rowid rownum rows select session set share size sqrt start strict string subtract sum
    synonym table then trans transaction trigger true uid union unique update user validate values view when
    whenever where while with
"""
_GRAMMAR = "and or not in is was changed empty null order by asc desc cf after before on during from to"
RESERVED_WORDS = frozenset(_RESERVED.split())
"""Words that must be quoted to be a field or a value and that mean nothing in the grammar."""
KEYWORDS = frozenset(_GRAMMAR.split())
"""Words of the grammar itself, which must be quoted as well."""


class Kind(Enum):
    """What a token is. ``WORD`` is unquoted text, ``NUMBER`` an unquoted whole number."""

    WORD = "word"
    NUMBER = "number"
    QUOTED = "quoted"
    KEYWORD = "keyword"
    RESERVED = "reserved"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """
    One token.

    ``value`` is the meaning: unescaped text, a keyword in lower case, or the symbol, where ``&``, ``&&``,
    ``|`` and ``||`` are the keywords ``and`` and ``or``. ``text`` is as written. ``offset`` counts
    characters from the start of the query.
    """

    kind: Kind
    value: str
    text: str
    offset: int


# Written as ranges of what is NOT allowed: controls, noncharacters, blanks and the reserved characters.
_ILLEGAL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
_ESCAPE = r"\\(?:[tnr\\'\" ]|u[0-9a-fA-F]{4})"
_BARE = rf"[^{_ILLEGAL}\t\n\r !\"#$%&'()*+,/;<=>?@\[\\\]^{{|}}~]"
_WORD = re.compile(rf"(?:{_BARE}|{_ESCAPE})+")
_BLANKS = re.compile(r"[ \t\r\n]+")
_QUOTED = {
    '"': re.compile(rf'"((?:[^"\\\t{_ILLEGAL}]|{_ESCAPE})*)"'),
    "'": re.compile(rf"'((?:[^'\\\t{_ILLEGAL}]|{_ESCAPE})*)'"),
}
_QUOTED_PART = {
    '"': re.compile(rf'"(?:[^"\\\t{_ILLEGAL}]|{_ESCAPE})*'),
    "'": re.compile(rf"'(?:[^'\\\t{_ILLEGAL}]|{_ESCAPE})*"),
}
_SYMBOL = re.compile(r"&&|\|\||<=|>=|!=|!~|[()\[\],=<>~!&|]")
_NUMBER = re.compile(r"-?[0-9]+")
_ONE_ESCAPE = re.compile(_ESCAPE)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\", "'": "'", '"': '"', " ": " "}
_LOGICAL = {"&": "and", "&&": "and", "|": "or", "||": "or"}
_LONG = 2**63


def position(text: str, offset: int) -> str:
    """Build Jira's ``(line 1, character 9)`` for a place in ``text``; both count from 1."""
    line = text.count("\n", 0, offset) + 1
    character = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return f"(line {line}, character {character})"


def split_tokens(text: str) -> list[Token]:
    """
    Cut ``text`` into tokens; the last one is always ``END``.

    Raises:
        JQLSyntaxError: An unfinished quote, a bad escape, a reserved or illegal character, a number beyond
            64 bits, or a text longer than ``MAX_QUERY_CHARS``.
    """
    if len(text) > MAX_QUERY_CHARS:
        raise JQLSyntaxError(
            f"Error in the JQL Query: The query is too long. At most {MAX_QUERY_CHARS:,} characters are allowed."
        )
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if blank := _BLANKS.match(text, at):
            at = blank.end()
            continue
        token = _read_token(text, at)
        tokens.append(token)
        at += len(token.text)
    tokens.append(Token(Kind.END, "", "", len(text)))
    return tokens


def unescape(text: str) -> str:
    """Resolve the escapes of a word or of the inside of a quoted string."""
    if "\\" not in text:
        return text
    return _ONE_ESCAPE.sub(lambda m: _ESCAPED[m[0][1]] if m[0][1] != "u" else chr(int(m[0][2:], 16)), text)


def _read_token(text: str, at: int) -> Token:
    if (char := text[at]) in _QUOTED:
        if match := _QUOTED[char].match(text, at):
            return Token(Kind.QUOTED, unescape(match[1]), match[0], at)
        raise _bad_quoted(text, at)
    if match := _WORD.match(text, at):
        _check_follower(text, match.end())
        return _read_word(text, match[0], at)
    if match := _SYMBOL.match(text, at):
        symbol = match[0]
        if symbol in _LOGICAL:
            return Token(Kind.KEYWORD, _LOGICAL[symbol], symbol, at)
        return Token(Kind.SYMBOL, symbol, symbol, at)
    raise _bad_character(text, at)


def _check_follower(text: str, at: int) -> None:
    """A backslash right behind a word can only be a broken escape of that word."""
    if at < len(text) and text[at] == "\\":
        raise _bad_escape(text, at)


def _read_word(text: str, word: str, at: int) -> Token:
    lower = word.lower()
    if lower in KEYWORDS:
        return Token(Kind.KEYWORD, "empty" if lower == "null" else lower, word, at)
    if lower in RESERVED_WORDS:
        return Token(Kind.RESERVED, lower, word, at)
    if _NUMBER.fullmatch(word):
        if len(word) > 20 or not -_LONG <= int(word) < _LONG:
            raise JQLSyntaxError(
                f"Error in the JQL Query: '{word}' is not a valid number. Numbers must be between "
                f"-9,223,372,036,854,775,808 and 9,223,372,036,854,775,807. {position(text, at)}"
            )
        return Token(Kind.NUMBER, word, word, at)
    return Token(Kind.WORD, unescape(word), word, at)


def _bad_quoted(text: str, at: int) -> JQLSyntaxError:
    """Say what is wrong with the quoted string that begins at ``at``: escape, character or missing quote."""
    part = _QUOTED_PART[text[at]].match(text, at)
    end = part.end() if part else at + 1
    if end < len(text):
        return _bad_escape(text, end) if text[end] == "\\" else _illegal_character(text, end)
    inside = re.sub(r"[\r\n]", " ", text[at + 1 : end])
    what = f"The quoted string '{inside}'" if inside.strip() else "The quoted string"
    return JQLSyntaxError(f"Error in the JQL Query: {what} has not been completed. {position(text, at)}")


def _bad_escape(text: str, at: int) -> JQLSyntaxError:
    valid = r"""The valid escape sequences are \', \", \t, \n, \r, \\, '\ ' and \uXXXX."""
    if at + 1 >= len(text):
        what = "The escape sequence has not been completed."
    else:
        length = 2
        if text[at + 1] == "u":
            # The first character that is not a hexadecimal digit is shown: it is the one that is wrong.
            while length < 6 and at + length < len(text):
                length += 1
                if text[at + length - 1] not in "0123456789abcdefABCDEF":
                    break
        what = f"'{text[at : at + length]}' is an illegal JQL escape sequence."
    return JQLSyntaxError(f"Error in the JQL Query: {what} {valid} {position(text, at)}")


def _bad_character(text: str, at: int) -> JQLSyntaxError:
    char = text[at]
    if char == "\\":
        return _bad_escape(text, at)
    if char in "#$%*+/;?@^{}":
        return JQLSyntaxError(
            f"Error in the JQL Query: The character '{char}' is a reserved JQL character. You must enclose it in "
            f"a string or use the escape '\\u{ord(char):04x}' instead. {position(text, at)}"
        )
    return _illegal_character(text, at)


def _illegal_character(text: str, at: int) -> JQLSyntaxError:
    code = ord(text[at])
    where = position(text, at)
    line, character = re.findall(r"\d+", where)
    shown = "TAB" if text[at] == "\t" else f"U+{code:04X}"
    return JQLSyntaxError(
        f"Error in the JQL Query: The character '{shown}' on line {line} at position {character} must be escaped. "
        f"Use the escape '\\u{code:04x}' instead. {where}"
    )
