"""SIGHUP, with which an operator's tools ask for a newer base: heard from the first moment, and never an end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from bot.logs import log

if TYPE_CHECKING:  # all that takes long to import comes when it is noted already
    from knowledge.live import LiveBase, Reload


class Hangups:
    """What is done at SIGHUP: it is noted while nothing can be looked at yet, and then leads to a look at once."""

    def __init__(self) -> None:
        self._noted = False
        self._looking: set[asyncio.Task[Reload]] = set()

    def note(self) -> None:
        """Only note it, from now on; where it is not heeded at all it ends the process."""
        with suppress(AttributeError):  # Windows has no such signal
            signal.signal(signal.SIGHUP, lambda *_: self._note())

    @contextmanager
    def reloading(self, live: LiveBase) -> Iterator[None]:
        """Look for a newer base at each, and now if one has been noted; in the end only note them again."""
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError, AttributeError):  # Windows
            loop.add_signal_handler(signal.SIGHUP, self._look, loop, live)
        if self._noted:
            self._look(loop, live)
        try:
            yield
        finally:
            with suppress(NotImplementedError, AttributeError):
                loop.remove_signal_handler(signal.SIGHUP)
            self.note()  # a stop may take seconds more, in which the loop alone would leave it to end the process
            for task in self._looking:
                task.cancel()

    def _note(self) -> None:
        self._noted = True

    def _look(self, loop: asyncio.AbstractEventLoop, live: LiveBase) -> None:
        self._noted = False
        log.info("looking for a newer base")
        task = loop.create_task(live.reload())
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)
