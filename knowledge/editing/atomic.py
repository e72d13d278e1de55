"""Files written whole or not at all, whatever stops the machine; and one writer at a time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from knowledge.editing.errors import EditError

PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""


def temporary(path: Path) -> Path:
    """Return the file beside `path` in which its next content is prepared; no base holds a file of such a name."""
    return path.with_name(f".{path.name}.new")


def prepare(path: Path, raw: bytes) -> Path:
    """Write `raw` beside `path`, to be put in its place by a renaming; OSError if there is no room for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = temporary(path)
    try:
        with beside.open("wb") as stream:
            stream.write(raw)
            stream.flush()
            with suppress(FileNotFoundError):
                was = path.stat()
                with suppress(PermissionError):  # only root may give a file to somebody else, and only root has to
                    os.fchown(stream.fileno(), was.st_uid, was.st_gid)
                os.fchmod(stream.fileno(), was.st_mode & 0o7777)
            os.fsync(stream.fileno())
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    return beside


def settle(folder: Path) -> None:
    """Have the disk remember what was renamed in `folder`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, raw: bytes) -> None:
    """Put `raw` at `path`: a reader finds all of it, or what was there before."""
    prepare(path, raw).replace(path)
    settle(path.parent)


def append_line(path: Path, line: bytes) -> None:
    """Add a line to a file; one that was left unfinished before does not swallow it."""
    with path.open("a+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        if size:
            stream.seek(size - 1)
            line = line if stream.read(1) == b"\n" else b"\n" + line
        stream.write(line + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Keep every other process and thread out; the lock ends with its process, however that ends.

    Args:
        path: the file that is locked.

    Raises:
        EditError: where somebody else writes for longer than `PATIENCE`.
    """
    with path.open("ab") as stream:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise EditError(f"somebody else is changing the base (lock {path}); try again") from None
                time.sleep(0.02)
        yield
