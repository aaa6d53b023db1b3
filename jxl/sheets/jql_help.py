"""
The names and values that a JQL editor offers, remembered per person for a short while.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any

from jxl.connect.models import Caller
from jxl.jira.client import JiraClient
from jxl.jira.expiring import ExpiringTable
from jxl.jira.jql import JQLWords, Suggestion, fetch_suggestions, fetch_words
from jxl.jira.single_flight import SingleFlight

WORDS_KEPT_S = 300.0
VALUES_KEPT_S = 60.0
_PEOPLE_KEPT = 500
_VALUES_KEPT = 5_000


class JQLHelp:
    """
    One a process, safe for threads. Nothing is shared between people: what Jira hides from one it may show to another.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._words: ExpiringTable[Hashable, JQLWords] = ExpiringTable(_PEOPLE_KEPT)
        self._values: ExpiringTable[Hashable, list[Suggestion]] = ExpiringTable(_VALUES_KEPT)
        self._flights: SingleFlight[JQLWords] = SingleFlight()

    def words(self, caller: Caller, client: JiraClient) -> JQLWords:
        """Load the language as the person sees it: from memory, else with one call."""
        key = _person(caller)
        words = self._words.find(key, self._clock())
        if words is None:
            words = self._flights.run(key, lambda: fetch_words(client))
            self._words.put(key, words, self._clock() + WORDS_KEPT_S)
        return words

    def values(
        self, caller: Caller, client: JiraClient, field: str, typed: str, predicate: str
    ) -> list[Suggestion]:
        """Load values of a field; raises as :func:`~jxl.jira.jql.fetch_suggestions`."""
        key = (_person(caller), field, typed, predicate)
        values = self._values.find(key, self._clock())
        if values is None:
            values = fetch_suggestions(client, field, typed, predicate)
            self._values.put(key, values, self._clock() + VALUES_KEPT_S)
        return values


def show_words(words: JQLWords) -> dict[str, Any]:
    """Write the language as the API gives it."""
    return {
        "fields": [
            {
                "value": field.value,
                "name": field.name,
                "otherName": field.other_name,
                "operators": field.operators,
                "types": field.types,
                "hasValues": field.has_values,
                "canOrder": field.can_order,
                "canSearch": field.can_search,
            }
            for field in words.fields
        ],
        "functions": [
            {
                "value": function.value,
                "isList": function.is_list,
                "takesBoth": function.takes_both,
                "types": function.types,
            }
            for function in words.functions
        ],
        "reserved": words.reserved,
    }


def _person(caller: Caller) -> Hashable:
    return (caller.installation.id, caller.installation.version, caller.person)
