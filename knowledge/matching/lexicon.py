"""How common the words of a language are, to tell a rare word from a slip and a telling word from a filler."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from spellchecker import SpellChecker

from knowledge.matching.folding import fold

UNKNOWN_RARITY = 8.0
"""The rarity of a word that the list does not hold: about one in a hundred million."""
RARITY_WITHOUT_LIST = 5.0
"""The rarity of every word of a language without a list."""
KNOWN_BELOW = {1: 3.5, 2: 4.5, 3: 5.5, 4: 6.0, 5: 6.5, 6: 6.5, 7: 7.0}
"""By a word's length, the rarity below which it counts as a word; lists hold short slips, but hardly long ones."""


class Lexicon:
    """The word frequencies of one language, as pyspellchecker ships them, accents folded."""

    def __init__(self, code: str) -> None:
        """Read the list of the language `code`; for one that has none, all words are alike."""
        self._counts: Mapping[str, int] = _counts(code)
        self._total = sum(self._counts.values())

    def rarity(self, word: str) -> float:
        """Return minus the decimal logarithm of the relative frequency of the folded `word`: 1 for "the", up to 8."""
        if not self._total:
            return RARITY_WITHOUT_LIST
        count = self._counts.get(word)
        return min(UNKNOWN_RARITY, -math.log10(count / self._total)) if count else UNKNOWN_RARITY

    def knows(self, word: str) -> bool:
        """Tell whether `word` is a word of the language, and so no slip of another."""
        return bool(self._total) and self.rarity(word) < KNOWN_BELOW.get(len(word), UNKNOWN_RARITY)


@cache
def _counts(code: str) -> Mapping[str, int]:
    if code not in SpellChecker.languages():
        return {}
    listed: Mapping[str, int] = SpellChecker(language=code).word_frequency.dictionary
    if all(map(str.isascii, listed)):
        return listed
    counts: dict[str, int] = {}
    for word, count in listed.items():
        folded = word if word.isascii() else fold(word)
        counts[folded] = counts.get(folded, 0) + count
    return counts
