"""People who talk to the bot, as their apps do it."""

import time
from collections.abc import Callable
from typing import TypeVar

from .messages import without_reply
from .parameters import Json
from .texts import found_entities
from .utf16 import part
from .world import BOT_USERNAME, Button, Chat, SentMessage, World

SECONDS = 60.0
"""How long a test waits at most for what must come."""

T = TypeVar("T")

STICKER: Json = {
    "sticker": {
        "file_id": "sticker1",
        "file_unique_id": "sticker1",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "🙂",
    }
}
PHOTO: Json = {"photo": [{"file_id": "photo1", "file_unique_id": "photo1", "width": 640, "height": 480}]}
VOICE: Json = {"voice": {"file_id": "voice1", "file_unique_id": "voice1", "duration": 2}}
LOCATION: Json = {"location": {"latitude": 40.7489, "longitude": -73.968}}


class Person:
    """A user of Telegram.

    Args:
        world: where they live.
        user: the User object of the Bot API.
    """

    def __init__(self, world: World, user: Json) -> None:
        self._world = world
        self.user = user
        self.private = world.add_chat("private", user["id"], first_name=user["first_name"])
        self.private.closed = "bot can't initiate conversation with a user"
        self._read: dict[int, int] = {}

    def say(
        self, text: str, *, chat: Chat | None = None, thread: int = 0, reply_to: SentMessage | None = None
    ) -> SentMessage:
        """Write a text: to the bot, or in a group; in a topic of a forum; as a reply."""
        return self.send(_with_entities(text), chat=chat, thread=thread, reply_to=reply_to)

    def send(
        self,
        content: Json,
        *,
        caption: str = "",
        chat: Chat | None = None,
        thread: int = 0,
        reply_to: SentMessage | None = None,
    ) -> SentMessage:
        """Send any content, such as STICKER, or PHOTO with a caption."""
        chat = chat or self.private
        if chat is self.private:
            chat.closed = ""
        if caption:
            content = content | _with_entities(caption, "caption")
        message = self._world.post(chat, {"from": self.user, **_place(chat, thread, reply_to), **content})
        if self._is_seen(chat, message):
            self._world.updates.add({"message": message})
        return SentMessage(message)

    def send_file(self, name: str, content: bytes, *, caption: str = "") -> SentMessage:
        """Send a document to the bot."""
        file_id = f"file{self._world.next_id()}"
        self._world.files[file_id] = content
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": len(content)}
        return self.send({"document": document}, caption=caption)

    def reply(self, message: SentMessage, text: str) -> SentMessage:
        """Reply to a message, where it stands."""
        chat = self._world.chats[message.chat_id]
        thread = message.json["message_thread_id"] if message.json.get("is_topic_message") else 0
        return self.say(text, chat=chat, thread=thread, reply_to=message)

    def forward(self, text: str, *, author: str = "Somebody") -> SentMessage:
        """Forward a text to the bot that somebody else wrote."""
        origin = {"type": "hidden_user", "date": 1_158_192_000, "sender_user_name": author}
        return self.send({**_with_entities(text), "forward_origin": origin})

    def edit(self, message: SentMessage, text: str) -> SentMessage:
        """Replace the text of an own message."""
        chat = self._world.chats[message.chat_id]
        kept = {field: value for field, value in message.json.items() if field != "entities"}
        edited = self._world.replace(chat, kept | _with_entities(text))
        if self._is_seen(chat, edited):
            self._world.updates.add({"edited_message": edited})
        return SentMessage(edited)

    def delete(self, message: SentMessage) -> None:
        """Delete a message, of which the bot hears nothing."""
        del self._world.chats[message.chat_id].messages[message.id]

    def adds(self, chat: Chat) -> None:
        """Add the bot to a group."""
        chat.closed = ""
        self._change_membership(chat, "left", "member")

    def removes(self, chat: Chat) -> None:
        """Remove the bot from a group."""
        chat.closed = f"bot was kicked from the {chat.json['type']} chat"
        self._change_membership(chat, "member", "left")

    def block(self) -> None:
        """Block the bot."""
        self.private.closed = "bot was blocked by the user"

    def press(self, button: Button) -> str:
        """Tap a button without waiting, and return the id of the callback query."""
        chat = self._world.chats[button.message.chat_id]
        gone = {"message_id": button.message.id, "chat": chat.json, "date": 0}
        message = chat.messages.get(button.message.id, gone)
        query = {"from": self.user, "message": message, "chat_instance": str(chat.id), "data": button.data}
        return self._world.ask("callback_query", query)

    async def tap(self, button: Button) -> str:
        """Tap a button, wait until the bot has answered the tap, and return the text that it shows for it."""
        return str((await self._answer(self.press(button)))["text"])

    async def inline(self, text: str, *, offset: str = "") -> list[Json]:
        """Type after the bot's name in any chat, and return the results that the bot shows."""
        query_id = self._world.ask("inline_query", {"from": self.user, "query": text, "offset": offset})
        return list((await self._answer(query_id))["results"])

    def choose(self, result: Json, *, chat: Chat) -> SentMessage:
        """Send one of the results of an inline query."""
        chosen = {"from": self.user, "result_id": result["id"], "query": ""}
        self._world.updates.add({"chosen_inline_result": chosen})
        content = {"text": result["text"], "entities": result["entities"], "via_bot": self._world.bot}
        return self.send(content, chat=chat)

    async def reads(self, chat: Chat | None = None) -> SentMessage:
        """Return the bot's next message that this person has not read yet, as soon as it is there."""
        chat = chat or self.private

        def unread() -> Json | None:
            last = self._read.get(chat.id, 0)
            of_bot = (m for m in chat.messages.values() if m.get("from", {}).get("id") == self._world.bot["id"])
            return next((message for message in of_bot if message["message_id"] > last), None)

        message = await self._wait_for(unread)
        self._read[chat.id] = message["message_id"]
        return SentMessage(message)

    async def reads_edit(self, message: SentMessage) -> SentMessage:
        """Return a message anew as soon as it is no longer what it was."""
        messages = self._world.chats[message.chat_id].messages
        await self._wait_for(lambda: messages.get(message.id) is not message.json)
        return SentMessage(messages[message.id])

    def _change_membership(self, chat: Chat, before: str, after: str) -> None:
        bot = self._world.bot
        change = {"old_chat_member": {"status": before, "user": bot}, "new_chat_member": {"status": after, "user": bot}}
        place = {"chat": chat.json, "from": self.user, "date": int(time.time())}
        self._world.updates.add({"my_chat_member": place | change})

    async def _answer(self, query_id: str) -> Json:
        return await self._wait_for(lambda: self._world.answers.get(query_id))

    async def _wait_for(self, look: Callable[[], T | None]) -> T:
        found = await self._world.changes.wait_for(look, SECONDS)
        assert found is not None, "only what is true ends the wait"
        return found

    def _is_seen(self, chat: Chat, message: Json) -> bool:
        """Whether a bot in privacy mode gets a message: commands, mentions, replies to it, and what came through it."""
        if not chat.is_group or not self._world.privacy_mode:
            return True
        if message.get("reply_to_message", {}).get("from") == self._world.bot or "via_bot" in message:
            return True
        text = message.get("text") or message.get("caption") or ""
        entities = message.get("entities") or message.get("caption_entities") or []
        marked = [(entity["type"], part(text, entity["offset"], entity["length"]).lower()) for entity in entities]
        return any(
            (kind == "mention" and words == f"@{BOT_USERNAME}")
            or (kind == "bot_command" and words.partition("@")[2] in {"", BOT_USERNAME})
            for kind, words in marked
        )


def _with_entities(text: str, field: str = "text") -> Json:
    entities = found_entities(text)
    name = "entities" if field == "text" else "caption_entities"
    return {field: text} | ({name: entities} if entities else {})


def _place(chat: Chat, thread: int, reply_to: SentMessage | None) -> Json:
    if reply_to:
        place: Json = {"reply_to_message": without_reply(reply_to.json)}
        if chat.json["type"] == "supergroup" and not thread:
            # A thread of replies is no topic: its id must not be sent back.
            place["message_thread_id"] = reply_to.json.get("message_thread_id", reply_to.id)
    else:
        # In a topic, every message that replies to nothing replies to the topic's first one.
        place = {"reply_to_message": chat.messages[thread]} if thread else {}
    return place | ({"message_thread_id": thread, "is_topic_message": True} if thread else {})
