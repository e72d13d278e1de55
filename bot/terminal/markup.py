"""Telegram's HTML as styled pieces of text: what a message reads, and how the terminal draws it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import NamedTuple

STYLES: Mapping[str, str] = {
    "a": "",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strike",
    "code": "cyan",
    "pre": "cyan",
    "blockquote": "dim",
}
"""The tags that the bot may use, and the rich style of each (https://core.telegram.org/bots/api#html-style)."""
_STRAY = re.compile(r"<(?!/?[a-z])")
"""What a browser would show as it is, and Telegram refuses."""


class MarkupError(ValueError):
    """A message is not HTML that Telegram would take."""


class Span(NamedTuple):
    """A run of text in one style."""

    text: str
    style: str = ""
    link: str | None = None


def spans(html: str) -> list[Span]:
    """Return the pieces of `html` in order; MarkupError where Telegram would refuse it."""
    if _STRAY.search(html):
        raise MarkupError("can't parse entities: unescaped <")
    parser = _Parser()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise MarkupError(f"can't parse entities: can't find end tag corresponding to start tag {parser.open[-1][0]}")
    return parser.spans


def text_of(html: str) -> str:
    """Return the text of `html` without its markup."""
    return "".join(span.text for span in spans(html))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.spans: list[Span] = []
        self.open: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in STYLES:
            raise MarkupError(f'can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append((tag, dict(attrs).get("href")))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop()[0] != tag:
            raise MarkupError(f'can\'t parse entities: unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        style = " ".join(dict.fromkeys(STYLES[tag] for tag, _ in self.open if STYLES[tag]))
        link = next((link for _, link in reversed(self.open) if link), None)
        self.spans.append(Span(data, style, link))
