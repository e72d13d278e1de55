"""Text of anybody, made fit to be shown beside text of ours."""

from __future__ import annotations

import re

_STEERING = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What steers a terminal, or turns the direction of what stands around it; joiners belong to the words they join."""


def plain(text: str) -> str:
    """Return `text` on one line, without what could change how anything around it is shown."""
    return " ".join(_STEERING.sub(" ", text).split())
