"""`hldbot chat`, `ask` and `explain`: questions in a terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import KnowledgeOption, LanguageOption, app, load_knowledge, write_json


@app.command(epilog="Examples: hldbot chat · printf 'when was it?\\n/topics\\n' | hldbot chat")
def chat(
    knowledge: KnowledgeOption = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Draw the conversation into an SVG file.")
    ] = None,
) -> None:
    """Talk with the bot in this terminal, as on Telegram. Needs no token."""
    from bot.terminal.chat import chat

    with suppress(KeyboardInterrupt):  # Ctrl-C is a way to leave, also before the prompt is there
        asyncio.run(chat(lambda: load_knowledge(knowledge), svg))


@app.command(epilog='Examples: hldbot ask "Who presided?" · hldbot ask --json - < questions.txt')
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question; - reads one a line from stdin.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write a line of JSON for each question.")] = False,
    language: LanguageOption = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Answer one question, or one a line. Exit code 0 if it is answered, or all are read; 1 if it is not."""
    base = load_knowledge(knowledge)
    if language and language not in base.languages:
        raise typer.BadParameter(f"the base has {', '.join(base.languages)}", param_hint="--language")
    from bot.commands.replies import answered, found_json, show
    from handlers.context import Shared

    shared = Shared(base)
    for text in _lines() if question == "-" else [question]:
        found = base.find(text, language)
        if as_json:
            write_json(found_json(found))
        else:
            show(found, shared)
        if question != "-" and not answered(found):
            raise typer.Exit(1)


@app.command(epilog='Examples: hldbot explain "Who presided?" · hldbot explain --after hld-2006 "and where was it?"')
def explain(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question.")],
    after: Annotated[str | None, typer.Option(help="The fact that was talked of before, by its id.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
    language: LanguageOption = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Show, word by word, why a question is answered, offered or declined. Exit code 1 if no word of it is known."""
    from rich.console import Console

    from bot.commands.findings import show_explanation
    from bot.commands.replies import explanation_json

    explanation = load_knowledge(knowledge).explain(question, language, [after] if after else [])
    if explanation is None:
        typer.echo("This is small talk, or no word of it stands in the knowledge base.")
        raise typer.Exit(1)
    if as_json:
        write_json(explanation_json(explanation))
    else:
        show_explanation(explanation, Console())


def _lines() -> Iterator[str]:
    """Yield the lines of stdin, whatever bytes they are made of."""
    for line in sys.stdin.buffer:
        yield line.decode(errors="replace").rstrip("\r\n")
