"""What a reader meets: answers that are too long, sources that cannot be looked up, facts that hardly anybody finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from knowledge.answering import KnowledgeBase
from knowledge.checking.advice import Advice, Kind
from knowledge.model import Citation, Edition, Fact
from knowledge.places import Place
from knowledge.sentences import sentences

MESSAGE = 4096
"""UTF-16 units of one message (https://core.telegram.org/bots/api#sendmessage)."""
ANSWER_WORDS = 80
"""Of an answer: what is read in half a minute (240 words a minute; Brysbaert 2019, doi 10.1016/j.jml.2019.104047)."""
SENTENCE_WORDS = 50
"""Of the first sentence, which must answer by itself: eight lines on a phone."""
LONGER = 1.25
"""How much longer a translation may be: French and Spanish run by a fifth to a quarter longer than English."""
ITEMS = 4
"""How many commas or semicolons behind a colon make a list, which is looked through and not read."""
LIST_WORDS = 250
"""Of an answer together with its list."""
FEW_PHRASINGS = 2
YEAR = 366
"""Days."""

_NO_PLACE = frozenset(
    """
    a annex any article articles chapter chapters document ibid link n na none p page pages para paragraph
    paragraphs passim pp section sections see site somewhere source tba tbd the throughout todo unknown
    url various website
    chapitre chapitres paragraphe paragraphes capítulo capítulos página páginas párrafo párrafos sección
    """.split()  # noqa: SIM905  # a list of these reads worse
)
"""Words that leave open where in a document something stands: a kind of place without its number or name."""


def of_phrasings(knowledge: KnowledgeBase) -> Iterator[Advice]:
    """Yield the facts that are asked for in one way only, in any language that they are in."""
    for edition, fact in _facts(knowledge):
        if len(fact.phrasings) < FEW_PHRASINGS:
            yield Advice.at(
                _place(knowledge, edition, fact, "phrasings"),
                Kind.FEW_PHRASINGS,
                f"{fact.id} has one phrasing, so that only who asks in its words finds it; "
                "add others in the words of other people",
            )


def of_sources(knowledge: KnowledgeBase) -> Iterator[Advice]:
    """Yield the sources that nothing cites, and the citations that name no place in theirs."""
    cited = set()
    own = knowledge.edition()
    for fact in own.facts.values():
        for at, citation in _citations(fact):
            cited.add(citation.source.id)
            if _names_no_place(citation.at):
                yield Advice.at(
                    knowledge.places.find("fact", own.language, fact.id, at=(*at, "at")),
                    Kind.NO_LOCATOR,
                    f"“{citation.at}” names no place in {citation.source.id}, so that nobody can look it up; "
                    "name the paragraph, section or page",
                )
    for source in knowledge.sources:
        if source not in cited:
            yield Advice.at(
                knowledge.places.find("source", source),
                Kind.UNUSED,
                f"no fact cites {source}, though /sources lists it; cite it where it says what a fact says, "
                "or delete it",
            )


def of_age(knowledge: KnowledgeBase, today: date) -> Iterator[Advice]:
    """Yield the facts whose sources were last read more than a year before `today`, or later than that."""
    own = knowledge.edition()
    for fact in own.facts.values():
        if not fact.checked:
            continue
        days = (today - date.fromisoformat(fact.checked)).days
        if days > YEAR:
            reason = f"the sources were last read {days} days ago; read them again and correct the answer"
        elif days < -1:  # somewhere it is tomorrow already
            reason = f"the sources were last read on {fact.checked}, which is yet to come; correct the date"
        else:
            continue
        yield Advice.at(
            _place(knowledge, own, fact, "checked"), Kind.UNCHECKED, f"{reason}, then set checked to that day"
        )


def of_length(knowledge: KnowledgeBase, length: Callable[[str, str], int] | None) -> Iterator[Advice]:
    """Yield the answers that are too long for one message or for a reader.

    Args:
        knowledge: the base.
        length: returns the UTF-16 units of the message that shows a fact, from a language and the fact's id.
    """
    for edition, fact in _facts(knowledge):
        ease = 1 if edition is knowledge.edition() else LONGER
        units = length(edition.language, fact.id) if length else 0
        read = [len(_without_list(sentence).split()) for sentence in sentences(fact.answer)]
        words, sentence, all_words = sum(read), read[0], len(fact.answer.split())
        if units > MESSAGE:
            message = f"the answer and its sources fill {units} UTF-16 units, and a message holds {MESSAGE}; shorten it"
        elif all_words > LIST_WORDS * ease:
            message = (
                f"the list has {all_words} words, and more than {LIST_WORDS * ease:.0f} are a page; split the fact"
            )
        elif words > ANSWER_WORDS * ease:
            message = (
                f"the answer has {words} words, and one that is read at a glance has up to {ANSWER_WORDS * ease:.0f}; "
                "say less, or give a part of it a fact of its own"
            )
        elif sentence > SENTENCE_WORDS * ease:
            message = (
                f"the first sentence has {sentence} words, and up to {SENTENCE_WORDS * ease:.0f} are seen at once; "
                "let it answer the question alone, and put the rest into a second one"
            )
        else:
            continue
        yield Advice.at(_place(knowledge, edition, fact, "answer"), Kind.LONG, message)


def _facts(knowledge: KnowledgeBase) -> Iterator[tuple[Edition, Fact]]:
    """Yield every fact in each language that it is in."""
    for language in knowledge.languages:
        edition = knowledge.edition(language)
        yield from ((edition, fact) for fact in edition.facts.values() if fact.language == language)


def _citations(fact: Fact) -> Iterator[tuple[tuple[str | int, ...], Citation]]:
    """Yield each citation of a fact and of its disputed claims, with the way to it."""
    for i, citation in enumerate(fact.citations):
        yield ("sources", i), citation
    for d, dispute in enumerate(fact.disputes):
        for i, citation in enumerate(dispute.citations):
            yield ("disputed", d, "sources", i), citation


def _place(knowledge: KnowledgeBase, edition: Edition, fact: Fact, field: str) -> Place:
    return knowledge.places.find("fact", edition.language, fact.id, at=(field,))


def _names_no_place(at: str) -> bool:
    words = re.findall(r"[^\W_]+", at.casefold())
    return at.startswith(("http://", "https://")) or _NO_PLACE.issuperset(words)


def _without_list(sentence: str) -> str:
    """Return `sentence` as far as it is read through: without the items of a list behind a colon."""
    read, _, items = sentence.partition(": ")
    return read if items.count(",") + items.count(";") >= ITEMS else sentence
