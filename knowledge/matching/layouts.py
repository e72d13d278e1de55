"""What was typed on the wrong keyboard layout, such as "црфе шы еру рдв" for "what is the hld"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from knowledge.matching.spelling import keyboards


def retyped(text: str, keyboard: str) -> Iterator[str]:
    """Yield what the keys that gave `text` on each other layout would have given on `keyboard`."""
    lowered = text.lower()
    for other in keyboards():
        if other != keyboard:
            typed = lowered.translate(_keys(other, keyboard))
            if typed != lowered:
                yield typed


@cache
def _keys(on: str, meant: str) -> Mapping[int, str]:
    """Return for each key of the layout `on` what is in its place on the layout `meant`."""
    rows = zip(keyboards()[on], keyboards()[meant], strict=True)
    return {ord(a): b for row, other in rows for a, b in zip(row, other, strict=False)}
