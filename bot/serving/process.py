"""The bot on Telegram, from the first call to a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.application import BotApplication
from bot.errors import OperatorError, describe
from bot.logs import log
from bot.serving.arriving import waiting
from bot.serving.polling import REFUSED, pausing, poll
from bot.serving.registration import keep_registered
from bot.serving.watchdog import Pulse, hears, notifier
from bot.serving.web import Readiness, health, listening, showing
from bot.serving.webhook import Webhook, announce, keep

UNAUTHORIZED = "Unauthorized"
"""Telegram's own word for a token that it does not know."""
SELDOM = 60.0
"""Seconds between two lines in the log about a server that does not answer."""
GRACE = 8.0
"""Seconds in which what has been asked is answered at a stop: Docker, the most impatient supervisor, waits ten."""
CUT_OFF = 1.0
"""Seconds in which what is cut off then must end."""

Job = Callable[[BotApplication], Coroutine[Any, Any, None]]
"""Something that is done from the start to the stop."""


async def serve(
    application: BotApplication,
    *,
    webhook: Webhook | None = None,
    metrics: str | None = None,
    beside: Sequence[Job] = (),
) -> None:
    """Answer until SIGTERM or Ctrl-C; what has been asked by then is answered first, within `GRACE`.

    Args:
        application: the bot, not initialised yet.
        webhook: where Telegram brings updates; by default they are fetched.
        metrics: the address, host:port, at which the metrics are shown.
        beside: what is to be done at the same time; where one of these ends or fails, the process does.

    Raises:
        OperatorError: the token or the webhook is refused, an address is taken, or the bot has become deaf.
    """
    _stop_on_signals()
    readiness, notify = Readiness(), notifier()
    jobs = [hears, *beside]
    application.metrics.watch(
        updates_waiting=partial(waiting, application),
        journal_works=lambda: application.bot_data.journal.database.works,
    )
    async with _doors(application, readiness, webhook, metrics), _beating(notify):
        try:
            await _connect(application, webhook)
            await application.start()
            readiness.why_not = ""
            log.info("answering as @%s; stop with Ctrl-C", application.bot.username)
            notify(f"READY=1\nSTATUS=answering as @{application.bot.username}")
            jobs.append(poll if webhook is None else _keeping(webhook))
            await _together(application, jobs)
        except asyncio.CancelledError:
            log.info("stopping: what has been asked is answered first")
        finally:
            readiness.why_not = "stopping"
            notify("STOPPING=1")
            if application.running:
                await _finish(application)
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


@asynccontextmanager
async def _doors(
    application: BotApplication, readiness: Readiness, webhook: Webhook | None, metrics: str | None
) -> AsyncIterator[None]:
    """Listen where the settings say so: from before the start, so that readiness can be asked, until after the stop."""
    async with AsyncExitStack() as doors:
        if webhook:
            routes = [webhook.route(application, readiness), *health(readiness)]
            await doors.enter_async_context(listening(webhook.listen, "TELEGRAM_WEBHOOK_LISTEN", routes))
        if metrics:
            routes = [*showing(application.metrics), *health(readiness)]
            await doors.enter_async_context(listening(metrics, "HLDBOT_METRICS_LISTEN", routes))
        yield


@asynccontextmanager
async def _beating(notify: Callable[[str], None]) -> AsyncIterator[None]:
    """Let the watchdog hear that the event loop runs."""
    beating = asyncio.create_task(Pulse().beat(notify))
    try:
        yield
    finally:
        beating.cancel()


def _keeping(webhook: Webhook) -> Job:
    return lambda application: keep(application, webhook)


async def _connect(application: BotApplication, webhook: Webhook | None) -> None:
    """Introduce the bot to the server, however long that takes, and tell where updates go.

    Where the server cannot be reached the bot waits for it: it comes up by itself as soon as the network does.
    """
    pauses, told = pausing(), -SELDOM
    while True:
        try:
            await application.initialize()
            if webhook:
                await announce(application, webhook)
            else:
                await application.bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            # The library takes a 404 for a refused token too, and a proxy in the way answers so.
            if isinstance(error, InvalidToken) and UNAUTHORIZED in f"{error} {error.__cause__}":
                raise OperatorError(REFUSED) from None  # the library's own message holds the token
            if time.monotonic() - told >= SELDOM:
                told = time.monotonic()
                log.warning(
                    "no answer from Telegram (%s); trying on; check the network and TELEGRAM_API_URL", describe(error)
                )
            await asyncio.sleep(next(pauses))
        else:
            return


async def _together(application: BotApplication, jobs: Sequence[Job]) -> None:
    """Do all `jobs` until one of them fails or this is cancelled; register the bot beside them."""
    tasks = [asyncio.create_task(_lasting(job, application)) for job in jobs]
    tasks.append(asyncio.create_task(keep_registered(application)))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _lasting(job: Job, application: BotApplication) -> None:
    """Do `job`, which never ends by itself."""
    await job(application)
    raise OperatorError(f"{getattr(job, '__name__', 'a job')} has ended; the process ends, to be started anew")


async def _finish(application: BotApplication) -> None:
    """Let what is under way come to its end, or cut it off: what was written down is taken up at the next start."""
    stopping = asyncio.create_task(application.stop())
    await asyncio.wait([stopping], timeout=GRACE)
    if not stopping.done():
        log.warning("%d updates are cut off: they are not answered within %.0f s", waiting(application), GRACE)
        application.turns.abandon()
        await asyncio.wait([stopping], timeout=CUT_OFF)
    if not stopping.done():
        stopping.cancel()
    await asyncio.gather(stopping, return_exceptions=True)
