"""Time and chance as values that are passed in, so that no test waits and none is left to luck."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """
    Where the Jira client takes time from.

    Attributes:
        now: Seconds since the epoch; for tokens and for dates that Jira sends.
        monotonic: Seconds that never go back; for budgets and expiry.
        sleep: Waits for so many seconds.
        chance: A number in [0, 1); for jitter.
    """

    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
