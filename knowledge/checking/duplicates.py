"""The same question in two places: of two facts, of two test questions, of a test question and a phrasing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz.fuzz import token_sort_ratio

from knowledge.answering import KnowledgeBase
from knowledge.checking.advice import Advice, Kind
from knowledge.matching.tongue import Tongue
from knowledge.matching.words import Kind as Word
from knowledge.model import Golden, Phrasing
from knowledge.places import Place

ALIKE = 75
"""How alike, 0–100, two texts with the same informative words must be in all their words, put in order, to be copies.

"What was there before it" has the informative words of "what is it", and asks for something else.
"""

Item = TypeVar("Item")


class _Said(NamedTuple):
    """What a text says, whatever its order and form."""

    asked: str | None
    """The kind of thing that it asks for."""
    told: frozenset[str]
    """The stems of its informative words, and its numbers."""


class _Register(Generic[Item]):
    """Texts by what they say."""

    def __init__(self) -> None:
        self._items: dict[_Said, list[tuple[str, Item]]] = defaultdict(list)

    def add(self, said: _Said, text: str, item: Item) -> None:
        """Enter a text and what it belongs to."""
        self._items[said].append((text, item))

    def nearly(self, said: _Said, text: str) -> Iterator[Item]:
        """Yield what nearly the same text belongs to, the first one entered first."""
        for other, item in self._items.get(said, ()):
            if token_sort_ratio(text, other) >= ALIKE:
                yield item


def duplicates(knowledge: KnowledgeBase) -> Iterator[Advice]:
    """Yield phrasings and test questions that nearly stand elsewhere.

    Two texts are nearly the same if they ask for the same kind of thing, their informative words and numbers have the
    same stems, and they are `ALIKE`.
    """
    everywhere = {_typed(p.text): p for tongue in knowledge.matcher.tongues for p in tongue.phrasings}
    for tongue in knowledge.matcher.tongues:
        phrasings = _Register[Phrasing]()
        for phrasing in tongue.phrasings:
            if (found := _read(tongue, phrasing.text)) is None:
                continue
            same = next((first for first in phrasings.nearly(*found) if first.fact != phrasing.fact), None)
            if same:
                yield _of_two_facts(knowledge, same, phrasing)
            phrasings.add(*found, phrasing)
        yield from _among_questions(knowledge, tongue, phrasings, everywhere)


def _of_two_facts(knowledge: KnowledgeBase, first: Phrasing, second: Phrasing) -> Advice:
    return Advice.at(
        _place(knowledge, second),
        Kind.DUPLICATE,
        f"this is nearly “{first.text}” of {first.fact} ({_place(knowledge, first)}), so that one question asks for "
        f"two facts; keep it where it belongs, or say what sets {second.fact} apart",
    )


def _among_questions(
    knowledge: KnowledgeBase, tongue: Tongue, phrasings: _Register[Phrasing], everywhere: Mapping[str, Phrasing]
) -> Iterator[Advice]:
    language, places = tongue.language.code, knowledge.places
    asked = _Register[Golden]()
    for question in knowledge.golden:
        if question.language != language or (found := _read(tongue, question.text)) is None:
            continue
        place = places.find("golden", language, question.text)
        # A name or a symbol is typed alike in every language.
        if same := next(phrasings.nearly(*found), everywhere.get(_typed(question.text))):
            yield Advice.at(
                place,
                Kind.COPIED,
                f"this is nearly the phrasing “{same.text}” of {same.fact} ({_place(knowledge, same)}), so that it "
                "tests nothing; ask it in other words, as someone would who has not seen the phrasings",
            )
        other = next((o for o in asked.nearly(*found) if set(o.facts).isdisjoint(question.facts)), None)
        if other:
            yield Advice.at(
                place,
                Kind.DUPLICATE,
                f"this is nearly “{other.text}” ({places.find('golden', language, other.text)}), which asks for other "
                "facts, so that one of the two must fail; delete one, or name the facts of both under also",
            )
        asked.add(*found, question)
    for outside in knowledge.outside:
        if outside.language != language or (found := _read(tongue, outside.text)) is None:
            continue
        golden, phrasing = next(asked.nearly(*found), None), next(phrasings.nearly(*found), None)
        answered = golden.text if golden else phrasing.text if phrasing else None
        if answered:
            yield Advice.at(
                places.find("outside", language, outside.text),
                Kind.DUPLICATE,
                f"nothing is said to answer this, and a fact to answer “{answered}”, which is nearly the same; "
                "delete one of the two",
            )


def _place(knowledge: KnowledgeBase, phrasing: Phrasing) -> Place:
    fact = knowledge.edition(phrasing.language).facts[phrasing.fact]
    number = fact.phrasings.index(phrasing)
    return knowledge.places.find("fact", phrasing.language, phrasing.fact, at=("phrasings", number))


def _typed(text: str) -> str:
    """Return `text` but for what typing it again may change."""
    return " ".join(text.casefold().split()).rstrip("?!. ")


def _read(tongue: Tongue, text: str) -> tuple[_Said, str] | None:
    """Return what `text` says, and its words without courtesies; None where it says nothing of its own."""
    tokens = tongue.language.without_courtesies(tongue.tokens(text))
    told = frozenset(token.stem for token in tokens if token.informative or token.kind is not Word.WORD)
    words = " ".join(token.surface for token in tokens)
    return (_Said(tongue.language.asked_for(tokens), told), words) if told else None
