"""What people say to a bot that is not a question: found by how much of a message it is, not by rare words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from knowledge.matching.words import language
from knowledge.model import SmallTalk

SHARED_FROM = 0.8
"""The share of words, 0–1, that a message and a phrasing have in common at least."""
LONGEST_TEXT = 200
"""How many characters small talk has at most."""
LONGEST = 12
"""How many words small talk has at most."""


class Chatter:
    """The small talk of a base, in all its languages."""

    def __init__(self, smalltalk: Iterable[SmallTalk]) -> None:
        """Read the phrasings of `smalltalk`."""
        self._known: dict[str, _Known] = defaultdict(_Known)
        for talk in smalltalk:
            for phrasing in talk.phrasings:
                words = [token.surface for token in language(phrasing.language).tokens(phrasing.text)]
                self._known[phrasing.language].add(words, talk)

    def reply(self, text: str, asker: str | None) -> SmallTalk | None:
        """Return the small talk that `text` is; None for anything else.

        Args:
            text: a message.
            asker: the asker's language, which decides where two are equally near.
        """
        near: list[tuple[float, bool, SmallTalk]] = []
        if len(text) > LONGEST_TEXT:
            return None
        for code, known in self._known.items():
            words = [token.surface for token in language(code).tokens(text)]
            if len(words) <= LONGEST:
                near += [(_shared(words, other), code == asker, talk) for other, talk in known.near(words)]
        share, _, talk = max(near, key=lambda n: n[:2], default=(0.0, False, None))
        return talk if share >= SHARED_FROM else None


class _Known:
    """The small talk in one language, by its words."""

    def __init__(self) -> None:
        self._said: list[tuple[list[str], SmallTalk]] = []
        self._having: dict[str, list[int]] = defaultdict(list)

    def add(self, words: list[str], talk: SmallTalk) -> None:
        for word in set(words):
            self._having[word].append(len(self._said))
        self._said.append((words, talk))

    def near(self, words: list[str]) -> Iterator[tuple[list[str], SmallTalk]]:
        """Yield what may share enough of `words`: all its words but one, which may be a slip, as they stand."""
        written = set(words)
        shared = Counter(number for word in written for number in self._having.get(word, ()))
        for number in sorted(shared) if len(words) > 1 else range(len(self._said)):
            known, talk = self._said[number]
            needed = SHARED_FROM * (len(known) + len(words)) / 2
            if min(len(known), len(words)) >= needed and shared[number] >= min(math.ceil(needed) - 1, len(written)):
                yield known, talk


def _shared(words: list[str], known: list[str]) -> float:
    """Return the share of words that two messages have in common (Dice), a slip in a longer word forgiven."""
    left = list(known)
    common = 0
    for word in words:
        for i, candidate in enumerate(left):
            if word == candidate or (len(word) > len("yes") and OSA.distance(word, candidate, score_cutoff=1) <= 1):
                common += 1
                del left[i]
                break
    return 2 * common / (len(words) + len(known))
