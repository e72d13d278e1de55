"""What the titles of facts are about and what they ask of it, so that two subjects can be set side by side. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from knowledge import Edition, Fact
from knowledge.matching.folding import fold
from knowledge.matching.words import language

PAIRS = 6
ALIKE_FROM = 75
"""The similarity, 0–100, from which two titles ask for the same."""
CORE_ALIKE_FROM = 60
"""The same for the words that they ask for; the others make up most of a question, and are much the same in any."""
RESEMBLES_FROM = 80
"""The similarity, 0–100, from which two pairs ask nearly the same."""
MOST_ALIKE = 101.0
"""More than any two titles are alike."""
SAME_FROM = 0.75
"""The similarity, 0–1, from which a word is a slip for a name: one letter in four."""
INTRODUCES = 1
"""How many words that are no names a title may have beside its subject, for its fact to be about all of that."""

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody names, in each of the forms that stand for it."""

    forms: tuple[Stems, ...]

    @property
    def words(self) -> Stems:
        """The words of all forms."""
        return frozenset[str]().union(*self.forms)


@dataclass(frozen=True, slots=True)
class _Title:
    """What the title of a fact asks."""

    fact: Fact
    place: int
    """Where in the base the fact stands."""
    stems: tuple[str, ...]
    informative: Stems
    asks: str | None
    """The kind of thing that it asks for, such as a time."""
    scope: Stems
    """What all facts of its topic are about: years and ranks."""
    about: Stems
    """These, and the years of the fact's date."""
    named: Stems
    """These, and the words of the title."""

    def names(self, subject: Subject) -> bool:
        """Return whether it asks about `subject`."""
        return any(form <= self.named for form in subject.forms)

    def without(self, subject: Stems) -> str:
        """Return what it asks, whatever it asks it of."""
        return " ".join(stem for stem in self.stems if stem not in self.about and stem not in subject)


@dataclass(frozen=True, slots=True)
class _Core:
    """What a title says beside its subject, without the words in which questions are put."""

    names: Stems
    """Words of other names: with others, it asks about the relation to something else."""
    words: str

    def is_like(self, other: _Core) -> bool:
        """Return whether both ask for the same, be it in other words."""
        return self.names == other.names and fuzz.ratio(self.words, other.words) >= CORE_ALIKE_FROM


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two facts that say the same kind of thing, each of another subject."""

    score: float
    """How much alike they are, the less the more."""
    places: tuple[int, int]
    """Where in the base they stand, the first of them first."""
    one: Fact
    other: Fact
    asked: tuple[str, ...]
    """What both ask, whatever they ask it of."""

    def resembles(self, other: _Pair) -> bool:
        """Return whether another pair asks nearly the same, such as a name in another language: one is enough."""
        return any(fuzz.ratio(*each) >= RESEMBLES_FROM for each in zip(self.asked, other.asked, strict=False))


class Titles:
    """The titles of an edition, read once."""

    def __init__(self, edition: Edition) -> None:
        """Read the titles, and what the glossary names."""
        self._tongue = language(edition.language)
        self._overviews = {topic.overview for topic in edition.topics.values()}
        scopes = {topic.id: self._all_stems(" ".join(topic.scope)) for topic in edition.topics.values()}
        self._titles = [self._title(f, place, scopes[f.topic]) for place, f in enumerate(edition.facts.values())]
        self._names: dict[str, tuple[Stems, ...]] = {}
        """All forms of each name in the glossary, by each of them as it is written."""
        for term in edition.terms:
            written = (term.term, term.meaning or term.term, *term.synonyms)
            forms = tuple(filter(None, map(self._stems, written)))
            self._names |= {fold(form): forms for form in written}
        self._names_words = frozenset[str]().union(*(form for forms in self._names.values() for form in forms))

    def subject(self, asked: str) -> Subject | None:
        """Return what somebody names, slips in a name of the glossary forgiven; None where no title is about it."""
        said = self._stems(asked)
        # A name may stand in a longer one, such as HLD in "HLD 2006": each of its forms may stand there.
        others = {
            said - form | other for forms in self._names.values() for form in forms if form <= said for other in forms
        }
        spelled = Subject((said, *others) if said else ())
        if self._is_known(spelled):
            return spelled
        near = process.extractOne(fold(asked), [*self._names], scorer=OSA.normalized_similarity, score_cutoff=SAME_FROM)
        meant = Subject(self._names[near[0]] if near else ())
        return meant if self._is_known(meant) else None

    def on_both(self, first: Subject, second: Subject) -> list[Fact]:
        """Return the facts that are about two subjects at once, such as how they differ, overviews first."""
        found = [title for title in self._titles if title.names(first) and title.names(second)]
        return [title.fact for title in sorted(found, key=self._rank(first, second))]

    def nearest(self, subject: Subject, instead: Subject) -> Fact | None:
        """Return the fact that says most of one of two subjects as a whole; None where all are about both."""
        best = min(self._about(subject, instead), key=self._rank(subject), default=None)
        return best.fact if best else None

    def pairs(self, first: Subject, second: Subject) -> list[tuple[Fact, Fact]]:
        """Return the facts that say the same kind of thing about two subjects, whichever of these comes first.

        What introduces both leads; then come the most alike, in the order of the base.
        """
        left, right = self._about(first, second), self._about(second, first)
        one, other = self._overview(first, second), self._overview(second, first)
        found = [_Pair(-MOST_ALIKE, (-1, -1), one, other, ())] if one and other else []
        found += self._alike(left, first.words, right, second.words)
        taken: set[str] = set()
        kept: list[_Pair] = []
        for pair in sorted(found, key=lambda pair: (pair.score, pair.places)):
            if taken.isdisjoint({pair.one.id, pair.other.id}) and not any(map(pair.resembles, kept)):
                taken |= {pair.one.id, pair.other.id}
                kept.append(pair)
        return [(pair.one, pair.other) for pair in sorted(kept[:PAIRS], key=lambda pair: pair.places)]

    def _overview(self, subject: Subject, instead: Subject) -> Fact | None:
        """Return the fact that introduces one of two subjects; None where no title asks for it as a whole."""
        rank = self._rank(subject)
        best = min(self._about(subject, instead), key=rank, default=None)
        return best.fact if best and not any(rank(best)[:2]) else None

    def _alike(self, left: list[_Title], first: Stems, right: list[_Title], second: Stems) -> Iterator[_Pair]:
        """Yield the titles that ask for the same, whatever they ask it of."""
        asked = [title.without(first) for title in left], [title.without(second) for title in right]
        scores = process.cdist(*asked, scorer=fuzz.ratio, score_cutoff=ALIKE_FROM)
        for i, j in zip(*map(list, scores.nonzero()), strict=True):
            one, other = left[i], right[j]
            if one.asks == other.asks and self._core(one, first).is_like(self._core(other, second)):
                places = (min(one.place, other.place), max(one.place, other.place))
                texts = tuple(sorted((one.without(first), other.without(second))))
                yield _Pair(-float(scores[i, j]), places, one.fact, other.fact, texts)

    def _core(self, title: _Title, subject: Stems) -> _Core:
        beside = title.informative - subject - title.about
        return _Core(beside & self._names_words, " ".join(sorted(beside - self._names_words)))

    def _is_known(self, subject: Subject) -> bool:
        return any(title.names(subject) for title in self._titles)

    def _about(self, subject: Subject, instead: Subject) -> list[_Title]:
        return [title for title in self._titles if title.names(subject) and not title.names(instead)]

    def _rank(self, *subjects: Subject) -> Callable[[_Title], tuple[bool, bool, bool, bool, int, bool, int, int]]:
        """Return what puts titles in order: first those that ask for nothing but what these subjects are."""
        words = frozenset[str]().union(*(subject.words for subject in subjects))
        forms = [form for subject in subjects for form in subject.forms]

        def rank(title: _Title) -> tuple[bool, bool, bool, bool, int, bool, int, int]:
            by_date = not any(form <= title.scope.union(title.stems) for form in forms)
            by_word = not any(form <= title.scope for form in forms)
            beside = title.informative - words - title.about
            others = len(beside - self._names_words)
            part = title.fact.id not in self._overviews
            more = len(beside) if part else others  # the title of an overview may say what kind of thing it is
            asks = title.asks is not None
            return others > INTRODUCES, by_date, part, by_word, more, asks, len(title.stems), title.place

        return rank

    def _title(self, fact: Fact, place: int, scope: Stems) -> _Title:
        tokens = self._tongue.tokens(fact.title)
        years = frozenset(moment[:4] for moment in (fact.date or "").split("/"))
        stems = tuple(token.stem for token in tokens)
        informative = frozenset(token.stem for token in tokens if token.informative)
        about = scope | years
        return _Title(fact, place, stems, informative, self._tongue.asked_for(tokens), scope, about, about.union(stems))

    def _all_stems(self, text: str) -> Stems:
        return frozenset(token.stem for token in self._tongue.tokens(text))

    def _stems(self, text: str) -> Stems:
        """Return the words of a text without those that say nothing of what it is about."""
        return frozenset(token.stem for token in self._tongue.tokens(text) if token.informative)
