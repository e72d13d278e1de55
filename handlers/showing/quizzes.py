"""Quiz questions made of the facts: a blank in the sentence that answers, and what fits there in other facts."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from telegram.constants import PollLimit

from handlers.keeping.deck import Deck
from handlers.showing.blanks import Blank, Kind, blanks, dates, has_month, numbers, words
from handlers.showing.excerpts import first_sentence, shorten, units
from handlers.showing.markup import link, plain
from knowledge import Citation, Edition, Fact
from knowledge.matching.folding import fold
from knowledge.matching.words import language

GAP = "_____"
WRONG = 3
"""Wrong options of each question."""
NEAREST = 6
"""Of how many that come nearest they are drawn."""
FAR = {Kind.TIME: 15 * 372.0, Kind.NUMBER: math.log(4)}
"""How far a wrong option lies at most, for anyone to take it: 15 years, four times as much or a quarter."""


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question with one right option; lengths are as Telegram's quiz polls have them."""

    question: str
    options: tuple[str, ...]
    right: int
    """The place of the right option."""
    explanation: str
    """The source, in Telegram's HTML."""


class Quizzes:
    """The quiz questions that the facts of an edition are good for."""

    def __init__(self, edition: Edition) -> None:
        """Look for what the facts have to ask and to offer."""
        self._language = language(edition.language)
        self._facts = {fact.id: fact for fact in edition.facts.values() if fact.language == edition.language}
        small = {fold(w) for fact in self._facts.values() for w in re.findall(r"\w+", fact.answer) if w.islower()}
        self._ordinary = small | self._language.uninformative
        self._related: defaultdict[str, set[str]] = defaultdict(set)
        self._alike: defaultdict[tuple[Kind, str], list[Blank]] = defaultdict(list)
        """What fits into the same blank, by its kind and form."""
        for fact in self._facts.values():
            for other in fact.see:
                self._related[fact.id].add(other)
                self._related[other].add(fact.id)
            asked = self._asked_for(fact)
            for blank in blanks(first_sentence(fact.answer), self._language, self._ordinary):
                # A name is of the kind that is asked for; in other facts it may be anything.
                if blank.kind in (Kind.TIME, Kind.NUMBER) or blank.kind in asked:
                    self._alike[blank.kind, blank.form].append(blank)
        chance = Random(0)  # noqa: S311  # whatever is drawn: only whether there is enough to draw from counts
        self.facts = tuple(fact_id for fact_id in self._facts if self.about(fact_id, chance))
        """Ids of the facts that are good for a question."""

    def draw(self, deck: Deck) -> Quiz | None:
        """Return a question about a fact that `deck` deals; None where no fact is good for one."""
        return self.about(deck.deal(self.facts), deck.random) if self.facts else None

    def about(self, fact_id: str, random: Random) -> Quiz | None:
        """Return a question about a fact; None where it is good for none.

        Args:
            fact_id: one of the edition's.
            random: draws the wrong options, and their order.
        """
        fact = self._facts[fact_id]
        sentence, asked = first_sentence(fact.answer), self._asked_for(fact)
        for blank in blanks(sentence, self._language, self._ordinary):
            rest = blank.fill(sentence, GAP)
            question = f"{fact.title}\n\n{rest}"
            if blank.kind not in asked or self._tells(fact, rest, blank):
                continue
            wrong = self._wrong(fact, blank, question, random)[:NEAREST]
            if len(wrong) >= WRONG and units(question) <= PollLimit.MAX_QUESTION_LENGTH:
                options = [blank.text, *random.sample(wrong, WRONG)]
                random.shuffle(options)
                return Quiz(question, tuple(options), options.index(blank.text), _source(fact.citations[0]))
        return None

    def _asked_for(self, fact: Fact) -> set[str | None]:
        """Return the kinds of things that the title asks for."""
        tokens = self._language.tokens(fact.title)
        return {self._language.asked_for(tokens[place:]) for place in range(len(tokens))}

    def _tells(self, fact: Fact, rest: str, blank: Blank) -> bool:
        """Return whether the title, or the rest of the sentence, gives away what stands in the blank."""
        if blank.kind is Kind.TIME:
            return blank.text in fact.title or bool(dates(rest, self._language)) or has_month(rest, self._language)
        if blank.kind is Kind.NUMBER:
            return any(map(blank.resembles, numbers(f"{fact.title} {rest}", self._language)))
        return not words(blank.text).isdisjoint(words(fact.title))

    def _wrong(self, fact: Fact, blank: Blank, question: str, random: Random) -> list[str]:
        """Return what fits into the blank and is not true there, the most plausible first."""
        related = (self._facts[other].answer for other in self._related[fact.id] if other in self._facts)
        true = _spaced(" ".join([fact.title, fact.answer, *(dispute.claim for dispute in fact.disputes), *related]))
        fits = self._alike[blank.kind, blank.form]
        if blank.kind is Kind.TIME and blank.beside in words(question):  # the year would give it away
            fits = [other for other in fits if other.beside == blank.beside]
        wrong: list[Blank] = []
        for other in sorted(random.sample(fits, len(fits)), key=blank.distance):
            near = blank.distance(other)[1] <= FAR.get(blank.kind, 0)
            if near and _spaced(other.text) not in true and not any(map(other.resembles, (blank, *wrong))):
                wrong.append(other)
        return [other.text for other in wrong if units(other.text) <= PollLimit.MAX_OPTION_LENGTH]


def _spaced(text: str) -> str:
    """Return the words of `text` between spaces, so that whole words are found in it."""
    return " ".join(["", *re.findall(r"\w+", fold(text)), ""])


def _source(citation: Citation) -> str:
    source = citation.source
    symbol = f" ({source.symbol})" if source.symbol else ""
    half = PollLimit.MAX_EXPLANATION_LENGTH // 2
    return link(shorten(source.title, half), source.url) + plain(shorten(f"{symbol}, {citation.at}", half))
