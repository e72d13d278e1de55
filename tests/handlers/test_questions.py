from __future__ import annotations

import pytest

from bot.terminal.local import BOT, Conversation
from tests.handlers.lighthouses import AMBIGUOUS

PHAROS = "How tall was the Pharos of Alexandria?"
FRESNEL = "Who invented the Fresnel lens?"
MENTION = f"@{BOT['username']}"
ANOTHER_BOT = {"id": 9, "is_bot": True, "first_name": "Another"}


async def test_a_question_is_answered_with_its_source(chat: Conversation) -> None:
    (answer,) = await chat.say(PHAROS)
    assert "over one hundred metres tall" in answer.text
    assert "Register of Lights & Signals" in answer.text


async def test_two_questions_get_two_answers(chat: Conversation) -> None:
    answers = await chat.say(f"{FRESNEL} And {PHAROS}")
    assert [answer.text.splitlines()[0] for answer in answers] == [FRESNEL, PHAROS]


async def test_a_vague_question_gets_a_choice(chat: Conversation) -> None:
    (choice,) = await chat.say(AMBIGUOUS)
    assert [button.text for button in choice.buttons] == [PHAROS, FRESNEL, "None of these"]


async def test_what_is_not_known_is_said_so_with_the_nearest_topics(chat: Conversation) -> None:
    (answer,) = await chat.say("What is the weather?")
    assert answer.text == "I do not know that, and I do not guess; these topics come nearest."
    leave = "✉ Leave it for the editors"
    assert [button.text for button in answer.buttons] == ["Famous towers", "Lamps & lenses", leave, "All topics"]


async def test_a_greeting_is_returned(chat: Conversation) -> None:
    assert [a.text for a in await chat.say("hello")] == ["Ahoy & welcome."]


async def test_ask_answers_what_stands_behind_it_over_several_lines(chat: Conversation) -> None:
    (answer,) = await chat.say(f"/ask\n{PHAROS}")
    assert "over one hundred metres" in answer.text


@pytest.mark.parametrize("text", ["/ask", "/ask  ", f"/ask{MENTION}"])
async def test_ask_without_a_question_says_how(chat: Conversation, text: str) -> None:
    (answer,) = await chat.say(text)
    assert "/ask How tall was the Pharos" in answer.text


@pytest.mark.parametrize(
    "text",
    [" \n\t ", "\x00\x07\x1b", "\u200b\u200d\ufeff", "🗼🗼🗼", "?!…", "<>&", "*_`[]()", "👩‍👩‍👧", "\u202e\u2066"],
)
async def test_a_message_without_words_is_told_how_to_ask(chat: Conversation, text: str) -> None:
    (answer,) = await chat.say(text)
    assert answer.text.startswith("I found no word in that to look up.")


async def test_an_empty_message_is_answered_too(chat: Conversation) -> None:
    assert await chat.say("")


@pytest.mark.parametrize(
    "text",
    [
        "qzx " * 1024,
        "A" * 4096,
        "<b>bold</b> & <script>alert(1)</script>",
        "</b></a>&amp;&#0;",
        "**bold** _it_ [x](tg://user?id=1)",
        "{example} {0} %s",
        "e\u0301" * 2048,
        "ﷺ" * 1000,
    ],
)
async def test_noise_and_markup_are_no_more_than_an_unknown_question(chat: Conversation, text: str) -> None:
    (answer,) = await chat.say(text)
    assert answer.text.startswith("I do not know that")


@pytest.mark.parametrize("text", [f"<i>{PHAROS}</i>", f"**{PHAROS}**", f"🗼 {PHAROS}\u200b"])
async def test_markup_around_a_question_does_not_hide_it(chat: Conversation, text: str) -> None:
    assert "over one hundred metres" in (await chat.say(text))[0].text


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "1", "file_unique_id": "1", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
        {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]},
        {"voice": {"file_id": "1", "file_unique_id": "1", "duration": 1}},
        {"location": {"longitude": 1.0, "latitude": 1.0}},
        {"contact": {"phone_number": "1", "first_name": "A"}},
        {"dice": {"emoji": "🎲", "value": 1}},
    ],
    ids=lambda content: next(iter(content)),
)  # fmt: skip
async def test_what_is_not_text_is_told_that_only_text_is_read(chat: Conversation, content: dict[str, object]) -> None:
    (answer,) = await chat.send(**content)
    assert answer.text == "I can only read text. Please write me your question."


async def test_a_question_under_a_picture_is_answered(chat: Conversation) -> None:
    picture = {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}
    (answer,) = await chat.send(photo=[picture], caption=PHAROS)
    assert "over one hundred metres" in answer.text


async def test_the_pictures_of_an_album_are_not_remarked_on_one_by_one(chat: Conversation) -> None:
    picture = {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}
    assert await chat.send(photo=[picture], media_group_id="5") == []


async def test_a_live_location_that_moves_is_not_remarked_on_again(chat: Conversation) -> None:
    moved = chat.message(location={"longitude": 1.0, "latitude": 1.0}, edit_date=2)
    assert await chat.deliver(edited_message=moved) == []


async def test_a_service_message_is_left_alone(chat: Conversation) -> None:
    assert await chat.send(new_chat_title="Keepers") == []


async def test_a_forwarded_question_is_answered(chat: Conversation) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Keeper"}
    (answer,) = await chat.say(PHAROS, forward_origin=origin)
    assert "over one hundred metres" in answer.text


async def test_a_post_in_a_channel_is_left_alone(chat: Conversation) -> None:
    channel = {"id": -9, "type": "channel", "title": "Lights"}
    post = {"message_id": 1, "date": 1, "chat": channel, "text": PHAROS}
    assert await chat.deliver(channel_post=post) == []
    assert await chat.deliver(edited_channel_post=post | {"edit_date": 2}) == []


async def test_another_bot_is_left_alone(chat: Conversation) -> None:
    assert await chat.send(text=PHAROS, **{"from": ANOTHER_BOT}) == []


async def test_what_was_sent_through_an_inline_bot_is_left_alone(chat: Conversation) -> None:
    assert await chat.say(PHAROS, via_bot=ANOTHER_BOT) == []


async def test_a_business_message_is_left_alone(chat: Conversation) -> None:
    assert await chat.deliver(business_message=chat.message(text=PHAROS, business_connection_id="1")) == []


@pytest.mark.parametrize("text", [PHAROS, "hello", f"@someone_else {PHAROS}", f"{MENTION}s {PHAROS}"])
async def test_a_group_is_left_alone_where_it_talks_to_others(group: Conversation, text: str) -> None:
    assert await group.say(text) == []


@pytest.mark.parametrize(
    "text", [f"{MENTION} {PHAROS}", f"{PHAROS} {MENTION.upper()}!", f"hm,{MENTION}: {PHAROS}", f"/ask {PHAROS}"]
)
async def test_a_group_that_addresses_the_bot_is_answered_in_reply(group: Conversation, text: str) -> None:
    (answer,) = await group.say(text)
    assert "over one hundred metres" in answer.text
    assert answer.reply_to == group.question


async def test_a_reply_to_the_bot_is_meant_for_it(group: Conversation) -> None:
    (answer,) = await group.say(f"/ask {PHAROS}")
    (second,) = await group.say(FRESNEL, reply_to=answer)
    assert "Augustin Fresnel" in second.text


async def test_the_mention_is_no_part_of_the_question(group: Conversation) -> None:
    assert [a.text for a in await group.say(f"{MENTION} hello")] == ["Ahoy & welcome."]


async def test_a_mention_alone_is_told_how_to_ask(group: Conversation) -> None:
    (answer,) = await group.say(MENTION)
    assert answer.text.startswith("I found no word in that")


async def test_a_sticker_in_a_group_is_no_question(group: Conversation) -> None:
    assert await group.send(dice={"emoji": "🎲", "value": 1}) == []


async def test_an_administrator_without_a_name_is_a_person(group: Conversation) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    assert await group.send(text=f"{MENTION} {PHAROS}", **{"from": anonymous}, sender_chat=group.chat)


async def test_who_writes_as_a_channel_is_answered(group: Conversation) -> None:
    channel_bot = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    channel = {"id": -9, "type": "channel", "title": "Lights"}
    (answer,) = await group.send(text=f"{MENTION} {PHAROS}", **{"from": channel_bot}, sender_chat=channel)
    assert answer.reply_to == group.question


async def test_the_post_of_a_linked_channel_is_left_alone(group: Conversation) -> None:
    assert await group.say(f"{MENTION} {PHAROS}", is_automatic_forward=True, sender_chat=group.chat) == []


async def test_an_answer_stays_in_its_topic_of_a_forum(group: Conversation) -> None:
    await group.say(f"/ask {PHAROS}", message_thread_id=77, is_topic_message=True)
    assert group.telegram.calls[-1].parameters["message_thread_id"] == 77
