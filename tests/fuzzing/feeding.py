"""All targets fed with very many inputs, in several processes, and counted."""

from __future__ import annotations

import json
import logging
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from tests.fuzzing import calling, conversing, importing, loading, matching, rendering
from tests.fuzzing.running import BATCH, Batch, run
from tests.fuzzing.targets import Target

ROOT = Path(__file__).parents[2]
DONE = ROOT / ".hypothesis" / "fuzzed.jsonl"
"""The batches that are done, one a line, behind a line that names the code that was fed."""
TARGETS: tuple[Target, ...] = tuple(
    target for part in (matching, loading, rendering, importing, conversing, calling) for target in part.TARGETS
)
Job = tuple[int, int, int]
"""Which target, with which seed, and with how many inputs."""


def jobs(inputs: int, targets: Iterable[Target] = TARGETS) -> Iterator[Job]:
    """Yield what there is to do, the targets in turn, so that each has had its share whenever a run is stopped."""
    shares = list(targets)
    whole = sum(target.share for target in shares)
    left = [-(-inputs * target.share // whole) for target in shares]
    seeds = [0] * len(left)
    while any(left):
        most = max(range(len(left)), key=lambda place: left[place] / shares[place].share)
        number = min(BATCH, left[most])
        yield most, seeds[most], number
        left[most] -= number
        seeds[most] += 1


def code() -> str:
    """Return a digest of all the code and bases that are fed."""
    files = sorted(
        path
        for room in ("bot", "handlers", "knowledge", "tests")
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".yaml")
    )
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def done() -> list[Batch]:
    """Return the batches that an earlier run of the same code has done; a run of other code is forgotten."""
    DONE.parent.mkdir(exist_ok=True)
    head = json.dumps({"code": code()})
    lines = DONE.read_text("utf-8").splitlines() if DONE.exists() else []
    if not lines or lines[0] != head:
        DONE.write_text(head + "\n", "utf-8")
        return []
    return [Batch(**json.loads(line)) for line in lines[1:]]


def _run(job: Job) -> Batch:
    target, seed, inputs = job
    return run(TARGETS[target], seed, inputs)


def _quiet() -> None:
    logging.getLogger().addHandler(logging.NullHandler())  # the bot tells of what it passes over


def feed(inputs: int, processes: int) -> bool:
    """Feed, print a table, and return whether nothing failed."""
    fed = done()
    seen = {(batch.target, batch.seed) for batch in fed}
    waiting = [job for job in jobs(inputs) if (TARGETS[job[0]].name, job[1]) not in seen]
    if fed:
        say(f"{sum(batch.inputs for batch in fed):,} inputs were fed before; going on")
    with multiprocessing.get_context("spawn").Pool(processes, _quiet) as pool, DONE.open("a", encoding="utf-8") as kept:
        for number, batch in enumerate(pool.imap_unordered(_run, waiting), 1):
            fed.append(batch)
            if batch.failure:
                say(f"\n{batch.target}, seed {batch.seed}:\n{batch.failure}")
            else:
                kept.write(json.dumps(asdict(batch)) + "\n")
                kept.flush()
            if number % 100 == 0:
                say(f"{sum(batch.inputs for batch in fed):>12,} inputs")
    return report(fed)


def report(fed: Iterable[Batch]) -> bool:
    """Print how many inputs each target got, and all together; return whether none failed."""
    inputs, seconds, failures = Counter[str](), Counter[str](), Counter[str]()
    for batch in fed:
        inputs[batch.target] += batch.inputs
        seconds[batch.target] += round(batch.seconds * 1000)
        failures[batch.target] += bool(batch.failure)
    say(f"{'target':<14} {'inputs':>12} {'ms each':>8} {'failed batches':>15}")
    for name, number in inputs.items():
        say(f"{name:<14} {number:>12,} {seconds[name] / number:>8.2f} {failures[name]:>15}")
    say(f"{'all':<14} {inputs.total():>12,} {seconds.total() / max(1, inputs.total()):>8.2f} {failures.total():>15}")
    return not failures.total()


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201  # this is its output
