"""Which words of the base a mistyped word may be: a noisy channel over the words that the base has.

How likely a slip is falls with its edits; how likely a word is, with its rarity in the language and in the base
(Kernighan, Church and Gale 1990). RapidFuzz measures which words are near at all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import cdist

from knowledge.matching.lexicon import Lexicon

KEYBOARDS = Path(__file__).parent.parent / "keyboards.yaml"
MOST_EDITS = {1: 0, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2}
"""By a word's length, how many edits a slip may take; from seven letters on, three."""
MOST_EDITS_FROM_SEVEN = 3
CANDIDATES = 12
"""How many near words are weighed against one another."""
LATEST = 256
"""For how many words it is remembered what they may be: each is looked at more than once in one question."""
CHEAP_EDIT = 0.6
"""What leaving out a letter, hitting a neighbouring key, swapping two or doubling one costs, beside any other edit."""
EDIT_RARITY = 2.0
"""How much rarer each edit makes a slip, in decimal logarithms."""
WORD_RARITY = 0.5
"""How far a word's rarity counts against it."""
BASE = 0.5
"""The weight, 0–1, of what the base says of a word's rarity beside what its language says."""


class Correction(NamedTuple):
    """A word that a mistyped one may be."""

    word: int
    edits: float
    """The cost of its edits: 1 for each, less for a likely one."""
    likelihood: float
    """How likely it is beside the other candidates, 0–1."""


class Known(NamedTuple):
    """Spellings of some lengths."""

    spellings: list[str]
    words: list[int]
    """The number of each one's word."""
    letters: NDArray[np.uint64]
    """Which letters each has, a bit for each."""


class Spelling:
    """The spellings of a vocabulary's words, by length."""

    def __init__(
        self, spellings: Iterable[tuple[str, int]], lexicon: Lexicon, keyboard: str, shares: Sequence[float]
    ) -> None:
        """Index the spellings of a vocabulary.

        Args:
            spellings: each with the number of its word.
            lexicon: how common the words of the language are.
            keyboard: the layout that they are typed on.
            shares: how common each word is in the base, 0–1; all together are 1.
        """
        self._lexicon = lexicon
        self._shares = shares
        self._neighbours = neighbouring_keys(keyboard)
        by_length: dict[int, dict[str, int]] = defaultdict(dict)
        for spelling, word in spellings:
            by_length[len(spelling)].setdefault(spelling, word)
        self._by_length = {length: (list(found), list(found.values())) for length, found in by_length.items()}
        self._within: dict[tuple[int, int], Known] = {}
        self._latest = lru_cache(LATEST)(self._corrections)

    def corrections(self, spelling: str) -> list[Correction]:
        """Return the words that `spelling` may be a slip of."""
        return self._latest(spelling)

    def _corrections(self, spelling: str) -> list[Correction]:
        most = _most_edits(len(spelling))
        known = self._of_lengths(len(spelling) - most, len(spelling) + most)
        # An edit brings one letter at most, and takes one at most: what has more that the other lacks is too far away.
        own = _letters(spelling)
        near = np.bitwise_count(known.letters & ~own) <= most
        near &= np.bitwise_count(own & ~known.letters) <= most
        alike = np.flatnonzero(near).tolist()
        if not alike:
            return []
        spellings = [known.spellings[i] for i in alike]
        edits = cdist([spelling], spellings, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
        candidates = [(int(edits[i]), spellings[i], known.words[alike[i]]) for i in np.flatnonzero(edits <= most)]
        best: dict[int, tuple[float, float]] = {}
        for edits, candidate, word in sorted(candidates)[:CANDIDATES]:
            cost = self._cost(spelling, candidate, edits)
            surprise = EDIT_RARITY * cost + WORD_RARITY * self._rarity(candidate, word)
            best[word] = min(best.get(word, (np.inf, np.inf)), (surprise, cost))
        likelihoods = {word: 10 ** -(surprise - min(best.values())[0]) for word, (surprise, _) in best.items()}
        total = sum(likelihoods.values())
        return [Correction(word, cost, likelihoods[word] / total) for word, (_, cost) in best.items()]

    def _rarity(self, spelling: str, word: int) -> float:
        """Return minus the decimal logarithm of how common a word is: a mixture (Jelinek and Mercer 1980)."""
        common = (1 - BASE) * 10 ** -self._lexicon.rarity(spelling) + BASE * self._shares[word]
        return -math.log10(common)

    def _of_lengths(self, least: int, most: int) -> Known:
        """Return the spellings of `least` to `most` letters."""
        if (least, most) not in self._within:
            parts = [self._by_length[length] for length in range(least, most + 1) if length in self._by_length]
            spellings = [s for part in parts for s in part[0]]
            letters = np.array([_letters(s) for s in spellings], np.uint64)
            self._within[least, most] = Known(spellings, [w for part in parts for w in part[1]], letters)
        return self._within[least, most]

    def _cost(self, typed: str, meant: str, edits: int) -> float:
        """Return what `edits` edits from `meant` to `typed` cost, likely ones being cheaper."""
        if edits == 0 or typed == meant:
            return 0.0
        start = Prefix.similarity(typed, meant)
        a, b = typed[start:], meant[start:]
        before = typed[start - 1 : start]
        if len(a) == len(b):
            swapped = a[1::-1] == b[:2]
            rest, likely = (2, True) if swapped else (1, b[0] in self._neighbours.get(a[0], ""))
            step = (a[rest:], b[rest:])
        elif len(a) > len(b):
            likely, step = a[0] == before or a[0] == a[1:2], (a[1:], b)
        else:
            likely, step = True, (a, b[1:])  # a letter left out
        return (CHEAP_EDIT if likely else 1.0) + self._cost(*step, edits - 1)


def _letters(spelling: str) -> np.uint64:
    """Return which letters a spelling has, as bits; letters that are 64 apart share one."""
    bits = 0
    for letter in spelling:
        bits |= 1 << (ord(letter) & 63)
    return np.uint64(bits)


def _most_edits(length: int) -> int:
    """Return how many edits a slip of so many letters may take."""
    return MOST_EDITS.get(length, MOST_EDITS_FROM_SEVEN)


@cache
def keyboards() -> Mapping[str, tuple[str, ...]]:
    """Return the rows of keys of each keyboard layout."""
    data = yaml.load(KEYBOARDS.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  builds text only
    return {name: tuple(rows) for name, rows in data.items()}


@cache
def neighbouring_keys(keyboard: str) -> Mapping[str, str]:
    """Return for each key of a layout those beside it, each row standing half a key to the right of the one above."""
    place = {
        key: (row, column + row / 2)
        for row, keys in enumerate(keyboards()[keyboard])
        for column, key in enumerate(keys)
    }
    return {
        key: "".join(
            other
            for other, (y, x) in place.items()
            if other != key and abs(y - row) <= 1 and abs(x - column) <= 1  # touching
        )
        for key, (row, column) in place.items()
    }
