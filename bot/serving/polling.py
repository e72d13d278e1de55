"""Long polling.

The library's own Updater ends its task for good at the first 401 or 404, even a proxy's page of HTML, and leaves a
process that lives and hears nothing; this loop goes on, or ends the process with a reason.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError

from bot.application import BotApplication
from bot.calling.requesting import ANSWER
from bot.errors import OperatorError, describe
from bot.logs import log
from bot.serving.arriving import ALLOWED_UPDATES, MOST_WAITING, accept, waiting

POLL = timedelta(seconds=30)
LONGEST_POLL = 90.0
"""Seconds after which a poll is given up, even where a byte comes now and then."""
ROOM = 0.1
"""Seconds after which is looked again whether there is room for more updates."""
LONGEST_PAUSE = 30.0
"""Seconds between two attempts to reach a server that does not answer, at most."""
REFUSALS = 6
"""How many refusals in a row end the process: a passing fault in a proxy looks like a refused token."""
REFUSED = (
    "the server refuses the token; compare TELEGRAM_BOT_TOKEN with @BotFather's, and TELEGRAM_API_URL with the server"
)
WEBHOOK = "Telegram brings the updates to a webhook that another process has set meanwhile; stop that one or this one"


def pausing() -> Iterator[float]:
    """Yield the pauses in seconds between attempts to reach a server that does not answer."""
    pause = 1.0
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


async def poll(
    application: BotApplication, pausing: Callable[[], Iterator[float]] = pausing, most_waiting: int = MOST_WAITING
) -> None:
    """Put what Telegram has for the bot in the application's queue, until cancelled.

    Args:
        application: an initialised one.
        pausing: yields the pauses in seconds after faults that follow each other.
        most_waiting: from how many updates on that wait for their turn no more are fetched.

    Raises:
        OperatorError: the server goes on refusing the token, or bringing the updates to a webhook.
    """
    offset: int | None = None
    pauses = pausing()
    refusals = 0
    try:
        while True:
            while waiting(application) >= most_waiting:  # noqa: ASYNC110  # the library gives no sign when one is done
                await asyncio.sleep(ROOM)
            try:
                async with asyncio.timeout(LONGEST_POLL):
                    updates = await _fetch(application, offset)
            except (TelegramError, TimeoutError) as error:
                remedy = _remedy(error)
                refusals = refusals + 1 if remedy else 0
                if refusals == REFUSALS:
                    raise OperatorError(remedy) from None
                pause = next(pauses)
                log.warning("cannot fetch updates: %s; next attempt in %.0f s", describe(error), pause)
                await asyncio.sleep(pause)
                continue
            pauses, refusals = pausing(), 0
            await accept(application, updates)
            if updates:
                offset = updates[-1]["update_id"] + 1  # Telegram forgets them with the next poll
    finally:
        if offset:
            await _confirm(application, offset)


def _remedy(error: Exception) -> str:
    """Return what an operator must do about a fault of polling; empty where it may pass by itself."""
    if isinstance(error, InvalidToken | EndPointNotFound):  # the library takes one for the other
        return REFUSED
    return WEBHOOK if isinstance(error, Conflict) and "webhook" in error.message.lower() else ""


async def _fetch(application: BotApplication, offset: int | None) -> list[dict[str, Any]]:
    """Return the updates from `offset` on as Telegram sends them, waiting for one."""
    parameters = {"offset": offset, "timeout": POLL, "allowed_updates": ALLOWED_UPDATES}
    # By its usual name the library warns that it has a method of its own, which reads all updates or none.
    raw: list[dict[str, Any]] = await application.bot.do_api_request(
        "get_Updates", parameters, read_timeout=POLL.total_seconds() + ANSWER
    )
    return raw


async def _confirm(application: BotApplication, offset: int) -> None:
    """Tell Telegram that all before `offset` has come, or it comes again at the next start."""
    with contextlib.suppress(TelegramError):
        await application.bot.get_updates(offset, timeout=0, allowed_updates=ALLOWED_UPDATES)
