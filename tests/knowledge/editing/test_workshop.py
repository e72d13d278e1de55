"""A change is made whole or not at all, is kept apart from what others change, and can be taken back."""

from __future__ import annotations

import multiprocessing
import os
import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge import KnowledgeError
from knowledge.editing import (
    AddFact,
    AddOutside,
    AddPhrasing,
    Cited,
    EditError,
    ReplaceFile,
    SetAnswer,
    StaleError,
    Workshop,
    atomic,
)
from knowledge.files.loading import load_content
from tests.knowledge.editing.twofold import BOTH, FILES, files_of
from tests.knowledge.folder import Folder


def test_a_change_is_written_and_the_log_says_who_when_and_what(workshop: Workshop, folder: Folder) -> None:
    change = workshop.propose(*BOTH)
    before = files_of(folder.path)
    entry = workshop.apply(change, by="12345")
    after = files_of(folder.path)
    assert {name for name in after if after[name] != before.get(name)} == set(FILES)
    assert load_content(folder.path).editions["es"].facts["crew"].answer == "Trece."
    assert (entry.by, entry.at) == ("12345", datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert entry.what == "answer of crew changed; crew translated (es)"
    assert tuple(file.name for file in entry.files) == FILES
    assert workshop.history() == (entry,)


def test_a_diff_shows_the_end_of_a_file_and_line_ends_too(workshop: Workshop, folder: Folder) -> None:
    folder.write("glossary.yaml", "terms: []")
    diff = workshop.propose(ReplaceFile("glossary.yaml", "terms: []\nsynonyms: []  # a\u2028b\n".encode())).diff()
    assert diff.splitlines()[3:5] == ["-terms: []", "\\ No newline at end of file"]
    assert "+synonyms: []  # a\u2028b\n" in diff
    folder.write("glossary.yaml", "terms: []\n")
    diff = workshop.propose(ReplaceFile("glossary.yaml", b"terms: []\r\n")).diff()
    assert diff.endswith("nothing but the ends of lines\n")


def test_nothing_is_written_before_a_change_is_applied(folder: Folder) -> None:
    before = files_of(folder.path)
    workshop = Workshop(folder.path)
    assert workshop.propose(*BOTH).knowledge().edition("es").facts["crew"].answer == "Trece."
    assert files_of(folder.path) == before
    assert not (folder.path / ".history").exists()


def test_changes_are_taken_back_one_by_one_to_the_last_byte(workshop: Workshop, folder: Folder) -> None:
    states = [files_of(folder.path)]
    for edits in (BOTH, (AddPhrasing("hull", "round why"),), (AddOutside("x", "near"),)):
        workshop.apply(workshop.propose(*edits), by="1")
        states.append(files_of(folder.path))
    for state in reversed(states[:-1]):
        assert workshop.undo(by="2").what.startswith("taken back: ")
        assert files_of(folder.path) == state
    with pytest.raises(EditError, match="no change to take back"):
        workshop.undo(by="2")
    entries = workshop.history()
    assert [entry.undoes for entry in entries] == [None, None, None, entries[2].id, entries[1].id, entries[0].id]


def test_after_something_is_taken_back_the_next_change_is_the_last_one(workshop: Workshop, folder: Folder) -> None:
    workshop.apply(workshop.propose(AddPhrasing("hull", "first")), by="1")
    workshop.undo(by="1")
    before = files_of(folder.path)
    workshop.apply(workshop.propose(AddPhrasing("hull", "second")), by="1")
    workshop.undo(by="1")
    assert files_of(folder.path) == before


def test_two_people_who_change_one_fact_do_not_overwrite_each_other(workshop: Workshop, folder: Folder) -> None:
    first, second = Workshop(folder.path), Workshop(folder.path)
    of_first, of_second = first.propose(SetAnswer("hull", "One.")), second.propose(AddPhrasing("hull", "two"))
    first.apply(of_first, by="1")
    before = files_of(folder.path)
    with pytest.raises(StaleError, match="fact hull has been changed meanwhile") as stale:
        second.apply(of_second, by="2")
    assert stale.value.names == ("fact hull",)
    assert files_of(folder.path) == before
    assert [entry.by for entry in workshop.history()] == ["1"]


def test_two_people_who_change_two_facts_of_one_file_both_have_their_way(workshop: Workshop, folder: Folder) -> None:
    changes = [workshop.propose(AddPhrasing(fact, f"{fact}: new")) for fact in ("hull", "designer", "launch")]
    changes.append(workshop.propose(AddFact("ship", "keel", ("Oak?",), "Yes.", (Cited("new-land", "1"),))))
    folder.append("facts/ship.yaml", "# by hand\n")
    for change in changes:
        workshop.apply(change, by="1")
    facts = load_content(folder.path).editions["en"].facts
    assert all(facts[fact].phrasings[-1].text == f"{fact}: new" for fact in ("hull", "designer", "launch"))
    assert "keel" in facts
    assert (folder.path / "facts/ship.yaml").read_text("utf-8").count("# by hand\n") == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: folder.edit("facts/ship.yaml", "id: hull", "id: hull-shape"),
        lambda folder: (folder.path / "facts/ship.yaml").unlink(),
        lambda folder: folder.write("facts/ship.yaml", "topic: [\n"),
    ],
)
def test_a_fact_that_is_gone_meanwhile_is_told_as_changed(
    workshop: Workshop, folder: Folder, spoil: Callable[[Folder], Any]
) -> None:
    change = workshop.propose(AddPhrasing("hull", "x"))
    spoil(folder)
    with pytest.raises(StaleError, match=r"facts/ship.yaml has been changed"):
        workshop.apply(change, by="1")


def test_the_same_fact_added_twice_is_told_to_the_second(workshop: Workshop) -> None:
    fact = AddFact("ship", "keel", ("Oak?",), "Yes.", (Cited("new-land", "1"),))
    changes = [workshop.propose(fact), workshop.propose(fact)]
    workshop.apply(changes[0], by="1")
    with pytest.raises(StaleError):
        workshop.apply(changes[1], by="2")


def test_a_file_that_was_changed_meanwhile_is_not_replaced(workshop: Workshop, folder: Folder) -> None:
    change = workshop.propose(ReplaceFile("glossary.yaml", b"terms: []\n"))
    folder.append("glossary.yaml", "# more\n")
    with pytest.raises(StaleError, match=r"file glossary.yaml has"):
        workshop.apply(change, by="1")


def test_a_change_that_would_break_the_base_is_not_written(workshop: Workshop, folder: Folder) -> None:
    before = files_of(folder.path)
    with pytest.raises(KnowledgeError, match="this phrasing stands already"):
        workshop.apply(workshop.propose(AddPhrasing("hull", "Who designed the Fram?")), by="1")
    assert files_of(folder.path) == before
    assert workshop.history() == ()


def test_a_change_that_breaks_with_what_another_has_done_is_not_written(workshop: Workshop, folder: Folder) -> None:
    change = workshop.propose(AddPhrasing("hull", "the shape of it"))
    workshop.apply(workshop.propose(AddPhrasing("crew", "the shape of it")), by="1")
    before = files_of(folder.path)
    with pytest.raises(KnowledgeError, match="this phrasing stands already"):
        workshop.apply(change, by="2")
    assert files_of(folder.path) == before


def test_a_change_that_changes_nothing_is_refused(workshop: Workshop) -> None:
    same = "The hull is round, so that the ice lifts the ship instead of crushing it."
    with pytest.raises(EditError, match="nothing would change"):
        workshop.apply(workshop.propose(SetAnswer("hull", same)), by="1")


def test_a_file_keeps_its_permissions_and_leaves_nothing_beside_it(workshop: Workshop, folder: Folder) -> None:
    path = folder.path / "facts/ship.yaml"
    path.chmod(0o640)
    names = set(files_of(folder.path))
    workshop.apply(workshop.propose(AddPhrasing("hull", "x")), by="1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert set(files_of(folder.path)) == names


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes other people's files")
def test_a_file_that_root_changes_stays_its_owners(workshop: Workshop, folder: Folder) -> None:
    path = folder.path / "facts/ship.yaml"
    os.chown(path, 65534, 65534)
    workshop.apply(workshop.propose(AddPhrasing("hull", "x")), by="1")
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_a_link_within_the_folder_stays_a_link(workshop: Workshop, folder: Folder) -> None:
    path = folder.path / "facts/ship.yaml"
    path.rename(folder.path / "ship.txt")
    path.symlink_to("../ship.txt")
    workshop.apply(workshop.propose(AddPhrasing("hull", "x of it")), by="1")
    assert path.is_symlink()
    assert b"x of it" in path.read_bytes()


def test_a_folder_without_a_base_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditError, match=r"has no base.yaml"):
        Workshop(tmp_path)


def test_whoever_comes_while_another_writes_is_told_so(
    workshop: Workshop, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = workshop.propose(AddPhrasing("hull", "x"))
    monkeypatch.setattr(atomic, "PATIENCE", 0.0)
    (folder.path / ".history").mkdir()
    with atomic.only_writer(folder.path / ".history/lock"), pytest.raises(EditError, match="somebody else is changing"):
        workshop.apply(change, by="1")
    workshop.apply(change, by="1")


def test_many_threads_that_change_many_facts_lose_nothing(folder: Folder) -> None:
    facts = list(load_content(folder.path).editions["en"].facts)

    def work(fact: str) -> None:
        workshop = Workshop(folder.path)
        workshop.apply(workshop.propose(AddPhrasing(fact, f"{fact}, in a thread")), by=fact)

    threads = [threading.Thread(target=work, args=(fact,)) for fact in facts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = load_content(folder.path).editions["en"].facts
    assert all(made[fact].phrasings[-1].text == f"{fact}, in a thread" for fact in facts)
    assert sorted(entry.by for entry in Workshop(folder.path).history()) == sorted(facts)


def _in_a_process(folder: Path, fact: str) -> None:
    workshop = Workshop(folder)
    for number in range(5):
        workshop.apply(workshop.propose(AddPhrasing(fact, f"{fact}, number {number}")), by=fact)


def test_two_processes_that_change_one_file_lose_nothing(folder: Folder) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_in_a_process, args=(folder.path, fact)) for fact in ("hull", "launch")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    facts = load_content(folder.path).editions["en"].facts
    for fact in ("hull", "launch"):
        assert [p.text for p in facts[fact].phrasings[-5:]] == [f"{fact}, number {number}" for number in range(5)]


def test_the_reader_of_a_base_passes_over_what_begins_with_a_dot(workshop: Workshop, folder: Folder) -> None:
    workshop.apply(workshop.propose(AddPhrasing("hull", "x")), by="1")
    folder.write(".history/facts/broken.yaml", "a: [")
    folder.write(".git/facts.yaml", "a: [")
    folder.write("facts/.ship.yaml.new", "a: [")
    assert folder.faults() == []
    assert workshop.propose(AddPhrasing("hull", "y")).content


def test_what_taking_back_would_change_can_be_looked_at_first(workshop: Workshop, folder: Folder) -> None:
    entry = workshop.apply(workshop.propose(SetAnswer("crew", "Thirteen sailed.")), by="1")
    before = files_of(folder.path)
    last, change = workshop.last()
    assert last == entry
    assert "-    answer: Thirteen sailed." in change.diff()
    assert files_of(folder.path) == before
