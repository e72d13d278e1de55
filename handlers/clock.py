"""The time of day, from a clock that may jump: the machine's is set now and then, and sometimes wrongly."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Tells the time of day in spite of jumps.

    Args:
        wall: the machine's time, in seconds since 1970.
        monotonic: a clock in seconds that never jumps.
    """

    def __init__(self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._monotonic = wall, monotonic
        self._began = wall() - monotonic()

    def steady(self) -> datetime:
        """Return the time by what it was at the start: it goes on evenly, whatever happens to the machine's clock."""
        return datetime.fromtimestamp(self._began + self._monotonic(), UTC)

    def earliest(self) -> datetime:
        """Return the time, or the earlier one where a jump leaves a doubt: nothing looks too old by a jump."""
        return min(self.steady(), datetime.fromtimestamp(self._wall(), UTC))


CLOCK = Clock()
