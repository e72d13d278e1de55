"""Phrasings on the polar ship Fram, and a matcher of them, for tests that need no files."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge import Matcher, Phrasing

PHRASINGS = [
    Phrasing("designer", "Who designed the Fram?"),
    Phrasing("designer", "name of the naval architect"),
    Phrasing("launch", "When was the Fram launched?"),
    Phrasing("launch", "what day did it first touch water"),
    Phrasing("hull", "Why is the hull round?"),
    Phrasing("hull", "how did its shape resist the pressure of the icepack"),
    Phrasing("first", "Who led the first expedition?"),
    Phrasing("first", "commander of the voyage of 1893"),
    Phrasing("second", "Who led the second expedition?"),
    Phrasing("second", "commander of the voyage of 1898"),
    Phrasing("catalogue", "What does the catalogue FM/12/345 describe?"),
    Phrasing("cabin", "How were the cabins heated?"),
    Phrasing("cabin", "stove in the saloon"),
    Phrasing("museum", "Where is the ship today?"),
    Phrasing("museum", "opening hours of the Fram Museum"),
    Phrasing("windmill", "What drove the electric dynamo?"),
    Phrasing("windmill", "windmill on deck"),
]
TERMS = {"en": [["NPR", "North Polar Region"]]}
SYNONYMS = {"en": [["ship", "vessel"], ["stove", "heater"]]}


def matcher(phrasings: Iterable[Phrasing] = PHRASINGS, previous: Matcher | None = None) -> Matcher:
    return Matcher(phrasings, terms=TERMS, synonyms=SYNONYMS, previous=previous)


FRAM = matcher()


def best(question: str, among: Matcher = FRAM) -> str | None:
    """Return the fact that ranks first; None where none does."""
    ranked = among.rank(question)
    return ranked[0].fact if ranked else None
