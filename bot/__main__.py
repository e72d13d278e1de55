"""The entry point: `hldbot`, or `python -m bot`."""

from __future__ import annotations

import io
import sys

import typer

from bot.cli import KnowledgeOption, app, load_knowledge
from bot.errors import OperatorError

__all__ = ["app", "main"]


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


def main() -> None:
    """Run the command in `sys.argv`; exit code 2 and one line where there is something to mend first."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what a terminal cannot show becomes a question mark
    try:
        app()
    except OperatorError as error:
        typer.echo(f"hldbot: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
