from __future__ import annotations

import pytest

from bot.terminal.local import Button, Conversation, SentMessage
from tests.handlers.lighthouses import AMBIGUOUS

PHAROS = "How tall was the Pharos of Alexandria?"
FRESNEL = "Who invented the Fresnel lens?"
GONE = "That is no longer in my sources. Send /topics to see what is."


def labelled(message: SentMessage, label: str) -> Button:
    return next(button for button in message.buttons if button.text == label)


def acknowledged(chat: Conversation) -> list[object]:
    """Return the alert, if any, of each tap that was acknowledged."""
    return [c.parameters.get("text") for c in chat.telegram.calls if c.method == "answerCallbackQuery"]


async def test_a_related_fact_comes_as_a_new_message_and_the_answer_stays(chat: Conversation) -> None:
    (answer,) = await chat.say(FRESNEL)
    (related,) = await chat.tap(labelled(answer, PHAROS))
    assert "over one hundred metres" in related.text
    assert chat.telegram.messages[answer.chat, answer.id] == answer
    assert acknowledged(chat) == [None]


async def test_a_related_fact_in_a_group_replies_to_the_answer(group: Conversation) -> None:
    (answer,) = await group.say(f"/ask {FRESNEL}")
    (related,) = await group.tap(labelled(answer, PHAROS))
    assert related.reply_to == answer.id


async def test_a_choice_becomes_the_answer(chat: Conversation) -> None:
    (choice,) = await chat.say(AMBIGUOUS)
    (answer,) = await chat.tap(labelled(choice, FRESNEL))
    assert answer.id == choice.id
    assert "Augustin Fresnel" in answer.text
    assert labelled(answer, PHAROS)


async def test_none_of_these_becomes_an_honest_unknown(chat: Conversation) -> None:
    (choice,) = await chat.say(AMBIGUOUS)
    (unknown,) = await chat.tap(labelled(choice, "None of these"))
    assert unknown.id == choice.id
    assert unknown.text.startswith("I do not know that")
    assert {"Famous towers", "Lamps & lenses", "All topics"} <= {button.text for button in unknown.buttons}


async def test_a_choice_tapped_twice_is_harmless(chat: Conversation) -> None:
    (choice,) = await chat.say(AMBIGUOUS)
    await chat.tap(labelled(choice, FRESNEL), choice)
    assert await chat.tap(labelled(choice, FRESNEL), choice) == []
    assert acknowledged(chat) == [None, None]


@pytest.mark.parametrize(
    "data", ["f:beacon", "en/f:beacon", "c:beacon", "t:beacons:1", "fr/t:beacons:1", "f:", "f:' OR 1"]
)
async def test_a_button_whose_fact_or_topic_is_gone_says_so(chat: Conversation, data: str) -> None:
    (answer,) = await chat.say(PHAROS)
    assert await chat.tap(Button("Old", data), answer) == []
    assert acknowledged(chat) == [GONE]


@pytest.mark.parametrize(
    "data",
    [
        "x",
        "",
        "/",
        ":",
        "f",
        "en/",
        "t:towers",
        "t:towers:x",
        "t:towers:-1",
        "s:²",
        "s:",
        "F:pharos",
        "F:pharos:x",
        "f:a:b",
        "\x00",
    ],
)
async def test_data_that_nobody_understands_is_said_to_be_gone(chat: Conversation, data: str) -> None:
    (answer,) = await chat.say(PHAROS)
    assert await chat.tap(Button("Odd", data), answer) == []
    assert acknowledged(chat) == [GONE]


async def test_a_button_without_a_language_still_works(chat: Conversation) -> None:
    (answer,) = await chat.say(PHAROS)
    assert "Augustin Fresnel" in (await chat.tap(Button("Old", "f:fresnel"), answer))[0].text


@pytest.mark.parametrize("data", ["en/T", "en/c:pharos", "en/f:pharos", "en/n", "en/s:2"])
async def test_a_message_too_old_to_be_edited_is_followed_by_a_new_one(chat: Conversation, data: str) -> None:
    inaccessible = {"message_id": 99, "date": 0, "chat": chat.chat}
    query = {"id": "1", "from": chat.person, "chat_instance": "1", "data": data, "message": inaccessible}
    (answer,) = await chat.deliver(callback_query=query)
    assert not answer.edited
    assert acknowledged(chat) == [None]


async def test_a_button_under_a_deleted_message_still_answers(chat: Conversation) -> None:
    (choice,) = await chat.say(AMBIGUOUS)
    del chat.telegram.messages[choice.chat, choice.id]
    (answer,) = await chat.tap(labelled(choice, FRESNEL), choice)
    assert not answer.edited


async def test_a_button_without_a_message_or_data_is_acknowledged(chat: Conversation) -> None:
    query = {"id": "1", "from": chat.person, "chat_instance": "1", "inline_message_id": "7"}
    assert await chat.deliver(callback_query=query | {"data": "en/T"}) == []
    assert await chat.deliver(callback_query=query | {"game_short_name": "chess"}) == []
    assert acknowledged(chat) == [None, GONE]
