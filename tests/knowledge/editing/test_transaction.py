"""Wherever a machine stops or a disk is full: a change is whole or was never made, and nothing is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from knowledge.editing import (
    AddPhrasing,
    EditError,
    StaleError,
    Workshop,
)
from knowledge.editing import change as change_module
from knowledge.files.loading import load_content
from tests.knowledge.editing.twofold import BOTH, FILES, files_of
from tests.knowledge.folder import Folder


class Stopped(BaseException):
    """The machine stops."""


STEPS = 40
"""More calls of the file system than one change makes."""


def stopping(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException, *, healed: bool = False) -> None:
    """Let call number `at` of what writes to the disk fail with `error`, and unless `healed` each after it."""
    calls = count()

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            number = next(calls)
            if number == at or (number > at and not healed):
                raise error
            return call(*arguments, **options)

        return run

    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))


@pytest.mark.parametrize("at", range(STEPS))
def test_wherever_the_machine_stops_the_change_is_whole_or_was_never_made(
    folder: Folder, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(folder.path)
    workshop = Workshop(folder.path)
    change = workshop.propose(*BOTH)
    done = before | {file.name: file.after or b"" for file in change.files}
    with monkeypatch.context() as patched, suppress(Stopped):
        stopping(patched, at, Stopped())
        workshop.apply(change, by="1")
    again = Workshop(folder.path)
    found = files_of(folder.path)
    assert found in (before, done)
    assert len(again.history()) == (found == done)
    if found == before:
        again.apply(again.propose(*BOTH), by="1")
        assert files_of(folder.path) == done
    again.undo(by="1")
    assert files_of(folder.path) == before


@pytest.mark.parametrize("at", range(STEPS))
@pytest.mark.parametrize("healed", [True, False], ids=["at once", "later"])
def test_a_full_disk_is_told_and_nothing_is_changed_or_lost(
    folder: Folder, at: int, healed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(folder.path)
    workshop = Workshop(folder.path)
    change = workshop.propose(*BOTH)
    done = before | {file.name: file.after or b"" for file in change.files}
    told = ""
    with monkeypatch.context() as patched:
        stopping(patched, at, OSError(errno.ENOSPC, "No space left on device"), healed=healed)
        try:
            workshop.apply(change, by="1")
        except EditError as error:
            told = str(error)
    again = Workshop(folder.path)
    found = files_of(folder.path)
    if "nothing is changed" in told:
        assert "No space left on device" in told
        assert "free some space" in told
        assert (found, again.history()) == (before, ())
        again.apply(again.propose(*BOTH), by="1")
    else:
        assert not told or "it is finished when the base is changed next" in told
        assert (found, len(again.history())) == (done, 1)
    again.undo(by="1")
    assert files_of(folder.path) == before


def test_a_change_takes_fewer_steps_than_are_tried(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop = Workshop(folder.path)
    stopping(monkeypatch, STEPS - 1, Stopped())
    workshop.apply(workshop.propose(*BOTH), by="1")


def test_what_somebody_wrote_after_the_machine_stopped_stays(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop = Workshop(folder.path)
    change = workshop.propose(*BOTH)
    with monkeypatch.context() as patched:
        patched.setattr("knowledge.editing.history.History.add", _stop)
        with pytest.raises(Stopped):
            workshop.apply(change, by="1")
    folder.append("facts/expeditions.yaml", "# by hand\n")
    again = Workshop(folder.path)
    assert (folder.path / "facts/expeditions.yaml").read_bytes().endswith(b"# by hand\n")
    assert not (folder.path / FILES[1]).exists()
    assert again.history() == ()


def test_what_somebody_saves_while_the_change_is_being_checked_stays(
    workshop: Workshop, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = workshop.propose(*BOTH)

    def slowly(copy: Path) -> object:
        folder.append("facts/expeditions.yaml", "# by hand\n")
        return load_content(copy)

    monkeypatch.setattr(change_module, "load_content", slowly)
    with pytest.raises(StaleError, match=r"facts/expeditions.yaml has been changed"):
        workshop.apply(change, by="1")
    assert (folder.path / "facts/expeditions.yaml").read_bytes().endswith(b"# by hand\n")
    assert not (folder.path / FILES[1]).exists()
    assert workshop.history() == ()


def _stop(*_: object) -> None:
    raise Stopped


def test_half_a_line_in_the_log_hides_no_other(workshop: Workshop, folder: Folder) -> None:
    workshop.apply(workshop.propose(AddPhrasing("hull", "first")), by="1")
    with (folder.path / ".history/log.jsonl").open("ab") as log:
        log.write(b'{"id": "half')
    workshop.apply(workshop.propose(AddPhrasing("hull", "second")), by="2")
    assert [entry.by for entry in workshop.history()] == ["1", "2"]


def test_a_folder_that_cannot_be_written_is_told(workshop: Workshop, folder: Folder) -> None:
    change = workshop.propose(AddPhrasing("hull", "x"))
    before = files_of(folder.path)
    (folder.path / ".history").write_text("in the way", "utf-8")
    with pytest.raises(EditError, match=r"\.history cannot be written .*nothing is changed: mend its permissions"):
        workshop.apply(change, by="1")
    assert files_of(folder.path).keys() - {".history"} == before.keys()
