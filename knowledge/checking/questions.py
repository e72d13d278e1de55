"""Test questions that go wrong: told as warnings where the base allows no more of them, else for information."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.answering import KnowledgeBase
from knowledge.checking.advice import Advice, Kind
from knowledge.measuring import Report
from knowledge.model import Found, Outcome


def questions(knowledge: KnowledgeBase, report: Report) -> Iterator[Advice]:
    """Yield the test questions that do not find their fact, and those that nothing answers and that are answered.

    No base answers everything, so that its `rates` say how many may fail; within them the failures are notes. Where it
    states no rate for a language or a kind of question, none may fail.
    """
    rates, places = knowledge.rates, knowledge.places
    kept = {language for language in rates.golden if not _broken(report, language)}
    for question, found in report.failures:
        yield Advice.at(
            places.find("golden", question.language, question.text),
            Kind.NOT_FOUND,
            f"“{question.text}” should find {question.facts[0]}, and {_what(found)}; give that fact phrasings in "
            "the words of more people, or name under also what answers as well",
            note=question.language in kept,
        )
    allowed = {kind for kind in rates.outside if not _broken(report, kind)}
    for outside, found in report.intrusions:
        fact = found.answers[0].fact.id
        yield Advice.at(
            places.find("outside", outside.language, outside.text),
            Kind.INTRUDING,
            f"“{outside.text}” ({outside.kind}) should find nothing, and is answered with {fact}; "
            f"hldbot explain shows by which words; let “{found.answers[0].phrasing}” say what sets {fact} apart",
            note=outside.kind in allowed,
        )


def _broken(report: Report, what: str) -> bool:
    """Tell whether the rate of a language, or of a kind of question, is not reached."""
    return any(shortfall.startswith(f"{what}: ") for shortfall in report.shortfalls)


def _what(found: Found) -> str:
    """Return what became of a question, for the middle of a sentence."""
    match found.outcome:
        case Outcome.ANSWERED:
            return f"is answered with {' and '.join(match.fact.id for match in found.answers)}"
        case Outcome.CHOOSE:
            return f"is offered {', '.join(match.fact.id for match in found.choices)}"
        case Outcome.SMALLTALK:
            return "is taken for small talk"
        case Outcome.UNKNOWN:
            return "finds nothing"
