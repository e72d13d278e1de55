"""`hldbot run`: the bot on Telegram."""

from __future__ import annotations

from bot.cli import KnowledgeOption, app, load_knowledge


@app.command(epilog="Example: TELEGRAM_BOT_TOKEN=123456789:AAE... hldbot run")
def run(knowledge: KnowledgeOption = None) -> None:
    """Run the bot on Telegram, with the settings in .env or the environment (see .env.example)."""
    import asyncio

    from bot import application, logs, serving
    from bot.settings import Settings, TelegramSettings, load

    settings, telegram = load(Settings), load(TelegramSettings)
    token = telegram.bot_token.get_secret_value()
    logs.set_up(settings.log_level, settings.log_format, token)
    base = load_knowledge(knowledge or settings.knowledge)
    bot = application.build(base, token, api_url=telegram.api_url, database=settings.database_url.get_secret_value())
    asyncio.run(serving.serve(bot))
