"""RESULTS.md: what the benchmarks measured last, each in a section of its own, with the machine described."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
TITLE = "# Results\n\nWritten by `make bench`; times hold for the machine that each section names.\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, its first column to the left and the figures to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_section(title: str, *blocks: str) -> None:
    """Put `blocks` under `title` in RESULTS.md, in the place of what stood there, and print them."""
    section = "\n\n".join([f"## {title}", _machine(), *blocks]) + "\n"
    print(section)  # noqa: T201  a benchmark is a command, and this is its output
    page = RESULTS.read_text("utf-8") if RESULTS.exists() else TITLE
    parts = {part.partition("\n")[0]: part for part in re.split(r"^(?=## )", page, flags=re.MULTILINE)}
    parts[f"## {title}"] = section
    RESULTS.write_text("\n".join(part.strip() + "\n" for part in parts.values()), "utf-8")


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "rapidfuzz"))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {libraries}; {platform.system()} on {platform.machine()}, {os.cpu_count()} CPUs."
