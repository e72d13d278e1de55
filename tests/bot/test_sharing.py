"""Two processes that serve one bot with one PostgreSQL: neither holds anything that the other needs."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import select
from telegram.request import RequestData

from bot.application import BotApplication, build
from bot.serving import recovering
from bot.serving.arriving import accept
from bot.terminal.local import PERSON, PRIVATE_CHAT, TOKEN, Conversation, LocalTelegram, SentMessage
from handlers.keeping import inbox, locks
from handlers.keeping.floods import BURST
from handlers.keeping.memory import Asker
from handlers.keeping.schema import REMEMBERED, Reason
from knowledge import Found, KnowledgeBase
from tests.database.gate import Gate
from tests.handlers.lighthouses import Lighthouses

PHAROS = "How tall was the Pharos of Alexandria?"
FRESNEL = "Who invented the Fresnel lens?"
NONSENSE = "Who is the keeper's cat?"
GROUP = {"id": -7, "type": "supergroup", "title": "Keepers"}
ANNA = Asker(PERSON["id"], PERSON["id"])


class Listening(Lighthouses):
    """The lighthouses, which note in which language and about which facts they are asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str | None, tuple[str, ...]]] = []

    def find(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Found:
        self.asked.append((language, tuple(context)))
        return super().find(text, language, context)


class HeldTelegram(LocalTelegram):
    """Lets what is sent to the chats that are held wait until they are released."""

    def __init__(self) -> None:
        super().__init__()
        self.held: set[int] = set()
        self.released = asyncio.Event()
        self.reached = asyncio.Event()
        """Something was sent anywhere."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *rest: object, **more: object
    ) -> tuple[int, bytes]:
        if request_data and url.endswith("/sendMessage"):
            self.reached.set()
            if request_data.parameters["chat_id"] in self.held:
                await self.released.wait()
        return await super().do_request(url, method, request_data, *rest, **more)


@dataclass
class Processes:
    """Two processes, and what a person at each of them says, in private or in a group."""

    telegram: HeldTelegram
    base: Listening
    applications: list[BotApplication]

    def chats(self, chat: dict[str, Any] = PRIVATE_CHAT) -> list[Conversation]:
        return [Conversation(application, self.telegram, chat) for application in self.applications]

    def question(self, number: int, text: str = PHAROS) -> dict[str, Any]:
        """Return an update as Telegram brings it."""
        self.telegram.chats[PRIVATE_CHAT["id"]] = PRIVATE_CHAT
        written = {"message_id": 1000 + number, "date": int(time.time()), "chat": PRIVATE_CHAT, "from": PERSON}
        return {"update_id": number, "message": written | {"text": text}}

    def sent(self, text: str) -> int:
        return sum(text in message.text for message in self.telegram.sent)


async def start(stack: AsyncExitStack, database: str) -> Processes:
    telegram, base = HeldTelegram(), Listening()
    applications: list[BotApplication] = []
    for _ in range(2):
        application = build(cast(KnowledgeBase, base), TOKEN, request=telegram, database=database)
        await stack.enter_async_context(application)
        applications.append(application)
    return Processes(telegram, base, applications)


@pytest.fixture
async def processes(postgresql_url: str) -> AsyncIterator[Processes]:
    async with AsyncExitStack() as stack:
        yield await start(stack, postgresql_url)


def button(message: SentMessage, label: str) -> Any:
    return next(button for button in message.buttons if label in button.text)


async def test_a_question_at_one_is_followed_up_at_the_other(processes: Processes) -> None:
    here, there = processes.chats()
    await here.say(PHAROS)
    await there.say(FRESNEL)
    await here.say(PHAROS)
    assert [context for _, context in processes.base.asked] == [(), ("pharos",), ("fresnel",)]


async def test_a_question_that_fails_again_at_the_other_is_known_to_have_failed(processes: Processes) -> None:
    here, there = processes.chats()
    (first,) = await here.say(NONSENSE)
    (second,) = await there.say(NONSENSE)
    (third,) = await here.say(NONSENSE)
    assert len({first.text, second.text, third.text}) == 3


async def test_a_question_answered_at_one_is_edited_at_the_other(processes: Processes) -> None:
    here, there = processes.chats()
    (answer,) = await here.say(PHAROS)
    (edited,) = await there.edit(FRESNEL, here.question)
    assert (edited.id, edited.edited) == (answer.id, True)


async def test_a_vote_at_one_gets_its_reason_at_the_other(processes: Processes) -> None:
    here, there = processes.chats()
    (answer,) = await here.say(PHAROS)
    (asked,) = await here.tap(button(answer, "👎"), answer)
    await there.tap(button(asked, "Unclear"), asked)
    (vote,) = await processes.applications[0].bot_data.journal.votes()
    assert (vote.good, vote.reason) == (False, Reason.UNCLEAR)


async def test_a_language_that_is_set_at_one_is_that_of_the_other(processes: Processes) -> None:
    here, there = processes.chats()
    journals = [application.bot_data.journal for application in processes.applications]
    for language in ("fr", "es"):
        await journals[0].set_language(ANNA.user, language)
        await there.say(PHAROS)
        assert journals[1].language_of(ANNA.user) == language
    await here.say("/forget")
    await there.say(PHAROS)
    assert journals[1].language_of(ANNA.user) is None


async def test_what_is_forgotten_at_one_is_forgotten_at_the_other(processes: Processes) -> None:
    here, there = processes.chats()
    await there.say(PHAROS)
    await here.say("/forget")
    (new,) = await there.edit(FRESNEL)
    assert not new.edited
    assert processes.base.asked[-1] == ("en", ())


async def test_who_floods_both_is_counted_once_and_told_once(processes: Processes) -> None:
    chats = processes.chats(GROUP)
    texts = Counter([m.text for number in range(3 * BURST) for m in await chats[number % 2].say("/ask hello")])
    assert texts["Ahoy & welcome."] == BURST
    assert sum(texts.values()) == BURST + 1


async def test_a_group_is_not_shown_again_by_one_what_the_other_has_shown(processes: Processes) -> None:
    here, there = processes.chats(GROUP)
    (first,) = await here.say(f"/ask {PHAROS}")
    (again,) = await there.say(f"/ask {PHAROS}")
    assert again.reply_to == first.id


async def test_a_group_is_greeted_by_one_of_them(processes: Processes) -> None:
    bot = {"id": 1, "is_bot": True, "first_name": "Bot"}
    change = {
        "chat": GROUP,
        "from": PERSON,
        "date": int(time.time()),
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": "member"},
    }
    greetings = [await chat.deliver(my_chat_member=change) for chat in processes.chats(GROUP)]
    assert [len(messages) for messages in greetings] == [1, 0]


async def test_an_update_that_comes_to_both_is_answered_once(processes: Processes) -> None:
    for application in processes.applications:
        await application.start()
    arriving = [processes.question(number) for number in range(5)]
    await asyncio.gather(*(accept(application, arriving) for application in processes.applications))
    for application in processes.applications:
        await application.update_queue.join()
        await application.stop()
    assert processes.sent("over one hundred metres") == 5


async def test_a_chat_has_its_turn_at_one_of_them_at_a_time(processes: Processes) -> None:
    here, there = processes.chats()
    processes.telegram.held = {ANNA.chat}
    first = asyncio.create_task(here.say(PHAROS))
    await asyncio.wait_for(processes.telegram.reached.wait(), 30)
    second = asyncio.create_task(there.say(FRESNEL))
    await asyncio.sleep(0.2)
    assert len(processes.base.asked) == 1
    processes.telegram.released.set()
    await asyncio.gather(first, second)
    assert processes.base.asked[1][1] == ("pharos",)


async def test_what_was_written_first_is_answered_first_whichever_process_it_comes_to(processes: Processes) -> None:
    """Even where the later question is in the process that has the chat just now."""
    one, other = processes.applications
    processes.telegram.held = {ANNA.chat}
    for application in processes.applications:
        await application.start()
    await accept(one, [processes.question(1)])
    await asyncio.wait_for(processes.telegram.reached.wait(), 30)
    await accept(other, [processes.question(2, NONSENSE)])
    await accept(one, [processes.question(3, FRESNEL)])
    processes.telegram.released.set()
    for application in processes.applications:
        await application.update_queue.join()
        await application.stop()
    texts = [message.text for message in processes.telegram.sent]
    assert "over one hundred metres" in texts[0]
    assert "Augustin Fresnel" in texts[2]
    assert len(texts) == 3


async def test_a_chat_whose_turn_never_ends_goes_on_without(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a machine has gone, and the server has not found out."""
    monkeypatch.setattr(locks, "LONGEST_WAIT", 0.1)
    here, there = processes.applications
    async with here.locks.turn(ANNA.chat, 1):
        assert await processes.chats()[1].say(PHAROS)
    assert there.bot_data.journal.works


async def test_different_chats_do_not_wait_for_each_other(processes: Processes) -> None:
    here, _ = processes.chats()
    _, elsewhere = processes.chats(GROUP)
    processes.telegram.held = {ANNA.chat}
    stuck = asyncio.create_task(here.say(PHAROS))
    await asyncio.wait_for(processes.telegram.reached.wait(), 30)
    assert await elsewhere.say(f"/ask {PHAROS}")
    assert not stuck.done()
    processes.telegram.released.set()
    await stuck


async def test_what_a_killed_process_left_is_answered_by_the_other(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovering, "EACH", 0.05)
    monkeypatch.setattr(inbox, "GRACE", timedelta())
    killed, other = processes.applications
    await accept(killed, [processes.question(1)])
    await other.start()
    await asyncio.sleep(0.2)
    assert not processes.telegram.sent
    await killed.locks.close()  # what the server sees of a kill
    await asyncio.wait_for(processes.telegram.reached.wait(), 30)
    await other.update_queue.join()
    await other.stop()
    assert processes.sent("over one hundred metres") == 1


async def test_no_word_that_anyone_wrote_is_shared(processes: Processes) -> None:
    here, _ = processes.chats()
    await here.say("Who is the keeper's salty cat?")
    rows = await processes.applications[0].bot_data.journal.database.run(select(REMEMBERED))
    assert rows
    assert "salty" not in repr(rows)


async def test_where_postgresql_goes_away_answers_go_on_and_are_shared_again_when_it_is_back(
    postgresql_server: Path, postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    name = postgresql_url.rpartition("@/")[2].partition("?")[0]
    async with Gate(postgresql_server / ".s.PGSQL.5432") as gate, AsyncExitStack() as stack:
        processes = await start(stack, f"postgresql+asyncpg://hldbot@127.0.0.1:{gate.port}/{name}")
        here, there = processes.chats()
        await here.say(PHAROS)
        gate.close()
        for chat in (here, there, here):
            assert await chat.say(FRESNEL)
        gate.open()
        await here.say(PHAROS)
        await there.say(FRESNEL)
        assert processes.base.asked[-1][1] == ("pharos",)
        told = Counter(r.getMessage().partition(":")[0] for r in caplog.records if r.name.startswith("handlers"))
    assert told == {"the journal fails, and answers go on without it": 2, "the journal works again": 2}
