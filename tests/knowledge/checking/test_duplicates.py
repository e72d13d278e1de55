from __future__ import annotations

import pytest

from knowledge.checking import Kind
from tests.knowledge.checking.conftest import Checking

SHIP, EXPEDITIONS = "facts/ship.yaml", "facts/expeditions.yaml"
TESTS, OUTSIDE, FRENCH = "tests/en/expeditions.yaml", "tests/en/outside.yaml", "translations/fr/facts/ship.yaml"


@pytest.mark.parametrize(
    "same", ["the Fram, launched when?", "when was Fram launched please", "WHEN WAS FRAM LAUNCHING"]
)
def test_two_facts_that_are_asked_for_in_the_same_words_are_told(checking: Checking, same: str) -> None:
    checking.folder.edit(EXPEDITIONS, "list of all voyages", f'"{same}"')
    (told,) = checking.told(Kind.DUPLICATE)
    place = checking.folder.at(SHIP, "When was the Fram").removesuffix(":1")
    assert told.startswith(place)
    assert f"“{same}” of expeditions ({checking.folder.at(EXPEDITIONS, chr(34) + same)})" in told
    assert told.endswith("keep it where it belongs, or say what sets launch apart")


@pytest.mark.parametrize("other", ["who launched the Fram", "When was the Fram sunk?", "Fram, launched in 1893 when"])
def test_what_asks_for_something_else_is_no_copy(checking: Checking, other: str) -> None:
    checking.folder.edit(EXPEDITIONS, "list of all voyages", f'"{other}"')
    assert checking.told(Kind.DUPLICATE) == []


def test_copies_in_a_translation_are_told_too(checking: Checking) -> None:
    checking.folder.edit(
        "translations/fr/facts/expeditions.yaml",
        "      - Qui commandait la première expédition ?\n",
        "      - Qui commandait la première expédition ?\n      - le Fram, qui l'a dessiné\n",
    )
    (told,) = checking.told(Kind.DUPLICATE)
    assert told.startswith("translations/fr/facts/")


def test_a_test_question_in_the_words_of_a_phrasing_is_told(checking: Checking) -> None:
    checking.folder.edit(TESTS, "all voyages of the fram", "voyages, list of all")
    (told,) = checking.told(Kind.COPIED)
    assert told.startswith(f"{checking.folder.at(TESTS, 'ask: voyages')}: this is nearly the phrasing")
    assert "“list of all voyages” of expeditions" in told


def test_a_test_question_that_is_a_phrasing_of_another_language_is_told(checking: Checking) -> None:
    checking.folder.edit("translations/fr/facts/ship.yaml", "nom de l'architecte naval", "FM/12/345")
    checking.folder.edit(TESTS, "all voyages of the fram", "fm/12/345")
    (told,) = checking.told(Kind.COPIED)
    assert "“FM/12/345” of designer (translations/fr/facts/ship.yaml:5:9)" in told


def test_a_test_question_that_says_more_around_the_same_words_is_no_copy(checking: Checking) -> None:
    checking.folder.edit(TESTS, "all voyages of the fram", "what was there before it and after the Fram was no more")
    assert checking.told(Kind.COPIED) == []
    checking.folder.edit(TESTS, "what was there before it and after the Fram was no more", "what was it, the Fram")
    assert len(checking.told(Kind.COPIED)) == 1


def test_test_questions_that_ask_the_same_for_different_facts_are_told(checking: Checking) -> None:
    checking.folder.append(TESTS, "  - ask: second expedition, who was the leader\n    fact: crew\n")
    (told,) = checking.told(Kind.DUPLICATE)
    assert told.startswith(f"{TESTS}:7:5: this is nearly “who was the leader of the second expedition” ({TESTS}:2:5)")


def test_a_question_that_nothing_answers_and_a_fact_answers_is_told(checking: Checking) -> None:
    checking.folder.edit(
        OUTSIDE, "what is for lunch", "what is for lunch\n    - who was the second expedition's leader"
    )
    (told,) = checking.told(Kind.DUPLICATE)
    assert told.startswith(f"{OUTSIDE}:4:7: nothing is said to answer this, and a fact to answer “who was the leader")
