"""From what counted for a match to the probability that it is right, and from that to when to speak.

Both are fitted on test questions whose right answer is known, at each load, so that no number here is a magic one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple
from zlib import crc32

import numpy as np

from knowledge.matching.postings import Floats, Ints


class Costs(NamedTuple):
    """What each reply costs, an "I don't know" to a question that the base answers being 1."""

    wrong: float = 5.0
    """A fact that does not answer the question."""
    missed: float = 1.0
    """An "I don't know", or an offer without the right fact, where the base has the answer."""
    offer: float = 0.2
    """An offer of choices."""
    needless: float = 1.75
    """An offer where the best fact, given as the answer, would have been right: the asker is asked back for nothing."""


class Evidence(NamedTuple):
    """What speaks for or against the best fact, each 0–1."""

    nearest: float
    """How near its nearest phrasing is."""
    profile: float
    """How near its words taken together are."""
    margin: float
    """How far it is ahead of its best rival."""
    coverage: float
    """The share of the question's informative weight that it accounts for."""
    unknown: float
    """The share of the question's informative weight that nothing in the base accounts for."""
    words: float
    """How many informative words it shares with the question, 4 or more being 1."""
    spoken: float
    """How many words of any kind it shares with the question, on a logarithmic scale, 19 or more being 1."""
    cover: float
    """The share of the question's whole weight that it accounts for."""
    share: float
    """What it has of the match that it and its rivals have together, close rivals counting most."""
    ahead: float
    """The share of the question's whole weight that it accounts for and its best rival does not."""
    behind: float
    """The share of the question's whole weight that its best rival accounts for and it does not."""
    alike: float
    """What its few nearest phrasings have of the nearness that they and those of its best rival have together."""
    meaning_nearest: float
    """How near its nearest phrasing is in meaning."""
    meaning_profile: float
    """How near its phrasings taken together are in meaning."""
    meaning_margin: float
    """How far it is ahead of its nearest rival in both, 0.5 where they are as near."""


class Trial(NamedTuple):
    """A test question, what the matcher made of it, and what would have been right."""

    evidence: Evidence
    right: bool
    """Whether the best fact is the right one."""
    offered: bool
    """Whether the right one is among the candidates that would be offered."""
    answerable: bool
    """Whether the base answers the question at all."""
    about: str
    """Id of the fact that it asks for, or else its text: trials about the same are held back together."""
    weight: float = 1.0
    """How much it counts."""
    left_out: bool = False
    """Whether the question is a phrasing of the right fact, which was matched without it."""

    @property
    def success(self) -> float:
        """How far the best fact is the right one, 0–1: one that lacks its phrasing may just miss the first place."""
        return NEARLY if self.left_out and self.offered and not self.right else float(self.right)


NEARLY = 0.5
"""What it is worth, 0–1, that a fact is only offered for a phrasing that was left out, and that it lacks."""

NOTHING = Evidence(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""The evidence where no fact has a word of the question."""
CERTAIN = Evidence(1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1)
"""The evidence where the question is a phrasing of the fact."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted confidence and the thresholds that cost least."""

    intercept: float
    slopes: tuple[float, ...]
    """What each log-odds of the evidence adds."""
    answer_from: float
    """The confidence, 0–1, from which the best fact is given as the answer."""
    offer_from: float
    """The confidence, 0–1, from which candidates are offered."""
    products: tuple[float, ...] = ()
    """What the product of two of them adds, in the order of `_products`; nothing where it is empty."""
    _slopes: Floats = field(init=False, repr=False, compare=False)
    _products: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the numbers as arrays, too: each match asks for its confidence."""
        object.__setattr__(self, "_slopes", np.array(self.slopes))
        object.__setattr__(self, "_products", np.array(self.products))

    def confidence(self, evidence: Evidence) -> float:
        """Return the probability, 0–1, that the best fact is right."""
        x = _log_odds(evidence)
        z = self.intercept + float(x @ self._slopes)
        if self.products:
            z += float(_products(x) @ self._products)
        return 1 / (1 + math.exp(-min(max(z, -30.0), 30.0)))


RIDGE = 1.0
"""How much the regression doubts slopes far from 0: as much as one more question would."""
RIDGE_OF_PRODUCTS = 75.0
"""The same for the products: where questions are few they stay near 0. From 20 to 150 the choice matters little."""
DOUBT = 0.02
"""How near to 0 and 1 a share may come, 0–1."""
FOLDS = 5
"""Into how many parts the trials are dealt, each of which is judged by a confidence fitted on the others."""
COSTS = Costs()
UNTRAINED = Calibration(0.0, (0.5, 0.2, 0.3, 0.3, 0.0, 0.0, 0.0, 0.3, 0.3, 0.3, 0.0, 0.0, 0.3, 0.3, 0.0), 0.85, 0.4)
"""For a base too small to learn from."""


def calibrate(trials: Iterable[Trial], costs: Costs = COSTS) -> Calibration:
    """Return the calibration that fits `trials` best: a logistic regression, then the cheapest thresholds.

    What one piece of evidence is worth depends on the others: that all of a question is accounted for says less where
    a rival accounts for all of it too. Hence the products.
    """
    rows = list(trials)
    if not any(t.right for t in rows) or all(t.right for t in rows):
        return UNTRAINED
    x = _log_odds([t.evidence for t in rows])
    y = np.array([t.success for t in rows])
    weight = np.array([t.weight for t in rows])
    intercept, slopes, products = _logistic(x, y, weight)
    fitted = Calibration(intercept, slopes, 1.0, 0.0, products)
    answer_from = _answer_from(costs)
    # One by one: in a product of matrices, equal evidence may come out unequal in the last digit.
    confidence = np.array([fitted.confidence(t.evidence) for t in rows])
    offer_from = _offer_from(confidence, rows, costs, answer_from)
    return replace(fitted, answer_from=answer_from, offer_from=offer_from)


def held_back(trials: Iterable[Trial], costs: Costs = COSTS) -> list[Calibration]:
    """Return calibrations fitted without a part of the `trials` each, to judge by what they were not fitted on.

    Those without what is about the same as a question are at `part_of(about)`.
    """
    rows = list(trials)
    return [calibrate([trial for trial in rows if part_of(trial.about) != part], costs) for part in range(FOLDS)]


def part_of(about: str) -> int:
    """Return into which part the trials are dealt that are about the same, the same on every machine."""
    return crc32(about.encode()) % FOLDS


def _log_odds(shares: Sequence[float] | Sequence[Sequence[float]]) -> Floats:
    """Return the log-odds of shares, on which what speaks for a fact adds up; none is taken for quite certain."""
    clipped = np.clip(np.asarray(shares, np.float64), DOUBT, 1 - DOUBT)
    return np.asarray(np.log(clipped / (1 - clipped)), np.float64)


@cache
def _triangle(count: int) -> tuple[Ints, Ints]:
    """Return the rows and the columns of the upper triangle of a square."""
    return np.triu_indices(count)


def _products(x: Floats) -> Floats:
    """Return the products of each two of the last axis of `x`, squares among them, row by row of their triangle."""
    first, second = _triangle(x.shape[-1])
    return np.asarray(x[..., first] * x[..., second], np.float64)


def _logistic(x: Floats, y: Floats, weight: Floats) -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """Return intercept, slopes and products' slopes of a logistic regression with a ridge.

    By Newton's method (Hastie, Tibshirani, Friedman 2009, section 4.4.1), on inputs brought to one scale: so each is
    doubted as much, and so are the products, which are taken about the mean.
    """
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1.0
    x = (x - mean) / scale
    count = x.shape[1]
    x = np.column_stack([np.ones(len(x)), x, _products(x)])
    doubt = np.full(x.shape[1], RIDGE_OF_PRODUCTS)
    doubt[: count + 1] = RIDGE
    doubt[0] = 0.0
    penalty = doubt / weight.sum()
    weight = weight / weight.sum()
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + penalty * beta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(penalty + 1e-9)
        step = np.linalg.solve(hessian, gradient)
        beta = beta - step * min(1.0, 5.0 / (np.abs(step).max() + 1e-12))
        if np.abs(step).max() < 1e-9:
            break
    return _unscaled(beta, mean, scale)


def _unscaled(beta: Floats, mean: Floats, scale: Floats) -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """Return what `beta`, fitted on `(x - mean) / scale` and its products, amounts to on `x`."""
    count = len(mean)
    square = np.zeros((count, count))
    square[_triangle(count)] = beta[count + 1 :]
    square /= np.outer(scale, scale)
    linear = beta[1 : count + 1] / scale
    slopes = linear - (square + square.T) @ mean
    intercept = beta[0] - linear @ mean + mean @ square @ mean
    return float(intercept), tuple(map(float, slopes)), tuple(map(float, square[_triangle(count)]))


def _answer_from(costs: Costs) -> float:
    """Return the confidence from which an answer is expected to cost less than an offer.

    At a confidence p an answer costs wrong · (1 - p), and an offer needless · p + offer · (1 - p).
    """
    saved = costs.wrong - costs.offer
    return saved / (saved + costs.needless)


def _offer_from(confidence: Floats, trials: Sequence[Trial], costs: Costs, answer_from: float) -> float:
    """Return the confidence from which offering has cost less than declining on the `trials` not answered."""
    rows = sorted((c, t) for c, t in zip(confidence, trials, strict=True) if c < answer_from)
    lost = 0.0
    best = (0.0, 0.0)
    for i, (level, trial) in enumerate(rows):
        offered = costs.offer + (costs.missed if trial.answerable and not trial.offered else 0.0)
        declined = costs.missed if trial.answerable else 0.0
        # Declining this one and all below it, beside offering all of them.
        lost += trial.weight * (declined - offered)
        following = rows[i + 1][0] if i + 1 < len(rows) else answer_from
        if level < following:  # trials of equal confidence stay together
            best = min(best, (lost, (level + following) / 2))
    return float(best[1])
