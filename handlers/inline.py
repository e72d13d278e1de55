"""Inline mode: what is typed behind the bot's name, in any chat, finds facts to send there.

https://core.telegram.org/bots/inline
"""

from __future__ import annotations

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)

from handlers.context import Context, renderer
from handlers.noting import matching, note_fact
from handlers.sending import suggest
from handlers.showing.excerpts import shorten
from handlers.showing.links import FROM_INLINE, link_to
from handlers.showing.markup import split
from handlers.showing.rendering import Renderer
from knowledge import Fact, Topic

PAGE = 20
"""Results that are sent at once; the next ones follow when they are scrolled to."""
MOST = 50
FITS_FROM = 0.5
"""What share of the best result's rank, 0–1, another one must have: what is below only shares a word."""
CACHED = 300
"""Seconds for which Telegram may answer the same for us."""
WORDS = 100
"""UTF-16 units of an answer, and of its sources, in the list."""


async def typed(update: Update, context: Context) -> None:
    """Show the facts that fit what is typed, or all topics where nothing is yet; the private chat where in doubt."""
    query = update.inline_query
    if query is None:
        return
    shown = renderer(update, context)
    asked = query.query.strip()
    with matching():
        ranked = shown.knowledge.matcher.rank(asked, shown.edition.language, limit=MOST) if asked else []
    if ranked:
        note_fact(ranked[0].fact, shown.edition.language, ranked[0].score)
    found: list[Fact] | list[Topic] = list(shown.edition.topics.values())
    button = None
    if asked:
        found = [shown.edition.facts[r.fact] for r in ranked if r.raw >= FITS_FROM * ranked[0].raw]
        if not ranked or ranked[0].score < shown.knowledge.matcher.calibration.offer_from:
            button = InlineQueryResultsButton(shown.texts.inline_ask, start_parameter=FROM_INLINE)
    start = int(query.offset) if query.offset.isdecimal() else 0
    end = start + PAGE
    await suggest(
        query,
        [_article(shown, each) for each in found[start:end]],
        next_offset=str(end) if end < len(found) else None,
        button=button,
        cache_time=CACHED,
        is_personal=len(shown.knowledge.languages) > 1,
    )


def _article(shown: Renderer, found: Fact | Topic) -> InlineQueryResultArticle:
    """Return a fact, or a topic with its overview, as it is listed and, where it is chosen, sent."""
    if isinstance(found, Topic):
        fact, summary = shown.edition.facts[found.overview], found.description
    else:
        fact = found
        sources = ", ".join(dict.fromkeys(c.source.symbol or c.source.title for c in found.citations))
        summary = f"{shorten(found.answer, WORDS)}\n{shorten(sources, WORDS)}"
    link = InlineKeyboardButton(shown.texts.inline_open, url=link_to(shown.bot, fact)) if shown.bot else None
    return InlineQueryResultArticle(
        found.id,
        found.title,
        InputTextMessageContent(split(shown.fact(fact.id).text)[0]),
        InlineKeyboardMarkup([[link]]) if link else None,
        description=summary,
    )
