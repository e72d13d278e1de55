"""The commands that need no Telegram. Each imports what it needs by itself, to start in no more time than it must."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import OperatorError

if TYPE_CHECKING:
    from knowledge import KnowledgeBase

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they show the values of variables, and one of those is the token
)

KnowledgeOption = Annotated[
    Path | None,
    typer.Option(
        "--knowledge", metavar="FOLDER", help="The knowledge base; default: HLDBOT_KNOWLEDGE, or the one built in."
    ),
]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", metavar="CODE", help="Your language, such as fr, where a question is clear in two."),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hldbot {version('hld-bot')}")
        raise typer.Exit


@app.callback(epilog="Begin with: hldbot chat")
def hldbot(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Answers questions from a knowledge base, each answer with its source: on Telegram, or in this terminal."""


@app.command(epilog="Examples: hldbot chat · printf 'when was it?\\n/topics\\n' | hldbot chat")
def chat(
    knowledge: KnowledgeOption = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Draw the conversation into an SVG file.")
    ] = None,
) -> None:
    """Talk with the bot in this terminal, as on Telegram. Needs no token."""
    from bot.terminal import chat

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
    from bot.asking import answered, found_json, show
    from handlers.context import Shared

    shared = Shared(base)
    for text in _lines() if question == "-" else [question]:
        found = base.find(text, language)
        if as_json:
            _write(found_json(found))
        else:
            show(found, shared)
        if question != "-" and not answered(found):
            raise typer.Exit(1)


@app.command(epilog="Examples: hldbot check · hldbot check --topics --knowledge my-base")
def check(
    topics: Annotated[bool, typer.Option("--topics", help="Show the rates of each topic too.")] = False,
    calibration: Annotated[bool, typer.Option("--calibration", help="Show how far confidence can be trusted.")] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Check the knowledge base and measure it on its own test questions.

    Exit code 1 where it has faults, each as file:line:column, or falls below the rates of its tests/rates.yaml.
    """
    from rich.console import Console

    from bot.checking import show_check
    from bot.settings import Settings, load
    from knowledge import KnowledgeBase, KnowledgeError

    try:
        base = KnowledgeBase.load(knowledge or load(Settings).knowledge)
    except KnowledgeError as error:
        for fault in error.faults:
            typer.echo(fault, err=True)
        raise typer.Exit(1) from None
    if not show_check(base, Console(soft_wrap=True), by_topic=topics, calibration=calibration):
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

    from bot.asking import explanation_json
    from bot.checking import show_explanation

    explanation = load_knowledge(knowledge).explain(question, language, [after] if after else [])
    if explanation is None:
        typer.echo("This is small talk, or no word of it stands in the knowledge base.")
        raise typer.Exit(1)
    if as_json:
        _write(explanation_json(explanation))
    else:
        show_explanation(explanation, Console())


@app.command(epilog="Example: hldbot export --json > base.json")
def export(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, the only format.")] = True,  # noqa: ARG001  # named for a second one to come
    knowledge: KnowledgeOption = None,
) -> None:
    """Write all topics, facts, phrasings and sources of the knowledge base."""
    from bot.asking import base_json

    _write(base_json(load_knowledge(knowledge)), indent=2)


def load_knowledge(folder: Path | None) -> KnowledgeBase:
    """Return the base in `folder`, or in the one that the settings name; OperatorError where it cannot be used."""
    from bot.settings import Settings, load
    from knowledge import KnowledgeBase, KnowledgeError

    folder = folder or load(Settings).knowledge
    try:
        return KnowledgeBase.load(folder)
    except KnowledgeError as error:
        first, *others = error.faults
        more = f" (and {len(others)} more)" if others else ""
        message = f"the knowledge base in {folder} cannot be used: {first}{more}; hldbot check tells all"
        raise OperatorError(message) from None


def _lines() -> Iterator[str]:
    """Yield the lines of stdin, whatever bytes they are made of."""
    for line in sys.stdin.buffer:
        yield line.decode(errors="replace").rstrip("\r\n")


def _write(item: dict[str, Any], indent: int | None = None) -> None:
    """Write `item` as JSON in UTF-8, whatever the terminal speaks, and at once: a program may be waiting for it."""
    typer.echo(json.dumps(item, ensure_ascii=False, indent=indent).encode(errors="replace"))
