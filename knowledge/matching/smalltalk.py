"""What people say to a bot that is not a question: found by how much of a message it is, not by rare words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

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
        self._known: dict[str, dict[int, list[tuple[list[str], SmallTalk]]]] = {}
        for talk in smalltalk:
            for phrasing in talk.phrasings:
                words = [token.surface for token in language(phrasing.language).tokens(phrasing.text)]
                by_length = self._known.setdefault(phrasing.language, defaultdict(list))
                by_length[len(words)].append((words, talk))

    def reply(self, text: str, asker: str | None) -> SmallTalk | None:
        """Return the small talk that `text` is; None for anything else.

        Args:
            text: a message.
            asker: the asker's language, which decides where two are equally near.
        """
        near: list[tuple[float, bool, SmallTalk]] = []
        if len(text) > LONGEST_TEXT:
            return None
        for code, by_length in self._known.items():
            words = [token.surface for token in language(code).tokens(text)]
            if len(words) > LONGEST:
                continue
            for length, known in by_length.items():
                if 2 * min(length, len(words)) >= SHARED_FROM * (length + len(words)):  # else too few can be shared
                    written = frozenset(words)
                    # One word may be a slip of the pen; all others that must be shared are shared as they stand.
                    needed = math.ceil(SHARED_FROM * (length + len(words)) / 2) - 1
                    near += [
                        (_shared(words, other), code == asker, talk)
                        for other, talk in known
                        if len(written.intersection(other)) >= min(needed, len(written))
                    ]
        share, _, talk = max(near, key=lambda n: n[:2], default=(0.0, False, None))
        return talk if share >= SHARED_FROM else None


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
