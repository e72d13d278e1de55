"""What Telegram knows: the bot, chats with their messages, and updates that wait for the bot."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .changes import Changes
from .limits import RateLimits
from .parameters import Json, Parameters, Refusal
from .updates import Updates

BOT_ID = 7000000001
BOT_USERNAME = "hld_test_bot"


class Button(NamedTuple):
    """A button under a message: its label, and what a tap sends (`data`) or opens (`url`)."""

    label: str
    data: str
    url: str
    message: "SentMessage"


@dataclass(frozen=True)
class SentMessage:
    """A message as it stood in a chat at one moment, whoever wrote it.

    Attributes:
        json: the Message object of the Bot API.
    """

    json: Json

    @property
    def id(self) -> int:
        """The message's id, unique in its chat."""
        return int(self.json["message_id"])

    @property
    def chat_id(self) -> int:
        """The id of its chat."""
        return int(self.json["chat"]["id"])

    @property
    def text(self) -> str:
        """The text or the caption without formatting, empty if it has neither."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def links(self) -> list[str]:
        """The addresses that its words link to."""
        return [entity["url"] for entity in self.json.get("entities", []) if entity["type"] == "text_link"]

    @property
    def rows(self) -> list[list[Button]]:
        """The inline keyboard, row by row."""
        keyboard = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [Button(b["text"], b.get("callback_data", ""), b.get("url", ""), self) for b in row] for row in keyboard
        ]

    @property
    def buttons(self) -> list[Button]:
        """The buttons of all rows."""
        return [button for row in self.rows for button in row]

    def button(self, label: str) -> Button:
        """Return the first button whose label contains this, in any case; LookupError if there is none."""
        for button in self.buttons:
            if label.lower() in button.label.lower():
                return button
        raise LookupError(f"no button {label!r} among {[button.label for button in self.buttons]}")


@dataclass
class Chat:
    """A chat with its messages.

    Attributes:
        json: the Chat object of the Bot API.
        threads: of a forum: the title of each topic by its message_thread_id.
        closed: why the bot may not write here, in Telegram's words; empty if it may.
        messages: by id, as Message objects; replaced and never changed.
    """

    json: Json
    threads: dict[int, str] = field(default_factory=dict)
    closed: str = ""
    messages: dict[int, Json] = field(default_factory=dict)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def id(self) -> int:
        """The chat's id."""
        return int(self.json["id"])

    @property
    def is_group(self) -> bool:
        """Whether it is a group of either kind."""
        return self.json["type"] in {"group", "supergroup"}

    def next_id(self) -> int:
        """Return an id for a new message: each chat counts for itself, as supergroups do."""
        return next(self._ids)


class World:
    """Everything behind the Bot API.

    Args:
        strict: refuse also what Telegram tolerates although its documentation does not allow it.
        rate_limits: refuse what comes faster than the flood limits allow.
    """

    def __init__(self, *, strict: bool, rate_limits: bool) -> None:
        self.strict = strict
        self.changes = Changes()
        self.updates = Updates(self.changes)
        self.bot: Json = {"id": BOT_ID, "is_bot": True, "first_name": "Test Bot", "username": BOT_USERNAME}
        self.privacy_mode = True
        self.webhook = ""
        self.webhook_secret = ""
        self.webhook_connections = 40
        self.webhook_error: Json = {}
        """What went wrong last at the webhook, as getWebhookInfo has it."""
        self.chats: dict[int, Chat] = {}
        # By (method's subject, scope, language): command lists, names and descriptions.
        self.profile: dict[tuple[str, str, str], Any] = {}
        # Unanswered queries, and the answers of those that were.
        self.queries: set[str] = set()
        self.files: dict[str, bytes] = {}
        """What people have sent, by the id of the file."""
        self.answers: dict[str, Json] = {}
        self._ids = itertools.count(1001)
        self._limits = RateLimits(time.monotonic) if rate_limits else None

    def next_id(self) -> int:
        """Return a number for a new user, chat or query."""
        return next(self._ids)

    def add_chat(self, kind: str, chat_id: int, **fields: object) -> Chat:
        """Return a new chat."""
        chat = self.chats[chat_id] = Chat({"id": chat_id, "type": kind, **fields})
        return chat

    def chat(self, parameters: Parameters) -> Chat:
        """Return the chat that a call names and the bot may write to, or raise a Refusal."""
        chat_id = parameters.integer("chat_id")
        if chat_id is None:
            raise Refusal("chat_id is empty")
        if chat_id not in self.chats:
            raise Refusal("chat not found")
        chat = self.chats[chat_id]
        if chat.closed:
            raise Refusal(f"Forbidden: {chat.closed}", code=403)
        return chat

    def admit(self, chat: Chat) -> None:
        """Count a message of the bot to a chat, or raise a Refusal if it comes too fast."""
        if self._limits:
            self._limits.admit(chat.json)

    def post(self, chat: Chat, message: Json) -> Json:
        """Add a message to a chat and return it, with its id, its date and its chat."""
        message_id = chat.next_id()
        posted = {"message_id": message_id, "date": int(time.time()), "chat": chat.json} | message
        chat.messages[message_id] = posted
        self.changes.announce()
        return posted

    def replace(self, chat: Chat, message: Json) -> Json:
        """Put an edited message in the place of the old one and return it."""
        edited = message | {"edit_date": int(time.time())}
        chat.messages[edited["message_id"]] = edited
        self.changes.announce()
        return edited

    def ask(self, kind: str, query: Json) -> str:
        """Deliver a callback or inline query and return its id; only an open query can be answered, and only once."""
        query_id = str(self.next_id())
        self.queries.add(query_id)
        self.updates.add({kind: {"id": query_id} | query})
        return query_id

    def answer(self, query_id: str, answer: Json) -> None:
        """Close a query with its answer, or raise a Refusal if it is not open."""
        if query_id not in self.queries:
            raise Refusal("query is too old and response timeout expired or query ID is invalid")
        self.queries.remove(query_id)
        self.answers[query_id] = answer
        self.changes.announce()
