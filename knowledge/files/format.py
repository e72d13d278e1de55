"""The format of the base's files, one model a kind; the loader checks each file against its own."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

Text = Annotated[str, StringConstraints(min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,48}$")]
"""Fits Telegram's deep links, and with a prefix its 64-byte buttons."""
Command = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
"""https://core.telegram.org/bots/api#botcommand"""


def _in_the_calendar(value: str) -> str:
    """Return a date, or two joined by a slash, if each is in the calendar and the second is not before the first."""
    parts = value.split("/")
    for part in parts:
        year, month, day = (*map(int, part.split("-")), 1, 1)[:3]
        try:
            date(year, month, day)
        except ValueError:
            raise PydanticCustomError("calendar", "the calendar has no {part}", {"part": part}) from None
    if parts != sorted(parts):
        raise PydanticCustomError("calendar", "{value} ends before it begins", {"value": value})
    return value


Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
    AfterValidator(_in_the_calendar),
]
_MOMENT = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
Date = Annotated[str, StringConstraints(pattern=rf"^{_MOMENT}(/{_MOMENT})?$"), AfterValidator(_in_the_calendar)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""A language by ISO 639, such as `en`."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$")]


class Entry(BaseModel):
    """A group of fields in which no others may stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BaseFile(Entry):
    """`base.yaml`: what the bot says of itself."""

    name: Annotated[Text, Field(max_length=64)]
    language: Code
    short_description: Annotated[Text, Field(max_length=120)]
    description: Annotated[Text, Field(max_length=512)]
    welcome: Text
    examples: Annotated[list[Text], Field(min_length=1, max_length=6)]


class SourceEntry(Entry):
    id: Id
    title: Text
    publisher: Text
    date: Text
    symbol: Text | None = None
    url: Url | None = None
    note: Text | None = None


class SourcesFile(Entry):
    """`sources.yaml`: every document that a fact names."""

    sources: Annotated[list[SourceEntry], Field(min_length=1)]


class TopicEntry(Entry):
    id: Id
    command: Command
    title: Annotated[Text, Field(max_length=60)]
    description: Annotated[Text, Field(max_length=256)]
    overview: Id
    scope: list[Text] = []


class TopicsFile(Entry):
    """`topics.yaml`: the groups of facts and their commands."""

    topics: Annotated[list[TopicEntry], Field(min_length=1, max_length=80)]


class CitationEntry(Entry):
    source: Id
    at: Text


class DisputeEntry(Entry):
    claim: Text
    sources: Annotated[list[CitationEntry], Field(min_length=1)]


class FactEntry(Entry):
    id: Id
    phrasings: Annotated[list[Text], Field(min_length=1)]
    answer: Text
    sources: Annotated[list[CitationEntry], Field(min_length=1)]
    disputed: list[DisputeEntry] = []
    not_: Annotated[list[Text], Field(alias="not")] = []
    see: list[Id] = []
    date: Date | None = None
    checked: Day | None = None


class FactsFile(Entry):
    """`facts/<topic>.yaml`: the facts of one topic."""

    topic: Id
    facts: Annotated[list[FactEntry], Field(min_length=1)]


class TermEntry(Entry):
    term: Text
    meaning: Text | None = None
    synonyms: list[Text] = []


class GlossaryFile(Entry):
    """`glossary.yaml`: acronyms, names and everyday words that mean the same."""

    terms: list[TermEntry] = []
    synonyms: list[Annotated[list[Text], Field(min_length=2)]] = []


class SmallTalkEntry(Entry):
    id: Id
    phrasings: Annotated[list[Text], Field(min_length=1)]
    reply: Text


class SmallTalkFile(Entry):
    """`smalltalk.yaml`: what people say that is not a question."""

    smalltalk: list[SmallTalkEntry] = []


class GoldenEntry(Entry):
    ask: Text
    fact: Id
    also: list[Id] = []
    """Other facts that answer it as well."""


class QuestionsFile(Entry):
    """`tests/<language>/<topic>.yaml`: test questions and the facts that answer them."""

    questions: list[GoldenEntry] = []


Percent = Annotated[float, Field(ge=0, le=100)]


class LanguageRates(Entry):
    right: Percent
    """Answered with the right fact, at least."""
    found: Percent
    """Answered with the right fact, or offered it, at least."""
    wrong: Percent
    """Answered with another fact, at most."""


class RatesFile(Entry):
    """`tests/rates.yaml`: the rates that the check must not fall below, in hundredths of the test questions."""

    golden: dict[Code, LanguageRates] = {}
    outside: dict[Id, Percent] = {}
    """Answered although nothing answers them, at most, by kind."""


class OutsideFile(Entry):
    """`tests/<language>/outside.yaml`: test questions that nothing here answers, by kind."""

    outside: dict[Id, list[Text]] = {}


class BaseTranslation(Entry):
    """`translations/<language>/base.yaml`: what the bot says of itself."""

    name: Annotated[Text, Field(max_length=64)]
    short_description: Annotated[Text, Field(max_length=120)]
    description: Annotated[Text, Field(max_length=512)]
    welcome: Text
    examples: Annotated[list[Text], Field(min_length=1, max_length=6)]


class TopicTranslation(Entry):
    title: Annotated[Text, Field(max_length=60)]
    description: Annotated[Text, Field(max_length=256)]


class TopicsTranslation(Entry):
    """`translations/<language>/topics.yaml`: titles and descriptions, by topic id."""

    topics: dict[Id, TopicTranslation]


class SourceTranslation(Entry):
    date: Text | None = None
    note: Text | None = None


class SourcesTranslation(Entry):
    """`translations/<language>/sources.yaml`: what is ours in a source, its title staying as published."""

    locators: dict[Text, Text] = {}
    """Words that name a place in a document, such as `paragraph`."""
    sources: dict[Id, SourceTranslation] = {}


class FactTranslation(Entry):
    phrasings: Annotated[list[Text], Field(min_length=1)]
    answer: Text
    disputed: list[Text] = []
    """The claims, in the order of the original's."""


class FactsTranslation(Entry):
    """`translations/<language>/facts/<topic>.yaml`: answers and phrasings, by fact id."""

    facts: dict[Id, FactTranslation]
