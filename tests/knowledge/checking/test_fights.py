from __future__ import annotations

import pytest

from knowledge import KnowledgeBase
from knowledge.checking import Kind
from knowledge.checking.fights import left_out
from tests.knowledge.checking.conftest import Checking
from tests.knowledge.folder import Folder

SHIP = "facts/ship.yaml"
LAUNCH = "When was the Fram launched?"


def claimed(folder: Folder) -> None:
    """Let another fact be asked for nearly as the launch is, and little else ask for the launch."""
    folder.edit(SHIP, "name of the naval architect", "the ship was launched when")


def test_a_phrasing_that_another_fact_would_answer_is_told_with_the_rival_and_its_lead(checking: Checking) -> None:
    claimed(checking.folder)
    (told,) = checking.told(Kind.FOUGHT_OVER)
    assert told.startswith(f"{checking.folder.at(SHIP, LAUNCH)}: without this phrasing, “{LAUNCH}” is answered with ")
    assert "designer (“the ship was launched when”, confidence 0.9" in told
    assert "% ahead of launch)" in told


def test_a_fight_is_settled_where_the_rival_leads_on_to_the_fact(checking: Checking) -> None:
    claimed(checking.folder)
    checking.folder.append(SHIP, "    see: [launch]\n")  # the catalogue's, which is no rival
    assert len(checking.told(Kind.FOUGHT_OVER)) == 1
    checking.folder.edit(SHIP, "built it in Larvik.\n", "built it in Larvik.\n    see: [launch]\n")
    assert checking.told(Kind.FOUGHT_OVER) == []


def test_a_base_in_which_no_fact_claims_another_s_phrasings_has_no_fights(checking: Checking) -> None:
    assert checking.told(Kind.FOUGHT_OVER) == []


def test_every_phrasing_of_every_language_is_left_out_once(fram: KnowledgeBase) -> None:
    texts = sorted(case.phrasing.text for case in left_out(fram))
    facts = [f for code in fram.languages for f in fram.edition(code).facts.values() if f.language == code]
    assert texts == sorted(phrasing.text for fact in facts for phrasing in fact.phrasings)


def test_what_a_base_makes_of_a_phrasing_without_it_does_not_depend_on_it(folder: Folder) -> None:
    with_it = next(c for c in left_out(KnowledgeBase.load(folder.path)) if c.phrasing.text == "list of all voyages")
    folder.edit("facts/expeditions.yaml", "      - list of all voyages\n", "")
    found = KnowledgeBase.load(folder.path).matcher.rank("list of all voyages")
    assert with_it.winner == found[0].fact


@pytest.mark.parametrize("same", ["who designed the fram, please", "Who designed the Frams?"])
def test_a_phrasing_with_the_words_of_another_one_is_dead(checking: Checking, same: str) -> None:
    checking.folder.edit(SHIP, "name of the naval architect", f'"{same}"')
    assert checking.told(Kind.DEAD) == [
        f"{checking.folder.at(SHIP, chr(34) + same)}: this phrasing never decides a match: “Who designed the Fram?” "
        "has all that it says; say it in words that the others lack, or delete it"
    ]


def test_of_two_phrasings_that_say_the_same_one_is_told(checking: Checking) -> None:
    checking.folder.edit(SHIP, "name of the naval architect", "force of the ice\n      - forces of the ice")
    (told,) = checking.told(Kind.DEAD)
    assert told.startswith(checking.folder.at(SHIP, "forces of"))


def test_the_title_of_a_fact_is_not_told_as_dead_and_no_phrasing_with_a_word_of_its_own_is(checking: Checking) -> None:
    assert checking.told(Kind.DEAD) == []
    checking.folder.edit(SHIP, "name of the naval architect", "who designed the polar ship Fram")
    assert checking.told(Kind.DEAD) == []
