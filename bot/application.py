"""The Application: python-telegram-bot put together with the handlers, for Telegram and for the terminal alike."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import Application, BaseRateLimiter, CallbackContext, ContextTypes, Defaults, ExtBot
from telegram.request import BaseRequest

from bot.limits import Limiter
from bot.turns import Turns
from handlers import handlers
from handlers.context import Context, Shared
from handlers.errors import on_error
from handlers.keeping.journal import IN_MEMORY, Journal
from knowledge import KnowledgeBase

CONCURRENT_UPDATES = 256


class BotApplication(Application[ExtBot[Any], Context, dict[Any, Any], dict[Any, Any], Shared, None]):
    """The bot, with its journal open while it is initialised; the library has hooks for that only where it polls."""

    async def initialize(self) -> None:
        """Initialise what the library has, and open the journal."""
        await super().initialize()
        await self.bot_data.journal.open()

    async def shutdown(self) -> None:
        """Shut down what the library has, and close the journal."""
        await super().shutdown()
        await self.bot_data.journal.close()


def build(
    knowledge: KnowledgeBase,
    token: str,
    *,
    api_url: str = "https://api.telegram.org",
    request: BaseRequest | None = None,
    limiter: BaseRateLimiter[None] | None = None,
    database: str = IN_MEMORY,
) -> BotApplication:
    """Return the bot of `knowledge`, ready to be initialised.

    Args:
        knowledge: what it answers from.
        token: the bot's token.
        api_url: the root of the Bot API server.
        request: what calls the server; by default HTTP.
        limiter: what keeps the calls within Telegram's limits; by default there are none but over HTTP.
        database: the address of the journal's database, as SQLAlchemy writes it.
    """
    types = ContextTypes(
        context=cast(type[Context], CallbackContext),
        # It is called, and nothing else is done with it.
        bot_data=cast(type[Shared], partial(Shared, knowledge, journal=Journal(database))),
    )
    builder = (
        Application.builder()
        .application_class(BotApplication)
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .context_types(types)
        .concurrent_updates(Turns(CONCURRENT_UPDATES))
        .updater(None)  # bot.polling fetches the updates
        .job_queue(None)
    )
    if request:
        builder = builder.request(request).get_updates_request(request)
    elif limiter is None:
        limiter = Limiter()
    if limiter:
        builder = builder.rate_limiter(limiter)
    application = cast(BotApplication, builder.build())
    application.bot_data.bot = application.bot
    application.add_handlers(handlers())
    application.add_error_handler(on_error)
    return application
