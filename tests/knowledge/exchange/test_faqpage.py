"""The structured data has the shape that schema.org and the search engines ask for."""

from __future__ import annotations

from jsonschema import validate

from knowledge import KnowledgeBase
from knowledge.exchange import faq_page

WORK = {
    "type": "object",
    "required": ["@type", "name", "isPartOf"],
    "properties": {
        "@type": {"const": "CreativeWork"},
        "name": {"type": "string", "minLength": 1},
        "isPartOf": {
            "type": "object",
            "required": ["@type", "name", "publisher"],
            "properties": {"url": {"type": "string", "pattern": "^https?://"}},
        },
    },
}
ANSWER = {
    "type": "object",
    "required": ["@type", "text", "citation"],
    "properties": {
        "@type": {"const": "Answer"},
        "text": {"type": "string", "minLength": 1},
        "citation": {"type": "array", "minItems": 1, "items": WORK},
    },
}
FAQ_PAGE = {
    "type": "object",
    "required": ["@context", "@type", "mainEntity"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "FAQPage"},
        "mainEntity": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["@type", "name", "acceptedAnswer"],
                "properties": {
                    "@type": {"const": "Question"},
                    "name": {"type": "string", "minLength": 1},
                    "acceptedAnswer": ANSWER,
                    "suggestedAnswer": {"type": "array", "items": ANSWER},
                },
            },
        },
    },
}
"""What https://schema.org/FAQPage and Google's guide to it ask for, and a citation under each answer."""


def test_each_fact_is_a_question_with_an_accepted_answer_and_its_sources(fram: KnowledgeBase) -> None:
    page = faq_page(fram)
    validate(page, FAQ_PAGE)
    assert [entry["@id"] for entry in page["mainEntity"]] == [f"#{fact}" for fact in fram.edition().facts]
    hull = next(entry for entry in page["mainEntity"] if entry["@id"] == "#hull")
    assert hull["name"] == "Why is the hull round?"
    assert [work["name"] for work in hull["acceptedAnswer"]["citation"]] == [
        "Farthest North, chapter 2",
        "Catalogue of the ship, entry 4",
    ]


def test_what_another_source_says_is_a_suggested_answer(fram: KnowledgeBase) -> None:
    [first] = [entry for entry in faq_page(fram)["mainEntity"] if "suggestedAnswer" in entry]
    assert first["suggestedAnswer"][0]["text"] == "The crew's almanac has the ship leave in 1894."


def test_an_edition_holds_only_what_is_in_its_language(fram: KnowledgeBase) -> None:
    page = faq_page(fram, "fr")
    validate(page, FAQ_PAGE)
    assert page["inLanguage"] == "fr"
    assert [entry["@id"] for entry in page["mainEntity"]] == ["#designer", "#first-expedition"]


def test_the_shipped_base_has_the_shape(shipped: KnowledgeBase) -> None:
    for language in shipped.languages:
        validate(faq_page(shipped, language), FAQ_PAGE)
