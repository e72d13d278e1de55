"""What an edit changes is told entry by entry, field by field, and by the questions that get another reply."""

from __future__ import annotations

import pytest

from knowledge import KnowledgeBase, Outcome
from knowledge.differences import Did, Differences, FieldChange, Kind, Verdict, differences
from tests.knowledge.folder import Folder

DESIGNER = "facts/ship.yaml"


def compared(fram: KnowledgeBase, folder: Folder, *questions: tuple[str, str]) -> Differences:
    return differences(fram, KnowledgeBase.load(folder.path), questions)


def test_a_base_does_not_differ_from_itself(fram: KnowledgeBase, folder: Folder) -> None:
    found = compared(fram, folder, ("who drew it", "en"))
    assert (found.entries, found.replies) == ((), ())
    assert found.replayed == len(fram.golden) + len(fram.outside) + 1


def test_a_changed_answer_is_told_with_its_field_and_language(fram: KnowledgeBase, folder: Folder) -> None:
    folder.edit(DESIGNER, "and built it in Larvik", "and built it at Larvik")
    [change] = compared(fram, folder).entries
    assert (change.kind, change.id, change.language, change.did) == (Kind.FACT, "designer", "en", Did.CHANGED)
    before, after = (f"Colin Archer designed the Fram, and built it {where} Larvik." for where in ("in", "at"))
    assert change.fields == (FieldChange("answer", before, after),)


def test_of_a_list_the_lines_that_differ_are_told(fram: KnowledgeBase, folder: Folder) -> None:
    folder.edit(DESIGNER, "- name of the naval architect", "- who drew it")
    [change] = compared(fram, folder).entries
    assert change.fields[0].lines == (("name of the naval architect",), ("who drew it",))


def test_the_same_list_in_another_order_is_told_whole() -> None:
    assert FieldChange("see", ("a", "b"), ("b", "a")).lines == (("a", "b"), ("b", "a"))


def test_a_translation_changes_in_its_language_alone(fram: KnowledgeBase, folder: Folder) -> None:
    folder.edit("translations/fr/facts/ship.yaml", "a dessiné le Fram.", "dessina le Fram.")
    assert [(c.id, c.language) for c in compared(fram, folder).entries] == [("designer", "fr")]


def test_a_new_original_changes_no_translation_that_waits(fram: KnowledgeBase, folder: Folder) -> None:
    folder.edit(DESIGNER, "The hull is round", "The hull is curved")
    assert [(c.id, c.language) for c in compared(fram, folder).entries] == [("hull", "en")]


@pytest.mark.parametrize("forwards", [True, False])
def test_an_added_entry_is_told_with_all_its_fields_and_a_removed_one_too(
    fram: KnowledgeBase, folder: Folder, forwards: bool
) -> None:
    folder.append(
        DESIGNER,
        "  - id: mast\n    phrasings: [How many masts has it?]\n    answer: Three.\n"
        "    sources:\n      - source: new-land\n        at: page 2\n",
    )
    edited = KnowledgeBase.load(folder.path)
    [change] = (differences(fram, edited) if forwards else differences(edited, fram)).entries
    assert (change.id, change.did) == ("mast", Did.ADDED if forwards else Did.REMOVED)
    values = {field.field: field.after if forwards else field.before for field in change.fields}
    assert values == {
        "topic": "ship",
        "phrasings": ("How many masts has it?",),
        "answer": "Three.",
        "sources": ("new-land: page 2",),
    }


@pytest.mark.parametrize(
    ("name", "old", "new", "kind", "field"),
    [
        ("sources.yaml", "Longmans, Green and Co.", "Longmans", Kind.SOURCE, "publisher"),
        ("topics.yaml", "How the Fram was built", "Its building", Kind.TOPIC, "description"),
        ("base.yaml", "welcome: ", "welcome: Ahoy. ", Kind.ABOUT, "welcome"),
        (DESIGNER, "date: 1892-10-26", "date: 1892-10", Kind.FACT, "date"),
        (DESIGNER, "at: entry 4", "at: entry 5", Kind.FACT, "sources"),
        ("facts/expeditions.yaml", "leave in 1894", "leave in 1895", Kind.FACT, "disputed"),
        ("facts/expeditions.yaml", "not: [Who led the second expedition?]", "not: []", Kind.FACT, "not"),
        ("tests/en/expeditions.yaml", "also: [first-expedition]", "also: [crew]", Kind.GOLDEN, "facts"),
    ],
)
def test_each_kind_of_entry_is_compared(
    fram: KnowledgeBase, folder: Folder, name: str, old: str, new: str, kind: Kind, field: str
) -> None:
    folder.edit(name, old, new)
    [change] = compared(fram, folder).of(kind)
    assert [each.field for each in change.fields] == [field]


def test_a_comment_or_another_layout_is_no_difference(fram: KnowledgeBase, folder: Folder) -> None:
    text = (folder.path / DESIGNER).read_text("utf-8")
    folder.write(DESIGNER, "# A comment.\n" + text.replace("answer: Colin", "answer: >-\n      Colin"))
    assert compared(fram, folder).entries == ()


def test_only_questions_whose_reply_changes_are_told(fram: KnowledgeBase, folder: Folder) -> None:
    folder.edit(DESIGNER, "- name of the naval architect", "- name of the naval architect\n      - gulliver's tailor")
    asked = (("gulliver's tailor", "en"), ("Who designed the Fram?", "en"))
    # Without the test questions: one that is just sure enough may go either way when the confidence is fitted anew.
    [reply] = differences(fram, KnowledgeBase.load(folder.path), asked, tests=False).replies
    assert (reply.question, reply.before.outcome, reply.after.outcome) == (
        "gulliver's tailor",
        Outcome.UNKNOWN,
        Outcome.ANSWERED,
    )
    assert reply.verdict is Verdict.OTHER


def test_a_test_question_tells_whether_the_change_is_for_the_better(fram: KnowledgeBase, folder: Folder) -> None:
    """What nothing answers is answered now; and the other way round."""
    folder.edit(DESIGNER, "- name of the naval architect", "- name of the naval architect\n      - what is for lunch")
    edited = KnowledgeBase.load(folder.path)
    for found, verdict in ((differences(fram, edited), Verdict.WORSE), (differences(edited, fram), Verdict.BETTER)):
        [reply] = [reply for reply in found.replies if reply.question == "what is for lunch"]
        assert (reply.expected, reply.verdict) == ((), verdict)


def test_the_test_questions_can_be_left_out(fram: KnowledgeBase, folder: Folder) -> None:
    folder.edit(DESIGNER, "- name of the naval architect", "- name of the naval architect\n      - what is for lunch")
    found = differences(fram, KnowledgeBase.load(folder.path), tests=False)
    assert (found.replies, found.replayed) == ((), 0)
    assert found.entries


def test_the_shipped_base_does_not_differ_from_itself(shipped: KnowledgeBase) -> None:
    assert differences(shipped, shipped).entries == ()
