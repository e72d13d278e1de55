"""In which order updates are handled."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from handlers.keeping.floods import ARRIVED


class Turns(BaseUpdateProcessor):
    """Handles the updates of one chat one after the other, those of different chats at the same time.

    Whoever waits for a turn takes up no room: a chat with much to say, or one that is stuck, holds up no other.
    """

    def __init__(self, room: int) -> None:
        """Take how many updates may be handled at the same time."""
        super().__init__(sys.maxsize)  # the bound of the library counts those that wait, too
        self._room = asyncio.Semaphore(room)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def initialize(self) -> None:
        """Do nothing: there is nothing to set up."""

    async def shutdown(self) -> None:
        """Do nothing: what is under way is waited for by the Application."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine`, which handles `update`, when it is its turn and there is room."""
        ARRIVED.set(time.time())
        task = asyncio.current_task()
        assert task  # noqa: S101  # a coroutine always runs in one
        self._tasks.add(task)
        try:
            async with self._turn(update), self._room:
                await coroutine
        finally:
            self._tasks.discard(task)
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # whoever was cut off while it waited has not begun with it

    def abandon(self) -> None:
        """Cut off all that is under way or waits for its turn."""
        for task in list(self._tasks):
            task.cancel()

    def turn(self, chat: int) -> AbstractAsyncContextManager[None]:
        """Return what to hold while something is done in a chat, so that no update is handled there meanwhile."""
        return self._turns.setdefault(chat, asyncio.Lock())

    def _turn(self, update: object) -> AbstractAsyncContextManager[None]:
        """Return what to hold while `update` is handled; nothing where it belongs to no chat, as an inline query."""
        chat = update.effective_chat if isinstance(update, Update) else None
        return self.turn(chat.id) if chat else nullcontext()
