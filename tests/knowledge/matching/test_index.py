from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Matcher
from knowledge.matching.index import REMEMBERED_WORDS, Index
from knowledge.matching.words import Token, language
from tests.knowledge.matching.fram import FRAM, PHRASINGS, matcher
from tests.knowledge.matching.scanning import scanning

EN = language("en")
INDEX = FRAM.tongues[0].index
WORDS = sorted({word for phrasing in PHRASINGS for word in phrasing.text.split()})
texts = st.lists(st.sampled_from([*WORDS, "fram", "hlul", "ice", "1899", "third", "zzz"]), min_size=1).map(" ".join)


def near(word: str, index: Index = INDEX) -> dict[str, tuple[float, str]]:
    (token,) = EN.tokens(word)
    return {index.vocabulary.tokens[n.word].surface: (n.similarity, n.how) for n in index.near(token)}


def ranked(matcher: Matcher, question: str) -> list[tuple[str, object, object]]:
    return [(r.fact, pytest.approx(r.raw), pytest.approx(r.score)) for r in matcher.rank(question)]


with scanning():
    SCANNING = matcher()


@given(texts)
def test_the_index_finds_exactly_what_a_scan_of_all_phrasings_finds(question: str) -> None:
    assert [(r.fact, r.raw, r.score) for r in FRAM.rank(question)] == ranked(SCANNING, question)


@given(st.lists(st.tuples(st.sampled_from("abcde"), texts), min_size=1, max_size=12), texts)
@settings(max_examples=30, deadline=None)
def test_so_it_does_whatever_the_phrasings(phrasings: list[tuple[str, str]], question: str) -> None:
    with scanning():
        scan = Matcher(phrasings)
    # Not the scores: what two facts are just as near to may go to either in a trial, by the last digit of a sum.
    found = [(r.fact, r.raw) for r in Matcher(phrasings).rank(question)]
    assert found == [(fact, raw) for fact, raw, _ in ranked(scan, question)]


def test_a_fact_is_as_near_as_its_few_nearest_phrasings_are_together() -> None:
    phrasings = [("a", "one"), ("a", "two"), ("a", "three"), ("b", "four")]
    index = Matcher(phrasings).tongues[0].index
    rows = np.array([0.9, 0.3, 0.6, 0.5])
    assert index.nearness(0, rows, 2) == pytest.approx(0.75)
    assert index.nearness(1, rows, 2) == 0.5


def test_a_word_of_the_base_stands_for_itself_first() -> None:
    word, (similarity, how) = next(iter(near("hull").items()))
    assert (word, similarity, how) == ("hull", 1.0, "same")


def test_an_inflected_word_is_the_same_word() -> None:
    assert near("hulls")["hull"] == (1.0, "same")


def test_a_slip_stands_for_the_word_it_was_meant_to_be_and_for_less() -> None:
    similarity, how = near("expediiton")["expedition"]
    assert how == "slip"
    assert 0 < similarity < 1


def test_a_known_word_of_the_language_is_no_slip_of_another() -> None:
    assert not [word for word, (_, how) in near("bull").items() if how == "slip"]
    assert "hull" in near("hulll")


def test_a_synonym_counts_for_less_than_the_word_itself() -> None:
    similarity, how = near("vessel")["ship"]
    assert how == "synonym"
    assert 0 < similarity < 1


@pytest.mark.parametrize("number", ["1892", "1895", "18", "13", "3rd", "346"])
def test_a_number_stands_for_itself_or_for_nothing(number: str) -> None:
    assert near(number) == {}


def test_words_run_together_stand_for_both() -> None:
    index = matcher([*PHRASINGS, PHRASINGS[0]._replace(text="ice breaker")]).tongues[0].index
    assert {"ice", "breaker"} <= near("icebreaker", index).keys()


def test_what_a_word_may_stand_for_is_remembered_but_not_for_ever() -> None:
    index = matcher().tongues[0].index
    for number in range(REMEMBERED_WORDS + 10):
        index.near(Token(f"{number}", f"{number}", EN.tokens("7")[0].kind, True))
    assert len(index._near) <= REMEMBERED_WORDS


@given(texts)
def test_every_likeness_and_every_nearness_lies_between_0_and_1(text: str) -> None:
    query = INDEX.query(FRAM.tongues[0].analyse(text))
    assert all(0 < n.similarity <= 1 for _, _, near in query.near for n in near)
    for scores in INDEX.scores(query):
        assert (scores >= 0).all()


def test_more_phrasings_of_a_fact_make_no_word_commoner() -> None:
    more = [*PHRASINGS, *(p._replace(text=f"{p.text} hull") for p in PHRASINGS if p.fact == "hull")]
    number, now = INDEX.vocabulary.numbers["hull"], matcher(more).tongues[0].index
    assert now.rarity[now.vocabulary.numbers["hull"]] == pytest.approx(INDEX.rarity[number])


def test_each_further_time_that_a_fact_says_a_word_counts_and_ever_less() -> None:
    once, twice, thrice = (covered("hull", {"a": ["hull"] * said + ["deck"] * (9 - said)}) for said in (1, 2, 3))
    assert 0 < thrice - twice < twice - once


def test_a_word_counts_for_less_where_much_else_is_said() -> None:
    assert covered("hull", {"a": ["hull"], "b": ["deck"]}) > covered("hull", {"a": ["hull", *WORDS[:9]], "b": ["deck"]})


def test_without_a_phrasing_a_fact_accounts_for_a_word_as_often_as_the_others_say_it() -> None:
    index = Matcher([("a", "hull"), ("a", "the hull"), ("b", "deck")]).tongues[0].index
    query, row = index.query(EN.tokens("hull")), 0
    whole, left = index.scores(query), index.scores(query, index.without_phrasing(row))
    assert 0 < left.cover[0] < whole.cover[0]
    assert left.cover[1] == whole.cover[1] == 0


@given(st.integers(0, len(PHRASINGS) - 1), texts)
def test_leaving_a_phrasing_out_never_makes_its_fact_account_for_words_that_only_it_has(row: int, text: str) -> None:
    left_out = INDEX.without_phrasing(row)
    query = INDEX.query(FRAM.tongues[0].analyse(text), left_out)
    if not query.words.keys() & (INDEX.covers[left_out.fact].keys() - left_out.lost):
        assert INDEX.scores(query, left_out).cover[left_out.fact] == 0


def covered(question: str, texts: dict[str, list[str]]) -> float:
    """Return how much of `question` the first fact accounts for, among facts with these phrasings."""
    index = Matcher((fact, text) for fact, own in texts.items() for text in own).tongues[0].index
    return float(index.scores(index.query(EN.tokens(question))).cover[0])
