"""What Telegram shows of the bot before a word is said: its command menu and its descriptions, from the base."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.application import BotApplication
from bot.errors import describe
from bot.logs import log
from handlers import admin_menu, menu
from knowledge.model import About

LONGEST_PAUSE = timedelta(hours=1)
"""Between two attempts, at most."""


async def keep_registered(application: BotApplication) -> None:
    """Register the bot, and where that fails try again, until it is in step."""
    pause = timedelta(minutes=1)
    while not await register(application):
        await asyncio.sleep(pause.total_seconds())
        pause = min(2 * pause, LONGEST_PAUSE)


async def register(application: BotApplication) -> bool:
    """Bring menu and descriptions in step with the base, in each of its languages; return whether they are.

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
            for admin in sorted(application.bot_data.admins):
                await _register_admin(application.bot, admin, code, admin_menu(edition, wording))
    except TelegramError as error:
        log.warning("the command menu or the descriptions could not be set: %s; it is tried again", describe(error))
        return False
    return True


async def _register_admin(bot: Bot, admin: int, language: str | None, commands: Sequence[BotCommand]) -> None:
    """Bring the menu of an admin's own chat in step, where it has more than that of everybody."""
    scope = BotCommandScopeChat(admin)
    try:
        if await bot.get_my_commands(scope, language) != tuple(commands):
            await bot.set_my_commands(commands, scope, language)
    except (BadRequest, Forbidden) as error:
        # Who has never written to the bot has no chat with it yet, and no menu to see.
        log.debug("the menu of an admin could not be set: %s", describe(error))


async def _register(bot: Bot, language: str | None, commands: Sequence[BotCommand], about: About) -> None:
    if await bot.get_my_commands(language_code=language) != tuple(commands):
        await bot.set_my_commands(commands, language_code=language)
    if (await bot.get_my_description(language)).description != about.description:
        await bot.set_my_description(about.description, language)
    if (await bot.get_my_short_description(language)).short_description != about.short_description:
        await bot.set_my_short_description(about.short_description, language)
