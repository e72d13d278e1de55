"""The inverted index of one language: which facts are near a question, and by which of its words.

A question's words are first turned into words of the vocabulary, each with a weight: the word itself, what it may be a
slip of, and what shares its letters. What they weigh is then added up over the phrasings and the facts that hold them,
so that a question costs what its words' postings cost, however large the base is.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from knowledge.matching.lexicon import Lexicon
from knowledge.matching.meaning import Meanings
from knowledge.matching.postings import Floats, Ints, Postings, inverted
from knowledge.matching.profiles import Profiles, Weighed
from knowledge.matching.spelling import Spelling
from knowledge.matching.vocabulary import Vocabulary, pair_name, weigh_word
from knowledge.matching.weights import Weights
from knowledge.matching.words import Kind, Language, Token, letter_groups

UNSEEN_WORDS = 16
"""How many words outside the vocabulary are compared letter by letter in one question, so that noise costs little."""
ALIKE = 4
"""How many words at most, the nearest ones, are taken for sharing letters with one."""
REMEMBERED_WORDS = 20_000
"""For how many words it is remembered what they may stand for."""
CLOSELY = 16
"""Of how many facts, the nearest by their words, it is told how near they are in meaning."""

Row = tuple[int, list[Token]]
"""The number of a fact, and the words of a text that belongs to it."""


class Near(NamedTuple):
    """A word of the vocabulary that a question's word may stand for."""

    word: int
    similarity: float
    """0–1."""
    how: str
    """`same`, `slip`, `letters` or `synonym`."""


@dataclass(slots=True)
class Query:
    """A question's words as the index weighs them."""

    words: dict[int, float] = field(default_factory=dict)
    """The weight of each word of the vocabulary that the question holds or may mean."""
    norm: float = 1e-9
    near: list[tuple[Token, float, list[Near]]] = field(default_factory=list)
    """Each word of the question with its own weight and what it may stand for."""
    meant: list[str] = field(default_factory=list)
    """The words that it says, slips put right, as they are looked up for their meaning."""


class Scores(NamedTuple):
    """How near each fact is to a question, 0–1."""

    rows: Floats
    """Each phrasing."""
    nearest: Floats
    """By its nearest phrasing."""
    profile: Floats
    """By its phrasings and answer taken together."""
    cover: Floats
    """By how much of the question it has, wherever it has it, and how often beside all that it says."""
    meaning_nearest: Floats
    """By what its nearest phrasing means; 0 for a fact that is far by its words."""
    meaning_profile: Floats
    """By what its phrasings mean taken together; 0 for a fact that is far by its words."""
    whole: Floats
    """By all of these."""


class LeftOut(NamedTuple):
    """A phrasing, or a whole fact, that a question is matched without, as if the base did not have it."""

    fact: int
    row: int | None
    """The phrasing's; None for the whole fact."""
    gone: frozenset[int]
    """Words that nothing else in the base has."""
    lost: frozenset[int]
    """Words that nothing else of its fact has."""


class Index:
    """An immutable index over phrasings, and over each fact's words taken together."""

    def __init__(
        self,
        phrasings: Sequence[Row],
        side: Sequence[Row],
        synonyms: Iterable[Sequence[Token]],
        *,
        facts: int,
        language: Language,
        others: Iterable[str] = (),
        weights: Weights,
    ) -> None:
        """Build the index.

        Args:
            phrasings: the words of each phrasing, sorted by fact.
            side: words beside the phrasings, such as an answer's.
            synonyms: groups of words that mean about the same.
            facts: how many facts there are.
            language: whose words they are.
            others: the codes of other languages that questions come in: a word of theirs is no slip here.
            weights: what counts how much.
        """
        self.w = weights
        self.facts = facts
        self.lexicon = Lexicon(language.code)
        self._lexicons = [self.lexicon, *(Lexicon(code) for code in others)]
        self.vocabulary = Vocabulary()
        rows = [(fact, self.vocabulary.learn(fact, tokens)) for fact, tokens in phrasings]
        side_rows = [(fact, self.vocabulary.learn(fact, tokens)) for fact, tokens in side]
        self.rarity: list[float] = self.vocabulary.weigh(facts, self.lexicon, weights).tolist()
        self.unseen = math.log((facts + 1) / 0.5) + weights.floor
        self.spelling = Spelling(
            self.vocabulary.spellings.items(), self.lexicon, language.keyboard, self.vocabulary.shares()
        )
        self.fact_of: Ints = np.array([fact for fact, _ in rows], np.int64)
        self.profiles = Profiles(rows, side_rows, self.rarity, self.vocabulary, facts=facts, weights=weights)
        self.covers = self.profiles.covers
        said = ([token.surface for token in tokens if token.spoken] for _, tokens in phrasings)
        self.meanings = Meanings(said, self.fact_of, facts)
        self._rows = [words for _, words in rows]
        self._texts: list[list[Mapping[int, float]]] = [[] for _ in range(facts)]
        for fact, words in (*rows, *side_rows):
            self._texts[fact].append(words)
        self._build_phrasings(rows)
        self._build_letters()
        self._build_synonyms(synonyms)
        self._near: dict[Token, list[Near]] = {}

    def _build_phrasings(self, rows: list[Weighed]) -> None:
        norms = np.array([self.profiles.norm(words) for _, words in rows])
        damped = norms**self.w.length * (norms.mean() if len(norms) else 1.0) ** (1 - self.w.length)
        self.phrasings = inverted(
            (
                {word: share * self.rarity[word] / norm for word, share in words.items()}
                for (_, words), norm in zip(rows, damped, strict=True)
            ),
            len(self.vocabulary.tokens),
        )
        self._present, self._starts = np.unique(self.fact_of, return_index=True)
        self._bounds: list[int] = np.searchsorted(self.fact_of, np.arange(self.facts + 1)).tolist()

    def _build_letters(self) -> None:
        vocabulary = self.vocabulary
        self._spelt = [
            word
            for word, (token, parts) in enumerate(zip(vocabulary.tokens, vocabulary.parts, strict=True))
            if token.kind is Kind.WORD and parts is None
        ]
        groups = [letter_groups(vocabulary.tokens[word].surface) for word in self._spelt]
        rows_by_group: dict[str, dict[int, float]] = defaultdict(dict)
        for row, own in enumerate(groups):
            for group in own:
                rows_by_group[group][row] = 1.0
        self._groups: Floats = np.array([len(own) for own in groups], np.float64)
        self._group_numbers = {group: number for number, group in enumerate(rows_by_group)}
        self._letters = Postings(list(rows_by_group.values()), len(groups))
        self._joined = {
            token.surface: parts
            for token, parts in zip(self.vocabulary.tokens, self.vocabulary.parts, strict=True)
            if parts is not None
        }

    def _build_synonyms(self, groups: Iterable[Sequence[Token]]) -> None:
        self._synonyms: dict[str, set[int]] = defaultdict(set)
        numbers = self.vocabulary.numbers
        for group in groups:
            for token in group:
                others = {numbers[o.stem] for o in group if o.stem in numbers and o.stem != token.stem}
                self._synonyms[token.stem] |= others

    def known(self, word: str) -> bool:
        """Tell whether `word` is a word of a language that questions come in, and so no slip."""
        return any(lexicon.knows(word) for lexicon in self._lexicons)

    def near(self, token: Token) -> list[Near]:
        """Return the words of the vocabulary that `token` may stand for, most similar first."""
        found = self._near.get(token)
        if found is None:
            if len(self._near) >= REMEMBERED_WORDS:
                self._near.clear()
            found = self._near[token] = self._find_near(token)
        return found

    def _find_near(self, token: Token) -> list[Near]:
        found: dict[int, Near] = {}

        def add(word: int, similarity: float, how: str) -> None:
            if word not in found or found[word].similarity < similarity:
                found[word] = Near(word, similarity, how)

        known = self.vocabulary.numbers.get(token.stem)
        if known is not None:
            add(known, 1.0, "same")
        for word in self._synonyms.get(token.stem, ()):
            add(word, self.w.synonym, "synonym")
        if token.kind is Kind.WORD and len(token.surface) > 1:
            if known is None:
                for word in self._joined.get(token.surface, ()):
                    add(word, 1.0, "same")
            if not found and not self.known(token.surface):
                for correction in self.spelling.corrections(token.surface):
                    # The root of the likelihood keeps the second-best word in the game.
                    add(correction.word, self.w.slip**correction.edits * correction.likelihood**0.3, "slip")
            if not any(near.how == "slip" for near in found.values()):
                for word, similarity in self._alike(token.surface):
                    add(word, similarity, "letters")
        return sorted(found.values(), key=lambda near: (-near.similarity, near.word))

    def _alike(self, surface: str) -> list[tuple[int, float]]:
        """Return the words that share letter groups with `surface` (Dice), and how similar that makes them."""
        groups = letter_groups(surface)
        if len(surface) <= len("it"):
            return []
        shared = self._letters.total({self._group_numbers[g]: 1.0 for g in groups if g in self._group_numbers})
        alike = 2 * shared / (self._groups + len(groups))
        near = np.flatnonzero(alike >= self.w.least_letters)
        if len(near) > ALIKE:
            near = near[np.argsort(-alike[near], kind="stable")[:ALIKE]]
        return [(self._spelt[row], self.w.letters * float(alike[row]) ** 1.5) for row in near]

    def without_phrasing(self, row: int) -> LeftOut:
        """Return what the base loses with the phrasing in `row`."""
        fact = int(self.fact_of[row])
        elsewhere = Counter(word for words in self._texts[fact] for word in words)
        lost = frozenset(word for word in self._rows[row] if elsewhere[word] == 1)
        return LeftOut(fact, row, frozenset(word for word in lost if len(self.vocabulary.holders[word]) == 1), lost)

    def without_fact(self, fact: int) -> LeftOut:
        """Return what the base loses with the fact numbered `fact`."""
        words = frozenset(self.covers[fact])
        return LeftOut(fact, None, frozenset(word for word in words if len(self.vocabulary.holders[word]) == 1), words)

    def query(self, tokens: list[Token], left_out: LeftOut | None = None) -> Query:
        """Return what the words of a question weigh in this index, or would weigh with a phrasing left out."""
        query = Query()
        square = 0.0
        meant: list[str] = []
        unseen = 0
        joined = self._joined_words(tokens)
        for place, token in enumerate(tokens):
            unseen += token.stem not in self.vocabulary.numbers
            near = [*joined.get(place, ()), *(self.near(token) if unseen <= UNSEEN_WORDS else ())]
            if left_out and left_out.gone:
                near = [n for n in near if n.word not in left_out.gone]
            best = near[0] if near else None
            own = token.weight * (self.rarity[best.word] if best else self._own(token))
            if token.spoken:
                sure = best is not None and best.how in ("same", "slip")
                meant.append(self.vocabulary.tokens[best.word].stem if sure and best else token.stem)
                slip = best is not None and best.how == "slip"
                query.meant.append(self.vocabulary.tokens[best.word].surface if slip and best else token.surface)
            query.near.append((token, own, near))
            square += own * own
            for word, similarity, _ in near:
                query.words[word] = max(query.words.get(word, 0.0), token.weight * self.rarity[word] * similarity)
        for a, b in pairwise(meant):
            if (pair := self.vocabulary.numbers.get(pair_name(a, b))) is not None:
                query.words[pair] = self.rarity[pair]
                square += self.rarity[pair] ** 2
        query.norm = math.sqrt(square) or 1e-9
        return query

    def _joined_words(self, tokens: list[Token]) -> dict[int, list[Near]]:
        """Return, for the places of two words in a row that the vocabulary has as one, that one."""
        found: dict[int, list[Near]] = defaultdict(list)
        spoken = [(place, token.surface) for place, token in enumerate(tokens) if token.spoken]
        for (first, a), (second, b) in pairwise(spoken):
            word = self.vocabulary.spellings.get(a + b)
            if word is not None:
                for place in (first, second):
                    found[place].append(Near(word, 1.0, "same"))
        return found

    def _own(self, token: Token) -> float:
        """Return what a word weighs that the vocabulary does not have."""
        return weigh_word(self.unseen, token, self.lexicon, self.w)

    def scores(self, query: Query, left_out: LeftOut | None = None) -> Scores:
        """Return how near each fact is to a question, or would be with a phrasing left out."""
        row = left_out.row if left_out else None
        by_row = self.rows(query)
        if row is not None:
            by_row[row] = 0.0
        nearest = np.zeros(self.facts)
        if len(by_row):
            nearest[self._present] = np.maximum.reduceat(by_row, self._starts)
        total = sum(own for _, own, _ in query.near) or 1.0
        # A word is accounted for once, by the best of what it may stand for.
        stand_for = [_stands_for(own, near) for _, own, near in query.near]
        cover = self.profiles.cover(stand_for) / total
        profile = self.profiles.profile(query.words) / query.norm
        if left_out and row is not None:
            cover[left_out.fact] = self.profiles.cover_without(left_out.fact, row, stand_for) / total
            profile[left_out.fact] = self.profiles.profile_without(left_out.fact, row, query.words) / query.norm
        elif left_out:
            nearest[left_out.fact] = profile[left_out.fact] = cover[left_out.fact] = 0.0
        by_words = nearest + self.w.profile * profile + self.w.cover * cover
        closely = _highest(by_words, CLOSELY)
        meaning = self.meanings.near(query.meant, closely, row)
        meaning_nearest, meaning_profile = np.zeros(self.facts), np.zeros(self.facts)
        meaning_nearest[closely], meaning_profile[closely] = meaning
        if left_out and row is None:
            meaning_nearest[left_out.fact] = meaning_profile[left_out.fact] = 0.0
        whole = by_words + self.w.meaning * (meaning_nearest + meaning_profile)
        whole /= 1 + self.w.profile + self.w.cover + 2 * self.w.meaning
        return Scores(by_row, nearest, profile, cover, meaning_nearest, meaning_profile, whole)

    def nearest_row(self, fact: int, rows: Floats) -> int | None:
        """Return which of `rows`, the nearness of each phrasing, is the highest of a fact; None if it has none."""
        first, end = self._bounds[fact : fact + 2]
        return first + int(rows[first:end].argmax()) if first < end else None

    def nearness(self, fact: int, rows: Floats, most: int) -> float:
        """Return the mean of a fact's highest `rows`, the nearness of each phrasing, of up to `most`; 0 for none."""
        first, end = self._bounds[fact : fact + 2]
        nearest = sorted(rows[first:end].tolist())[-most:]
        return sum(nearest) / len(nearest) if nearest else 0.0

    def rows(self, query: Query) -> Floats:
        """Return how near each phrasing is, 0–1."""
        return self.phrasings.total(query.words) / query.norm


def _stands_for(own: float, near: Iterable[Near]) -> dict[int, float]:
    """Return what a question's word weighs as each word that it may stand for."""
    meanings: dict[int, float] = {}
    for word, similarity, _ in near:
        meanings[word] = max(meanings.get(word, 0.0), own * similarity)
    return meanings


def _highest(values: Floats, count: int) -> Ints:
    """Return the places of the `count` highest values above 0, in the order of places."""
    least = np.partition(values, -count)[-count] if len(values) > count else 0.0
    return np.flatnonzero((values >= least) & (values > 0))
