"""What is remembered of conversations for a while: ids and numbers, never a word that anyone wrote."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from handlers.keeping.privacy import digest

MINUTES = 15
"""How long a conversation is remembered after its last question."""
SIZE = 10_000
"""How many conversations are remembered."""
QUESTIONS = 8
"""How many questions of each."""

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
    asked: tuple[tuple[int, Facts], ...] = ()
    """The latest questions by the id of their message, oldest first, and what each may have been about."""
    failed: int | None = None
    """The digest of the question that found nothing last."""
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

    def before(self, asker: Asker, question: int) -> Facts:
        """Return the ids of the facts that a question may be about without saying so.

        Args:
            asker: who asks.
            question: the id of the message: of a new one, or of one that was edited.
        """
        talk = self.of(asker)
        unknown = () if question < _latest(talk) else talk.subject
        return dict(talk.asked).get(question, unknown)

    def answered(self, asker: Asker, facts: Facts, question: int | None = None) -> None:
        """Remember what was answered: the next question may be about it.

        Args:
            asker: who asked.
            facts: ids of what was answered.
            question: the id of the message that asked, if one did; an edit of an older one is not what is talked of.
        """
        talk = self.of(asker)
        if question is None or question == _latest(talk):
            self._remember(asker, replace(talk, subject=facts, failed=None))
        elif question > _latest(talk):
            asked = (*talk.asked, (question, talk.subject))[-QUESTIONS:]
            self._remember(asker, replace(talk, subject=facts, asked=asked, failed=None))

    def failed(self, asker: Asker, question: str) -> int:
        """Remember that `question` found nothing, and return how often it had just done so before."""
        talk = self.of(asker)
        failed = digest(*re.findall(r"\w+", question.casefold()))
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

    def export(self, asker: Asker) -> list[Any] | None:
        """Return what is remembered of `asker`, as JSON has it; None where that is nothing."""
        at, talk = self._talks.get(asker, (0.0, Talk()))
        if self._is_over(at) or talk == Talk():
            return None
        since = round(time.time() - (self._clock() - at))
        asked = [[question, list(before)] for question, before in talk.asked]
        return [since, list(talk.subject), asked, talk.failed, talk.failures, talk.awaits]

    def restore(self, asker: Asker, exported: list[Any] | None) -> None:
        """Remember of `asker` just what another process has exported."""
        if exported is None:
            self._talks.pop(asker, None)
            return
        since, subject, asked, *others = exported
        at = self._clock() - max(0.0, time.time() - since)
        before = tuple((question, tuple(facts)) for question, facts in asked)
        self._talks[asker] = at, Talk(tuple(subject), before, *others)
        self._talks.move_to_end(asker)
        self._trim()

    def forget(self, whom: int) -> None:
        """Forget all conversations with a user, or in a group: their ids are never the same."""
        for asker in [asker for asker in self._talks if whom in asker]:
            del self._talks[asker]

    def _remember(self, asker: Asker, talk: Talk) -> None:
        self._talks[asker] = self._clock(), talk
        self._talks.move_to_end(asker)
        self._trim()

    def _trim(self) -> None:
        while self._talks and (len(self._talks) > self._size or self._is_over(self._oldest())):
            self._talks.popitem(last=False)

    def _oldest(self) -> float:
        return next(at for at, _ in self._talks.values())

    def _is_over(self, at: float) -> bool:
        return self._clock() >= at + 60 * MINUTES


def _latest(talk: Talk) -> int:
    """Return the id of the latest message that was answered, 0 where there is none; ids grow with each message."""
    return talk.asked[-1][0] if talk.asked else 0
