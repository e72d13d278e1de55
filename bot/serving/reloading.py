"""The newest good base answers, without a restart: what that brings to the menu, to admins and to those who asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from telegram.error import TelegramError

from bot.application import BotApplication
from bot.errors import describe
from bot.logs import log
from bot.serving import garbage
from bot.serving.registration import register
from handlers.editing.correcting import correct_answers
from handlers.editing.status import broken
from handlers.editing.telling import tell
from handlers.errors import place
from handlers.keeping.claims import Claims
from handlers.sending import write
from handlers.showing.markup import plain
from handlers.showing.rendering import Message
from handlers.showing.wording import Texts
from knowledge import Fault
from knowledge.live import LiveBase, Outcome, Reload

RETRY = 60.0
"""Seconds after which what could not be sent is tried again, and watching that failed is begun anew."""

Notice = Callable[[Texts], Message]
News = Callable[[], Awaitable[Notice | None]]
"""Returns what there is to tell admins, unless another process is the one to tell it."""


async def follow(application: BotApplication, live: LiveBase) -> None:
    """Let `application` answer from the newest good base, and bring on what follows from a change, until cancelled."""
    following = _Following(application, live)
    with following.listening():
        tasks = [asyncio.create_task(job()) for job in (following.watch, following.notify, following.bring)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


class _Following:
    """What is done about a newer base."""

    def __init__(self, application: BotApplication, live: LiveBase) -> None:
        self._application = application
        self._shared = application.bot_data
        self._live = live
        self._found: set[frozenset[tuple[str, str]]] = set()
        """The sets of faults since the last mend, by file and message: lines move with each edit."""
        self._claims = Claims(self._shared.journal.database)
        self._news: asyncio.Queue[News] = asyncio.Queue()
        self._is_first = True
        """Whether no look has found the base whole yet."""
        self._told_alone = False
        """Whether admins were told of faults without the database, which would keep others from it."""
        self._due = asyncio.Event()
        self._due.set()  # the base may have changed while the process was away
        self._registered = live.standing.knowledge

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Let a newer base answer from the moment at which it is there."""
        self._shared.base = self._live.standing.knowledge
        self._shared.live = self._live
        self._measure()
        self._live.listeners.append(self._heard)
        try:
            yield
        finally:
            self._live.listeners.remove(self._heard)

    async def watch(self) -> None:
        """Look for a newer base whenever the folder changes."""
        while True:
            try:
                await self._live.watch()
            except Exception as error:  # the base that answers goes on, and `/reload` finds a newer one too
                _log_fault("the base cannot be watched", error)
                await asyncio.sleep(RETRY)

    async def notify(self) -> None:
        """Tell admins what there is to tell them."""
        while True:
            news = await self._news.get()
            notice = await news()
            if notice is None:
                continue
            for admin in sorted(self._shared.admins):
                await self._write(notice, admin)

    async def bring(self) -> None:
        """After each change bring the menu in step, tell the answers that are awaited, and correct those that were."""
        loop = asyncio.get_running_loop()
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                done = await self._bring()
            except Exception as error:  # who asks is answered all the same
                _log_fault("what follows from a newer base cannot be done", error)
                done = False
            if not done:
                loop.call_later(RETRY, self._due.set)

    def _heard(self, reload: Reload) -> None:
        if self._is_first and reload.outcome is not Outcome.BROKEN:
            self._is_first = False
            self._news.put_nowait(self._after_start)
        match reload.outcome:
            case Outcome.SWAPPED:
                self._shared.base = reload.standing.knowledge
                garbage.search()
                self._measure()
                self._due.set()
                log.info(
                    "the base has changed: version %s with %d facts is live",
                    reload.standing.version,
                    len(self._shared.base.edition().facts),
                )
                self._mended()
            case Outcome.RESTORED:
                log.info("the base is again as it was: version %s is live", reload.standing.version)
                self._mended()
            case Outcome.BROKEN:
                self._broken(reload)

    def _broken(self, reload: Reload) -> None:
        faults = reload.standing.faults
        known = frozenset((fault.file, fault.message) for fault in faults)
        if known in self._found:
            return
        self._found.add(known)
        self._application.metrics.base_refused()
        log.warning("the base has %d faults, and the one before it stays live; first: %s", len(faults), faults[0])
        self._news.put_nowait(partial(self._of_faults, faults, known))

    def _mended(self) -> None:
        if self._found:
            self._found.clear()
            self._news.put_nowait(self._of_mend)

    async def _of_faults(self, faults: Sequence[Fault], known: frozenset[tuple[str, str]]) -> Notice | None:
        claimed = await self._claims.claim(known)
        self._told_alone |= claimed is None
        return None if claimed is False else partial(broken, faults)

    async def _of_mend(self) -> Notice | None:
        told_alone, self._told_alone = self._told_alone, False
        return None if await self._claims.release() is False and not told_alone else _mended

    async def _after_start(self) -> Notice | None:
        """Return that all is mended, if a process that is no more has told of faults: with them none starts."""
        return _mended if await self._claims.release() else None

    def _measure(self) -> None:
        now = self._live.standing
        self._application.metrics.base_loaded(now.version, len(now.knowledge.edition().facts))

    async def _write(self, notice: Notice, admin: int) -> None:
        language = self._shared.journal.language_of(admin)
        texts = self._shared.renderer(language, knowledge=self._shared.base).texts
        try:
            await write(notice(texts), admin, self._application.bot, self._shared)
        except TelegramError as error:
            # Who has blocked the bot, or never written to it, wants nothing of it; /status tells all the same.
            log.debug("an admin could not be told: %s", describe(error))

    async def _bring(self) -> bool:
        """Return whether all is done that can be."""
        knowledge = self._live.standing.knowledge
        bot, turn = self._application.bot, self._application.turns.turn

        def is_live() -> bool:
            return self._live.standing.knowledge is knowledge

        done = True
        if self._registered is not knowledge:
            done = await register(self._application)
            self._registered = knowledge if done else self._registered
        done &= await tell(bot, self._shared, knowledge, is_live, turn)
        done &= await correct_answers(bot, self._shared, knowledge, is_live, turn, datetime.now(UTC).date())
        return done


def _mended(texts: Texts) -> Message:
    return Message(plain(texts.mended))


def _log_fault(what: str, error: Exception) -> None:
    log.error("%s (%s); next attempt in %.0f s%s", what, type(error).__name__, RETRY, place(error))
