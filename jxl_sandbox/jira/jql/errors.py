"""
What can be wrong with a query, in the words that Jira Cloud uses.

::

    JQLError             the query cannot be run: unknown field, value, function, unsupported operator …
     └─ JQLSyntaxError   the text is not JQL
"""

from __future__ import annotations

from collections.abc import Sequence


class JQLError(Exception):
    """
    A query that Jira refuses with 400.

    Args:
        messages: Jira's ``errorMessages``; one sentence each, in the order of the query.
    """

    def __init__(self, messages: Sequence[str] | str) -> None:
        self.messages: tuple[str, ...] = (messages,) if isinstance(messages, str) else tuple(messages)
        super().__init__(" ".join(self.messages))


class JQLSyntaxError(JQLError):
    """Raised by the lexer and the parser, always with one message."""
