"""From what counted for a match to the probability that it is right, and from that to when to speak.

Both are fitted on test questions whose right answer is known, at each load, so that no number here is a magic one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from knowledge.matching.postings import Floats


class Costs(NamedTuple):
    """What each reply costs, an "I don't know" to a question that the base answers being 1."""

    wrong: float = 5.0
    """A fact that does not answer the question."""
    missed: float = 1.0
    """An "I don't know", or an offer without the right fact, where the base has the answer."""
    offer: float = 0.2
    """An offer of choices."""
    needless: float = 0.6
    """The same where the best fact was the right one, so that the asker is asked back for nothing."""


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


class Trial(NamedTuple):
    """A test question, what the matcher made of it, and what would have been right."""

    evidence: Evidence
    right: bool
    """Whether the best fact is the right one."""
    offered: bool
    """Whether the right one is among the candidates that would be offered."""
    answerable: bool
    """Whether the base answers the question at all."""
    weight: float = 1.0
    """How much it counts."""


NOTHING = Evidence(0, 0, 0, 0, 1, 0, 0, 0, 0, 0)
"""The evidence where no fact has a word of the question."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted confidence and the thresholds that cost least."""

    intercept: float
    slopes: tuple[float, ...]
    answer_from: float
    """The confidence, 0–1, from which the best fact is given as the answer."""
    offer_from: float
    """The confidence, 0–1, from which candidates are offered."""

    def confidence(self, evidence: Evidence) -> float:
        """Return the probability, 0–1, that the best fact is right."""
        z = self.intercept + float(_log_odds(evidence) @ np.array(self.slopes))
        return float(1 / (1 + np.exp(-np.clip(z, -30, 30))))


RIDGE = 1.0
"""How much the regression doubts slopes far from 0: as much as one more question would."""
DOUBT = 0.02
"""How near to 0 and 1 a share may come, 0–1."""
COSTS = Costs()
UNTRAINED = Calibration(0.0, (0.5, 0.2, 0.3, 0.3, 0.0, 0.0, 0.0, 0.3, 0.3, 0.3), 0.85, 0.4)
"""For a base too small to learn from."""


def calibrate(trials: Iterable[Trial], costs: Costs = COSTS) -> Calibration:
    """Return the calibration that fits `trials` best: a logistic regression, then the cheapest thresholds."""
    rows = list(trials)
    if not any(t.right for t in rows) or all(t.right for t in rows):
        return UNTRAINED
    x = _log_odds([t.evidence for t in rows])
    y = np.array([t.right for t in rows], np.float64)
    weight = np.array([t.weight for t in rows])
    intercept, slopes = _logistic(x, y, weight)
    fitted = Calibration(intercept, tuple(slopes), 1.0, 0.0)
    confidence = np.array([fitted.confidence(t.evidence) for t in rows])
    answer_from = _answer_from(costs)
    offer_from = _offer_from(confidence, rows, costs, answer_from)
    return Calibration(intercept, tuple(slopes), answer_from, offer_from)


def _log_odds(shares: Sequence[float] | Sequence[Sequence[float]]) -> Floats:
    """Return the log-odds of shares, on which what speaks for a fact adds up; none is taken for quite certain."""
    clipped = np.clip(np.asarray(shares, np.float64), DOUBT, 1 - DOUBT)
    return np.asarray(np.log(clipped / (1 - clipped)), np.float64)


def _logistic(x: Floats, y: Floats, weight: Floats) -> tuple[float, list[float]]:
    """Return intercept and slopes of a logistic regression with a small ridge on inputs brought to one scale.

    By Newton's method (Hastie, Tibshirani, Friedman 2009, section 4.4.1).
    """
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1.0
    x = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    doubt = RIDGE / weight.sum()
    weight = weight / weight.sum()
    beta = np.zeros(x.shape[1])
    penalty = np.diag([0.0, *[doubt] * (x.shape[1] - 1)])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + penalty @ beta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + penalty + 1e-9 * np.eye(len(beta))
        step = np.linalg.solve(hessian, gradient)
        beta = beta - step * min(1.0, 5.0 / (np.abs(step).max() + 1e-12))
        if np.abs(step).max() < 1e-9:
            break
    slopes = beta[1:] / scale
    return float(beta[0] - slopes @ mean), [float(slope) for slope in slopes]


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
        asked_back = costs.needless if trial.right else costs.offer
        offered = asked_back + (costs.missed if trial.answerable and not trial.offered else 0.0)
        declined = costs.missed if trial.answerable else 0.0
        # Declining this one and all below it, beside offering all of them.
        lost += trial.weight * (declined - offered)
        following = rows[i + 1][0] if i + 1 < len(rows) else answer_from
        if level < following:  # trials of equal confidence stay together
            best = min(best, (lost, (level + following) / 2))
    return float(best[1])
