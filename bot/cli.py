"""The command line: what all commands share. Each of `bot.commands` imports for itself what it needs."""

from __future__ import annotations

import json
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


def write_json(item: dict[str, Any], indent: int | None = None) -> None:
    """Write `item` as JSON in UTF-8, whatever the terminal speaks, and at once: a program may be waiting for it."""
    typer.echo(json.dumps(item, ensure_ascii=False, indent=indent).encode(errors="replace"))
