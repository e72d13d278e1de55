"""The bot asks an admin for what an edit needs: one thing after the other, with a way back, past and out."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

from handlers.editing import steps
from handlers.editing.desk import Dialogue, Proposal, Purpose
from handlers.editing.proposing import propose
from handlers.editing.work import CannotError, Work, why_not
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Button, Message
from knowledge.editing import EditError

BACK, SKIP, CANCEL = "b", "s", "c"
"""What a tap under a question does, beside a number, which chooses what is offered at that place."""
REWORDED = (Purpose.PHRASING, Purpose.OUTSIDE)
"""What can be worded anew after it was shown."""


async def begin(work: Work, dialogue: Dialogue) -> None:
    """Ask for the first thing that is not given, or show the change if there is none."""
    await _go_on(work, dialogue)


async def reword(work: Work, proposal: Proposal) -> None:
    """Ask for other words for a change that was shown."""
    if dialogue := proposal.dialogue:
        given = {name: text for name, text in dialogue.given.items() if name != "text"}
        del work.desk.proposals[proposal.id]
        await _go_on(work, replace(dialogue, given=given, at=time.time()))


async def typed(work: Work, dialogue: Dialogue, text: str) -> None:
    """Take a text for what was asked for."""
    step = _step(dialogue)
    try:
        taken = steps.take(step, text, work.base, work.texts)
    except EditError as error:
        taken = steps.Taken(problem=str(error))
    if taken.value is not None:
        await _go_on(work, _with(dialogue, step, taken.value))
    else:
        await _ask(work, replace(dialogue, offers=taken.offers or dialogue.offers), taken)


async def tapped(work: Work, dialogue: Dialogue, what: str) -> None:
    """Do what a button under a question says; ValueError where it is none that is offered."""
    step = _step(dialogue)
    if what == CANCEL:
        await cancel(work)
        await work.answer(work.say(work.texts.cancelled))
    elif what == BACK and dialogue.trail:
        await _go_on(work, _before(dialogue))
    elif what == SKIP and steps.asking(step, dialogue, work.base, work.texts).optional:
        await _go_on(work, _with(dialogue, step, ""))
    elif what.isdecimal() and int(what) < len(dialogue.offers):
        await _go_on(work, _with(dialogue, step, dialogue.offers[int(what)][0]))
    else:
        raise ValueError(what)


async def cancel(work: Work) -> None:
    """Ask for nothing any more."""
    work.desk.dialogue = None
    await work.save()


def _step(dialogue: Dialogue) -> str:
    """Return the step that is next; a dialogue that lies on a desk has one."""
    return next(step for step in steps.steps(dialogue) if step not in dialogue.given)


def _with(dialogue: Dialogue, step: str, value: str) -> Dialogue:
    return replace(dialogue, given=dialogue.given | {step: value}, trail=(*dialogue.trail, step), offers=())


def _before(dialogue: Dialogue) -> Dialogue:
    """Return a dialogue as it was before its last step."""
    *trail, last = dialogue.trail
    given = {name: text for name, text in dialogue.given.items() if name != last}
    return replace(dialogue, trail=tuple(trail), given=given, offers=())


async def _go_on(work: Work, dialogue: Dialogue) -> None:
    """Ask for the next thing, or show the change when all is there."""
    if any(step not in dialogue.given for step in steps.steps(dialogue)):
        await _ask(work, dialogue)
        return
    work.desk.dialogue = None
    try:
        edits = steps.edits(dialogue, work.base, datetime.now(UTC).date())
        await propose(work, edits, dialogue.tickets, dialogue if dialogue.purpose in REWORDED else None)
    except (EditError, CannotError) as error:
        # What was typed is not lost: the last step is asked again below what is wrong.
        message = error.message if isinstance(error, CannotError) else why_not(error, work.texts)
        if not dialogue.trail:
            raise CannotError(message) from error
        await _ask(work, _before(dialogue), above=message.text)


async def _ask(work: Work, dialogue: Dialogue, taken: steps.Taken | None = None, above: str = "") -> None:
    asked = steps.asking(_step(dialogue), dialogue, work.base, work.texts)
    offers = taken.offers if taken and taken.offers else asked.offers
    dialogue = replace(dialogue, offers=offers, turn=dialogue.turn + 1, at=time.time())
    work.desk.dialogue = dialogue
    await work.save()
    text = plain(asked.text.format(**asked.values)) if asked.values else plain(asked.text)
    heading = bold(getattr(work.texts, f"edit_{dialogue.purpose}"))
    problem = plain(taken.problem) if taken else above

    def button(label: str, what: object) -> Button:
        return work.button(label, "d", dialogue.id, dialogue.turn, what)

    last = [button(work.texts.back, BACK)] if dialogue.trail else []
    last += [button(work.texts.edit_skip, SKIP)] if asked.optional else []
    last += [button(work.texts.edit_cancel, CANCEL)]
    rows = (*((button(label, place),) for place, (_, label) in enumerate(offers)), tuple(last))
    await work.answer(Message("\n\n".join(part for part in (heading, problem, text) if part), rows))
