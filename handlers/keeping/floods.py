"""Who writes or taps faster than anyone asks is told once, and not listened to until it is calm again."""

from __future__ import annotations

import time
from collections import OrderedDict
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

BURST = 8
"""How many messages and taps at once are no flood yet."""
SECONDS_EACH = 3.0
"""What makes twenty a minute in the long run."""
CALM = 300.0
"""Seconds after which nothing is remembered of who wrote and taps no more."""
ASKERS = 10_000
"""How many are remembered."""

ARRIVED: ContextVar[float] = ContextVar("arrived")
"""When the update that is being handled arrived, in seconds since 1970."""


class Flood(Enum):
    """What a message or tap is a part of."""

    NONE = auto()
    BEGINS = auto()
    GOES_ON = auto()


@dataclass(slots=True)
class _Asker:
    """Someone as a bucket that leaks: `level` messages were in it at the time `filled`."""

    level: float = 0.0
    filled: float = 0.0
    begun: float = 0.0
    """When the latest message was taken up."""
    floods: bool = False

    def fill(self, at: float) -> None:
        leaked = max(0.0, at - self.filled) / SECONDS_EACH
        self.level = min(max(0.0, self.level - leaked) + 1, BURST + 1)
        self.filled = max(self.filled, at)


class Floods:
    """How fast everyone writes.

    Time is that of writing, not of coming in: after downtime, what was asked in the course of a day comes at once.
    """

    def __init__(self) -> None:
        self._askers: OrderedDict[int, _Asker] = OrderedDict()

    def take(self, asker: int, written: float, *, alone: bool) -> Flood:
        """Count a message or tap, and return what it is a part of.

        Args:
            asker: the id of whoever wrote it.
            written: when, in seconds since 1970.
            alone: whether no one shares the chat; then who waits for each answer may ask as fast as they come.

        """
        now = time.time()
        one = self._askers.pop(asker, None) or _Asker()
        waited = ARRIVED.get(now) >= one.begun
        one.begun = now
        self._remember(asker, one)
        if alone and waited and not one.floods:
            return Flood.NONE
        one.fill(written)
        if one.floods:
            one.floods = one.level > 1  # it ends where all has leaked but this message
            return Flood.GOES_ON if one.floods else Flood.NONE
        one.floods = one.level > BURST
        return Flood.BEGINS if one.floods else Flood.NONE

    def export(self, asker: int) -> list[Any] | None:
        """Return how fast someone writes, as JSON has it; None where nobody knows."""
        one = self._askers.get(asker)
        return [one.level, one.filled, one.begun, one.floods] if one else None

    def restore(self, asker: int, exported: list[Any] | None) -> None:
        """Remember of someone just what another process has exported."""
        self._askers.pop(asker, None)
        if exported:
            self._remember(asker, _Asker(*exported))

    def _remember(self, asker: int, one: _Asker) -> None:
        self._askers[asker] = one
        while len(self._askers) > ASKERS or next(iter(self._askers.values())).begun < one.begun - CALM:
            self._askers.popitem(last=False)
