"""The longest message that Telegram delivers, made to cost time: what is counted is work, so that no clock decides."""

from __future__ import annotations

import random
from string import ascii_lowercase

import pytest

from knowledge.matching.index import UNSEEN_WORDS, Near
from knowledge.matching.spelling import Correction, Spelling
from knowledge.matching.tongue import MENDED_WORDS
from knowledge.matching.words import Token
from tests.knowledge.matching.fram import PHRASINGS, matcher

LONGEST_MESSAGE = 4096
"""Characters (https://core.telegram.org/bots/api#message)."""
RNG = random.Random(1893)
WORDS = sorted({word.strip("?") for phrasing in PHRASINGS for word in phrasing.text.split()})
LONGEST_PHRASING = max((phrasing.text for phrasing in PHRASINGS), key=len)


def filled(*words: str) -> str:
    return (" ".join(words) + " ") * (LONGEST_MESSAGE // len(" ".join(words)) + 1)


def noise(length: int) -> str:
    return "".join(RNG.choices(ascii_lowercase, k=length))


MESSAGES = {
    "noise": filled(*(noise(7) for _ in range(500))),
    "words with a slip in each": filled(*(f"{word[:-1]}{letter}" for word in WORDS for letter in ascii_lowercase)),
    "one word again and again": filled("hull"),
    "one slip again and again": filled("expediiton"),
    "the longest phrasing again and again": filled(LONGEST_PHRASING),
    "letters without a space": noise(LONGEST_MESSAGE),
    "symbols": filled(*(f"FM/{n}/345" for n in range(400))),
    "initials": filled("a.b.c.d."),
    "digits": "9" * LONGEST_MESSAGE,
    "apostrophes": "a'" * (LONGEST_MESSAGE // 2),
    "courtesies": filled("please", "thank you", "hello there"),
    "ideographs": "極地探検" * (LONGEST_MESSAGE // 4),
}


class CountingSpelling:
    """Counts how many words are looked up."""

    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        self.asked: list[str] = []

    def corrections(self, spelling: str) -> list[Correction]:
        self.asked.append(spelling)
        return self.spelling.corrections(spelling)


@pytest.mark.parametrize("text", MESSAGES.values(), ids=MESSAGES)
def test_the_worst_message_looks_few_words_up(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fram = matcher()
    index = fram.tongues[0].index
    counting = CountingSpelling(index.spelling)
    monkeypatch.setattr(index, "spelling", counting)
    fram.rank(text[:LONGEST_MESSAGE])
    assert len(counting.asked) <= UNSEEN_WORDS + MENDED_WORDS


def test_what_a_long_message_costs_grows_with_its_different_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    fram = matcher()
    index = fram.tongues[0].index
    found: list[Token] = []

    def counted(token: Token) -> list[Near]:
        found.append(token)
        return []

    monkeypatch.setattr(index, "_find_near", counted)
    fram.rank(MESSAGES["the longest phrasing again and again"])
    assert len(found) <= 2 * len(LONGEST_PHRASING.split())


def test_what_was_asked_before_changes_nothing() -> None:
    fram = matcher()
    message = f"{' '.join(noise(7) for _ in range(UNSEEN_WORDS))} expediiton secnod"
    before = fram.rank(message)
    fram.rank(message)
    assert fram.rank(message) == before
