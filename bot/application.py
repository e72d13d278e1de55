"""The Application: python-telegram-bot put together with the handlers, for Telegram and for the terminal alike."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Any, cast

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import Application, BaseRateLimiter, CallbackContext, ContextTypes, Defaults, ExtBot
from telegram.request import BaseRequest

from bot.accounts import Accounts
from bot.calling.limits import OVERALL, Limiter
from bot.calling.measured import MeasuredLimiter
from bot.calling.requesting import Request
from bot.metrics import Metrics
from bot.serving.recovering import recover
from bot.serving.turns import Turns
from handlers import handlers
from handlers.context import Context, Shared
from handlers.errors import on_error
from handlers.keeping.inbox import Inbox
from handlers.keeping.journal import IN_MEMORY, Journal
from handlers.keeping.locks import Locks
from handlers.keeping.sharing import Sharing
from handlers.keeping.slots import Slots
from handlers.remembering import keepers
from knowledge import KnowledgeBase

CONCURRENT_UPDATES = 256
CONNECTIONS = 16
"""How many calls may be under way at the same time: enough for 30 messages a second where each takes half of one."""


class BotApplication(Application[ExtBot[Any], Context, dict[Any, Any], dict[Any, Any], Shared, None]):
    """The bot, with its journal open while it is initialised; the library has hooks for that only where it polls."""

    def __init__(self, *, metrics: Metrics, **of_the_library: Any) -> None:
        """Take the metrics, and what the library's builder gives."""
        super().__init__(**of_the_library)
        self.metrics = metrics
        self.accounts = Accounts(self.metrics)
        journal = self.bot_data.journal
        self.locks = Locks(journal.database)
        self.inbox = Inbox(journal.database, self.locks)
        self.sharing = Sharing(journal, self.inbox, self.locks, Slots(journal.database), keepers(self.bot_data))
        self._recovering: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        """Say what it is; the library would show the token."""
        return f"{type(self).__name__}[running={self.running}]"

    @property
    def turns(self) -> Turns:
        """In which order updates are handled."""
        return cast(Turns, self.update_processor)

    async def process_update(self, update: object) -> None:
        """Handle `update` in a turn of its chat, and tell the log and the metrics what became of it."""
        async with self.sharing.turn(update):
            with self.accounts.of(update), self.bot_data.one_base():
                await super().process_update(update)
        if isinstance(update, Update):
            self.inbox.done(update.update_id)

    async def initialize(self) -> None:
        """Initialise what the library has, and open the journal."""
        await super().initialize()
        await self.bot_data.journal.open()
        await self.locks.open()

    async def start(self) -> None:
        """Begin to handle updates, first of all those that a killed process left."""
        await super().start()
        self._recovering = asyncio.create_task(recover(self))

    async def stop(self) -> None:
        """Handle what has come, and then no more."""
        if self._recovering:
            self._recovering.cancel()
            await asyncio.wait([self._recovering])
        await super().stop()

    async def shutdown(self) -> None:
        """Shut down what the library has, and close the journal."""
        await super().shutdown()
        await self.bot.shutdown()  # which the library leaves open where it was not introduced to Telegram
        await self.bot_data.carrying.close()
        await self.inbox.close()
        await self.locks.close()
        await self.bot_data.journal.close()


def build(
    knowledge: KnowledgeBase,
    token: str,
    *,
    api_url: str = "https://api.telegram.org",
    request: BaseRequest | None = None,
    limiter: BaseRateLimiter[None] | None = None,
    database: str = IN_MEMORY,
    admins: Iterable[int] = (),
    corrects: bool = False,
    sends: int = OVERALL,
) -> BotApplication:
    """Return the bot of `knowledge`, ready to be initialised.

    Args:
        knowledge: what it answers from.
        token: the bot's token.
        api_url: the root of the Bot API server.
        request: what calls the server; by default HTTP.
        limiter: what keeps the calls within Telegram's limits; by default there are none but over HTTP.
        database: the address of the journal's database, as SQLAlchemy writes it.
        admins: the ids of those who may see the state of the base, and change it.
        corrects: whether answers that were sent are to be corrected when the base is.
        sends: how many messages a second may be sent over HTTP to all chats together.
    """
    journal = Journal(database)
    shared = partial(Shared, knowledge, journal=journal, admins=frozenset(admins), corrects=corrects)
    types = ContextTypes(
        context=cast(type[Context], CallbackContext),
        # It is called, and nothing else is done with it.
        bot_data=cast(type[Shared], shared),
    )
    metrics = Metrics()
    builder = (
        Application.builder()
        .application_class(BotApplication, {"metrics": metrics})
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .context_types(types)
        .concurrent_updates(Turns(CONCURRENT_UPDATES))
        .updater(None)  # bot.serving.arriving takes the updates
        .job_queue(None)
    )
    if request:
        builder = builder.request(request).get_updates_request(request)
    else:
        builder = builder.request(Request(metrics, CONNECTIONS))
        builder = builder.get_updates_request(Request(metrics, 1))
        limiter = limiter or Limiter(Slots(journal.database), sends)
    if limiter:
        builder = builder.rate_limiter(MeasuredLimiter(limiter, metrics))
    application = cast(BotApplication, builder.build())
    application.bot_data.bot = application.bot
    application.add_handlers(handlers())
    application.add_error_handler(on_error)
    return application
