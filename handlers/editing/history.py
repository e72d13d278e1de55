"""/log: who has changed what, and when."""

from __future__ import annotations

import asyncio
from pathlib import Path

from handlers.editing.work import CannotError, Work, why_not
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Message, paged
from knowledge.editing import EditError, Entry, Workshop

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
    lines = [f"{entry.at:%Y-%m-%d %H:%M} UTC · {_who(entry, work)} · {entry.what}" for entry in shown]
    turning = tuple(
        work.button(label, "l", to)
        for label, to in ((texts.previous, page - 1), (texts.next, page + 1))
        if 1 <= to <= pages
    )
    heading = bold(work.shown.heading(texts.log_heading, page, pages))
    return Message("\n".join([heading, "", *map(plain, lines)]), (turning,) if turning else ())


def _entries(folder: Path) -> list[Entry]:
    return list(reversed(Workshop(folder).history()))


def _who(entry: Entry, work: Work) -> str:
    return work.texts.log_you if entry.by == str(work.admin) else entry.by
