"""Each fact's words taken together: its mean phrasing, and how far it accounts for a word, wherever it says it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.matching.postings import Floats, inverted
from knowledge.matching.vocabulary import Vocabulary
from knowledge.matching.weights import Weights

LEAST_SAID = 1e-9
"""From how often on a word is still said where a phrasing is left out: less is a rounding error."""

Weighed = tuple[int, dict[int, float]]
"""The number of a fact, and the words of a text of its with their weights, 0–1."""


class Profiles:
    """What the facts of an index say, each as a whole."""

    def __init__(
        self,
        phrasings: Sequence[Weighed],
        side: Sequence[Weighed],
        rarity: Sequence[float],
        vocabulary: Vocabulary,
        *,
        facts: int,
        weights: Weights,
    ) -> None:
        """Lay out each fact's mean phrasing, what it accounts for anywhere, and how often it says so.

        Args:
            phrasings: the words of each phrasing, sorted by fact.
            side: words beside the phrasings, such as an answer's.
            rarity: what each word of the vocabulary weighs.
            vocabulary: the words.
            facts: how many facts there are.
            weights: what counts how much.
        """
        self.w = weights
        self._rarity = rarity
        self._rows = [words for _, words in phrasings]
        self._norms = [self.norm(words) for words in self._rows]
        profiles: list[dict[int, float]] = [defaultdict(float) for _ in range(facts)]
        said: list[dict[int, float]] = [defaultdict(float) for _ in range(facts)]
        self.covers: list[dict[int, float]] = [{} for _ in range(facts)]
        """How far each fact accounts for each of its words at best, 0–1."""
        self._counts = np.bincount(np.array([fact for fact, _ in phrasings], np.int64), minlength=facts).tolist()
        parts = vocabulary.parts
        for fact, words in side:
            norm = self.norm(words)
            for word, share in words.items():
                profiles[fact][word] += weights.side * share / norm
                self.covers[fact][word] = weights.side_cover * share
                if parts[word] is None:
                    said[fact][word] += weights.side_said * share
        for (fact, words), norm in zip(phrasings, self._norms, strict=True):
            for word, share in words.items():
                profiles[fact][word] += share / norm / self._counts[fact]
                self.covers[fact][word] = max(self.covers[fact].get(word, 0.0), share)
                if parts[word] is None:
                    said[fact][word] += share
        self._sums, self._said = profiles, said
        self._usual = float(np.mean([sum(words.values()) for words in said if words] or [1.0]))
        count = len(vocabulary.tokens)
        self._profile = inverted(map(self._scaled, profiles), count)
        self._cover = inverted(map(self._saturated, said), count)

    def norm(self, words: Mapping[int, float]) -> float:
        """Return the length of a text as a vector of what its words weigh; 1 for one without words."""
        return math.sqrt(sum((share * self._rarity[word]) ** 2 for word, share in words.items())) or 1.0

    def profile(self, words: Mapping[int, float]) -> Floats:
        """Return of each fact what its mean phrasing has of `words` with their weights."""
        return self._profile.total(words)

    def cover(self, meanings: Sequence[Mapping[int, float]]) -> Floats:
        """Return of each fact what it accounts for of a question's words.

        Args:
            meanings: of each word of the question, what it weighs as each word that it may stand for; the best counts.
        """
        return self._cover.total_of_best(meanings)

    def profile_without(self, fact: int, row: int, words: Mapping[int, float]) -> float:
        """Return what `profile` does of one fact, without the phrasing in `row`."""
        profile = dict(self._sums[fact])
        for word, share in self._rows[row].items():
            profile[word] -= share / self._norms[row] / self._counts[fact]
        total = sum(profile[word] * self._rarity[word] * words[word] for word in profile.keys() & words)
        return float(total / self.norm(profile))

    def cover_without(self, fact: int, row: int, meanings: Sequence[Mapping[int, float]]) -> float:
        """Return what `cover` does of one fact, without the phrasing in `row`."""
        said = dict(self._said[fact])
        for word in self._rows[row].keys() & said.keys():
            said[word] -= self._rows[row][word]
        left = self._saturated({word: count for word, count in said.items() if count > LEAST_SAID})
        return sum(max((w * left.get(word, 0.0) for word, w in meant.items()), default=0.0) for meant in meanings)

    def _scaled(self, words: Mapping[int, float]) -> dict[int, float]:
        norm = self.norm(words)
        return {word: share * self._rarity[word] / norm for word, share in words.items()}

    def _saturated(self, said: Mapping[int, float]) -> dict[int, float]:
        """Return how far a fact accounts for each of its words, 0–1, by how often it says them.

        The term weight of BM25F: the fields are weighed, then counted together, and more of the same counts ever less,
        the less so the more else is said (Robertson, Zaragoza and Taylor 2004; b = 1).
        """
        half = self.w.saturation * sum(said.values()) / self._usual
        return {word: count / (count + half) for word, count in said.items()}
