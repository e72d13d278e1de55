"""How a target is fed: in batches, each with a seed of its own, so that a run can be stopped and gone on with."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzzing.targets import Target

BATCH = 500
"""Inputs of a batch: what hypothesis remembers of its inputs grows with them."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch."""

    target: str
    seed: int
    inputs: int
    seconds: float
    failure: str = ""
    """The smallest input that was found to fail, and how; empty where none did."""


def run(target: Target, seed: int, inputs: int = BATCH) -> Batch:
    """Feed `target`, and return what became of it; the same seed feeds it the same."""
    fed = 0

    @hypothesis.seed(seed)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(target.inputs)
    def feed(given: Any) -> None:
        nonlocal fed
        fed += 1
        target.check(given)

    began, failure = time.monotonic(), ""
    try:
        feed()
    except Exception as error:  # whatever an input brings about is what is looked for
        failure = "".join(traceback.format_exception(error, limit=-4))
    return Batch(target.name, seed, fed, time.monotonic() - began, failure)
