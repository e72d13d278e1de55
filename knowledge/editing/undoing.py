"""What a change has done, taken back: that alone, whatever else has been changed since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from knowledge.editing.change import Change, FileChange
from knowledge.editing.errors import EditError, Since, StaleError
from knowledge.editing.folder import place_of, read_file
from knowledge.editing.history import Entry, History, Touched, digest
from knowledge.editing.merging import touched_by, without


def taken_back(entry: Entry, folder: Path, history: History) -> Change:
    """Return what takes a change back.

    Args:
        entry: the change.
        folder: the base's folder.
        history: what has been changed there.

    Raises:
        StaleError: where what it touched has been changed again since; it names what, and by whom and when.
        EditError: where a file as it was is gone.
    """
    files: list[FileChange] = []
    stale: dict[str, tuple[str, ...]] = {}
    for file in entry.files:
        now = read_file(folder, file.name)
        try:
            files.append(FileChange(file.name, now, _without(file, now, history)))
        except StaleError as error:
            stale[file.name] = error.names
        except OSError as error:
            raise EditError(f"the file as it was is gone from {history.folder} ({error.strerror})") from error
    if stale:
        names = tuple(dict.fromkeys(name for names in stale.values() for name in names))
        raise StaleError(names, tuple(_since(entry, stale, folder, history)))
    changed = [file for file in files if file.before != file.after]
    return Change(folder, changed, f"taken back: {entry.what}")


def _without(file: Touched, now: bytes | None, history: History) -> bytes | None:
    """Return a file without what a change did to it."""
    before = history.kept(file.before)
    return before if digest(now) == file.after else without(file.name, before, history.kept(file.after), now)


def _since(entry: Entry, stale: dict[str, tuple[str, ...]], folder: Path, history: History) -> Iterator[Since]:
    """Yield what has changed the same since: as the log has it, or else when the file was saved by other means."""
    standing = history.standing()
    later = standing[standing.index(entry) + 1 :]
    logged = [other for other in later if _touches(other, stale, history)]
    for other in logged:
        yield Since(other.by, other.at, other.what)
    for name in () if logged else stale:
        try:
            saved = place_of(folder, name).stat().st_mtime
        except OSError:
            continue  # it is gone, and when that was nobody has written down
        yield Since(None, datetime.fromtimestamp(saved, UTC), name)


def _touches(other: Entry, stale: dict[str, tuple[str, ...]], history: History) -> bool:
    """Tell whether a later change touched one of the entries that are named."""
    return any(
        file.name in stale and (f"file {file.name}" in stale[file.name] or _names(file, history) & {*stale[file.name]})
        for file in other.files
    )


def _names(file: Touched, history: History) -> set[str]:
    try:
        return touched_by(file.name, history.kept(file.before), history.kept(file.after))
    except (EditError, OSError):
        return set()
