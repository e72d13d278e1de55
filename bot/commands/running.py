"""`hldbot run`: the bot on Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli import KnowledgeOption, app, load_knowledge

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from bot.application import BotApplication
    from bot.serving.webhook import Webhook
    from bot.settings import Settings, TelegramSettings


@app.command(epilog="Example: TELEGRAM_BOT_TOKEN=123456789:AAE... hldbot run")
def run(knowledge: KnowledgeOption = None) -> None:
    """Run the bot on Telegram, with the settings in .env or the environment (see .env.example)."""
    from bot.serving.hangups import Hangups

    hangups = Hangups()
    hangups.note()  # a large base takes seconds to load, and Telegram may take longer to be reached

    import asyncio

    from bot import application, logs
    from bot.serving import garbage
    from bot.serving import process as serving
    from bot.serving.reloading import follow
    from bot.settings import Settings, TelegramSettings, load
    from knowledge.live import LiveBase
    from knowledge.snapshot import digest

    settings, telegram = load(Settings), load(TelegramSettings)
    token, webhook = telegram.bot_token.get_secret_value(), _webhook(telegram)
    secrets = [token, _password(settings), webhook.secret.get_secret_value() if webhook else ""]
    logs.set_up(settings.log_level, settings.log_format, *secrets)
    folder = knowledge or settings.knowledge
    version = digest(folder)  # before it is loaded: what changes in between is found at the first look
    with garbage.staying():
        live = LiveBase(folder, load_knowledge(folder), version)
        bot = application.build(
            live.standing.knowledge,
            token,
            api_url=telegram.api_url,
            database=settings.database_url.get_secret_value(),
            admins=settings.admins,
            corrects=settings.corrections,
            sends=settings.sends_per_second,
        )

    async def reloading(bot: BotApplication) -> None:
        await follow(bot, live)

    async def answering() -> None:
        with hangups.reloading(live):
            await serving.serve(bot, webhook=webhook, metrics=settings.metrics_listen, beside=[reloading])

    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(answering())


def _new_loop() -> AbstractEventLoop:
    """Return an event loop; uvloop's take less time, and there are none for Windows."""
    try:
        import uvloop
    except ImportError:
        import asyncio

        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _password(settings: Settings) -> str:
    """Return the password of the database; empty where it needs none."""
    from sqlalchemy.engine import make_url

    return make_url(settings.database_url.get_secret_value()).password or ""


def _webhook(telegram: TelegramSettings) -> Webhook | None:
    """Return the webhook that the settings name, with a secret of its own where they name none."""
    from secrets import token_urlsafe

    from pydantic import SecretStr

    from bot.serving.webhook import Webhook

    if telegram.webhook_url is None:
        return None
    secret = telegram.webhook_secret or SecretStr(token_urlsafe(32))
    return Webhook(telegram.webhook_url, secret, telegram.webhook_listen)
