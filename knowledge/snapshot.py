"""Whether a folder of YAML has changed: by a glance at its files, or by every byte of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from knowledge.files.reading import MAX_BYTES

Stamp = tuple[tuple[str, int, int, int], ...]


def digest(folder: Path) -> str:
    """Return a mark of the names and contents of the YAML files in `folder`: 32 hexadecimal digits.

    What cannot be read has a mark too, by the reason, so that it changes when that is mended. Of a file too large for a
    base only as much is read as tells that it is.
    """
    mark = blake2b(digest_size=16)
    for path in _files(folder):
        mark.update(f"{path.relative_to(folder).as_posix()}\0".encode(errors="surrogateescape"))
        mark.update(_content(path))
    mark.update(b"\1" if os.path.isdir(folder) else b"\0")
    return mark.hexdigest()


def stamp(folder: Path) -> Stamp:
    """Return the sizes and times of the YAML files in `folder`, which change with nearly every edit and cost little."""
    return tuple(_glance(path) for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files, hidden ones apart, always in the same order."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            Path(place, name)
            for name in sorted([*names, *folders])
            if name.endswith((".yaml", ".yml")) and not name.startswith(".")
        )


def _content(path: Path) -> bytes:
    """Return a digest of what is in a file, or why nothing can be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return b"not a file"  # to open a pipe would wait for whoever writes to it
        with path.open("rb") as stream:
            return blake2b(stream.read(MAX_BYTES + 1), digest_size=16).digest()
    except OSError as error:
        return str(error.errno).encode()


def _glance(path: Path) -> tuple[str, int, int, int]:
    try:
        seen = path.stat()
    except OSError as error:
        return str(path), 0, 0, error.errno or 0
    return str(path), seen.st_size, seen.st_mtime_ns, seen.st_ino
