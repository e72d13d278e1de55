"""Questions: a message in, the answer out, or an honest "I do not know"."""

from __future__ import annotations

from telegram import Message, Update

from handlers.addressing import after_command, question
from handlers.context import Context, asker, language, renderer
from handlers.noting import matching, note
from handlers.sending import reply
from handlers.showing.details import again
from knowledge import Outcome


async def ask(update: Update, context: Context) -> None:
    """Answer a message that was written to the bot."""
    if message := update.effective_message:
        await _answer(question(message), message, update, context)


async def ask_command(update: Update, context: Context) -> None:
    """Answer what stands behind /ask, or say how to use it."""
    if message := update.effective_message:
        if asked := after_command(message):
            await _answer(asked, message, update, context)
        else:
            shown = renderer(update, context)
            await reply(update, context, shown.say(shown.texts.no_question), quote=True)


async def not_text(update: Update, context: Context) -> None:
    """Say that only text can be read."""
    shown = renderer(update, context)
    await reply(update, context, shown.say(shown.texts.not_text))


async def _answer(asked: str, message: Message, update: Update, context: Context) -> None:
    if not any(character.isalnum() for character in asked):
        shown = renderer(update, context)
        await reply(update, context, shown.say(shown.texts.no_words), quote=True)
        return
    who, memory = asker(update), context.bot_data.memory
    subject = memory.before(who, message.message_id)
    with matching():
        found = context.bot_data.knowledge.find(asked, language(update, context), subject)
    note(found)
    await context.bot_data.journal.count(found)
    shown = renderer(update, context, found.language)
    messages = shown.found(found)
    # What is offered for a question with a subject of its own shares that subject, whichever of it was meant.
    if talked_of := found.answers or (() if found.subject else found.choices):
        memory.answered(who, tuple(match.fact.id for match in talked_of), message.message_id)
    elif found.outcome is Outcome.UNKNOWN and not update.edited_message:
        messages = (again(shown, messages[0], memory.failed(who, asked)),)
    await reply(update, context, *messages, quote=True)  # small talk too: edited, it may become a question
