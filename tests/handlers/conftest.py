from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot.application import BotApplication, build
from bot.terminal.local import TOKEN, Conversation, LocalTelegram
from handlers.showing.rendering import Renderer
from handlers.showing.wording import Wording
from knowledge import KnowledgeBase
from tests.handlers.lighthouses import Lighthouses

GROUP = {"id": -7, "type": "supergroup", "title": "Keepers"}


@pytest.fixture(scope="session")
def lighthouses() -> KnowledgeBase:
    return cast(KnowledgeBase, Lighthouses())


@pytest.fixture
def shown(lighthouses: KnowledgeBase) -> Renderer:
    return Renderer(lighthouses, lighthouses.edition(), Wording.load().of("en"))


@pytest.fixture
def telegram() -> LocalTelegram:
    return LocalTelegram()


@pytest.fixture
async def application(lighthouses: KnowledgeBase, telegram: LocalTelegram) -> AsyncIterator[BotApplication]:
    async with build(lighthouses, TOKEN, request=telegram) as application:
        yield application


@pytest.fixture
async def failing(lighthouses: KnowledgeBase, telegram: LocalTelegram, tmp_path: Path) -> AsyncIterator[Conversation]:
    """A chat with a bot whose journal fails: what should be its database is none."""
    (tmp_path / "none").write_bytes(b"none" * 100)
    database = f"sqlite+aiosqlite:///{tmp_path}/none"
    async with build(lighthouses, TOKEN, request=telegram, database=database) as application:
        yield Conversation(application, telegram)


@pytest.fixture
def chat(application: BotApplication, telegram: LocalTelegram) -> Conversation:
    return Conversation(application, telegram)


@pytest.fixture
def group(application: BotApplication, telegram: LocalTelegram) -> Conversation:
    return Conversation(application, telegram, GROUP)
