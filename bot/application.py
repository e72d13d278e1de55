"""The Application: python-telegram-bot put together with the handlers, for Telegram and for the terminal alike."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias, cast

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import AIORateLimiter, Application, BaseRateLimiter, CallbackContext, ContextTypes, Defaults, ExtBot
from telegram.request import BaseRequest

from handlers import handlers
from handlers.context import Context, Shared
from handlers.errors import on_error
from knowledge import KnowledgeBase

BotApplication: TypeAlias = Application[ExtBot[Any], Context, dict[Any, Any], dict[Any, Any], Shared, None]

CONCURRENT_UPDATES = 256
FLOOD_RETRIES = 3
"""How often a call that Telegram answers with 429 is made again, after the pause that it asks for."""


def build(
    knowledge: KnowledgeBase,
    token: str,
    *,
    api_url: str = "https://api.telegram.org",
    request: BaseRequest | None = None,
) -> BotApplication:
    """Return the bot of `knowledge`, ready to be initialised.

    Args:
        knowledge: what it answers from.
        token: the bot's token.
        api_url: the root of the Bot API server.
        request: what calls the server; by default HTTP, within Telegram's limits.
    """
    types = ContextTypes(
        context=cast(type[Context], CallbackContext),
        bot_data=cast(type[Shared], partial(Shared, knowledge)),  # it is called, and nothing else is done with it
    )
    builder = (
        Application.builder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .context_types(types)
        .concurrent_updates(CONCURRENT_UPDATES)
        .updater(None)  # bot.polling fetches the updates
        .job_queue(None)
    )
    if request:
        builder = builder.request(request).get_updates_request(request)
    else:
        limiter: BaseRateLimiter[Any] = AIORateLimiter(max_retries=FLOOD_RETRIES)
        builder = builder.rate_limiter(limiter)
    application: BotApplication = builder.build()
    application.add_handlers(handlers())
    application.add_error_handler(on_error)
    return application
