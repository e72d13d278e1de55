"""The house rules that a machine can check, and the papers: nothing is named in them that is not there, or left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot.__main__ import app
from bot.settings import Settings, TelegramSettings
from handlers import menu
from handlers.showing.wording import Wording
from knowledge import BASE, KnowledgeBase

ROOT = Path(__file__).parents[1]
ROOMS = ("knowledge", "handlers", "bot")
"""Lowest first: each may import itself and those before it."""
CODE = sorted(path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("*.py"))
TEXTS = sorted(
    path
    for room in (*ROOMS, "tests", "docs", ".")
    for path in (ROOT / room).glob("*" if room == "." else "**/*")
    if path.suffix in {".py", ".md", ".toml", ".yaml", ".txt", ".example"}
)
LONGEST = 400
README = ROOT / "README.md"


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=modules):
                yield from (module.name for module in modules)
            case ast.ImportFrom(module=str(module), level=0):
                yield module


@pytest.mark.parametrize("room", ROOMS)
def test_imports_run_downwards_only(room: str) -> None:
    forbidden = {*ROOMS[ROOMS.index(room) + 1 :], "tests", *(["telegram"] if room == "knowledge" else [])}
    for path in (ROOT / room).rglob("*.py"):
        assert not {module.partition(".")[0] for module in imported(path)} & forbidden, path


def test_no_file_of_code_is_longer_than_a_person_reads_at_once() -> None:
    assert not [path for path in CODE if len(path.read_text("utf-8").splitlines()) > LONGEST]


@pytest.mark.parametrize("path", TEXTS, ids=names(TEXTS))
def test_a_text_has_unix_lines_and_no_place_of_one_machine(path: Path) -> None:
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert not re.search(rb"(?<![\w.])/(?:home|work|Users)/\w", raw)


@pytest.fixture(scope="module")
def readme() -> str:
    if not README.exists():
        pytest.skip("there is no README.md to compare with the commands, settings and topics")
    return README.read_text("utf-8")


def commands_of(part: typer.Typer, name: str) -> Iterator[str]:
    """Yield the whole names of a command's own commands, and of theirs."""
    for command in part.registered_commands:
        if command.callback:
            yield f"{name} {command.name or command.callback.__name__}"
    for group in part.registered_groups:
        if group.typer_instance:
            yield from commands_of(group.typer_instance, f"{name} {group.name}")


def test_the_readme_names_every_command(readme: str) -> None:
    commands = list(commands_of(app, "hldbot"))
    assert "hldbot new fact" in commands
    assert [command for command in commands if command not in readme] == []


def test_the_readme_names_every_setting(readme: str) -> None:
    settings = [
        f"{kind.model_config['env_prefix']}{name}".upper()
        for kind in (TelegramSettings, Settings)
        for name in kind.model_fields
    ]
    assert [name for name in settings if name not in readme] == []


def test_the_readme_names_every_command_of_the_bot(readme: str) -> None:
    commands = [f"/{command.command}" for command in menu(KnowledgeBase.load(BASE).edition(), Wording.load())]
    assert [command for command in commands if command not in readme] == []


def test_what_the_readme_says_to_make_can_be_made(readme: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert (
        set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(re.findall(r"`[^`]+`|```.*?```", readme, re.DOTALL)))) <= targets
    )


def test_the_gate_lets_no_warning_of_the_base_pass() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\ntest:")[2].partition("\n\n")[0]
    assert "$(BIN)/hldbot check --strict\n" in recipe
