"""Translations that are missing, or say something else than their original says now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.answering import KnowledgeBase
from knowledge.checking.advice import Advice, Kind
from knowledge.matching.words import Kind as Word
from knowledge.matching.words import language as known_language
from knowledge.model import Edition, Fact

SHOWN = 4
"""How many numbers are named."""
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def translations(knowledge: KnowledgeBase) -> Iterator[Advice]:
    """Yield what is not translated into each language of the base, and what is, but of an earlier original."""
    own = knowledge.edition()
    for language in knowledge.languages[1:]:
        edition = knowledge.edition(language)
        yield from _missing(knowledge, own, edition)
        for fact in edition.facts.values():
            if fact.language == language:
                yield from _outdated(knowledge, own.facts[fact.id], fact)


def _missing(knowledge: KnowledgeBase, own: Edition, edition: Edition) -> Iterator[Advice]:
    language, places = edition.language, knowledge.places
    folder = f"translations/{language}"
    missing = [
        *(("topic", topic, f"{folder}/topics.yaml") for topic in own.topics),
        *(("fact", fact.id, f"{folder}/facts/{fact.topic}.yaml") for fact in own.facts.values()),
    ]
    for kind, entry, file in missing:
        if not places.has(kind, language, entry):
            yield Advice.at(
                places.find(kind, own.language, entry),
                Kind.UNTRANSLATED,
                f"the {kind} {entry} is not translated into {language}, and is shown in {own.language} with a note; "
                f"add it to {file}",
            )
    if not places.has("about", language):
        yield Advice.at(
            places.find("about", own.language),
            Kind.UNTRANSLATED,
            f"what the bot says of itself is not translated into {language}; add {folder}/base.yaml",
        )


def _outdated(knowledge: KnowledgeBase, original: Fact, fact: Fact) -> Iterator[Advice]:
    places, language = knowledge.places, fact.language
    if fact.of and fact.of != original.digest:
        yield Advice.at(
            places.find("fact", language, fact.id, at=("of",)),
            Kind.OUTDATED,
            f"the original has changed since this was translated of it ({fact.of}); bring the translation up to date, "
            f"then write of: {original.digest}",
        )
    lacks, adds = min(
        ((_beyond(told, said), _beyond(said, told)) for told in _said(original) for said in _said(fact)),
        key=lambda found: len(found[0]) + len(found[1]),
    )
    if lacks or adds:
        parts = [
            f"lacks {_listed(lacks)}" if lacks else "",
            f"has {_listed(adds)}, which the original has not" if adds else "",
        ]
        yield Advice.at(
            places.find("fact", language, fact.id, at=("answer",)),
            Kind.OUTDATED,
            f"the translation of {fact.id} {' and '.join(filter(None, parts))}; "
            f"say the same in both ({places.find('fact', original.language, fact.id, at=('answer',))})",
        )


def _said(fact: Fact) -> Iterator[dict[str, bool]]:
    """Yield the numbers, years and document symbols of a fact's answer and claims: whether each is in figures.

    Where figures stand behind figures, as in "280 000", they may be one number or two, and each reading is given.
    """
    text = "\n".join((fact.answer, *(dispute.claim for dispute in fact.disputes)))
    for reading in dict.fromkeys((text, _THOUSANDS.sub("", text))):
        said: dict[str, bool] = {}
        for token in known_language(fact.language).tokens(reading):
            if token.kind is not Word.WORD:
                value, figures = _bare(token.stem), any(c.isdigit() for c in token.surface)
                said[value] = said.get(value, False) or figures
        yield said


def _bare(stem: str) -> str:
    """Return a number, or a symbol, without what a language may write behind it: a point, or a verb such as "a"."""
    return re.sub(r"/[ab]$", "", stem.rstrip("."))


def _beyond(told: dict[str, bool], said: dict[str, bool]) -> list[str]:
    """Return what `told` has in figures and `said` has not, nor a thousand times as much, as "billion" may ask for."""
    scaled = {f"{value}{'000' * n}" for value in said for n in range(3)}
    return [
        value
        for value, figures in told.items()
        if figures and value not in scaled and not any(f"{value}{'000' * n}" in said for n in (1, 2))
    ]


def _listed(values: list[str]) -> str:
    more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    return ", ".join(value.upper() for value in values[:SHOWN]) + more
