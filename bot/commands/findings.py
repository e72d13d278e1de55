"""What `hldbot check` and `hldbot explain` show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import write_json
from bot.commands.formats import Finding, Format, all_findings, document, lines, shortfalls, workflow_commands
from handlers.context import Shared
from handlers.showing.excerpts import units
from knowledge import Explanation, KnowledgeBase
from knowledge.checking import Advice, Checked, Kind
from knowledge.errors import Fault
from knowledge.measuring import Declined, Reliability, Report, Tally, reliability
from knowledge.model import Weighed

SHOWN_NOTES = 20
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown to people beside the warnings and the rates."""

    notes: bool = False
    topics: bool = False
    calibration: bool = False


def message_length(knowledge: KnowledgeBase) -> Callable[[str, str], int]:
    """Return what tells how many UTF-16 units the message has that shows a fact, from a language and the fact's id."""
    shared = Shared(knowledge)

    def length(language: str, fact: str) -> int:
        html = shared.renderer(language).fact(fact).text
        return units(unescape(_TAG.sub("", html)))

    return length


def tell_faults(faults: Sequence[Fault], folder: Path, form: Format) -> None:
    """Tell the faults of a base that cannot be used, or, where there are none, that it can be."""
    match form:
        case Format.JSON:
            write_json(document(folder, faults), indent=2)
        case Format.PEOPLE:
            for fault in faults:
                typer.echo(fault, err=True)
            files = len({fault.file for fault in faults})
            if faults:
                typer.echo(f"{_count(len(faults), 'fault')} in {_count(files, 'file')}", err=True)
            else:
                typer.echo("no faults")
        case _:
            _write(map(Finding.of, faults), folder, form)


def tell(knowledge: KnowledgeBase, checked: Checked, folder: Path, form: Format, shown: Shown) -> None:
    """Tell all that is found of a base that can be used."""
    match form:
        case Format.JSON:
            write_json(document(folder, (), knowledge, checked), indent=2)
        case Format.PEOPLE:
            _show(knowledge, checked, Console(soft_wrap=True), shown)
        case _:
            _write(all_findings(knowledge, checked, notes=shown.notes), folder, form)


def _write(findings: Iterable[Finding], folder: Path, form: Format) -> None:
    for line in (workflow_commands if form is Format.GITHUB else lines)(findings, folder):
        typer.echo(line)


def _show(knowledge: KnowledgeBase, checked: Checked, console: Console, shown: Shown) -> None:
    """Show what a base holds, what could be better, and how it does on its own questions."""
    edition, report = knowledge.edition(), checked.report
    phrasings = sum(len(fact.phrasings) for fact in edition.facts.values())
    console.print(
        f"{len(edition.facts)} facts, {phrasings} phrasings, {len(edition.topics)} topics, "
        f"{len(knowledge.sources)} sources; languages: {', '.join(knowledge.languages)}"
    )
    for advice in checked.warnings:
        console.print(f"{advice} [{advice.kind}]", highlight=False, markup=False)
    kinds = Counter(advice.kind for advice in checked.warnings)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    console.print(f"{_count(len(checked.warnings), 'warning')}{f': {told}' if told else ''}")
    thresholds = knowledge.matcher.calibration
    console.print(
        f"answered from a confidence of {thresholds.answer_from:.3f}, offered from {thresholds.offer_from:.3f}"
    )
    console.print(
        f"left out in turn, {checked.still_offered} of {checked.left_out} phrasings still find their fact without it"
    )
    if report.by_language:
        console.print(_golden("Questions that facts answer", report.by_language))
    if shown.topics:
        console.print(_golden("The same by topic", report.by_topic))
    if report.outside:
        console.print(_outside(report))
    if shown.calibration:
        console.print(_reliability(reliability(knowledge.matcher.trials)))
    _show_notes(checked.notes, console, all_of_them=shown.notes)
    for shortfall in shortfalls(knowledge, checked):
        console.print(
            f"{shortfall.file}:{shortfall.line}:{shortfall.column}: {shortfall.message}", highlight=False, markup=False
        )


def _show_notes(notes: Sequence[Advice], console: Console, *, all_of_them: bool) -> None:
    if not notes:
        return
    kinds = Counter(note.kind for note in notes)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    console.print(f"{_count(len(notes), 'note')}, within what the base allows: {told}")
    first = sorted(notes, key=lambda note: note.kind is Kind.FOUGHT_OVER)  # what fails comes before what might
    for note in first if all_of_them else first[:SHOWN_NOTES]:
        console.print(f"{note} [{note.kind}]", highlight=False, markup=False)
    if len(notes) > SHOWN_NOTES and not all_of_them:
        console.print(f"... and {len(notes) - SHOWN_NOTES} more (--notes shows all)")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number != 1 else ''}"


def show_explanation(explanation: Explanation, console: Console) -> None:
    """Show, word by word, why a question was answered, offered or declined."""
    found = explanation.found
    words = Table(
        "word", "weight", "meaning", "taken for", title=f"{found.outcome} ({found.language})", title_justify="left"
    )
    for word in explanation.words:
        words.add_row(
            f"({word.word})" if word.added else word.word,
            f"{word.weight:.0%}",
            "" if word.added else f"{word.meaning:.2f}",
            _meant(word),
        )
    console.print(words)
    ranked = Table("score", "fact", "nearest phrasing")
    for match in explanation.ranked:
        ranked.add_row(f"{match.score:.3f}", match.fact.id, match.phrasing)
    console.print(ranked)
    console.print(f"answered from {explanation.answer_from:.3f}, offered from {explanation.offer_from:.3f}")
    console.print("evidence: " + ", ".join(f"{name} {value:.2f}" for name, value in explanation.evidence.items()))
    if explanation.exact:
        console.print("The question is a phrasing of the fact, word for word.")
    if explanation.open:
        console.print("The question names no year or rank, and fits facts about different ones: they are offered.")
    if found.subject:
        console.print(f"The question has no subject of its own; it took that of {found.subject}.")


def _meant(word: Weighed) -> str:
    """Return what a word was taken for; what the best fact does not have stands in brackets."""
    shown = [f"{m.word} ({m.how} {m.similarity:.2f})" if m.how != "same" else m.word for m in word.meant]
    return ", ".join(text if meant.counts else f"\\[{text}]" for text, meant in zip(shown, word.meant, strict=True))


def _golden(title: str, tallies: Mapping[str, Tally]) -> Table:
    table = Table("", "asked", "right", "offered", "missed", "wrong", title=title, title_justify="left")
    for name, tally in tallies.items():
        shares = (tally.percent(count) for count in (tally.right, tally.offered, tally.missed, tally.wrong))
        table.add_row(name, str(tally.asked), *(f"{share:.1f} %" for share in shares))
    return table


def _outside(report: Report) -> Table:
    table = Table(
        "", "kind", "asked", "answered", "offered", title="Questions that nothing answers", title_justify="left"
    )
    for (language, kind), declined in report.outside.items():
        table.add_row(
            language, kind, str(declined.asked), _share(declined, declined.answered), _share(declined, declined.offered)
        )
    return table


def _share(declined: Declined, count: int) -> str:
    return f"{100 * count / declined.asked:.1f} %"


def _reliability(found: Reliability) -> Table:
    title = f"Confidence on questions held back (expected calibration error {found.error:.3f})"
    table = Table("questions", "confidence", "right", title=title, title_justify="left")
    for row in found.bins:
        table.add_row(str(row.questions), f"{row.confidence:.2f}", f"{row.right:.2f}")
    return table
