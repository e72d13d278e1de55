"""/status and /reload: which base answers, since when, and what is wrong with a newer one."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from handlers.context import Context, Shared, renderer
from handlers.sending import reply
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Message
from handlers.showing.wording import Texts
from knowledge import Fault
from knowledge.live import Outcome

MOST_FAULTS = 10
VERSION = 8
"""How many digits of a version are shown."""


async def status(update: Update, context: Context) -> None:
    """Show which base answers, and whether a newer one does not."""
    texts = renderer(update, context).texts
    await reply(update, context, Message("\n\n".join(_standing(context.bot_data, texts))))


async def reload(update: Update, context: Context) -> None:
    """Look for a newer base, and show what came of it."""
    texts, live = renderer(update, context).texts, context.bot_data.live
    heading = texts.reload_not_watched
    if live:
        heading = {
            Outcome.UNCHANGED: texts.reload_unchanged,
            Outcome.SWAPPED: texts.reloaded,
            Outcome.BROKEN: texts.reload_broken,
            Outcome.RESTORED: texts.mended,
        }[(await live.reload()).outcome]
    await reply(update, context, Message("\n\n".join([bold(heading), *_standing(context.bot_data, texts)])))


def broken(faults: Sequence[Fault], texts: Texts) -> Message:
    """Return what admins are told of a newer base that cannot answer."""
    return Message("\n\n".join([bold(texts.broken), listed(faults, texts)]))


def _standing(shared: Shared, texts: Texts) -> list[str]:
    """Return what is to be said of the base that answers now, and of the one that does not."""
    edition, live = shared.base.edition(), shared.live
    known = texts.status_base.format(
        name=edition.about.name, facts=len(edition.facts), languages=", ".join(shared.base.languages)
    )
    if live is None:
        return [plain(known)]
    now = live.standing
    since = texts.status_since.format(since=f"{now.since:%Y-%m-%d %H:%M:%S} UTC", version=now.version[:VERSION])
    newer = [bold(texts.status_broken), listed(now.faults, texts)] if now.faults else [plain(texts.status_current)]
    return [f"{plain(known)}\n{plain(since)}", *newer]


def listed(faults: Sequence[Fault], texts: Texts) -> str:
    """Return the first faults, each with its place."""
    more = len(faults) - MOST_FAULTS
    lines = [f"• {fault}" for fault in faults[:MOST_FAULTS]]
    return plain("\n".join([*lines, *([texts.more_faults.format(count=more)] if more > 0 else [])]))
