"""`hldbot diff`, `gaps` and `report`: what an edit changes, what is missing, and how the bot is used."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import KnowledgeOption, app, load_knowledge, write_json
from bot.errors import OperatorError

if TYPE_CHECKING:
    from bot.reporting.kept import Kept

MOST_GAPS = 20
DAYS = 30


@app.command(epilog="Examples: hldbot diff HEAD~3 HEAD · hldbot diff HEAD · hldbot diff my-base my-base-edited --json")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder, or a git revision of the knowledge base.")],
    new: Annotated[str | None, typer.Argument(metavar="NEW", help="The same; default: the base as it is.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
    replay: Annotated[
        bool, typer.Option("--replay/--no-replay", help="Ask both the test questions and the journal's open ones.")
    ] = True,
    knowledge: KnowledgeOption = None,
) -> None:
    """Show which entries of a base differ, field by field, and which questions get another reply.

    Exit code 0, whether anything differs or not.
    """
    from rich.console import Console

    from bot.commands.changes import differences_json, show_differences
    from bot.settings import Settings, load
    from knowledge.differences import differences

    settings = load(Settings)
    folder = knowledge or settings.knowledge
    with _folder(old, folder) as before, _folder(new, folder) as after:
        bases = load_knowledge(before), load_knowledge(after)
    asked = dict.fromkeys((q.text, q.language) for q in (_kept().questions if replay else ()))
    found = differences(*bases, asked, tests=replay)
    if as_json:
        write_json(differences_json(found), indent=2)
    else:
        show_differences(found, Console(soft_wrap=True))


@app.command(epilog="Examples: hldbot gaps · hldbot gaps --limit 5 --json")
def gaps(
    limit: Annotated[int, typer.Option(min=1, help="How many to show at most.")] = MOST_GAPS,
    as_json: Annotated[bool, typer.Option("--json", help="Write a line of JSON for each.")] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Show what people asked and got no answer to, the most asked first, with the facts nearest to it.

    They are the open questions of the journal: not known, "none of these", or a thumbs-down. Those that ask for the
    same stand together.
    """
    from rich.console import Console

    from bot.commands.changes import gap_json, show_gaps
    from knowledge.gaps import gaps

    base = load_knowledge(knowledge)
    found = gaps(base, _kept().questions, limit)
    if as_json:
        for gap in found:
            write_json(gap_json(gap))
    elif found:
        show_gaps(found, Console(soft_wrap=True))
    else:
        typer.echo("the journal has no open questions")


@app.command(epilog="Examples: hldbot report -o report.html · hldbot report --days 7 --png charts")
def report(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page, with all that it needs in itself.")
    ] = Path("report.html"),
    days: Annotated[int, typer.Option(min=1, max=730, help="How many days up to today it is about.")] = DAYS,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FOLDER", help="Write the charts into this folder too.")
    ] = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Write a page on what was asked, by day, topic and language, what was answered, what is missing, and votes."""
    from datetime import UTC, datetime

    from bot.reporting.charts import draw
    from bot.reporting.figures import figures
    from bot.reporting.page import page

    base = load_knowledge(knowledge)
    told = figures(base, _kept(), today=datetime.now(UTC).date(), days=days)
    charts = draw(told)
    try:
        output.write_text(page(told, charts), encoding="utf-8")
        if png:
            png.mkdir(parents=True, exist_ok=True)
            for chart in charts:
                (png / f"{chart.name}.png").write_bytes(chart.light)
    except OSError as error:
        raise OperatorError(f"{error.filename} cannot be written ({error.strerror}); name another place") from None
    typer.echo(f"{output}: {told.asked} questions in {days} days")


@contextmanager
def _folder(name: str | None, base: Path) -> Iterator[Path]:
    """Give the folder called `name`, or what `base` was in the git revision of that name; `base` for None."""
    from bot.commands.revisions import at_revision

    if name is None or Path(name).is_dir():
        yield base if name is None else Path(name)
    else:
        with at_revision(base, name) as folder:
            yield folder


def _kept() -> Kept:
    from bot.reporting.kept import read_kept
    from bot.settings import Settings, load

    return asyncio.run(read_kept(load(Settings).database_url.get_secret_value()))
