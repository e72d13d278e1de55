"""The report as one page that needs nothing beside it: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.reporting.charts import NAMES, Chart
from bot.reporting.figures import Figures
from bot.reporting.plain import plain
from knowledge import Outcome

SHOWN_QUESTIONS = 6
"""How many ways of asking for a gap are shown."""

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,  # questions are anybody's text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["plain"] = plain


def page(told: Figures, charts: Sequence[Chart]) -> str:
    """Return the report in HTML.

    Args:
        told: the figures.
        charts: those that `draw` makes of them.
    """
    return _PAGES.get_template("report.html").render(
        told=told,
        charts={chart.name: chart for chart in charts},
        lines={
            "days": [line for line in reversed(told.days) if line.asked],
            "languages": told.languages,
            "topics": told.topics,
        },
        heads={"days": "day", "languages": "language", "topics": "topic"},
        columns={"days": tuple(Outcome), "languages": tuple(Outcome), "topics": ()},
        outcomes=tuple(Outcome),
        names=NAMES,
        shown_questions=SHOWN_QUESTIONS,
        uri=_uri,
        share=_share,
    )


def _uri(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"
