"""What is asked for each kind of edit, step by step, and what is taken for an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz, process

from handlers.editing.desk import Dialogue, Purpose
from handlers.showing.excerpts import shorten
from handlers.showing.wording import Texts
from knowledge import Fact, KnowledgeBase
from knowledge.editing import (
    AddFact,
    AddOutside,
    AddPhrasing,
    AddSource,
    Cited,
    Edit,
    ReplaceFile,
    SetAnswer,
    SetSources,
    free_id,
    tidy,
)
from knowledge.editing.values import source_field
from knowledge.model import Source

Offers = tuple[tuple[str, str], ...]
"""Values with their labels, to be tapped."""

NEW = "+"
"""The source that is not listed yet; no id looks like it."""
KINDS = ("everyday", "near", "trap")
"""What a test question that nothing answers is for."""
MOST_SOURCES = 6
"""How many sources a fact is given here."""
MOST = 8
"""How many things are offered."""
LABEL = 60
"""UTF-16 units of a button's label."""
LIKE = 60
"""How like, 0–100, a part of a source's title must be to what was typed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer to a step: a value, or something else to choose from, or a reason to ask again."""

    value: str | None = None
    offers: Offers = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A step: what it asks, what can be tapped, and whether it may be skipped."""

    text: str
    offers: Offers = ()
    optional: bool = False
    values: dict[str, object] = field(default_factory=dict)
    """What the text is filled in with."""


def steps(dialogue: Dialogue) -> list[str]:
    """Return the names of a dialogue's steps, as far as what is given tells."""
    given = dialogue.given
    match dialogue.purpose:
        case Purpose.FACT:
            return ["topic", "title", "answer", *_source_steps(given)]
        case Purpose.PHRASING:
            return ["fact", "text"]
        case Purpose.ANSWER:
            return ["answer", *(["checked"] if not given.get("language") else [])]
        case Purpose.SOURCE:
            return _source_steps(given)
        case Purpose.OUTSIDE:
            return ["kind", "text"]
        case Purpose.FILE:
            return ["file"]


def _source_steps(given: dict[str, str]) -> list[str]:
    """Return the steps for each source that is given, and for one more: all but the first may be left out."""
    names: list[str] = []
    for number in range(1, MOST_SOURCES + 1):
        source = _numbered("source", number)
        names.append(source)
        if given.get(source) == NEW:
            names += [_numbered(f"source_{name}", number) for name in ("title", "publisher", "date", "url")]
        if number > 1 and not given.get(source):
            break
        names.append(_numbered("at", number))
        if names[-1] not in given:
            break
    return names


def _numbered(step: str, number: int) -> str:
    """Return the name of a step for one source of several, such as `at.2`; for the first it has no number."""
    return step if number == 1 else f"{step}.{number}"


def asking(step: str, dialogue: Dialogue, base: KnowledgeBase, texts: Texts) -> Asking:
    """Return what a step asks."""
    own, given = base.edition(), dialogue.given
    kind, _, number = step.partition(".")
    match kind:
        case "topic":
            return Asking(texts.ask_topic, tuple((t.id, t.title) for t in own.topics.values()))
        case "title":
            asked = given.get("question", "")
            return Asking(texts.ask_title, ((asked, _label(asked)),) if asked else ())
        case "answer" if dialogue.purpose is Purpose.ANSWER:
            return Asking(texts.ask_set_answer, values={"fact": given["fact"]})
        case "answer":
            return Asking(texts.ask_answer)
        case "source":
            asked = texts.ask_another_source if number else texts.ask_source
            return Asking(asked, ((NEW, texts.ask_new_source),), optional=bool(number))
        case "source_url":
            return Asking(texts.ask_source_url, optional=True)
        case "source_title" | "source_publisher" | "source_date" | "at" | "text":
            return Asking(getattr(texts, f"ask_{kind}"))
        case "checked":
            return Asking(texts.ask_checked, (("yes", texts.checked_today), ("no", texts.not_checked)))
        case "kind":
            labels = (texts.kind_everyday, texts.kind_near, texts.kind_trap)
            return Asking(texts.ask_kind, tuple(zip(KINDS, labels, strict=True)))
        case "fact":
            return Asking(texts.ask_fact, nearest(given.get("question", ""), given.get("language"), base))
        case "file":
            return Asking(texts.ask_file, dialogue.offers)
    raise ValueError(step)


def take(step: str, text: str, base: KnowledgeBase, texts: Texts) -> Taken:
    """Return what becomes of a text that was typed for a step."""
    step = step.partition(".")[0]  # of each source the same is asked
    text = tidy(text) if step == "answer" else " ".join(tidy(text).split())
    match step:
        case "title" | "answer" | "source_title" | "source_publisher" | "source_date" | "at" | "text":
            return Taken(text)
        case "source_url":
            return Taken(source_field("url", text))
        case "topic" if text in base.edition().topics:
            return Taken(text)
        case "fact" if text in base.edition().facts:
            return Taken(text)
        case "fact":
            return _found(nearest(text, None, base), text, texts)
        case "source":
            new = (NEW, texts.ask_new_source)
            found = _sources(text, base.sources.values())
            return Taken(offers=(*found, new), problem="" if found else texts.edit_no_match.format(text=_label(text)))
    return Taken(problem=texts.edit_tap)


def edits(dialogue: Dialogue, base: KnowledgeBase, today: date) -> list[Edit]:
    """Return the edits that a whole dialogue leads to; EditError where they cannot be."""
    given = dialogue.given
    language = given.get("language") or None
    match dialogue.purpose:
        case Purpose.PHRASING:
            return [AddPhrasing(given["fact"], given["text"], language)]
        case Purpose.OUTSIDE:
            return [AddOutside(given["text"], given["kind"], language)]
        case Purpose.ANSWER:
            checked = today.isoformat() if given.get("checked") == "yes" else None
            return [SetAnswer(given["fact"], given["answer"], language, checked)]
        case Purpose.SOURCE:
            new, cited = _sources_given(given, base)
            fact = base.edition().facts.get(given["fact"])
            known = [Cited(each.source.id, each.at) for each in fact.citations] if fact else []
            return [*new, SetSources(given["fact"], (*known, *cited))]  # which tells where the fact is gone
        case Purpose.FILE:
            return [ReplaceFile(given["file"], given["content"].encode())]
        case Purpose.FACT:
            new, cited = _sources_given(given, base)
            fact_id = free_id(given["title"], base.edition().facts)
            added = AddFact(
                given["topic"], fact_id, (given["title"],), given["answer"], cited, checked=today.isoformat()
            )
            return [*new, added]


def nearest(text: str, language: str | None, base: KnowledgeBase) -> Offers:
    """Return the facts that a text asks for most likely, best first."""
    facts = base.edition(language).facts
    ranked = base.matcher.rank(text, language, limit=MOST) if text else []
    return tuple((found.fact, _label(facts[found.fact].title)) for found in ranked)


def title_of(fact: Fact) -> str:
    """Return a fact's title as a button shows it."""
    return _label(fact.title)


def _found(offers: Offers, text: str, texts: Texts) -> Taken:
    return Taken(offers=offers, problem="" if offers else texts.edit_no_match.format(text=_label(text)))


def _sources(text: str, sources: Collection[Source]) -> Offers:
    """Return the sources whose title, publisher or symbol holds what was typed, or nearly so."""
    titles = {source.id: source.title for source in sources}
    known = {source.id: f"{source.title}, {source.publisher}, {source.symbol or ''}".lower() for source in sources}
    near = process.extract(text.lower(), known, scorer=fuzz.partial_ratio, score_cutoff=LIKE, limit=MOST)
    return tuple((source, _label(titles[source])) for _, _, source in near)


def _sources_given(given: dict[str, str], base: KnowledgeBase) -> tuple[list[AddSource], tuple[Cited, ...]]:
    """Return the documents that are not listed yet, and all that is cited, in the order in which it was given."""
    new: list[AddSource] = []
    cited: list[Cited] = []
    for number in range(1, MOST_SOURCES + 1):
        source = given.get(_numbered("source", number))
        if not source:
            break
        if source == NEW:
            title, publisher, published, url = (
                given[_numbered(f"source_{name}", number)] for name in ("title", "publisher", "date", "url")
            )
            source = free_id(title, {*base.sources, *(each.id for each in new)})
            new.append(AddSource(source, title, publisher, published, url=url or None))
        cited.append(Cited(source, given[_numbered("at", number)]))
    return new, tuple(cited)


def _label(text: str) -> str:
    return shorten(" ".join(text.split()), LABEL)
