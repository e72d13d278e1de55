"""A base as schema.org's FAQPage in JSON-LD, for a web page that search engines read (https://schema.org/FAQPage)."""

from __future__ import annotations

from typing import Any

from knowledge.answering import KnowledgeBase
from knowledge.model import Citation, Fact, Source

Json = dict[str, Any]


def faq_page(knowledge: KnowledgeBase, language: str | None = None) -> Json:
    """Return the facts of one edition as questions with accepted answers, each citing its sources.

    Args:
        knowledge: the base.
        language: the code of the edition; None for the base's own. What it lacks is left out, not given in another.
    """
    edition = knowledge.edition(language)
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "name": edition.about.name,
        "description": edition.about.description,
        "inLanguage": edition.language,
        "mainEntity": [_question(fact) for fact in edition.facts.values() if fact.language == edition.language],
    }


def _question(fact: Fact) -> Json:
    others = [phrasing.text for phrasing in fact.phrasings[1:]]
    return {
        "@type": "Question",
        "@id": f"#{fact.id}",
        "name": fact.title,
        **({"alternateName": others} if others else {}),
        "acceptedAnswer": _answer(fact.answer, fact.citations, fact.checked),
        **({"suggestedAnswer": [_answer(d.claim, d.citations, None) for d in fact.disputes]} if fact.disputes else {}),
    }


def _answer(text: str, citations: tuple[Citation, ...], checked: str | None) -> Json:
    return {
        "@type": "Answer",
        "text": text,
        **({"dateModified": checked} if checked else {}),
        "citation": [_work(citation.source, citation.at) for citation in citations],
    }


def _work(source: Source, at: str) -> Json:
    """Return the place in a document that is cited, as a part of it."""
    return {
        "@type": "CreativeWork",
        "name": f"{source.title}, {at}",
        "isPartOf": {
            "@type": "CreativeWork",
            "name": source.title,
            "publisher": {"@type": "Organization", "name": source.publisher},
            **({"identifier": source.symbol} if source.symbol else {}),
            **({"url": source.url} if source.url else {}),
        },
    }
