"""One target fed by atheris, which looks at what code each input reaches, and changes those that reach more.

    python -m tests.fuzzing.covering "YAML files" --seconds 600

It ends with the first input that fails.
"""

from __future__ import annotations

import argparse
import logging
import sys
from typing import Any

import atheris
from hypothesis import HealthCheck, given, settings

with atheris.instrument_imports(include=["bot", "handlers", "knowledge"]):
    from tests.fuzzing.feeding import TARGETS


def cover(name: str, seconds: int) -> None:
    """Feed the target called `name` for some seconds; this ends the process."""
    target = next(target for target in TARGETS if target.name == name)
    logging.getLogger().addHandler(logging.NullHandler())

    @settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(target.inputs)
    def feed(given: Any) -> None:
        target.check(given)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096"], feed.hypothesis.fuzz_one_input)  # type: ignore[attr-defined]
    atheris.Fuzz()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=[target.name for target in TARGETS])
    parser.add_argument("--seconds", type=int, default=600)
    given_ = parser.parse_args()
    cover(given_.target, given_.seconds)
