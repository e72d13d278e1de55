"""The matcher: a question in, ranked facts out, each with the probability that it is what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import NamedTuple

import numpy as np

from knowledge.matching.calibration import CERTAIN, Calibration, Evidence, calibrate
from knowledge.matching.evidence import SHARED, weigh
from knowledge.matching.index import LeftOut, Query
from knowledge.matching.layouts import retyped
from knowledge.matching.postings import Floats
from knowledge.matching.tongue import DECISIVE, FollowUp, Side, Texts, Tongue, decisive
from knowledge.matching.trials import Trials
from knowledge.matching.weights import DEFAULT, Weights
from knowledge.matching.words import Token
from knowledge.model import Golden, Phrasing

LONGEST_QUESTION = 800
"""How many characters of a message are read: the cost of any message stays bounded."""
CHOICES = 4
SORTED = 64
"""How many facts are put in order at first."""
RIVALS = 4
"""How many facts the best one is compared with to tell how sure it is."""
SURE = 0.3
"""What a sure match speaks for a language, beside a perfect one."""
FITS = 0.5
"""What it speaks for a language that it has all the words of a question, beside a perfect match."""
JOINS = 0.8
"""What it speaks for a language that all the words of a question join others in it: names are the same in many."""
ASKERS = 0.15
"""What it speaks for a language that it is the asker's, or else the first of the base."""
APART = 0.4
"""How far a language may be behind another by these three and still be read. Of 2,700 questions in three languages none
was one of a language that was farther behind."""
LONGEST_STRANGE = 300
"""How many characters a text may have to be read as if typed on another layout; a longer one is noticed while typed."""
FAMILIAR = 0.7
"""The share of its words, 0–1, from which a language has a text that was typed on another layout."""
LEAD = 1.05
"""How much more a fact counts that introduces others: few words ask for the whole rather than for a part."""
FAVOUR = 1.1
"""How much more a fact counts in a follow-up that is near the one talked of."""
FOLLOW_UP = 5.0
"""How much better the odds of the best fact are in a follow-up than its evidence tells, which was learned from whole
questions: it has few rivals, and few words. Of 48 tried in three languages the best was right in 44. It holds where the
best fact accounts for all that the follow-up itself says."""
ASIDE = 0.7
"""How near, beside the nearest of all, one must be among those that a follow-up may mean, for the others to be out."""


class Subject(NamedTuple):
    """What was talked of before."""

    fact: str
    texts: Mapping[str, str]
    """Its title in each language."""
    scope: Sequence[str]
    """What all facts of its topic are about, in the base's own language."""
    near: frozenset[str]
    """Ids of the facts near to it."""


class Ranked(NamedTuple):
    """A fact found, best first."""

    fact: str
    score: float
    """The probability, 0–1, that it is what was asked for."""
    phrasing: str
    """Its phrasing nearest to the question."""
    raw: float
    """What it is ranked by; comparable within one question only."""


class Reading(NamedTuple):
    """What one language makes of a question."""

    tongue: Tongue
    tokens: list[Token]
    query: Query
    rows: Floats
    """How near each phrasing is."""
    order: list[int]
    """Numbers of the best facts, best first."""
    raw: list[float]
    evidence: Evidence
    exact: bool
    """Whether the question is a phrasing of the best fact, but for case, punctuation and courtesies."""
    subject: str | None
    """Id of the fact that it took its subject from, if it lacked one."""
    goes_on: bool
    """Whether it did, and the best fact accounts for each telling word of its own."""


class Matcher:
    """Ranks facts for questions. Immutable: a changed base gets a new one.

    >>> matcher = Matcher([Phrasing("tea", "How long does tea draw?"), Phrasing("cup", "How large is a cup?")])
    >>> matcher.rank("how lnog should tea draw")[0].fact
    'tea'
    """

    def __init__(
        self,
        phrasings: Iterable[Phrasing | tuple[str, str] | tuple[str, str, str]],
        *,
        side: Iterable[Side] = (),
        terms: Mapping[str, Sequence[Sequence[str]]] | None = None,
        synonyms: Mapping[str, Sequence[Sequence[str]]] | None = None,
        excluded: Mapping[str, Sequence[str]] | None = None,
        leading: Iterable[str] = (),
        golden: Iterable[Golden] = (),
        outside: Iterable[tuple[str, str]] = (),
        weights: Weights = DEFAULT,
        previous: Matcher | None = None,
    ) -> None:
        """Build the matcher.

        Args:
            phrasings: how people ask: fact id, text, language (`en` where it is left out).
            side: words beside the phrasings: answers, titles, what a fact is about.
            terms: by language, an acronym or name and then its other forms, which stand for it fully.
            synonyms: by language, groups of words that mean about the same.
            excluded: by fact, questions that look near and must not land there.
            leading: ids of facts that introduce others: where several are as near, they come first.
            golden: test questions with the facts that answer them, to learn from how far to trust a match.
            outside: test questions that nothing here answers, each with its language, for the same.
            weights: what counts how much.
            previous: the matcher of the same base before a change: the languages that did not change are taken over.
        """
        asked = [p if isinstance(p, Phrasing) else Phrasing(*p) for p in phrasings]
        beside = list(side)
        self.weights = weights
        self.facts = {fact: number for number, fact in enumerate(sorted({p.fact for p in asked}))}
        self.ids = list(self.facts)
        self.leading = [self.facts[fact] for fact in leading if fact in self.facts]
        codes = list(dict.fromkeys(p.language for p in asked))
        texts = [
            Texts(
                code,
                codes,
                self.facts,
                [p for p in asked if p.language == code],
                [s for s in beside if (s.language == code or s.scope) and s.fact in self.facts],
                (terms or {}).get(code, ()),
                (synonyms or {}).get(code, ()),
                excluded or {},
            )
            for code in codes
        ]
        kept = previous.tongues if previous and previous.weights == weights else []
        self.tongues: list[Tongue] = [
            next((tongue for tongue in kept if tongue.texts == own), None) or Tongue(own, weights) for own in texts
        ]
        self._trials: Trials = Trials(self, list(golden), list(outside), previous._trials if previous else None)
        self.trials = self._trials.all
        self.calibration = calibrate(self.trials)

    def trusting(self, calibration: Calibration) -> Matcher:
        """Return the same matcher with another confidence than its own."""
        other = copy(self)
        other.calibration = calibration
        return other

    def rank(self, text: str, language: str | None = None, limit: int = CHOICES) -> list[Ranked]:
        """Return the facts nearest to `text`, best first.

        Args:
            text: a question, as typed.
            language: which language to prefer where two understand it equally well.
            limit: how many facts at most.
        """
        reading = self.read(text, language, limit=limit)
        return self.ranked(reading) if reading else []

    def ranked(self, reading: Reading) -> list[Ranked]:
        """Return what `reading` found, as facts with scores."""
        best = self._sure(reading)
        found = []
        for fact, raw in zip(reading.order, reading.raw, strict=True):
            row = reading.tongue.index.nearest_row(fact, reading.rows)
            phrasing = "" if row is None else reading.tongue.phrasings[row].text
            found.append(Ranked(self.ids[fact], best * min(1.0, raw / reading.raw[0]), phrasing, raw))
        return found

    def read(
        self, text: str, language: str | None = None, *, limit: int = CHOICES, subject: Subject | None = None
    ) -> Reading | None:
        """Return what the language that understands `text` best makes of it; None where it has no word of the base.

        Args:
            text: a question, as typed.
            language: which language to prefer where two understand it equally well.
            limit: how many facts at most.
            subject: what was talked of before, for a question that lacks its subject.
        """
        text = self._as_meant(text[:LONGEST_QUESTION])
        if len(self.tongues) == 1:
            return self.read_in(self.tongues[0], text, limit, subject)
        leanings = sorted(
            ((self._leaning(tongue, text, language), -place) for place, tongue in enumerate(self.tongues)), reverse=True
        )
        least = leanings[0][0] - APART if leanings else 0.0
        best, most = None, 0.0
        for leaning, place in leanings:
            # The others only where the likely ones have no word of it, and none that cannot come up to the best.
            if best and (leaning < least or leaning + 1 + SURE < most):
                break
            reading = self.read_in(self.tongues[-place], text, limit, subject)
            found = self._found(reading) + leaning if reading else 0.0
            if reading and (best is None or found > most):
                best, most = reading, found
        return best

    def _as_meant(self, text: str) -> str:
        """Return what was meant to be typed, where no language has a word of `text` as it stands."""
        if len(text) > LONGEST_STRANGE or any(tongue.has(text) for tongue in self.tongues):
            return text
        typed = [
            (tongue.fits(other), other) for tongue in self.tongues for other in retyped(text, tongue.language.keyboard)
        ]
        fits, meant = max(typed, default=(0.0, text))
        return meant if fits >= FAMILIAR else text

    def reply_language(self, reading: Reading, text: str, language: str | None = None) -> str:
        """Return the code of the language to answer in: the reading's, unless `text` is no more in it than the asker's.

        A name or a symbol is found in any language, and says nothing of the one that is spoken.
        """
        asker = next((tongue for tongue in self.tongues if tongue.language.code == language), self.tongues[0])
        text = self._as_meant(text[:LONGEST_QUESTION])
        return (reading.tongue if _speaks(reading.tongue, text) > _speaks(asker, text) else asker).language.code

    def language_of(self, text: str, language: str | None = None) -> str | None:
        """Return the code of the language that `text` is most likely in; `language` where none is likelier."""
        text = text[:LONGEST_QUESTION]
        best = max(self.tongues, key=lambda tongue: self._leaning(tongue, text, language), default=None)
        return best.language.code if best else None

    def _sure(self, reading: Reading) -> float:
        """Return the probability, 0–1, that the best fact of a reading is the right one."""
        if reading.exact:
            return 1.0
        sure = self.calibration.confidence(reading.evidence)
        odds = FOLLOW_UP if reading.goes_on else 1.0
        return odds * sure / (odds * sure + 1 - sure)

    def _found(self, reading: Reading) -> float:
        """Return how much speaks for one language's reading of a question by what it found."""
        return min(reading.raw[0], 1.0) + SURE * self._sure(reading)

    def _leaning(self, tongue: Tongue, text: str, language: str | None) -> float:
        """Return how much speaks for reading `text` in one language, whatever it finds there."""
        return _speaks(tongue, text) + ASKERS * (tongue.language.code == (language or self.tongues[0].language.code))

    def read_in(
        self,
        tongue: Tongue,
        text: str,
        limit: int = CHOICES,
        subject: Subject | None = None,
        left_out: LeftOut | None = None,
    ) -> Reading | None:
        """Return what one language makes of `text`, as `read` does, or would make of it with something left out."""
        follow_up = tongue.follow_up(text, subject.texts[tongue.language.code], subject.scope) if subject else None
        tokens = follow_up.tokens if follow_up else tongue.analyse(text)
        query = tongue.index.query(tokens, left_out)
        if not any(near and token.informative for token, _, near in query.near):
            return None
        scores = tongue.index.scores(query, left_out)
        raw = scores.whole.copy()
        raw[self.leading] *= LEAD
        raw[~tongue.asked(tokens)] *= self.weights.other_kind
        if follow_up and subject:
            self._favour(raw, follow_up, subject)
        exact = None if left_out else tongue.exact(text)
        if exact is not None:
            raw[exact] = max(1.0, raw.max())
        raw[list(tongue.excludes(text))] = 0.0
        order = self._order(tongue, tokens, raw, exact, max(limit, RIVALS + 1))
        if not order:
            return None
        best = order[:limit]
        return Reading(
            tongue,
            tokens,
            query,
            scores.rows,
            best,
            [float(raw[f]) for f in best],
            CERTAIN if order[0] == exact else weigh(tongue, query, order[: RIVALS + 1], raw, scores, left_out),
            exact=order[0] == exact,
            subject=subject.fact if follow_up and subject else None,
            goes_on=follow_up is not None and all(_accounts(tongue, order[0], token) for token in follow_up.own),
        )

    def _favour(self, raw: Floats, follow_up: FollowUp, subject: Subject) -> None:
        """Let those facts count that a question may mean that took its subject from the conversation."""
        near = np.zeros(len(raw), bool)
        near[[self.facts[fact] for fact in subject.near if fact in self.facts]] = True
        raw[near] *= FAVOUR
        for fits in (follow_up.fits, near):
            if raw[fits].max(initial=0.0) >= ASIDE * raw.max(initial=0.0):
                raw[~fits] = 0.0

    @staticmethod
    def _order(tongue: Tongue, tokens: list[Token], raw: Floats, exact: int | None, limit: int) -> list[int]:
        """Return the numbers of the best facts that the question does not contradict."""
        order: list[int] = []
        asked = decisive(tokens)
        for fact in _best_first(raw):
            if raw[fact] <= 0 or len(order) == limit:
                break
            if fact == exact or not (asked and tongue.contradicted(int(fact), asked)):
                order.append(int(fact))
        return order


def _speaks(tongue: Tongue, text: str) -> float:
    """Return how much the words of `text` alone speak for a language."""
    return FITS * tongue.fits(text) + JOINS * tongue.joins(text)


def _accounts(tongue: Tongue, fact: int, token: Token) -> bool:
    """Return whether `fact` has the word `token` of a question, or one that means it."""
    if token.kind in DECISIVE:
        return tongue.tells(fact, token)
    held = tongue.index.covers[fact]
    return any(near.similarity > SHARED and near.word in held for near in tongue.index.near(token))


def _best_first(raw: Floats) -> Iterator[int]:
    """Yield the numbers of the facts, nearest first; the far ones are put in order only if it comes to them."""
    least = np.partition(raw, -SORTED)[-SORTED] if len(raw) > SORTED else -np.inf
    for those in (np.greater_equal, np.less):
        some = np.flatnonzero(those(raw, least))
        yield from some[np.argsort(-raw[some], kind="stable")]
