"""One language of a base: its words, glossary and index, and what its facts must not contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.context import INSTEAD, completed, lacks_subject
from knowledge.matching.folding import fold
from knowledge.matching.index import Index, Row
from knowledge.matching.lexicon import Lexicon
from knowledge.matching.synonyms import Groups
from knowledge.matching.weights import Weights
from knowledge.matching.words import TEXTS, Kind, Symbols, Token, language
from knowledge.model import Phrasing

MENDED_WORDS = 3
"""In how many of a question's first words a slip is looked for that hides what it asks for."""
GENERAL = ("thing", "manner")
"""What "what about ..." and "how about ..." seem to ask for; they ask for what was asked before."""
DECISIVE = (Kind.YEAR, Kind.ORDINAL, Kind.SYMBOL)
"""Kinds of words that a fact must not contradict."""


@dataclass(frozen=True, slots=True)
class Side:
    """Words that belong to a fact beside its phrasings."""

    fact: str
    text: str
    language: str = "en"
    scope: bool = False
    """Whether they only say what the fact is about, and are not searched."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All that one language of a base is made of: two that are equal make equal tongues."""

    code: str
    """The language, by ISO 639."""
    codes: Sequence[str]
    """All languages of the base."""
    facts: Mapping[str, int]
    """The number of each fact."""
    phrasings: Sequence[Phrasing]
    """How people ask in the language."""
    side: Sequence[Side]
    """Words beside the phrasings."""
    terms: Sequence[Sequence[str]]
    """An acronym or name and then its other forms."""
    synonyms: Sequence[Sequence[str]]
    """Groups of words that mean about the same."""
    excluded: Mapping[str, Sequence[str]]
    """By fact, questions that look near and must not land there."""


class Shares(NamedTuple):
    """How far the words of a text are those of a language, each 0–1."""

    fits: float
    joins: float


class FollowUp(NamedTuple):
    """A question that took its subject from the conversation."""

    tokens: list[Token]
    """Its words, and those of the subject."""
    own: list[Token]
    """Its telling words alone."""
    fits: NDArray[np.bool_]
    """Of each fact, whether people ask it for that kind of thing, and whether it is about the year or rank named."""


class Tongue:
    """Reads questions in one language, and finds facts by the phrasings and answers in it."""

    def __init__(self, texts: Texts, weights: Weights) -> None:
        """Index what a base has in one language; `weights` say what counts how much."""
        self.texts = texts
        code, codes, facts, excluded = texts.code, texts.codes, texts.facts, texts.excluded
        self.language = language(code)
        self._last: tuple[str, list[Token]] = ("", [])
        self._shares = lru_cache(TEXTS)(self._read_shares)
        self.phrasings = sorted(texts.phrasings, key=lambda p: (facts[p.fact], p.text))
        beside = texts.side
        self._lexicon = Lexicon(code)
        # Question words of the base's own language, in which acronyms such as WHO are not written for another's words.
        self._base = language(codes[0])
        self._foreign = self._base.asking if code != codes[0] else frozenset[str]()
        asked = [self._own(self.language.tokens(p.text)) for p in self.phrasings]
        told = [self._own(language(s.language).tokens(s.text)) for s in beside]
        self._symbols = Symbols(token for tokens in (*asked, *told) for token in tokens)
        asked = list(map(self._symbols.join, asked))
        told = list(map(self._symbols.join, told))
        fillers = self.language.uninformative | self._foreign
        usable = [[form for form in term if fold(form) not in fillers] for term in texts.terms]
        self.groups = Groups(
            self.language, [t for t in usable if len(t) > 1], [*self.language.synonyms, *texts.synonyms]
        )
        scopes: list[Row] = [(facts[s.fact], tokens) for s, tokens in zip(beside, told, strict=True) if s.scope]
        decisive: dict[int, dict[Token, None]] = defaultdict(dict)
        for fact, tokens in scopes:
            decisive[fact] |= dict.fromkeys(token for token in tokens if token.kind in DECISIVE)
        rows: list[Row] = [
            (facts[p.fact], _scoped(self._meant(tokens), decisive[facts[p.fact]], weights.scope))
            for p, tokens in zip(self.phrasings, asked, strict=True)
        ]
        answers: list[Row] = [
            (facts[s.fact], self._answered(tokens)) for s, tokens in zip(beside, told, strict=True) if not s.scope
        ]
        others = [other for other in codes if other != code]
        self.index = Index(
            rows, answers, self.groups.words, facts=len(facts), language=self.language, others=others, weights=weights
        )
        self._asked: dict[str, NDArray[np.bool_]] = defaultdict(lambda: np.zeros(len(facts), np.bool_))
        """Of each kind of thing, for which facts a phrasing asks for it."""
        for fact, tokens in rows:
            for token in tokens:
                if token.kind is Kind.ASKED:
                    self._asked[token.stem][fact] = True
        self._told: list[dict[Kind, set[str]]] = [defaultdict(set) for _ in facts]
        for fact, tokens in (*rows, *scopes):
            self._tell(fact, tokens)
        scoped = {(fact, token.kind) for fact, tokens in scopes for token in tokens}
        for fact, tokens in answers:
            # What a fact is about is said by its topic; another year in its answer is only mentioned.
            self._tell(fact, [token for token in tokens if (fact, token.kind) not in scoped])
        self._excluded: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for name in excluded.keys() & facts.keys():
            for text in excluded[name]:
                self._excluded[self._key(self.tokens(text))].add(facts[name])
        self._exact: dict[tuple[str, ...], int] = {}
        self._named: dict[tuple[str, ...], int | None] = {}
        for phrasing, tokens in zip(self.phrasings, asked, strict=True):
            fact, named = facts[phrasing.fact], self._key(self.groups.canonical(tokens))
            self._exact.setdefault(self._key(tokens), fact)
            # What two facts are asked by alike, but for a term's form, is exactly neither.
            self._named[named] = fact if self._named.get(named, fact) == fact else None

    def _tell(self, fact: int, tokens: Iterable[Token]) -> None:
        for token in tokens:
            if token.kind in DECISIVE:
                self._told[fact][token.kind].add(token.stem)

    def fits(self, text: str) -> float:
        """Return the share of the words of `text` that this language, or the base in it, has, 0–1."""
        return self._shares(text).fits

    def joins(self, text: str) -> float:
        """Return the share of the words of `text`, 0–1, that join others in this language: articles, "what", "of"."""
        return self._shares(text).joins

    def _read_shares(self, text: str) -> Shares:
        words = [token for token in self.tokens(text) if token.kind is Kind.WORD]
        joins = [token.surface in self.language.uninformative for token in words]
        has = [
            joining or token.stem in self.index.vocabulary.numbers or self._lexicon.knows(token.surface)
            for token, joining in zip(words, joins, strict=True)
        ]
        return Shares(sum(has) / len(words), sum(joins) / len(words)) if words else Shares(0.0, 0.0)

    def has(self, text: str) -> bool:
        """Tell whether any word of `text` is in this language or in the base."""
        vocabulary = self.index.vocabulary.numbers
        return any(
            token.stem in vocabulary or token.surface in self.language.uninformative or self.index.known(token.surface)
            for token in self.tokens(text)
        )

    def tokens(self, text: str) -> list[Token]:
        """Return the words of a question, as typed."""
        last = self._last  # each step of a reading asks for them; read once, for threads may
        if last[0] != text:
            last = self._last = text, self._symbols.join(self._own(self.language.tokens(text)))
        return last[1]

    def _own(self, tokens: list[Token]) -> list[Token]:
        """Return `tokens` without another language's question words: "who" is not WHO because French lacks the word."""
        if not self._foreign:
            return tokens
        return [
            token
            for token in tokens
            if token.surface not in self._foreign
            or token.surface in self.language.uninformative
            or self._lexicon.knows(token.surface)
        ]

    def analyse(self, text: str) -> list[Token]:
        """Return a question's words, those that they also mean, and the kind of thing it asks for."""
        return self._meant(self._mended(self.tokens(text)))

    def _mended(self, tokens: list[Token]) -> list[Token]:
        """Return a question's words, the first ones mended where a slip hides what it asks for."""
        if self.language.asked_for(tokens):
            return tokens
        mended = [self._question_word(token) for token in tokens[:MENDED_WORDS]] + tokens[MENDED_WORDS:]
        return mended if self.language.asked_for(mended) else tokens

    def _question_word(self, token: Token) -> Token:
        """Return the question word that `token` is most likely a slip of; the token itself if it is none."""
        if token.kind is not Kind.WORD or self.index.known(token.surface):
            return token
        meant = max(self.index.spelling.corrections(token.surface), key=lambda c: c.likelihood, default=None)
        likeliest = self.index.vocabulary.tokens[meant.word] if meant else token
        return likeliest if (likeliest.surface,) in self.language.question_words else token

    def follow_up(self, text: str, title: str, scope: Iterable[str] = ()) -> FollowUp | None:
        """Return a question completed by a fact's title; None where it has a subject of its own.

        Args:
            text: the question.
            title: of the fact, in this language.
            scope: what all facts of its topic are about, in the base's own language.
        """
        tokens = self.tokens(text)
        if not lacks_subject(tokens, self.language, self.groups.names):
            return None
        own = self._meant(self._mended(tokens[self.language.opener(tokens) :]))
        asked = self.language.asked_for(tokens)
        if asked and asked not in GENERAL and not any(token.kind is Kind.ASKED for token in own):
            own.append(_kind_of_thing(asked))  # the opener is a part of the question word
        about = [token for year in scope for token in self._base.tokens(year) if token.kind in DECISIVE]
        words = completed(own, list(dict.fromkeys([*self.analyse(title), *about])), self.groups.names)
        fits = self.asked(words)
        for token in own:
            if token.kind in INSTEAD:
                fits &= [token.stem in told.get(token.kind, ()) for told in self._told]
        return FollowUp(words, [token for token in own if token.informative and not token.added], fits)

    def _meant(self, tokens: list[Token]) -> list[Token]:
        tokens = self.language.without_courtesies(tokens)
        asked = self.language.asked_for(tokens)
        return [*self.groups.expand(tokens), *([_kind_of_thing(asked)] if asked else [])]

    def _answered(self, tokens: list[Token]) -> list[Token]:
        return [*self.groups.expand(tokens), *map(_kind_of_thing, sorted(self.language.holds(tokens)))]

    def exact(self, text: str) -> int | None:
        """Return the number of the fact that has `text` for a phrasing, but for case, punctuation and courtesies.

        If none has, a term may stand in another of its forms: the HLD for the High-level Dialogue.
        """
        tokens = self.tokens(text)
        literal = self._exact.get(self._key(tokens))
        return self._named.get(self._key(self.groups.canonical(tokens))) if literal is None else literal

    def _key(self, tokens: list[Token]) -> tuple[str, ...]:
        spoken = self.language.without_courtesies(tokens)
        return tuple(token.surface if token.kind is Kind.WORD else token.stem for token in spoken)

    def excludes(self, text: str) -> frozenset[int]:
        """Return the numbers of the facts that say of themselves that they do not answer `text`."""
        return frozenset(self._excluded.get(self._key(self.tokens(text)), ()))

    def contradicted(self, fact: int, asked: Mapping[Kind, set[str]]) -> bool:
        """Tell whether a question names a year, rank or symbol, and the fact only others of its kind.

        Args:
            fact: its number.
            asked: what the question names, as `decisive` returns it.
        """
        told = self._told[fact]
        return any(told.get(kind) and named.isdisjoint(told[kind]) for kind, named in asked.items())

    def asked(self, tokens: Iterable[Token]) -> NDArray[np.bool_]:
        """Return of each fact whether people ask it for the kind of thing that a question asks for, if it does."""
        fits = np.ones(len(self._told), bool)
        for token in tokens:
            if token.kind is Kind.ASKED and token.stem in self._asked:
                fits &= self._asked[token.stem]
        return fits

    def tells(self, fact: int, token: Token) -> bool:
        """Tell whether `fact` is about the year, rank or symbol `token`, even if only its topic says so."""
        return token.stem in self._told[fact].get(token.kind, ())


def _scoped(tokens: list[Token], scope: Iterable[Token], weight: float) -> list[Token]:
    """Return the words of a phrasing with the years and ranks of its topic, if it names one of them."""
    stems = {token.stem for token in tokens}
    if all(token.stem not in stems for token in scope):
        return tokens
    return [*tokens, *(t._replace(weight=weight, added=True) for t in scope if t.stem not in stems)]


def decisive(tokens: Iterable[Token]) -> dict[Kind, set[str]]:
    """Return the years, ranks and symbols among a question's words, by kind."""
    named: dict[Kind, set[str]] = {}
    for token in tokens:
        if token.kind in DECISIVE:
            named.setdefault(token.kind, set()).add(token.stem)
    return named


def _kind_of_thing(asked: str) -> Token:
    return Token(f"?{asked}", f"?{asked}", Kind.ASKED, informative=False)
