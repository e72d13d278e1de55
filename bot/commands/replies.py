"""Questions and the whole base on the command line, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console

from bot.terminal.screen import Screen
from handlers.context import Shared
from handlers.showing.rendering import citations
from knowledge import Citation, Explanation, Fact, Found, KnowledgeBase, Match, Outcome

Json = dict[str, Any]


def answered(found: Found) -> bool:
    """Return whether a question got an answer; small talk always does."""
    return found.outcome in (Outcome.ANSWERED, Outcome.SMALLTALK)


def show(found: Found, shared: Shared) -> None:
    """Draw what a question found on the terminal, with what is nearest where that is no answer."""
    screen = Screen(Console())
    for message in shared.renderer(found.language).found(found):
        screen.text(message.text)
    screen.items([match.fact.title for match in found.choices] + [topic.title for topic in found.topics])


def found_json(found: Found) -> Json:
    """Return what a question found, as `hldbot ask --json` writes it; scores are 0–1."""
    answers = [_answer(match) for match in found.answers]
    if found.outcome is Outcome.SMALLTALK:
        answers = [{"fact": None, "score": 1.0, "text": found.reply, "sources": []}]
    return {
        "question": found.question,
        "outcome": found.outcome,
        "answers": answers,
        "choices": [
            {"fact": m.fact.id, "score": m.score, "phrasing": m.phrasing, "text": m.fact.answer} for m in found.choices
        ],
        "language": found.language,
    }


def explanation_json(explanation: Explanation) -> Json:
    """Return why a question was answered, offered or declined, as `hldbot explain --json` writes it."""
    return {
        **found_json(explanation.found),
        "subject": explanation.found.subject,
        "exact": explanation.exact,
        "open": explanation.open,
        "answer_from": explanation.answer_from,
        "offer_from": explanation.offer_from,
        "evidence": dict(explanation.evidence),
        "words": [asdict(word) for word in explanation.words],
        "ranked": [{"fact": m.fact.id, "score": m.score, "phrasing": m.phrasing} for m in explanation.ranked],
    }


def base_json(knowledge: KnowledgeBase, language: str | None = None) -> Json:
    """Return all topics, facts with their phrasings, and sources, as `hldbot export --json` writes them.

    Args:
        knowledge: the base.
        language: the code of the only language whose facts are given; None for all.
    """
    editions = [knowledge.edition(language) for language in knowledge.languages]
    return {
        "languages": list(knowledge.languages),
        "topics": [
            {"id": t.id, "command": t.command, "title": t.title, "description": t.description, "overview": t.overview}
            for t in editions[0].topics.values()
        ],
        "facts": [
            _fact(fact)
            for edition in editions
            for fact in edition.facts.values()
            if fact.language == edition.language  # or it waits for its translation, and stands here in English already
            and language in (None, edition.language)
        ],
        "sources": [
            {
                "id": s.id,
                "title": s.title,
                "publisher": s.publisher,
                "date": s.date,
                "symbol": s.symbol,
                "url": s.url,
                "note": s.note,
            }
            for s in knowledge.sources.values()
        ],
    }


def _answer(match: Match) -> Json:
    fact = match.fact
    return {
        "fact": fact.id,
        "score": match.score,
        "text": "\n".join([fact.answer, *(dispute.claim for dispute in fact.disputes)]),
        "sources": [_citation(citation) for citation in citations(fact)],
    }


def _citation(citation: Citation) -> Json:
    source = citation.source
    return {
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date,
        "url": source.url,
        "symbol": source.symbol,
        "at": citation.at,
    }


def _fact(fact: Fact) -> Json:
    return {
        "id": fact.id,
        "topic": fact.topic,
        "language": fact.language,
        "phrasings": [phrasing.text for phrasing in fact.phrasings],
        "answer": fact.answer,
        "sources": [_reference(citation) for citation in fact.citations],
        "disputed": [
            {"claim": dispute.claim, "sources": [_reference(citation) for citation in dispute.citations]}
            for dispute in fact.disputes
        ],
        "not": list(fact.excluded),
        "see": list(fact.see),
        "date": fact.date,
        "event": fact.event,
        "checked": fact.checked,
    }


def _reference(citation: Citation) -> Json:
    return {"source": citation.source.id, "at": citation.at}
