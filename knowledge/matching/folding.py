"""One spelling for what people write in many: case, accents, widths, invisible characters, typographic variants."""

from __future__ import annotations

import re
import unicodedata
from itertools import filterfalse

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_VARIANTS = str.maketrans(
    dict.fromkeys("‘’‛ʼ´`＇", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    # Letters that are no accented ones, though they look it.
    | {
        "\u0153": "oe",
        "\u0152": "oe",
        "\u00e6": "ae",
        "\u00c6": "ae",
        "\u00f8": "o",
        "\u00d8": "o",
        "\u0142": "l",
        "\u0141": "l",
    }
    # Letters that Arabic writers use for one another at a word's end.
    | {"\u0649": "\u064a", "\u0629": "\u0647"}
)
_SHORT_I = "\u0438\u0306"
"""Cyrillic short i taken apart: a letter of its own, not an i with an accent."""


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, invisible characters and typographic variants."""
    if text.isascii():
        return text.lower().translate(_VARIANTS)
    apart = unicodedata.normalize("NFKD", text.translate(_VARIANTS)).casefold().replace(_SHORT_I, "\u0439")
    bare = "".join(filterfalse(unicodedata.combining, apart))
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", bare)).translate(_VARIANTS)
