from __future__ import annotations

from typing import Any, cast

import pytest

from bot.application import BotApplication, build
from bot.terminal.local import BOT, PERSON, TOKEN, Conversation, LocalTelegram
from handlers import inline
from handlers.showing.excerpts import units
from knowledge import KnowledgeBase
from tests.handlers.refusing import RefusingTelegram
from tests.handlers.test_languages import Bilingual

PHAROS = "How tall was the Pharos of Alexandria?"


def titles(answer: dict[str, Any]) -> list[str]:
    return [result["title"] for result in answer["results"]]


async def test_what_is_typed_finds_facts_best_first(chat: Conversation) -> None:
    answer = await chat.type("height of pharos")
    assert titles(answer)[0] == PHAROS
    assert "button" not in answer


async def test_a_result_shows_the_first_words_and_the_sources(chat: Conversation) -> None:
    (first, *_) = (await chat.type("Eddystone tower"))["results"]
    assert first["description"] == (
        "Henry Winstanley built the first tower on the Eddystone Rocks.\nKeeper's logbook, volume 1"
    )


async def test_a_chosen_result_reads_as_in_the_chat_and_leads_there(chat: Conversation) -> None:
    (answer,) = await chat.say(PHAROS)
    (first, *_) = (await chat.type(PHAROS))["results"]
    content = first["input_message_content"]
    assert (content["message_text"], content["parse_mode"]) == (answer.html, "HTML")
    assert content["link_preview_options"] == {"is_disabled": True}
    assert first["reply_markup"]["inline_keyboard"] == [
        [{"text": "Open in the chat with me", "url": f"https://t.me/{BOT['username']}?start=pharos"}]
    ]


@pytest.mark.parametrize("text", ["", "  "])
async def test_before_anything_is_typed_the_topics_are_shown(chat: Conversation, text: str) -> None:
    answer = await chat.type(text)
    assert titles(answer) == ["Famous towers", "Lamps & lenses"]
    towers, _ = answer["results"]
    assert towers["description"] == "Which towers stand where"
    assert "most famous of all lighthouses" in towers["input_message_content"]["message_text"]


async def test_where_nothing_fits_the_private_chat_is_offered(chat: Conversation) -> None:
    answer = await chat.type("???")
    assert answer["results"] == []
    assert answer["button"] == {"text": "Nothing that fits? Ask me in private", "start_parameter": "inline_"}
    assert (await chat.say("/start inline_"))[0].text.startswith("Welcome aboard")


async def test_more_results_follow_page_by_page(chat: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inline, "PAGE", 3)
    seen, offset = [], ""
    while True:
        answer = await chat.type("When was it first lit?", offset)
        seen += titles(answer)
        if not (offset := answer.get("next_offset", "")):
            break
    assert len(seen) == len(set(seen)) > 3


@pytest.mark.parametrize("offset", ["x", "-1", "²", "9" * 60])
async def test_an_odd_offset_is_harmless(chat: Conversation, offset: str) -> None:
    assert "next_offset" not in await chat.type(PHAROS, offset)


@pytest.mark.parametrize("text", ["<b>&", "x" * 256, "🗼" * 128, "\x00", "{0} %s"])
async def test_whatever_is_typed_is_answered(chat: Conversation, text: str) -> None:
    assert "results" in await chat.type(text)


async def test_an_answer_that_comes_too_late_is_no_error(lighthouses: KnowledgeBase) -> None:
    telegram = RefusingTelegram()
    telegram.refusals["answerInlineQuery"] = 400, "Bad Request: query is too old and response timeout expired"
    async with build(lighthouses, TOKEN, request=telegram) as application:
        await Conversation(application, telegram).type(PHAROS)
    assert telegram.sent == []


async def test_every_result_keeps_to_the_limits(chat: Conversation) -> None:
    for result in (await chat.type("lit"))["results"]:
        assert 1 <= len(result["id"].encode()) <= 64
        assert units(result["description"]) <= 2 * inline.WORDS + 1


async def test_answers_are_kept_by_telegram_for_all_where_there_is_one_language(chat: Conversation) -> None:
    answer = await chat.type(PHAROS)
    assert (answer["cache_time"], answer["is_personal"]) == (inline.CACHED, False)


async def test_topics_come_in_the_language_of_the_asker_and_are_kept_for_them_alone(
    application: BotApplication, telegram: LocalTelegram
) -> None:
    application.bot_data.knowledge = cast(KnowledgeBase, Bilingual())
    answer = await Conversation(application, telegram, person=PERSON | {"language_code": "fr"}).type("")
    assert titles(answer)[0] == "Famous towers (fr)"
    assert answer["is_personal"] is True
