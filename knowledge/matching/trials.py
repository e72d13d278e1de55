"""Questions with known answers, tried at a load: what a good match looks like is learned from them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from knowledge.matching.calibration import NOTHING, Trial
from knowledge.matching.index import LeftOut
from knowledge.matching.tongue import Tongue
from knowledge.model import Golden

if TYPE_CHECKING:
    from knowledge.matching.matcher import Matcher

LEARNED_FROM = 3000
"""About how many questions at most are tried at a load."""
OWN = 1500
"""About how many trials at most are made of phrasings and test questions together where those are too few."""
ENOUGH = 400
"""How many test questions are enough to learn from without the phrasings."""
OWN_WEIGHT = 0.01
"""What a phrasing that is matched against the others counts beside a test question: its writer wrote those too."""
NO_FACT: frozenset[int] = frozenset()


class Trials:
    """The trials of a matcher's test questions, and of phrasings left out in turn where there are too few of those."""

    def __init__(
        self, matcher: Matcher, golden: Sequence[Golden], outside: Sequence[tuple[str, str]], previous: Trials | None
    ) -> None:
        """Try the questions in `matcher`, but for those that `previous` has tried in the same state of a language."""
        self._matcher = matcher
        self._before = previous._tried if previous else {}
        self._tried: dict[Hashable, Trial] = {}
        tongues = {tongue.language.code: tongue for tongue in matcher.tongues}
        asked = [
            (q.text, q.language, frozenset(matcher.facts.get(f, -1) for f in q.facts), next(iter(q.facts), q.text))
            for q in golden
        ]
        asked += [(text, code, NO_FACT, text) for text, code in outside]
        self.all = [
            self._try(tongues[code], text, right, about)
            for text, code, right, about in asked[:: round(len(asked) / LEARNED_FROM) or 1]
            if code in tongues
        ]
        if len(self.all) < ENOUGH:
            self.all += self._own(OWN - len(self.all))
        self._before = {}

    def _own(self, most: int) -> Iterator[Trial]:
        """Yield trials of phrasings matched against the others, once with their fact there and once without it."""
        rows = [(tongue, row) for tongue in self._matcher.tongues for row in range(len(tongue.phrasings))]
        for tongue, row in rows[:: 2 * len(rows) // most + 1]:
            fact, text = int(tongue.index.fact_of[row]), tongue.phrasings[row].text
            about = self._matcher.ids[fact]
            yield self._try(tongue, text, frozenset([fact]), about, tongue.index.without_phrasing(row))
            yield self._try(tongue, text, NO_FACT, about, tongue.index.without_fact(fact))

    def _try(
        self, tongue: Tongue, text: str, right: frozenset[int], about: str, left_out: LeftOut | None = None
    ) -> Trial:
        """Return what becomes of a question that the facts numbered in `right` answer."""
        key = (tongue, text, right, about, left_out, tuple(self._matcher.leading))
        trial = self._tried[key] = self._before.get(key) or self._trial(tongue, text, right, about, left_out)
        return trial

    def _trial(self, tongue: Tongue, text: str, right: frozenset[int], about: str, left_out: LeftOut | None) -> Trial:
        weight = OWN_WEIGHT if left_out else 1.0
        reading = self._matcher.read_in(tongue, text, left_out=left_out)
        if reading is None:
            return Trial(NOTHING, right=False, offered=False, answerable=bool(right), about=about, weight=weight)
        return Trial(
            reading.evidence,
            right=reading.order[0] in right,
            offered=not right.isdisjoint(reading.order),
            answerable=bool(right),
            about=about,
            weight=weight,
            left_out=left_out is not None,
        )
