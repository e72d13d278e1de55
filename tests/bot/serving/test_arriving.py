"""The door for updates: each is read singly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.application import BotApplication, build
from bot.serving.arriving import accept
from bot.terminal.local import PERSON, PRIVATE_CHAT, TOKEN, LocalTelegram
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE, QUESTION


@pytest.fixture
async def application() -> AsyncIterator[BotApplication]:
    async with build(KnowledgeBase.load(BASE), TOKEN, request=LocalTelegram()) as application:
        yield application


def message(**other: object) -> dict[str, Any]:
    written = {"message_id": 1, "date": 1_800_000_000, "chat": PRIVATE_CHAT, "from": PERSON, "text": QUESTION}
    return {"update_id": 1, "message": written | other}


@pytest.mark.parametrize("number", [None, "7", [7], {}, 7.0, True])
@pytest.mark.parametrize("of", ["chat", "from"])
async def test_an_update_whose_ids_are_no_numbers_is_passed_over(
    application: BotApplication, of: str, number: object, caplog: pytest.LogCaptureFixture
) -> None:
    odd = message(**{of: (PRIVATE_CHAT if of == "chat" else PERSON) | {"id": number}})
    await accept(application, [odd, message() | {"update_id": 2}])
    assert application.update_queue.get_nowait().update_id == 2  # type: ignore[attr-defined]
    assert application.update_queue.empty()
    assert "update 1 has a shape that is not known" in caplog.text


def replies(depth: int) -> dict[str, Any]:
    update = message()
    for _ in range(depth):
        update["message"] = update["message"] | {"reply_to_message": update["message"]}
    return update


@pytest.mark.parametrize(
    "odd",
    [message(date=2**63), message(date=67_768_036_191_676_800), message(date=-(2**70)), replies(2000)],
    ids=["beyond 64 bits", "beyond the years", "before all time", "replies without end"],
)
async def test_what_the_library_cannot_bear_is_passed_over(application: BotApplication, odd: dict[str, Any]) -> None:
    await accept(application, [odd, message() | {"update_id": 2}])
    assert application.update_queue.get_nowait().update_id == 2  # type: ignore[attr-defined]
    assert application.update_queue.empty()
