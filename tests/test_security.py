"""SECURITY.md names tests that exist; and what no part can show alone: of the code as a whole, of what is installed."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram.error import TelegramError

from bot.application import build
from tests.bot.conftest import TOKEN
from tests.handlers.conftest import lighthouses

__all__ = ["lighthouses"]

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| what can"))]
CODE = sorted(path for room in ("bot", "handlers", "knowledge") for path in (ROOT / room).rglob("*.py"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
TEST = re.compile(r"`([a-z_0-9/]+\.py)::(test_\w+)`")
EVALUATING = frozenset({"eval", "exec", "compile", "__import__", "unsafe_load", "full_load", "Unpickler", "system"})
LOADERS_OF_CODE = frozenset({"pickle", "marshal", "shelve", "dill", "code"})


def parsed() -> Iterator[tuple[Path, ast.AST]]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield path, node


def called(node: ast.Call) -> str:
    """Return by what name something is called that is no method of re, where `compile` makes a pattern."""
    match node.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=module), attr=name) if module != "re":
            return name
    return ""


@pytest.mark.parametrize("row", ROWS, ids=[row.split(" | ")[0] for row in ROWS])
def test_each_threat_has_a_test_that_exists(row: str) -> None:
    tests = TEST.findall(row)
    assert tests
    for file, name in tests:
        assert re.search(rf"^ *(?:async )?def {name}\(", (ROOT / "tests" / file).read_text("utf-8"), re.MULTILINE), name


def test_the_page_has_no_address_but_that_of_the_repository() -> None:
    assert "private security advisories" in PAGE
    assert not re.search(r"\w@\w|https?://", PAGE)


def test_nothing_that_is_read_can_become_code() -> None:
    for path, node in parsed():
        match node:
            case ast.Import(names=names):
                assert not {name.name for name in names} & LOADERS_OF_CODE, path
            case ast.ImportFrom(module=module):
                assert module not in LOADERS_OF_CODE, path
            case ast.Call():
                assert called(node) not in EVALUATING, (path, node.lineno)
                shell = [word.value for word in node.keywords if word.arg == "shell"]
                assert not shell, (path, node.lineno)


def test_no_statement_is_put_together_from_text() -> None:
    """Each statement of SQL stands in the code as it is, with values bound to it; migrations know no value at all."""
    statements = 0
    for path, node in parsed():
        if path.parent.name != "keeping" or path.name == "migrations.py":
            continue
        if isinstance(node, ast.Call) and called(node) in ("text", "exec_driver_sql"):
            statements += 1
            assert is_constant(node.args[0]), (path, node.lineno)
    assert statements


def is_constant(node: ast.expr) -> bool:
    """Return whether a text stands in the code as it is, but for whole numbers."""
    match node:
        case ast.JoinedStr(values=parts):
            return all(is_constant(part) for part in parts)
        case ast.FormattedValue(value=ast.Call(func=ast.Name(id="int"))):
            return True
    return isinstance(node, ast.Constant)


@pytest.mark.parametrize("lock", LOCKS, ids=[lock.name for lock in LOCKS])
def test_every_package_is_locked_by_its_hashes(lock: Path) -> None:
    packages = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", lock.read_text("utf-8"), flags=re.MULTILINE).strip())
    assert packages
    for package in packages:
        assert re.match(r"[\w.-]+(?:\[[\w,-]+\])?==\S+", package), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", package), package
        assert "://" not in package


@pytest.mark.parametrize("file", ["Makefile", "Containerfile", "README.md", "docs/operating.md", ".ci/run"])
def test_nothing_is_installed_but_by_its_hash(file: str) -> None:
    for line in (ROOT / file).read_text("utf-8").splitlines():
        if "pip install" in line and "apt" not in line:
            # Without dependencies, what is installed is this project itself, or what another line has locked.
            assert "--require-hashes" in line or "--no-deps" in line, line


def test_the_service_has_few_rights() -> None:
    unit = (ROOT / "deploy" / "hldbot.service").read_text("utf-8").splitlines()
    assert {"DynamicUser=yes", "UMask=0077", "NoNewPrivileges=yes", "CapabilityBoundingSet="} <= set(unit)
    assert {"ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "SystemCallFilter=@system-service"} <= set(
        unit
    )


async def test_no_redirect_takes_the_token_elsewhere(lighthouses: object) -> None:
    asked: list[bytes] = []

    async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere/%s\r\n" % TOKEN.encode())
        writer.write(b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(redirect, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        application = build(lighthouses, TOKEN, api_url=f"http://127.0.0.1:{port}")  # type: ignore[arg-type]
        with pytest.raises(TelegramError):
            await application.bot.initialize()
        await application.bot.shutdown()
    assert asked
    assert all(line.startswith(f"POST /bot{TOKEN}/".encode()) for line in asked)
