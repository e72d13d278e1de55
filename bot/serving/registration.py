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
from handlers.keeping.menus import Given, Menus
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
    shared, bot = application.bot_data, application.bot
    knowledge, wording = shared.knowledge, shared.wording
    menus = Menus(shared.journal.database)
    try:
        given = await menus.given()
        # Telegram shows what has no language code to everyone whose own language is missing.
        codes = {language: "" if language == knowledge.languages[0] else language for language in knowledge.languages}
        for former in sorted(given - {Given(admin, code) for admin in shared.admins for code in codes.values()}):
            await _take_back(bot, former, menus)
        for language, code in codes.items():
            edition = knowledge.edition(language)
            await _register(bot, code or None, menu(edition, wording), edition.about)
            for admin in sorted(shared.admins):
                theirs = Given(admin, code)
                await _give(bot, theirs, admin_menu(edition, wording), menus, known=theirs in given)
    except TelegramError as error:
        log.warning("the command menu or the descriptions could not be set: %s; it is tried again", describe(error))
        return False
    return True


async def _give(bot: Bot, given: Given, commands: Sequence[BotCommand], menus: Menus, *, known: bool) -> None:
    """Bring the menu of an admin's own chat in step, where it has more than that of everybody."""
    scope, language = BotCommandScopeChat(given.chat), given.language or None
    if not known:
        await menus.note(given)  # before it is given: what is not known is never taken back
    try:
        if await bot.get_my_commands(scope, language) != tuple(commands):
            await bot.set_my_commands(commands, scope, language)
    except (BadRequest, Forbidden) as error:
        # Who has never written to the bot has no chat with it yet, and no menu to see.
        log.debug("the menu of an admin could not be set: %s", describe(error))
        if not known:
            await menus.drop(given)


async def _take_back(bot: Bot, given: Given, menus: Menus) -> None:
    """Let whoever is no admin any more, or in a language that the base has no more, see the menu of everybody."""
    try:
        await bot.delete_my_commands(BotCommandScopeChat(given.chat), given.language or None)
    except Forbidden as error:
        # Whoever has blocked the bot would see it again when they no longer do.
        log.debug("the menu of a former admin could not be taken back: %s", describe(error))
        return
    except BadRequest as error:
        log.debug("the chat of a former admin is gone: %s", describe(error))
    await menus.drop(given)


async def _register(bot: Bot, language: str | None, commands: Sequence[BotCommand], about: About) -> None:
    if await bot.get_my_commands(language_code=language) != tuple(commands):
        await bot.set_my_commands(commands, language_code=language)
    if (await bot.get_my_description(language)).description != about.description:
        await bot.set_my_description(about.description, language)
    if (await bot.get_my_short_description(language)).short_description != about.short_description:
        await bot.set_my_short_description(about.short_description, language)
