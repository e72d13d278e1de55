"""Many chats at once, through the whole Application, at the pace that Telegram allows."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from typing import Any

import pytest
from telegram import Update
from telegram.request import RequestData

from bot.application import build
from bot.calling.limits import Limiter
from bot.terminal.local import TOKEN, LocalTelegram
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE
from tests.botapi.limits import RateLimits
from tests.botapi.parameters import Refusal

pytestmark = pytest.mark.fake_clock

CHATS, NOISE = 200, 300
NOISY, GROUP = 1, -1


class BusyTelegram(LocalTelegram):
    """Answers within its limits and after a moment, and keeps at which second which chat got messages."""

    def __init__(self) -> None:
        super().__init__()
        self.sent_at: dict[int, list[float]] = defaultdict(list)
        self.refused = 0
        self._limits = RateLimits(asyncio.get_running_loop().time)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *rest: object, **more: object
    ) -> tuple[int, bytes]:
        await asyncio.sleep(0.05)
        if request_data and url.endswith("/sendMessage"):
            chat = int(str(request_data.parameters["chat_id"]))
            try:
                self._limits.admit(self.chats[chat])
            except Refusal as refusal:
                self.refused += 1
                return refusal.code, json.dumps(refusal.answer()).encode()
            self.sent_at[chat].append(asyncio.get_running_loop().time())
        return await super().do_request(url, method, request_data, *rest, **more)


async def answer(*chats: int) -> BusyTelegram:
    """Let the bot answer a question from each of `chats`, all of which have come at once."""
    telegram = BusyTelegram()
    application = build(KnowledgeBase.load(BASE), TOKEN, request=telegram, limiter=Limiter())
    async with application:
        await application.start()
        for number, chat in enumerate(chats):
            update = {"update_id": number, "message": _question(number, chat, telegram)}
            application.update_queue.put_nowait(Update.de_json(update, application.bot))
        await application.update_queue.join()
        await application.stop()
    return telegram


def _question(number: int, chat: int, telegram: LocalTelegram) -> dict[str, Any]:
    kind = "private" if chat > 0 else "supergroup"
    telegram.chats[chat] = {"id": chat, "type": kind, "first_name": "A", "title": "A"}
    command = {"type": "bot_command", "offset": 0, "length": 4}
    return {
        "message_id": number + 1,
        "date": int(time.time()),
        "chat": telegram.chats[chat],
        "from": {"id": 1000 + number if chat < 0 else chat, "is_bot": False, "first_name": "A"},
        "text": f"/ask zzzz {number}",
        "entities": [command],
    }


async def test_nobody_waits_for_a_noisy_chat() -> None:
    """Whatever it sends comes first, and the others wait as long as they would wait without it."""
    telegram = await answer(*[NOISY] * NOISE, *range(2, CHATS + 1))
    waits = [telegram.sent_at[chat][0] for chat in range(2, CHATS + 1)]
    assert max(waits) < CHATS / 30 + 1
    assert telegram.refused == 0


async def test_nobody_waits_for_a_busy_group() -> None:
    """Which gets all its answers, at the pace that a group is allowed."""
    telegram = await answer(*[GROUP] * 60, *range(2, CHATS + 1))
    assert max(telegram.sent_at[chat][0] for chat in range(2, CHATS + 1)) < CHATS / 30 + 1
    assert len(telegram.sent_at[GROUP]) == 60
    assert telegram.refused == 0


async def test_who_sends_hundreds_of_messages_at_once_gets_a_few_answers() -> None:
    telegram = await answer(*[NOISY] * NOISE)
    assert len(telegram.sent_at[NOISY]) < 15
