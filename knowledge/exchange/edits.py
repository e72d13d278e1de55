"""The edits that turn what a base has into what a table says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from knowledge.editing import (
    AddFact,
    AddSource,
    AddTranslation,
    Cited,
    Disputed,
    Edit,
    SetAnswer,
    SetField,
    SetPhrasings,
    SetSourceField,
    SetSources,
)
from knowledge.exchange.filling import Fields, differing


class Filled(NamedTuple):
    """A fact or a translation, as it is and as it shall be."""

    id: str
    language: str
    topic: str
    before: Fields | None
    """None if there is none."""
    after: Fields


def source_edits(source_id: str, before: Fields | None, after: Fields) -> Iterator[Edit]:
    """Yield what makes a source be as in `after`; `before` is None if there is no such source."""
    if before is None:
        yield AddSource(**after)
        return
    for name in differing(before, after):
        yield SetSourceField(source_id, name, after.get(name))


def fact_edits(facts: Sequence[Filled], own: str) -> Iterator[Edit]:
    """Yield what makes facts and their translations be as they shall.

    Args:
        facts: originals before their translations.
        own: the code of the base's own language.
    """
    new = {fact.id for fact in facts if fact.before is None and fact.language == own}
    for fact in facts:
        if fact.before is not None:
            yield from _changes(fact, own)
        elif fact.language == own:
            # What is added later cannot be referred to yet.
            yield _added(fact, [other for other in fact.after.get("see", ()) if other not in new])
        else:
            yield _translated(fact)
    for fact in facts:
        if fact.id in new and fact.language == own and new.intersection(fact.after.get("see", ())):
            yield SetField(fact.id, "see", tuple(fact.after["see"]))


def _changes(fact: Filled, own: str) -> Iterator[Edit]:
    for name in differing(fact.before or {}, fact.after):
        value = fact.after.get(name)
        match name:
            case "phrasings":
                yield SetPhrasings(fact.id, tuple(value or ()), fact.language)
            case "answer":
                yield SetAnswer(fact.id, str(value), fact.language)
            case "sources":
                yield SetSources(fact.id, _cited(value or ()))
            case "disputed" if fact.language == own:
                yield SetField(fact.id, name, _disputed(value or ()))
            case _:
                listed = tuple(value) if isinstance(value, list) else value
                yield SetField(fact.id, name, listed, None if fact.language == own else fact.language)


def _added(fact: Filled, see: Sequence[str]) -> AddFact:
    after = fact.after
    return AddFact(
        topic=fact.topic,
        id=fact.id,
        phrasings=tuple(after["phrasings"]),
        answer=after["answer"],
        sources=_cited(after["sources"]),
        disputed=_disputed(after.get("disputed", ())),
        excluded=tuple(after.get("not", ())),
        see=tuple(see),
        date=after.get("date"),
        event=after.get("event"),
        checked=after.get("checked"),
    )


def _translated(fact: Filled) -> AddTranslation:
    after = fact.after
    claims = tuple(after.get("disputed", ()))
    return AddTranslation(
        fact.id, fact.language, tuple(after["phrasings"]), after["answer"], claims, event=after.get("event")
    )


def _cited(citations: Sequence[Any]) -> tuple[Cited, ...]:
    return tuple(Cited(citation["source"], citation["at"]) for citation in citations)


def _disputed(disputes: Sequence[Any]) -> tuple[Disputed, ...]:
    return tuple(Disputed(dispute["claim"], _cited(dispute["sources"])) for dispute in disputes)
