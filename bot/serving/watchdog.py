"""Sees to it that the process hears, or ends: nothing is worse than a bot that lives and answers nobody."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from bot.application import BotApplication
from bot.errors import OperatorError
from bot.logs import log
from bot.serving.arriving import waiting

BEAT = 1.0
"""Seconds between two beats of the event loop."""
STUCK = 60.0
"""Seconds without a beat after which the process is ended."""
PATIENCE = 5.0
"""Seconds in which that must have been logged."""
STUCK_CODE = 70
"""The exit code of a process whose event loop is stuck (EX_SOFTWARE of sysexits.h)."""
DEAF = 60.0
"""Seconds for which updates may lie in the queue before anybody takes them up; they are taken up at once."""
HUNG = 1800.0
"""Seconds in which one of the updates that wait must come to its end: while Telegram cannot be reached, each of an
update's messages may be tried for some minutes."""


class Pulse:
    """A thread that ends the process when the event loop is stuck, which nothing in the loop could do.

    Args:
        clock: a clock in seconds that never jumps.
        end: ends the process with an exit code.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, end: Callable[[int], object] = os._exit) -> None:
        self._clock, self._end = clock, end
        self._beat = clock()
        self._over = threading.Event()

    async def beat(self, notify: Callable[[str], None] | None = None) -> None:
        """Beat until cancelled, with a thread that listens; `notify` tells the supervisor of each beat too."""
        self._beat = self._clock()
        threading.Thread(target=self._listen, name="pulse", daemon=True).start()
        try:
            while True:
                self._beat = self._clock()
                if notify:
                    notify("WATCHDOG=1")
                await asyncio.sleep(BEAT)
        finally:
            self._over.set()

    def check(self) -> None:
        """End the process if the last beat is too long ago."""
        silence = self._clock() - self._beat
        if silence > STUCK:
            telling = threading.Thread(target=_tell, args=(silence,), daemon=True)
            telling.start()
            telling.join(PATIENCE)  # the loop may be stuck at the log itself, and then nothing can be told
            self._end(STUCK_CODE)

    def _listen(self) -> None:
        while not self._over.wait(BEAT):
            self.check()


def _tell(silence: float) -> None:
    log.critical("the event loop has been stuck for %.0f s; the process ends, to be started anew", silence)
    with suppress(OSError, ValueError):  # there may be no stderr; where it stood is a help
        faulthandler.dump_traceback()


async def hears(application: BotApplication, clock: Callable[[], float] = time.monotonic, pause: float = 10.0) -> None:
    """Look every `pause` seconds whether updates are taken up and come to their end, until cancelled.

    Raises:
        OperatorError: they are not.
    """
    handled, since, untaken = -1, clock(), clock()
    while True:
        moment = clock()
        if application.update_queue.empty():
            untaken = moment
        if application.accounts.handled != handled or not waiting(application):
            handled, since = application.accounts.handled, moment
        if moment - untaken > DEAF:
            raise OperatorError("updates come and nobody takes them up; the process ends, to be started anew")
        if moment - since > HUNG:
            raise OperatorError(f"no update has come to its end for {HUNG:.0f} s; the process ends, to be started anew")
        await asyncio.sleep(pause)


def notifier(environment: Mapping[str, str] = os.environ) -> Callable[[str], None]:
    """Return what tells systemd of a state, such as READY=1; it does nothing where nobody asks.

    https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
    """
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return lambda _: None

    def notify(state: str) -> None:
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:  # answers matter more
            to.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)

    return notify
