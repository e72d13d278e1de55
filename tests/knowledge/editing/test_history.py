"""What is remembered of changes has a bound, and within it each can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.editing import AddPhrasing, EditError, Workshop, history
from tests.knowledge.editing.twofold import files_of
from tests.knowledge.folder import Folder

KEPT = 4


@pytest.fixture(autouse=True)
def _little_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "KEPT", KEPT)


def change(workshop: Workshop, number: int) -> None:
    workshop.apply(workshop.propose(AddPhrasing("hull", f"phrasing {number}")), by=str(number))


def kept_files(folder: Folder) -> set[Path]:
    return set((folder.path / ".history/files").iterdir())


def test_of_many_changes_the_latest_are_remembered_and_can_all_be_taken_back(
    workshop: Workshop, folder: Folder
) -> None:
    states = [files_of(folder.path)]
    for number in range(3 * KEPT):
        change(workshop, number)
        states.append(files_of(folder.path))
    assert [entry.by for entry in workshop.history()] == [str(number) for number in range(2 * KEPT, 3 * KEPT)]
    assert len(kept_files(folder)) == KEPT + 1
    for state in reversed(states[-1 - KEPT : -1]):
        workshop.undo(by="1")
        assert files_of(folder.path) == state
    with pytest.raises(EditError, match="no change to take back"):
        workshop.undo(by="1")
    assert len(workshop.history()) == 2 * KEPT
    change(workshop, 99)
    assert len(workshop.history()) == KEPT


def test_a_file_that_no_change_needs_is_forgotten(workshop: Workshop, folder: Folder) -> None:
    change(workshop, 1)
    needed = kept_files(folder)
    folder.write(".history/files/0123", "of a change that was never made")
    change(workshop, 2)
    assert needed < kept_files(folder)
    assert len(kept_files(folder)) == 3


def test_what_another_version_has_written_keeps_its_files(workshop: Workshop, folder: Folder) -> None:
    change(workshop, 1)
    folder.append(".history/log.jsonl", '{"id": "0", "needs": ["0123"]}\n')
    folder.write(".history/files/0123", "what it needs")
    for number in range(2, KEPT + 1):
        change(workshop, number)
    assert folder.path / ".history/files/0123" in kept_files(folder)
    change(workshop, KEPT + 1)
    assert folder.path / ".history/files/0123" not in kept_files(folder)


def test_where_nothing_can_be_forgotten_the_change_is_made_all_the_same(
    workshop: Workshop, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(KEPT):
        change(workshop, number)
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.parent.name == "files":
            raise PermissionError(path)
        unlink(path, missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        change(workshop, KEPT)
    assert len(kept_files(folder)) == KEPT + 2
    change(workshop, KEPT + 1)
    assert len(kept_files(folder)) == KEPT + 1
