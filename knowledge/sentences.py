"""Where a sentence ends, in the languages of the world as far as their punctuation tells."""

from __future__ import annotations

import re
from itertools import pairwise

_END = re.compile(
    r"(?<!\b[^\W\d_])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})"  # initials, Mr. and Mrs. end no sentence
    r"[.!?…][\"'”’»)]*(?=\s+[^\sa-z])|[。！？]"
)


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, which make it up again when they are put together; at least one."""
    ends = [0, *(found.end() for found in _END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]
