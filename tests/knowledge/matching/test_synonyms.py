from __future__ import annotations

from knowledge.matching.synonyms import EXPANSION, PHRASE, Groups
from knowledge.matching.words import language

EN = language("en")
GROUPS = Groups(
    EN,
    terms=[["NPR", "North Polar Region"], ["Fram Museum", "Frammuseet"]],
    synonyms=[["ship", "vessel", "sailing boat"]],
)


def added(text: str) -> dict[str, float]:
    tokens = EN.tokens(text)
    return {token.stem: token.weight for token in GROUPS.expand(tokens)[len(tokens) :]}


def test_an_acronym_means_its_long_form_too() -> None:
    assert added("the NPR") == dict.fromkeys(map(EN.stem, ("north", "polar", "region")), EXPANSION)


def test_a_long_form_means_its_acronym_in_full() -> None:
    assert added("the North Polar Region") == {EN.stem("npr"): 1.0}


def test_half_a_long_form_means_nothing() -> None:
    assert added("the north polar night") == {}


def test_another_name_means_the_first_one() -> None:
    (concept,) = set(added("frammuseet")) & set(added("the fram museum"))
    assert concept in GROUPS.names


def test_a_phrase_means_the_single_words_of_its_group() -> None:
    assert added("a sailing boat") == dict.fromkeys(map(EN.stem, ("ship", "vessel")), PHRASE)


def test_single_words_of_a_group_are_left_to_the_index() -> None:
    assert added("a ship") == {}
    assert [[token.surface for token in group] for group in GROUPS.words] == [["ship", "vessel"]]


def test_nothing_is_added_that_stands_there_already() -> None:
    assert added("the NPR, the North Polar Region") == {}


def test_a_text_without_words_means_nothing() -> None:
    assert GROUPS.expand([]) == []
