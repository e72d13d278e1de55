"""How long a question takes, how long the index takes to build, and what memory: beside a scan by RapidFuzz.

Run by `make bench`, or by `python -m benchmarks.matching`.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process, utils

from benchmarks.phrasings import made_phrasings, own_phrasings, questions, worst_messages
from benchmarks.results import table, write_section
from knowledge import Matcher

SIZES = (1_000, 10_000, 100_000)
ASKED = 1000
ASKED_OF_SCANS = 50
"""A scan takes so long, and so evenly, that fewer questions tell as much."""
SCORERS = {"WRatio": fuzz.WRatio, "token_set_ratio": fuzz.token_set_ratio}


class Speed(NamedTuple):
    """What one number of phrasings costs; times in seconds."""

    phrasings: int
    build: float
    memory: int
    """The most that the process held, in bytes, before any scan."""
    ours: list[float]
    """The time of each question."""
    scans: dict[str, list[float]]
    """The same of each scorer."""
    worst: dict[str, float]


def measure(count: int) -> Speed:
    """Return what `count` phrasings cost; to be called in a process of its own, for the memory is the process's."""
    phrasings = made_phrasings(own_phrasings(), count)
    started = time.perf_counter()
    matcher = Matcher(phrasings)
    build = time.perf_counter() - started
    asked = questions(phrasings, ASKED)
    ours = timed(matcher.rank, asked)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    worst = {what: timed(matcher.rank, [text])[0] for what, text in worst_messages(phrasings).items()}
    choices = [utils.default_process(phrasing.text) for phrasing in phrasings]
    processed = [utils.default_process(text) for text in asked[:ASKED_OF_SCANS]]
    scans = {
        name: timed(partial(process.extractOne, choices=choices, scorer=scorer), processed)
        for name, scorer in SCORERS.items()
    }
    return Speed(count, build, memory, ours, scans, worst)


def timed(answer: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """Return how many seconds `answer` takes for each of `texts`."""
    times = []
    for text in texts:
        started = time.perf_counter()
        answer(text)
        times.append(time.perf_counter() - started)
    return times


def main() -> None:
    """Measure each size in a fresh process, and write the tables."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as fresh:
        speeds = list(fresh.map(measure, SIZES))
    write_section(
        "Speed",
        f"{ASKED} questions with their words in disorder and a slip in 20 characters, each asked once, of phrasings "
        "made of the base's words; `process.extractOne` of RapidFuzz gets the same ones, folded beforehand, and ends "
        "its scan early where a phrasing reaches 100.",
        table(["phrasings", "build", "peak memory", "median", "p99", *_scan_heads()], map(_speed_row, speeds)),
        "The longest message that Telegram delivers (4096 characters), made to hurt; milliseconds:",
        table(
            ["message", *(f"{speed.phrasings:,}" for speed in speeds)],
            ([what, *(f"{1e3 * speed.worst[what]:.1f}" for speed in speeds)] for what in speeds[0].worst),
        ),
    )


def _scan_heads() -> list[str]:
    return [head for name in SCORERS for head in (f"`{name}` median", "times ours")]


def _speed_row(speed: Speed) -> list[str]:
    median = np.median(speed.ours)
    scans = [float(np.median(times)) for times in speed.scans.values()]
    return [
        f"{speed.phrasings:,}",
        f"{speed.build:.1f} s",
        f"{speed.memory / 2**20:,.0f} MiB",
        f"{1e3 * median:.2f} ms",
        f"{1e3 * np.percentile(speed.ours, 99):.2f} ms",
        *(cell for scan in scans for cell in (f"{1e3 * scan:.2f} ms", f"{scan / median:.0f}")),
    ]


if __name__ == "__main__":
    main()
