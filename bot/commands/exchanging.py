"""`hldbot export` and `hldbot import`: a base for other programs, and tables for a spreadsheet, both ways."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import KnowledgeOption, app, load_knowledge
from bot.errors import OperatorError

if TYPE_CHECKING:
    from knowledge import KnowledgeBase
    from knowledge.exchange import Plan, Table


class Format(StrEnum):
    """What a base is written as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    FAQPAGE = "faqpage"


class Part(StrEnum):
    """What a table holds."""

    FACTS = "facts"
    SOURCES = "sources"


@app.command(epilog="Examples: hldbot export --json > base.json · hldbot export --format xlsx -o base.xlsx")
def export(
    form: Annotated[
        Format, typer.Option("--format", help="xlsx and csv can be filled in and imported; faqpage is for web pages.")
    ] = Format.JSON,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Facts in this language only, such as fr.")
    ] = None,
    table: Annotated[Part, typer.Option("--table", help="What to write as csv, which holds one table.")] = Part.FACTS,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write into this file; default: stdout.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Write the facts, their phrasings and their sources as JSON, tables or structured data.

    FAQPage (schema.org) is written in one language, by default that of the base.
    """
    base = load_knowledge(knowledge)
    if language and language not in base.languages:
        raise typer.BadParameter(f"the base has {', '.join(base.languages)}", param_hint="--language")
    form = Format.JSON if as_json else form
    if form is Format.XLSX and output is None and sys.stdout.isatty():
        raise typer.BadParameter("a workbook is nothing to read in a terminal; name a file", param_hint="--output")
    content = _written(base, form, language, table)
    if output is None:
        typer.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise OperatorError(f"{output} cannot be written ({error.strerror}); name another file") from None


@app.command("import", epilog="Examples: hldbot import base.xlsx --dry-run · hldbot import new.csv --topic people")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV or XLSX, with the columns of an export.")],
    topic: Annotated[str | None, typer.Option(metavar="ID", help="The topic of new facts that name none.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Add and change facts and sources by filled-in tables. What they do not name stays; nothing is removed.

    All of it is written or, where a cell cannot be used, nothing: exit code 1, and each fault with row and column.
    """
    from bot.settings import Settings, load
    from knowledge import KnowledgeError
    from knowledge.editing import EditError, Workshop
    from knowledge.exchange import ExchangeError, plan_import

    folder = knowledge or load(Settings).knowledge
    base = load_knowledge(folder)
    try:
        tables = [table for file in files for table in _tables(file)]
        for table in tables:
            typer.echo(f"{table.name}: {table.read_as}; {len(table.rows)} rows")
        plan = plan_import(base, tables, topic)
        if not plan.edits:
            typer.echo(f"nothing to change: all {plan.unchanged} rows say what the base says")
            return
        workshop = Workshop(folder)
        change = workshop.propose(*plan.edits)
        change.content  # noqa: B018  # KnowledgeError where the base would be broken
        _show(change.diff(), plan)
        if dry_run:
            typer.echo("nothing is written, since this is a dry run")
        else:
            workshop.apply(change, by="hldbot import")
            typer.echo("written; hldbot check measures the base as it is now")
    except ExchangeError as error:
        typer.echo(f"hldbot: {error}", err=True)
        raise typer.Exit(1) from None
    except KnowledgeError as error:
        typer.echo("hldbot: nothing is imported, since the base would be broken by it:", err=True)
        for fault in error.faults:
            typer.echo(fault, err=True)
        raise typer.Exit(1) from None
    except EditError as error:
        raise OperatorError(str(error)) from None


def _written(base: KnowledgeBase, form: Format, language: str | None, part: Part) -> bytes:
    from bot.commands.replies import base_json
    from knowledge.exchange import ExchangeError, facts_table, faq_page, sources_table, write_csv, write_xlsx

    try:
        match form:
            case Format.JSON:
                return _json(base_json(base, language))
            case Format.FAQPAGE:
                # Within a page no text may end the element that it stands in.
                return _json(faq_page(base, language)).replace(b"<", rb"\u003c")
            case Format.CSV:
                return write_csv(facts_table(base, language) if part is Part.FACTS else sources_table(base))
            case Format.XLSX:
                return write_xlsx([facts_table(base, language), sources_table(base)])
    except ExchangeError as error:
        raise OperatorError(str(error)) from None


def _json(item: dict[str, Any]) -> bytes:
    return (json.dumps(item, ensure_ascii=False, indent=2) + "\n").encode(errors="replace")


def _tables(file: Path) -> list[Table]:
    from knowledge.exchange import ExchangeError, read_csv, read_xlsx

    match file.suffix.casefold():
        case ".xlsx":
            return read_xlsx(file)
        case ".csv" | ".tsv" | ".txt":
            return [read_csv(file)]
        case _:
            raise ExchangeError(f"{file.name} is no table that can be read; save it as .xlsx or .csv")


def _show(diff: str, plan: Plan) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for line in diff.splitlines():
        console.print(Text(line, styles.get(line[:1], "")))
    for what, names in (("new", plan.added), ("changed", plan.changed)):
        if names:
            console.print(Text(f"{what} ({len(names)}): {', '.join(names)}"))
    console.print(f"unchanged: {plan.unchanged}", highlight=False)
