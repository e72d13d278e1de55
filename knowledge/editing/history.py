"""What has been changed, by whom and when, and the files as they were: all that is needed to take it back.

It lives in the base's folder under `.history/`: `log.jsonl` has a line of JSON for each of the latest changes, `files/`
every file as it was and became by one of them, named by its SHA-256.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from knowledge.editing.atomic import append_line, write_whole

FOLDER = ".history"
KEPT = 500
"""How many changes are remembered when one is made: the latest, those that took back others among them. Each of them
can be taken back."""


class Touched(NamedTuple):
    """A file that was changed, and the digests of what it held and holds; None where there is no file."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One change that was made."""

    id: str
    by: str
    """Who made it, such as a Telegram user id."""
    at: datetime
    """When, in UTC."""
    what: str
    """What it did, in one line."""
    files: tuple[Touched, ...]
    undoes: str | None = None
    """The id of the change that this one took back."""

    def as_json(self) -> dict[str, Any]:
        """Return what the log keeps."""
        return {
            "id": self.id,
            "by": self.by,
            "at": self.at.isoformat(timespec="seconds"),
            "what": self.what,
            "files": [list(file) for file in self.files],
            "undoes": self.undoes,
        }

    @classmethod
    def from_json(cls, item: dict[str, Any]) -> Entry:
        """Return the change that the log has kept; KeyError, TypeError or ValueError if it is none."""
        files = tuple(Touched(*file) for file in item["files"])
        at = datetime.fromisoformat(item["at"])
        return cls(item["id"], item["by"], at, item["what"], files, item["undoes"])


class History:
    """The log of a base's folder, and its files as they were."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._log = self.folder / "log.jsonl"
        self._files = self.folder / "files"

    def entries(self) -> tuple[Entry, ...]:
        """Return all changes, the oldest first."""
        try:
            lines = self._log.read_bytes().splitlines()
        except FileNotFoundError:
            return ()
        return tuple(entry for line in lines if (entry := _entry(line)))

    def standing(self) -> tuple[Entry, ...]:
        """Return the changes that have not been taken back, the oldest first."""
        entries = self.entries()
        undone = {entry.undoes for entry in entries}
        return tuple(entry for entry in entries if entry.undoes is None and entry.id not in undone)

    def keep(self, raws: Iterable[bytes | None]) -> None:
        """Keep files as they are, so that they can be brought back."""
        self._files.mkdir(parents=True, exist_ok=True)
        for raw in raws:
            if raw is not None and not (self._files / _digest(raw)).exists():
                write_whole(self._files / _digest(raw), raw)

    def kept(self, digest: str | None) -> bytes | None:
        """Return a file that was kept; OSError if it is gone."""
        return None if digest is None else (self._files / digest).read_bytes()

    def add(self, entry: Entry) -> None:
        """Add a change to the log, unless it stands there."""
        if all(other.id != entry.id for other in self.entries()):
            append_line(self._log, json.dumps(entry.as_json(), ensure_ascii=False).encode())

    def trim(self) -> None:
        """Forget all but the latest changes, and the files that none of those needs.

        Only the holder of the folder's lock may do so, with no change under way: its files are in no line yet.
        """
        lines = self._log.read_bytes().splitlines(keepends=True)
        if len(lines) > KEPT:
            lines = lines[-KEPT:]
            write_whole(self._log, b"".join(lines))
        entries = [_entry(line) for line in lines]
        if None in entries:
            return  # another version of this program may have written it, and need files that cannot be known here
        needed = {name for entry in entries if entry for file in entry.files for name in (file.before, file.after)}
        for path in self._files.iterdir():
            if path.name not in needed:
                path.unlink()


def digest(raw: bytes | None) -> str | None:
    """Return what a file is kept under."""
    return None if raw is None else _digest(raw)


def _digest(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def _entry(line: bytes) -> Entry | None:
    try:
        return Entry.from_json(json.loads(line))
    except (ValueError, KeyError, TypeError):
        return None  # half a line: the machine stopped while it was written, and the change is written again
