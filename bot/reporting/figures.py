"""How the bot is used, in figures: what the page and its charts show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from bot.reporting.kept import Kept
from handlers.keeping.schema import Reason, Tally, Vote
from knowledge import Fact, KnowledgeBase, Outcome, Topic
from knowledge.gaps import Gap, gaps

MOST_GAPS = 15
MOST_FACTS = 15

Counts = Mapping[Outcome, int]


class Line(NamedTuple):
    """What became of the questions of one day, topic or language."""

    name: str
    counts: Counts

    @property
    def asked(self) -> int:
        """How many there were."""
        return sum(self.counts.values())


class Asked(NamedTuple):
    """How often a fact was the answer."""

    fact: Fact
    times: int


class Votes(NamedTuple):
    """How the answers of a fact were judged."""

    fact: str
    title: str
    """As on its button; its id where the base has it no more."""
    good: int
    bad: int
    reasons: Mapping[Reason, int]


class Unasked(NamedTuple):
    """The facts of a topic that were no answer to any question."""

    topic: Topic
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """How the bot was used in some days, by the journal."""

    name: str
    """The bot's."""
    first: date
    last: date
    total: Line
    days: tuple[Line, ...]
    """Each day, also those without a question; named as in ISO 8601."""
    topics: tuple[Line, ...]
    """By topic, most asked first; what found no fact has none."""
    languages: tuple[Line, ...]
    """By language, most asked first."""
    facts: tuple[Asked, ...]
    """The most asked ones, most asked first."""
    unasked: tuple[Unasked, ...]
    gaps: tuple[Gap, ...]
    votes: tuple[Votes, ...]
    """By fact, the worst judged first."""

    @property
    def asked(self) -> int:
        """How many questions there were; one that asks two things counts twice."""
        return self.total.asked


def figures(knowledge: KnowledgeBase, kept: Kept, *, today: date, days: int) -> Figures:
    """Return how the bot was used.

    Args:
        knowledge: the base as it is.
        kept: what the journal holds.
        today: the last day that counts, in UTC.
        days: how many days count, at least 1.
    """
    first = today - timedelta(days=days - 1)
    own = knowledge.edition()
    tallies = [tally for tally in kept.tallies if first <= tally.day <= today]
    votes = [vote for vote in kept.votes if first <= vote.voted_at.date() <= today]
    open_questions = [question for question in kept.questions if first <= question.asked_at.date() <= today]
    times = Counter[str]()
    for tally in tallies:
        if tally.fact:
            times[tally.fact] += tally.count
    every_day = [(first + timedelta(days=n)).isoformat() for n in range(days)]
    by_day = dict(_lines((tally.day.isoformat(), tally) for tally in tallies))
    topics = _lines((_title(own.topics, tally.topic), tally) for tally in tallies if tally.topic)
    return Figures(
        name=own.about.name,
        first=first,
        last=today,
        total=Line("", _counts(tallies)),
        days=tuple(Line(day, by_day.get(day, {})) for day in every_day),
        topics=_most_first(topics),
        languages=_most_first(_lines((_language(tally.language), tally) for tally in tallies)),
        facts=tuple(Asked(own.facts[i], n) for i, n in times.most_common() if i in own.facts)[:MOST_FACTS],
        unasked=tuple(_unasked(knowledge, times)),
        gaps=gaps(knowledge, open_questions, MOST_GAPS),
        votes=_votes(own.facts, votes),
    )


def _counts(tallies: Iterable[Tally]) -> Counts:
    counts = dict.fromkeys(Outcome, 0)
    for tally in tallies:
        counts[Outcome(tally.outcome)] += tally.count
    return counts


def _lines(named: Iterable[tuple[str, Tally]]) -> Iterator[Line]:
    groups: dict[str, list[Tally]] = defaultdict(list)
    for name, tally in named:
        groups[name].append(tally)
    for name, group in groups.items():
        yield Line(name, _counts(group))


def _most_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (-line.asked, line.name)))


def _title(topics: Mapping[str, Topic], topic: str) -> str:
    return topics[topic].title if topic in topics else topic


def _language(code: str) -> str:
    try:
        return Locale.parse(code).get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def _unasked(knowledge: KnowledgeBase, times: Mapping[str, int]) -> Iterator[Unasked]:
    own = knowledge.edition()
    for topic in own.topics.values():
        if facts := tuple(fact for fact in own.facts_of(topic.id) if fact.id not in times):
            yield Unasked(topic, facts)


def _votes(facts: Mapping[str, Fact], votes: Iterable[Vote]) -> tuple[Votes, ...]:
    of_fact: dict[str, list[Vote]] = defaultdict(list)
    for vote in votes:
        of_fact[vote.fact].append(vote)
    judged = [
        Votes(
            fact,
            facts[fact].title if fact in facts else fact,
            sum(vote.good for vote in given),
            sum(not vote.good for vote in given),
            Counter(vote.reason for vote in given if vote.reason),
        )
        for fact, given in of_fact.items()
    ]
    return tuple(sorted(judged, key=lambda v: (-v.bad, -v.good, v.fact)))
