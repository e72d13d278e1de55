"""The one door for updates, whether they are fetched by polling or brought to the webhook.

The library reads all updates of an answer or none; here each is read singly, so that one of an unknown shape holds up
no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from telegram import Update

from bot.logs import log

if TYPE_CHECKING:
    from bot.application import BotApplication

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""What handlers exist for; Telegram sends nothing else."""
UNREADABLE = (TypeError, KeyError, ValueError, AttributeError, OverflowError, OSError, RecursionError)
"""What the library raises at an update of a shape that it does not know, or whose dates are in no calendar."""
MOST_WAITING = 10_000
"""How many updates may wait here for their turn: what comes after a long downtime is better kept by Telegram."""


async def accept(application: BotApplication, raw: Sequence[Mapping[str, Any]]) -> None:
    """Write updates down, as Telegram sends them, and put in the application's queue those that have not come before.

    After that Telegram may forget them.
    """
    readable = [update for each in raw if (update := read(application, each))]
    for update in await application.inbox.take(readable, {each["update_id"]: each for each in raw}):
        application.update_queue.put_nowait(update)


def read(application: BotApplication, raw: Mapping[str, Any]) -> Update | None:
    """Return an update that Telegram has sent; None, and a line in the log, where the library cannot read it."""
    try:
        update = Update.de_json(dict(raw), application.bot)
        _check_ids(update)
    except UNREADABLE as error:
        application.metrics.passed_over()
        kind = type(error).__name__
        log.warning("update %d has a shape that is not known (%s) and is passed over", raw["update_id"], kind)
        return None
    return update


def _check_ids(update: Update) -> None:
    """Raise TypeError where chat or user have no number: the library looks at no types, and turns are kept by these."""
    for of in (update.effective_chat, update.effective_user):
        if of and type(of.id) is not int:
            raise TypeError(f"the id of a {type(of).__name__} is a {type(of.id).__name__}")


def waiting(application: BotApplication) -> int:
    """Return how many updates have come and are not handled yet."""
    return application.update_queue.qsize() + application.update_processor.current_concurrent_updates
