"""What ends the command with one line instead of an answer, and how faults of Telegram read in one line."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\d+(?::|%3A)[\w-]{30,}", re.ASCII | re.IGNORECASE)
LONGEST = 200
"""Characters that a fault may take: a proxy answers with whole pages of HTML, and all of it lands in the message."""


class OperatorError(Exception):
    """Something that the person who runs the bot must mend; the message says what, where and how, in one line."""


def describe(error: Exception) -> str:
    """Return `error` as one short line without a token."""
    line = " ".join(_TOKEN.sub("<token>", str(error)).split()) or type(error).__name__
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
