"""Facts at random, as a deck of cards deals them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice
from random import Random

REMEMBERED = 100
"""How many of the facts last dealt are held back at most."""


class Deck:
    """Deals facts at random to all askers; half of all the facts come before one comes again."""

    def __init__(self, random: Random | None = None) -> None:
        """Take where chance comes from: by default from the system, for tests from a seed."""
        self.random = random or Random()  # noqa: S311  # nobody is harmed who guesses the next one
        self._dealt: deque[str] = deque(maxlen=REMEMBERED)

    def deal(self, facts: Sequence[str]) -> str:
        """Return one of `facts`, which are ids, that was not dealt lately."""
        lately = set(islice(reversed(self._dealt), len(facts) // 2))
        chosen = self.random.choice([fact for fact in facts if fact not in lately])
        self._dealt.append(chosen)
        return chosen
