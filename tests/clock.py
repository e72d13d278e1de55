"""An event loop whose clock goes on at once to whatever is awaited next, so that no test waits or hangs on time."""

from __future__ import annotations

import asyncio
from selectors import SelectorKey, SelectSelector


class FakeClockLoop(asyncio.SelectorEventLoop):
    """Runs what happens in its own thread; what comes from another one, or over a network, is not waited for."""

    def __init__(self) -> None:
        self._clock = _Clock()
        super().__init__(self._clock)

    def time(self) -> float:
        """Return how long the clock has gone, in seconds."""
        return self._clock.now


class _Clock(SelectSelector):
    """Goes on by the time for which it should wait."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)
