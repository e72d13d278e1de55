"""How a fact is written in the terminal: what is asked for, and what is said of each answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import typer

from bot.reporting.plain import plain
from bot.writing.prompts import Prompts
from knowledge import Found, KnowledgeBase, Outcome
from knowledge.checking.texts import ANSWER_WORDS, SENTENCE_WORDS
from knowledge.editing import AddFact, AddSource, Cited, Edit, EditError, free_id, tidy
from knowledge.editing.values import checked_id, fact_field_text, is_same, source_field
from knowledge.model import Golden

LONGEST_TITLE = 60
NEW = "new"


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line has told already; nothing of it is asked for."""

    topic: str | None = None
    id: str | None = None
    phrasings: tuple[str, ...] = ()
    answer: str | None = None
    sources: tuple[Cited, ...] = ()
    see: tuple[str, ...] = ()
    date: str | None = None
    event: str | None = None
    checked: str | None = None


def fact_edits(base: KnowledgeBase, given: Given, prompts: Prompts, today: str) -> list[Edit]:
    """Ask for what `given` leaves open, and return the edits that add the fact and its new sources.

    Args:
        base: the base as it is.
        given: what is known already.
        prompts: asks.
        today: the day on which the sources are taken to have been read.
    """
    own = base.edition()
    titles = {topic.id: topic.title for topic in own.topics.values()}
    topic = given.topic or prompts.choose("Topic", "--topic", titles)
    phrasings = list(given.phrasings) or _phrasings(base, prompts)
    for phrasing in given.phrasings:
        _warn_of_rivals(base, phrasing)
    fact_id = given.id or free_id(phrasings[0], own.facts)
    if given.id is None and not _is_complete(given):
        fact_id = prompts.ask("Id", "--id", default=fact_id, check=lambda text: _free(text, base))
    answer = given.answer or prompts.ask("Answer, one to three sentences", "--answer", check=tidy)
    _tell_of_answer(answer)
    new: list[Edit] = []
    cited = list(given.sources) or _sources(base, prompts, new)
    date = given.date
    if date is None and not _is_complete(given):
        date = prompts.ask("Date of an event (empty: none)", "--date", check=lambda text: _optional("date", text))
    event = given.event
    if date and event is None and not _is_complete(given):
        what = "What happened then, for the timeline (empty: nothing)"
        event = prompts.ask(what, "--event", check=lambda text: _optional("event", text))
    fact = AddFact(
        topic, fact_id, tuple(phrasings), answer, tuple(cited), see=given.see,
        date=date or None, event=event or None, checked=given.checked or today,
    )  # fmt: skip
    return [*new, fact]


def _is_complete(given: Given) -> bool:
    """Tell whether all that a fact needs is given, so that nothing optional is asked for."""
    return bool(given.topic and given.phrasings and given.answer and given.sources)


def _free(text: str, base: KnowledgeBase) -> str:
    if checked_id(text, "an id") in base.edition().facts:
        raise EditError(f"there is a fact '{text}' already; choose another id")
    return text


def _optional(field: str, text: str) -> str:
    return fact_field_text(field, text) if text else ""


def _phrasings(base: KnowledgeBase, prompts: Prompts) -> list[str]:
    prompts.say("How do people ask? The first is the title: a whole question that names its subject.")
    asked: list[str] = []

    def check(text: str) -> str:
        text = tidy(text)
        if any(is_same(text, other) for other in asked):
            raise EditError("that stands here already; write another")
        for fact in base.edition().facts.values():
            if any(is_same(text, phrasing.text) for phrasing in fact.phrasings):
                raise EditError(f"{fact.id} has this phrasing; what asks for another fact must differ from it")
        _warn_of_rivals(base, text)
        asked.append(text)
        return text

    phrasings = prompts.several("Phrasing", "--phrasing", check=check)
    if len(phrasings[0]) > LONGEST_TITLE:
        typer.echo(f"  The title has {len(phrasings[0])} characters; a button shows about {LONGEST_TITLE}.")
    return phrasings


def _warn_of_rivals(base: KnowledgeBase, phrasing: str) -> None:
    found = base.find(phrasing, base.edition().language)
    if found.outcome is Outcome.ANSWERED:
        rival = found.answers[0]
        title = plain(rival.fact.title)
        typer.echo(f"  “{plain(phrasing)}” finds {rival.fact.id} already ({rival.score:.2f}): {title}")


def _tell_of_answer(answer: str) -> None:
    words = len(answer.split())
    first = re.split(r"(?<=[.!?…])\s+(?=[^\sa-z])", answer, maxsplit=1)[0]
    typer.echo(f"  {words} words. Its first sentence must answer by itself: {plain(first)}")
    if words > ANSWER_WORDS:
        typer.echo(f"  An answer of more than {ANSWER_WORDS} words is read by few; shorten it.")
    if len(first.split()) > SENTENCE_WORDS:
        typer.echo(f"  The first sentence has more than {SENTENCE_WORDS} words; split it.")


def _sources(base: KnowledgeBase, prompts: Prompts, new: list[Edit]) -> list[Cited]:
    cited: list[Cited] = []
    titles = {source.id: f"{source.title} ({source.publisher}, {source.date})" for source in base.sources.values()}
    while True:
        more = {NEW: "a document that is not listed yet"} | ({"": "no more sources"} if cited else {})
        what = "Source, by part of its title, or new" + (" (empty: no more)" if cited else "")
        source = prompts.choose(what, "--source", titles, more)
        if not source:
            return cited
        if source == NEW:
            added = _new_source(titles, prompts)
            new.append(added)
            titles[added.id] = f"{added.title} ({added.publisher}, {added.date})"
            source = added.id
        at = prompts.ask("Where it says so (paragraph, section, page)", "--at", check=tidy)
        cited.append(Cited(source, at))


def _new_source(known: Iterable[str], prompts: Prompts) -> AddSource:
    title = prompts.ask("Its title", "--source", check=tidy)
    publisher = prompts.ask("Its publisher", "--source", check=tidy)
    date = prompts.ask("Its date, in words", "--source", check=tidy)
    symbol = prompts.ask("Its symbol, such as A/61/515 (empty: none)", "--source")
    url = prompts.ask("Its address (empty: none)", "--source", check=lambda text: text and source_field("url", text))

    def free(text: str) -> str:
        if checked_id(text, "an id") in set(known) | {NEW}:
            raise EditError(f"there is a source '{text}' already; choose another id")
        return text

    source_id = prompts.ask("Its id", "--source", default=free_id(symbol or title, known), check=free)
    return AddSource(source_id, title, publisher, date, symbol or None, url or None)


def lost(before: KnowledgeBase, after: KnowledgeBase) -> Sequence[str]:
    """Return the test questions that were answered rightly and no longer are, each with what becomes of it."""
    worse = []
    for question in after.golden:
        now = after.find(question.text)
        if not _is_right(question, now) and _is_right(question, before.find(question.text)):
            offered = any(match.fact.id in question.facts for match in now.choices)
            fate = f"is answered with {now.answers[0].fact.id}" if now.answers else "is declined"
            worse.append(f"“{plain(question.text)}” {'is only offered its fact' if offered else fate}")
    return worse


def _is_right(question: Golden, found: Found) -> bool:
    return bool(found.answers) and found.answers[0].fact.id in question.facts
