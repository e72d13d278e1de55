"""What people ask and the base does not answer: open questions that ask for the same, put together.

Two questions ask for the same where their words do, each weighed as the matcher weighs it: by its rarity in the base
and in the language, slips mended, acronyms written out, synonyms counted in part.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from rapidfuzz.distance import OSA

from knowledge.answering import KnowledgeBase
from knowledge.matching.matcher import LONGEST_QUESTION
from knowledge.matching.postings import Postings
from knowledge.matching.tongue import Tongue
from knowledge.matching.words import Kind
from knowledge.model import Match

SAME = 0.5
"""The cosine, 0–1, from which two questions ask for the same: what is merged by it is nearly always rightly merged."""
NEAREST = 3
"""How many of the nearest facts are named."""
MENDED = range(4, 31)
"""How many letters a word may have to be taken for a slip of another that the base lacks too."""
KEY = 12
"""Characters of a gap's key."""


class OpenLike(Protocol):
    """A question that waits for the editors, wherever it is kept."""

    @property
    def text(self) -> str:
        """As it was asked."""

    @property
    def language(self) -> str:
        """The code of the language in which it was replied to."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Open questions that ask for the same."""

    key: str
    """Twelve hexadecimal digits made of language and first question: they stay as long as that one comes first."""
    language: str
    questions: tuple[str, ...]
    """Their texts, each once, most asked first."""
    asked: int
    """How many times they were asked altogether."""
    nearest: tuple[Match, ...]
    """The facts nearest to the first question, best first; none where the base has no word of it."""
    answered: bool
    """Whether the base as it is now answers the first question with the first of those facts."""
    members: tuple[OpenLike, ...]
    """The open questions themselves, in the order in which they were given."""


def gaps(knowledge: KnowledgeBase, questions: Sequence[OpenLike], limit: int | None = None) -> tuple[Gap, ...]:
    """Return what `questions` ask for, most asked first; the same whatever their order.

    Args:
        knowledge: the base, whose matcher weighs the words.
        questions: open questions, in any languages; those in different ones are not put together.
        limit: how many gaps at most; each costs about as much as a question to the bot, for its nearest facts.
    """
    by_tongue: dict[str, list[OpenLike]] = defaultdict(list)
    for question in questions:
        by_tongue[_tongue(knowledge, question.language).language.code].append(question)
    clusters = [
        (code, group) for code, asked in by_tongue.items() for group in _clustered(_tongue(knowledge, code), asked)
    ]
    clusters.sort(key=lambda cluster: (-sum(len(q.members) for q in cluster[1]), cluster[1][0].texts, cluster[0]))
    return tuple(_gap(knowledge, code, group) for code, group in clusters[:limit])


class _Word(NamedTuple):
    """A word of a question."""

    name: str
    weight: float
    strange: str | None = None
    """The word as written where the base does not have it."""
    slip: bool = False
    """Whether it may be a slip of the word of the base that it is named by."""


class _Question(NamedTuple):
    """Open questions of the same words."""

    texts: tuple[str, ...]
    """The ways in which they are written, most used first."""
    members: tuple[OpenLike, ...]
    words: Mapping[str, float]
    """Each word with its weight; a vector of length 1, or 0 where there is no word."""


def _tongue(knowledge: KnowledgeBase, language: str) -> Tongue:
    tongues = knowledge.matcher.tongues
    return next((tongue for tongue in tongues if tongue.language.code == language), tongues[0])


def _gap(knowledge: KnowledgeBase, code: str, group: Sequence[_Question]) -> Gap:
    texts = tuple(text for question in group for text in question.texts)
    members = tuple(member for question in group for member in question.members)
    facts = knowledge.edition(code).facts
    ranked = knowledge.matcher.rank(texts[0], code, limit=NEAREST)
    return Gap(
        key=hashlib.sha256(f"{code}\n{texts[0]}".encode(errors="replace")).hexdigest()[:KEY],
        language=code,
        questions=texts,
        asked=len(members),
        nearest=tuple(Match(facts[found.fact], found.score, found.phrasing) for found in ranked),
        answered=bool(ranked) and ranked[0].score >= knowledge.matcher.calibration.answer_from,
        members=members,
    )


def _clustered(tongue: Tongue, asked: Sequence[OpenLike]) -> Iterator[list[_Question]]:
    """Yield the questions of one language that belong together, in each group the most asked first.

    The most asked question begins a group; each of the others, in turn, belongs to the group whose first question is
    nearest, or begins one itself.
    """
    questions = _distinct(tongue, asked)
    numbers: dict[str, int] = {}
    vectors = [{numbers.setdefault(w, len(numbers)): weight for w, weight in q.words.items()} for q in questions]
    rows: list[dict[int, float]] = [{} for _ in numbers]
    for row, vector in enumerate(vectors):
        for word, weight in vector.items():
            rows[word][row] = weight
    postings = Postings(rows, len(questions))
    nearest, first = np.zeros(len(questions)), np.zeros(len(questions), np.int64)
    for place, vector in enumerate(vectors):
        if nearest[place] < SAME:
            alike = postings.total(vector)
            alike[place] = 1.0  # also where it has no word at all
            nearer = alike > nearest
            nearest[nearer], first[nearer] = alike[nearer], place
    groups: dict[int, list[_Question]] = defaultdict(list)
    for place, question in enumerate(questions):
        groups[int(first[place])].append(question)
    yield from groups.values()


def _distinct(tongue: Tongue, asked: Iterable[OpenLike]) -> list[_Question]:
    """Return the questions, those of the same words as one, most asked first."""
    by_text: dict[str, list[OpenLike]] = defaultdict(list)
    for question in asked:
        by_text[question.text].append(question)
    read = {text: _read(tongue, text) for text in by_text}
    mended = _mended(tongue, [word for words in read.values() for word in words])
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text, words in read.items():
        by_words[tuple(mended.get(word.strange or "", word.name) for word in words) or (text.strip(),)].append(text)
    questions = []
    for names, texts in by_words.items():
        texts.sort(key=lambda text: (-len(by_text[text]), text))
        vector: dict[str, float] = defaultdict(float)
        for name, word in zip(names, read[texts[0]], strict=False):
            vector[name] = max(vector[name], word.weight)
        length = math.hypot(*vector.values())
        members = tuple(member for text in texts for member in by_text[text])
        questions.append(_Question(tuple(texts), members, {w: weight / length for w, weight in vector.items()}))
    return sorted(questions, key=lambda q: (-len(q.members), q.texts[0]))


def _read(tongue: Tongue, text: str) -> list[_Word]:
    """Return the words of a question with what each weighs, by what the base takes each for."""
    tokens = tongue.analyse(text[:LONGEST_QUESTION])
    known = tongue.index.vocabulary.tokens
    words = []
    for token, weight, near in tongue.index.query(tokens).near:
        how = near[0].how if near else None
        name = known[near[0].word].stem if how in ("same", "slip") else token.stem
        strange = token.surface if token.kind is Kind.WORD and how != "same" else None
        words.append(_Word(name, float(weight), strange, how == "slip"))
    return words


def _mended(tongue: Tongue, words: Sequence[_Word]) -> dict[str, str]:
    """Return, for each word that the base lacks and that is a slip of another such one, that one's stem.

    Words a letter apart are found by what is left of each without one of its letters (Garbe's symmetric deletion), so
    that it takes no longer than reading them.
    """
    strange = Counter(word.strange for word in words if word.strange and len(word.strange) in MENDED)
    slips = {word.strange for word in words if word.slip}
    mended: dict[str, str] = {}
    right: dict[str, list[str]] = defaultdict(list)
    for word in sorted(strange, key=lambda word: (word in slips, not tongue.index.known(word), -strange[word], word)):
        left = sorted({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})
        near = (other for rest in left for other in right.get(rest, ()))
        meant = None if tongue.index.known(word) else next((n for n in near if OSA.distance(word, n) == 1), None)
        if meant is not None:
            mended[word] = tongue.language.stem(meant)
        elif word not in slips:
            for rest in left:
                right[rest].append(word)
    return mended
