"""
What edit screens let a person change, remembered for a minute in this process.

Screens, field contexts and workflows are changed by administrators, rarely; asking for them is most of what access
questions cost. Rights are not remembered here: they are part of the key, and asked of Jira in every load. A write is
asked anew in any case.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

from jxl.jira.expiring import ExpiringTable
from jxl.jira.single_flight import SingleFlight

SCREENS_KEPT_S = 60.0
_KEPT = 20_000


class KnownScreens:
    """
    One a process, safe for threads.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._screens: ExpiringTable[Hashable, frozenset[str]] = ExpiringTable(_KEPT)
        self._flights: SingleFlight[frozenset[str]] = SingleFlight()

    def find_or_ask(self, key: Hashable, ask: Callable[[], frozenset[str]]) -> frozenset[str]:
        """
        Give a remembered answer, or ask; loads that ask the same at the same moment share one answer.

        Args:
            key: Names the installation, the person, and all that the answer depends on.

        Raises:
            JiraError: As ``ask`` does; failures are not remembered.
        """
        found = self._screens.find(key, self._clock())
        return found if found is not None else self._flights.run(key, lambda: self._ask(key, ask))

    def _ask(self, key: Hashable, ask: Callable[[], frozenset[str]]) -> frozenset[str]:
        asked_at_s = self._clock()
        screen = ask()
        self._screens.put(key, screen, asked_at_s + SCREENS_KEPT_S)
        return screen
