"""The matcher and what else one may install for the same: each made of phrasings, each giving its best facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import bm25s
import numpy as np
import snowballstemmer
from rapidfuzz import fuzz, process, utils
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge import Matcher, Phrasing
from knowledge.matching.postings import Floats

OFFERED = 4
"""How many facts are looked at."""


class Scored(NamedTuple):
    """A fact found, and how near it is on its matcher's own scale."""

    fact: str
    score: float


Ask = Callable[[str], list[Scored]]
"""A question in, its best facts out, best first."""
Build = Callable[[Sequence[Phrasing]], Ask]


def asking(matcher: Matcher) -> Ask:
    """Return how a matcher of this project is asked."""
    return lambda text: [Scored(ranked.fact, ranked.score) for ranked in matcher.rank(text, limit=OFFERED)]


def ours(phrasings: Sequence[Phrasing]) -> Ask:
    """Return the matcher of this project, with phrasings alone."""
    return asking(Matcher(phrasings))


def ratio(scorer: Callable[..., float]) -> Build:
    """Return what builds a scan by a scorer of RapidFuzz."""

    def build(phrasings: Sequence[Phrasing]) -> Ask:
        texts = [utils.default_process(phrasing.text) for phrasing in phrasings]
        return lambda text: _best(process.cdist([utils.default_process(text)], texts, scorer=scorer)[0], phrasings)

    return build


def bm25(phrasings: Sequence[Phrasing]) -> Ask:
    """Return BM25 with stems and English stop words."""
    stem = snowballstemmer.stemmer("english").stemWords

    def words(texts: list[str]) -> list[list[str]]:
        return list(bm25s.tokenize(texts, stopwords="en", stemmer=stem, return_ids=False, show_progress=False))

    index = bm25s.BM25()
    index.index(words([phrasing.text for phrasing in phrasings]), show_progress=False)
    return lambda text: _best(index.get_scores(words([text])[0]), phrasings)


def letters(phrasings: Sequence[Phrasing]) -> Ask:
    """Return TF-IDF of groups of 2 to 5 letters, nearest phrasing."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    matrix = vectors.fit_transform([phrasing.text for phrasing in phrasings]).T.tocsr()
    return lambda text: _best((vectors.transform([text]) @ matrix).toarray()[0], phrasings)


def _best(scores: Floats, phrasings: Sequence[Phrasing]) -> list[Scored]:
    """Return the facts of the best phrasings, each once."""
    best: dict[str, float] = {}
    for row in np.argsort(-scores, kind="stable"):
        best.setdefault(phrasings[row].fact, float(scores[row]))
        if len(best) == OFFERED:
            break
    return [Scored(fact, score) for fact, score in best.items()]


RIVALS: Mapping[str, Build] = {
    "`WRatio`": ratio(fuzz.WRatio),
    "`token_sort_ratio`": ratio(fuzz.token_sort_ratio),
    "`token_set_ratio`": ratio(fuzz.token_set_ratio),
    "BM25 of stems (bm25s)": bm25,
    "TF-IDF of 2–5 letters": letters,
    "this matcher": ours,
}
