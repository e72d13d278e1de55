"""Telegram inside the process: the terminal chat and the tests of conversations run the real Application over it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.request import BaseRequest, RequestData

from bot.terminal.markup import MarkupError, text_of
from handlers.showing.excerpts import units

if TYPE_CHECKING:
    from bot.application import BotApplication

Json = dict[str, Any]

TOKEN = "1:the-bot-in-this-process-needs-no-secret"  # noqa: S105  # opens nothing: nothing is called
BOT: Json = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "hld_local_bot"}
PERSON: Json = {"id": 2, "is_bot": False, "first_name": "You", "language_code": "en"}
PRIVATE_CHAT: Json = {"id": 2, "type": "private", "first_name": "You"}
MAX_TEXT = 4096
"""UTF-16 units in a message, after its entities are parsed (https://core.telegram.org/bots/api#sendmessage)."""
_ENTITY = re.compile(r"(?<!\S)(?:(?P<bot_command>/\w+(?:@\w+)?)|(?P<mention>@\w+))")


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: a tap sends `data` to the bot, or opens `url`."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Quiz:
    """What a quiz lets its reader choose from; which option is right, the app shows once they have chosen."""

    options: tuple[str, ...]
    right: int
    """The place of the right option."""
    explanation: str
    """HTML."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message of the bot, as it stood after one call."""

    chat: int
    id: int
    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    reply_to: int | None = None
    edited: bool = False
    media: Json | None = None
    """A photo or a poll, as the Bot API shows it."""
    quiz: Quiz | None = None

    @property
    def text(self) -> str:
        """What the message reads."""
        return text_of(self.html)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons of all rows, in reading order."""
        return tuple(button for row in self.rows for button in row)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Bot API."""

    method: str
    parameters: Mapping[str, Any]


class RefusalError(Exception):
    """A call that Telegram answers with 400 Bad Request."""


class LocalTelegram(BaseRequest):
    """Answers the calls that the bot makes, and keeps what it sent. Everything unknown succeeds."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.sent: list[SentMessage] = []
        """Every message as it was sent and after each edit, in order."""
        self.messages: dict[tuple[int, int], SentMessage] = {}
        """The messages that stand now, by chat and message id."""
        self.chats: dict[int, Json] = {}
        self.written: dict[tuple[int, int], Json] = {}
        """The messages of people as they read now, by chat and message id."""
        self.files: dict[str, bytes] = {}
        """The documents that were sent by either side, by their file id."""
        self._last_id = 0
        self._methods: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
            "getMe": lambda _: BOT,
            "getUpdates": lambda _: [],
            "getMyCommands": lambda _: [],
            "getMyDescription": lambda _: {"description": ""},
            "getMyShortDescription": lambda _: {"short_description": ""},
            "sendMessage": self._send_text,
            "sendPhoto": self._send_photo,
            "sendPoll": self._send_poll,
            "sendDocument": self._send_document,
            "getFile": self._file,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_buttons,
            "deleteMessage": self._delete,
        }

    @property
    def read_timeout(self) -> float | None:
        """No time limit: there is nothing to wait for."""
        return None

    async def initialize(self) -> None:
        """Do nothing: there is no connection."""

    async def shutdown(self) -> None:
        """Do nothing: there is no connection."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        """Answer one call as the Bot API does: the HTTP status and the JSON body."""
        if method == "GET":
            return 200, self.files[url.rpartition("/")[2]]
        call = Call(url.rpartition("/")[2], request_data.parameters if request_data else {})
        self.calls.append(call)
        for file in (request_data.multipart_data or {}).values() if request_data else ():
            self.files[file[0]] = file[1] if isinstance(file[1], bytes) else file[1].read()
        try:
            result = self._methods.get(call.method, _succeed)(call.parameters)
        except (RefusalError, MarkupError) as error:
            return 400, _body(ok=False, error_code=400, description=f"Bad Request: {error}")
        return 200, _body(ok=True, result=result)

    def next_id(self) -> int:
        """Return the id of a new message; people and the bot share the numbers, as in a real chat."""
        self._last_id += 1
        return self._last_id

    def as_json(self, message: SentMessage) -> Json:
        """Return `message` as the Bot API shows it."""
        shown = {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": self.chats[message.chat],
            "from": BOT,
            **({"text": message.text} if message.media is None else message.media),
        }
        rows = [
            [{"text": b.text, "callback_data": b.data} if b.data else {"text": b.text, "url": b.url} for b in row]
            for row in message.rows
        ]
        stub = {"message_id": message.reply_to, "date": shown["date"], "chat": shown["chat"]}
        replied = self.written.get((message.chat, message.reply_to or 0), stub)
        return (
            shown
            | ({"reply_markup": {"inline_keyboard": rows}} if rows else {})
            | ({"reply_to_message": replied} if message.reply_to else {})
        )

    def _send_text(self, parameters: Mapping[str, Any]) -> Json:
        return self._send(parameters, _text(parameters))

    def _send_photo(self, parameters: Mapping[str, Any]) -> Json:
        photo = {"file_id": "photo", "file_unique_id": "photo", "width": 1, "height": 1}
        return self._send(parameters, str(parameters.get("caption", "")), {"photo": [photo]})

    def _send_document(self, parameters: Mapping[str, Any]) -> Json:
        name = list(self.files)[-1]
        document = {"file_id": name, "file_unique_id": name, "file_name": name, "file_size": len(self.files[name])}
        return self._send(parameters, str(parameters.get("caption", "")), {"document": document})

    def _file(self, parameters: Mapping[str, Any]) -> Json:
        name = str(parameters["file_id"])
        if name not in self.files:
            raise RefusalError("invalid file_id")
        size = len(self.files[name])
        return {"file_id": name, "file_unique_id": name, "file_path": f"documents/{name}", "file_size": size}

    def _send_poll(self, parameters: Mapping[str, Any]) -> Json:
        quiz = Quiz(
            tuple(option["text"] for option in parameters["options"]),
            parameters["correct_option_ids"][0],
            parameters.get("explanation", ""),
        )
        question = escape(parameters["question"], quote=False)
        return self._send(parameters, question, _poll(parameters["question"], quiz.options), quiz)

    def _send(
        self, parameters: Mapping[str, Any], html: str, media: Json | None = None, quiz: Quiz | None = None
    ) -> Json:
        chat = int(parameters["chat_id"])
        if chat not in self.chats:
            raise RefusalError("chat not found")
        reply_to = parameters.get("reply_parameters", {}).get("message_id")
        if (chat, reply_to) in {(message.chat, message.id) for message in self.sent} - self.messages.keys():
            reply_to = None  # what replies to a deleted message comes without it
        message = SentMessage(chat, self.next_id(), html, _rows(parameters), reply_to, media=media, quiz=quiz)
        return self._keep(message)

    def _edit_text(self, parameters: Mapping[str, Any]) -> Json:
        return self._edit(parameters, _text(parameters))

    def _edit_buttons(self, parameters: Mapping[str, Any]) -> Json:
        return self._edit(parameters, None)

    def _edit(self, parameters: Mapping[str, Any], html: str | None) -> Json:
        before = self.messages.get(_key(parameters))
        if before is None:
            raise RefusalError("message to edit not found")
        html = before.html if html is None else html
        after = SentMessage(before.chat, before.id, html, _rows(parameters), before.reply_to, edited=True)
        if (after.html, after.rows) == (before.html, before.rows):
            raise RefusalError(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        return self._keep(after)

    def _delete(self, parameters: Mapping[str, Any]) -> bool:
        if self.messages.pop(_key(parameters), None) is None:
            raise RefusalError("message to delete not found")
        return True

    def _keep(self, message: SentMessage) -> Json:
        self.sent.append(message)
        self.messages[message.chat, message.id] = message
        return self.as_json(message)


class Conversation:
    """One person talking with the bot in one chat. What each step returns is what the bot sent or edited in reply."""

    def __init__(
        self, application: BotApplication, telegram: LocalTelegram, chat: Json = PRIVATE_CHAT, person: Json = PERSON
    ) -> None:
        self.application = application
        self.telegram = telegram
        self.chat = chat
        self.person = person
        self.question = 0
        """The id of the person's last message."""
        self.notices: list[str] = []
        """What the last step showed above the chat: the answers to taps."""
        telegram.chats[chat["id"]] = chat

    async def say(self, text: str, reply_to: SentMessage | None = None, **fields: object) -> list[SentMessage]:
        """Send `text`; `fields` are further fields of the message, such as `via_bot`."""
        reply = {"reply_to_message": self.telegram.as_json(reply_to)} if reply_to else {}
        return await self.send(text=text, entities=_entities(text), **reply, **fields)

    async def send(self, **fields: object) -> list[SentMessage]:
        """Send a message of any kind, such as `sticker={...}`."""
        self.question = self.telegram.next_id()
        return await self.deliver(message=self._written(self.message(**fields)))

    async def edit(self, text: str, question: int | None = None) -> list[SentMessage]:
        """Edit the message with the id `question`, by default the last one, into `text`."""
        edited = self.message(text=text, entities=_entities(text), edit_date=int(time.time()))
        return await self.deliver(edited_message=self._written(edited | {"message_id": question or self.question}))

    async def tap(self, button: Button, message: SentMessage | None = None) -> list[SentMessage]:
        """Tap `button` under `message`, by default the newest message that has it."""
        standing = reversed(self.telegram.messages.values())
        message = message or next(m for m in standing if m.chat == self.chat["id"] and button in m.buttons)
        query = {"id": "1", "from": self.person, "chat_instance": "1", "data": button.data}
        return await self.deliver(callback_query=query | {"message": self.telegram.as_json(message)})

    async def type(self, text: str, offset: str = "") -> Json:
        """Type `text` behind the bot's name in any chat, and return what the bot answers: results and more."""
        await self.deliver(inline_query={"id": "1", "from": self.person, "query": text, "offset": offset})
        return dict(self.telegram.calls[-1].parameters)

    async def deliver(self, **update: object) -> list[SentMessage]:
        """Hand the bot an update of any kind, and return what it sent or edited in this chat."""
        sent, calls = len(self.telegram.sent), len(self.telegram.calls)
        arrived = Update.de_json({"update_id": 1, **update}, self.application.bot)
        await self.application.update_processor.process_update(arrived, self.application.process_update(arrived))
        answers = [c.parameters for c in self.telegram.calls[calls:] if c.method == "answerCallbackQuery"]
        self.notices = [answer["text"] for answer in answers if "text" in answer]
        return [message for message in self.telegram.sent[sent:] if message.chat == self.chat["id"]]

    def message(self, **fields: object) -> Json:
        """Return a message of the person as the Bot API shows it."""
        return {"message_id": self.question, "date": int(time.time()), "chat": self.chat, "from": self.person, **fields}

    def _written(self, message: Json) -> Json:
        self.telegram.written[self.chat["id"], message["message_id"]] = message
        return message


def _succeed(_: Mapping[str, Any]) -> bool:
    return True


def _body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def _text(parameters: Mapping[str, Any]) -> str:
    html = str(parameters.get("text", ""))
    text = text_of(html)
    if not text.strip():
        raise RefusalError("message text is empty")
    if units(text) > MAX_TEXT:
        raise RefusalError("message is too long")
    return html


def _poll(question: str, options: Iterable[str]) -> Json:
    """Return a quiz as the Bot API shows it."""
    shown = [{"text": text, "voter_count": 0, "persistent_id": text} for text in options]
    kind = {"type": "quiz", "is_closed": False, "is_anonymous": True, "allows_multiple_answers": False}
    poll = {"id": "1", "question": question, "options": shown, "total_voter_count": 0, **kind}
    return {"poll": poll | {"allows_revoting": False, "members_only": False}}


def _rows(parameters: Mapping[str, Any]) -> tuple[tuple[Button, ...], ...]:
    markup = parameters.get("reply_markup", {})
    keyboard = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    return tuple(tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row) for row in keyboard)


def _key(parameters: Mapping[str, Any]) -> tuple[int, int]:
    return int(parameters["chat_id"]), int(parameters["message_id"])


def _entities(text: str) -> list[Json]:
    """Return the commands and mentions in `text`, placed in UTF-16 units as Telegram does."""
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match[0])}
        for match in _ENTITY.finditer(text)
    ]
