"""Telegram's limits on sending, kept so that no chat waits for another.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

The library's own AIORateLimiter does not keep to one message a second in a chat, and holds every chat while one waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from handlers.keeping.slots import Limit, Slots

log = logging.getLogger(__name__)

OVERALL = 30
"""Messages a second, unless Telegram has granted more."""
CHAT = (2, 2.0)
"""Messages, and the seconds in which no more may be sent: one a second in the long run; the answers to two questions in
one message go together."""
GROUP = (20, 60.0)
ONE_BY_ONE = (1, 0.0)
ON_THE_WAY = 0.1
"""Seconds by which a call may take longer to Telegram than another one, from another process."""
RETRIES = 3
"""How often a call that Telegram answers with 429 is made again, after the pause that it asks for."""
LONGEST_PAUSE = 60.0
"""Seconds that a call waits at most: every limit above is over by then, and nobody waits an hour for an answer."""


class Allowance:
    """At most `most` calls in any `seconds`, in the order in which they come.

    A call counts from its beginning until `seconds` after its end: when in between Telegram counts it, nobody knows.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._free = asyncio.Semaphore(most)

    async def __aenter__(self) -> None:
        """Wait until one more call is allowed."""
        await self._free.acquire()

    async def __aexit__(self, *_: object) -> None:
        """Let the call count for its time."""
        asyncio.get_running_loop().call_later(self._seconds, self._give_back)

    def _give_back(self) -> None:
        self._free.release()


class Allowances:
    """An allowance for each chat, forgotten as soon as no call counts in it any more: the timers hold the rest."""

    def __init__(self, most: int, seconds: float) -> None:
        self._new = partial(Allowance, most, seconds)
        self._of: WeakValueDictionary[int | str, Allowance] = WeakValueDictionary()

    def of(self, chat: int | str) -> Allowance:
        """Return the allowance of a chat, by its id or @name."""
        return self._of.setdefault(chat, self._new())


class Limiter(BaseRateLimiter[None]):
    """Lets messages and edits wait until Telegram takes them; all else goes at once, and each call alone after a 429.

    A chat has one call at a time under way. That keeps the order in it, and is what makes the queue fair: however much
    waits in one chat, in front of the limit on all it stands in the line once.
    """

    def __init__(self, slots: Slots | None = None, overall: int = OVERALL) -> None:
        """Build what keeps the limits.

        Args:
            slots: keeps them over all processes that send for the bot, if there are several.
            overall: how many messages a second may be sent to all chats together.
        """
        self._slots = slots
        self._all = (overall, 1.0)
        self._overall = Allowance(*self._all)
        self._turns = Allowances(*ONE_BY_ONE)
        self._chats = Allowances(*CHAT)
        self._groups = Allowances(*GROUP)

    async def initialize(self) -> None:
        """Do nothing: there is nothing to set up."""

    async def shutdown(self) -> None:
        """Do nothing: who waits is waited for by the Application."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make the call `callback(*args, **kwargs)` when it may be made, and return its result.

        Raises:
            RetryAfter: Telegram refused the call `RETRIES` times more, or for longer than `LONGEST_PAUSE`.
        """
        del rate_limit_args
        call = partial(callback, *args, **kwargs)
        chat = data.get("chat_id")
        if chat is None or not _is_counted(endpoint):
            return await _insist(call, nullcontext)
        group = self._groups.of(chat) if _is_group(chat) else nullcontext()
        async with self._turns.of(chat), self._chats.of(chat), group:
            return await _insist(call, partial(self._among_all, chat))

    def _among_all(self, chat: int | str) -> AbstractAsyncContextManager[None]:
        """Return what waits for the moment of a call in `chat` among those in all chats, and of all processes."""
        if self._slots is None or not self._slots.shared:
            return self._overall
        return self._among_processes(self._slots, chat)

    @asynccontextmanager
    async def _among_processes(self, slots: Slots, chat: int | str) -> AsyncIterator[None]:
        limits = [Limit(f"chat {chat}", *_from_afar(CHAT))]
        if _is_group(chat):
            limits.append(Limit(f"group {chat}", *_from_afar(GROUP)))
        while True:
            await asyncio.sleep(await slots.wait(limits))
            async with self._overall:
                if await self._take_moment(slots, limits):
                    yield
                    return

    async def _take_moment(self, slots: Slots, limits: Sequence[Limit]) -> bool:
        """Wait for the next moment of all processes, and return whether `limits` allow a call at it."""
        moment = await slots.reserve(Limit("all", *_from_afar(self._all)))
        if not await slots.take(limits, moment.at):
            return False
        await asyncio.sleep(moment.wait)
        return True


async def _insist(
    call: Callable[[], Coroutine[Any, Any, Any]], allowance: Callable[[], AbstractAsyncContextManager[None]]
) -> Any:
    """Return the result of `call`, each attempt at which is made within an `allowance`."""
    for _ in range(RETRIES):
        try:
            async with allowance():
                return await call()
        except RetryAfter as refusal:
            pause = _seconds(refusal.retry_after)
            if pause > LONGEST_PAUSE:
                raise
        log.warning("Telegram asks for a pause of %.0f s", pause)
        await asyncio.sleep(pause)
    async with allowance():
        return await call()


def _is_counted(endpoint: str) -> bool:
    """Whether Telegram counts a call as a message; "typing…" is none, and worth no wait."""
    return endpoint.startswith(("send", "edit", "copy", "forward")) and endpoint != "sendChatAction"


def _from_afar(allowance: tuple[int, float]) -> tuple[int, float]:
    """Return `allowance` with room for calls that take longer on their way than those of another process."""
    most, seconds = allowance
    return most, seconds + ON_THE_WAY


def _is_group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0  # only groups and channels are called by an @name


def _seconds(duration: float | timedelta) -> float:
    """Return `duration` in seconds: the library is on its way from one type to the other."""
    return duration.total_seconds() if isinstance(duration, timedelta) else duration
