from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from knowledge.matching.lexicon import Lexicon
from knowledge.matching.spelling import (
    CHEAP_EDIT,
    MOST_EDITS,
    MOST_EDITS_FROM_SEVEN,
    Spelling,
    keyboards,
    neighbouring_keys,
)

WORDS = ["ice", "hull", "crew", "ship", "shop", "voyage", "voyages", "icebreaker", "expedition", "harbour", "larvik"]
ALIKE = [1 / len(WORDS)] * len(WORDS)
SPELLING = Spelling(((word, number) for number, word in enumerate(WORDS)), Lexicon("en"), "qwerty", ALIKE)
letters = st.text("abcdefghijklmnoprstuvwxyz", min_size=1, max_size=12)


def edits(typed: str, *, among: Spelling = SPELLING) -> dict[str, float]:
    return {WORDS[correction.word]: correction.edits for correction in among.corrections(typed)}


def most(typed: str) -> int:
    return MOST_EDITS.get(len(typed), MOST_EDITS_FROM_SEVEN)


@given(st.sampled_from(WORDS) | letters)
def test_exactly_the_words_within_the_length_s_allowance_are_found(typed: str) -> None:
    assert set(edits(typed)) == {word for word in WORDS if OSA.distance(typed, word) <= most(typed)}


@given(letters, letters, letters)
def test_no_correction_costs_more_than_its_edits(a: str, b: str, c: str) -> None:
    spelling = Spelling([(a, 0), (b, 1)], Lexicon("en"), "qwerty", [0.5, 0.5])
    for word, cost, _ in spelling.corrections(c):
        distance = min(OSA.distance(c, spelled) for spelled, number in ((a, 0), (b, 1)) if number == word or a == b)
        assert CHEAP_EDIT * distance - 1e-9 <= cost <= distance + 1e-9


@given(st.sampled_from(WORDS) | letters)
def test_the_likelihoods_of_the_candidates_share_one(typed: str) -> None:
    likelihoods = [correction.likelihood for correction in SPELLING.corrections(typed)]
    assert not likelihoods or sum(likelihoods) == pytest.approx(1)


@pytest.mark.parametrize("typed", ["i", "x"])
def test_a_single_letter_is_a_slip_of_nothing(typed: str) -> None:
    assert edits(typed) == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hlul", "hull"), ("voaygexx", "voyage"), ("expediiton", "expedition"), ("ibc", "ice")],
)
def test_slips_within_the_allowance_are_mended(typed: str, meant: str) -> None:
    assert (meant in edits(typed)) == (OSA.distance(typed, meant) <= most(typed))


def test_two_swapped_letters_are_one_cheap_edit() -> None:
    assert edits("cerw")["crew"] == pytest.approx(CHEAP_EDIT)


def test_a_doubled_letter_is_a_cheap_edit_and_so_is_a_letter_not_doubled() -> None:
    assert edits("creww")["crew"] == pytest.approx(CHEAP_EDIT)
    assert edits("hul")["hull"] == pytest.approx(CHEAP_EDIT)


def test_a_neighbouring_key_is_cheaper_than_a_distant_one() -> None:
    assert edits("crep")["crew"] > edits("creq")["crew"] == pytest.approx(CHEAP_EDIT)


def test_each_layout_has_its_own_neighbours() -> None:
    azerty = Spelling([("voyage", WORDS.index("voyage"))], Lexicon("fr"), "azerty", ALIKE)
    assert edits("voyqge", among=azerty)["voyage"] == pytest.approx(CHEAP_EDIT)
    assert edits("voyzge")["voyage"] == pytest.approx(CHEAP_EDIT)


def test_of_two_words_as_near_the_commoner_is_the_likelier() -> None:
    by_word = {WORDS[c.word]: c for c in SPELLING.corrections("shxp")}
    assert by_word["ship"].edits == by_word["shop"].edits
    rarer = max(("ship", "shop"), key=Lexicon("en").rarity)
    assert by_word[rarer].likelihood == min(c.likelihood for c in by_word.values())


def test_a_word_that_the_base_says_often_is_likelier_than_one_that_is_common_in_its_language() -> None:
    common, own = "first", "fees"
    assert Lexicon("en").rarity(common) < Lexicon("en").rarity(own)
    among = Spelling([(common, 0), (own, 1)], Lexicon("en"), "qwerty", [0.01, 0.99])
    likeliest = max(among.corrections("feirs"), key=lambda correction: correction.likelihood)
    assert likeliest.word == 1


@pytest.mark.parametrize("layout", sorted(keyboards()))
def test_neighbours_are_mutual(layout: str) -> None:
    beside = neighbouring_keys(layout)
    assert all(key in beside[other] for key, others in beside.items() for other in others)


def test_neighbours_touch() -> None:
    assert sorted(neighbouring_keys("qwerty")["g"]) == sorted("fhtyvb")
