"""Who is shown the menu of admins: those who are, and no longer than they are."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.application import BotApplication, build
from bot.serving.registration import register
from bot.terminal.local import TOKEN, Conversation, LocalTelegram
from handlers.keeping.menus import Given, Menus
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE
from tests.bot.processes import SECONDS, running, stopped
from tests.botapi import BotApiServer
from tests.handlers.refusing import RefusingTelegram

ADA, BEN = 8, 9


@asynccontextmanager
async def bot(telegram: LocalTelegram, database: str, admins: Iterable[int]) -> AsyncIterator[BotApplication]:
    async with build(
        KnowledgeBase.load(BASE), TOKEN, request=telegram, database=database, admins=admins
    ) as application:
        yield application


def menus(telegram: LocalTelegram, method: str) -> list[tuple[int, str]]:
    """Return the chats of admins whose menu was set or deleted, with the languages, and forget the calls."""
    found = [
        (call.parameters["scope"]["chat_id"], call.parameters.get("language_code", ""))
        for call in telegram.calls
        if call.method == method and "scope" in call.parameters
    ]
    telegram.calls.clear()
    return found


async def given(application: BotApplication) -> set[Given]:
    return await Menus(application.bot_data.journal.database).given()


async def test_after_a_start_a_former_admin_has_the_menu_of_everybody(database_url: str) -> None:
    telegram = RefusingTelegram()
    async with bot(telegram, database_url, [ADA, BEN]) as application:
        assert await register(application)
        codes = {code for _, code in menus(telegram, "setMyCommands")}
        assert await given(application) == {Given(admin, code) for admin in (ADA, BEN) for code in codes}
    async with bot(telegram, database_url, [ADA]) as application:
        assert await register(application)
        assert menus(telegram, "deleteMyCommands") == sorted((BEN, code) for code in codes)
        assert await given(application) == {Given(ADA, code) for code in codes}
        assert await register(application)
        assert menus(telegram, "deleteMyCommands") == []


async def test_what_cannot_be_taken_back_now_is_taken_back_later(database_url: str) -> None:
    telegram = RefusingTelegram()
    async with bot(telegram, database_url, [ADA]) as application:
        assert await register(application)
        before = await given(application)
    async with bot(telegram, database_url, []) as application:
        telegram.refusals["deleteMyCommands"] = (502, "Bad Gateway")
        assert not await register(application)
        telegram.refusals["deleteMyCommands"] = (403, "Forbidden: bot was blocked by the user")
        assert await register(application)
        assert await given(application) == before
        telegram.refusals.clear()
        telegram.calls.clear()
        assert await register(application)
        assert len(menus(telegram, "deleteMyCommands")) == len(before)
        assert await given(application) == set()


async def test_a_chat_that_is_gone_is_not_asked_for_again(database_url: str) -> None:
    telegram = RefusingTelegram()
    async with bot(telegram, database_url, [ADA]) as application:
        await register(application)
    async with bot(telegram, database_url, []) as application:
        telegram.refusals["deleteMyCommands"] = (400, "Bad Request: chat not found")
        assert await register(application)
        assert await given(application) == set()


async def test_of_an_admin_who_never_wrote_nothing_is_kept(database_url: str) -> None:
    telegram = RefusingTelegram()
    telegram.refusals["getMyCommands"] = (400, "Bad Request: chat not found")
    async with bot(telegram, database_url, [ADA]) as application:
        await register(application)
        assert await given(application) == set()


async def test_a_language_that_the_base_has_no_more_takes_its_menu_along(database_url: str) -> None:
    telegram = RefusingTelegram()
    async with bot(telegram, database_url, [ADA]) as application:
        await Menus(application.bot_data.journal.database).note(Given(ADA, "xx"))
        assert await register(application)
        assert menus(telegram, "deleteMyCommands") == [(ADA, "xx")]


async def test_what_an_admin_has_erased_leaves_the_menu_known(database_url: str) -> None:
    telegram = RefusingTelegram()
    async with bot(telegram, database_url, [ADA]) as application:
        await register(application)
        before = await given(application)
        chat: dict[str, Any] = {"id": ADA, "type": "private", "first_name": "Ada"}
        person = {"id": ADA, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        await Conversation(application, telegram, chat, person).say("/forget")
        assert await given(application) == before


async def test_where_the_journal_fails_the_menu_is_set_all_the_same(tmp_path: Path) -> None:
    telegram = RefusingTelegram()
    async with bot(telegram, f"sqlite+aiosqlite:///{tmp_path}/none/journal.sqlite3", [ADA]) as application:
        assert await register(application)
        assert menus(telegram, "setMyCommands")


async def test_a_process_that_is_started_without_an_admin_takes_their_menu_back(
    server: BotApiServer, tmp_path: Path
) -> None:
    ada = server.person("Ada")
    ada.say("/start")
    key = "commands", f"{ada.user['id']}:chat", ""
    small = {"HLDBOT_KNOWLEDGE": str(BASE)}
    async with running(server, tmp_path, **small, HLDBOT_ADMINS=str(ada.user["id"])) as process:
        await server.wait_for(lambda: key in server.world.profile, SECONDS)
        assert await stopped(process, signal.SIGTERM) == 0
    async with running(server, tmp_path, **small):
        await server.wait_for(lambda: key not in server.world.profile, SECONDS)
