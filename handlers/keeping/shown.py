"""What the bot's messages show, so that none is edited into what it is, and no group is shown the same again."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from telegram import Message
from telegram.constants import ChatType

from handlers.keeping.privacy import digest

WHILE = 600.0
"""Seconds for which a group is not shown the same again."""
SHORT = 200
"""Characters that are sooner repeated than pointed to."""
SIZE = 1000
"""How many messages are remembered."""
IN_A_CHAT = 30
"""How many of a chat another process is told of."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a message shows, as numbers and not in words."""

    topic: int | None
    text: int
    keyboard: int
    at: float
    """Since when, in seconds of the event loop's clock."""


class Shown:
    """The contents of the bot's latest messages, as numbers."""

    def __init__(self) -> None:
        self._contents: OrderedDict[tuple[int, int], _Content] = OrderedDict()

    def remember(self, message: int, beside: Message, text: str, keyboard: str) -> None:
        """Keep what the message with the id `message`, which stands where `beside` does, shows from now on."""
        key = beside.chat.id, message
        self._contents[key] = _Content(_topic(beside), digest(text), digest(keyboard), _now())
        self._contents.move_to_end(key)
        self._trim()

    def shows(self, message: int, beside: Message, text: str, keyboard: str) -> bool:
        """Return whether the message with the id `message` is known to show just this."""
        content = self._contents.get((beside.chat.id, message))
        return content is not None and (content.text, content.keyboard) == (digest(text), digest(keyboard))

    def find(self, beside: Message, text: str) -> int | None:
        """Return the id of the message that has shown a group `text`, where `beside` stands, for no long while."""
        if beside.chat.type == ChatType.PRIVATE or len(text) <= SHORT:
            return None
        sought = beside.chat.id, _topic(beside), digest(text)
        for (chat, message), content in reversed(self._contents.items()):
            if content.at >= _now() - WHILE and (chat, content.topic, content.text) == sought:
                return message
        return None

    def export(self, chat: int) -> list[list[Any]] | None:
        """Return what a chat was shown last, as JSON has it; None where that is nothing."""
        now = _now()
        lately = [
            [message, each.topic, each.text, each.keyboard, round(time.time() - (now - each.at))]
            for (where, message), each in self._contents.items()
            if where == chat and each.at >= now - WHILE
        ]
        return lately[-IN_A_CHAT:] or None

    def restore(self, chat: int, exported: list[list[Any]] | None) -> None:
        """Remember of a chat just what another process has exported."""
        self.forget(chat)
        for message, topic, text, keyboard, since in exported or ():
            at = _now() - (time.time() - since)
            self._contents[chat, message] = _Content(topic, text, keyboard, at)
        self._trim()

    def forget(self, chat: int) -> None:
        """Forget all that a chat was shown."""
        for key in [key for key in self._contents if key[0] == chat]:
            del self._contents[key]

    def _trim(self) -> None:
        while len(self._contents) > SIZE:
            self._contents.popitem(last=False)


def _topic(message: Message) -> int | None:
    """Return the topic of a forum that `message` stands in; the thread of replies that it may be in is none."""
    return message.message_thread_id if message.is_topic_message else None


def _now() -> float:
    return asyncio.get_running_loop().time()
