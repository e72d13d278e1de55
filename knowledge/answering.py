"""The knowledge base: a question in, an answer with its source out, or an honest "I don't know"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from rapidfuzz.distance import OSA

from knowledge.files.loading import load_content
from knowledge.matching.matcher import Matcher, Ranked
from knowledge.matching.tongue import Side
from knowledge.matching.words import language
from knowledge.model import Content, Edition, Fact, Found, Match, Outcome, SmallTalk, Source, Topic

NEAREST_TOPICS = 3
SMALLTALK_FROM = 0.8
"""The share of words, 0–1, that a message and a phrasing of small talk have in common at least."""
_SENTENCE = re.compile(r"(?<=[?!.;\n])\s+")


class KnowledgeBase:
    """A checked base and its matcher. Immutable: an edited folder is loaded into a new one."""

    def __init__(self, content: Content) -> None:
        """Index `content`, as `load_content` returns it."""
        self._content = content
        editions = content.editions
        # A fact that waits for its translation is found by its original's words alone.
        facts = [f for edition in editions.values() for f in edition.facts.values() if f.language == edition.language]
        topics = self.edition().topics
        self.matcher = Matcher(
            [phrasing for fact in facts for phrasing in fact.phrasings],
            side=[side for fact in facts for side in _side(fact, topics[fact.topic])],
            terms={
                e.language: [[t.term, *([t.meaning] if t.meaning else []), *t.synonyms] for t in e.terms]
                for e in editions.values()
            },
            synonyms={e.language: e.synonyms for e in editions.values()},
            golden=content.golden,
            outside=[outside.text for outside in content.outside],
        )
        self._smalltalk = [
            (edition.language, talk, [t.surface for t in language(edition.language).tokens(p.text)])
            for edition in editions.values()
            for talk in edition.smalltalk
            for p in talk.phrasings
        ]

    @classmethod
    def load(cls, folder: Path) -> KnowledgeBase:
        """Return the base in `folder`; KnowledgeError, with every fault, where it cannot be used."""
        return cls(load_content(folder))

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id, in the order of their file."""
        return self._content.sources

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes (ISO 639) of the languages that the base is in, its own first."""
        return tuple(self._content.editions)

    def edition(self, language: str | None = None) -> Edition:
        """Return the base in `language`; in its own where it has no such edition."""
        own = next(iter(self._content.editions.values()))
        return self._content.editions.get(language or own.language, own)

    def find(self, text: str, language: str | None = None) -> Found:
        """Return what `text` asks for, whatever it holds; pure, and quick enough to call in an event loop.

        Args:
            text: a message, as typed.
            language: the asker's language (ISO 639-1), which decides where two understand the text equally well.
        """
        if small := self._small_talk(text, language):
            spoken, talk = small
            return Found(text, Outcome.SMALLTALK, spoken, reply=talk.reply)
        whole = self._find_one(text, language)
        if whole.outcome is not Outcome.ANSWERED and len(parts := self._parts(text)) > 1:
            found = [self._find_one(part, language) for part in parts]
            answers = {m.fact.id: m for f in found if f.outcome is Outcome.ANSWERED for m in f.answers}
            if answers and all(f.outcome is Outcome.ANSWERED for f in found):
                return Found(text, Outcome.ANSWERED, whole.language, answers=tuple(answers.values())[:2])
        return whole

    def _find_one(self, text: str, language: str | None) -> Found:
        reading = self.matcher.read(text, language)
        if reading is None:
            spoken = self.edition(language)
            return Found(text, Outcome.UNKNOWN, spoken.language, topics=self._nearest([], spoken))
        ranked = self.matcher.ranked(reading)
        spoken = self.edition(reading.tongue.language.code)
        calibration = self.matcher.calibration
        matches = tuple(Match(spoken.facts[r.fact], r.score, r.phrasing) for r in ranked)
        if ranked[0].score >= calibration.answer_from:
            return Found(text, Outcome.ANSWERED, spoken.language, answers=matches[:1])
        if ranked[0].score >= calibration.offer_from and len(ranked) > 1:
            return Found(text, Outcome.CHOOSE, spoken.language, choices=matches)
        return Found(text, Outcome.UNKNOWN, spoken.language, topics=self._nearest(ranked, spoken))

    def _nearest(self, ranked: list[Ranked], edition: Edition) -> tuple[Topic, ...]:
        nearest = dict.fromkeys([edition.facts[r.fact].topic for r in ranked] + list(edition.topics))
        return tuple(edition.topics[topic] for topic in list(nearest)[:NEAREST_TOPICS])

    def _parts(self, text: str) -> list[str]:
        return [part for part in _SENTENCE.split(text.strip()) if part.strip()]

    def _small_talk(self, text: str, asker: str | None) -> tuple[str, SmallTalk] | None:
        words = {code: [t.surface for t in language(code).tokens(text)] for code in self.languages}
        near = (
            (_shared(words[code], other), code == asker, code, talk)
            for code, talk, other in self._smalltalk
            if 0 < len(words[code]) <= 30
        )
        best = max(near, key=lambda n: n[:2], default=None)
        return (best[2], best[3]) if best and best[0] >= SMALLTALK_FROM else None


def _side(fact: Fact, topic: Topic) -> list[Side]:
    return [
        Side(fact.id, fact.answer, fact.language),
        *(Side(fact.id, text, fact.language, scope=True) for text in topic.scope),
    ]


def _shared(words: list[str], other: list[str]) -> float:
    """Return the share of words that two messages have in common (Dice), a slip in a longer word forgiven."""
    left = list(other)
    common = 0
    for word in words:
        for i, candidate in enumerate(left):
            if word == candidate or (len(word) > 3 and OSA.distance(word, candidate, score_cutoff=1) <= 1):
                common += 1
                del left[i]
                break
    return 2 * common / (len(words) + len(other))
