from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import islice, repeat
from typing import Any

import pytest
from telegram import Update
from telegram.request import RequestData

from bot.application import build
from bot.errors import OperatorError
from bot.serving import polling as room
from bot.serving.polling import REFUSALS, pausing, poll
from bot.terminal.local import TOKEN, LocalTelegram
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE

UPDATE = b'{"ok": true, "result": [{"update_id": 7}]}'
NOTHING = b'{"ok": true, "result": []}'
PROXY = b"<html>404 Not Found</html>"


class Answers(LocalTelegram):
    """Telegram as it is on a bad day: answers getUpdates by a list, and then with nothing new."""

    def __init__(self, *answers: tuple[int, bytes]) -> None:
        super().__init__()
        self.answers = list(answers)
        self.offsets: list[Any] = []
        self.exhausted = asyncio.Event()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *rest: object, **more: object
    ) -> tuple[int, bytes]:
        if not url.lower().endswith("/getupdates"):
            return await super().do_request(url, method, request_data, *rest, **more)
        await asyncio.sleep(0)
        self.offsets.append(request_data.parameters.get("offset") if request_data else None)
        if self.answers:
            return self.answers.pop(0)
        self.exhausted.set()
        return 200, NOTHING


async def polled(telegram: Answers) -> list[int]:
    """Poll until all is answered, stop, and return the ids of the updates that came."""
    async with build(KnowledgeBase.load(BASE), TOKEN, request=telegram) as application:
        task = asyncio.create_task(poll(application, lambda: repeat(0.0)))
        await asyncio.wait({task, asyncio.create_task(telegram.exhausted.wait())}, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        updates = [application.update_queue.get_nowait() for _ in range(application.update_queue.qsize())]
    return [update.update_id for update in updates if isinstance(update, Update)]


async def test_an_update_is_confirmed_by_the_next_poll_and_at_the_end() -> None:
    telegram = Answers((200, UPDATE), (200, NOTHING))
    assert await polled(telegram) == [7]
    assert telegram.offsets[:2] == [None, 8]
    assert telegram.offsets[-1] == 8


async def test_an_update_is_confirmed_at_the_end_of_a_pause_too() -> None:
    telegram = Answers((200, UPDATE), (502, PROXY))
    async with build(KnowledgeBase.load(BASE), TOKEN, request=telegram) as application:
        task = asyncio.create_task(poll(application, lambda: repeat(60.0)))
        while len(telegram.offsets) < 2:  # noqa: ASYNC110  # the pause begins without a sign
            await asyncio.sleep(0.001)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert telegram.offsets == [None, 8, 8]


async def test_an_update_that_could_not_be_written_down_before_the_end_is_not_confirmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    telegram, reached = Answers((200, UPDATE)), asyncio.Event()

    async def hang(*_: object) -> list[Update]:
        reached.set()
        await asyncio.Event().wait()
        return []

    async with build(KnowledgeBase.load(BASE), TOKEN, request=telegram) as application:
        monkeypatch.setattr(application.inbox, "take", hang)
        task = asyncio.create_task(poll(application))
        await asyncio.wait_for(reached.wait(), 5)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert telegram.offsets == [None]


async def test_an_update_that_comes_again_is_queued_once() -> None:
    assert await polled(Answers((200, UPDATE), (200, UPDATE))) == [7]


@pytest.mark.parametrize(
    "fault",
    [(404, PROXY), (401, b'{"ok": false}'), (502, PROXY), (500, b""), (409, b'{"ok": false}'), (200, b"<html>")],
)
async def test_polling_goes_on_after_a_passing_fault(fault: tuple[int, bytes]) -> None:
    """Even where the token seems refused: a proxy's page looks the same."""
    assert await polled(Answers(*[fault] * (REFUSALS - 1), (200, UPDATE))) == [7]


async def test_a_token_that_is_refused_again_and_again_ends_the_polling() -> None:
    with pytest.raises(OperatorError, match="refuses the token"):
        await polled(Answers(*[(401, b'{"ok": false}')] * REFUSALS))


async def test_a_webhook_that_another_process_has_set_ends_the_polling() -> None:
    """It would hear nothing for as long as the webhook stands."""
    conflict = b'{"ok": false, "description": "Conflict: can\'t use getUpdates method while webhook is active"}'
    with pytest.raises(OperatorError, match="webhook that another process has set"):
        await polled(Answers(*[(409, conflict)] * REFUSALS))


async def test_another_poller_does_not_end_the_polling() -> None:
    conflict = b'{"ok": false, "description": "Conflict: terminated by other getUpdates request"}'
    assert await polled(Answers(*[(409, conflict)] * 2 * REFUSALS, (200, UPDATE))) == [7]


async def test_a_poll_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where a byte comes now and then, so that no timeout of the network applies."""
    monkeypatch.setattr(room, "LONGEST_POLL", 0.01)

    class Dripping(Answers):
        async def do_request(
            self, url: str, method: str, request_data: RequestData | None = None, *rest: object, **more: object
        ) -> tuple[int, bytes]:
            if url.lower().endswith("/getupdates") and not self.offsets:
                self.offsets.append(None)
                await asyncio.Event().wait()
            return await super().do_request(url, method, request_data, *rest, **more)

    assert await polled(Dripping((200, UPDATE))) == [7]


async def test_an_update_of_an_unknown_shape_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    unknown = b'{"ok": true, "result": [{"update_id": 7, "message": {"text": "secret"}}, {"update_id": 8}]}'
    telegram = Answers((200, unknown), (200, unknown))
    assert await polled(telegram) == [8]
    assert telegram.offsets[-1] == 9
    told = " ".join(record.getMessage() for record in caplog.records if record.name == "bot")
    assert "update 7" in told
    assert "secret" not in told


def test_pauses_grow_up_to_half_a_minute() -> None:
    assert list(islice(pausing(), 8)) == [1, 2, 4, 8, 16, 30, 30, 30]


async def test_nothing_is_fetched_while_too_much_waits() -> None:
    """After days of downtime, Telegram has more than fits into memory."""
    telegram = Answers((200, UPDATE))
    async with build(KnowledgeBase.load(BASE), TOKEN, request=telegram) as application:
        task = asyncio.create_task(poll(application, most_waiting=1))
        await asyncio.wait_for(application.update_queue.get(), 5)
        application.update_queue.put_nowait(object())
        await asyncio.sleep(0.3)
        assert telegram.offsets == [None]
        application.update_queue.get_nowait()
        await asyncio.wait_for(telegram.exhausted.wait(), 5)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
