"""Shorter forms of longer texts, for places that have no room for a whole answer."""

from __future__ import annotations

from knowledge.sentences import sentences

ECHO = 60
"""UTF-16 units that are repeated of what someone wrote."""


def first_sentence(text: str) -> str:
    """Return the sentence that `text` begins with: in a fact's answer, the one that answers."""
    return sentences(text)[0]


def shorten(text: str, limit: int) -> str:
    """Return `text`, or as many of its first words as fit into `limit` UTF-16 units with an ellipsis behind them."""
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    words, _, _ = kept.rpartition(" ")
    return f"{(words or kept).rstrip(' ,;:–-')}…"


def units(text: str) -> int:
    """Return the length of `text` as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
