"""A change is taken back alone: what was changed beside it stays, and what was changed again is not lost unasked."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from knowledge import KnowledgeError
from knowledge.editing import (
    AddFact,
    AddOutside,
    AddPhrasing,
    Cited,
    Edit,
    EditError,
    ReplaceFile,
    SetAnswer,
    StaleError,
    Workshop,
)
from tests.knowledge.editing.twofold import BOTH, FILES, files_of
from tests.knowledge.folder import Folder

SHIP = "facts/ship.yaml"
KEEL = AddFact("ship", "keel", ("Oak?",), "Yes.", (Cited("new-land", "1"),))
MAST = AddFact("ship", "mast", ("Pine?",), "Yes.", (Cited("new-land", "2"),))


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (AddPhrasing("hull", "x"), AddPhrasing("launch", "y")),
        (SetAnswer("hull", "Round."), AddPhrasing("catalogue", "y")),
        (KEEL, MAST),
        (MAST, AddPhrasing("hull", "y")),
        (AddOutside("x", "near"), AddOutside("y", "near")),
        (AddOutside("x", "near"), AddOutside("y", "far")),
    ],
)
def test_of_two_changes_the_first_is_taken_back_as_if_only_the_second_had_been_made(
    workshop: Workshop, folder: Folder, first: Edit, later: Edit
) -> None:
    workshop.apply(workshop.propose(later), by="2")
    alone = files_of(folder.path)
    workshop.undo(by="2")
    made = workshop.apply(workshop.propose(first), by="1")
    workshop.apply(workshop.propose(later), by="2")
    assert workshop.undo("1", made.id).what == f"taken back: {made.what}"
    assert files_of(folder.path) == alone


def test_what_was_taken_out_of_order_leaves_the_rest_to_be_taken_back(workshop: Workshop, folder: Folder) -> None:
    before = files_of(folder.path)
    made = [workshop.apply(workshop.propose(edit), by="1") for edit in (KEEL, *BOTH, AddPhrasing("hull", "x"))]
    workshop.undo("1", made[0].id)
    for _ in made[1:]:
        workshop.undo("1")
    assert files_of(folder.path) == before
    with pytest.raises(EditError, match="no change to take back"):
        workshop.undo("1")


def test_comments_and_facts_that_came_by_hand_stay(workshop: Workshop, folder: Folder) -> None:
    before = (folder.path / SHIP).read_text("utf-8")
    workshop.apply(workshop.propose(AddPhrasing("hull", "x"), KEEL), by="1")
    above, below = "# on the launch\n  - id: launch\n", "# the end\n"
    folder.edit(SHIP, "- id: launch\n", above.lstrip())
    folder.append(SHIP, below)
    workshop.undo(by="1")
    assert (folder.path / SHIP).read_text("utf-8") == before.replace("- id: launch\n", above.lstrip()) + below


def test_a_comment_that_came_to_what_was_changed_is_in_the_way(workshop: Workshop, folder: Folder) -> None:
    workshop.apply(workshop.propose(AddPhrasing("hull", "x")), by="1")
    folder.edit(SHIP, "- id: hull\n", "# see the drawings\n  - id: hull\n")
    before = files_of(folder.path)
    with pytest.raises(StaleError, match="fact hull has been changed meanwhile"):
        workshop.undo(by="1")
    assert files_of(folder.path) == before


def test_who_changed_the_same_later_and_when_is_told(workshop: Workshop, folder: Folder) -> None:
    made = workshop.apply(workshop.propose(AddPhrasing("hull", "x")), by="1")
    workshop.apply(workshop.propose(AddPhrasing("launch", "y")), by="2")
    workshop.apply(workshop.propose(SetAnswer("hull", "Round.")), by="3")
    workshop.undo(by="3")
    again = workshop.apply(workshop.propose(AddPhrasing("hull", "z")), by="4")
    before = files_of(folder.path)
    with pytest.raises(StaleError) as stale:
        workshop.undo("1", made.id)
    assert stale.value.names == ("fact hull",)
    assert [(since.by, since.at, since.what) for since in stale.value.since] == [("4", again.at, again.what)]
    assert files_of(folder.path) == before


def test_of_what_was_changed_by_other_means_the_time_is_told(workshop: Workshop, folder: Folder) -> None:
    workshop.apply(workshop.propose(SetAnswer("hull", "Round.")), by="1")
    folder.edit(SHIP, "Round.", "Very round.")
    os.utime(folder.path / SHIP, (1_800_000_000, 1_800_000_000))
    with pytest.raises(StaleError) as stale:
        workshop.last()
    assert stale.value.since == ((None, datetime.fromtimestamp(1_800_000_000, UTC), SHIP),)


def test_a_file_that_was_made_keeps_what_others_have_put_into_it(workshop: Workshop, folder: Folder) -> None:
    name, other = FILES[1], "  expeditions:\n    phrasings: [¿Qué viajes hubo?]\n    answer: Tres.\n"
    made = workshop.apply(workshop.propose(*BOTH), by="1")
    folder.append(name, other)
    workshop.undo("1", made.id)
    assert (folder.path / name).read_text("utf-8") == f"facts:\n{other}"


@pytest.mark.parametrize(
    "now",
    [
        "topic: ship\nfacts: [\n",
        "- a\n",
        "just a text\n",
        "{topic: ship, facts: []}\n",
        None,
    ],
)
def test_a_file_in_which_no_entry_can_be_told_from_another_is_left_alone(
    workshop: Workshop, folder: Folder, now: str | None
) -> None:
    workshop.apply(workshop.propose(AddPhrasing("hull", "x")), by="1")
    if now is None:
        (folder.path / SHIP).unlink()
    else:
        folder.write(SHIP, now)
    before = files_of(folder.path)
    with pytest.raises(StaleError, match=f"file {SHIP} has been changed meanwhile"):
        workshop.undo(by="1")
    assert files_of(folder.path) == before


def test_a_file_that_was_put_in_another_order_is_taken_back_whole_or_not_at_all(
    workshop: Workshop, folder: Folder
) -> None:
    text = (folder.path / SHIP).read_text("utf-8")
    head, *facts = text.split("  - id: ")
    other = "  - id: ".join([head, *reversed(facts)])
    workshop.apply(workshop.propose(ReplaceFile(SHIP, other.encode())), by="1")
    folder.append(SHIP, "# a note\n")
    with pytest.raises(StaleError):
        workshop.undo(by="1")
    folder.write(SHIP, other)
    workshop.undo(by="1")
    assert (folder.path / SHIP).read_text("utf-8") == text


def test_a_replaced_file_gives_back_what_it_left_out_where_it_stood(workshop: Workshop, folder: Folder) -> None:
    text = (folder.path / SHIP).read_text("utf-8")
    start, end = text.index("  - id: hull"), text.index("  - id: catalogue")
    workshop.apply(workshop.propose(ReplaceFile(SHIP, (text[:start] + text[end:]).encode())), by="1")
    folder.append(SHIP, "# a note\n")
    workshop.undo(by="1")
    assert (folder.path / SHIP).read_text("utf-8") == f"{text}# a note\n"


def test_what_would_break_the_base_is_not_taken_back(workshop: Workshop, folder: Folder) -> None:
    workshop.apply(workshop.propose(KEEL), by="1")
    folder.edit(SHIP, "    see: [designer]\n", "    see: [designer, keel]\n")
    before = files_of(folder.path)
    with pytest.raises(KnowledgeError, match="keel"):
        workshop.undo(by="1")
    assert files_of(folder.path) == before


def test_what_was_taken_back_is_not_taken_back_again(workshop: Workshop) -> None:
    made = workshop.apply(workshop.propose(KEEL), by="1")
    workshop.undo("1", made.id)
    with pytest.raises(EditError, match="taken back already"):
        workshop.undo("1", made.id)
