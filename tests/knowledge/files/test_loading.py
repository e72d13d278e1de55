from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.files.loading import REQUIRED
from tests.knowledge.folder import Folder

SHIP = "facts/ship.yaml"


def test_a_sound_base_has_no_faults(folder: Folder) -> None:
    assert folder.faults() == []


def test_a_missing_folder_is_told_by_its_name(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert Folder(gone).faults() == [f"{gone}:1:1: there is no such folder; name the folder that holds base.yaml"]


def test_a_file_in_the_place_of_the_folder_is_told_as_well(tmp_path: Path) -> None:
    (tmp_path / "base").write_text("name: x\n")
    assert "there is no such folder" in Folder(tmp_path / "base").faults()[0]


def test_an_empty_folder_is_told_every_file_that_it_needs(tmp_path: Path) -> None:
    faults = Folder(tmp_path).faults()
    assert {fault.partition(":")[0] for fault in faults} == {*REQUIRED, "facts"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
@pytest.mark.parametrize("name", ["", "facts", SHIP])
def test_what_may_not_be_read_is_told_as_such(folder: Folder, name: str) -> None:
    path = folder.path / name
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        assert any("cannot be read" in fault for fault in folder.faults())
    finally:
        path.chmod(mode)


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_file_is_missed(folder: Folder, name: str) -> None:
    (folder.path / name).unlink()
    (fault,) = folder.faults()
    assert fault.startswith(f"{name}:1:1: the file is missing from ")


@pytest.mark.parametrize(
    "name", ["fact.yaml", "base.yml", "facts/polar/ship.yaml", "tests/ship.yaml", "translations/fr/fact/ship.yaml"]
)
def test_a_file_under_an_unknown_name_is_refused(folder: Folder, name: str) -> None:
    folder.write(name, "facts: []\n")
    (fault,) = folder.faults()
    assert fault.startswith(f"{name}:1:1: no such file belongs to a base; the files are base.yaml, ")


@pytest.mark.parametrize("name", ["README.md", ".draft.yaml", "facts/ship.yaml~"])
def test_what_is_no_file_of_the_base_is_left_alone(folder: Folder, name: str) -> None:
    folder.write(name, "a: [\n")
    assert folder.faults() == []


def test_an_empty_file_is_told_what_must_stand_in_it(folder: Folder) -> None:
    folder.write(SHIP, "")
    assert folder.faults() == [f"{SHIP}:1:1: fields must stand here, each as a name, a colon and a value"]


def test_the_faults_of_all_files_are_told_at_once_in_the_order_of_the_files(folder: Folder) -> None:
    folder.write("base.yaml", "name: [\n")
    folder.edit("topics.yaml", "title: The ship", "titel: The ship")
    folder.edit(SHIP, "id: hull", "id: The Hull")
    folder.edit(SHIP, "see: [designer]", "see: designer")
    files = [fault.partition(":")[0] for fault in folder.faults()]
    assert files == sorted(files)
    assert set(files) == {"base.yaml", "topics.yaml", SHIP}


def test_one_unreadable_file_does_not_make_its_ids_unknown_elsewhere(folder: Folder) -> None:
    folder.write("sources.yaml", "sources: 'open\n")
    (fault,) = folder.faults()
    assert fault.startswith("sources.yaml:1:10: ")


@pytest.mark.parametrize("deleted", ["glossary.yaml", "smalltalk.yaml", "tests/en/outside.yaml"])
def test_a_base_does_without_what_it_need_not_have(folder: Folder, deleted: str) -> None:
    (folder.path / deleted).unlink()
    assert folder.faults() == []


def test_the_names_of_the_files_change_nothing(folder: Folder) -> None:
    before = folder.content()
    (folder.path / SHIP).rename(folder.path / "facts/a-later-or-an-earlier-name.yaml")
    (folder.path / "facts/expeditions.yaml").rename(folder.path / "facts/0.yaml")
    assert list(folder.content().editions["en"].facts.items()) == list(before.editions["en"].facts.items())


@given(raw=st.binary(max_size=60))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_in_a_file_give_faults_and_no_crash(folder: Folder, raw: bytes) -> None:
    (folder.path / SHIP).write_bytes(raw)
    assert any(fault.startswith(SHIP) for fault in folder.faults())
