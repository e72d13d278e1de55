"""A change as it is shown, made at a second tap, and live at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from handlers.editing.desk import Dialogue, Proposal, marks_of
from handlers.editing.effects import count, effects, told
from handlers.editing.history import overtaken
from handlers.editing.status import listed
from handlers.editing.work import CannotError, Work, why_not
from handlers.sending import send_file
from handlers.showing.excerpts import units
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Message, Row
from knowledge import KnowledgeError
from knowledge.editing import AddOutside, Change, Edit, EditError, StaleError, Workshop
from knowledge.files.loading import load_content
from knowledge.live import Outcome, giving_way

DIFF = 2200
"""UTF-16 units of a diff that are shown in the message; a longer one comes as a file too."""
QUICK = 300
"""Questions that are put to both bases within a moment; for more, the diff is shown first."""
MAKE, LEAVE, REWORD = "y", "n", "w"
"""What a tap under a change does."""

_Making = Callable[[Path], Change]
"""Returns a change of the base in a folder."""


async def propose(
    work: Work, edits: Sequence[Edit], tickets: Sequence[str] = (), dialogue: Dialogue | None = None
) -> None:
    """Show what `edits` would change, and lay it on the desk for the second tap.

    Args:
        work: the step that led here.
        edits: what to change.
        tickets: the open questions that are closed by it.
        dialogue: what led to it, if its words can be changed before it is made.

    Raises:
        CannotError: where the edits cannot be made, or would break the base.
    """
    change = await _made(work, lambda folder: Workshop(folder).propose(*edits))
    proposal = Proposal(tuple(edits), marks_of(change), tickets=tuple(tickets), dialogue=dialogue)
    await _offer(work, proposal, change, work.texts.edit_shown)


async def propose_undo(work: Work) -> None:
    """Show what taking back the last change would change; CannotError where there is none, or it cannot be."""

    def last(folder: Path) -> Change:
        entry, change = Workshop(folder).last()
        undone.append(entry.id)
        return change

    undone: list[str] = []
    change = await _made(work, last)
    await _offer(work, Proposal(undoes=undone[0]), change, work.texts.edit_undo_shown)


async def decide(work: Work, proposal_id: str, what: str) -> None:
    """Make a change that was shown, or leave it; CannotError where that is not possible any more."""
    proposal = work.desk.proposals[proposal_id]
    if what == LEAVE:
        del work.desk.proposals[proposal_id]
        await work.save()
        await work.answer(work.say(work.texts.edit_left))
        return
    try:
        entry_what = await asyncio.to_thread(_make, work.folder, proposal, str(work.admin))
    except StaleError as error:
        await _show_anew(work, proposal, error)
        return
    except (EditError, KnowledgeError) as error:
        # Once what is in the way is mended, it can be tapped again.
        raise CannotError(replace(why_not(error, work.texts), buttons=_rows(work, proposal))) from error
    work.desk.put(replace(proposal, done=True, edits=(), dialogue=None))
    with suppress(CannotError):  # the change is made, and could not be made once more
        await work.save()
    await work.answer(await _bring(work, proposal, entry_what))


def _make(folder: Path, proposal: Proposal, by: str) -> str:
    """Make a change and return what it did; StaleError where it is not any more what was shown."""
    with _telling_faults(folder), giving_way():
        workshop = Workshop(folder)
        if proposal.undoes:
            return workshop.undo(by, proposal.undoes).what
        change = workshop.propose(*proposal.edits)
        pairs = zip(proposal.marks, marks_of(change), strict=True)
        if names := tuple(dict.fromkeys(then[0] for then, now in pairs if then != now)):
            raise StaleError(names)
        return workshop.apply(change, by).what


@contextmanager
def _telling_faults(folder: Path) -> Iterator[None]:
    """Where an edit cannot be made and the base has faults, raise those, each with its place, instead."""
    try:
        yield
    except StaleError:
        raise
    except EditError:
        load_content(folder)
        raise


async def _bring(work: Work, proposal: Proposal, what: str) -> Message:
    """Let the base with the change answer, close the questions that it is for, and return what to say."""
    texts = work.texts
    reload = await work.live.reload()
    if reload.outcome is Outcome.BROKEN:  # somebody has broken another file since
        return Message(
            "\n\n".join([bold(texts.edit_done_not_live.format(what=what)), listed(reload.standing.faults, texts)])
        )
    lines = [bold(texts.edit_done.format(what=what))]
    closed, waiting = await close(work, proposal.tickets, all_of_them=_is_outside(proposal))
    lines += [plain(texts.edit_closed.format(count=closed))] if closed else []
    lines += [plain(texts.edit_waiting.format(count=waiting))] if waiting else []
    lines += [plain(texts.edit_can_undo)] if not proposal.undoes else []
    return Message("\n".join(lines))


async def close(work: Work, tickets: Sequence[str], *, all_of_them: bool) -> tuple[int, int]:
    """Close open questions, and return how many were, and how many stay since their askers wait for an answer.

    Args:
        work: the step.
        tickets: the questions.
        all_of_them: whether to close also those to whose askers nothing will be told.
    """
    journal, wanted = work.shared.journal, set(tickets)
    closed = waiting = 0
    for question in await journal.open_questions() if wanted else ():
        if question.ticket in wanted:
            if question.chat is not None and not all_of_them:
                waiting += 1
            else:
                closed += await journal.withdraw(question.ticket)
    return closed, waiting


def _is_outside(proposal: Proposal) -> bool:
    return any(isinstance(edit, AddOutside) for edit in proposal.edits)


async def _made(work: Work, make: _Making) -> Change:
    """Return a change; CannotError where it cannot be made, or would break the base."""

    def think() -> Change:
        with _telling_faults(work.folder), giving_way():
            change = make(work.folder)
            if not change.files:
                raise EditError("nothing would change")
            change.content  # noqa: B018  # KnowledgeError where it would be broken
            return change

    work.check()
    try:
        return await asyncio.to_thread(think)
    except StaleError as error:  # only what takes a change back rests on what was made before
        raise CannotError(overtaken(error, work)) from error
    except (EditError, KnowledgeError) as error:
        raise CannotError(why_not(error, work.texts)) from error


async def _show_anew(work: Work, proposal: Proposal, error: StaleError) -> None:
    """Show a change as it is on what others have made of the base meanwhile."""
    del work.desk.proposals[proposal.id]
    await work.save()
    if proposal.undoes:
        raise CannotError(overtaken(error, work))
    heading = work.texts.edit_stale.format(names=", ".join(error.names))
    change = await _made(work, lambda folder: Workshop(folder).propose(*proposal.edits))
    fresh = Proposal(proposal.edits, marks_of(change), tickets=proposal.tickets, dialogue=proposal.dialogue)
    await _offer(work, fresh, change, heading)


async def _offer(work: Work, proposal: Proposal, change: Change, heading: str) -> None:
    """Show a change, and when it is known what it alters in other answers, that too and the buttons."""
    texts, diff = work.texts, change.diff()
    shown = _cut(diff)
    parts = [f"{bold(heading)}\n{plain(change.what)}", f"<pre>{plain(shown)}</pre>"]
    parts += [plain(texts.edit_whole)] if shown != diff else []
    now = work.live.standing
    questions = list(dict.fromkeys((q.text, q.language) for q in await work.shared.journal.open_questions()))
    asked = count(now.knowledge, questions)
    is_long = asked > QUICK
    if is_long:
        await work.answer(Message("\n\n".join([*parts, plain(texts.edit_looking.format(count=asked))])))
    found = await asyncio.to_thread(effects, change, now.knowledge, now.version, questions)
    work.desk.put(proposal)
    await work.save()
    await work.answer(Message("\n\n".join([*parts, told(found, texts)]), _rows(work, proposal)), again=is_long)
    if shown != diff:
        await send_file(work.update, f"{proposal.id}.diff", diff.encode())


def _rows(work: Work, proposal: Proposal) -> tuple[Row, ...]:
    def button(label: str, what: str) -> Row:
        return (work.button(label, "p", proposal.id, what),)

    reword = (button(work.texts.edit_reword, REWORD),) if proposal.dialogue else ()
    return (button(work.texts.edit_make, MAKE), *reword, button(work.texts.edit_leave, LEAVE))


def _cut(diff: str) -> str:
    """Return a diff, or as many of its first lines as a message has room for."""
    if units(diff) <= DIFF:
        return diff
    kept: list[str] = []
    for line in diff.splitlines(keepends=True):
        if units("".join(kept)) + units(line) > DIFF:
            break
        kept.append(line)
    return "".join(kept) or diff.encode("utf-16-le")[: 2 * DIFF].decode("utf-16-le", "ignore")
