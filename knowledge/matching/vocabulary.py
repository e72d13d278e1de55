"""The words of a base in one language, numbered, and what each weighs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from knowledge.matching.lexicon import Lexicon
from knowledge.matching.postings import Floats
from knowledge.matching.weights import Weights
from knowledge.matching.words import Kind, Token


class Vocabulary:
    """The words of a base in one language, numbered, with what each weighs."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.tokens: list[Token] = []
        self.spellings: dict[str, int] = {}
        self.holders: list[set[int]] = []
        self.parts: list[tuple[int, int] | None] = []
        """For two words in a row, the two; None for a single word."""

    def learn(self, fact: int, tokens: list[Token]) -> dict[int, float]:
        """Return the words and word pairs of a text with their weights, 0–1, and remember that `fact` has them."""
        found: dict[int, float] = {}
        for token in tokens:
            word = self._number(token.stem, token, None)
            if token.surface.isalpha():  # a rank in words is as easily mistyped as any
                self.spellings.setdefault(token.surface, word)
            found[word] = max(found.get(word, 0.0), token.weight)
        for a, b in pairs(tokens):
            found[self._pair_number(a, b)] = 1.0
        for word in found:
            self.holders[word].add(fact)
        return found

    def _number(self, name: str, token: Token, parts: tuple[int, int] | None) -> int:
        word = self.numbers.setdefault(name, len(self.numbers))
        if word == len(self.tokens):
            self.tokens.append(token)
            self.holders.append(set())
            self.parts.append(parts)
        return word

    def _pair_number(self, a: Token, b: Token) -> int:
        name = pair_name(a.stem, b.stem)
        if (word := self.numbers.get(name)) is not None:
            return word
        joined = Token(a.surface + b.surface, a.surface + b.surface, Kind.WORD, a.informative or b.informative)
        return self._number(name, joined, (self.numbers[a.stem], self.numbers[b.stem]))

    def weigh(self, facts: int, lexicon: Lexicon, w: Weights) -> Floats:
        """Return what each word weighs: inverse document frequency over facts, and its rarity in the language.

        The first part is that of Robertson and Spärck Jones (1976). It is counted over facts, so that a fact with many
        phrasings makes no word common.
        """
        rarity = np.log((facts + 1) / (np.array([len(held) for held in self.holders]) + 0.5)).clip(0) + w.floor
        for word, (token, parts) in enumerate(zip(self.tokens, self.parts, strict=True)):
            if parts is not None:
                rarity[word] *= w.pair
            elif token.kind is Kind.ASKED:
                rarity[word] *= w.asked
            else:
                rarity[word] = weigh_word(rarity[word], token, lexicon, w)
        return rarity

    def shares(self) -> list[float]:
        """Return of each word its share of all that the facts say, 0–1, however often one says it; 0 for a pair."""
        held = [len(facts) if parts is None else 0 for facts, parts in zip(self.holders, self.parts, strict=True)]
        total = sum(held)
        return [count / total for count in held]


def weigh_word(rarity: float, token: Token, lexicon: Lexicon, w: Weights) -> float:
    """Return what a word as rare in the base as `rarity` weighs altogether."""
    if token.kind is Kind.WORD:
        rarity += w.rarity * lexicon.rarity(token.surface)
    else:
        rarity += w.rarity * EXACT_RARITY
    return rarity if token.informative else rarity * w.uninformative


EXACT_RARITY = 5.0
"""What numbers, years and symbols are taken for among the words of a language, in decimal logarithms."""


def pairs(tokens: Iterable[Token]) -> Iterable[tuple[Token, Token]]:
    """Return each two words in a row that a text holds itself."""
    return pairwise(token for token in tokens if token.spoken)


def pair_name(a: str, b: str) -> str:
    """Return the name by which the vocabulary knows two words in a row."""
    return f"{a} {b}"
