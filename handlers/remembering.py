"""What of the memory of a process those beside it know too, by kind: see `handlers.keeping.sharing`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from telegram import Update

from handlers.context import Shared, asker
from handlers.groups import DAY
from handlers.keeping import floods, memory, shown
from handlers.keeping.memory import Asker
from handlers.keeping.sharing import NOBODY, Keeper, Remembered, Whose

EDITABLE = timedelta(hours=48)
"""How long Telegram lets people edit what they wrote."""


def keepers(shared: Shared) -> list[Keeper]:
    """Return what is remembered in `shared` of chats, of people in them and of people alone."""

    def of_person(whose: Whose) -> Any:
        return shared.memory.export(Asker(*whose))

    def to_person(whose: Whose, content: Any) -> None:
        shared.memory.restore(Asker(*whose), content)

    def greeted(chat: int) -> Any:
        when = shared.greeted.get(chat)
        return None if when is None else round(time.time() - (_now() - when))

    def greet(chat: int, since: Any) -> None:
        shared.greeted.pop(chat, None)
        if since is not None:
            shared.greeted[chat] = _now() - (time.time() - since)

    return [
        _keeper("talk", _asker_of, 60.0 * memory.MINUTES, of_person, to_person),
        _of_chat("answered", EDITABLE.total_seconds(), shared.answered.export, shared.answered.restore),
        _of_chat("shown", shown.WHILE, shared.shown.export, shared.shown.restore),
        _of_chat("greeted", DAY, greeted, greet),
        _keeper(
            "flood",
            _sender_of,
            floods.CALM,
            lambda whose: shared.floods.export(whose.user),
            lambda whose, content: shared.floods.restore(whose.user, content),
        ),
    ]


def _asker_of(update: Update) -> Whose:
    """Return who writes, and in which chat."""
    return Whose(*asker(update))


def _chat_of(update: Update) -> Whose:
    return Whose(update.effective_chat.id if update.effective_chat else NOBODY, NOBODY)


def _sender_of(update: Update) -> Whose:
    """Return who writes, be it a channel, in whatever chat."""
    return Whose(NOBODY, update.effective_sender.id if update.effective_sender else NOBODY)


def _of_chat(kind: str, seconds: float, export: Callable[[int], Any], restore: Callable[[int, Any], None]) -> Keeper:
    return _keeper(
        kind, _chat_of, seconds, lambda whose: export(whose.chat), lambda whose, content: restore(whose.chat, content)
    )


def _keeper(
    kind: str,
    whose: Callable[[Update], Whose],
    seconds: float,
    export: Callable[[Whose], Any],
    restore: Callable[[Whose, Any], None],
) -> Keeper:
    def take_out(each: Whose) -> Remembered | None:
        content = export(each)
        return None if content is None else Remembered(content, seconds)

    def put_in(each: Whose, remembered: Remembered | None) -> None:
        restore(each, remembered.content if remembered else None)

    return Keeper(kind, whose, take_out, put_in)


def _now() -> float:
    return asyncio.get_running_loop().time()
