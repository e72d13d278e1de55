"""The knowledge base: a question in, an answer with its source out, or an honest "I don't know"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

from knowledge.files.loading import load_content
from knowledge.matching.calibration import Calibration
from knowledge.matching.matcher import CHOICES, LONGEST_QUESTION, Matcher, Reading, Subject
from knowledge.matching.smalltalk import Chatter
from knowledge.matching.tongue import Side
from knowledge.matching.words import Kind
from knowledge.matching.words import language as known_language
from knowledge.model import (
    Content,
    Edition,
    Explanation,
    Found,
    Golden,
    Match,
    Meant,
    Outcome,
    Outside,
    Rates,
    Source,
    Topic,
    Weighed,
)
from knowledge.places import Places

NEAREST_TOPICS = 3
MOST_ANSWERS = 2
"""How many questions in one message are answered."""
MOST_CLAUSES = 4
"""Up to how many sentences a message is looked at one by one; a longer one is a letter, not two questions."""
AS_NEAR = 0.8
"""How near another fact must come to the best one for a question to leave open which of the two it means."""
EXPLAINED_FACTS = 6
"""How many facts an explanation ranks."""


class KnowledgeBase:
    """A checked base and its matcher. Immutable: an edited folder is loaded into a new one."""

    def __init__(self, content: Content, previous: KnowledgeBase | None = None) -> None:
        """Index `content`, as `load_content` returns it; what is as in `previous` is taken over from there."""
        self._content = content
        editions = content.editions
        # A fact that waits for its translation is found by its original's words alone.
        facts = [f for edition in editions.values() for f in edition.facts.values() if f.language == edition.language]
        own = self.edition()
        self.matcher: Matcher = Matcher(
            [phrasing for fact in facts for phrasing in fact.phrasings],
            side=[
                *(Side(fact.id, fact.answer, fact.language) for fact in facts),
                *(
                    Side(fact.id, text, own.language, scope=True)
                    for fact in own.facts.values()
                    for text in own.topics[fact.topic].scope
                ),
            ],
            terms={code: _terms(edition) for code, edition in editions.items()},
            synonyms={code: edition.synonyms for code, edition in editions.items()},
            excluded={fact.id: fact.excluded for fact in own.facts.values() if fact.excluded},
            leading=[topic.overview for topic in own.topics.values()],
            golden=content.golden,
            outside=[(outside.text, outside.language) for outside in content.outside],
            previous=previous.matcher if previous else None,
        )
        self._beside = {topic.id: _beside(topic, own) for topic in own.topics.values()}
        self._chatter = Chatter(talk for edition in editions.values() for talk in edition.smalltalk)

    @classmethod
    def load(cls, folder: Path, previous: KnowledgeBase | None = None) -> KnowledgeBase:
        """Return the base in `folder`; KnowledgeError, with every fault, where it cannot be used.

        Args:
            folder: the one that holds base.yaml.
            previous: the same base before a change, which makes the loading quicker and changes nothing else.
        """
        return cls(load_content(folder), previous)

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id, in the order of their file."""
        return self._content.sources

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes (ISO 639) of the languages that the base is in, its own first."""
        return tuple(self._content.editions)

    @property
    def golden(self) -> tuple[Golden, ...]:
        """The test questions that facts answer."""
        return self._content.golden

    @property
    def outside(self) -> tuple[Outside, ...]:
        """The test questions that nothing here answers."""
        return self._content.outside

    @property
    def rates(self) -> Rates:
        """What the base must reach on its test questions."""
        return self._content.rates

    @property
    def places(self) -> Places:
        """Where everything in the base stands in its files."""
        return self._content.places

    def trusting(self, calibration: Calibration) -> KnowledgeBase:
        """Return the same base as one that trusts its matches by `calibration`."""
        other = copy(self)
        other.matcher = self.matcher.trusting(calibration)
        return other

    def edition(self, language: str | None = None) -> Edition:
        """Return the base in `language`; in its own where it has no such edition."""
        own = next(iter(self._content.editions.values()))
        return self._content.editions.get(language or own.language, own)

    def find(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Found:
        """Return what `text` asks for, whatever it holds; pure, and quick enough to call in an event loop.

        Args:
            text: a message, as typed.
            language: the asker's language (ISO 639), which decides where two understand the text equally well.
            context: ids of the facts that the asker was last answered with, for a question that lacks its subject.
        """
        if talk := self._chatter.reply(text, language or self.languages[0]):
            return Found(text, Outcome.SMALLTALK, talk.phrasings[0].language, reply=talk.reply)
        whole = self._judge(text, self._read(text, language, context), language)
        clauses = known_language(whole.language).clauses(text[:LONGEST_QUESTION])
        if not 1 < len(clauses) <= MOST_CLAUSES:
            return whole
        parts = self._judged(clauses, language, context)
        answers = {part.answers[0].fact.id: part.answers[0] for part in parts if part.answers}
        if answers:
            kept = tuple(answers.values())[:MOST_ANSWERS]
            others = () if len(answers) > 1 else next((part.choices for part in parts if part.choices), ())
            offered = tuple(match for match in others if match.fact.id not in answers)
            lost = next((part.question for part in parts if part.outcome is Outcome.UNKNOWN), None)
            if len(kept) > 1 or offered or lost or whole.outcome is not Outcome.ANSWERED:
                unknown = None if len(kept) > 1 or offered else lost
                return Found(text, Outcome.ANSWERED, whole.language, answers=kept, choices=offered, unknown=unknown)
        if whole.outcome is Outcome.CHOOSE and len(parts) > 1 and all(part.choices for part in parts):
            # The best of each question in turn.
            near = {m.fact.id: m for turn in zip(*(part.choices for part in parts), strict=False) for m in turn}
            return replace(whole, choices=tuple(near.values())[:CHOICES])
        return whole

    def explain(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Explanation | None:
        """Return why `find` finds what it does; None for small talk, and where no word of `text` is in the base.

        Args:
            text: a message, as typed.
            language: the asker's language.
            context: ids of the facts that the asker was last answered with.
        """
        reading = self._read(text, language, context, limit=EXPLAINED_FACTS)
        if reading is None or self._chatter.reply(text, language or self.languages[0]):
            return None
        calibration = self.matcher.calibration
        ranked = self._matches(reading, self.matcher.reply_language(reading, text, language))
        return Explanation(
            found=self.find(text, language, context),
            words=tuple(_weighed(reading)),
            ranked=ranked,
            evidence=reading.evidence._asdict(),
            answer_from=calibration.answer_from,
            offer_from=calibration.offer_from,
            exact=reading.exact,
            open=self._is_open(reading, ranked[:CHOICES]),
        )

    def _judged(self, clauses: list[str], language: str | None, context: Sequence[str]) -> list[Found]:
        """Return what the questions of one message find, each being the context of the next."""
        parts: list[Found] = []
        for clause in clauses:
            tongue = known_language(self.matcher.language_of(clause, language) or self.languages[0])
            found = self._judge(clause, self._read(clause, language, context), language)
            if found.answers or tongue.asked_for(tongue.tokens(clause)):  # what asks nothing is offered nothing
                parts.append(found)
                context = [match.fact.id for match in found.answers or found.choices] or context
        return parts

    def _read(self, text: str, language: str | None, context: Sequence[str], limit: int = 4) -> Reading | None:
        return self.matcher.read(text, language, limit=limit, subject=self._subject(context))

    def _subject(self, context: Sequence[str]) -> Subject | None:
        own = self.edition().facts
        last = next((own[fact] for fact in context if fact in own), None)
        if last is None:
            return None
        topic = self.edition().topics[last.topic]
        near = {last.id, *last.see} | self._beside[last.topic]
        texts = {code: self.edition(code).facts[last.id].title for code in self.languages}
        return Subject(last.id, texts, topic.scope, frozenset(near))

    def _judge(self, text: str, reading: Reading | None, language: str | None) -> Found:
        """Return the outcome of a reading: an answer, an offer or an admission."""
        matches: tuple[Match, ...] = ()
        if reading:
            spoken = self.matcher.reply_language(reading, text, language)
            matches, calibration = self._matches(reading, spoken), self.matcher.calibration
            if matches[0].score >= calibration.answer_from and not self._is_open(reading, matches):
                return Found(text, Outcome.ANSWERED, spoken, answers=matches[:1], subject=reading.subject)
            if matches[0].score >= calibration.offer_from and len(matches) > 1:
                return Found(text, Outcome.CHOOSE, spoken, choices=matches, subject=reading.subject)
        edition = self.edition(self.matcher.language_of(text, language))
        return Found(text, Outcome.UNKNOWN, edition.language, topics=self._nearest(matches, edition))

    def _is_open(self, reading: Reading, matches: Sequence[Match]) -> bool:
        """Return whether a question leaves open which of two it means: who presided over the Dialogue, but which one?

        It names neither year nor rank; the topic of the best fact is about one, and that of a near fact about another.
        """
        if reading.exact or any(token.kind in (Kind.YEAR, Kind.ORDINAL) for token in reading.tokens):
            return False
        topics = self.edition().topics
        scope, *others = (
            set(topics[match.fact.topic].scope) for match in matches if match.score >= AS_NEAR * matches[0].score
        )
        return bool(scope) and any(other and scope.isdisjoint(other) for other in others)

    def _matches(self, reading: Reading, language: str) -> tuple[Match, ...]:
        facts = self.edition(language).facts
        return tuple(Match(facts[r.fact], r.score, r.phrasing) for r in self.matcher.ranked(reading))

    def _nearest(self, matches: Sequence[Match], edition: Edition) -> tuple[Topic, ...]:
        nearest = dict.fromkeys([match.fact.topic for match in matches] + list(edition.topics))
        return tuple(edition.topics[topic] for topic in list(nearest)[:NEAREST_TOPICS])


def _beside(topic: Topic, edition: Edition) -> frozenset[str]:
    """Return the ids of the facts that may be meant where one of `topic` is talked of: of all topics with its scope."""
    topics = {t.id for t in edition.topics.values() if t is topic or (t.scope and t.scope == topic.scope)}
    return frozenset(fact.id for fact in edition.facts.values() if fact.topic in topics)


def _terms(edition: Edition) -> list[list[str]]:
    return [[term.term, *([term.meaning] if term.meaning else []), *term.synonyms] for term in edition.terms]


def _weighed(reading: Reading) -> Iterator[Weighed]:
    """Yield each word of a question with what it was taken for, the heaviest share first."""
    index, query = reading.tongue.index, reading.query
    held = index.covers[reading.order[0]]
    total = sum(own for _, own, _ in query.near) or 1.0
    shares = iter(index.meanings.shares(query.meant, reading.order[0]))
    words = [(token, own, near, next(shares) if token.spoken else 0.0) for token, own, near in query.near]
    for token, own, near, share in sorted(words, key=lambda word: -word[1]):
        meant = (Meant(index.vocabulary.tokens[n.word].surface, n.similarity, n.how, n.word in held) for n in near)
        best = sorted(meant, key=lambda m: (not m.counts, -m.similarity))[:3]
        yield Weighed(token.surface, float(own / total), not token.spoken, tuple(best), share)
