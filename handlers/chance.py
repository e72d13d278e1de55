"""/random and /quiz: facts that nobody asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from telegram import Update

from handlers.context import Context, asker, renderer
from handlers.sending import acknowledge, reply, send_quiz
from handlers.showing.quizzes import Quizzes
from handlers.showing.rendering import Action

RANDOM_TAPS = re.compile(rf"(?:[^/]*/)?{Action.RANDOM}$")
"""The data of the button that asks for another fact."""
QUIZ_TAPS = re.compile(rf"(?:[^/]*/)?{Action.QUIZ}$")
"""The data of the button that asks for another question."""


async def random_fact(update: Update, context: Context) -> None:
    """Show a fact at random, also where one more is asked for by a tap."""
    shown = renderer(update, context, await _tapped(update))
    fact = context.bot_data.facts.deal(list(shown.edition.facts))
    context.bot_data.memory.answered(asker(update), (fact,))
    message = shown.fact(fact)
    another = (shown.button(shown.texts.another_fact, Action.RANDOM),)
    await reply(update, context, replace(message, buttons=(*message.buttons, another)))


async def quiz(update: Update, context: Context) -> None:
    """Ask a question at random, also where one more is asked for by a tap."""
    shown, shared = renderer(update, context, await _tapped(update)), context.bot_data
    quizzes = await shared.quizzes.of(shown.knowledge, shown.edition.language, partial(Quizzes, shown.edition))
    if question := quizzes.draw(shared.questions):
        await send_quiz(update, question, shown.button(shown.texts.another_question, Action.QUIZ))
    else:
        await reply(update, context, shown.say(shown.texts.no_quiz))


async def _tapped(update: Update) -> str | None:
    """End the waiting of whoever tapped, and return the language of the button; None where nothing was tapped."""
    if query := update.callback_query:
        await acknowledge(query)
        return (query.data or "").rpartition("/")[0]
    return None
