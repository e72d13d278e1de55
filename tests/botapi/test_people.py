"""What the bot gets to see of what people do."""

from . import BotApiServer, SentMessage
from .conftest import Api
from .people import LOCATION, PHOTO, STICKER, VOICE
from .world import BOT_USERNAME


async def test_privacy_mode_hides_what_is_not_for_the_bot(server: BotApiServer, api: Api) -> None:
    anna, group = server.person("Anna"), server.supergroup("Group")
    sent = SentMessage(await api.result("sendMessage", chat_id=group.id, text="x"))
    for text in ("chatter", "/start@other_bot", "/start", f"/start@{BOT_USERNAME}", f"@{BOT_USERNAME} when? @anna"):
        anna.say(text, chat=group)
    anna.reply(sent, "a reply")
    seen = [update["message"]["text"] for update in await api.result("getUpdates")]
    assert seen == ["/start", f"/start@{BOT_USERNAME}", f"@{BOT_USERNAME} when? @anna", "a reply"]


async def test_without_privacy_mode_the_bot_sees_all(server: BotApiServer, api: Api) -> None:
    server.world.privacy_mode = False
    server.person("Anna").say("chatter", chat=server.group("Group"))
    assert len(await api.result("getUpdates")) == 1


async def test_in_a_topic_each_message_replies_to_its_first(server: BotApiServer) -> None:
    forum = server.supergroup("Forum", "Agenda")
    [thread] = forum.threads
    message = server.person("Anna").say("Hi", chat=forum, thread=thread).json
    assert message["is_topic_message"]
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Agenda"


async def test_all_kinds_of_content_arrive(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    for content in (STICKER, VOICE, LOCATION):
        anna.send(content)
    anna.send(PHOTO, caption="/start")
    anna.forward("Read this")
    server.publish("News", "Today")
    updates = await api.result("getUpdates")
    assert {"sticker", "voice", "location", "caption_entities", "forward_origin"} <= {
        key for u in updates[:-1] for key in u["message"]
    }
    assert updates[-1]["channel_post"]["text"] == "Today"


async def test_an_edit_keeps_the_message_and_finds_its_entities_anew(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    question = anna.say("/start")
    assert anna.edit(question, "When?").id == question.id
    _sent, update = await api.result("getUpdates")
    assert "entities" not in update["edited_message"]
    assert update["edited_message"]["edit_date"]


async def test_a_bot_hears_that_it_was_added_to_a_group_and_removed(server: BotApiServer, api: Api) -> None:
    group, anna = server.group("Group"), server.person("Anna")
    anna.adds(group)
    anna.removes(group)
    added, removed = (update["my_chat_member"] for update in await api.result("getUpdates"))
    assert added["new_chat_member"]["status"] == "member"
    assert removed["new_chat_member"]["status"] == "left"
    assert "kicked" in await api.refusal("sendMessage", chat_id=group.id, text="Hello")
