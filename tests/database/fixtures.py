"""Databases of both kinds, so that the same tests run on both."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest

from handlers.keeping import database
from tests.database.server import REQUIRED, MissingError, postgresql

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Path]:
    """The folder of the socket of a server that runs for all tests."""
    try:
        with postgresql() as folder:
            yield folder
    except MissingError as missing:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(f"PostgreSQL is not installed: {missing}")


@pytest.fixture
async def postgresql_url(postgresql_server: Path, _patient: None) -> AsyncIterator[str]:
    """The address of a new, empty PostgreSQL database."""
    name = f"test{os.getpid()}_{next(_NUMBERS)}"
    server = await asyncpg.connect(host=str(postgresql_server), user="hldbot", database="postgres")
    await server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield f"postgresql+asyncpg://hldbot@/{name}?host={postgresql_server}"
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other tests is no fault."""
    for name in ("PATIENCE", "REACHED", "LONGEST"):
        monkeypatch.setattr(database, name, 60.0)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, _patient: None) -> str:
    """The address of a new, empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/journal.sqlite3"
    return str(request.getfixturevalue("postgresql_url"))
