"""What the bot of these tests knows: the lighthouses in `base/`, found without the matcher."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge import Explanation, Fact, Found, KnowledgeBase, Match, Outcome
from knowledge.model import Meant, Weighed

BASE = Path(__file__).parent / "base"
AMBIGUOUS = "which tower?"


class Lighthouses:
    """A real base with a plain way of finding, so that these tests hang on no score.

    A text is answered by the facts whose titles it holds; `AMBIGUOUS` offers a choice; all else is unknown.
    """

    def __init__(self) -> None:
        self.base = KnowledgeBase.load(BASE)
        self.facts = dict(self.base.edition().facts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.base, name)

    def find(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Found:
        del language, context  # the base has one language, and each text here names its subject
        if text == "hello":
            return Found(text, Outcome.SMALLTALK, "en", reply="Ahoy & welcome.")
        if text == AMBIGUOUS:
            choices = map(_match, (self.facts["pharos"], self.facts["fresnel"]))
            return Found(text, Outcome.CHOOSE, "en", choices=tuple(choices))
        places = {fact: text.lower().find(fact.title.lower()) for fact in self.facts.values()}
        if asked := sorted((fact for fact in places if places[fact] >= 0), key=places.__getitem__):
            return Found(text, Outcome.ANSWERED, "en", answers=tuple(map(_match, asked[:2])))
        return Found(text, Outcome.UNKNOWN, "en", topics=tuple(self.base.edition().topics.values()))

    def explain(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Explanation:
        found = self.find(text, language, context)
        matches = found.answers or found.choices or tuple(map(_match, self.facts.values()))
        words = (_weighed("Pharos", "Pharos"), _weighed("tal", "tall"), _weighed("cat", None))
        return Explanation(found, words, matches, {}, answer_from=0.7, offer_from=0.3, exact=False)


def _weighed(word: str, meant: str | None) -> Weighed:
    return Weighed(word, 0.3, added=False, meant=(Meant(meant or "cart", 0.9, "slip", counts=meant is not None),))


def _match(fact: Fact) -> Match:
    return Match(fact, 0.9, fact.title)
