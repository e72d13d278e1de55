"""The slow, obvious way of totting up: each row in turn, word by word, whether the question has it or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import pytest

from knowledge.matching import index, postings
from knowledge.matching.postings import Floats, Postings


class Scan(Postings):
    """Does what postings do without any."""

    def __init__(self, rows_by_word: Sequence[Mapping[int, float]], rows: int) -> None:
        super().__init__(rows_by_word, rows)
        self._texts: list[dict[int, float]] = [{} for _ in range(rows)]
        for word, held in enumerate(rows_by_word):
            for row, weight in held.items():
                self._texts[row][word] = weight

    def total(self, words: Mapping[int, float]) -> Floats:
        totals = [sum(weight * words.get(word, 0.0) for word, weight in text.items()) for text in self._texts]
        return np.array(totals, np.float64)

    def total_of_best(self, groups: Sequence[Mapping[int, float]]) -> Floats:
        totals = [
            sum(max((share * text.get(word, 0.0) for word, share in words.items()), default=0.0) for words in groups)
            for text in self._texts
        ]
        return np.array(totals, np.float64)


@contextmanager
def scanning() -> Iterator[None]:
    """Make each index that is built meanwhile scan all its rows for each question."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (index, postings):
            patch.setattr(module, "Postings", Scan)
        yield
