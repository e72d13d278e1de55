"""`hldbot export`: a base for other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import KnowledgeOption, app, load_knowledge, write_json


@app.command(epilog="Example: hldbot export --json > base.json")
def export(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, the only format.")] = True,  # noqa: ARG001  # named for a second one to come
    knowledge: KnowledgeOption = None,
) -> None:
    """Write all topics, facts, phrasings and sources of the knowledge base."""
    from bot.commands.replies import base_json

    write_json(base_json(load_knowledge(knowledge)), indent=2)
