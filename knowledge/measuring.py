"""How well a base answers its own test questions, and how far its confidence can be trusted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from knowledge.answering import KnowledgeBase
from knowledge.matching.calibration import Trial, held_back, part_of
from knowledge.model import Found, Golden, Outcome, Outside, Rates

BINS = 10


class Tally(NamedTuple):
    """What became of test questions that facts answer."""

    asked: int
    right: int
    """Answered with the right fact."""
    offered: int
    """Offered the right fact among others."""
    wrong: int
    """Answered with another fact."""

    @property
    def found(self) -> int:
        """Answered rightly, or offered."""
        return self.right + self.offered

    @property
    def missed(self) -> int:
        """Declined, or offered nothing but others."""
        return self.asked - self.found - self.wrong

    def percent(self, count: int) -> float:
        """Return `count` as a share of the questions, in hundredths."""
        return 100 * count / self.asked if self.asked else 0.0


class Declined(NamedTuple):
    """What became of test questions that nothing answers."""

    asked: int
    answered: int
    """Answered with a fact, wrongly."""
    offered: int


class Bin(NamedTuple):
    """Questions of about the same confidence."""

    questions: int
    confidence: float
    """Their mean confidence, 0–1."""
    right: float
    """The share of them whose best fact was right, 0–1."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """How confidence and success go together on questions that the confidence was not fitted on."""

    bins: tuple[Bin, ...]

    @property
    def error(self) -> float:
        """The expected calibration error, 0–1 (Naeini, Cooper and Hauskrecht 2015)."""
        total = sum(b.questions for b in self.bins) or 1
        return sum(b.questions * abs(b.confidence - b.right) for b in self.bins) / total


@dataclass(frozen=True, slots=True)
class Report:
    """All rates of a base."""

    by_language: Mapping[str, Tally]
    by_topic: Mapping[str, Tally]
    outside: Mapping[tuple[str, str], Declined]
    """By language and kind."""
    failures: tuple[tuple[Golden, Found], ...]
    """The test questions that were not answered with the right fact, nor offered it."""
    intrusions: tuple[tuple[Outside, Found], ...]
    """The test questions that nothing answers, and that were answered."""
    shortfalls: tuple[str, ...]
    """Where a rate is worse than the base asks for, each in a sentence."""


def measure(knowledge: KnowledgeBase) -> Report:
    """Return what becomes of a base's own test questions.

    Each is judged by a confidence that was fitted without it and without the others on its fact: fitted with it, the
    rates would flatter.
    """
    facts = knowledge.edition().facts
    judges = [knowledge.trusting(fitted) for fitted in held_back(knowledge.matcher.trials)]
    tried = [(question, judges[part_of(question.facts[0])].find(question.text)) for question in knowledge.golden]
    outside = [(question, judges[part_of(question.text)].find(question.text)) for question in knowledge.outside]
    by_language, declined = _tallies(tried, lambda question: question.language), _declined(outside)
    return Report(
        by_language=by_language,
        by_topic=_tallies(tried, lambda question: facts[question.facts[0]].topic),
        outside=declined,
        failures=tuple(
            (question, found) for question, found in tried if _outcome(question, found) in ("wrong", "missed")
        ),
        intrusions=tuple((question, found) for question, found in outside if found.outcome is Outcome.ANSWERED),
        shortfalls=tuple(_shortfalls(by_language, declined, knowledge.rates)),
    )


def reliability(trials: Iterable[Trial]) -> Reliability:
    """Return how confidence and success go together, each question judged by a confidence fitted without its like."""
    rows = list(trials)
    fitted = held_back(rows)
    judged = [(fitted[part_of(trial.about)].confidence(trial.evidence), trial.right) for trial in rows]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return Reliability(
        tuple(
            Bin(len(found), float(np.mean([c for c, _ in found])), float(np.mean([r for _, r in found])))
            for _, found in sorted(bins.items())
        )
    )


def _shortfalls(
    golden: Mapping[str, Tally], outside: Mapping[tuple[str, str], Declined], rates: Rates
) -> Iterator[str]:
    for language, asked in rates.golden.items():
        tally = golden.get(language, Tally(0, 0, 0, 0))
        reached = (
            ("answered rightly", tally.percent(tally.right), asked.right, 1),
            ("answered rightly or offered", tally.percent(tally.found), asked.found, 1),
            ("answered wrongly", tally.percent(tally.wrong), asked.wrong, -1),
        )
        for what, percent, limit, sign in reached:
            if sign * percent < sign * limit:
                bound = "at least" if sign > 0 else "at most"
                yield f"{language}: {percent:.1f} % {what}, and {bound} {limit:g} % are asked for"
    for kind, limit in rates.outside.items():
        tried = [declined for (_, other), declined in outside.items() if other == kind]
        percent = 100 * sum(d.answered for d in tried) / (sum(d.asked for d in tried) or 1)
        if percent > limit:
            yield f"{kind}: {percent:.1f} % answered though nothing answers them, and at most {limit:g} % are asked for"


def _outcome(question: Golden, found: Found) -> str:
    answers = {match.fact.id for match in found.answers}
    if found.outcome is Outcome.ANSWERED:
        return "right" if answers & set(question.facts) else "wrong"
    return "offered" if {match.fact.id for match in found.choices} & set(question.facts) else "missed"


def _tallies(tried: list[tuple[Golden, Found]], key: Callable[[Golden], str]) -> dict[str, Tally]:
    outcomes: dict[str, list[str]] = defaultdict(list)
    for question, found in tried:
        outcomes[key(question)].append(_outcome(question, found))
    return {
        name: Tally(len(each), each.count("right"), each.count("offered"), each.count("wrong"))
        for name, each in outcomes.items()
    }


def _declined(tried: list[tuple[Outside, Found]]) -> dict[tuple[str, str], Declined]:
    outcomes: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for question, found in tried:
        outcomes[question.language, question.kind].append(found.outcome)
    return {
        name: Declined(len(each), each.count(Outcome.ANSWERED), each.count(Outcome.CHOOSE))
        for name, each in outcomes.items()
    }
