"""What an editor is told of a base that can be used, and could be better."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.places import Place


class Kind(StrEnum):
    """What a piece of advice is about."""

    FOUGHT_OVER = "fought-over"
    """A phrasing that, left out, another fact would answer with certainty."""
    DUPLICATE = "duplicate"
    """Two facts are asked for, or two test questions ask, in the same words."""
    COPIED = "copied"
    """A test question in the words of a phrasing tests nothing."""
    DEAD = "dead"
    """A phrasing that never decides a match."""
    FEW_PHRASINGS = "few-phrasings"
    UNUSED = "unused"
    """A source that nothing cites."""
    NO_LOCATOR = "no-locator"
    UNTRANSLATED = "untranslated"
    OUTDATED = "outdated"
    """A translation that says something else than its original says now."""
    UNCHECKED = "unchecked"
    """Sources that were last read too long ago."""
    LONG = "long"
    NOT_FOUND = "not-found"
    """A test question that does not find its fact."""
    INTRUDING = "intruding"
    """A test question that nothing answers, and that is answered."""


@dataclass(frozen=True, slots=True, order=True)
class Advice:
    """One thing that could be better in one place: what it is, why it matters and how to mend it."""

    file: str
    line: int
    column: int
    kind: Kind
    message: str
    note: bool = False
    """Whether it is for information only: within what the base allows."""

    @classmethod
    def at(cls, place: Place, kind: Kind, message: str, *, note: bool = False) -> Advice:
        """Return advice of `kind` about what stands at `place`."""
        return cls(*place, kind, message, note)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"
