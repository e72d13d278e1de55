"""What can be changed in a base, each as a plain value; a `Workshop` makes a change of it.

Every text is tidied as the base's reader does: no white space around it, and one kind of line end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Cited(NamedTuple):
    """A source by its id, and the place in it: paragraph, section, page."""

    source: str
    at: str


class Disputed(NamedTuple):
    """What other sources say instead."""

    claim: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class AddPhrasing:
    """Add a way of asking for a fact, behind those that it has."""

    fact: str
    text: str
    language: str | None = None
    """Of the phrasing; None for the base's own. In another one the fact must have a translation."""


@dataclass(frozen=True, slots=True)
class SetPhrasings:
    """Give a fact just these phrasings, the first being its title; those that stay keep their place in the file."""

    fact: str
    phrasings: tuple[str, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AddFact:
    """Add a fact to the file of its topic, behind a fact that is related to it, or at the end."""

    topic: str
    id: str
    phrasings: tuple[str, ...]
    answer: str
    sources: tuple[Cited, ...]
    disputed: tuple[Disputed, ...] = ()
    excluded: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    date: str | None = None
    event: str | None = None
    """What happened on that date, in a few words for the timeline."""
    checked: str | None = None
    """The day on which the sources were read, such as 2026-11-24."""
    after: str | None = None
    """The id of the fact behind which it goes; None to let `see` decide."""


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """Give a fact another answer, the old one staying in the history alone; or translate it anew."""

    fact: str
    answer: str
    language: str | None = None
    """Of the answer; None for the base's own."""
    checked: str | None = None
    """The day on which the answer was compared with its sources; of the base's own language alone."""


@dataclass(frozen=True, slots=True)
class SetSources:
    """Give a fact just these sources."""

    fact: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class SetField:
    """Give a field of a fact, or of its translation, just this value; None takes the field out."""

    fact: str
    field: str
    """`disputed`, `not`, `see`, `date`, `event` or `checked`; the others have edits of their own."""
    value: str | tuple[str, ...] | tuple[Disputed, ...] | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AddTranslation:
    """Add what a fact says in another language; its file is made where the language has none for the topic."""

    fact: str
    language: str
    phrasings: tuple[str, ...]
    answer: str
    disputed: tuple[str, ...] = ()
    """The claims, in the order of the original's."""
    event: str | None = None


@dataclass(frozen=True, slots=True)
class AddOutside:
    """Add a test question that nothing in the base answers."""

    text: str
    kind: str
    """Such as `everyday`, `near` or `trap`."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AddSource:
    """Add a document, behind those that the base has."""

    id: str
    title: str
    publisher: str
    date: str
    symbol: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SetSourceField:
    """Give a field of a source just this text; None takes the field out."""

    source: str
    field: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ReplaceFile:
    """Put a whole file in the place of another, or beside the others."""

    name: str
    """Within the base, such as `facts/people.yaml`."""
    content: bytes


Edit = (
    AddPhrasing
    | SetPhrasings
    | AddFact
    | SetAnswer
    | SetSources
    | SetField
    | AddTranslation
    | AddOutside
    | AddSource
    | SetSourceField
    | ReplaceFile
)
