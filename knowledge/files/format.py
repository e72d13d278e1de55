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

    name: Annotated[Text, Field(max_length=64, description="The bot's name, up to 64 characters.")]
    language: Annotated[Code, Field(description="The language of the base: en, fr or es, or another of ISO 639.")]
    short_description: Annotated[
        Text, Field(max_length=120, description="What the bot is for, on its profile page: up to 120 characters.")
    ]
    description: Annotated[
        Text, Field(max_length=512, description="What the bot does, seen before a chat begins: up to 512 characters.")
    ]
    welcome: Annotated[Text, Field(description="The reply to /start.")]
    examples: Annotated[
        list[Text], Field(min_length=1, max_length=6, description="One to six questions, under the welcome as buttons.")
    ]


class SourceEntry(Entry):
    """A document that facts rest on."""

    id: Annotated[Id, Field(description="1 to 48 of a-z, 0-9 and -, by which facts cite it.")]
    title: Annotated[Text, Field(description="The title as published.")]
    publisher: Annotated[Text, Field(description="Who published it.")]
    date: Annotated[Text, Field(description="When, in words: 15 September 2006, undated.")]
    symbol: Annotated[Text | None, Field(description="The document symbol, such as A/61/515.")] = None
    url: Annotated[Url | None, Field(description="The publisher's own address, with https://.")] = None
    note: Annotated[
        Text | None, Field(description="What a reader must know before trusting it, such as that it is a press report.")
    ] = None


class SourcesFile(Entry):
    """`sources.yaml`: every document that a fact names."""

    sources: Annotated[list[SourceEntry], Field(min_length=1, description="The documents, in the order of /sources.")]


class TopicEntry(Entry):
    """A group of facts with a command of its own."""

    id: Annotated[Id, Field(description="1 to 48 of a-z, 0-9 and -; facts/<topic>.yaml names it.")]
    command: Annotated[Command, Field(description="The slash command, without the slash: a-z, 0-9 and _.")]
    title: Annotated[Text, Field(max_length=60, description="On buttons: up to 60 characters.")]
    description: Annotated[Text, Field(max_length=256, description="In the menu of commands: up to 256 characters.")]
    overview: Annotated[Id, Field(description="The id of the fact that introduces the topic.")]
    scope: Annotated[
        list[Text],
        Field(description="Years or ranks that all its facts are about: no question that names another is answered."),
    ] = []


class TopicsFile(Entry):
    """`topics.yaml`: the groups of facts and their commands."""

    topics: Annotated[
        list[TopicEntry], Field(min_length=1, max_length=80, description="The topics, in the order of the menu.")
    ]


class CitationEntry(Entry):
    """A source, and the place in it."""

    source: Annotated[Id, Field(description="The id of a source in sources.yaml.")]
    at: Annotated[Text, Field(description="Where in it: paragraph 4, section II, page 12, heading.")]


class DisputeEntry(Entry):
    """What another source says instead."""

    claim: Annotated[Text, Field(description="What it says, in a sentence that names it.")]
    sources: Annotated[list[CitationEntry], Field(min_length=1, description="Where it says so.")]


class FactEntry(Entry):
    """One answer, how people ask for it, and where it comes from."""

    id: Annotated[Id, Field(description="1 to 48 of a-z, 0-9 and -; it stands in links, so it never changes.")]
    phrasings: Annotated[
        list[Text],
        Field(
            min_length=1,
            description="How people ask, six to twelve in the words of different people. The first is the title on "
            "buttons: a whole question, up to 60 characters.",
        ),
    ]
    answer: Annotated[
        Text, Field(description="One to three sentences in your own words; the first one answers by itself.")
    ]
    sources: Annotated[
        list[CitationEntry], Field(min_length=1, description="Where the answer comes from, the primary source first.")
    ]
    disputed: Annotated[list[DisputeEntry], Field(description="What other sources say instead.")] = []
    not_: Annotated[list[Text], Field(alias="not", description="Questions that look near and must not land here.")] = []
    see: Annotated[list[Id], Field(description="Ids of related facts, offered as buttons.")] = []
    date: Annotated[
        Date | None,
        Field(description="When it happened, for the timeline: 2006, 2006-09, 2006-09-14, or 2006-09-14/2006-09-15."),
    ] = None
    event: Annotated[
        Text | None,
        Field(max_length=100, description="What happened then, in a few words for the timeline, without the date."),
    ] = None
    checked: Annotated[Day | None, Field(description="The day on which the sources were last read: 2026-11-24.")] = None


class FactsFile(Entry):
    """`facts/<topic>.yaml`: the facts of one topic."""

    topic: Annotated[Id, Field(description="The id of the topic in topics.yaml.")]
    facts: Annotated[
        list[FactEntry], Field(min_length=1, description="The facts, in the order in which they are listed.")
    ]


class TermEntry(Entry):
    """An acronym or a name, and the other ways of saying it."""

    term: Annotated[Text, Field(description="The acronym or name, as it is shown in /glossary.")]
    meaning: Annotated[Text | None, Field(description="What it stands for.")] = None
    synonyms: Annotated[list[Text], Field(description="Other forms that mean fully the same.")] = []


class GlossaryFile(Entry):
    """`glossary.yaml`: acronyms, names and everyday words that mean the same."""

    terms: Annotated[list[TermEntry], Field(description="Acronyms and names.")] = []
    synonyms: Annotated[
        list[Annotated[list[Text], Field(min_length=2)]],
        Field(description="Groups of words that mean about the same: [host, venue, place]."),
    ] = []


class SmallTalkEntry(Entry):
    """What people say to a bot that is no question, and the reply."""

    id: Annotated[Id, Field(description="1 to 48 of a-z, 0-9 and -.")]
    phrasings: Annotated[list[Text], Field(min_length=1, description="How people say it.")]
    reply: Annotated[Text, Field(description="What the bot replies.")]


class SmallTalkFile(Entry):
    """`smalltalk.yaml`: what people say that is not a question."""

    smalltalk: Annotated[list[SmallTalkEntry], Field(description="Greetings, thanks and the like.")] = []


class GoldenEntry(Entry):
    """A test question and the facts that answer it."""

    ask: Annotated[Text, Field(description="A question as someone asks it who has not seen the phrasings.")]
    fact: Annotated[Id, Field(description="The id of the fact that answers it best.")]
    also: Annotated[list[Id], Field(description="Ids of other facts that answer it as well.")] = []


class QuestionsFile(Entry):
    """`tests/<language>/<topic>.yaml`: test questions and the facts that answer them."""

    questions: Annotated[list[GoldenEntry], Field(description="At least two a fact.")] = []


Percent = Annotated[float, Field(ge=0, le=100)]


class LanguageRates(Entry):
    """What the test questions of one language must reach, in hundredths of them."""

    right: Annotated[Percent, Field(description="Answered with the right fact, at least.")]
    found: Annotated[Percent, Field(description="Answered with the right fact, or offered it, at least.")]
    wrong: Annotated[Percent, Field(description="Answered with another fact, at most.")]


class RatesFile(Entry):
    """`tests/rates.yaml`: the rates that the check must not fall below, in hundredths of the test questions."""

    golden: Annotated[dict[Code, LanguageRates], Field(description="By language.")] = {}
    outside: Annotated[
        dict[Id, Percent], Field(description="By kind: answered although nothing answers them, at most.")
    ] = {}


class OutsideFile(Entry):
    """`tests/<language>/outside.yaml`: test questions that nothing here answers, by kind."""

    outside: Annotated[
        dict[Id, list[Text]], Field(description="Questions by kind: everyday, near (a neighbouring subject), trap.")
    ] = {}


class BaseTranslation(Entry):
    """`translations/<language>/base.yaml`: what the bot says of itself."""

    name: Annotated[Text, Field(max_length=64, description="The bot's name, up to 64 characters.")]
    short_description: Annotated[
        Text, Field(max_length=120, description="What the bot is for, on its profile page: up to 120 characters.")
    ]
    description: Annotated[
        Text, Field(max_length=512, description="What the bot does, seen before a chat begins: up to 512 characters.")
    ]
    welcome: Annotated[Text, Field(description="The reply to /start.")]
    examples: Annotated[
        list[Text], Field(min_length=1, max_length=6, description="One to six questions, under the welcome as buttons.")
    ]


class TopicTranslation(Entry):
    """A topic's title and description."""

    title: Annotated[Text, Field(max_length=60, description="On buttons: up to 60 characters.")]
    description: Annotated[Text, Field(max_length=256, description="In the menu of commands: up to 256 characters.")]


class TopicsTranslation(Entry):
    """`translations/<language>/topics.yaml`: titles and descriptions, by topic id."""

    topics: Annotated[dict[Id, TopicTranslation], Field(description="By the id of the topic.")]


class SourceTranslation(Entry):
    """What is ours in a source; its title stays as published."""

    date: Annotated[Text | None, Field(description="The date in this language's words.")] = None
    note: Annotated[Text | None, Field(description="The note.")] = None


class SourcesTranslation(Entry):
    """`translations/<language>/sources.yaml`: what is ours in a source, its title staying as published."""

    locators: Annotated[
        dict[Text, Text], Field(description="Words that name a place in a document: paragraph, page, section.")
    ] = {}
    sources: Annotated[dict[Id, SourceTranslation], Field(description="By the id of the source.")] = {}


class FactTranslation(Entry):
    """A fact's answer and phrasings in another language."""

    phrasings: Annotated[
        list[Text],
        Field(min_length=1, description="How people ask in this language, at least three; the first is the title."),
    ]
    answer: Annotated[
        Text, Field(description="The answer as a native writer puts it, with the same numbers and names.")
    ]
    disputed: Annotated[list[Text], Field(description="The disputed claims, in the order of the original's.")] = []
    event: Annotated[
        Text | None,
        Field(max_length=100, description="What happened then, in a few words for the timeline, without the date."),
    ] = None
    of: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[a-z]{6}$")] | None,
        Field(
            description="The digest of the original that this was translated of; the check tells it when it changes."
        ),
    ] = None


class FactsTranslation(Entry):
    """`translations/<language>/facts/<topic>.yaml`: answers and phrasings, by fact id."""

    facts: Annotated[dict[Id, FactTranslation], Field(description="By the id of the fact.")]
