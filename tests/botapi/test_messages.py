"""Sending, editing and deleting messages."""

import pytest

from . import BotApiServer, SentMessage
from .conftest import Api
from .messages import NOT_MODIFIED

KEYBOARD = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}


async def test_a_message_stands_in_the_chat_as_it_was_sent(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    question = anna.say("When?")
    await api.result(
        "sendMessage",
        chat_id=anna.private.id,
        text="<b>In 2006</b>, <a href='https://un.org/'>UN</a>",
        parse_mode="HTML",
        reply_markup=KEYBOARD,
        reply_parameters={"message_id": question.id},
        link_preview_options={"is_disabled": True},
    )
    answer = await anna.reads()
    assert (answer.text, answer.links) == ("In 2006, UN", ["https://un.org/"])
    assert answer.button("more").data == "m"
    assert answer.json["reply_to_message"]["text"] == "When?"
    assert answer.json["link_preview_options"] == {"is_disabled": True}


async def test_nobody_is_written_to_who_has_not_written_first(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    message = {"chat_id": anna.private.id, "text": "x"}
    assert await api.refusal("sendMessage", **message) == "Forbidden: bot can't initiate conversation with a user"
    anna.say("Hi")
    assert await api.result("sendMessage", **message)
    anna.block()
    assert await api.refusal("sendMessage", **message) == "Forbidden: bot was blocked by the user"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"chat_id": None}, "chat_id is empty"),
        ({"chat_id": 1}, "chat not found"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"message_thread_id": 1}, "message thread not found"),
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_what_telegram_refuses_to_send(
    server: BotApiServer, api: Api, changed: dict[str, object], problem: str
) -> None:
    anna = server.person("Anna")
    anna.say("Hi")
    assert await api.refusal("sendMessage", **{"chat_id": anna.private.id, "text": "x", **changed}) == problem


async def test_a_reply_to_what_is_gone_can_be_allowed(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    question = anna.say("When?")
    anna.delete(question)
    reply = {"message_id": question.id, "allow_sending_without_reply": True}
    answer = await api.result("sendMessage", chat_id=anna.private.id, text="x", reply_parameters=reply)
    assert "reply_to_message" not in answer


async def test_a_topic_is_written_to_by_its_thread_only(server: BotApiServer, api: Api) -> None:
    """The id of a thread of replies is none, although incoming messages carry it."""
    forum, plain = server.supergroup("Forum", "Agenda"), server.supergroup("Plain")
    [thread] = forum.threads
    sent = await api.result("sendMessage", chat_id=forum.id, text="x", message_thread_id=thread)
    assert sent["is_topic_message"]
    first = SentMessage(await api.result("sendMessage", chat_id=plain.id, text="x"))
    reply = server.person("Anna").reply(first, "y")
    reply_thread = reply.json["message_thread_id"]
    refusal = await api.refusal("sendMessage", chat_id=plain.id, text="z", message_thread_id=reply_thread)
    assert refusal == "message thread not found"


async def test_an_edit_replaces_text_and_keyboard(server: BotApiServer, api: Api) -> None:
    group = server.group("Group")
    sent = SentMessage(await api.result("sendMessage", chat_id=group.id, text="x", reply_markup=KEYBOARD))
    place = {"chat_id": group.id, "message_id": sent.id}
    edited = SentMessage(await api.result("editMessageText", **place, text="y"))
    assert (edited.text, edited.buttons) == ("y", [])
    edited = SentMessage(await api.result("editMessageReplyMarkup", **place, reply_markup=KEYBOARD))
    assert (edited.text, len(edited.buttons)) == ("y", 1)
    assert await api.refusal("editMessageText", **place, text="y", reply_markup=KEYBOARD) == NOT_MODIFIED


async def test_what_cannot_be_edited_or_deleted(server: BotApiServer, api: Api) -> None:
    anna, group = server.person("Anna"), server.group("Group")
    hers = {"chat_id": group.id, "message_id": anna.say("Hi", chat=group).id}
    gone = {"chat_id": group.id, "message_id": 99}
    photo = await api.result("sendPhoto", chat_id=group.id, photo="https://un.org/x.png", caption="x")
    assert await api.refusal("editMessageText", **hers, text="x") == "message can't be edited"
    assert await api.refusal("editMessageText", **gone, text="x") == "message to edit not found"
    assert await api.refusal("editMessageText", chat_id=group.id, text="x") == "message identifier is not specified"
    assert await api.refusal("editMessageText", inline_message_id="x", text="x") == "MESSAGE_ID_INVALID"
    place = {"chat_id": group.id, "message_id": photo["message_id"]}
    assert await api.refusal("editMessageText", **place, text="y") == "there is no text in the message to edit"
    assert await api.refusal("deleteMessage", **hers) == "message can't be deleted"
    assert await api.refusal("deleteMessage", **gone) == "message to delete not found"
    assert await api.result("deleteMessage", **place)
    assert await api.result("deleteMessages", chat_id=group.id, message_ids=[photo["message_id"]])


async def test_photos_have_captions_of_1024_characters(server: BotApiServer, api: Api) -> None:
    group = server.group("Group")
    photo = {"chat_id": group.id, "photo": "https://un.org/x.png"}
    assert (await api.result("sendPhoto", **photo, caption="x" * 1024))["caption"]
    assert await api.refusal("sendPhoto", **photo, caption="x" * 1025) == "message caption is too long"
    assert await api.refusal("sendPhoto", chat_id=group.id) == "there is no photo in the request"
    sent = await api.result("sendPhoto", **photo)
    again = await api.result("sendPhoto", chat_id=group.id, photo=sent["photo"][0]["file_id"])
    assert again["photo"] == sent["photo"]
    assert "wrong file identifier" in await api.refusal("sendPhoto", chat_id=group.id, photo="unheard-of")


async def test_a_quiz_needs_a_right_answer(server: BotApiServer, api: Api) -> None:
    quiz = {"chat_id": server.group("Group").id, "question": "When?", "options": [{"text": "2006"}, {"text": "2013"}]}
    assert (await api.result("sendPoll", **quiz))["poll"]["type"] == "regular"
    assert await api.refusal("sendPoll", **quiz, type="quiz") == "wrong correct option ID specified"
    solved = {**quiz, "type": "quiz", "correct_option_ids": [0]}
    assert (await api.result("sendPoll", **solved, explanation="Yes"))["poll"]["explanation"] == "Yes"
    assert "too long" in await api.refusal("sendPoll", **solved, explanation="x" * 201)
    assert "300" in await api.refusal("sendPoll", **{**quiz, "question": "x" * 301})
    assert "options" in await api.refusal("sendPoll", **{**quiz, "options": [{"text": "x"}] * 13})


async def test_a_chat_action_must_be_known(server: BotApiServer, api: Api) -> None:
    group = server.group("Group")
    assert await api.result("sendChatAction", chat_id=group.id, action="typing")
    refusal = await api.refusal("sendChatAction", chat_id=group.id, action="thinking")
    assert refusal == "wrong parameter action in request"


async def test_a_poll_cannot_be_edited_into_a_text(server: BotApiServer, api: Api) -> None:
    group = server.group("Group")
    poll = await api.result("sendPoll", chat_id=group.id, question="When?", options=["2006", "2013"])
    place = {"chat_id": group.id, "message_id": poll["message_id"]}
    assert await api.refusal("editMessageText", **place, text="x") == "message can't be edited"
