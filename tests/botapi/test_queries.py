"""Taps on buttons and inline queries."""

import asyncio

import pytest

from . import BotApiServer, SentMessage
from .conftest import Api
from .parameters import Json

KEYBOARD = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def article(**changed: object) -> Json:
    return {"type": "article", "id": "a", "title": "A", "input_message_content": {"message_text": "x"}, **changed}


async def test_a_tap_waits_for_its_answer_and_shows_its_text(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    anna.say("Hi")
    sent = SentMessage(await api.result("sendMessage", chat_id=anna.private.id, text="x", reply_markup=KEYBOARD))
    tap = asyncio.create_task(anna.tap(sent.button("More")))
    _question, update = await api.result("getUpdates", timeout=5, offset=-2)
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("m", sent.id)
    refusal = await api.refusal("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert refusal == "MESSAGE_TOO_LONG"
    await api.result("answerCallbackQuery", callback_query_id=query["id"], text="Here")
    assert await tap == "Here"
    assert await api.refusal("answerCallbackQuery", callback_query_id=query["id"]) == TOO_OLD


async def test_a_button_of_a_deleted_message_carries_no_content(server: BotApiServer, api: Api) -> None:
    anna, group = server.person("Anna"), server.group("Group")
    sent = SentMessage(await api.result("sendMessage", chat_id=group.id, text="x", reply_markup=KEYBOARD))
    await api.result("deleteMessage", chat_id=group.id, message_id=sent.id)
    anna.press(sent.button("More"))
    [update] = await api.result("getUpdates")
    assert update["callback_query"]["message"] == {"chat": group.json, "message_id": sent.id, "date": 0}


async def test_inline_results_can_be_chosen(server: BotApiServer, api: Api) -> None:
    anna, group = server.person("Anna"), server.group("Group")
    asking = asyncio.create_task(anna.inline("when"))
    [update] = await api.result("getUpdates", timeout=5)
    await api.result("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=[article()])
    [result] = await asking
    assert anna.choose(result, chat=group).json["via_bot"]["id"] == server.world.bot["id"]


@pytest.mark.parametrize(
    ("results", "problem"),
    [
        ([article()] * 51, "RESULTS_TOO_MUCH"),
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article(id="é" * 33)], "RESULT_ID_INVALID"),
        ([{"type": "article", "id": "a"}], "can't parse inline query result: Can't find field \"title\""),
        ([article(input_message_content={"message_text": ""})], "message text is empty"),
        ([article()], TOO_OLD),
    ],
)
async def test_bad_inline_answers_are_refused(api: Api, results: list[Json], problem: str) -> None:
    assert await api.refusal("answerInlineQuery", inline_query_id="1", results=results) == problem
