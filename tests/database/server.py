"""A real PostgreSQL for the tests: made for a run, in a folder of its own, and gone after it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

REQUIRED = "TESTS_NEED_POSTGRESQL"
"""The environment variable with which a machine without PostgreSQL fails, instead of skipping tests."""
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=200")
SECONDS = 180.0
"""How long a server may take to start on a busy machine."""
GUARDED = """
trap '' INT TERM
"$@" &
read -r _
kill -QUIT $!
wait $!
rm -rf "$0"/*
"""
"""Runs a server until its input ends, which it does even where the tests are killed."""
_DEBIAN = Path("/usr/lib/postgresql")


class MissingError(Exception):
    """There is no PostgreSQL on this machine."""


@contextmanager
def postgresql() -> Iterator[Path]:
    """Run a server, and yield the folder of its Unix socket.

    Raises:
        MissingError: there is none to run.
    """
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="hldbot-postgresql-") as name:  # a socket's path has at most 107 bytes
        folder = Path(name)
        user = _user()
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        _run(user, binaries / "initdb", "-D", data, "-U", "hldbot", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        settings = chain.from_iterable(("-c", setting) for setting in FAST)
        server = subprocess.Popen(  # noqa: S603  # runs what is installed
            ["/bin/sh", "-c", GUARDED, folder, binaries / "postgres", "-D", data, "-k", folder, *settings],
            stdin=subprocess.PIPE,
            **_quietly(user),
        )
        assert server.stdin
        try:
            _wait_until_ready(data, server)
            yield folder
        finally:
            server.stdin.close()
            server.wait()


def _wait_until_ready(data: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait for the word that the server writes into a file when it may be connected to, as pg_ctl does."""
    until = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < until:
        with suppress(FileNotFoundError):  # nor does it hold anything for a moment, once it is there
            if (data / "postmaster.pid").read_text().rstrip().endswith("\nready"):
                return
        time.sleep(0.02)
    raise RuntimeError("PostgreSQL does not start")


def _binaries() -> Path:
    installed = sorted(_DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    for folder in chain(map(Path, os.get_exec_path()), installed):
        if all((folder / name).exists() for name in ("initdb", "postgres")):
            return folder
    raise MissingError("no initdb and postgres, neither in PATH nor below /usr/lib/postgresql")


def _user() -> str | None:
    """Return who is to run the server in the place of root, which it refuses; None where no one need."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(user: str | None, *command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, **_quietly(user))  # noqa: S603  # runs what is installed


def _quietly(user: str | None) -> dict[str, Any]:
    return {
        "cwd": "/",
        "user": user,
        "group": pwd.getpwnam(user).pw_gid if user else None,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
