"""What people leave for the editors, over HTTP and on disk."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from knowledge import KnowledgeBase
from tests.bot.processes import example, running, stopped
from tests.botapi import BotApiServer


def kept(folder: Path, columns: str, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "hldbot.sqlite3")) as database:
        return database.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608  # names of this file


async def test_a_thumbs_down_is_kept_with_its_reason_and_the_question(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    question, fact = example(knowledge)
    async with running(server, tmp_path) as bot:
        anna = server.person("Anna")
        anna.say(question)
        answer = await anna.reads()
        for label in ("Why?", "Back", "Source", "Back", "👎", "Out of date"):
            await anna.tap(answer.button(label))
            answer = await anna.reads_edit(answer)
        assert fact.answer in answer.text
        assert await stopped(bot, signal.SIGTERM) == 0
    assert kept(tmp_path, "fact, good, reason", "votes") == [(fact.id, 0, "out-of-date")]
    assert kept(tmp_path, "text, kind, chat", "questions") == [(question, "thumbs-down", None)]


async def test_a_question_left_before_a_restart_can_be_told_after_it(server: BotApiServer, tmp_path: Path) -> None:
    anna = server.person("Anna")
    async with running(server, tmp_path) as bot:
        anna.say("qwrtz plmkn")
        unknown = await anna.reads()
        await anna.tap(unknown.button("Leave it"))
        left = await anna.reads_edit(unknown)
        assert await stopped(bot, signal.SIGTERM) == 0
    async with running(server, tmp_path) as bot:
        await anna.tap(left.button("Tell me"))
        await anna.reads_edit(left)
        assert await stopped(bot, signal.SIGTERM) == 0
    assert kept(tmp_path, "text, kind, chat", "questions") == [("qwrtz plmkn", "unknown", anna.user["id"])]
