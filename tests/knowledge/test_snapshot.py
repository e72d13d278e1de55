from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from knowledge.snapshot import digest, stamp
from tests.knowledge.folder import Folder

LIGHTHOUSES = Path(__file__).parents[1] / "handlers" / "base"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(copytree(LIGHTHOUSES, tmp_path / "base"))


def put_a_folder_in_its_place(folder: Folder) -> None:
    (folder.path / "glossary.yaml").unlink()
    (folder.path / "glossary.yaml").mkdir()


CHANGES: dict[str, Callable[[Folder], object]] = {
    "an edit": lambda folder: folder.edit("facts/lamps.yaml", "in 1822", "in 1823"),
    "a file more": lambda folder: folder.write("facts/bells.yaml", "topic: bells\n"),
    "a file less": lambda folder: (folder.path / "glossary.yaml").unlink(),
    "another name": lambda folder: (folder.path / "facts/lamps.yaml").rename(folder.path / "facts/lights.yaml"),
    "the folder gone": lambda folder: rmtree(folder.path),
    "a folder in the place of a file": put_a_folder_in_its_place,
    "a link that leads nowhere": lambda folder: (folder.path / "facts/x.yaml").symlink_to("nowhere"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_a_base_would_be_read_from_changes_both(folder: Folder, change: Callable[[Folder], object]) -> None:
    before = digest(folder.path), stamp(folder.path)
    change(folder)
    assert digest(folder.path) != before[0]
    assert stamp(folder.path) != before[1]


@pytest.mark.parametrize(
    "name", [".lamps.yaml.swp", "facts/.lamps.yaml", "notes.txt", ".history/lamps.yaml", "a.yaml~"]
)
def test_what_is_no_part_of_a_base_changes_nothing(folder: Folder, name: str) -> None:
    before = digest(folder.path), stamp(folder.path)
    folder.write(name, "topic: lamps\n")
    assert (digest(folder.path), stamp(folder.path)) == before


def test_the_same_files_have_the_same_digest_wherever_and_whenever_they_were_written(
    folder: Folder, tmp_path: Path
) -> None:
    other = copytree(
        folder.path, tmp_path / "other", copy_function=lambda a, b: Path(b).write_bytes(Path(a).read_bytes())
    )
    assert digest(folder.path) == digest(other)


def test_a_text_that_moves_from_one_file_to_the_next_is_a_change(tmp_path: Path) -> None:
    one, other = Folder(tmp_path / "one"), Folder(tmp_path / "other")
    for folder, texts in ((one, ("ab", "c")), (other, ("a", "bc"))):
        folder.write("a.yaml", texts[0])
        folder.write("b.yaml", texts[1])
    assert digest(one.path) != digest(other.path)


def test_a_folder_without_files_is_not_one_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert digest(tmp_path / "empty") != digest(tmp_path / "missing")


def test_a_pipe_keeps_nobody_waiting(folder: Folder) -> None:
    os.mkfifo(folder.path / "facts" / "pipe.yaml")
    assert digest(folder.path)
    assert stamp(folder.path)
