"""/log: who has changed what, and when; and what is said where a change is in the way of taking back another."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from handlers.editing.work import CannotError, Work, why_not
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Message, paged
from knowledge.editing import EditError, Entry, StaleError, Workshop

PAGE = 15
"""Changes on a page."""


async def log(work: Work, page: int = 1) -> Message:
    """Return a page of the changes, latest first; CannotError where they cannot be read."""
    texts = work.texts
    try:
        entries = await asyncio.to_thread(_entries, work.folder)
    except EditError as error:
        raise CannotError(why_not(error, texts)) from error
    if not entries:
        return work.say(texts.log_empty)
    shown, page, pages = paged(entries, page, PAGE)
    lines = [_line(entry.by, entry.at, entry.what, work) for entry in shown]
    turning = tuple(
        work.button(label, "l", to)
        for label, to in ((texts.previous, page - 1), (texts.next, page + 1))
        if 1 <= to <= pages
    )
    heading = bold(work.shown.heading(texts.log_heading, page, pages))
    return Message("\n".join([heading, "", *map(plain, lines)]), (turning,) if turning else ())


def overtaken(error: StaleError, work: Work) -> Message:
    """Return why a change cannot be taken back: what of it was changed since, by whom and when, and what to do."""
    texts = work.texts
    lines = [f"• {_line(since.by, since.at, since.what, work)}" for since in error.since[-PAGE:]]
    heading = bold(texts.edit_overtaken.format(names=", ".join(error.names)))
    return Message("\n".join([heading, *map(plain, [*lines, texts.edit_overtaken_how])]))


def _entries(folder: Path) -> list[Entry]:
    return list(reversed(Workshop(folder).history()))


def _line(by: str | None, at: datetime, what: str, work: Work) -> str:
    """Return a change in one line; `by` is None where it was made without the bot."""
    who = work.texts.log_by_hand if by is None else work.texts.log_you if by == str(work.admin) else by
    return f"{at:%Y-%m-%d %H:%M} UTC · {who} · {what}"
