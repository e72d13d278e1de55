"""Who speaks to the bot, and what is asked: in a group it answers only when it is addressed."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity
from telegram.constants import ChatType
from telegram.ext import filters


class _FromPeople(filters.MessageFilter):
    """Messages that a person wrote, also as an anonymous administrator; not what another bot or a channel posted."""

    def filter(self, message: Message) -> bool:
        bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
        return not (bot or message.via_bot or message.is_automatic_forward)


class _Addressed(filters.MessageFilter):
    """Messages meant for the bot: all in private; in a group those that mention it or reply to it."""

    def filter(self, message: Message) -> bool:
        replied = message.reply_to_message and message.reply_to_message.from_user
        to_bot = bool(replied and replied.id == message.get_bot().id)
        return message.chat.type == ChatType.PRIVATE or to_bot or bool(_mention(message).search(_text(message)))


class _Words(filters.MessageFilter):
    """Messages with a text or a caption, be it an empty one."""

    def filter(self, message: Message) -> bool:
        return message.text is not None or message.caption is not None


class _OfAlbum(filters.MessageFilter):
    """Pictures of an album: each is a message of its own, and at most one has the caption."""

    def filter(self, message: Message) -> bool:
        return message.media_group_id is not None


FROM_PEOPLE = filters.UpdateType.MESSAGES & _FromPeople()
ADDRESSED = _Addressed()
WORDS = _Words()
# What people send to be looked at. All else is left alone, whatever Telegram will think of: payments, stories, boosts.
_SHOWN = (
    filters.ANIMATION
    | filters.AUDIO
    | filters.CONTACT
    | filters.Dice.ALL
    | filters.Document.ALL
    | filters.LOCATION
    | filters.PHOTO
    | filters.POLL
    | filters.Sticker.ALL
    | filters.VENUE
    | filters.VIDEO
    | filters.VIDEO_NOTE
    | filters.VOICE
)
# Neither in groups, where a sticker is no question, nor for each step of a live location, which comes as an edit.
NOT_TEXT = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & _SHOWN & ~WORDS & ~_OfAlbum()


def question(message: Message) -> str:
    """Return what `message` asks, without a mention of the bot; a picture asks by its caption."""
    return _mention(message).sub(" ", _text(message)).strip()


def command(message: Message) -> tuple[str, str]:
    """Return the name of the command that `message` begins with, in lower case, and the bot it names or ""."""
    name, _, bot = message.parse_entity(message.entities[0]).lower().removeprefix("/").partition("@")
    return name, bot


def after_command(message: Message) -> str:
    """Return what stands behind the command that `message` begins with."""
    return question(message)[message.entities[0].length :].strip()


def answered(message: Message) -> str:
    """Return the question that `message`, one of the bot's, answers; empty where it quotes none."""
    quoted = message.reply_to_message
    if quoted is None or (quoted.from_user and quoted.from_user.id == message.get_bot().id):
        return ""
    if not filters.COMMAND.filter(quoted):
        return question(quoted)
    return after_command(quoted) if command(quoted)[0] == "ask" else ""


def _text(message: Message) -> str:
    return message.text or message.caption or ""


def _mention(message: Message) -> re.Pattern[str]:
    """Return what matches the bot's @username, and its name where the asker's app has linked that with it."""
    bot = message.get_bot()
    names = [re.escape(text) for entity, text in _linked_names(message).items() if entity.user == bot.bot]
    return re.compile("|".join([rf"(?<!\w)@{bot.username}\b", *names]), re.IGNORECASE)


def _linked_names(message: Message) -> dict[MessageEntity, str]:
    kinds: list[str | None] = [MessageEntity.TEXT_MENTION]
    if message.text:
        return message.parse_entities(kinds)
    return message.parse_caption_entities(kinds) if message.caption else {}
