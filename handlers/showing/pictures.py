"""The timeline as a picture."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 1080
"""Pixels: what phones show without scaling, in a height of about twice that."""
DPI = 100
MARGIN = 60
SPINE = 96
"""Where the line of time stands, in pixels from the left edge."""
TEXT = 140
LINE = 40
"""The height of a line of text."""
GAP = 36
"""Between two entries."""
HEADER = 150
COLUMNS = 52
"""Characters that fit beside the line of time."""
INK, PAPER, ACCENT, PALE = "#1d2733", "#fbfaf7", "#1f6f8b", "#c9d6dc"

Picture = bytes | str
"""The content of a picture; or, when it was sent once, Telegram's id of it."""


class Entry(NamedTuple):
    """An event in the picture."""

    date: str
    text: str


def draw(title: str, entries: Sequence[Entry]) -> bytes:
    """Return `entries`, in their order from top to bottom, as a PNG picture for a phone held upright."""
    from matplotlib.figure import Figure  # takes its time, and most never ask for a picture

    wrapped = [textwrap.wrap(entry.text, COLUMNS) for entry in entries]
    heights = [(1 + len(lines)) * LINE + GAP for lines in wrapped]
    height = HEADER + sum(heights)
    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")

    def write(x: int, y: int, text: str, color: str, size: int = 22, weight: str = "normal") -> None:
        style = {"color": color, "fontsize": size, "weight": weight, "va": "center"}
        axes.text(x, y, text, style, parse_math=False)  # or two dollar signs would enclose a formula

    write(MARGIN, HEADER // 2, "\n".join(textwrap.wrap(title, COLUMNS)), INK, 26, "bold")
    y = HEADER
    axes.plot([SPINE, SPINE], [y, y + sum(heights[:-1])], color=PALE, linewidth=4, zorder=1)
    for entry, lines, taken in zip(entries, wrapped, heights, strict=True):
        axes.plot(SPINE, y, "o", markersize=15, color=ACCENT, markeredgecolor=PAPER, markeredgewidth=4)
        write(TEXT, y, entry.date, ACCENT, weight="bold")
        for number, line in enumerate(lines, 1):
            write(TEXT, y + LINE * number, line, INK)
        y += taken
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()
