"""/timeline: what happened when, as pages of text or as a picture."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from telegram import Update
from telegram.error import BadRequest

from handlers.context import Context, renderer
from handlers.sending import acknowledge, reply, send_picture
from handlers.showing.dates import within_year, written
from handlers.showing.excerpts import first_sentence, shorten
from handlers.showing.markup import bold, italic, plain
from handlers.showing.pictures import Entry, draw
from handlers.showing.rendering import Action, Button, Message, Renderer, in_rows, paged
from knowledge import Fact

TAPS = re.compile(rf"(?:[^/]*/)?{Action.PICTURE}$")
"""The data of the button that asks for the picture."""
KEY_DATES = 0
"""The number of the page that shows only what matters most."""
EVENTS = 12
"""Events on one page."""
IN_A_ROW = 6
MOST_KEY_DATES = 14
"""Key dates that a phone shows at once, large enough to read."""
OVERVIEW, BY_OVERVIEW = 11, 4
"""What an overview of a topic counts, and a reference from one, where one from another fact counts 1."""
LONGEST = 110
"""UTF-16 units of an event."""


async def timeline(update: Update, context: Context) -> None:
    """Show the key dates; or all that happened from the moment on that stands behind the command, such as a year."""
    shown = renderer(update, context)
    moment, *_ = context.args or [""]
    await reply(update, context, page(shown, page_since(shown, moment) if moment[:1].isdigit() else KEY_DATES))


async def picture(update: Update, context: Context) -> None:
    """Send the key dates as a picture."""
    query = update.callback_query
    if query is None:
        return
    shown = renderer(update, context, (query.data or "").rpartition("/")[0])
    knowledge, language = shown.knowledge, shown.edition.language
    title = f"{shown.edition.about.name} · {shown.texts.timeline}"
    entries = [Entry(written(fact.date or "", language), event(fact)) for fact in key_events(shown)]
    await acknowledge(query, alert=None if entries else shown.texts.gone)
    if not entries:
        return
    pictures, make = context.bot_data.pictures, partial(draw, title, entries)
    drawn = await pictures.of(knowledge, language, make)
    try:
        file_id = await send_picture(update, drawn, plain(title))
    except BadRequest:
        if isinstance(drawn, bytes):
            raise
        # By that id Telegram may know it no more, as where the bot has moved to another server: it is uploaded anew.
        file_id = await send_picture(update, await asyncio.to_thread(make), plain(title))
    if file_id:
        pictures.keep(knowledge, language, file_id)


def page(shown: Renderer, number: int) -> Message:
    """Return a page of what happened, by year, with a button for each event; the page `KEY_DATES` has the key dates."""
    everything = events(shown)
    if not everything:
        return Message(plain(shown.texts.timeline_empty))
    if number == KEY_DATES and len(everything) > EVENTS:
        other = shown.button(shown.texts.timeline_all, Action.TIMELINE, 1)
        return _page(shown, bold(shown.texts.timeline_key), key_events(shown), [(other,)])
    facts, number, pages = paged(everything, number, EVENTS)
    turning = [*shown.turning(number, pages, Action.TIMELINE)]
    if pages > 1:
        turning.append((shown.button(shown.texts.timeline_key, Action.TIMELINE, KEY_DATES),))
    return _page(shown, bold(shown.heading(shown.texts.timeline, number, pages)), facts, turning)


def page_since(shown: Renderer, moment: str) -> int:
    """Return the number of the page with the first event that is not before `moment`, such as a year."""
    before = sum(_moments(fact) < (moment,) for fact in events(shown))
    return before // EVENTS + 1


def events(shown: Renderer) -> list[Fact]:
    """Return the facts that tell what happened, in the order in which it did.

    Where facts have texts of their own for the timeline, those without add neither to the same dates nor what went on
    for years: that is mostly an account of the events themselves.
    """
    dated = [fact for fact in shown.edition.facts.values() if fact.date]
    told = _told(shown)
    dates = {fact.date for fact in dated if fact.id in told}
    others = (fact for fact in dated if fact.date not in dates and (_is_short(fact) or not told))
    return sorted([*(fact for fact in dated if fact.id in told), *others], key=_moments)


def event(fact: Fact) -> str:
    """Return what happened in a few words: the fact's own for the timeline, or those with which its answer begins."""
    return fact.event or shorten(first_sentence(fact.answer), LONGEST)


def key_events(shown: Renderer, most: int = MOST_KEY_DATES) -> list[Fact]:
    """Return at most `most` events that matter most, one a date and spread over the years; no event goes on for years.

    Those with a text for the timeline come before all others.
    """
    told, weights = _told(shown), _weights(shown)
    left = {fact.id: fact for fact in filter(_is_short, events(shown))}
    chosen: list[Fact] = []
    years: Counter[str] = Counter()
    while left and len(chosen) < most:
        # The second event of a year counts half, the third a third: or one year would fill the page.
        best = max(left.values(), key=lambda fact: (fact.id in told, weights[fact.id] / (1 + years[_year(fact)])))
        chosen.append(best)
        years[_year(best)] += 1
        left = {key: fact for key, fact in left.items() if fact.date != best.date}
    return sorted(chosen, key=_moments)


def _weights(shown: Renderer) -> Counter[str]:
    """Return how much each fact matters: what other facts refer to, overviews of topics above all, and these."""
    overviews = {topic.overview for topic in shown.edition.topics.values()}
    weights = Counter(dict.fromkeys(shown.edition.facts, 1) | dict.fromkeys(overviews, OVERVIEW))
    for fact in shown.edition.facts.values():
        weights.update(dict.fromkeys(fact.see, BY_OVERVIEW if fact.id in overviews else 1))
    return weights


def _page(shown: Renderer, heading: str, facts: Sequence[Fact], turning: Sequence[tuple[Button, ...]]) -> Message:
    places = {fact.id: place for place, fact in enumerate(facts, 1)}
    blocks = [heading]
    for year, in_it in groupby(facts, key=_year):
        blocks.append("\n".join([bold(year), *(f"{places[fact.id]}. {_line(shown, fact)}" for fact in in_it)]))
    rows = in_rows([shown.button(str(place), Action.FACT, fact) for fact, place in places.items()], IN_A_ROW)
    drawn = (shown.button(shown.texts.timeline_picture, Action.PICTURE),)
    return Message("\n\n".join(blocks), (*rows, *turning, drawn))


def _told(shown: Renderer) -> set[str]:
    """Return the ids of the facts with a text for the timeline, be it one that waits for its translation."""
    editions = (shown.knowledge.edition(), shown.edition)
    return {fact.id for edition in editions for fact in edition.facts.values() if fact.event}


def _line(shown: Renderer, fact: Fact) -> str:
    date = within_year(fact.date or "", shown.edition.language)
    return f"{italic(date)} · {plain(event(fact))}" if date else plain(event(fact))


def _year(fact: Fact) -> str:
    return (fact.date or "")[:4]


def _moments(fact: Fact) -> tuple[str, ...]:
    return tuple((fact.date or "").split("/"))


def _is_short(fact: Fact) -> bool:
    years = [int(moment[:4]) for moment in _moments(fact)]
    return years[-1] - years[0] <= 1
