from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Poll
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.terminal.local import BOT, PRIVATE_CHAT, TOKEN, Button, LocalTelegram, Quiz

CHAT = PRIVATE_CHAT["id"]
KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Tap", callback_data="t")], [InlineKeyboardButton("Go", url="https://x.org")]]
)


@pytest.fixture
def telegram() -> LocalTelegram:
    telegram = LocalTelegram()
    telegram.chats[CHAT] = PRIVATE_CHAT
    return telegram


@pytest.fixture
async def bot(telegram: LocalTelegram) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, request=telegram, get_updates_request=telegram) as bot:
        yield bot


async def send(bot: Bot, text: str, keyboard: InlineKeyboardMarkup | None = None) -> Message:
    return await bot.send_message(CHAT, text, parse_mode=ParseMode.HTML, reply_markup=keyboard)


async def test_the_bot_is_introduced(bot: Bot) -> None:
    assert bot.username == BOT["username"]


async def test_what_is_sent_is_kept_with_its_buttons(bot: Bot, telegram: LocalTelegram) -> None:
    shown = await send(bot, "<b>1 &lt; 2</b>", KEYBOARD)
    (kept,) = telegram.sent
    assert shown.text == kept.text == "1 < 2"
    assert kept.buttons == (Button("Tap", "t"), Button("Go", url="https://x.org"))
    assert shown.reply_markup == KEYBOARD


async def test_an_edit_stands_in_the_place_of_what_it_edits(bot: Bot, telegram: LocalTelegram) -> None:
    first = await send(bot, "one", KEYBOARD)
    await bot.edit_message_text("two", CHAT, first.message_id)
    assert [(message.id, message.text, message.edited) for message in telegram.sent] == [
        (first.message_id, "one", False),
        (first.message_id, "two", True),
    ]
    assert telegram.messages[CHAT, first.message_id].buttons == ()


async def test_buttons_are_edited_alone(bot: Bot, telegram: LocalTelegram) -> None:
    first = await send(bot, "one", KEYBOARD)
    await bot.edit_message_reply_markup(CHAT, first.message_id)
    assert (telegram.sent[-1].text, telegram.sent[-1].rows) == ("one", ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [("  ", "text is empty"), ("😀" * 2049, "too long"), ("<b>", "parse entities"), ("one", "not modified")],
)
async def test_an_edit_that_telegram_would_refuse_is_refused(bot: Bot, text: str, reason: str) -> None:
    first = await send(bot, "one")
    with pytest.raises(BadRequest, match=reason):
        await bot.edit_message_text(text, CHAT, first.message_id, parse_mode=ParseMode.HTML)


async def test_what_is_gone_cannot_be_edited_or_deleted(bot: Bot) -> None:
    first = await send(bot, "one")
    assert await bot.delete_message(CHAT, first.message_id)
    with pytest.raises(BadRequest, match="not found"):
        await bot.delete_message(CHAT, first.message_id)
    with pytest.raises(BadRequest, match="not found"):
        await bot.edit_message_text("two", CHAT, first.message_id)


async def test_a_chat_that_nobody_opened_takes_no_message(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "one")


async def test_a_picture_reads_as_its_caption_and_has_an_id(bot: Bot, telegram: LocalTelegram) -> None:
    sent = await bot.send_photo(CHAT, b"picture", "one <b>two</b>", parse_mode=ParseMode.HTML)
    assert telegram.sent[-1].text == "one two"
    assert sent.photo[-1].file_id


async def test_a_quiz_reads_as_its_question_and_keeps_its_solution(bot: Bot, telegram: LocalTelegram) -> None:
    sent = await bot.send_poll(CHAT, "Who & what?", ["<a>", "b"], type=Poll.QUIZ, correct_option_ids=[1])
    assert telegram.sent[-1].text == "Who & what?"
    assert telegram.sent[-1].quiz == Quiz(("<a>", "b"), 1, "")
    assert sent.poll
    assert [option.text for option in sent.poll.options] == ["<a>", "b"]
