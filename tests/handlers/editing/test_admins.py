from __future__ import annotations

from typing import Any

import pytest
from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.application import BotApplication
from bot.terminal.local import Button, Conversation
from handlers import admin_menu, menu
from handlers.context import Context
from handlers.editing.admins import commands, only_admins
from handlers.sending import acknowledge
from handlers.showing.wording import Wording
from knowledge.live import LiveBase
from tests.knowledge.folder import Folder

COMMANDS = [command for command, _ in commands(Wording.load().of("en"))]
FORGED = "en/x:anything"
QUESTION = "Who invented the Fresnel lens?"


async def tapped(update: Update, _: Context) -> None:
    assert update.callback_query
    await acknowledge(update.callback_query, notice="Done, dear admin.")


@pytest.fixture
def guarded(application: BotApplication) -> BotApplication:
    """A bot with a button for admins alone."""
    application.handlers[0].insert(0, CallbackQueryHandler(only_admins(tapped), "^en/x:"))
    return application


def shape(conversation: Conversation) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls so far, but for what they must differ in."""
    varying = {"chat_id", "reply_parameters", "message_id"}
    calls = [
        (c.method, {k: v for k, v in c.parameters.items() if k not in varying}) for c in conversation.telegram.calls
    ]
    conversation.telegram.calls.clear()
    return [call for call in calls if call[0] != "getMe"]


@pytest.mark.parametrize("command", COMMANDS)
async def test_to_an_asker_a_command_of_admins_is_an_unknown_one(asker: Conversation, command: str) -> None:
    await asker.say("/nonsense")
    unknown = shape(asker)
    for text in (f"/{command}", f"/{command} now", f"/{command.upper()}", f"/{command}@hld_local_bot"):
        await asker.say(text)
        assert shape(asker) == unknown


@pytest.mark.parametrize("command", COMMANDS)
async def test_in_a_group_it_is_unknown_to_admins_too(admin_in_group: Conversation, command: str) -> None:
    for ending in ("", "@hld_local_bot"):
        await admin_in_group.say(f"/nonsense{ending}")
        unknown = shape(admin_in_group)
        await admin_in_group.say(f"/{command}{ending}")
        assert shape(admin_in_group) == unknown


@pytest.mark.parametrize("command", COMMANDS)
async def test_no_topic_can_take_a_command_of_admins(live: LiveBase, folder: Folder, command: str) -> None:
    folder.edit("topics.yaml", "command: lamps", f"command: {command}")
    assert f"/{command} is the bot's own" in (await live.reload()).standing.faults[0].message


@pytest.mark.usefixtures("guarded")
async def test_data_of_admins_that_an_asker_forges_does_what_unknown_data_does(asker: Conversation) -> None:
    (answer,) = await asker.say(QUESTION)
    shape(asker)
    await asker.tap(Button("Forged", "en/unknown:anything"), answer)
    unknown = shape(asker)
    await asker.tap(Button("Forged", FORGED), answer)
    assert shape(asker) == unknown


@pytest.mark.usefixtures("guarded")
async def test_an_admin_taps_in_private_alone(admin: Conversation, admin_in_group: Conversation) -> None:
    (answer,) = await admin.say(QUESTION)
    await admin.tap(Button("Own", FORGED), answer)
    assert admin.notices == ["Done, dear admin."]
    (answer,) = await admin_in_group.say(f"/ask {QUESTION}")
    await admin_in_group.tap(Button("Own", FORGED), answer)
    assert admin_in_group.notices != ["Done, dear admin."]


async def test_help_names_the_commands_of_admins_to_admins_alone(
    admin: Conversation, asker: Conversation, admin_in_group: Conversation
) -> None:
    shown = [(await chat.say("/help"))[0].text for chat in (admin, asker, admin_in_group)]
    assert [[command in text for command in (f"/{name} –" for name in COMMANDS)] for text in shown] == [
        [True] * len(COMMANDS),
        [False] * len(COMMANDS),
        [False] * len(COMMANDS),
    ]


def test_the_menu_of_admins_is_that_of_everybody_and_more(application: BotApplication) -> None:
    edition, wording = application.bot_data.base.edition(), Wording.load()
    everybody, admins = menu(edition, wording), admin_menu(edition, wording)
    assert admins[: len(everybody)] == everybody
    assert [command.command for command in admins[len(everybody) :]] == COMMANDS
    assert not {command.command for command in everybody} & {*COMMANDS}
