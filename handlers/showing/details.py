"""What stands behind an answer, and what may be wrong with it, in the place of the answer and with a way back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from handlers.keeping.schema import Reason
from handlers.showing.dates import written
from handlers.showing.excerpts import shorten
from handlers.showing.markup import bold, italic, link, plain
from handlers.showing.rendering import Action, Message, Renderer, Row, citations, known, reached
from knowledge import Citation, Explanation, Fact
from knowledge.matching.folding import fold
from knowledge.matching.words import language
from knowledge.model import Weighed

ASKED = 500
"""UTF-16 units that are repeated of a question: with a longer one, what is shown would not fit into one message."""
MOST_WORDS = 6
"""How many words of a question are shown to have counted: the weightiest, for the others say little."""
REASONS = {reason[0]: reason for reason in Reason}
"""What may be wrong with an answer, by the letter for it on a button."""


def why(shown: Renderer, fact_id: str, explanation: Explanation | None, origin: str = "") -> Message:
    """Return why a fact was the answer; GoneError where there is none with this id.

    Args:
        shown: the renderer.
        fact_id: the fact.
        explanation: what the base made of the question; None where it made nothing of it, or nothing was asked.
        origin: what led to the fact, as `Renderer.fact` has it.
    """
    fact = known(shown.edition.facts, fact_id)
    reasons = [_line(label, reason) for label, reason in _reasons(shown, fact_id, explanation) if reason]
    lines = reasons or [plain(shown.texts.why_unasked)]
    return Message("\n".join([f"{bold(fact.title)}\n", *lines]), (_back(shown, fact_id, origin),))


def record(shown: Renderer, fact_id: str, origin: str = "") -> Message:
    """Return all that is known of a fact's sources; GoneError where there is no fact with this id."""
    fact, texts = known(shown.edition.facts, fact_id), shown.texts
    blocks = [f"{bold(fact.title)}\n{italic(texts.record_title)}"]
    blocks += ["\n".join(_entry(shown, number, citation)) for number, citation in enumerate(citations(fact), 1)]
    if fact.checked:
        blocks.append(plain(texts.record_checked.format(date=written(fact.checked, shown.edition.language))))
    return Message("\n\n".join(blocks), (_back(shown, fact_id, origin),))


def complaint(shown: Renderer, fact_id: str, origin: str = "") -> Message:
    """Return the answer with what may be wrong with it as buttons; GoneError where there is no fact with this id."""
    labels = {
        Reason.WRONG_FACT: shown.texts.wrong_fact,
        Reason.OUT_OF_DATE: shown.texts.out_of_date,
        Reason.UNCLEAR: shown.texts.unclear,
    }
    rows = [(shown.button(labels[reason], Action.REASON, key, fact_id),) for key, reason in REASONS.items()]
    text = f"{shown.fact(fact_id).text}\n\n{bold(shown.texts.bad)}"
    return Message(text, (*rows, _back(shown, fact_id, origin)))


def again(shown: Renderer, unknown: Message, failures: int) -> Message:
    """Return `unknown` with other help each time that the same question fails again."""
    examples = "\n".join(f"• {example}" for example in shown.edition.about.examples)
    helps = (
        unknown.text,
        plain(shown.texts.unknown_again.format(examples=examples)),
        plain(shown.texts.unknown_still),
    )
    return replace(unknown, text=helps[failures % len(helps)])


def left(shown: Renderer, unknown: Message) -> Message:
    """Return `unknown` where the question is left for the editors: instead of that, it offers to tell the answer."""
    leave, tell = (shown.button(shown.texts.leave, Action.LEAVE),), (shown.button(shown.texts.tell, Action.TELL),)
    rows = tuple(tell if row == leave else row for row in unknown.buttons)
    return Message(f"{unknown.text}\n\n{plain(shown.texts.left)}", rows)


def _reasons(shown: Renderer, fact_id: str, explanation: Explanation | None) -> Iterator[tuple[str, str | None]]:
    """Yield what led from a question to a fact, each with its name; nothing where the question does not lead there."""
    if explanation is None:
        return
    found, texts = explanation.found, shown.texts
    match = next((match for match in (*found.answers, *found.choices) if match.fact.id == fact_id), None)
    if match is None:
        return
    subject = shown.edition.facts.get(found.subject or "")
    is_best = explanation.ranked[0].fact.id == fact_id  # the words are explained for this one alone
    yield texts.why_asked, shorten(found.question, ASKED)
    yield texts.why_subject, subject.title if subject else None
    counted = dict.fromkeys(_counted(explanation.words, found.question, match.fact)) if is_best else ()
    yield texts.why_words, ", ".join(islice(counted, MOST_WORDS))
    yield texts.why_phrasing, match.phrasing
    yield texts.why_score, f"{match.score:.0%}"


def _counted(words: Iterable[Weighed], question: str, fact: Fact) -> Iterator[str]:
    """Yield the words of a question that the fact has, the weightiest first, and what they were taken for.

    They are spelled as in the question and in the fact, for what is compared has neither capitals nor accents.
    """
    tongue = language(fact.language)
    texts = (question, *(phrasing.text for phrasing in fact.phrasings), fact.answer)
    spelled = {fold(word): word for text in reversed(texts) for word in re.findall(r"\w+", text)}
    for word in words:
        meant = next((meant.word for meant in word.meant if meant.counts), None)
        says_nothing = word.word in tongue.uninformative - tongue.asking
        if meant and not word.added and not says_nothing:
            asked = spelled.get(word.word, word.word)
            yield asked if meant == word.word else f"{asked} → {spelled.get(meant, meant)}"


def _entry(shown: Renderer, number: int, citation: Citation) -> Iterator[str]:
    source, texts = citation.source, shown.texts
    yield f"{number}. {link(source.title, source.url)}" + (f" ({plain(source.symbol)})" if source.symbol else "")
    yield _line(texts.record_publisher, f"{source.publisher}, {source.date}")
    yield _line(texts.record_place, citation.at)
    if source.note:
        yield italic(source.note)
    if source.url:
        yield plain(source.url)


def _line(label: str, value: str) -> str:
    return f"{bold(label)}: {plain(value)}"


def _back(shown: Renderer, fact_id: str, origin: str) -> Row:
    return (shown.button(shown.texts.back, Action.BACK, *reached(fact_id, origin)),)
