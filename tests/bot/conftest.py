from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

import knowledge as own
from tests.botapi import BotApiServer

BASE = Path(__file__).parents[1] / "handlers" / "base"
"""A small base on lighthouses, whatever the bot's own base holds."""
QUESTION = "How tall was the Pharos of Alexandria?"
ANSWER = "The Pharos of Alexandria was over one hundred metres tall."
SETTINGS = ("TELEGRAM_", "HLDBOT_")
TOKEN = "123456789:AAE_x-xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"  # noqa: S105  # opens nothing

Hldbot = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever runs the tests may have settings and a .env of their own."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def knowledge() -> own.KnowledgeBase:
    """The bot's own base."""
    return own.KnowledgeBase.load(own.BASE)


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A server with all limits, that has had nothing to complain of when the test is over."""
    async with BotApiServer(rate_limits=True) as server:
        yield server
        assert server.complaints == []


@pytest.fixture
def hldbot(tmp_path: Path) -> Hldbot:
    """Runs the command in a process of its own, in an empty folder, its input and output no terminal."""

    def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603  # runs this project
            [sys.executable, "-m", "bot", *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=os.environ | {"HLDBOT_KNOWLEDGE": str(BASE)} | environment,
            timeout=60,
            check=False,
        )

    return run
