"""Taps on buttons, also on those of older versions of the base or the bot."""

from __future__ import annotations

from telegram import Message, Update

from handlers import glossary, timeline
from handlers.context import Context, asker, renderer
from handlers.sending import acknowledge, reply, show
from handlers.showing import rendering
from handlers.showing.rendering import Action, GoneError, Renderer


async def tapped(update: Update, context: Context) -> None:
    """Show what a button leads to; a fact as a new message, so that no answer is lost, all else in place."""
    query = update.callback_query
    if query is None:
        return
    code, _, call = (query.data or "").rpartition("/")
    shown = renderer(update, context, code)
    try:
        message = _leads_to(call, shown)
    except GoneError:
        await acknowledge(query, alert=shown.texts.gone)
        return
    await acknowledge(query)
    if fact := _fact(call):
        context.bot_data.memory.answered(asker(update), (fact,))
    # A message that is too old or deleted comes as one without content: what cannot be edited is followed by a new one.
    if message is None or not isinstance(query.message, Message):
        return
    if call.startswith(f"{Action.FACT}:"):
        await reply(update, context, message)
    else:
        await show(message, instead=query.message, context=context)


def _fact(call: str) -> str | None:
    """Return the id of the fact that a button opens, if it opens one."""
    action, _, fact = call.partition(":")
    return fact if action in (Action.FACT, Action.CHOICE) else None


def _leads_to(call: str, shown: Renderer) -> rendering.Message | None:
    """Return what to show for `action:argument:…`; None where it is none of the bot's."""
    match call.split(":"):
        case [Action.FACT | Action.CHOICE, fact]:
            return shown.fact(fact)
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
        case [Action.TERM, mark]:
            return glossary.term(shown, mark)
    return None
