"""What texts mean, as vectors: "kids" and "children" share no letters, and point the same way.

The vectors are WordLlama's, one for each piece of a word, learned so that the sum over a text's pieces points to where
the sums over texts point that mean the same. A question costs a few looks into a table: no model runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from knowledge.matching.postings import Floats, Ints

Vectors = NDArray[np.float32]
DIMENSIONS = 128
"""How many dimensions are read of 256: the first ones are learned to do alone, and do as well here in half the time."""
WORDS = 2**14
"""Of how many words the vector is remembered: more than a base has, and an end to what people may fill it with."""
DIGITS = 5
"""How many digits of a nearness are kept: the last ones depend on the processor's way to add up."""


class Nearness(NamedTuple):
    """How near some facts are to a question in meaning, 0–1."""

    nearest: Floats
    """By the nearest phrasing of each."""
    profile: Floats
    """By its phrasings taken together."""


class Meanings:
    """What the phrasings of a base in one language mean."""

    def __init__(self, texts: Iterable[Sequence[str]], fact_of: Ints, facts: int) -> None:
        """Add up the vectors of all phrasings.

        Args:
            texts: the words of each phrasing, sorted by fact.
            fact_of: the number of each phrasing's fact.
            facts: how many facts there are.
        """
        self._phrasings: Vectors = np.array([direction(words) for words in texts], np.float32).reshape(-1, DIMENSIONS)
        self._bounds: Ints = np.searchsorted(fact_of, np.arange(facts + 1))
        self._sums: Vectors = np.zeros((facts, DIMENSIONS), np.float32)
        np.add.at(self._sums, fact_of, self._phrasings)
        self._lengths: Vectors = np.linalg.norm(self._sums, axis=1)

    def near(self, words: Iterable[str], facts: Ints, left_out: int | None = None) -> Nearness:
        """Return how near each of `facts` is to a question, in their order.

        Args:
            words: the question's words.
            facts: numbers of facts.
            left_out: the number of a phrasing that the base is taken not to have.
        """
        asked = direction(words)
        starts, sizes = self._bounds[facts], self._bounds[facts + 1] - self._bounds[facts]
        ends = sizes.cumsum()
        sums, lengths = self._sums[facts], self._lengths[facts]
        # The phrasings of one fact after the other, each fact's own counted up from where they start.
        rows = np.arange(sizes.sum()) + np.repeat(starts - ends + sizes, sizes)
        near = self._phrasings[rows] @ asked
        if left_out is not None:
            near[rows == left_out] = 0.0
            own = (starts <= left_out) & (left_out < starts + sizes)
            sums[own] -= self._phrasings[left_out]
            lengths = np.linalg.norm(sums, axis=1)
        nearest = np.zeros(len(facts), np.float32)
        some = sizes > 0
        if some.any():
            nearest[some] = np.maximum.reduceat(near, (ends - sizes)[some])
        profile = sums @ asked / np.where(lengths > 0, lengths, 1)
        return Nearness(_share(nearest), _share(profile))

    def shares(self, words: Sequence[str], fact: int) -> list[float]:
        """Return what each word of a question adds to how near a fact is by its profile: together they are that."""
        length = float(np.linalg.norm(sum(map(vector, words), np.zeros(DIMENSIONS, np.float32))))
        length *= float(self._lengths[fact])
        return [float(vector(word) @ self._sums[fact]) / length if length else 0.0 for word in words]


def direction(words: Iterable[str]) -> Vectors:
    """Return where a text with these words points to: a vector of length 1, or 0 where nothing is said."""
    total = np.zeros(DIMENSIONS, np.float32)
    for word in words:
        total += vector(word)
    length = float(np.linalg.norm(total))
    return total / np.float32(length) if length else total


_remembered: dict[str, Vectors] = {}


def vector(word: str) -> Vectors:
    """Return the sum of the vectors of a word's pieces."""
    found = _remembered.get(word)
    if found is None:
        if len(_remembered) >= WORDS:
            _remembered.clear()
        pieces = _tokenizer().encode(word, add_special_tokens=False).ids
        found = _remembered[word] = _table()[pieces].sum(axis=0, dtype=np.float32)
    return found


def _share(cosines: NDArray[np.floating]) -> Floats:
    return np.round(cosines.astype(np.float64), DIGITS).clip(0.0, 1.0)


@cache
def _folder() -> Path:
    """Return where WordLlama is installed; only its files are read, for importing it turns on logging."""
    spec = find_spec("wordllama")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("wordllama, with its table of word vectors, is not installed", name="wordllama")
    return Path(spec.submodule_search_locations[0])


@cache
def _tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(_folder() / "tokenizers" / "l2_supercat_tokenizer_config.json"))


@cache
def _table() -> NDArray[np.float16]:
    with safe_open(_folder() / "weights" / "l2_supercat_256.safetensors", framework="numpy") as file:
        table: NDArray[np.float16] = file.get_slice("embedding.weight")[:, :DIMENSIONS]
    return table
