"""What Telegram shows of the bot before a word is said: its command menu and its descriptions, from the base."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.application import BotApplication
from bot.errors import describe
from bot.logs import log
from handlers import menu
from knowledge.model import About


async def register(application: BotApplication) -> None:
    """Bring menu and descriptions in step with the base, in each of its languages.

    What is in step is left alone, since Telegram limits how often it may be set. A failure is told and ends nothing:
    the bot answers without a menu too.
    """
    knowledge, wording = application.bot_data.knowledge, application.bot_data.wording
    try:
        for language in knowledge.languages:
            edition = knowledge.edition(language)
            # Telegram shows what has no language code to everyone whose own language is missing.
            code = None if language == knowledge.languages[0] else language
            await _register(application.bot, code, menu(edition, wording), edition.about)
    except TelegramError as error:
        log.warning(
            "the command menu or the descriptions could not be set: %s; the next start tries again", describe(error)
        )


async def _register(bot: Bot, language: str | None, commands: Sequence[BotCommand], about: About) -> None:
    if await bot.get_my_commands(language_code=language) != tuple(commands):
        await bot.set_my_commands(commands, language_code=language)
    if (await bot.get_my_description(language)).description != about.description:
        await bot.set_my_description(about.description, language)
    if (await bot.get_my_short_description(language)).short_description != about.short_description:
        await bot.set_my_short_description(about.short_description, language)
