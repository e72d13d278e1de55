"""A newer base, and what follows from it: in this process, and in one of its own against a strict Bot API server."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from bot.application import BotApplication, build
from bot.serving import reloading
from bot.serving.reloading import follow
from bot.terminal.local import TOKEN, Conversation, LocalTelegram
from knowledge.live import LiveBase, Outcome, Pauses
from tests.bot.conftest import ANSWER, BASE, QUESTION
from tests.bot.processes import SECONDS, ended, process, telegram
from tests.botapi import BotApiServer, Person
from tests.handlers.refusing import RefusingTelegram
from tests.knowledge.folder import Folder

ADMINS = (8, 9)
BROKEN = "  - id: [\n"
CAT = """\
  - id: cat
    phrasings: [Who is the keeper's cat?]
    answer: The keeper's cat is Minou.
    sources:
      - source: register
        at: page 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(copytree(BASE, tmp_path / "base"))


@pytest.fixture
def live(folder: Folder) -> LiveBase:
    return LiveBase.open(folder.path, pauses=Pauses(quiet=0.02, doubt=0.02, glance=0.2))


@pytest.fixture
def local() -> RefusingTelegram:
    local = RefusingTelegram()
    local.chats |= {admin: {"id": admin, "type": "private", "first_name": "Ada"} for admin in ADMINS}
    return local


@pytest.fixture
async def application(live: LiveBase, local: RefusingTelegram) -> AsyncIterator[BotApplication]:
    """A bot that follows its base."""
    base = live.standing.knowledge
    async with build(base, TOKEN, request=local, admins=ADMINS, corrects=True) as application:
        following = asyncio.create_task(follow(application, live))
        yield application
        following.cancel()
        await asyncio.wait([following])


async def until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(SECONDS):
        while not look():  # noqa: ASYNC110  # what is looked at gives no sign
            await asyncio.sleep(0.01)


def told(local: LocalTelegram, admin: int = ADMINS[0]) -> list[str]:
    return [message.text.splitlines()[0] for message in local.sent if message.chat == admin]


FAULTS = "The knowledge base has faults and is not live; the one before it goes on answering:"
MENDED = "The knowledge base is mended, and live"


# In this process


async def test_a_newer_base_answers_by_itself(
    application: BotApplication, local: RefusingTelegram, folder: Folder
) -> None:
    folder.edit("facts/towers.yaml", "over one hundred metres", "about 110 metres")
    await until(lambda: "110" in application.bot_data.knowledge.edition().facts["pharos"].answer)
    (answer,) = await Conversation(application, local).say(QUESTION)
    assert "about 110 metres" in answer.text


@pytest.mark.usefixtures("application")
async def test_admins_hear_of_faults_once_and_once_that_they_are_mended(
    local: RefusingTelegram, live: LiveBase, folder: Folder
) -> None:
    """Not at each save, not where lines have moved, and not again where faults come back before they are mended."""
    lamps = (folder.path / "facts/lamps.yaml").read_text("utf-8")
    for ending in (BROKEN, f"# moved\n{BROKEN}", "  - id: x\n", BROKEN):
        folder.write("facts/lamps.yaml", lamps + ending)
        assert (await live.reload()).outcome is Outcome.BROKEN
    await until(lambda: len(told(local, ADMINS[1])) == 2)
    folder.write("facts/lamps.yaml", f"{lamps}# mended\n")
    await live.reload()
    await until(lambda: len(told(local, ADMINS[1])) == 3)
    assert told(local) == told(local, ADMINS[1]) == [FAULTS, FAULTS, MENDED]
    folder.write("facts/lamps.yaml", lamps + BROKEN)
    await live.reload()
    folder.write("facts/lamps.yaml", f"{lamps}# mended\n")
    await live.reload()
    await until(lambda: len(told(local, ADMINS[1])) == 5)
    assert told(local)[3:] == [FAULTS, MENDED]


@asynccontextmanager
async def several(live: LiveBase, local: LocalTelegram, database: str, number: int) -> AsyncIterator[list[LiveBase]]:
    """So many processes that follow one base, with one database."""
    async with AsyncExitStack() as stack:
        tasks, bases = [], []
        for _ in range(number):
            own = LiveBase.open(live.folder, pauses=Pauses(quiet=0.02, doubt=0.02, glance=0.2))
            application = build(own.standing.knowledge, TOKEN, request=local, admins=ADMINS, database=database)
            await stack.enter_async_context(application)
            tasks.append(asyncio.create_task(follow(application, own)))
            bases.append(own)
        yield bases
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def test_of_several_processes_one_tells_admins(
    live: LiveBase, local: RefusingTelegram, folder: Folder, postgresql_url: str
) -> None:
    async with several(live, local, postgresql_url, 3) as bases:
        for round_ in (1, 2):
            folder.append("facts/lamps.yaml", BROKEN)
            assert {(await base.reload()).outcome for base in bases} == {Outcome.BROKEN}
            await until(lambda: len(told(local, ADMINS[1])) == 2 * round_ - 1)  # noqa: B023  # it is called at once
            folder.edit("facts/lamps.yaml", BROKEN, "")
            for base in bases:
                await base.reload()
            await until(lambda: len(told(local, ADMINS[1])) == 2 * round_)  # noqa: B023
        await asyncio.sleep(0.5)
    assert told(local) == told(local, ADMINS[1]) == [FAULTS, MENDED, FAULTS, MENDED]


async def test_what_was_mended_while_no_process_ran_is_told_at_the_start(
    live: LiveBase, local: RefusingTelegram, folder: Folder, tmp_path: Path
) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path}/journal.sqlite3"
    async with several(live, local, database, 1):
        folder.append("facts/lamps.yaml", BROKEN)
        await until(lambda: told(local, ADMINS[1]))
    folder.edit("facts/lamps.yaml", BROKEN, "")
    for _ in range(2):
        async with several(live, local, database, 1) as (base,):
            await base.reload()
            await until(lambda: len(told(local, ADMINS[1])) == 2)
    assert told(local) == [FAULTS, MENDED]


async def test_without_a_database_admins_are_told_too(
    live: LiveBase, local: RefusingTelegram, folder: Folder, tmp_path: Path
) -> None:
    async with several(live, local, f"sqlite+aiosqlite:///{tmp_path}/none/journal.sqlite3", 1):
        folder.append("facts/lamps.yaml", BROKEN)
        await until(lambda: told(local, ADMINS[1]))
        folder.edit("facts/lamps.yaml", BROKEN, "")
        await until(lambda: len(told(local, ADMINS[1])) == 2)
    assert told(local) == [FAULTS, MENDED]


@pytest.mark.usefixtures("application")
async def test_an_edit_without_faults_is_no_news_to_admins(
    local: RefusingTelegram, live: LiveBase, folder: Folder
) -> None:
    folder.append("facts/lamps.yaml", "# changed\n")
    await live.reload()
    folder.append("facts/lamps.yaml", BROKEN)
    await until(lambda: told(local, ADMINS[1]))
    assert told(local) == [FAULTS]


async def test_an_admin_who_has_blocked_the_bot_keeps_no_other_from_being_told(
    application: BotApplication,
    local: RefusingTelegram,
    live: LiveBase,
    folder: Folder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    del local.chats[ADMINS[0]]
    folder.append("facts/lamps.yaml", BROKEN)
    await until(lambda: told(local, ADMINS[1]))
    assert application.bot_data.base is live.standing.knowledge
    assert [record.levelname for record in caplog.records if record.name == "bot"] == ["WARNING"]


async def test_the_menu_follows_the_base(application: BotApplication, local: RefusingTelegram, folder: Folder) -> None:
    """Also that of each admin, which has more."""
    folder.edit("topics.yaml", "command: lamps", "command: lights")
    await until(lambda: len(menus(local)) == 1 + len(ADMINS))
    everybody, *admins = menus(local)
    assert "lights" in everybody[1]
    assert "lamps" not in everybody[1]
    assert "status" not in everybody[1]
    assert [scope for scope, _ in admins] == [{"type": "chat", "chat_id": admin} for admin in ADMINS]
    assert all({"lights", "status", "reload"} <= commands for _, commands in admins)
    assert application.bot_data.base.edition().topics["lamps"].command == "lights"


def menus(local: LocalTelegram) -> list[tuple[Any, set[str]]]:
    calls = [call.parameters for call in local.calls if call.method == "setMyCommands"]
    return [(call.get("scope"), {command["command"] for command in call["commands"]}) for call in calls]


async def test_after_a_start_what_was_awaited_is_told_and_what_was_wrong_is_corrected(
    live: LiveBase, local: RefusingTelegram, folder: Folder, tmp_path: Path
) -> None:
    """Though the base has changed while the process was away."""
    database = f"sqlite+aiosqlite:///{tmp_path}/journal.sqlite3"
    async with build(live.standing.knowledge, TOKEN, request=local, database=database, corrects=True) as application:
        asker = Conversation(application, local)
        (answer,) = await asker.say(QUESTION)
        (unknown,) = await asker.say("Who is the keeper's cat?")
        for label in ("✉ Leave it for the editors", "🔔 Tell me when it is answered"):
            await asker.tap(next(button for button in unknown.buttons if button.text == label), unknown)
            unknown = local.messages[unknown.chat, unknown.id]
    folder.edit("facts/towers.yaml", "over one hundred metres", "about 110 metres")
    folder.append("facts/towers.yaml", CAT)
    later = LiveBase.open(folder.path)
    async with build(later.standing.knowledge, TOKEN, request=local, database=database, corrects=True) as application:
        following = asyncio.create_task(follow(application, later))
        await until(lambda: "about 110 metres" in local.messages[answer.chat, answer.id].text)
        assert any("The keeper's cat is Minou." in message.text for message in local.sent)
        following.cancel()
        await asyncio.wait([following])


async def test_what_fails_after_a_change_is_tried_again_and_askers_are_answered_meanwhile(
    application: BotApplication,
    local: RefusingTelegram,
    folder: Folder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reloading, "RETRY", 0.05)
    asker = Conversation(application, local)
    (answer,) = await asker.say(QUESTION)
    local.refusals["editMessageText"] = (502, "Bad Gateway")
    folder.edit("facts/towers.yaml", "over one hundred metres", "about 110 metres")
    await until(lambda: "110" in application.bot_data.knowledge.edition().facts["pharos"].answer)
    assert await asker.say(QUESTION)
    local.refusals.clear()
    await until(lambda: "about 110 metres" in local.messages[answer.chat, answer.id].text)


async def test_a_watch_that_fails_is_begun_anew(
    application: BotApplication,
    live: LiveBase,
    folder: Folder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    watched = live.watch
    failures = [RuntimeError("a text that somebody wrote")]

    async def fail_first() -> None:
        if failures:
            raise failures.pop()
        await watched()

    monkeypatch.setattr(reloading, "RETRY", 0.01)
    monkeypatch.setattr(live, "watch", fail_first)
    following = asyncio.create_task(follow(application, live))
    await until(lambda: not failures)
    folder.edit("facts/towers.yaml", "over one hundred metres", "about 110 metres")
    await until(lambda: "110" in application.bot_data.knowledge.edition().facts["pharos"].answer)
    following.cancel()
    await asyncio.wait([following])
    assert "RuntimeError" in caplog.text
    assert "that somebody wrote" not in caplog.text


# In a process of its own


@asynccontextmanager
async def following(server: BotApiServer, folder: Folder, *admins: Person, **settings: str) -> AsyncIterator[Any]:
    """Run the bot of a folder from its first poll on."""
    environment = telegram(server) | {
        "HLDBOT_KNOWLEDGE": str(folder.path),
        "HLDBOT_ADMINS": ", ".join(str(admin.user["id"]) for admin in admins),
    }
    async with process(folder.path.parent, environment | settings) as bot:
        await server.wait_for(lambda: server.world.updates.is_polled, SECONDS)
        yield bot


async def test_an_edit_goes_all_its_way(server: BotApiServer, folder: Folder) -> None:
    ada, anna = server.person("Ada"), server.person("Anna")
    async with following(server, folder, ada) as bot:
        ada.say("/status")
        assert "The files hold nothing newer." in (await ada.reads()).text
        anna.say(QUESTION)
        answer = await anna.reads()
        assert ANSWER in answer.text
        anna.say("Who is the keeper's cat?")
        unknown = await anna.reads()
        for label in ("Leave it", "Tell me"):
            await anna.tap(unknown.button(label))
            unknown = await anna.reads_edit(unknown)
        folder.append("facts/towers.yaml", BROKEN)
        assert "• facts/towers.yaml:" in (await ada.reads()).text
        anna.say(QUESTION)
        assert ANSWER in (await anna.reads()).text
        ada.say("/status")
        assert "The files have faults and are not live" in (await ada.reads()).text
        folder.edit("facts/towers.yaml", BROKEN, CAT)
        assert "The keeper's cat is Minou." in (await anna.reads()).text
        assert (await ada.reads()).text == MENDED
        folder.edit("facts/towers.yaml", "over one hundred metres", "about 110 metres")
        corrected = await anna.reads_edit(answer)
        assert corrected.text.startswith("Corrected on ")
        assert "about 110 metres" in corrected.text
        assert [button.label for button in corrected.buttons] == [button.label for button in answer.buttons]
        bot.terminate()
        output = await ended(bot)
    assert bot.returncode == 0
    assert "Traceback" not in output


async def test_sighup_looks_for_a_newer_base(server: BotApiServer, folder: Folder) -> None:
    """And ends nothing, as it else would."""
    anna = server.person("Anna")
    async with following(server, folder) as bot:
        bot.send_signal(signal.SIGHUP)
        anna.say(QUESTION)
        assert ANSWER in (await anna.reads()).text
        bot.terminate()
        output = await ended(bot)
    assert bot.returncode == 0
    assert "looking for a newer base" in output


async def test_the_menu_of_an_admin_has_more_in_their_own_chat_alone(server: BotApiServer, folder: Folder) -> None:
    """Who has not written to the bot yet has no chat, and that is no error."""
    stranger, ada = server.person("Ben"), server.person("Ada")
    ada.say("/start")
    async with following(server, folder, ada, stranger):
        key = "commands", f"{ada.user['id']}:chat", ""
        await server.wait_for(lambda: key in server.world.profile, SECONDS)
        own = [command["command"] for command in server.world.profile[key]]
        everybody = [command["command"] for command in server.world.profile["commands", "default", ""]]
        assert own[: len(everybody)] == everybody
        assert {"status", "reload"} <= {*own[len(everybody) :]}
        clara = server.person("Clara")
        clara.say("/help")
        assert "/status" not in (await clara.reads()).text
    assert {complaint.code for complaint in server.complaints} == {403}
    server.complaints.clear()


async def test_corrections_can_be_switched_off(server: BotApiServer, folder: Folder) -> None:
    anna = server.person("Anna")
    async with following(server, folder, HLDBOT_CORRECTIONS="no"):
        anna.say(QUESTION)
        answer = await anna.reads()
        folder.edit("facts/towers.yaml", "over one hundred metres", "about 110 metres")

        async def asked_again() -> str:
            anna.say(QUESTION)
            return (await anna.reads()).text

        async with asyncio.timeout(SECONDS):
            while "about 110 metres" not in await asked_again():  # noqa: ASYNC110  # the process gives no sign
                await asyncio.sleep(0.5)
        assert anna.private.messages[answer.id]["text"] == answer.text
        assert not server.called("editMessageText")
