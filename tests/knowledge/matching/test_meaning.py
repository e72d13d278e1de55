from __future__ import annotations

import logging
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Matcher
from knowledge.matching import meaning
from knowledge.matching.meaning import DIGITS, DIMENSIONS, Meanings, direction, vector

TEXTS = [
    ["how", "many", "children", "live", "there"],
    ["number", "of", "girls", "and", "boys"],
    ["when", "was", "the", "ship", "built"],
    ["who", "is", "the", "captain"],
    [],
]
FACTS = np.array([0, 0, 1, 3, 3])
words = st.lists(st.sampled_from(["kids", "children", "ship", "boat", "captain", "who", "zzz", "1892"]), max_size=6)


def nearness(a: str, b: str) -> float:
    return float(direction(a.split()) @ direction(b.split()))


@pytest.mark.parametrize(
    ("text", "alike", "other"),
    [
        ("kids", "children", "money"),
        ("how much did it cost", "what was the price", "who was the captain"),
        ("combien de navires", "nombre de bateaux", "qui le dirige"),
    ],
)
def test_what_means_about_the_same_is_nearer_than_what_does_not(text: str, alike: str, other: str) -> None:
    assert nearness(text, alike) > nearness(text, other)


def test_a_fact_is_found_by_a_word_that_its_phrasings_lack() -> None:
    matcher = Matcher([("young", "how many children live there"), ("ships", "how many boats live there")])
    assert matcher.rank("how many kids live there")[0].fact == "young"
    assert matcher.rank("how many vessels live there")[0].fact == "ships"


@given(words, st.sampled_from([None, 0, 1, 2, 3, 4]))
def test_nearness_is_what_comparing_one_phrasing_after_the_other_finds(asked: list[str], left_out: int | None) -> None:
    found = Meanings(TEXTS, FACTS, 4).near(asked, np.array([0, 1, 2, 3]), left_out)
    to = direction(asked)
    for fact in range(4):
        own = [direction(text) for row, text in enumerate(TEXTS) if FACTS[row] == fact and row != left_out]
        total = sum(own, np.zeros(DIMENSIONS, np.float32))
        length = float(np.linalg.norm(total))
        nearest = max((float(to @ phrasing) for phrasing in own), default=0.0)
        profile = float(to @ total) / length if length > 1e-5 else 0.0
        assert found.nearest[fact] == pytest.approx(max(0.0, nearest), abs=10**-DIGITS)
        assert found.profile[fact] == pytest.approx(max(0.0, profile), abs=10**-DIGITS)


def test_only_the_facts_that_are_asked_about_are_told_of_in_their_order() -> None:
    meanings = Meanings(TEXTS, FACTS, 4)
    every = meanings.near(["captain"], np.array([0, 1, 2, 3]))
    some = meanings.near(["captain"], np.array([1, 3]))
    assert some.nearest.tolist() == every.nearest[[1, 3]].tolist()
    assert meanings.near(["captain"], np.array([], np.int64)).nearest.tolist() == []


def test_what_the_words_add_comes_to_the_nearness_of_the_whole() -> None:
    meanings, asked = Meanings(TEXTS, FACTS, 4), ["how", "many", "kids"]
    assert sum(meanings.shares(asked, 0)) == pytest.approx(meanings.near(asked, np.array([0])).profile[0], abs=1e-4)
    assert meanings.shares(asked, 2) == [0.0, 0.0, 0.0]


def test_the_vector_of_a_word_is_remembered_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "WORDS", 5)
    hull = vector("hull")
    assert vector("hull") is hull
    for number in range(20):
        vector(f"word{number}")
    assert len(meaning._remembered) <= 5
    assert vector("hull").tolist() == hull.tolist()


def test_reading_the_vectors_changes_nothing_about_logging() -> None:
    code = "import logging; from knowledge.matching.meaning import vector; vector('hull'); print(logging.root.handlers)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  our own
    assert run.stdout.strip() == "[]"
    assert logging.root.level == logging.WARNING


def test_a_missing_table_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match="wordllama"):
        meaning._folder.__wrapped__()
