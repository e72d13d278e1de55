"""The bot on Telegram, from the first call to a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from itertools import islice

from telegram.error import InvalidToken, TelegramError

from bot.application import BotApplication
from bot.errors import OperatorError, describe
from bot.logs import log
from bot.polling import REFUSED, pausing, poll
from bot.registration import register

UNAUTHORIZED = "Unauthorized"
"""Telegram's own word for a token that it does not know."""
ATTEMPTS = 5
"""How often the server is tried at the start; whoever supervises the process starts it anew."""


async def serve(application: BotApplication) -> None:
    """Answer until SIGTERM or Ctrl-C; what has been asked by then is answered first.

    Raises:
        OperatorError: the token is refused, or the server cannot be reached.
    """
    _stop_on_signals()
    try:
        await _connect(application)
        await register(application)
        await application.start()
        log.info("answering as @%s; stop with Ctrl-C", application.bot.username)
        await poll(application)
    except asyncio.CancelledError:
        log.info("stopping: what has been asked is answered first")
    finally:
        if application.running:
            await application.stop()
        await application.shutdown()
    log.info("stopped")


def _stop_on_signals() -> None:
    """Cancel the current task at the first signal; the second one ends the process as it always does."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task  # noqa: S101  # a coroutine always runs in one

    def stop() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        task.cancel()

    with contextlib.suppress(NotImplementedError):  # Windows, where asyncio.run does the same for Ctrl-C
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)


async def _connect(application: BotApplication) -> None:
    """Introduce the bot to the server, and end what would keep updates from it."""
    for pause in (*islice(pausing(), ATTEMPTS - 1), None):
        try:
            await application.initialize()
            await application.bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            # The library takes a 404 for a refused token too, and a proxy in the way answers so.
            if isinstance(error, InvalidToken) and (pause is None or UNAUTHORIZED in str(error.__cause__)):
                raise OperatorError(REFUSED) from None  # the library's own message holds the token
            if pause is None:
                raise OperatorError(
                    f"no answer from Telegram ({describe(error)}); check the network and TELEGRAM_API_URL"
                ) from None
            log.warning("cannot reach Telegram: %s; next attempt in %.0f s", describe(error), pause)
            await asyncio.sleep(pause)
        else:
            return
