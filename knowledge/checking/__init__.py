"""What an editor is told of a base: where it could be better, and how well it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from knowledge.answering import KnowledgeBase
from knowledge.checking import texts
from knowledge.checking.advice import Advice, Kind
from knowledge.checking.duplicates import duplicates
from knowledge.checking.fights import dead, fights, left_out
from knowledge.checking.questions import questions
from knowledge.checking.translations import translations
from knowledge.measuring import Report, measure

__all__ = ["Advice", "Checked", "Kind", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """All that is found of a base that can be used."""

    advice: tuple[Advice, ...]
    """In the order of the files."""
    report: Report
    """The rates that it reaches on its test questions."""
    left_out: int
    """How many phrasings were left out in turn."""
    still_offered: int
    """How many of them still find their fact, as the answer or among those offered."""

    @property
    def warnings(self) -> tuple[Advice, ...]:
        """What an editor should mend."""
        return tuple(advice for advice in self.advice if not advice.note)

    @property
    def notes(self) -> tuple[Advice, ...]:
        """What is as good as the base asks for, and could be better."""
        return tuple(advice for advice in self.advice if advice.note)


def check(knowledge: KnowledgeBase, today: date, length: Callable[[str, str], int] | None = None) -> Checked:
    """Return all that could be better in a base, and its rates; takes some seconds for each thousand phrasings.

    Args:
        knowledge: the base.
        today: the day from which the age of what was checked is counted.
        length: returns the UTF-16 units of the message that shows a fact, from a language and the fact's id; without
            it no answer is too long for a message.
    """
    tried = list(left_out(knowledge))
    report = measure(knowledge)
    advice = [
        *fights(knowledge, tried),
        *dead(knowledge, tried),
        *duplicates(knowledge),
        *texts.of_phrasings(knowledge),
        *texts.of_sources(knowledge),
        *texts.of_age(knowledge, today),
        *texts.of_length(knowledge, length),
        *translations(knowledge),
        *questions(knowledge, report),
    ]
    return Checked(tuple(sorted(advice)), report, len(tried), sum(case.offered for case in tried))
