"""What speaks for or against the best fact: what it has of the question, and what its rivals have."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.matching.calibration import Evidence
from knowledge.matching.index import LeftOut, Query, Scores
from knowledge.matching.postings import Floats
from knowledge.matching.tongue import DECISIVE, Tongue

NEAREST = 3
"""How many of a fact's nearest phrasings are taken together to compare it with its best rival."""
RIVALRY = 20.0
"""How fast a rival counts less the farther it falls behind: one that is a twentieth behind counts a third."""
SHARED = 0.5
"""The similarity, 0–1, from which a word counts as shared."""


def weigh(
    tongue: Tongue, query: Query, order: Sequence[int], raw: Floats, scores: Scores, left_out: LeftOut | None
) -> Evidence:
    """Return the evidence for the best fact.

    Args:
        tongue: the language in which the question was read.
        query: its words.
        order: numbers of the best fact and of its rivals, best first.
        raw: what each fact is ranked by.
        scores: how near each fact is.
        left_out: what the base is taken to lack.
    """
    best = order[0]
    held = _held(tongue, best, left_out)
    rivals = _held(tongue, order[1], left_out) if len(order) > 1 else {}
    whole = total = covered = unknown = cover = ahead = behind = 0.0
    informative = spoken = 0
    for token, own, near in query.near:
        similar = max((n.similarity * held[n.word] for n in near if n.word in held), default=0.0)
        if not similar and token.kind in DECISIVE and tongue.tells(best, token):
            similar = 1.0
        rival = max((n.similarity * rivals[n.word] for n in near if n.word in rivals), default=0.0)
        whole += own
        cover += own * similar
        ahead += own * max(0.0, similar - rival)
        behind += own * max(0.0, rival - similar)
        spoken += similar > SHARED
        if token.informative:
            total += own
            covered += own * similar
            unknown += own * (1 - max((n.similarity for n in near), default=0.0))
            informative += similar > SHARED
    second = raw[order[1]] if len(order) > 1 else 0.0
    nearness, *others = (tongue.index.nearness(fact, scores.rows, NEAREST) for fact in order[:2])
    meaning = (scores.meaning_nearest[order] + scores.meaning_profile[order]).tolist()
    return Evidence(
        nearest=float(min(scores.nearest[best], 1)),
        profile=float(min(scores.profile[best], 1)),
        margin=float((raw[best] - second) / raw[best]),
        coverage=float(covered / total) if total else 0.0,
        unknown=float(unknown / total) if total else 1.0,
        words=min(informative, 4) / 4,
        spoken=min(1.0, math.log1p(spoken) / 3),
        cover=float(cover / whole) if whole else 0.0,
        share=float(1 / np.exp(RIVALRY * (raw[order] / raw[best] - 1)).sum()),
        ahead=float(ahead / whole) if whole else 0.0,
        behind=float(behind / whole) if whole else 0.0,
        alike=nearness / (nearness + sum(others)) if nearness else 0.0,
        meaning_nearest=float(scores.meaning_nearest[best]),
        meaning_profile=float(scores.meaning_profile[best]),
        meaning_margin=float((2 + meaning[0] - max(meaning[1:], default=0.0)) / 4),
    )


def _held(tongue: Tongue, fact: int, left_out: LeftOut | None) -> Mapping[int, float]:
    """Return how far a fact accounts for each word, less what it loses with what is left out."""
    held = tongue.index.covers[fact]
    if left_out is None or left_out.fact != fact:
        return held
    return {word: share for word, share in held.items() if word not in left_out.lost}
