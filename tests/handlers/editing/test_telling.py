from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.application import BotApplication, build
from bot.terminal.local import TOKEN, Conversation, LocalTelegram, SentMessage
from handlers.editing.telling import tell
from handlers.keeping.memory import Asker
from handlers.keeping.schema import Kind, OpenQuestion
from knowledge import KnowledgeBase
from knowledge.live import LiveBase
from tests.handlers.lighthouses import Lighthouses
from tests.handlers.refusing import RefusingTelegram
from tests.knowledge.folder import Folder

QUESTION = "Who is the keeper's cat?"
CAT = """\
  - id: cat
    phrasings: [Who is the keeper's cat?]
    answer: The keeper's cat is Minou & sleeps.
    sources:
      - source: register
        at: page 3
"""
HEADING = f"You wanted to be told when I can answer this: “{QUESTION}”"
BLOCKED = (403, "Forbidden: bot was blocked by the user")


@pytest.fixture
def telegram() -> RefusingTelegram:
    return RefusingTelegram()


async def bring(application: BotApplication, base: KnowledgeBase, *, is_live: bool = True) -> bool:
    shared = application.bot_data
    return await tell(application.bot, shared, base, lambda: is_live, application.turns.turn)


async def ask_to_be_told(asker: Conversation, question: str = QUESTION) -> None:
    (message,) = await asker.say(question)
    for label in ("✉ Leave it for the editors", "🔔 Tell me when it is answered"):
        await asker.tap(next(button for button in message.buttons if button.text == label), message)
        message = asker.telegram.messages[message.chat, message.id]
    assert message.text.startswith("I will write to you here")


async def learn(live: LiveBase, folder: Folder, fact: str = CAT) -> KnowledgeBase:
    """Let the base learn a fact, and return it as it is then."""
    folder.append("facts/towers.yaml", fact)
    return (await live.reload()).standing.knowledge


def after(telegram: LocalTelegram, count: int) -> list[SentMessage]:
    return telegram.sent[count:]


async def test_who_wanted_to_be_told_is_told_once_and_then_forgotten(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await ask_to_be_told(asker)
    before = len(asker.telegram.sent)
    base = await learn(live, folder)
    for _ in range(2):
        assert await bring(application, base)
    (told,) = after(asker.telegram, before)
    assert told.chat == asker.chat["id"]
    assert told.text.startswith(HEADING)
    assert "The keeper's cat is Minou & sleeps." in told.text
    assert "Register of Lights" in told.text
    assert await application.bot_data.journal.open_questions() == []


async def test_as_long_as_no_base_answers_the_question_waits(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await ask_to_be_told(asker)
    before = len(asker.telegram.sent)
    folder.edit("facts/lamps.yaml", "in 1822", "in 1823")
    assert await bring(application, (await live.reload()).standing.knowledge)
    assert after(asker.telegram, before) == []
    assert [question.chat for question in await application.bot_data.journal.awaited()] == [asker.chat["id"]]


async def test_what_was_left_without_wanting_to_be_told_stays(
    application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    journal = application.bot_data.journal
    await journal.keep(OpenQuestion("t", QUESTION, "en", Kind.UNKNOWN, ()))
    assert await bring(application, await learn(live, folder))
    assert len(await journal.open_questions()) == 1


async def test_the_next_question_may_be_about_what_was_told(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await ask_to_be_told(asker)
    await bring(application, await learn(live, folder))
    chat = asker.chat["id"]
    assert application.bot_data.memory.of(Asker(chat, chat)).subject == ("cat",)


async def test_a_fact_that_was_offered_and_not_chosen_is_no_answer(
    application: BotApplication, asker: Conversation
) -> None:
    journal, question = application.bot_data.journal, "Pray: How tall was the Pharos of Alexandria?"
    await journal.keep(OpenQuestion("t", question, "en", Kind.NONE_OF_THESE, ("pharos",)))
    await journal.tell("t", asker.chat["id"])
    base = cast(KnowledgeBase, Lighthouses())
    assert base.find(question).answers[0].fact.id == "pharos"
    assert await bring(application, base)
    assert len(await journal.awaited()) == 1


async def test_unless_its_editors_have_made_the_question_a_phrasing_of_it(
    application: BotApplication, live: LiveBase, folder: Folder, asker: Conversation
) -> None:
    journal, chat = application.bot_data.journal, asker.chat["id"]
    await journal.keep(OpenQuestion("t", "tall Pharos of Alexandria", "en", Kind.NONE_OF_THESE, ("pharos",)))
    await journal.tell("t", chat)
    folder.edit("facts/towers.yaml", "height of the Pharos]", "height of the Pharos, tall Pharos of Alexandria]")
    await bring(application, (await live.reload()).standing.knowledge)
    assert asker.telegram.sent[-1].chat == chat
    assert await journal.awaited() == []


async def test_a_chat_that_has_blocked_the_bot_is_forgotten_without_noise(
    asker: Conversation,
    application: BotApplication,
    live: LiveBase,
    folder: Folder,
    telegram: RefusingTelegram,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await ask_to_be_told(asker)
    base = await learn(live, folder)
    telegram.refusals["sendMessage"] = BLOCKED
    assert await bring(application, base)
    assert await application.bot_data.journal.open_questions() == []
    assert caplog.messages == []


@pytest.mark.parametrize("fault", [NetworkError("no route"), (502, "Bad Gateway"), (429, "Too Many Requests")])
async def test_what_could_not_be_sent_is_sent_later(
    asker: Conversation,
    application: BotApplication,
    live: LiveBase,
    folder: Folder,
    telegram: RefusingTelegram,
    fault: TelegramError | tuple[int, str],
) -> None:
    await ask_to_be_told(asker)
    base, before = await learn(live, folder), len(telegram.sent)
    telegram.refusals["sendMessage"] = fault
    assert not await bring(application, base)
    telegram.refusals.clear()
    assert await bring(application, base)
    assert [message.text.startswith(HEADING) for message in after(telegram, before)] == [True]


async def test_what_may_have_been_taken_is_not_sent_again(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder, telegram: RefusingTelegram
) -> None:
    await ask_to_be_told(asker)
    base, before = await learn(live, folder), len(telegram.sent)
    telegram.refusals["sendMessage"] = TimedOut()
    assert not await bring(application, base)
    telegram.refusals.clear()
    assert await bring(application, base)
    assert after(telegram, before) == []


async def test_a_stop_amid_the_telling_loses_nothing(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask_to_be_told(asker)
    base, reached = await learn(live, folder), asyncio.Event()

    async def hang(*_: Any, **__: Any) -> None:
        reached.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(asker.telegram, "do_request", hang)
    task = asyncio.create_task(bring(application, base))
    await reached.wait()
    assert await application.bot_data.journal.awaited() == []
    task.cancel()
    await asyncio.wait([task])
    assert [question.text for question in await application.bot_data.journal.awaited()] == [QUESTION]


async def test_two_processes_tell_once(live: LiveBase, folder: Folder, tmp_path: Path) -> None:
    """And a process that starts tells what it could not while it was away."""
    telegram, database = LocalTelegram(), f"sqlite+aiosqlite:///{tmp_path}/journal.sqlite3"
    async with build(live.standing.knowledge, TOKEN, request=telegram, database=database) as first:
        await ask_to_be_told(Conversation(first, telegram))
    before, base = len(telegram.sent), await learn(live, folder)
    async with (
        build(base, TOKEN, request=telegram, database=database) as first,
        build(base, TOKEN, request=telegram, database=database) as second,
    ):
        await asyncio.gather(bring(first, base), bring(second, base))
    assert [message.text.startswith(HEADING) for message in after(telegram, before)] == [True]


async def test_a_base_that_answers_no_more_tells_nothing(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await ask_to_be_told(asker)
    before = len(asker.telegram.sent)
    assert await bring(application, await learn(live, folder), is_live=False)
    assert after(asker.telegram, before) == []
    assert len(await application.bot_data.journal.awaited()) == 1


async def test_who_sends_forget_is_not_told(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await ask_to_be_told(asker)
    await asker.say("/forget")
    before = len(asker.telegram.sent)
    assert await bring(application, await learn(live, folder))
    assert after(asker.telegram, before) == []
