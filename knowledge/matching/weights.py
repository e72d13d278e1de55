"""What counts how much in a match. To change how the matcher judges, change a number here and measure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """The defaults were chosen on questions to another base than the one they serve (see `benchmarks/`)."""

    # How much a word weighs.
    floor: float = 1.0
    """Added to each word's rarity in the base: even a word that every fact has says something."""
    rarity: float = 0.5
    """What a word's rarity in the language (decimal logarithms) adds to its rarity in the base (natural ones)."""
    uninformative: float = 0.7
    """What a stop word or question word weighs beside an informative one as rare."""
    pair: float = 0.5
    """What two words in a row weigh beside one word as rare."""
    asked: float = 0.8
    """What the kind of thing that is asked for weighs, beside a word as rare."""

    scope: float = 0.5
    """What a year or rank of its topic weighs in a phrasing that names another one of them: 2006 was the first."""

    # What else a word may stand for, as a share of its weight.
    slip: float = 0.9
    """What remains for each letter added, dropped, changed or swapped."""
    letters: float = 0.6
    """What remains where only letter groups are shared, all of them."""
    least_letters: float = 0.45
    """The share of letter groups, 0–1, below which words have nothing in common."""
    synonym: float = 0.4
    """What remains for a synonym."""

    # How a fact's words are taken together.
    length: float = 0.6
    """How far a phrasing's length counts against it: 0 not at all, 1 as in a cosine."""
    profile: float = 2.0
    """What a fact's phrasings taken together weigh beside the nearest one."""
    side: float = 0.8
    """What the words of an answer weigh in that beside those of the phrasings."""
    cover: float = 4.0
    """What it weighs that a fact accounts for all the words of a question, wherever it has them."""
    meaning: float = 1.0
    """What it weighs how near a fact is in meaning, by its nearest phrasing and by all of them."""
    saturation: float = 0.5
    """How often a fact of usual length must say a word to account for half of it (the k₁ of BM25)."""
    side_said: float = 0.5
    """How often a word of the answer counts there as said, beside one of a phrasing."""
    other_kind: float = 0.93
    """What remains of a fact that nobody asks for such a thing as the question does: a time, a place, a person."""
    side_cover: float = 0.8
    """How far a word that only the answer has is accounted for."""


DEFAULT = Weights()
