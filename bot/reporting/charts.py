"""The charts of the report, as PNG on a transparent ground: one for light pages, one for dark ones."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.reporting.figures import Figures, Line
from knowledge import Outcome

WIDTH = 5.4
"""Inches: narrow, so that its letters can still be read on a phone."""
DPI = 200
LONGEST = 34
"""Characters of a name beside a bar."""
MOST_BARS = 16
LABELLED_DAYS = 8
NAMES = {
    Outcome.ANSWERED: "answered",
    Outcome.CHOOSE: "choice offered",
    Outcome.UNKNOWN: "not known",
    Outcome.SMALLTALK: "small talk",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, drawn for light and for dark pages."""

    name: str
    title: str
    alt: str
    """What it shows, for those who do not see it."""
    light: bytes
    dark: bytes


@dataclass(frozen=True, slots=True)
class _Theme:
    ink: str
    grid: str
    colours: dict[Outcome, str]
    """Told apart by people who do not see all colours (Okabe and Ito 2008)."""


_LIGHT = _Theme(
    "#1c1c1e",
    "#d0d0d5",
    dict(zip(Outcome, ("#0072b2", "#e69f00", "#d55e00", "#8e8e93"), strict=True)),
)
_DARK = _Theme(
    "#f2f2f7",
    "#48484a",
    dict(zip(Outcome, ("#56b4e9", "#e69f00", "#ff7f50", "#8e8e93"), strict=True)),
)
_Draw = Callable[[Axes, _Theme], None]


def draw(told: Figures) -> tuple[Chart, ...]:
    """Return the charts by day, topic and language; none where nothing was asked."""
    if not told.asked:
        return ()
    most = max(told.days, key=lambda line: line.asked)
    topics = told.topics[:MOST_BARS]
    drawn = [
        _chart(
            "days",
            "Questions by day",
            f"Questions on each day from {told.first} to {told.last}; most, {most.asked}, on {most.name}.",
            2.6,
            lambda axes, theme: _by_day(axes, theme, told.days),
        ),
        _bars("languages", "Questions by language", told.languages[:MOST_BARS]),
    ]
    return (*drawn, *([_bars("topics", "Answers by topic", topics)] if topics else []))


def _bars(name: str, title: str, lines: Sequence[Line]) -> Chart:
    alt = f"{title}: " + ", ".join(f"{line.name} {line.asked}" for line in lines) + "."
    return _chart(name, title, alt, 0.9 + 0.3 * len(lines), lambda axes, theme: _by_name(axes, theme, lines))


def _chart(name: str, title: str, alt: str, height: float, draw: _Draw) -> Chart:
    return Chart(name, title, alt, _png(draw, _LIGHT, height), _png(draw, _DARK, height))


def _png(draw: _Draw, theme: _Theme, height: float) -> bytes:
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw(axes, theme)
    axes.tick_params(colors=theme.ink, labelsize=8, length=0)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(theme.grid)
    if len(axes.containers) > 1:
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=4,
            fontsize=8,
            frameon=False,
            borderaxespad=0,
            handlelength=1,
            labelcolor=theme.ink,
        )
    packed = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+")  # a script that the font lacks; the table beside it has it
        figure.savefig(packed, format="png", transparent=True, metadata={"Software": None})
    return packed.getvalue()


def _by_day(axes: Axes, theme: _Theme, days: Sequence[Line]) -> None:
    places = range(len(days))
    below = [0] * len(days)
    for outcome, colour in theme.colours.items():
        counts = [line.counts.get(outcome, 0) for line in days]
        if any(counts):
            axes.bar(places, counts, 0.8, below, color=colour, label=NAMES[outcome])
        below = [a + b for a, b in zip(below, counts, strict=True)]
    step = max(1, -(-len(days) // LABELLED_DAYS))
    shown = list(places)[::-1][::step][::-1]  # the last day is always named
    axes.set_xticks(shown, [days[place].name[5:] for place in shown])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.grid(axis="y", color=theme.grid, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(x=0.01)


def _by_name(axes: Axes, theme: _Theme, lines: Sequence[Line]) -> None:
    places = range(len(lines))
    left = [0] * len(lines)
    for outcome, colour in theme.colours.items():
        counts = [line.counts.get(outcome, 0) for line in lines]
        if any(counts):
            axes.barh(places, counts, 0.7, left, color=colour, label=NAMES[outcome])
        left = [a + b for a, b in zip(left, counts, strict=True)]
    # A name is a name, also where it holds what reads as a formula to the drawing library.
    axes.set_yticks(places, [_short(line.name) for line in lines], parse_math=False)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.grid(axis="x", color=theme.grid, linewidth=0.6)
    axes.set_axisbelow(True)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
