"""Several files changed as one: all of them, or none, also where the machine stops in the middle.

First the files as they were and will be are kept in the history, then what is to be done is written down, then each
file is put in place by a renaming. Whoever comes next finds what is written down and finishes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from knowledge.editing.atomic import prepare, settle, temporary, write_whole
from knowledge.editing.change import FileChange
from knowledge.editing.errors import EditError, StaleError
from knowledge.editing.folder import place_of, read_file
from knowledge.editing.history import Entry, History, digest

_PENDING = "pending.json"


class Transaction:
    """One change on its way into the folder. Only the holder of the folder's lock may run it."""

    def __init__(self, folder: Path, history: History, entry: Entry) -> None:
        self.folder = folder
        self.history = history
        self.entry = entry

    @staticmethod
    def left_in(history: History) -> bool:
        """Tell whether one was begun and not finished."""
        return (history.folder / _PENDING).exists()

    @classmethod
    def finish_in(cls, folder: Path, history: History) -> None:
        """Finish what was begun; where somebody has changed a file since, take back what was done of it."""
        if cls.left_in(history):
            try:
                entry = Entry.from_json(json.loads((history.folder / _PENDING).read_bytes()))
            except (ValueError, KeyError, TypeError):
                cls._forget(history)  # it is written whole before anything is done, so nothing was
                return
            cls(folder, history, entry)._finish()

    def run(self, files: Sequence[FileChange]) -> None:
        """Write `files`.

        Raises:
            OSError: where that cannot be; the folder is as it was.
            StaleError: where somebody has saved one of them in this very moment; it stays as they saved it.
            EditError: where what was begun cannot be taken back.
        """
        self.history.keep(raw for file in files for raw in (file.before, file.after))
        try:
            write_whole(self.history.folder / _PENDING, json.dumps(self.entry.as_json()).encode())
            for file in files:
                if file.after is not None:
                    prepare(place_of(self.folder, file.name), file.after)
            # Who edits by hand waits for no lock; the last look is taken as late as can be.
            if stale := tuple(file.name for file in files if read_file(self.folder, file.name) != file.before):
                self._take_back()
                raise StaleError(stale)
            for file in files:
                path = place_of(self.folder, file.name)
                if file.after is None:
                    path.unlink()
                else:
                    temporary(path).replace(path)
                settle(path.parent)
        except OSError as error:
            self._give_up(error)
            raise
        with suppress(OSError):  # the change is made; what is left to do here, whoever comes next does
            self.history.add(self.entry)
            self._forget(self.history)

    def _give_up(self, error: OSError) -> None:
        try:
            self._take_back()
        except OSError:
            reason = error.strerror or type(error).__name__
            raise EditError(
                f"the change was begun and can be neither finished nor taken back now ({reason}); mend the permissions "
                f"of {self.folder} or free some space: it is finished when the base is changed next"
            ) from error

    def _finish(self) -> None:
        now = {file.name: digest(read_file(self.folder, file.name)) for file in self.entry.files}
        if any(now[file.name] not in (file.before, file.after) for file in self.entry.files):
            self._take_back()
            return
        for file in self.entry.files:
            if now[file.name] != file.after:
                self._put(file.name, self.history.kept(file.after))
        self.history.add(self.entry)
        self._sweep()
        self._forget(self.history)

    def _take_back(self) -> None:
        """Bring back what was there before; what somebody else has written since stays."""
        self._sweep()  # first, for it makes room
        for file in self.entry.files:
            if digest(read_file(self.folder, file.name)) == file.after != file.before:
                self._put(file.name, self.history.kept(file.before))
        self._forget(self.history)

    def _put(self, name: str, raw: bytes | None) -> None:
        path = place_of(self.folder, name)
        if raw is None:
            path.unlink(missing_ok=True)
            settle(path.parent)
        else:
            write_whole(path, raw)

    def _sweep(self) -> None:
        for file in self.entry.files:
            with suppress(OSError):
                temporary(place_of(self.folder, file.name)).unlink()

    @classmethod
    def _forget(cls, history: History) -> None:
        if cls.left_in(history):
            (history.folder / _PENDING).unlink()
            settle(history.folder)
