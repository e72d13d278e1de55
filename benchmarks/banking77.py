"""Banking77: few phrasings an entry, unseen questions, slips of the pen, and questions of entries that are not there.

The data (Casanueva et al. 2020, CC BY 4.0) is no part of the project: name a folder that holds its train.csv and
test.csv.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import TypeVar

import numpy as np

from benchmarks.rivals import Ask, Build
from benchmarks.slips import with_slips
from knowledge import Phrasing

SEEDS = range(3)
ASKED = 1000
KEPT = 50
"""How many of the 77 entries are there where some are absent."""
SETTINGS = {"k=1": (1, 0), "k=5": (5, 0), "k=5, a slip in 20": (5, 20), "k=5, a slip in 8": (5, 8)}
"""Phrasings an entry, and in how many characters of a question there is a slip (0: none at all)."""
ABSENT = "AUROC, 27 entries absent"
Item = TypeVar("Item")


class Banking77:
    """The phrasings and questions, drawn the same way every time; an entry counts as a fact."""

    def __init__(self, folder: Path) -> None:
        """Read train.csv and test.csv in `folder`."""
        self._train = _read(folder / "train.csv")
        self._test = _read(folder / "test.csv")

    def row(self, build: Build) -> list[str]:
        """Return what a matcher reaches in each setting, in hundredths of the questions, and its AUROC."""
        right = [mean(self._right(build, *setting, seed) for seed in SEEDS) for setting in SETTINGS.values()]
        absent = mean(self._absent(build, seed) for seed in SEEDS)
        return [*(f"{100 * share:.1f}" for share in right), f"{absent:.3f}"]

    def _right(self, build: Build, phrasings: int, every: int, seed: int) -> float:
        ask = build(_few(self._train, phrasings, seed))
        return mean(
            [found.fact for found in ask(with_slips(q.text, seed, every) if every else q.text)[:1]] == [q.fact]
            for q in self._asked(seed)
        )

    def _absent(self, build: Build, seed: int) -> float:
        """Return how likely a question of an entry that is there scores above one of an entry that is not."""
        entries = sorted({phrasing.fact for phrasing in self._train})
        kept = _shuffled(entries, f"absent{seed}")[:KEPT]
        ask = build(_few([phrasing for phrasing in self._train if phrasing.fact in kept], 5, seed))
        inside, outside = (
            np.array([_score(ask, q.text) for q in self._asked(seed) if (q.fact in kept) is there])
            for there in (True, False)
        )
        above = np.sign(inside[:, None] - outside)
        return float((above.mean() + 1) / 2)

    def _asked(self, seed: int) -> list[Phrasing]:
        return _shuffled(self._test, seed)[:ASKED]


def _read(path: Path) -> list[Phrasing]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [Phrasing(entry, text.strip()) for text, entry in list(csv.reader(lines))[1:]]


def _few(phrasings: list[Phrasing], count: int, seed: int) -> list[Phrasing]:
    """Return `count` phrasings of each entry."""
    by_entry: dict[str, dict[Phrasing, None]] = defaultdict(dict)
    for phrasing in phrasings:
        by_entry[phrasing.fact][phrasing] = None
    return [p for entry in sorted(by_entry) for p in _shuffled(list(by_entry[entry]), f"{seed}|{entry}")[:count]]


def _shuffled(items: list[Item], seed: int | str) -> list[Item]:
    shuffled = list(items)
    random.Random(seed).shuffle(shuffled)
    return shuffled


def _score(ask: Ask, text: str) -> float:
    found = ask(text)
    return found[0].score if found else -1.0
