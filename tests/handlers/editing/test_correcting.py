from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from telegram.error import NetworkError, TelegramError

from bot.application import BotApplication, build
from bot.terminal.local import TOKEN, Conversation, LocalTelegram, SentMessage
from handlers.editing.correcting import MOST_IN_A_CHAT, correct_answers
from handlers.keeping.schema import Carried, now
from knowledge import KnowledgeBase
from knowledge.live import LiveBase
from tests.handlers.refusing import RefusingTelegram
from tests.knowledge.folder import Folder

FRESNEL = "Who invented the Fresnel lens?"
PHAROS = "How tall was the Pharos of Alexandria?"
DAY = date(2026, 11, 24)
LINE = "Corrected on 24 Nov 2026"


@pytest.fixture
def telegram() -> RefusingTelegram:
    return RefusingTelegram()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.editing.correcting.PACE", 0)


async def bring(application: BotApplication, base: KnowledgeBase, is_live: Callable[[], bool] = lambda: True) -> bool:
    return await correct_answers(application.bot, application.bot_data, base, is_live, application.turns.turn, DAY)


async def redate(live: LiveBase, folder: Folder, before: int = 1822, after: int = 1823) -> KnowledgeBase:
    folder.edit("facts/lamps.yaml", f"in {before}", f"in {after}")
    return (await live.reload()).standing.knowledge


def standing(message: SentMessage, telegram: LocalTelegram) -> SentMessage:
    return telegram.messages[message.chat, message.id]


def edits(telegram: LocalTelegram) -> list[SentMessage]:
    return [message for message in telegram.sent if message.edited and message.text.startswith(LINE)]


async def test_an_answer_that_was_sent_follows_its_correction(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    (answer,) = await asker.say(FRESNEL)
    assert await bring(application, await redate(live, folder))
    corrected = standing(answer, asker.telegram)
    assert corrected.text == f"{LINE}\n\n{answer.text.replace('in 1822', 'in 1823')}"
    assert corrected.rows == answer.rows


async def test_it_is_edited_once_for_each_correction(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    (answer,) = await asker.say(FRESNEL)
    for before, after in ((1822, 1823), (1823, 1824)):
        base = await redate(live, folder, before, after)
        for _ in range(2):
            await bring(application, base)
    assert len(edits(asker.telegram)) == 2
    assert "in 1824" in standing(answer, asker.telegram).text


async def test_answers_that_say_the_same_are_left_alone(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    """Whatever else of the fact has changed."""
    for question in (FRESNEL, PHAROS):
        await asker.say(question)
    folder.edit("facts/lamps.yaml", "inventor of the stepped lens", "inventor of the lens in steps")
    folder.edit("facts/lamps.yaml", "see: [lamps, pharos]", "see: [lamps]")
    await bring(application, (await live.reload()).standing.knowledge)
    assert edits(asker.telegram) == []


async def test_groups_read_corrections_too(
    group: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    (answer,) = await group.say(f"/ask {FRESNEL}")
    await bring(application, await redate(live, folder))
    assert "in 1823" in standing(answer, group.telegram).text
    assert standing(answer, group.telegram).rows == answer.rows


async def test_what_an_answer_was_turned_into_is_not_overwritten(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    (answer,) = await asker.say(FRESNEL)
    (record,) = await asker.tap(next(button for button in answer.buttons if button.text == "Source"), answer)
    base = await redate(live, folder)
    await bring(application, base)
    assert standing(answer, asker.telegram) == record
    (back,) = await asker.tap(next(button for button in record.buttons if button.text == "‹ Back"), record)
    assert "in 1823" in back.text
    assert await bring(application, base)
    assert standing(answer, asker.telegram) == back


async def test_an_answer_that_is_shown_again_is_corrected_again(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    (answer,) = await asker.say(FRESNEL)
    (record,) = await asker.tap(next(button for button in answer.buttons if button.text == "Source"), answer)
    await asker.tap(next(button for button in record.buttons if button.text == "‹ Back"), record)
    await bring(application, await redate(live, folder))
    assert "in 1823" in standing(answer, asker.telegram).text


async def test_an_edited_question_whose_answer_is_another_fact_is_not_corrected_as_the_first(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await asker.say(FRESNEL)
    (answer,) = await asker.edit(PHAROS)
    await bring(application, await redate(live, folder))
    assert standing(answer, asker.telegram) == answer


async def test_after_a_correction_an_edited_question_still_edits_its_answer(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    (answer,) = await asker.say(FRESNEL)
    await bring(application, await redate(live, folder))
    await asker.edit(f"{FRESNEL} ")
    again = standing(answer, asker.telegram).text
    assert "in 1823" in again
    assert LINE not in again


@pytest.mark.parametrize("command", ["/topics", "/random", "/start fresnel"])
async def test_only_answers_are_corrected(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder, command: str
) -> None:
    application.bot_data.facts.random.seed(1)
    (message,) = await asker.say(command)
    shows = "presented the stepped lens" in message.text
    await bring(application, await redate(live, folder))
    corrected = standing(message, asker.telegram)
    assert (LINE in corrected.text) == shows
    assert corrected.rows == message.rows


async def test_a_message_that_is_gone_or_reads_so_already_is_no_error(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder, telegram: RefusingTelegram
) -> None:
    (gone,) = await asker.say(FRESNEL)
    (other,) = await asker.say(FRESNEL)
    del telegram.messages[gone.chat, gone.id]
    assert await bring(application, await redate(live, folder))
    assert "in 1823" in standing(other, telegram).text
    telegram.refusals["editMessageText"] = (400, "Bad Request: message is not modified: it is the same")
    assert await bring(application, await redate(live, folder, 1823, 1824))
    telegram.refusals["editMessageText"] = (403, "Forbidden: bot was blocked by the user")
    assert await bring(application, await redate(live, folder, 1824, 1825))


@pytest.mark.parametrize("fault", [NetworkError("no route"), (502, "Bad Gateway")])
async def test_what_could_not_be_corrected_is_corrected_later(
    asker: Conversation,
    application: BotApplication,
    live: LiveBase,
    folder: Folder,
    telegram: RefusingTelegram,
    fault: TelegramError | tuple[int, str],
) -> None:
    (answer,) = await asker.say(FRESNEL)
    base = await redate(live, folder)
    telegram.refusals["editMessageText"] = fault
    assert not await bring(application, base)
    telegram.refusals.clear()
    assert await bring(application, base)
    assert "in 1823" in standing(answer, telegram).text


async def test_a_chat_gets_no_more_corrections_than_it_can_bear(
    group: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    """The newest, which are those that are still read."""
    journal = application.bot_data.journal
    moment, said = now(), f"en:{live.standing.knowledge.edition().facts['fresnel'].digest}"
    await journal.carry(
        [
            Carried(group.chat["id"], number, "fresnel", "en", said, "", moment - timedelta(minutes=number))
            for number in range(1, 20)
        ]
    )
    await bring(application, await redate(live, folder))
    tried = [call.parameters["message_id"] for call in group.telegram.calls if call.method == "editMessageText"]
    assert tried == [*range(1, MOST_IN_A_CHAT + 1)]


async def test_after_two_days_an_answer_is_history(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await asker.say(FRESNEL)
    shared = application.bot_data
    await shared.carrying.write()
    (carried,) = await shared.journal.carried(now() - timedelta(hours=1))
    old = Carried(carried.chat, carried.message, carried.fact, "en", carried.said, "", now() - timedelta(hours=49))
    await shared.journal.carry([old])
    await bring(application, await redate(live, folder))
    assert edits(asker.telegram) == []


async def test_where_corrections_are_off_nothing_is_noted_or_edited(
    live: LiveBase, folder: Folder, telegram: RefusingTelegram
) -> None:
    async with build(live.standing.knowledge, TOKEN, request=telegram) as application:
        asker = Conversation(application, telegram)
        await asker.say(FRESNEL)
        (privacy,) = await asker.say("/privacy")
        assert "48 hours" not in privacy.text
        assert await bring(application, await redate(live, folder))
        await application.bot_data.carrying.write()
        assert await application.bot_data.journal.carried(now() - timedelta(days=1)) == []
    assert edits(telegram) == []


async def test_privacy_says_that_answers_can_be_corrected_and_forget_ends_it(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await asker.say(FRESNEL)
    (privacy,) = await asker.say("/privacy")
    assert "for 48 hours, which of my messages gives which answer" in privacy.text
    await asker.say("/forget")
    await bring(application, await redate(live, folder))
    assert edits(asker.telegram) == []


async def test_the_answer_that_somebody_was_told_is_corrected_too(live: LiveBase, folder: Folder) -> None:
    """After a restart as well, and whichever of two processes has sent it; but once."""
    telegram, database = LocalTelegram(), f"sqlite+aiosqlite:///{folder.path.parent}/journal.sqlite3"
    first, second = (
        build(live.standing.knowledge, TOKEN, request=telegram, database=database, corrects=True) for _ in range(2)
    )
    async with first:
        (answer,) = await Conversation(first, telegram).say(FRESNEL)
    base = await redate(live, folder)
    third = build(base, TOKEN, request=telegram, database=database, corrects=True)
    async with second, third:
        await asyncio.gather(bring(second, base), bring(third, base))
    assert "in 1823" in standing(answer, telegram).text
    assert len(edits(telegram)) == 1


async def test_a_translation_that_comes_later_is_no_correction(tmp_path: Path) -> None:
    bases = Path(__file__).parents[2] / "knowledge" / "bases"
    folder = Folder(copytree(bases / "fram", tmp_path / "fram"))
    live, telegram = LiveBase.open(folder.path), LocalTelegram()
    untranslated = next(f for f in live.standing.knowledge.edition("fr").facts.values() if f.language == "en")
    async with build(live.standing.knowledge, TOKEN, request=telegram, corrects=True) as application:
        french = {"id": 2, "is_bot": False, "first_name": "Zoé", "language_code": "fr"}
        (answer,) = await Conversation(application, telegram, person=french).say(f"/start {untranslated.id}")
        assert untranslated.answer in answer.text
        folder.append(
            f"translations/fr/facts/{untranslated.topic}.yaml",
            f"  {untranslated.id}:\n    phrasings: [Une question ?]\n    answer: Une réponse.\n",
        )
        base = (await live.reload()).standing.knowledge
        assert base.edition("fr").facts[untranslated.id].answer == "Une réponse."
        assert await bring(application, base)
        assert standing(answer, telegram) == answer


async def test_a_tap_amid_the_corrections_is_not_overwritten(
    asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    """What is shown since the corrections began is looked at right before each of them."""
    (answer,) = await asker.say(FRESNEL)
    base = await redate(live, folder)
    async with application.turns.turn(asker.chat["id"]):
        correcting = asyncio.create_task(bring(application, base))
        await asyncio.sleep(0.1)
        application.bot_data.carrying.carries_none(answer.chat, answer.id)
    await correcting
    assert edits(asker.telegram) == []
