"""`hldbot new fact`, `hldbot new base` and `hldbot translate`: what editors write with guidance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import KnowledgeOption, app, load_knowledge
from bot.errors import OperatorError

if TYPE_CHECKING:
    from knowledge import KnowledgeError
    from knowledge.editing import Change

new = typer.Typer(no_args_is_help=True, help="Begin a fact, or a base on another subject.")
app.add_typer(new, name="new")

PhrasingOption = Annotated[
    list[str] | None, typer.Option("--phrasing", metavar="TEXT", help="A way of asking, the first being the title.")
]
AnswerOption = Annotated[str | None, typer.Option("--answer", metavar="TEXT", help="The answer.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Write it without asking once more.")]


@new.command(
    epilog="Examples: hldbot new fact · hldbot new fact --topic people --phrasing 'Who opened it?' --answer 'The "
    "President opened it.' --source a-61-515 --at 'paragraph 2' --yes"
)
def fact(
    topic: Annotated[str | None, typer.Option(metavar="ID", help="The topic.")] = None,
    fact_id: Annotated[str | None, typer.Option("--id", help="The id; one is proposed.")] = None,
    phrasing: PhrasingOption = None,
    answer: AnswerOption = None,
    source: Annotated[list[str] | None, typer.Option(metavar="ID", help="A source that says so.")] = None,
    at: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="The place in it; one for each source.")] = None,
    see: Annotated[list[str] | None, typer.Option(metavar="ID", help="A related fact, behind which it goes.")] = None,
    date: Annotated[str | None, typer.Option(help="When it happened, such as 2006-09-14.")] = None,
    event: Annotated[str | None, typer.Option(metavar="TEXT", help="What happened then, for the timeline.")] = None,
    checked: Annotated[
        str | None, typer.Option(metavar="DAY", help="When its sources were read; default: today.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="Of a new document: its title; its id is the last --source.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Of a new document.")] = None,
    published: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Of a new document: its date, in words.")
    ] = None,
    symbol: Annotated[str | None, typer.Option(help="Of a new document, such as A/61/515.")] = None,
    url: Annotated[str | None, typer.Option(help="Of a new document: its address.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Do not ask the base's test questions once more.")] = False,
    yes: YesOption = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Write a fact into the file of its topic, everything else staying as it is.

    What no option gives is asked for: on a terminal, or line by line from a pipe. Exit code 1 if nothing is written.
    """
    if len(source or []) != len(at or []):
        raise typer.BadParameter("each source needs a place in it; give as many --at as --source", param_hint="--at")
    from bot.writing.authoring import Given, fact_edits, lost
    from bot.writing.prompts import Prompts
    from knowledge.editing import AddSource, Cited, Edit, Workshop

    folder, base = _folder(knowledge), load_knowledge(_folder(knowledge))
    cited = tuple(Cited(*pair) for pair in zip(source or [], at or [], strict=True))
    document: list[Edit] = []
    if title and publisher and published and cited:
        document = [AddSource(cited[-1].source, title, publisher, published, symbol, url)]
    elif title or publisher or published or symbol or url:
        raise typer.BadParameter("a new document needs --title, --publisher, --published, --source and --at")
    given = Given(
        topic, fact_id, tuple(phrasing or []), answer, cited, tuple(see or []), date, event, checked
    )  # fmt: skip
    with _told():
        prompts = Prompts()
        workshop = Workshop(folder)
        change = workshop.propose(*document, *fact_edits(base, given, prompts, _today()))
        _show(change)
        if not quick and base.golden:
            typer.echo(f"Asking {len(base.golden)} test questions …")
            for question in lost(base, change.knowledge()):
                typer.echo(f"  no longer answered rightly: {question}")
        if not yes and not prompts.confirm("Write it?", "--yes"):
            typer.echo("nothing is written")
            raise typer.Exit(1)
        workshop.apply(change, by="hldbot new fact")
    waits = [language for language in base.languages if language != base.edition().language]
    typer.echo("written" + (f"; {', '.join(waits)} wait for it: hldbot translate" if waits else ""))


@new.command(epilog="Example: hldbot new base lighthouses --name 'Lighthouse Guide' --language en")
def base(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make; nothing is overwritten.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="What the bot calls itself.")] = None,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="What it is written in: en, es or fr.")] = None,
) -> None:
    """Make a small base on another subject, which the same bot answers from at once."""
    from bot.writing.prompts import Prompts
    from knowledge.editing import tidy
    from knowledge.starting import languages, start_base

    with _told():
        prompts = Prompts()
        name = name or prompts.ask("The bot's name", "--name", check=tidy)
        known = {code: code for code in languages()}
        language = language or prompts.choose("Language", "--language", known)
        files = start_base(folder, name, language, datetime.now(UTC).date())
    typer.echo(f"{len(files)} files in {folder}; README.md says how to go on")
    typer.echo(f"Talk with it: hldbot chat --knowledge {folder}")


@app.command(epilog="Examples: hldbot translate --language fr · hldbot translate --language fr --list")
def translate(
    language: Annotated[str, typer.Option("--language", metavar="CODE", help="The language to translate into.")],
    facts: Annotated[list[str] | None, typer.Argument(metavar="[FACT...]", help="Ids; default: all that wait.")] = None,
    show_list: Annotated[bool, typer.Option("--list", help="Only list what waits.")] = False,
    phrasing: PhrasingOption = None,
    answer: AnswerOption = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Translate facts that a language lacks, or has from an older original; each is written at once.

    What no option gives is asked for: on a terminal, or line by line from a pipe. Ctrl-C leaves what is done.
    Exit code 1 if what was given could not be written.
    """
    if (phrasing or answer) and len(facts or []) != 1:
        raise typer.BadParameter("name the one fact that --answer and --phrasing are for", param_hint="FACT")
    from bot.writing.prompts import Prompts
    from bot.writing.translating import chosen, edits, show, waiting
    from knowledge import KnowledgeError
    from knowledge.editing import EditError, Workshop, values

    folder, base = _folder(knowledge), load_knowledge(_folder(knowledge))
    done = 0
    with _told():
        if values.language(language) == base.edition().language:
            raise OperatorError(f"'{language}' is the base's own language; translate into another one")
        items = [chosen(base, language, name) for name in facts] if facts else list(waiting(base, language))
        if show_list:
            for item in items:
                typer.echo(f"{item.original.id} ({'older' if item.older else 'missing'}): {item.original.title}")
            return
        prompts, workshop = Prompts(), Workshop(folder)
        try:
            for item in items:
                show(item, language)
                while True:
                    try:
                        change = workshop.propose(*edits(item, language, prompts, answer, tuple(phrasing or [])))
                        if change.files:
                            _show(change)
                            workshop.apply(change, by="hldbot translate")
                            done += 1
                        break
                    except (KnowledgeError, EditError) as error:
                        if not prompts.at_terminal or answer:
                            raise
                        typer.echo(f"{error}\nOnce more; Ctrl-C leaves.")
        except (KeyboardInterrupt, EOFError):
            typer.echo()
        finally:
            typer.echo(f"{done} translated into {language}, {len(items) - done} left")


@contextmanager
def _told() -> Iterator[None]:
    """Tell what keeps a command from its work in a line, or each fault in one."""
    from knowledge import KnowledgeError
    from knowledge.editing import EditError

    try:
        yield
    except KnowledgeError as error:
        _tell_faults(error)
        raise typer.Exit(1) from None
    except EditError as error:
        raise OperatorError(str(error)) from None
    except (KeyboardInterrupt, EOFError):
        typer.echo("\nleft; what was asked last is not written", err=True)
        raise typer.Exit(1) from None


def _tell_faults(error: KnowledgeError) -> None:
    typer.echo("hldbot: nothing is written, since the base would be broken by it:", err=True)
    for fault in error.faults:
        typer.echo(fault, err=True)


def _show(change: Change) -> None:
    """Show what changes in the files; KnowledgeError where the base would be broken."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for line in change.diff().splitlines():
        console.print(Text(line, styles.get(line[:1], "")), highlight=False)
    change.content  # noqa: B018  # reads the base as it would be


def _folder(knowledge: Path | None) -> Path:
    from bot.settings import Settings, load

    return knowledge or load(Settings).knowledge


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
