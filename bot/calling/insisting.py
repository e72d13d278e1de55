"""A message that does not reach Telegram is sent again: nobody's answer is lost to a fault on the way.

What surely was not taken is tried for minutes. Where that is not known, as after a connection that broke off while the
answer was awaited, it is tried a few times only: a message that comes twice is the lesser evil, but not one that comes
ten times.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TypeVar

from telegram.error import BadRequest, NetworkError, TelegramError

from bot.calling.requesting import BrokenOffError
from bot.errors import describe

log = logging.getLogger(__name__)

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, *[30.0] * 9)
"""Seconds between attempts: five minutes in all."""
DOUBTFUL = 3
"""How often a message that may have been taken is sent again."""
INSISTED = ("send", "edit", "copy", "forward", "answer", "delete")
"""What the names of the methods begin with that somebody waits for."""

Result = TypeVar("Result")


async def insist(
    call: Callable[[], Awaitable[Result]], endpoint: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Result:
    """Return the result of `call`, which is made again where the network or Telegram's servers fail.

    Args:
        call: makes one call of the Bot API.
        endpoint: the method.
        sleep: waits for some seconds.

    Raises:
        NetworkError: the call failed until the end.
        TelegramError: Telegram answered, and refused it.
    """
    doubtful = 0
    for attempt in count():
        try:
            return await call()
        except TelegramError as error:
            if not _is_of_the_way(error):
                raise
            doubtful += _may_be_taken(error)
            is_insisted = endpoint.startswith(INSISTED) and endpoint != "sendChatAction"
            if not is_insisted or attempt == len(PAUSES) or doubtful > DOUBTFUL:
                raise
            log.warning("%s failed: %s; next attempt in %.0f s", endpoint, describe(error), PAUSES[attempt])
        await sleep(PAUSES[attempt])
    raise AssertionError  # count() has no end


def _is_of_the_way(error: TelegramError) -> bool:
    """Return whether the network or a server failed, and nobody has refused the call."""
    if type(error) is TelegramError or isinstance(error.__cause__, TelegramError):
        return True  # what came is no JSON, so it is not Telegram's, whatever its status
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def _may_be_taken(error: TelegramError) -> bool:
    """Return whether Telegram may have done what was asked: not where it answered with a fault, or was not reached."""
    return isinstance(error, BrokenOffError) or type(error) is TelegramError
