from __future__ import annotations

import time

from bot.terminal.local import BOT, Conversation, SentMessage
from handlers.groups import DAY

PHAROS = "How tall was the Pharos of Alexandria?"
Member = dict[str, object]
LEFT: Member = {"status": "left"}
MEMBER: Member = {"status": "member"}
RIGHTS = """
    can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members
    can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories
"""
ADMINISTRATOR: Member = {"status": "administrator", **dict.fromkeys(RIGHTS.split(), True)}
PERMISSIONS = """
    can_change_info can_invite_users can_pin_messages can_send_messages can_send_polls can_send_other_messages
    can_add_web_page_previews can_manage_topics can_send_audios can_send_documents can_send_photos can_send_videos
    can_send_video_notes can_send_voice_notes can_edit_tag can_react_to_messages
"""
RESTRICTED: Member = {
    "status": "restricted", "is_member": True, "until_date": 0, **dict.fromkeys(PERMISSIONS.split(), False)
}  # fmt: skip


async def change(talk: Conversation, before: Member, after: Member, date: float | None = None) -> list[SentMessage]:
    """Return what the bot says to a change of its own membership."""
    members = {"old_chat_member": before | {"user": BOT}, "new_chat_member": after | {"user": BOT}}
    when = time.time() if date is None else date
    return await talk.deliver(my_chat_member={"chat": talk.chat, "from": talk.person, "date": when, **members})


async def test_a_group_is_told_how_to_ask_when_the_bot_is_added(group: Conversation) -> None:
    (greeting,) = await change(group, LEFT, MEMBER)
    assert f"Mention @{BOT['username']}" in greeting.text
    assert "/ask How tall" in greeting.text


async def test_it_is_told_once_though_the_bot_is_added_again_within_a_day(group: Conversation) -> None:
    await change(group, LEFT, MEMBER)
    await change(group, MEMBER, LEFT)
    assert await change(group, LEFT, MEMBER) == []


async def test_and_again_after_a_day(group: Conversation) -> None:
    await change(group, LEFT, MEMBER)
    await change(group, MEMBER, LEFT)
    group.application.bot_data.greeted[group.chat["id"]] -= DAY
    assert await change(group, LEFT, MEMBER)


async def test_a_member_that_becomes_an_administrator_is_not_new(group: Conversation) -> None:
    assert await change(group, MEMBER, ADMINISTRATOR) == []


async def test_an_administrator_from_the_start_greets_too(group: Conversation) -> None:
    assert await change(group, LEFT, ADMINISTRATOR)


async def test_where_the_bot_may_not_write_it_does_not_try(group: Conversation) -> None:
    assert await change(group, LEFT, RESTRICTED) == []


async def test_of_a_group_that_it_was_added_to_long_ago_the_bot_is_silent(group: Conversation) -> None:
    assert await change(group, LEFT, MEMBER, date=time.time() - 660) == []


async def test_a_channel_is_not_greeted(group: Conversation) -> None:
    channel = Conversation(group.application, group.telegram, {"id": -9, "type": "channel", "title": "Lights"})
    assert await change(channel, LEFT, ADMINISTRATOR) == []


async def test_who_unblocks_the_bot_is_not_greeted(chat: Conversation) -> None:
    assert await change(chat, {"status": "kicked", "until_date": 0}, MEMBER) == []


async def test_nothing_of_a_group_is_remembered_when_the_bot_is_removed(group: Conversation) -> None:
    await group.say(f"/ask {PHAROS}")
    await change(group, MEMBER, LEFT)
    shared = group.application.bot_data
    assert shared.answered.answers_to(group.chat["id"], group.question) == ()
    (again,) = await group.say(f"/ask {PHAROS}")
    assert "over one hundred metres" in again.text


async def test_a_group_that_becomes_a_supergroup_is_not_greeted_anew(group: Conversation) -> None:
    await change(group, LEFT, MEMBER)
    await group.send(migrate_to_chat_id=-77)
    supergroup = Conversation(group.application, group.telegram, group.chat | {"id": -77})
    await supergroup.send(migrate_from_chat_id=group.chat["id"])
    assert await change(supergroup, LEFT, MEMBER) == []
