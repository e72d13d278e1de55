"""The bot's names, descriptions and command menus."""

import pytest

from . import BotApiServer
from .conftest import Api
from .parameters import Json

COMMANDS = [{"command": "help", "description": "What I can do"}]


async def test_each_scope_and_language_has_its_own_menu(api: Api) -> None:
    scope = {"type": "all_private_chats"}
    await api.result("setMyCommands", commands=COMMANDS, language_code="fr", scope=scope)
    assert await api.result("getMyCommands", language_code="fr", scope=scope) == COMMANDS
    assert await api.result("getMyCommands", language_code="fr") == []
    assert await api.result("getMyCommands", scope=scope) == []
    await api.result("deleteMyCommands", language_code="fr", scope=scope)
    assert await api.result("getMyCommands", language_code="fr", scope=scope) == []


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ({"command": "Help", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "round-tables", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "", "description": "x"}, "command must be non-empty"),
        ({"command": "x" * 33, "description": "x"}, "command length must not exceed 32"),
        ({"command": "x", "description": " "}, "command description must be non-empty"),
        ({"command": "x", "description": "x" * 257}, "command description length must not exceed 256"),
    ],
)
async def test_a_bad_command_is_refused(api: Api, command: Json, problem: str) -> None:
    assert await api.refusal("setMyCommands", commands=[command]) == problem


async def test_a_menu_has_100_commands_at_most_and_a_known_scope_and_language(api: Api) -> None:
    assert await api.refusal("setMyCommands", commands=COMMANDS * 101) == "BOT_COMMANDS_TOO_MUCH"
    assert "Unsupported type" in await api.refusal("setMyCommands", commands=COMMANDS, scope={"type": "all"})
    assert await api.refusal("getMyCommands", language_code="fra") == "invalid language code specified"
    scope = {"type": "chat", "chat_id": 1}
    assert await api.refusal("setMyCommands", commands=COMMANDS, scope=scope) == "chat not found"


@pytest.mark.parametrize(
    ("subject", "name", "most"),
    [("Name", "name", 64), ("Description", "description", 512), ("ShortDescription", "short_description", 120)],
)
async def test_the_bots_texts_have_limits_and_languages(api: Api, subject: str, name: str, most: int) -> None:
    await api.result(f"setMy{subject}", **{name: "x" * most}, language_code="es")
    assert await api.result(f"getMy{subject}", language_code="es") == {name: "x" * most}
    assert await api.result(f"getMy{subject}") == {name: ""}
    assert str(most) in await api.refusal(f"setMy{subject}", **{name: "x" * (most + 1)})


async def test_get_me_tells_of_privacy_mode(server: BotApiServer, api: Api) -> None:
    assert not (await api.result("getMe"))["can_read_all_group_messages"]
    server.world.privacy_mode = False
    assert (await api.result("getMe"))["can_read_all_group_messages"]
