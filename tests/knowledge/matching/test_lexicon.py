from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.lexicon import RARITY_WITHOUT_LIST, UNKNOWN_RARITY, Lexicon

ENGLISH = Lexicon("en")


@pytest.mark.parametrize("word", ["ship", "voyage", "expedition", "museum"])
def test_a_word_of_the_language_is_known(word: str) -> None:
    assert ENGLISH.knows(word)


@pytest.mark.parametrize("slip", ["shpi", "voyaeg", "expediton", "musuem", "teh"])
def test_a_slip_is_not_known(slip: str) -> None:
    assert not ENGLISH.knows(slip)


def test_a_commoner_word_is_less_rare() -> None:
    assert ENGLISH.rarity("the") < ENGLISH.rarity("ship") < ENGLISH.rarity("icebreaker") < UNKNOWN_RARITY


@given(st.text(max_size=20))
def test_rarity_stays_within_its_scale(word: str) -> None:
    assert 0 <= ENGLISH.rarity(word) <= UNKNOWN_RARITY


def test_accents_make_no_word_unknown() -> None:
    assert Lexicon("fr").knows("ete")


def test_in_a_language_without_a_list_all_words_are_alike_and_none_is_known() -> None:
    other = Lexicon("zz")
    assert other.rarity("ship") == other.rarity("shpi") == RARITY_WITHOUT_LIST
    assert not other.knows("ship")
