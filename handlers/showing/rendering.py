"""What the bot shows, on every surface: facts, choices, topics and sources as messages with buttons. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from zlib import crc32

from handlers.showing.links import share
from handlers.showing.markup import bold, folded, italic, link, plain
from handlers.showing.wording import Texts
from knowledge import Citation, Edition, Fact, Found, KnowledgeBase, Match, Outcome, Source, Topic

PAGE = 8
"""Buttons or sources on one page: what a phone shows without much scrolling."""
NEAREST_TOPICS = 3

Item = TypeVar("Item")


class Action(StrEnum):
    """What a button does: the first field of its data, short because a button carries 64 bytes."""

    FACT = "f"
    LISTED = "F"
    CHOICE = "c"
    NONE_OF_THESE = "n"
    TOPIC = "t"
    TOPICS = "T"
    SOURCES = "s"
    RANDOM = "r"
    QUIZ = "q"
    TIMELINE = "l"
    PICTURE = "p"
    GLOSSARY = "G"
    TERM = "g"
    WHY = "w"
    RECORD = "R"
    BACK = "b"
    GOOD = "u"
    BAD = "d"
    REASON = "o"
    LEAVE = "e"
    TELL = "m"
    LANGUAGE = "L"


TO_EDITORS = frozenset({Action.GOOD, Action.BAD, Action.REASON, Action.NONE_OF_THESE, Action.LEAVE, Action.TELL})
"""Actions by which something is kept for the editors."""
FROM_PAGE = "p"
"""What the origin of a fact begins with that was opened from a page of its topic; the number of the page follows."""


class GoneError(LookupError):
    """What a button leads to is in the base no more, or never was."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message."""

    label: str
    data: str = ""
    """`language/action:argument:…`, so that a tap is answered in the language of the message."""
    url: str | None = None
    """What it opens instead."""


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Which fact a message answers with, so that a correction of the fact can follow the message."""

    fact: str
    language: str
    """Of the edition."""
    said: str
    """The language of the answer, and a digest of what it says."""
    text: str
    """The whole message: one that reads otherwise is more than an answer, and not corrected."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent or shown in place of what was sent, of any length."""

    text: str
    """Telegram's HTML."""
    buttons: tuple[Row, ...] = ()
    answer: Answer | None = None
    """What it is the answer of, if it is one."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders a base in one language."""

    knowledge: KnowledgeBase
    edition: Edition
    texts: Texts
    bot: str | None = None
    """The bot's username, to which links lead; without it there are none."""
    private: bool = False
    """Whether one person alone reads and taps, who may be asked whether an answer helped."""
    answers: dict[str, Message] | None = None
    """Where answers are kept, by the ids of their facts, for renderers of the same base, language and readers."""

    def found(self, found: Found) -> tuple[Message, ...]:
        """Return the messages that answer a question: one, or two where it asked two things."""
        match found.outcome:
            case Outcome.ANSWERED:
                origin = mark(found.subject) if found.subject else ""
                offer = (self._choose(found.choices, text=self.texts.choose_rest),) if found.choices else ()
                lost = (self.say(self.texts.unknown_rest, question=found.unknown),) if found.unknown else ()
                return (*(self._answer(match.fact, origin) for match in found.answers), *offer, *lost)
            case Outcome.CHOOSE:
                return (self._choose(found.choices, mark(found.subject) if found.subject else ""),)
            case Outcome.UNKNOWN:
                return (self.unknown(found.topics),)
            case Outcome.SMALLTALK:
                return (Message(plain(found.reply or "")),)

    def fact(self, fact_id: str, origin: str = "") -> Message:
        """Return the fact with its sources; GoneError where there is none with this id.

        Args:
            fact_id: the fact.
            origin: what led to it: the mark of the fact that a follow-up took its subject from, or a page of its topic.
        """
        return self._answer(known(self.edition.facts, fact_id), origin)

    def none_of_these(self, offered: Iterable[str]) -> Message:
        """Return the reply where none of the facts with the ids `offered` was meant: their topics come nearest."""
        facts, topics = self.edition.facts, self.edition.topics
        near = dict.fromkeys([*(facts[fact].topic for fact in offered if fact in facts), *topics])
        return self.unknown([topics[topic] for topic in near][:NEAREST_TOPICS])

    def topics(self) -> Message:
        """Return all topics as buttons."""
        return Message(plain(self.texts.topics), self._topic_rows(self.edition.topics.values()))

    def topic(self, topic_id: str, page: int = 1) -> Message:
        """Return a topic's overview and one page of its other facts as buttons; GoneError where it is not there."""
        topic = known(self.edition.topics, topic_id)
        overview, *others = self.edition.facts_of(topic_id)
        facts, page, pages = paged(others, page)
        rows = [(self.button(fact.title, Action.LISTED, fact.id, page),) for fact in facts]
        turning = self.turning(page, pages, Action.TOPIC, topic_id)
        text = f"{bold(self.heading(topic.title, page, pages))}\n\n{self._body(overview)}"
        return Message(text, (*rows, *turning, (self.topics_button(),)))

    def sources(self, page: int = 1) -> Message:
        """Return one page of all sources."""
        sources, page, pages = paged(tuple(self.knowledge.sources.values()), page)
        heading = bold(self.heading(self.texts.all_sources, page, pages))
        text = "\n\n".join([heading, *(f"• {_source(source)}" for source in sources)])
        return Message(text, self.turning(page, pages, Action.SOURCES))

    def examples(self) -> dict[str, str]:
        """Return the base's example questions that have an answer, each with the id of the fact."""
        found = {text: self.knowledge.find(text, self.edition.language) for text in self.edition.about.examples}
        return {text: each.answers[0].fact.id for text, each in found.items() if each.answers}

    def welcome(self, examples: Mapping[str, str], *, gone: bool = False) -> Message:
        """Return the reply to /start.

        Args:
            examples: what it offers to ask, as the method of this name returns it.
            gone: whether it came by a link that leads to nothing in the base, or to nothing any more.
        """
        rows = [(self.button(text, Action.FACT, fact),) for text, fact in examples.items()]
        texts = [self.texts.gone, self.edition.about.welcome] if gone else [self.edition.about.welcome]
        return Message("\n\n".join(map(plain, texts)), (*rows, (self.topics_button(),)))

    def help(self) -> Message:
        """Return how to ask, and every command."""
        lines = [f"/{command} – {plain(description)}" for command, description in commands(self.edition, self.texts)]
        return Message("\n".join([self.say(self.texts.help).text, "", bold(self.texts.help_commands), *lines]))

    def say(self, text: str, **values: object) -> Message:
        """Return one of the bot's own texts, with an example question where it has room for one."""
        return Message(plain(text.format(example=self.edition.about.examples[0], **values)))

    def _answer(self, fact: Fact, origin: str = "") -> Message:
        if origin or self.answers is None:  # an origin comes from a button, and may be anything
            return self._render(fact, origin)
        if fact.id not in self.answers:
            self.answers[fact.id] = self._render(fact)
        return self.answers[fact.id]

    def _render(self, fact: Fact, origin: str = "") -> Message:
        related = tuple((self.fact_button(self.edition.facts[other]),) for other in fact.see)
        sharing = ((Button(self.texts.share, url=share(self.bot, fact)),),) if self.bot else ()
        asking = (self._asking(fact, origin),) if self.private else ()
        text = f"{bold(fact.title)}\n\n{self._body(fact)}"
        answer = Answer(fact.id, self.edition.language, said(fact), text)
        return Message(text, (*related, *asking, *sharing, *self._way_back(fact, origin)), answer)

    def _asking(self, fact: Fact, origin: str) -> Row:
        """Return the row that asks whether an answer helped, and shows what stands behind it."""
        return (
            self.button("👍", Action.GOOD, fact.id),
            self.button("👎", Action.BAD, fact.id),
            self.button(self.texts.why, Action.WHY, *reached(fact.id, origin)),
            self.button(self.texts.record, Action.RECORD, *reached(fact.id, origin)),
        )

    def _way_back(self, fact: Fact, origin: str) -> tuple[Row, ...]:
        page = origin.removeprefix(FROM_PAGE)
        if page == origin:
            return ()
        title = self.edition.topics[fact.topic].title
        return ((self.button(f"‹ {title}", Action.TOPIC, fact.topic, page),),)

    def _body(self, fact: Fact) -> str:
        """Return the answer, what other sources say instead, and all sources, numbered."""
        numbers = {citation: number for number, citation in enumerate(citations(fact), 1)}
        blocks = [plain(fact.answer)]
        if fact.language != self.edition.language:
            blocks.insert(0, italic(self.texts.untranslated))
        if fact.disputes:
            claims = [f"• {plain(d.claim)} [{', '.join(str(numbers[c]) for c in d.citations)}]" for d in fact.disputes]
            blocks.append("\n".join([bold(self.texts.disputes), *claims]))
        listed = "\n".join(f"{number}. {_citation(citation)}" for citation, number in numbers.items())
        blocks.append(f"{bold(self.texts.sources)}\n{folded(listed)}")
        return "\n\n".join(blocks)

    def _choose(self, choices: Iterable[Match], origin: str = "", text: str = "") -> Message:
        facts = [match.fact for match in choices]
        rows = [(self.button(fact.title, Action.CHOICE, *reached(fact.id, origin)),) for fact in facts]
        none = self.button(self.texts.none_of_these, Action.NONE_OF_THESE)
        return Message(plain(text or self.texts.choose), (*rows, (none,)))

    def unknown(self, nearest: Iterable[Topic]) -> Message:
        """Return the reply to a question that nothing answers, with the topics that come nearest."""
        leave = ((self.button(self.texts.leave, Action.LEAVE),),) if self.private else ()
        return Message(plain(self.texts.unknown), (*self._topic_rows(nearest), *leave, (self.topics_button(),)))

    def heading(self, title: str, page: int, pages: int) -> str:
        """Return `title` with the number of the page, where there are several."""
        return self.texts.heading.format(title=title, page=page, pages=pages) if pages > 1 else title

    def _topic_rows(self, topics: Iterable[Topic]) -> tuple[Row, ...]:
        return tuple((self.button(topic.title, Action.TOPIC, topic.id, 1),) for topic in topics)

    def turning(self, page: int, pages: int, action: Action, *arguments: object) -> tuple[Row, ...]:
        """Return the row of buttons that lead to the pages before and behind, if there are any."""
        row = tuple(
            self.button(label, action, *arguments, to)
            for label, to in ((self.texts.previous, page - 1), (self.texts.next, page + 1))
            if 1 <= to <= pages
        )
        return (row,) if row else ()

    def fact_button(self, fact: Fact) -> Button:
        """Return the button that opens a fact."""
        return self.button(fact.title, Action.FACT, fact.id)

    def topics_button(self) -> Button:
        """Return the button that leads to all topics."""
        return self.button(self.texts.all_topics, Action.TOPICS)

    def button(self, label: str, action: Action, *arguments: object) -> Button:
        """Return a button that is answered in this language."""
        return Button(label, f"{self.edition.language}/{':'.join([action, *map(str, arguments)])}")


def mark(name: str) -> str:
    """Return a mark of a name, such as the id of a fact, that fits a button however long the name is."""
    return f"{crc32(name.encode()):x}"


def said(fact: Fact) -> str:
    """Return a mark of what a fact's answer says: it changes with the answer, not with phrasings or sources."""
    return f"{fact.language}:{fact.digest}"


def reached(fact_id: str, origin: str) -> tuple[str, ...]:
    """Return the arguments of a button about a fact that was reached from `origin`; empty where from nowhere."""
    return (fact_id, origin) if origin else (fact_id,)


def commands(edition: Edition, texts: Texts) -> list[tuple[str, str]]:
    """Return every command with its description, in the order of the menu; a topic cannot take one of the bot's own.

    First come the ways to find something, which a phone shows without scrolling; then the topics; then what is rare.
    """
    ways = {
        "topics": texts.command_topics,
        "ask": texts.command_ask,
        "timeline": texts.command_timeline,
        "glossary": texts.command_glossary,
        "compare": texts.command_compare,
        "random": texts.command_random,
        "quiz": texts.command_quiz,
    }
    rare = {
        "sources": texts.command_sources,
        "language": texts.command_language,
        "help": texts.command_help,
        "cancel": texts.command_cancel,
        "privacy": texts.command_privacy,
        "forget": texts.command_forget,
    }
    topics = {t.command: t.description for t in edition.topics.values() if t.command not in ways | rare}
    return list((ways | topics | rare).items())


def citations(fact: Fact) -> tuple[Citation, ...]:
    """Return what a fact rests on and what contradicts it, each once, in the order of their numbers."""
    return tuple(dict.fromkeys([*fact.citations, *(c for dispute in fact.disputes for c in dispute.citations)]))


def known(items: Mapping[str, Item], key: str) -> Item:
    """Return what has the id `key`; GoneError where nothing has."""
    if key not in items:
        raise GoneError(key)
    return items[key]


def paged(items: Sequence[Item], page: int, size: int = PAGE) -> tuple[Sequence[Item], int, int]:
    """Return what stands on page `page`, or on the nearest that there is, its number from 1, and how many there are."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 1), pages)
    return items[(page - 1) * size : page * size], page, pages


def in_rows(buttons: Sequence[Button], size: int) -> tuple[Row, ...]:
    """Return small `buttons` side by side, `size` in a row."""
    return tuple(tuple(buttons[start : start + size]) for start in range(0, len(buttons), size))


def _citation(citation: Citation) -> str:
    return _source(citation.source, f", {plain(citation.at)}")


def _source(source: Source, place: str = "") -> str:
    """Return a source as a bibliography has it, with `place`, the HTML of where in it to look, behind its title."""
    symbol = f" ({plain(source.symbol)})" if source.symbol else ""
    note = f" {italic(source.note)}" if source.note else ""
    return f"{link(source.title, source.url)}{symbol}{place}. {plain(source.publisher)}, {plain(source.date)}.{note}"
