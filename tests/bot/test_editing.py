"""An editor at work in the chat, over HTTP, on a server that takes no more than Telegram does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.bot.conftest import ANSWER, BASE, QUESTION
from tests.bot.processes import SECONDS, ended, process, telegram
from tests.botapi import BotApiServer, Person
from tests.botapi.people import STICKER
from tests.botapi.world import SentMessage
from tests.knowledge.folder import Folder

CAT = "Who is the keeper's cat?"
HEIGHT = "pharos tallness in cubits"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(copytree(BASE, tmp_path / "base"))


@asynccontextmanager
async def editing(server: BotApiServer, folder: Folder, *admins: Person) -> AsyncIterator[Any]:
    """Run the bot of a folder with admins, and see that it ends without a fault."""
    environment = telegram(server) | {
        "HLDBOT_KNOWLEDGE": str(folder.path),
        "HLDBOT_ADMINS": ", ".join(str(admin.user["id"]) for admin in admins),
    }
    for admin in admins:
        admin.say("/start")  # who has never written has no chat with the bot, and no menu there
    await server.wait_for(lambda: not server.world.updates.is_polled, SECONDS)
    async with process(folder.path.parent, environment) as bot:
        await server.wait_for(lambda: server.world.updates.is_polled, SECONDS)
        for admin in admins:
            await admin.reads()
        yield bot
        bot.terminate()
        output = await ended(bot)
    assert bot.returncode == 0
    assert "Traceback" not in output
    assert "ERROR" not in output


async def tap(person: Person, message: SentMessage, label: str) -> SentMessage:
    """Tap a button, and return what its message shows then."""
    await person.tap(message.button(label))
    return await person.reads_edit(message)


async def say(person: Person, text: str) -> SentMessage:
    person.say(text)
    return await person.reads()


async def leave(person: Person, question: str, *labels: str) -> None:
    message = await say(person, question)
    for label in labels:
        message = await tap(person, message, label)


async def test_from_a_gap_to_a_phrasing_that_answers_and_back(server: BotApiServer, folder: Folder) -> None:
    ada, anna = server.person("Ada"), server.person("Anna")
    async with editing(server, folder, ada):
        await leave(anna, HEIGHT, "None of these")
        message = await tap(ada, await say(ada, "/gaps"), HEIGHT)
        message = await tap(ada, message, "＋ How tall was the Pharos")
        assert f"height of the Pharos, {HEIGHT}]" in message.text
        message = await tap(ada, message, "Do it")
        assert message.text.startswith("Done, and live: phrasing added to pharos")
        assert ANSWER in (await say(anna, HEIGHT)).text
        assert (await say(ada, "/gaps")).text == "No question is open."
        message = await tap(ada, await say(ada, "/undo"), "Do it")
        assert "taken back" in message.text
        assert ANSWER not in (await say(anna, HEIGHT)).text
        assert (await say(ada, "/log")).text.count("UTC · you ·") == 2


async def test_who_waits_is_told_the_new_fact_although_the_bot_was_restarted_amid_writing_it(
    server: BotApiServer, folder: Folder
) -> None:
    ada, anna = server.person("Ada"), server.person("Anna")
    async with editing(server, folder, ada):
        await leave(anna, CAT, "Leave it", "Tell me")
        message = await tap(ada, await say(ada, "/gaps"), CAT)
        for label in ("new fact", "Famous towers", CAT):
            message = await tap(ada, message, label)
        assert "Which document says so?" in (await say(ada, "The keeper's cat is <Minou> & sleeps.")).text
    async with editing(server, folder, ada):
        message = await tap(ada, await say(ada, "register of lights"), "Register of Lights")
        message = await tap(ada, await say(ada, "page 3"), "Skip")
        message = await tap(ada, message, "Do it")
        assert message.text.startswith("Done, and live: fact who-is-the-keeper-s-cat added")
        told = await anna.reads()
        assert told.text.startswith("You wanted to be told")
        assert "The keeper's cat is <Minou> & sleeps." in told.text


async def test_of_two_admins_the_second_is_shown_what_the_first_has_made(server: BotApiServer, folder: Folder) -> None:
    ada, grace = server.person("Ada"), server.person("Grace")
    async with editing(server, folder, ada, grace):
        shown = {}
        for admin, answer in ((ada, "It was 110 metres tall."), (grace, "It was 130 metres tall.")):
            await tap(admin, await say(admin, "/edit pharos"), "Another answer")
            shown[answer] = await tap(admin, await say(admin, answer), "Yes")
        await tap(ada, shown["It was 110 metres tall."], "Do it")
        fresh = await tap(grace, shown["It was 130 metres tall."], "Do it")
        assert "Somebody has changed this meanwhile, so look again: fact pharos" in fresh.text
        assert "-    answer: It was 110 metres tall." in fresh.text
        assert "110 metres" in (await say(ada, QUESTION)).text
        done = await tap(grace, fresh, "Do it")
        assert done.text.startswith("Done, and live")
        await ada.tap(shown["It was 110 metres tall."].button("Do it"))
        assert "130 metres" in (await say(ada, QUESTION)).text


async def test_what_is_not_ours_is_closed_and_becomes_a_test_question(server: BotApiServer, folder: Folder) -> None:
    ada, anna = server.person("Ada"), server.person("Anna")
    hostile = "Who is </b>the keeper's <i>cat & {0} ../../x"
    async with editing(server, folder, ada):
        await leave(anna, hostile, "Leave it")
        message = await tap(ada, await say(ada, "/gaps"), "Who is")
        for label in ("Not ours", "trap", "Do it"):
            message = await tap(ada, message, label)
        assert "Open questions closed by it: 1." in message.text
    assert hostile in (folder.path / "tests/en/outside.yaml").read_text("utf-8")


async def test_a_document_is_taken_from_an_admin_alone(server: BotApiServer, folder: Folder) -> None:
    ada, anna = server.person("Ada"), server.person("Anna")
    good = (folder.path / "facts/towers.yaml").read_bytes().replace(b"over one hundred metres", b"about 110 metres")
    async with editing(server, folder, ada):
        anna.send(STICKER)
        unread = await anna.reads()
        anna.send_file("towers.yaml", good)
        assert (await anna.reads()).text == unread.text
        for name, content, told in (
            ("towers.yaml", good + b"  - id: [\n", "facts/towers.yaml:"),
            ("towers.yaml", b"#" * ((1 << 20) + 1), "too large"),
            ("towers.exe", good, "YAML files alone"),
            ("towers.yaml", b"\xff\xfe", "UTF-8"),
        ):
            ada.send_file(name, content)
            assert told in (await ada.reads()).text
        assert ANSWER in (await say(anna, QUESTION)).text
        ada.send_file("towers.yaml", good)
        message = await tap(ada, await ada.reads(), "Do it")
        assert message.text.startswith("Done, and live: file facts/towers.yaml replaced")
        assert "about 110 metres" in (await say(anna, QUESTION)).text


async def test_a_long_diff_is_sent_as_a_file(server: BotApiServer, folder: Folder) -> None:
    ada = server.person("Ada")
    text = (folder.path / "facts/towers.yaml").read_text("utf-8")
    async with editing(server, folder, ada):
        ada.send_file("towers.yaml", text.replace("answer:", "answer:  ").replace("at:", "at:   ").encode())
        message, sent = await ada.reads(), await ada.reads()
        assert "The diff goes on in the file below." in message.text
        assert sent.json["document"]["file_name"].endswith(".diff")
        assert sent.json["document"]["file_size"] > len(message.text)


async def test_to_others_the_commands_and_buttons_of_admins_are_unknown(server: BotApiServer, folder: Folder) -> None:
    ada, anna = server.person("Ada"), server.person("Anna")
    async with editing(server, folder, ada):
        await leave(anna, HEIGHT, "None of these")
        unknown = (await say(anna, "/nonsense")).text
        for command in ("/gaps", "/edit pharos", "/undo", "/log", "/status", "/reload"):
            assert (await say(anna, command)).text == unknown
        answer = await say(anna, QUESTION)
        forged = answer.buttons[0]._replace(data="en/unknown:1")
        notice = await anna.tap(forged)
        shown = await tap(ada, await say(ada, "/gaps"), HEIGHT)
        shown = await tap(ada, shown, "＋ How tall was the Pharos")
        assert await anna.tap(forged._replace(data=shown.button("Do it").data)) == notice
        assert HEIGHT not in (folder.path / "facts/towers.yaml").read_text("utf-8")
