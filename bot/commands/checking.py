"""`hldbot check`: what an editor is told of a base."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli import KnowledgeOption, app
from bot.commands.formats import Format
from bot.errors import OperatorError

_HELP = (
    "Check the knowledge base, and measure it on its own test questions.\n\n"
    "Faults keep the base from being used; all of them are told at once, each with its place and its remedy. Warnings "
    "are matters of judgement: phrasings that two facts fight over, copies, answers too long, translations behind "
    "their originals and the like. The rates must not fall below those of tests/rates.yaml. All of it takes some ten "
    "seconds for five thousand phrasings, as each is left out in turn; --faults takes two."
)
_CODES = (
    "Exit code 0: all is well. 1: there are faults, a rate has fallen, or with --strict there are warnings. "
    "2: the folder cannot be read, or the command is wrong.\n\n"
    "Examples: hldbot check · hldbot check --strict --format github · hldbot check --topics --knowledge my-base"
)


@app.command(help=_HELP, epilog=_CODES)
def check(
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="people: tables. lines: file:line:column: severity: message, for editors. github: annotations of a "
            "pull request. json: one document.",
        ),
    ] = Format.PEOPLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where there are warnings.")] = False,
    faults_only: Annotated[bool, typer.Option("--faults", help="Look for faults alone, which is quick.")] = False,
    notes: Annotated[
        bool, typer.Option("--notes", help="Show all notes too: what is within what the base allows.")
    ] = False,
    topics: Annotated[bool, typer.Option("--topics", help="Show the rates of each topic too.")] = False,
    calibration: Annotated[bool, typer.Option("--calibration", help="Show how far confidence can be trusted.")] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Check the knowledge base, and measure it on its own test questions."""
    from bot.commands import findings
    from bot.settings import Settings, load
    from knowledge import KnowledgeBase, KnowledgeError
    from knowledge.checking import check as check_base
    from knowledge.files.loading import load_content

    folder = knowledge or load(Settings).knowledge
    form = Format.JSON if as_json else form
    try:
        content = load_content(folder)
    except KnowledgeError as error:
        if any(fault.file == str(folder) for fault in error.faults):
            raise OperatorError(str(error)) from None
        findings.tell_faults(error.faults, folder, form)
        raise typer.Exit(1) from None
    if faults_only:
        findings.tell_faults([], folder, form)
        return
    base = KnowledgeBase(content)
    checked = check_base(base, datetime.now(UTC).date(), findings.message_length(base))
    shown = findings.Shown(notes=notes, topics=topics, calibration=calibration)
    findings.tell(base, checked, folder, form, shown)
    if checked.report.shortfalls or (strict and checked.warnings):
        raise typer.Exit(1)
