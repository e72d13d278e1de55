from __future__ import annotations

from typing import Any

import pytest

from bot.terminal.local import BOT, PERSON, Conversation

PHAROS = "How tall was the Pharos of Alexandria?"
FRESNEL = "Who invented the Fresnel lens?"
MENTION = f"@{BOT['username']}"
PICTURE = {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]}


def link(name: str, user: dict[str, Any]) -> dict[str, Any]:
    """Return the entity that links a name at the beginning of a text with a user."""
    return {"type": "text_mention", "offset": 0, "length": len(name), "user": user}


async def test_a_name_that_is_linked_with_the_bot_addresses_it(group: Conversation) -> None:
    (answer,) = await group.send(text=f"Keeper, {PHAROS}", entities=[link("Keeper", BOT)])
    assert "over one hundred metres" in answer.text


async def test_such_a_name_is_no_part_of_the_question(group: Conversation) -> None:
    (answer,) = await group.send(text="Keeper hello", entities=[link("Keeper", BOT)])
    assert answer.text == "Ahoy & welcome."


async def test_a_name_that_is_linked_with_somebody_else_does_not(group: Conversation) -> None:
    assert await group.send(text=f"Keeper, {PHAROS}", entities=[link("Keeper", group.person)]) == []


async def test_a_mention_under_a_picture_addresses_the_bot(group: Conversation) -> None:
    (answer,) = await group.send(**PICTURE, caption=f"{MENTION} {PHAROS}")
    assert "over one hundred metres" in answer.text


async def test_a_linked_name_under_a_picture_addresses_it_too(group: Conversation) -> None:
    assert await group.send(**PICTURE, caption=f"Keeper, {PHAROS}", caption_entities=[link("Keeper", BOT)])


async def test_a_picture_for_others_is_left(group: Conversation) -> None:
    assert await group.send(**PICTURE, caption=PHAROS) == []
    assert await group.send(**PICTURE) == []


async def test_a_command_for_another_bot_is_left(group: Conversation) -> None:
    assert await group.say("/help@another_bot") == []
    assert await group.say("/weather") == []


async def test_a_command_with_the_name_of_the_bot_is_answered(group: Conversation) -> None:
    assert await group.say(f"/help{MENTION}")


async def test_a_reply_to_an_answer_from_before_a_restart_is_answered(group: Conversation) -> None:
    """Nothing of that answer is remembered, and nothing of it is needed."""
    old = {"message_id": 5, "date": 1, "chat": group.chat, "from": BOT, "text": "An old answer."}
    (answer,) = await group.send(text=PHAROS, reply_to_message=old)
    assert answer.reply_to == group.question


async def test_a_reply_to_a_message_that_was_sent_through_the_bot_inline_is_left(group: Conversation) -> None:
    inline = {"message_id": 5, "date": 1, "chat": group.chat, "from": group.person, "via_bot": BOT, "text": PHAROS}
    assert await group.send(text="nice", reply_to_message=inline) == []


async def test_an_edited_command_edits_its_answer(group: Conversation) -> None:
    await group.say(f"/ask {PHAROS}")
    (answer,) = await group.edit(f"/ask {FRESNEL}")
    assert answer.edited
    assert "Augustin Fresnel" in answer.text


async def test_a_message_that_is_edited_to_address_the_bot_is_answered(group: Conversation) -> None:
    await group.say(PHAROS)
    (answer,) = await group.edit(f"{PHAROS} {MENTION}")
    assert not answer.edited


@pytest.mark.parametrize(
    "content",
    [
        {"boost_added": {"boost_count": 1}},
        {"story": {"chat": {"id": -9, "type": "channel", "title": "Lights"}, "id": 1}},
        {"paid_media": {"star_count": 1, "paid_media": []}},
        {"giveaway_created": {"prize_star_count": 1}},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 2, "type": "private"}}},
        {"something_that_telegram_will_think_of": {}},
    ],
    ids=lambda content: next(iter(content)),
)
async def test_what_is_nothing_to_read_is_left_without_a_word(chat: Conversation, content: dict[str, Any]) -> None:
    assert await chat.send(**content) == []


@pytest.mark.parametrize("kind", ["guest_message", "business_message", "edited_business_message", "channel_post"])
@pytest.mark.parametrize("text", [PHAROS, "/help", f"{MENTION} {PHAROS}"])
async def test_a_message_of_a_kind_that_is_not_for_the_bot_is_left(chat: Conversation, kind: str, text: str) -> None:
    command = {"entities": [{"type": "bot_command", "offset": 0, "length": 5}]} if text == "/help" else {}
    assert await chat.deliver(**{kind: chat.message(text=text, **command)}) == []


@pytest.mark.parametrize(
    "update",
    [
        {"chat_boost": {
            "chat": {"id": -7, "type": "supergroup", "title": "Keepers"},
            "boost": {
                "boost_id": "1", "add_date": 1, "expiration_date": 2, "source": {"source": "premium", "user": PERSON},
            },
        }},
        {"message_reaction_count": {
            "chat": {"id": -7, "type": "supergroup"}, "message_id": 1, "date": 1, "reactions": [],
        }},
        {"an_update_that_telegram_will_think_of": {}},
    ],
    ids=lambda update: next(iter(update)),
)  # fmt: skip
async def test_an_update_of_another_kind_is_left(chat: Conversation, update: dict[str, Any]) -> None:
    assert await chat.deliver(**update) == []
    assert not [call for call in chat.telegram.calls if call.method != "getMe"]
