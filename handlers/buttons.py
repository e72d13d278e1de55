"""Taps on buttons, also on those of older versions of the base or the bot."""

from __future__ import annotations

from telegram import Message, Update

from handlers import glossary, timeline
from handlers.context import Context, asker, renderer
from handlers.noting import note_fact
from handlers.sending import acknowledge, reply, show
from handlers.showing import rendering
from handlers.showing.rendering import FROM_PAGE, Action, GoneError, Renderer
from handlers.tapping import parsed

_FACTS = (Action.FACT, Action.CHOICE, Action.LISTED)
"""Actions that open a fact."""


async def tapped(update: Update, context: Context) -> None:
    """Show what a button leads to; a fact beside an answer as a new message, so none is lost, all else in place."""
    query = update.callback_query
    if query is None:
        return
    code, action, arguments = parsed(query.data)
    shown = renderer(update, context, code)
    try:
        message = _leads_to([action, *arguments], shown)
    except GoneError:
        await acknowledge(query, alert=shown.texts.gone)
        return
    await acknowledge(query)
    if action in _FACTS:
        note_fact(arguments[0], shown.edition.language)
        context.bot_data.memory.answered(asker(update), (arguments[0],))
    if not isinstance(query.message, Message):
        return  # it was sent inline, where the bot has no buttons of this kind
    # What cannot be edited, for it is too old or deleted, is followed by a new message.
    if action == Action.FACT:
        await reply(update, context, message)
    else:
        await show(message, instead=query.message, context=context)


def _leads_to(call: list[str], shown: Renderer) -> rendering.Message:
    """Return what to show for an action and its arguments; GoneError where they are none of the bot's."""
    match call:
        case [Action.FACT, fact]:
            return shown.fact(fact)
        case [Action.CHOICE, fact, *origin]:
            return shown.fact(fact, *origin[:1])
        case [Action.LISTED, fact, page] if page.isdecimal():
            return shown.fact(fact, f"{FROM_PAGE}{page}")
        case [Action.TOPIC, topic, page] if page.isdecimal():
            return shown.topic(topic, int(page))
        case [Action.TOPICS]:
            return shown.topics()
        case [Action.SOURCES, page] if page.isdecimal():
            return shown.sources(int(page))
        case [Action.TIMELINE, page] if page.isdecimal():
            return timeline.page(shown, int(page))
        case [Action.GLOSSARY, page] if page.isdecimal():
            return glossary.page(shown, int(page))
        case [Action.TERM, marked]:
            return glossary.term(shown, marked)
    raise GoneError(":".join(call))
