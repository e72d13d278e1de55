"""`hldbot check`: what an editor is told of a base."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import KnowledgeOption, app


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

    from bot.commands.findings import show_check
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
