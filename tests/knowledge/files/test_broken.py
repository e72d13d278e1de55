"""Whatever an editor does to a file, the check names the place and the remedy, and nothing else breaks."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.knowledge.files.broken import EXPEDITIONS, NO_FORM, NO_SENSE, NO_YAML, SHIP, Broken
from tests.knowledge.folder import Folder

ALL = [*NO_YAML, *NO_FORM, *NO_SENSE]


def broken(folder: Folder, case: Broken) -> Folder:
    if case.raw is None:
        folder.edit(case.name, case.old, case.new)
    else:
        (folder.path / case.name).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / case.name).write_bytes(case.raw)
    return folder


@pytest.mark.parametrize("case", ALL, ids=[case.kind for case in ALL])
def test_each_broken_file_is_told_at_its_line_with_the_remedy(folder: Folder, case: Broken) -> None:
    first = next(fault for fault in broken(folder, case).faults() if fault.startswith(f"{case.name}:"))
    assert first.startswith(f"{case.name}:{case.place}: ")
    assert case.told in first


def test_no_kind_stands_here_twice() -> None:
    assert [kind for kind, count in Counter(case.kind for case in ALL).items() if count > 1] == []


@pytest.mark.parametrize("case", NO_YAML, ids=[case.kind for case in NO_YAML])
def test_what_cannot_be_read_hides_no_fault_of_another_file(folder: Folder, case: Broken) -> None:
    folder.edit(EXPEDITIONS, "at: introduction", "at: []")
    assert f"{EXPEDITIONS}:10:9: a text must stand here" in "\n".join(broken(folder, case).faults())


def test_a_folder_in_the_place_of_a_file_is_told(folder: Folder) -> None:
    (folder.path / "facts/polar.yaml").mkdir()
    assert folder.faults() == [
        "facts/polar.yaml:1:1: a folder or a device stands where a file should; rename it, or put the file in its place"
    ]


def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(folder: Folder) -> None:
    os.mkfifo(folder.path / "facts/polar.yaml")
    assert folder.faults()[0].startswith("facts/polar.yaml:1:1: a folder or a device stands where a file should")


def test_a_link_that_leads_in_a_circle_is_told(folder: Folder) -> None:
    (folder.path / "facts/polar.yaml").symlink_to("polar.yaml")
    (fault,) = folder.faults()
    assert fault.startswith("facts/polar.yaml:1:1: the file cannot be read (Too many levels of symbolic links)")
    assert fault.endswith("the link leads in a circle; put the file itself here")


def test_a_link_to_what_is_gone_is_told(folder: Folder) -> None:
    (folder.path / "facts/polar.yaml").symlink_to("nowhere.yaml")
    (fault,) = folder.faults()
    assert fault.endswith("the file, or what a link leads to, is gone; put it back, or delete the link")


def test_folders_that_lead_in_a_circle_are_no_end_to_the_reading(folder: Folder) -> None:
    (folder.path / "facts/more").symlink_to(folder.path)
    assert all("no such file belongs to a base" in fault for fault in folder.faults())


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read(folder: Folder) -> None:
    with (folder.path / SHIP).open("r+b") as file:
        file.truncate(100 << 20)
    (fault,) = folder.faults()
    assert fault == f"{SHIP}:1:1: the file is larger than 1024 KiB; split it into several"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_may_not_be_read_is_told(folder: Folder) -> None:
    (folder.path / SHIP).chmod(0)
    assert f"{SHIP}:1:1: the file cannot be read (Permission denied); mend its permissions" in folder.faults()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system has no file that nobody can read")
def test_a_file_that_even_root_cannot_read_is_told(folder: Folder) -> None:
    (folder.path / "facts/polar.yaml").symlink_to("/proc/self/mem")
    (fault,) = folder.faults()
    assert fault == "facts/polar.yaml:1:1: the file cannot be read (Input/output error); mend its disk"


def test_a_file_name_of_no_known_encoding_is_told(folder: Folder) -> None:
    Path(os.fsdecode(bytes(folder.path / "facts") + b"/caf\xe9.yaml")).write_bytes(b"topic: [\n")
    (fault,) = folder.faults()
    assert "close the bracket opened above" in fault


@pytest.mark.parametrize(
    ("unread", "name", "old", "new", "fault"),
    [
        (EXPEDITIONS, SHIP, "[designer]", "[desigher]", "there is no fact 'desigher'; did you mean 'designer'?"),
        (EXPEDITIONS, SHIP, "farthest-north\n        at: chapter 1", "x\n        at: y", "there is no source 'x'; add"),
        (EXPEDITIONS, SHIP, "topic: ship", "topic: sheep", "there is no topic 'sheep'; did you mean 'ship'?"),
        ("topics.yaml", SHIP, "farthest-north\n        at: chapter 1", "x\n        at: y", "there is no source 'x'"),
        ("sources.yaml", SHIP, "[designer]", "[zzz]", "there is no fact 'zzz'; add the fact"),
        ("sources.yaml", SHIP, "id: launch", "id: designer", "the id 'designer' is taken in facts/ship.yaml:12"),
    ],
)  # fmt: skip
def test_what_is_wrong_between_files_is_told_while_another_cannot_be_read(
    folder: Folder, unread: str, name: str, old: str, new: str, fault: str
) -> None:
    folder.append(unread, "'open\n")
    folder.edit(name, old, new)
    assert fault in "\n".join(folder.faults())


def test_what_may_stand_in_the_file_that_cannot_be_read_is_not_told_as_missing(folder: Folder) -> None:
    folder.append(EXPEDITIONS, "'open\n")
    folder.edit(SHIP, "[designer]", "[crew, first-expedition]")
    assert {fault.partition(":")[0] for fault in folder.faults()} == {EXPEDITIONS}
