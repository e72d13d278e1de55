from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis.strategies import integers

from handlers.keeping.deck import Deck


@given(integers(2, 30), integers())
def test_half_of_all_come_before_one_comes_again(count: int, seed: int) -> None:
    deck, facts = Deck(Random(seed)), [str(number) for number in range(count)]
    dealt = [deck.deal(facts) for _ in range(3 * count)]
    for start in range(len(dealt) - count // 2):
        assert len(set(dealt[start : start + count // 2 + 1])) == count // 2 + 1


def test_one_fact_is_dealt_again_and_again() -> None:
    deck = Deck()
    assert [deck.deal(["only"]) for _ in range(3)] == ["only"] * 3


def test_what_is_in_the_base_no_more_is_not_dealt() -> None:
    deck = Deck()
    deck.deal(["old"])
    assert deck.deal(["new"]) == "new"
