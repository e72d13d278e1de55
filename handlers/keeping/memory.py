"""What is remembered of conversations while the process runs: ids and numbers, never a word that anyone wrote."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

MINUTES = 15
"""How long a conversation is remembered after its last question."""
SIZE = 10_000
"""How many conversations are remembered."""

Facts = tuple[str, ...]


class Asker(NamedTuple):
    """A person in a chat: who writes here may be amid something else there."""

    chat: int
    user: int


@dataclass(frozen=True, slots=True)
class Talk:
    """What is remembered of one conversation."""

    subject: Facts = ()
    """Ids of the facts last answered: what the next question may be about without saying so."""
    before: Facts = ()
    """What the last question may have been about without saying so."""
    failed: int | None = None
    """The hash of the question that found nothing last."""
    failures: int = 0
    """How often it was asked again."""
    awaits: str | None = None
    """What the asker's next text is for, if it is no question."""


class Memory:
    """The latest conversations."""

    def __init__(self, size: int = SIZE, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how many are remembered, and what tells the time in seconds."""
        self._size = size
        self._clock = clock
        self._talks: OrderedDict[Asker, tuple[float, Talk]] = OrderedDict()

    def of(self, asker: Asker) -> Talk:
        """Return the conversation with `asker`; a new one after a long silence."""
        at, talk = self._talks.get(asker, (0.0, Talk()))
        return Talk() if self._is_over(at) else talk

    def answered(self, asker: Asker, facts: Facts, before: Facts | None = None) -> None:
        """Remember what was answered, and what the question may have been about: by default what came before."""
        talk = self.of(asker)
        before = talk.subject if before is None else before
        self._remember(asker, replace(talk, subject=facts, before=before, failed=None))

    def failed(self, asker: Asker, question: str) -> int:
        """Remember that `question` found nothing, and return how often it had just done so before."""
        talk = self.of(asker)
        failed = hash(tuple(re.findall(r"\w+", question.casefold())))
        failures = talk.failures + 1 if failed == talk.failed else 0
        self._remember(asker, replace(talk, failed=failed, failures=failures))
        return failures

    def wait(self, asker: Asker, purpose: str) -> None:
        """Remember what the asker's next text is for."""
        self._remember(asker, replace(self.of(asker), awaits=purpose))

    def cancel(self, asker: Asker) -> bool:
        """Wait for no text any more, and return whether one was awaited."""
        talk = self.of(asker)
        self._remember(asker, replace(talk, awaits=None))
        return talk.awaits is not None

    def forget(self, whom: int) -> None:
        """Forget all conversations with a user, or in a group: their ids are never the same."""
        for asker in [asker for asker in self._talks if whom in asker]:
            del self._talks[asker]

    def _remember(self, asker: Asker, talk: Talk) -> None:
        self._talks[asker] = self._clock(), talk
        self._talks.move_to_end(asker)
        while len(self._talks) > self._size or self._is_over(self._oldest()):
            self._talks.popitem(last=False)

    def _oldest(self) -> float:
        return next(at for at, _ in self._talks.values())

    def _is_over(self, at: float) -> bool:
        return self._clock() >= at + 60 * MINUTES
