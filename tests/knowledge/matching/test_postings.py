from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.postings import Postings

ROWS = 6
weights = st.floats(0, 10)
postings = st.lists(st.dictionaries(st.integers(0, ROWS - 1), weights), max_size=8)


def total_by_loops(rows_by_word: list[dict[int, float]], words: Mapping[int, float]) -> list[float]:
    total = [0.0] * ROWS
    for word, share in words.items():
        for row, weight in rows_by_word[word].items():
            total[row] += weight * share
    return total


@given(st.data(), postings)
def test_the_total_is_what_plain_loops_add_up(data: st.DataObject, rows_by_word: list[dict[int, float]]) -> None:
    known = st.integers(0, len(rows_by_word) - 1) if rows_by_word else st.nothing()
    words = data.draw(st.dictionaries(known, weights)) if rows_by_word else {}
    total = Postings(rows_by_word, ROWS).total(words)
    np.testing.assert_allclose(total, total_by_loops(rows_by_word, words), rtol=1e-9)


@given(st.data(), postings)
def test_of_each_group_only_the_word_that_comes_to_most_in_a_row_is_added(
    data: st.DataObject, rows_by_word: list[dict[int, float]]
) -> None:
    known = st.integers(0, len(rows_by_word) - 1) if rows_by_word else st.nothing()
    groups = data.draw(st.lists(st.dictionaries(known, weights), max_size=4)) if rows_by_word else []
    total = [
        sum(max((rows_by_word[w].get(row, 0.0) * share for w, share in words.items()), default=0.0) for words in groups)
        for row in range(ROWS)
    ]
    np.testing.assert_allclose(Postings(rows_by_word, ROWS).total_of_best(groups), total, rtol=1e-9)


def test_no_words_total_nothing_in_every_row() -> None:
    assert Postings([{0: 1.0}], 3).total({}).tolist() == [0, 0, 0]
    assert Postings([{0: 1.0}], 3).total_of_best([{}]).tolist() == [0, 0, 0]


def test_an_index_without_rows_has_an_empty_total() -> None:
    assert Postings([], 0).total({}).tolist() == []
