"""Taps on buttons, also on those of older versions of the base or the bot."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update

from handlers import rendering
from handlers.context import Context, language
from handlers.rendering import Action, GoneError, Renderer
from handlers.sending import acknowledge, reply, show


async def tapped(update: Update, context: Context) -> None:
    """Show what a button leads to; a fact as a new message, so that no answer is lost, all else in place."""
    query = update.callback_query
    if query is None:
        return
    code, _, call = (query.data or "").rpartition("/")
    shown = context.bot_data.renderer(code or language(update, context))
    try:
        message = _leads_to(call, shown, query)
    except GoneError:
        await acknowledge(query, alert=shown.texts.gone)
        return
    await acknowledge(query)
    # A message that is too old or deleted comes as one without content: what cannot be edited is followed by a new one.
    if message is None or not isinstance(query.message, Message):
        return
    if call.startswith(f"{Action.FACT}:"):
        await reply(update, context, message)
    else:
        await show(message, instead=query.message, context=context)


def _leads_to(call: str, shown: Renderer, query: CallbackQuery) -> rendering.Message | None:
    """Return what to show for `action:argument:…`; None where it is none of the bot's."""
    match call.split(":"):
        case [Action.FACT | Action.CHOICE, fact]:
            return shown.fact(fact)
        case [Action.NONE_OF_THESE]:
            return shown.none_of_these(_offered(query))
        case [Action.TOPIC, topic, page] if page.isdecimal():
            return shown.topic(topic, int(page))
        case [Action.TOPICS]:
            return shown.topics()
        case [Action.SOURCES, page] if page.isdecimal():
            return shown.sources(int(page))
    return None


def _offered(query: CallbackQuery) -> list[str]:
    """Return the ids of the facts among which the tapped message lets choose; none where Telegram shows it no more."""
    keyboard = query.message.reply_markup if isinstance(query.message, Message) else None
    data = [str(button.callback_data) for row in (keyboard.inline_keyboard if keyboard else ()) for button in row]
    calls = [call.rpartition("/")[2].partition(":") for call in data]
    return [fact for action, _, fact in calls if action == Action.CHOICE]
