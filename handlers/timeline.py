"""/timeline: what happened when, as pages of text or as a picture."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from itertools import groupby, islice

from telegram import Update

from handlers.context import Context, renderer
from handlers.sending import acknowledge, reply, send_picture
from handlers.showing.dates import written
from handlers.showing.markup import bold, plain
from handlers.showing.pictures import Entry, draw
from handlers.showing.rendering import Action, Message, Renderer, in_rows, paged
from knowledge import Edition, Fact

TAPS = re.compile(rf"(?:[^/]*/)?{Action.PICTURE}$")
"""The data of the button that asks for the picture."""
EVENTS = 10
"""Facts on one page."""
IN_A_ROW = 5
IN_A_PICTURE = 14
"""Events that a phone shows at once, large enough to read."""


async def timeline(update: Update, context: Context) -> None:
    """Show the dated facts, from the moment on that stands behind the command, such as a year."""
    shown = renderer(update, context)
    since, *_ = context.args or [""]
    await reply(update, context, page(shown, page_since(shown.edition, since)))


async def picture(update: Update, context: Context) -> None:
    """Send the key events as a picture."""
    query = update.callback_query
    if query is None:
        return
    shown = renderer(update, context, (query.data or "").rpartition("/")[0])
    knowledge, language = shown.knowledge, shown.edition.language
    title = f"{shown.edition.about.name} · {shown.texts.timeline}"
    entries = [Entry(written(fact.date or "", language), fact.title) for fact in key_events(shown.edition)]
    await acknowledge(query, alert=None if entries else shown.texts.gone)
    if not entries:
        return
    pictures = context.bot_data.pictures
    drawn = await pictures.of(knowledge, language, partial(draw, title, entries))
    if file_id := await send_picture(update, drawn, plain(title)):
        pictures.keep(knowledge, language, file_id)


def page(shown: Renderer, number: int) -> Message:
    """Return one page of the dated facts by date, with a button for each."""
    facts, number, pages = paged(events(shown.edition), number, EVENTS)
    if not facts:
        return Message(plain(shown.texts.timeline_empty))
    places = {fact.id: place for place, fact in enumerate(facts, 1)}
    blocks = [bold(shown.heading(shown.texts.timeline, number, pages))]
    for date, on_it in groupby(facts, key=lambda fact: fact.date or ""):
        lines = [f"{places[fact.id]}. {plain(fact.title)}" for fact in on_it]
        blocks.append("\n".join([bold(written(date, shown.edition.language)), *lines]))
    rows = in_rows([shown.button(str(place), Action.FACT, fact) for fact, place in places.items()], IN_A_ROW)
    drawn = (shown.button(shown.texts.timeline_picture, Action.PICTURE),)
    return Message("\n\n".join(blocks), (*rows, *shown.turning(number, pages, Action.TIMELINE), drawn))


def page_since(edition: Edition, moment: str) -> int:
    """Return the page with the first fact that is not before `moment`, such as a year; the first for anything else."""
    before = sum(_moments(fact) < (moment,) for fact in events(edition)) if moment[:1].isdigit() else 0
    return before // EVENTS + 1


def events(edition: Edition) -> list[Fact]:
    """Return the dated facts of `edition` in the order in which they happened."""
    return sorted((fact for fact in edition.facts.values() if fact.date), key=_moments)


def key_events(edition: Edition, most: int = IN_A_PICTURE) -> list[Fact]:
    """Return at most `most` dated facts, one a date: the overviews of topics, and what most other facts refer to.

    What went on for years is no event.
    """
    referred = Counter(other for fact in edition.facts.values() for other in fact.see)
    overviews = {topic.overview for topic in edition.topics.values()}
    ranked = sorted(filter(_is_event, events(edition)), key=lambda f: (f.id not in overviews, -referred[f.id]))
    by_date: dict[str | None, Fact] = {}
    for fact in ranked:
        by_date.setdefault(fact.date, fact)
    return sorted(islice(by_date.values(), most), key=_moments)


def _moments(fact: Fact) -> tuple[str, ...]:
    return tuple((fact.date or "").split("/"))


def _is_event(fact: Fact) -> bool:
    years = [int(moment[:4]) for moment in _moments(fact)]
    return years[-1] - years[0] <= 1
