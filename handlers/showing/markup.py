"""Telegram's HTML: the only place where text is escaped, tagged and cut into messages.

https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
import re

from telegram.constants import MessageLimit

from handlers.showing.excerpts import units

_PIECE = re.compile(r"<[^>]*>|&(?:#?\w+);|.", re.DOTALL)
"""A tag, a character reference or a character: what must never be cut."""
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of all that follows on the line, the bot's own words too (Unicode Annex 9, 2.1 to 2.5)."""
_BREAKS = ("\n\n", "\n", " ")
"""Where to cut, best first."""


def plain(text: str) -> str:
    """Return `text` as HTML that reads the same, and turns nothing around it."""
    return html.escape(_TURNING.sub("", text), quote=False)


def bold(text: str) -> str:
    """Return `text` in bold."""
    return f"<b>{plain(text)}</b>"


def italic(text: str) -> str:
    """Return `text` in italics."""
    return f"<i>{plain(text)}</i>"


def link(text: str, url: str | None) -> str:
    """Return `text` as a link to `url`, if there is one."""
    return f'<a href="{html.escape(url)}">{plain(text)}</a>' if url else plain(text)


def folded(markup: str) -> str:
    """Return `markup` as a quotation of which the first lines show until it is tapped."""
    return f"<blockquote expandable>{markup}</blockquote>"


def split(markup: str, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> list[str]:
    """Return `markup` in parts that Telegram takes as messages; tags open at a cut are closed and opened anew.

    Args:
        markup: HTML made by the functions above.
        limit: how long a part may read, in UTF-16 units after parsing, at least 2.

    """
    parts = []
    while units(text_of(markup)) > limit:
        pieces = _PIECE.findall(markup)
        cut = _cut(_fitting(pieces, limit))
        opened = _open_tags(pieces[:cut])
        parts.append("".join(pieces[:cut]) + "".join(f"</{_name(tag)}>" for tag in reversed(opened)))
        markup = "".join(opened + pieces[cut:])
    return [part for part in (*parts, markup) if text_of(part).strip()]


def text_of(markup: str) -> str:
    """Return what `markup` reads."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def _fitting(pieces: list[str], limit: int) -> list[str]:
    """Return the longest beginning of `pieces` that reads at most `limit` units long."""
    for place, piece in enumerate(pieces):
        limit -= units(text_of(piece))
        if limit < 0:
            return pieces[:place]
    return pieces


def _cut(pieces: list[str]) -> int:
    """Return before which piece to cut: behind the last good break of the second half, or at the end."""
    for mark in _BREAKS:
        for end in range(len(pieces), len(pieces) // 2, -1):
            if pieces[end - len(mark) : end] == list(mark):
                return end
    return len(pieces)


def _open_tags(pieces: list[str]) -> list[str]:
    opened: list[str] = []
    for piece in pieces:
        if piece.startswith("</"):
            opened.pop()
        elif piece.startswith("<"):
            opened.append(piece)
    return opened


def _name(tag: str) -> str:
    return tag.strip("<>").split()[0]
