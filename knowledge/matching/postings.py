"""An inverted index: for each word the rows that hold it, in flat arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
        numbers = np.fromiter(words, np.int64, len(words))
        starts = self.starts[numbers]
        sizes = self.starts[numbers + 1] - starts
        ends = sizes.cumsum()
        # The places of all the words' postings: each word's own count up from where it starts.
        at = np.arange(ends[-1]) + np.repeat(starts - ends + sizes, sizes)
        shares = np.repeat(np.fromiter(words.values(), np.float64, len(words)), sizes)
        return np.bincount(self.rows[at], self.weights[at] * shares, self.count).astype(np.float64, copy=False)
