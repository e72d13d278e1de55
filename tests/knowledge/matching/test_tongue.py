from __future__ import annotations

import pytest

from knowledge import Matcher
from knowledge.matching.tongue import Side, Tongue, decisive
from tests.knowledge.matching.fram import PHRASINGS

FRAM = Matcher(
    PHRASINGS,
    side=[
        Side("launch", "The Fram was launched in 1892 and sailed in 1893."),
        Side("cabin", "A stove of 1910 heated the saloon."),
        Side("cabin", "third expedition 1910", scope=True),
        Side("museum", "It lies in Oslo, on a peninsula."),
        Side("museum", "Elle est à Oslo.", language="fr"),
        Side("nowhere", "A fact without a phrasing."),
    ],
)
TONGUE: Tongue = FRAM.tongues[0]


def contradicted(fact: str, question: str) -> bool:
    return TONGUE.contradicted(FRAM.facts[fact], decisive(TONGUE.tokens(question)))


@pytest.mark.parametrize(
    ("fact", "question"),
    [("first", "the second one"), ("first", "in 1898"), ("launch", "in 1900"), ("catalogue", "FM/12/346")],
)
def test_a_fact_contradicts_a_question_that_names_another_of_its_kind(fact: str, question: str) -> None:
    assert contradicted(fact, question)


@pytest.mark.parametrize(
    ("fact", "question"),
    [
        ("first", "the first one"),
        ("launch", "in 1893"),
        ("designer", "in 1900"),
        ("first", "in 1893 or in 1898"),
        ("hull", "FM/12/345"),
        ("launch", "the 17 men"),
    ],
)
def test_a_fact_that_says_so_or_says_nothing_of_the_kind_contradicts_nothing(fact: str, question: str) -> None:
    assert not contradicted(fact, question)


def test_what_a_fact_is_about_contradicts_too_though_it_is_not_searched() -> None:
    assert contradicted("cabin", "in 1898")
    assert "cabin" not in [ranked.fact for ranked in FRAM.rank("third")]


def test_an_answer_s_own_words_find_its_fact() -> None:
    assert FRAM.rank("Oslo peninsula")[0].fact == "museum"


def test_words_beside_a_fact_without_phrasings_are_left_out() -> None:
    assert "nowhere" not in FRAM.ids


@pytest.mark.parametrize(
    "text", ["Who designed the Fram?", "who designed the fram", "Hello! Who designed the Fram, please"]
)
def test_an_exact_phrasing_is_known_but_for_case_punctuation_and_courtesies(text: str) -> None:
    assert TONGUE.exact(text) == FRAM.facts["designer"]


@pytest.mark.parametrize("text", ["who designs the fram", "who designed fram", "", "hello"])
def test_anything_else_is_no_exact_phrasing(text: str) -> None:
    assert TONGUE.exact(text) is None


def test_a_question_with_a_subject_is_no_follow_up() -> None:
    assert TONGUE.follow_up("who heated the cabins", "Who led the first expedition?") is None


def test_a_follow_up_takes_the_words_of_its_subject() -> None:
    follow_up = TONGUE.follow_up("and the second?", "Who led the first expedition?")
    assert follow_up is not None
    assert {"2.", "led", "?person"} <= {token.stem for token in follow_up.tokens}


def test_a_follow_up_means_facts_of_the_year_or_rank_that_it_names_and_the_kind_of_thing_that_it_asks_for() -> None:
    follow_up = TONGUE.follow_up("and the second?", "Who led the first expedition?")
    assert follow_up is not None
    assert [fact for fact, fits in zip(FRAM.ids, follow_up.fits, strict=True) if fits] == ["second"]
