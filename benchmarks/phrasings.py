"""Phrasings in any number, questions to them, and messages made to hurt: the same at every run."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain, repeat
from string import ascii_lowercase

from benchmarks.slips import with_slips
from knowledge import BASE, Phrasing
from knowledge.files.loading import load_content

SEED = 2006
A_FACT = 10
"""How many phrasings a fact has."""
LONGEST_MESSAGE = 4096
"""Characters (https://core.telegram.org/bots/api#message)."""


def own_phrasings() -> list[Phrasing]:
    """Return the phrasings of the base that comes with the package, in its own language."""
    edition = next(iter(load_content(BASE).editions.values()))
    return [phrasing for fact in edition.facts.values() for phrasing in fact.phrasings]


def made_phrasings(own: list[Phrasing], count: int) -> list[Phrasing]:
    """Return `count` phrasings out of the words of `own`, each word as frequent as there, each text as long."""
    rng = random.Random(SEED)
    lengths = [len(phrasing.text.split()) for phrasing in own]
    words = [word for phrasing in own for word in phrasing.text.split()]
    texts = (" ".join(rng.choices(words, k=rng.choice(lengths))) for _ in range(count))
    return [Phrasing(f"fact-{i // A_FACT}", text) for i, text in enumerate(texts)]


def questions(phrasings: list[Phrasing], count: int) -> list[str]:
    """Return `count` questions: phrasings with their words in another order and a slip in 20 characters."""
    rng = random.Random(SEED)
    texts = [phrasing.text.split() for phrasing in rng.choices(phrasings, k=count)]
    return [with_slips(" ".join(rng.sample(words, len(words))), SEED, every=20) for words in texts]


def worst_messages(phrasings: list[Phrasing]) -> Mapping[str, str]:
    """Return messages as long as may be, each made to cost time, by what is in them."""
    rng = random.Random(SEED)
    words = [word for phrasing in phrasings for word in phrasing.text.split()]
    longest = max((phrasing.text for phrasing in phrasings), key=len)
    noise = ("".join(rng.choices(ascii_lowercase, k=rng.randint(3, 12))) for _ in repeat(None))
    return {
        "noise": _filled(noise),
        "the base's words with a slip in each": _filled(with_slips(rng.choice(words), SEED, 99) for _ in repeat(None)),
        "the base's words": _filled(rng.choice(words) for _ in repeat(None)),
        "one word again and again": _filled(repeat(Counter(words).most_common(1)[0][0])),
        "the longest phrasing again and again": _filled(repeat(longest)),
        "letters without a space": _filled(chain(rng.choices(ascii_lowercase, k=LONGEST_MESSAGE)), between=""),
        "numbers": _filled(str(rng.randrange(10**4)) for _ in repeat(None)),
    }


def _filled(words: Iterator[str], between: str = " ") -> str:
    """Return a message of `words` that is as long as may be."""
    text = ""
    while len(text) < LONGEST_MESSAGE:
        text += next(words) + between
    return text[:LONGEST_MESSAGE]
