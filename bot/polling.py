"""Long polling.

The library's own Updater ends its task for good at the first 401 or 404, even a proxy's page of HTML, and leaves a
process that lives and hears nothing; this loop goes on, or ends the process with a reason.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta

from telegram import Update
from telegram.error import InvalidToken, TelegramError

from bot.application import BotApplication
from bot.errors import OperatorError, describe
from bot.logs import log

ALLOWED_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY)
"""What handlers exist for; Telegram sends nothing else."""
POLL = timedelta(seconds=30)
LONGEST_PAUSE = 30.0
"""Seconds between two attempts to reach a server that does not answer, at most."""
REFUSALS = 6
"""How many refusals of the token in a row end the process: a passing fault in a proxy looks the same."""
REFUSED = (
    "the server refuses the token; compare TELEGRAM_BOT_TOKEN with @BotFather's, and TELEGRAM_API_URL with the server"
)


def pausing() -> Iterator[float]:
    """Yield the pauses in seconds between attempts to reach a server that does not answer."""
    pause = 1.0
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


async def poll(application: BotApplication, pausing: Callable[[], Iterator[float]] = pausing) -> None:
    """Put what Telegram has for the bot in the application's queue, until cancelled.

    Args:
        application: an initialised one.
        pausing: yields the pauses in seconds after faults that follow each other.

    Raises:
        OperatorError: the server goes on refusing the token.
    """
    offset: int | None = None
    pauses = pausing()
    refusals = 0
    try:
        while True:
            try:
                updates = await application.bot.get_updates(offset, timeout=POLL, allowed_updates=ALLOWED_UPDATES)
            except TelegramError as error:
                refusals = refusals + 1 if isinstance(error, InvalidToken) else 0
                if refusals == REFUSALS:
                    raise OperatorError(REFUSED) from None
                pause = next(pauses)
                log.warning("cannot fetch updates: %s; next attempt in %.0f s", describe(error), pause)
                await asyncio.sleep(pause)
                continue
            pauses, refusals = pausing(), 0
            for update in updates:
                application.update_queue.put_nowait(update)
                offset = update.update_id + 1
    finally:
        if offset:
            await _confirm(application, offset)


async def _confirm(application: BotApplication, offset: int) -> None:
    """Tell Telegram that all before `offset` has come, or it comes again at the next start."""
    with contextlib.suppress(TelegramError):
        await application.bot.get_updates(offset, timeout=0, allowed_updates=ALLOWED_UPDATES)
