"""Where a base is changed: a change is proposed, looked at, made or left, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from knowledge.editing.atomic import only_writer
from knowledge.editing.change import Change, FileChange
from knowledge.editing.draft import Draft
from knowledge.editing.edits import Edit
from knowledge.editing.errors import EditError, StaleError
from knowledge.editing.folder import read_file
from knowledge.editing.history import Entry, History, Touched, digest
from knowledge.editing.making import describe, make
from knowledge.editing.transaction import Transaction
from knowledge.editing.undoing import taken_back


class Workshop:
    """The changes of one base's folder."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Finish what a process that was stopped has begun.

        Args:
            folder: the base's folder.
            now: tells the time, in UTC.

        Raises:
            EditError: where the folder is none, or what was begun cannot be finished.
        """
        if not (folder / "base.yaml").is_file():
            raise EditError(f"{folder} has no base.yaml; name the folder of a base")
        self.folder = folder
        self._now = now
        self._history = History(folder)
        if Transaction.left_in(self._history):
            with self._alone():
                pass

    def propose(self, *edits: Edit) -> Change:
        """Return what `edits` would change, made one after the other; nothing is written.

        Raises:
            EditError: where one of them cannot be made.
        """
        draft = Draft(self.folder)
        seen = [make(edit, draft) for edit in edits]
        files = [FileChange(name, draft.before[name], after) for name, after in draft.changed().items()]
        return Change(self.folder, files, "; ".join(map(describe, edits)), edits, seen)

    def apply(self, change: Change, by: str) -> Entry:
        """Make `change`, all of it or nothing, and return what the log says of it.

        What others have changed meanwhile beside it stays.

        Args:
            change: what `propose` returned.
            by: who makes it.

        Raises:
            StaleError: where what it rests on has changed since.
            KnowledgeError: where the base would be broken.
            EditError: where it cannot be written; then nothing is changed.
        """
        with self._alone():
            return self._write(self._afresh(change), by)

    def last(self) -> tuple[Entry, Change]:
        """Return the last change that has not been taken back, and what it would change to do so.

        What others have changed beside it since stays.

        Raises:
            StaleError: where what it touched has been changed again since.
            EditError: where there is none, or it cannot be taken back.
        """
        return self._to_undo(None)

    def undo(self, by: str, entry_id: str | None = None) -> Change:
        """Take a change back, and nothing else, and return what that did.

        Args:
            by: who takes it back.
            entry_id: the change that is meant; None for the last that has not been taken back.

        Raises:
            StaleError: where what it touched has been changed again since.
            KnowledgeError: where the base would be broken.
            EditError: where there is nothing to take back, or it cannot be written.
        """
        with self._alone():
            entry, change = self._to_undo(entry_id)
            self._write(change, by, undoes=entry.id)
            return change

    def history(self) -> tuple[Entry, ...]:
        """Return all changes that are remembered, the oldest first."""
        return self._history.entries()

    def _to_undo(self, entry_id: str | None) -> tuple[Entry, Change]:
        """Return a change, or the last one, that has not been taken back, and what takes it back."""
        entry = next((e for e in reversed(self._history.standing()) if entry_id in (None, e.id)), None)
        if entry is None:
            raise EditError("there is no change to take back" if entry_id is None else "it has been taken back already")
        return entry, taken_back(entry, self.folder, self._history)

    def _afresh(self, change: Change) -> Change:
        """Return `change` as it is on the files of now, which others may have changed beside it."""
        stale = [file.name for file in change.files if read_file(self.folder, file.name) != file.before]
        if not stale:
            return change
        if not change.edits:
            raise StaleError(tuple(stale))
        try:
            fresh = self.propose(*change.edits)
        except EditError:
            raise StaleError(tuple(stale)) from None
        if names := tuple(then[0] for then, now in zip(change.seen, fresh.seen, strict=True) if then != now):
            raise StaleError(tuple(dict.fromkeys(names)))
        return fresh

    def _write(self, change: Change, by: str, undoes: str | None = None) -> Entry:
        if not change.files:
            raise EditError("nothing would change")
        Change(self.folder, change.files, change.what).content  # noqa: B018  # KnowledgeError where it is broken
        touched = tuple(Touched(file.name, digest(file.before), digest(file.after)) for file in change.files)
        entry = Entry(uuid4().hex[:12], by, self._now().astimezone(UTC), change.what, touched, undoes)
        Transaction(self.folder, self._history, entry).run(change.files)
        # What takes back others pushes none of them out, so that all that is remembered can be taken back.
        if undoes is None and not Transaction.left_in(self._history):
            with suppress(OSError):  # the change is made; who makes the next one forgets more
                self._history.trim()
        return entry

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else write, and find the folder whole."""
        try:
            self._history.folder.mkdir(exist_ok=True)
            with only_writer(self._history.folder / "lock"):
                Transaction.finish_in(self.folder, self._history)
                yield
        except OSError as error:
            where = error.filename or self.folder
            reason = error.strerror or type(error).__name__
            raise EditError(
                f"{where} cannot be written ({reason}); nothing is changed: mend its permissions or free some space, "
                "and try again"
            ) from error
