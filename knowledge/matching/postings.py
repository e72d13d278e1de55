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
        spans = [slice(self.starts[word], self.starts[word + 1]) for word in words]
        rows = np.concatenate([self.rows[span] for span in spans])
        shares = np.repeat(list(words.values()), [span.stop - span.start for span in spans])
        return np.bincount(rows, np.concatenate([self.weights[span] for span in spans]) * shares, self.count).astype(
            np.float64, copy=False
        )
