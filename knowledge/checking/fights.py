"""Phrasings left out in turn: which does another fact claim, and which would not be missed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.answering import KnowledgeBase
from knowledge.checking.advice import Advice, Kind
from knowledge.matching.matcher import Reading
from knowledge.matching.tongue import Tongue
from knowledge.matching.trials import ENOUGH
from knowledge.model import Phrasing

CERTAIN = 0.99
"""The confidence, 0–1, from which a rival's claim is a warning: it is wrong once in a hundred times, by its own word.

Facts that are near to each other always have some phrasings on the border between them; those below it are notes.
"""
LIKELY = 0.9
"""The same in a base with few test questions, in which no confidence comes as far as that."""
COVERED = 0.99
"""How near, 0–1, another phrasing of a fact must be for the one left out never to decide a match.

A shorter phrasing with the same informative words is not that near: it is the nearer one to short questions.
"""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a base without one phrasing makes of it."""

    phrasing: Phrasing
    number: int
    """Its number among the phrasings of its fact."""
    offered: bool
    """Whether its fact is still the answer, or among the facts that would be offered."""
    winner: str | None
    """Id of the best fact; None where nothing is found."""
    confidence: float
    """How sure the matcher is of the best fact, 0–1."""
    margin: float
    """How far that one is ahead of this phrasing's fact, or this fact ahead of its best rival, 0–1."""
    covered: float
    """How near its fact's nearest phrasing is, beside how near this one itself would be, 0–1; 0 if a rival is best."""
    nearest_text: str


def left_out(knowledge: KnowledgeBase) -> Iterator[LeftOut]:
    """Yield, for each phrasing of a base, what the base makes of it without it."""
    for tongue in knowledge.matcher.tongues:
        for row in range(len(tongue.phrasings)):
            yield _without(knowledge, tongue, row)


def fights(knowledge: KnowledgeBase, tried: list[LeftOut]) -> Iterator[Advice]:
    """Yield the phrasings that another fact would answer, unless that one leads on to theirs with `see`."""
    facts, answered = knowledge.edition().facts, knowledge.matcher.calibration.answer_from
    tested = sum(trial.weight == 1.0 for trial in knowledge.matcher.trials) >= ENOUGH
    for case in tried:
        fact, language, winner = case.phrasing.fact, case.phrasing.language, case.winner
        if winner is None or winner == fact or case.confidence < answered or fact in facts[winner].see:
            continue
        yield Advice.at(
            knowledge.places.find("fact", language, fact, at=("phrasings", case.number)),
            Kind.FOUGHT_OVER,
            f"without this phrasing, “{case.phrasing.text}” is answered with {winner} "
            f"(“{case.nearest_text}”, confidence {case.confidence:.2f}, {case.margin:.0%} ahead of {fact}), and so is "
            f"what is asked nearly like it; add phrasings to {fact} in such words, move this one to {winner} if "
            f"that answers it, or name {fact} under see of {winner}",
            note=case.confidence < (CERTAIN if tested else LIKELY),
        )


def dead(knowledge: KnowledgeBase, tried: list[LeftOut]) -> Iterator[Advice]:
    """Yield the phrasings in place of which another one of the same fact decides every match.

    The first one is left alone: it is the fact's title.
    """
    covered = {case.phrasing: case for case in tried if case.covered >= COVERED and case.number > 0}
    for case in covered.values():
        fact, language = case.phrasing.fact, case.phrasing.language
        other = covered.get(Phrasing(fact, case.nearest_text, language))
        if other and other.number > case.number:
            continue  # each covers the other, and one of the two is enough
        yield Advice.at(
            knowledge.places.find("fact", language, fact, at=("phrasings", case.number)),
            Kind.DEAD,
            f"this phrasing never decides a match: “{case.nearest_text}” has all that it says; "
            "say it in words that the others lack, or delete it",
        )


def _without(knowledge: KnowledgeBase, tongue: Tongue, row: int) -> LeftOut:
    matcher = knowledge.matcher
    phrasing = tongue.phrasings[row]
    fact = knowledge.edition(phrasing.language).facts[phrasing.fact]
    number = fact.phrasings.index(phrasing)
    reading = matcher.read_in(tongue, phrasing.text, left_out=tongue.index.without_phrasing(row))
    if reading is None:
        return LeftOut(phrasing, number, False, None, 0.0, 0.0, 0.0, "")
    ranked = matcher.ranked(reading)
    best = ranked[0]
    own = next((found for found in ranked if found.fact == phrasing.fact), None)
    rival = next((found for found in ranked if found.fact != phrasing.fact), None)
    answered = best.score >= matcher.calibration.answer_from
    ahead = rival if best is own else own
    return LeftOut(
        phrasing,
        number,
        offered=best is own or (own is not None and not answered),
        winner=best.fact,
        confidence=best.score,
        margin=1 - ahead.raw / best.raw if ahead else 1.0,
        covered=_covered(tongue, row, reading) if best is own else 0.0,
        nearest_text=best.phrasing,
    )


def _covered(tongue: Tongue, row: int, reading: Reading) -> float:
    """Return how near the nearest phrasing is, beside how near the one in `row` is to itself, 0–1."""
    itself = float(tongue.index.rows(tongue.index.query(reading.tokens))[row])
    return min(1.0, float(reading.rows.max()) / itself) if itself else 0.0
