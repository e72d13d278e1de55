from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copytree

import pytest

from bot.application import BotApplication, build
from bot.terminal.local import PERSON, TOKEN, Conversation, LocalTelegram
from knowledge.live import LiveBase, Pauses
from tests.handlers.conftest import GROUP
from tests.handlers.lighthouses import BASE
from tests.knowledge.folder import Folder

ADMIN_ID = 9
SECOND_ID = 19
ADMIN = {"id": ADMIN_ID, "is_bot": False, "first_name": "Ada", "language_code": "en"}

SECOND = {"id": SECOND_ID, "is_bot": False, "first_name": "Grace", "language_code": "en"}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the lighthouses to edit."""
    return Folder(copytree(BASE, tmp_path / "base"))


@pytest.fixture
def live(folder: Folder) -> LiveBase:
    return LiveBase.open(folder.path, pauses=Pauses(quiet=0.0, doubt=0.0))


@pytest.fixture
async def application(live: LiveBase, telegram: LocalTelegram) -> AsyncIterator[BotApplication]:
    base = live.standing.knowledge
    async with build(base, TOKEN, request=telegram, admins=[ADMIN_ID, SECOND_ID], corrects=True) as application:
        application.bot_data.live = live

        def answer_from(_: object) -> None:
            application.bot_data.base = live.standing.knowledge

        live.listeners.append(answer_from)
        yield application


@pytest.fixture
def admin(application: BotApplication, telegram: LocalTelegram) -> Conversation:
    chat = {"id": ADMIN_ID, "type": "private", "first_name": "Ada"}
    return Conversation(application, telegram, chat, ADMIN)


@pytest.fixture
def second(application: BotApplication, telegram: LocalTelegram) -> Conversation:
    """Another admin."""
    chat = {"id": SECOND_ID, "type": "private", "first_name": "Grace"}
    return Conversation(application, telegram, chat, SECOND)


@pytest.fixture
def admin_in_group(application: BotApplication, telegram: LocalTelegram) -> Conversation:
    return Conversation(application, telegram, GROUP, ADMIN)


@pytest.fixture
def asker(application: BotApplication, telegram: LocalTelegram) -> Conversation:
    return Conversation(application, telegram, person=PERSON)
