"""What became of an update, for the log and the metrics: which fact answered, never who asked or what."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from knowledge import Found

FAILED = "failed"
"""The outcome of an update at which the bot itself failed."""


@dataclass(slots=True)
class Note:
    """What is noted of one update while it is handled; None where it does not come up.

    Attributes:
        outcome: what a question led to, as `Outcome` has it, or `FAILED`.
        fact: the id of the first fact that was shown or offered.
        score: how sure that was, 0–1.
        language: the code of the language of the reply.
        matching: the seconds that finding took.
    """

    outcome: str | None = None
    fact: str | None = None
    score: float | None = None
    language: str | None = None
    matching: float | None = None


_CURRENT: ContextVar[Note | None] = ContextVar("note", default=None)


@contextmanager
def noting() -> Iterator[Note]:
    """Give the note of the update that is handled in this context."""
    note = Note()
    token = _CURRENT.set(note)
    try:
        yield note
    finally:
        _CURRENT.reset(token)


@contextmanager
def matching() -> Iterator[None]:
    """Note how long what is done here takes, which is to find an answer."""
    began = time.perf_counter()
    yield
    if note := _CURRENT.get():
        note.matching = time.perf_counter() - began


def note(found: Found) -> None:
    """Note what a question found."""
    if current := _CURRENT.get():
        current.outcome, current.language = str(found.outcome), found.language
        if first := next(iter(found.answers or found.choices), None):
            current.fact, current.score = first.fact.id, first.score


def note_fact(fact: str, language: str, score: float | None = None) -> None:
    """Note the id of a fact that was shown without a question, or was offered first, and how sure that was, 0–1."""
    if current := _CURRENT.get():
        current.fact, current.language, current.score = fact, language, score


def note_failure() -> None:
    """Note that the bot itself failed."""
    if current := _CURRENT.get():
        current.outcome = FAILED
