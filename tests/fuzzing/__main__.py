"""Feed all targets with very many inputs, and print how many each got.

    python -m tests.fuzzing --inputs 1000000

A run that is stopped goes on where it was when it is started again, unless code has changed since. It ends with 1 where
an input failed: the smallest one that does is printed, and the seed with which to find it again.
"""

from __future__ import annotations

import argparse
import os
import sys

from tests.fuzzing.feeding import feed

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="how many inputs all targets get together")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many feed at the same time")
    given = parser.parse_args()
    sys.exit(0 if feed(given.inputs, given.processes) else 1)
