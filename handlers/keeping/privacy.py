"""What keeps people out of the journal."""

from __future__ import annotations

import re
from hashlib import blake2b

_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.\w")
_NUMBER = re.compile(r"\d(?:[\s().-]*\d){6,}")
"""Seven digits or more, however they are grouped."""
_DATE = r"(?:1[5-9]|20)\d\d(?:-\d\d){0,2}"
_DATES = re.compile(rf"{_DATE}(?:[\s.-]+{_DATE})*")
"""Years and ISO 8601 dates, such as 2006 2013: the only such digits that are surely no telephone number."""


def leads_to_someone(text: str) -> bool:
    """Return whether `text` holds an e-mail address or a telephone number; in doubt it does."""
    return bool(_EMAIL.search(text)) or not all(_DATES.fullmatch(number[0]) for number in _NUMBER.finditer(text))


def ticket(secret: str, *parts: object) -> str:
    """Return a mark for what `parts` name together, such as a chat, a message and a fact.

    The same parts have the same mark, so that a second tap corrects the first; but nobody without `secret` can find
    out from the mark what they were.
    """
    sealed = blake2b("\0".join(map(str, parts)).encode(errors="replace"), key=secret.encode()[:64], digest_size=16)
    return sealed.hexdigest()


def digest(*words: str) -> int:
    """Return a number of 48 bits that stands for `words`, the same in every process."""
    return int.from_bytes(blake2b("\0".join(words).encode(errors="replace"), digest_size=6).digest())
