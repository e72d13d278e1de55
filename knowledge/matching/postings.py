"""An inverted index: for each word the rows that hold it, in flat arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TOGETHER = 16
"""How many groups of words are compared at a time: memory stays small, however long a question is."""


class Postings:
    """Which rows hold a word, and how much it weighs there."""

    def __init__(self, rows_by_word: Sequence[Mapping[int, float]], rows: int) -> None:
        """Lay out the postings of each word.

        Args:
            rows_by_word: for each word the rows that hold it, each with the word's weight there.
            rows: how many rows there are.
        """
        self.count = rows
        sizes = [len(postings) for postings in rows_by_word]
        self.starts: Ints = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        total = int(self.starts[-1])
        self.rows: Ints = np.fromiter((row for postings in rows_by_word for row in postings), np.int64, total)
        weights = (weight for postings in rows_by_word for weight in postings.values())
        self.weights: Floats = np.fromiter(weights, np.float64, total)

    def total(self, words: Mapping[int, float]) -> Floats:
        """Return for each row the sum of its words' weights times theirs in `words`."""
        if not words:
            return np.zeros(self.count)
        at, sizes = self._places(np.fromiter(words, np.int64, len(words)))
        shares = np.repeat(np.fromiter(words.values(), np.float64, len(words)), sizes)
        return np.bincount(self.rows[at], self.weights[at] * shares, self.count).astype(np.float64, copy=False)

    def total_of_best(self, groups: Sequence[Mapping[int, float]]) -> Floats:
        """Return for each row what `total` does, but of each group's words only that one which comes to most there."""
        alone: dict[int, float] = defaultdict(float)
        for words in groups:
            if len(words) == 1:
                ((word, share),) = words.items()
                alone[word] += share
        total = self.total(alone)
        several = [words for words in groups if len(words) > 1]
        for start in range(0, len(several), TOGETHER):
            total += self._sum_of_best(several[start : start + TOGETHER])
        return total

    def _sum_of_best(self, groups: Sequence[Mapping[int, float]]) -> Floats:
        sizes_of_groups = [len(words) for words in groups]
        many = sum(sizes_of_groups)
        at, sizes = self._places(np.fromiter((word for words in groups for word in words), np.int64, many))
        shares = np.fromiter((share for words in groups for share in words.values()), np.float64, many)
        firsts = np.repeat(np.arange(len(groups)) * self.count, sizes_of_groups)
        best = np.zeros(len(groups) * self.count)
        np.maximum.at(best, np.repeat(firsts, sizes) + self.rows[at], self.weights[at] * np.repeat(shares, sizes))
        return np.asarray(best.reshape(len(groups), self.count).sum(axis=0), np.float64)

    def _places(self, words: Ints) -> tuple[Ints, Ints]:
        """Return the places of all the words' postings, and how many each word has."""
        starts = self.starts[words]
        sizes = self.starts[words + 1] - starts
        ends = sizes.cumsum()
        # Each word's own count up from where it starts.
        return np.arange(ends[-1]) + np.repeat(starts - ends + sizes, sizes), sizes


def inverted(rows: Iterable[Mapping[int, float]], words: int) -> Postings:
    """Return the postings of rows that each hold some of a number of `words`, with weights."""
    rows_by_word: list[dict[int, float]] = [{} for _ in range(words)]
    row = -1
    for row, held in enumerate(rows):
        for word, weight in held.items():
            rows_by_word[word][row] = weight
    return Postings(rows_by_word, row + 1)
