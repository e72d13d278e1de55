"""Where an admin's commands, taps, texts and documents come in; to all others these rooms do not exist."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from telegram import Message, Update

from handlers import personal
from handlers.addressing import after_command
from handlers.context import Context
from handlers.editing import dialogues, facts, gaps, history, proposing, uploads
from handlers.editing.admins import is_admin, only_admins
from handlers.editing.desk import load_desk
from handlers.editing.work import ACTION, CannotError, Work, at_work
from handlers.manners import Callback
from handlers.sending import acknowledge, reply
from handlers.tapping import is_offered, parsed

TAPS = re.compile(rf"(?:[^/]*/)?{ACTION}:")
"""The data of the buttons that these rooms answer."""

Step = Callable[[Work], Awaitable[None]]


def command(step: Step) -> Callback:
    """Return what does a step for an admin, and nothing for anybody else."""

    async def commanded(update: Update, context: Context) -> None:
        await _do(update, context, step)

    return only_admins(commanded)


async def show_gaps(work: Work) -> None:
    """Show what people ask and the base does not answer."""
    await work.answer(await gaps.listing(work, 1))


async def show_log(work: Work) -> None:
    """Show who has changed what."""
    await work.answer(await history.log(work))


async def show_fact(work: Work) -> None:
    """Show the fact that the command names."""
    if message := work.update.effective_message:
        await work.answer(await facts.edit(work, after_command(message)))


async def undo(work: Work) -> None:
    """Show what taking the last change back would change."""
    await proposing.propose_undo(work)


@only_admins
async def tapped(update: Update, context: Context) -> None:
    """Do what the button of an admin says, if it stands under the message that was tapped."""
    query = update.callback_query
    if query is None:
        return
    _, _, call = parsed(query.data)  # the action is the same for all

    async def step(work: Work) -> None:
        match call:
            case ["p", number, _] if (known := work.desk.proposals.get(number)) and known.done:
                await acknowledge(query, alert=work.texts.edit_used)
                return
        if not is_offered(query):
            await acknowledge(query, alert=work.texts.edit_gone)
            return
        await _tapped(work, call)

    await _do(update, context, step)


def typed_or(otherwise: Callback) -> Callback:
    """Return what takes a text or a document of an admin for what it is, and leaves all else to `otherwise`."""

    async def typed(update: Update, context: Context) -> None:
        message = update.message
        if message is None or not is_admin(update, context):
            await otherwise(update, context)
        elif (sent := message.document) is not None and message.animation is None:  # which is a document, too
            await _do(update, context, lambda work: uploads.document(work, sent))
        elif message.text is None or not _is_asked(message, context):
            await otherwise(update, context)
        else:
            await _do(update, context, lambda work: _typed(work, message.text or ""))

    return typed


async def cancel(update: Update, context: Context) -> None:
    """Ask an admin for nothing any more; for all others, and where nothing was asked, what /cancel is to everybody."""
    message = update.effective_message
    if message is None or not is_admin(update, context) or not _is_asked(message, context):
        await personal.cancel(update, context)
        return

    async def step(work: Work) -> None:
        await dialogues.cancel(work)
        await work.answer(work.say(work.texts.cancelled))

    await _do(update, context, step)


def _is_asked(message: Message, context: Context) -> bool:
    """Return whether the bot has asked the writer, who is an admin, for something."""
    live, writer = context.bot_data.live, message.from_user
    return bool(live and writer and load_desk(live.folder, writer.id).dialogue)


async def _do(update: Update, context: Context, step: Step) -> None:
    """Do a step, or say why it cannot be done."""
    try:
        work = await at_work(update, context)
    except CannotError as error:
        if update.callback_query:
            await acknowledge(update.callback_query)
        await reply(update, context, error.message)
        return
    try:
        await step(work)
    except CannotError as error:
        await work.answer(error.message)


async def _typed(work: Work, text: str) -> None:
    if dialogue := work.desk.dialogue:
        await dialogues.typed(work, dialogue, text)


async def _tapped(work: Work, call: list[str]) -> None:
    """Do what a button that was offered says; what it leads to may be gone all the same."""
    query, desk = work.query, work.desk
    if query is None:
        return
    match call:
        case ["p", number, _] if number not in desk.proposals:
            await acknowledge(query, alert=work.texts.edit_gone)
            return
        case ["d", number, turn, _] if not (
            desk.dialogue and (desk.dialogue.id, str(desk.dialogue.turn)) == (number, turn)
        ):
            await acknowledge(query, alert=work.texts.edit_gone)
            return
    await acknowledge(query)  # what follows may take seconds
    match call:
        case ["g", page] if page.isdecimal():
            await work.answer(await gaps.listing(work, int(page)))
        case ["c", key, page] if page.isdecimal():
            await work.answer(await gaps.cluster(work, key, int(page)))
        case ["l", page] if page.isdecimal():
            await work.answer(await history.log(work, int(page)))
        case ["f", fact]:
            await work.answer(facts.card(work, fact))
        case ["s", fact]:
            await facts.change_answer(work, fact)
        case ["q", fact]:
            await facts.add_phrasing(work, fact)
        case ["r", fact]:
            await facts.add_source(work, fact)
        case ["p", number, proposing.REWORD]:
            await dialogues.reword(work, desk.proposals[number])
        case ["p", number, (proposing.MAKE | proposing.LEAVE) as what]:
            await proposing.decide(work, number, what)
        case ["d", _, _, what] if desk.dialogue:
            await dialogues.tapped(work, desk.dialogue, what)
        case ["a" | "o" | "w" | "t" | "z" as verb, key, *arguments]:
            await gaps.act(work, verb, key, *arguments)
