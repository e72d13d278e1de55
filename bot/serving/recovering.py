"""What a process that was killed left unanswered is answered: after a restart, or by another process beside it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from bot.logs import log
from bot.serving.arriving import read

if TYPE_CHECKING:
    from bot.application import BotApplication

EACH = 3.0
"""Seconds between two looks at what other processes have left, where there are others."""


async def recover(application: BotApplication) -> None:
    """Handle again what was left, at the start and, where the database is shared, for as long as it is not cancelled.

    What was under way when a process was killed for the second time is handled one at a time: if one of them is to
    blame, it is known which, and the others are not given up with it.
    """
    while True:
        await application.locks.open()
        left = await application.inbox.left()
        if left.likely or left.suspect:
            log.warning("%d updates were left unanswered, and are now", len(left.likely) + len(left.suspect))
        for number, payload in left.likely.items():
            if update := read(application, json.loads(payload)):
                application.update_queue.put_nowait(update)
            else:
                application.inbox.done(number)
        for number, payload in left.suspect.items():
            await application.inbox.attempt(number)
            if update := read(application, json.loads(payload)):
                await application.update_processor.process_update(update, application.process_update(update))
            else:
                application.inbox.done(number)
        await application.sharing.clean()
        if not application.bot_data.journal.database.shared:
            return
        await asyncio.sleep(EACH)
