"""What a knowledge base is made of, and what a question gets out of it. Everything here is immutable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from knowledge.places import Places


class Phrasing(NamedTuple):
    """One way in which people ask for a fact."""

    fact: str
    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a fact rests on."""

    id: str
    title: str
    publisher: str
    date: str
    symbol: str | None = None
    url: str | None = None
    note: str | None = None
    """What a reader must know before trusting it, such as that it is a press report."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the place in it (paragraph, section, page)."""

    source: Source
    at: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """What another source says instead."""

    claim: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer, how people ask for it, and where it comes from."""

    id: str
    topic: str
    phrasings: tuple[Phrasing, ...]
    answer: str
    citations: tuple[Citation, ...]
    disputes: tuple[Dispute, ...] = ()
    excluded: tuple[str, ...] = ()
    """Questions that must not land here, though they look as if they should."""
    see: tuple[str, ...] = ()
    """Ids of related facts."""
    date: str | None = None
    """When it happened: an ISO 8601 year, month, day, or two of them joined by a slash."""
    event: str | None = None
    """What happened then, in a few words for the timeline."""
    checked: str | None = None
    """The ISO 8601 day on which its sources were last read."""
    language: str = "en"
    """The ISO 639-1 code of the language that its texts are in."""
    of: str | None = None
    """Of a translation: the digest of the original that it was made of."""

    @property
    def title(self) -> str:
        """The fact's name on a button: its first phrasing."""
        return self.phrasings[0].text

    @property
    def digest(self) -> str:
        """What a translation of it keeps as its `of`."""
        return digest_of(self.answer, [dispute.claim for dispute in self.disputes])


def digest_of(answer: str, claims: Iterable[str]) -> str:
    """Return six letters that change with an answer or its disputed claims, however their lines are broken.

    Letters alone, so that no editor or YAML reader takes them for a number.
    """
    said = "\n".join(" ".join(text.split()) for text in (answer, *claims))
    return "".join(chr(ord("a") + byte % 26) for byte in sha256(said.encode()).digest()[:6])


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of facts with a slash command of its own."""

    id: str
    command: str
    title: str
    description: str
    overview: str
    """Id of the fact that introduces the topic."""
    scope: tuple[str, ...] = ()
    """What all its facts are about, such as a year: a question that names another is not answered from here."""


@dataclass(frozen=True, slots=True)
class Term:
    """An acronym or a name, and the other ways of saying it."""

    term: str
    meaning: str | None = None
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What people say to a bot that is not a question, and the reply."""

    id: str
    phrasings: tuple[Phrasing, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class About:
    """What the bot says of itself."""

    name: str
    short_description: str
    description: str
    welcome: str
    examples: tuple[str, ...]


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    CHOOSE = "choose"
    UNKNOWN = "unknown"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Match:
    """A fact found for a question."""

    fact: Fact
    score: float
    """The probability, 0–1, that this fact is what was asked for."""
    phrasing: str
    """The fact's phrasing nearest to the question."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found: the outcome, and what to show for it."""

    question: str
    outcome: Outcome
    language: str
    answers: tuple[Match, ...] = ()
    """One fact, or one for each part of a message that asks several things; empty unless *answered*."""
    choices: tuple[Match, ...] = ()
    """Near candidates, best first: two to four if *choose*, up to four for the other question of a message where one is
    *answered*."""
    unknown: str | None = None
    """The other question of a message, where nothing is known of it and one is *answered*."""
    topics: tuple[Topic, ...] = ()
    """The nearest topics, best first; empty unless *unknown*."""
    reply: str | None = None
    """The reply to small talk; None unless *smalltalk*."""
    subject: str | None = None
    """Id of the fact from which a follow-up took its subject."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A word of the base that a question's word was taken for."""

    word: str
    similarity: float
    """0–1."""
    how: str
    """`same`, `slip` of the pen, shared `letters`, `synonym`."""
    counts: bool
    """Whether the best fact has it."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word of a question, what it weighs, and what it was taken for."""

    word: str
    weight: float
    """Its share of the question, 0–1."""
    added: bool
    """Whether the question does not hold it, but means it: an acronym's long form, the kind of thing asked for."""
    meant: tuple[Meant, ...]
    meaning: float = 0.0
    """What it adds to how near the best fact is in meaning, -1 to 1."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a question was answered, offered or declined as it was."""

    found: Found
    words: tuple[Weighed, ...]
    ranked: tuple[Match, ...]
    """The best facts and their rivals."""
    evidence: Mapping[str, float]
    """What spoke for the best fact, each 0–1."""
    answer_from: float
    offer_from: float
    exact: bool
    """Whether the question is a phrasing of the best fact, word for word."""
    open: bool = False
    """Whether it leaves open which of two facts it means, which are about different years or ranks."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A base in one language; what is not translated yet stands in the base's own."""

    language: str
    about: About
    topics: Mapping[str, Topic]
    """By id, in the order of their file."""
    facts: Mapping[str, Fact]
    """By id, by topic, in the order of their files."""
    terms: tuple[Term, ...]
    """The glossary."""
    synonyms: tuple[tuple[str, ...], ...]
    smalltalk: tuple[SmallTalk, ...]

    def facts_of(self, topic: str) -> tuple[Fact, ...]:
        """Return the facts of the topic with the id `topic`, its overview first."""
        overview = self.topics[topic].overview
        return tuple(sorted((f for f in self.facts.values() if f.topic == topic), key=lambda f: f.id != overview))


class Golden(NamedTuple):
    """A test question and the facts that answer it, the best first."""

    text: str
    facts: tuple[str, ...]
    language: str = "en"


class Outside(NamedTuple):
    """A test question that nothing in the base answers."""

    text: str
    kind: str
    """What it is for: everyday talk, a near subject, a trap made of the base's own words."""
    language: str


class GoldenRates(NamedTuple):
    """What the test questions of one language must reach, in hundredths of them."""

    right: float
    """Answered with the right fact, at least."""
    found: float
    """Answered with the right fact, or offered it, at least."""
    wrong: float
    """Answered with another fact, at most."""


class Rates(NamedTuple):
    """What a base must reach on its test questions."""

    golden: Mapping[str, GoldenRates]
    """By language."""
    outside: Mapping[str, float]
    """By kind: answered although nothing answers them, at most, in hundredths."""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole base as its files have it, checked, every reference resolved."""

    sources: Mapping[str, Source]
    """By id, in the order of their file; titles as published, whatever the language."""
    editions: Mapping[str, Edition]
    """By language, the base's own first."""
    golden: tuple[Golden, ...]
    outside: tuple[Outside, ...]
    rates: Rates
    places: Places = field(default_factory=Places, compare=False, repr=False)
    """Where all of it stands in the files."""
