"""The methods for what people see of a bot before they talk with it: its name, its descriptions, its command menu."""

import re
from collections.abc import Callable
from typing import Any

from .parameters import Json, Parameters, Refusal, expect
from .world import World

MOST_COMMANDS = 100
MOST_CHARACTERS_OF_COMMAND = 32
MOST_CHARACTERS_OF_DESCRIPTION = 256
SCOPES_OF_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
SCOPES = SCOPES_OF_CHAT | {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}


def get_me(world: World, _parameters: Parameters) -> Json:
    """Return the bot."""
    can = {"can_join_groups": True, "can_connect_to_business": False, "supports_inline_queries": True}
    can |= {"can_read_all_group_messages": not world.privacy_mode, "has_main_web_app": False}
    return can | world.bot


def set_my_commands(world: World, parameters: Parameters) -> bool:
    """Keep a command menu; an empty one deletes it."""
    commands = parameters.json("commands")
    expect(commands, list, "commands")
    if commands is None:
        raise Refusal("can't parse commands JSON object")
    if len(commands) > MOST_COMMANDS:
        raise Refusal("BOT_COMMANDS_TOO_MUCH")
    world.profile[_key(world, "commands", parameters)] = [_checked_command(command) for command in commands]
    return True


def get_my_commands(world: World, parameters: Parameters) -> Any:
    """Return the menu of exactly this scope and language."""
    return world.profile.get(_key(world, "commands", parameters), [])


def delete_my_commands(world: World, parameters: Parameters) -> bool:
    """Forget the menu of a scope and a language."""
    world.profile.pop(_key(world, "commands", parameters), None)
    return True


def setter(subject: str, most: int) -> Callable[[World, Parameters], bool]:
    """Return the method that keeps one of the bot's texts, of so many characters at most, by language."""

    def set_text(world: World, parameters: Parameters) -> bool:
        text = parameters.text(subject).strip()
        if len(text) > most:
            raise Refusal(f"{subject} must not be longer than {most} characters")
        world.profile[_key(world, subject, parameters)] = text
        return True

    return set_text


def getter(subject: str) -> Callable[[World, Parameters], Json]:
    """Return the method that gives one of the bot's texts in a language, empty if it was never set."""

    def get_text(world: World, parameters: Parameters) -> Json:
        return {subject: world.profile.get(_key(world, subject, parameters), "")}

    return get_text


def _key(world: World, subject: str, parameters: Parameters) -> tuple[str, str, str]:
    language = parameters.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise Refusal("invalid language code specified")
    if subject != "commands":
        return subject, "", language
    scope = parameters.json("scope") or {"type": "default"}
    expect(scope, dict, "scope")
    if scope.get("type") not in SCOPES:
        raise Refusal("can't parse BotCommandScope: Unsupported type specified")
    if scope["type"] in SCOPES_OF_CHAT:
        world.chat(Parameters(scope))
    return subject, ":".join(map(str, scope.values())), language


def _checked_command(command: object) -> Json:
    if not isinstance(command, dict):
        raise Refusal("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        expect(command.get(field, ""), str, field)
    name = command.get("command", "").strip().removeprefix("/")
    description = command.get("description", "").strip()
    if not name:
        raise Refusal("command must be non-empty")
    if len(name) > MOST_CHARACTERS_OF_COMMAND:
        raise Refusal(f"command length must not exceed {MOST_CHARACTERS_OF_COMMAND}")
    if not description:
        raise Refusal("command description must be non-empty")
    if len(description) > MOST_CHARACTERS_OF_DESCRIPTION:
        raise Refusal(f"command description length must not exceed {MOST_CHARACTERS_OF_DESCRIPTION}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise Refusal("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}
