"""What `hldbot check` and `hldbot explain` show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.table import Table

from knowledge import Explanation, KnowledgeBase
from knowledge.measuring import Declined, Reliability, Report, Tally, measure, reliability
from knowledge.model import Weighed

SHOWN_FAILURES = 20


def show_check(knowledge: KnowledgeBase, console: Console, *, by_topic: bool, calibration: bool) -> bool:
    """Show what a base holds and how it does on its own questions; return whether it reaches the rates it asks for."""
    edition = knowledge.edition()
    phrasings = sum(len(fact.phrasings) for fact in edition.facts.values())
    console.print(
        f"{len(edition.facts)} facts, {phrasings} phrasings, {len(edition.topics)} topics, "
        f"{len(knowledge.sources)} sources; languages: {', '.join(knowledge.languages)}"
    )
    thresholds = knowledge.matcher.calibration
    console.print(
        f"answered from a confidence of {thresholds.answer_from:.3f}, offered from {thresholds.offer_from:.3f}"
    )
    report = measure(knowledge)
    if report.by_language:
        console.print(_golden("Questions that facts answer", report.by_language))
    if by_topic:
        console.print(_golden("The same by topic", report.by_topic))
    if report.outside:
        console.print(_outside(report))
    if calibration:
        console.print(_reliability(reliability(knowledge.matcher.trials)))
    for line in _failures(report):
        console.print(line, highlight=False, markup=False)
    for shortfall in report.shortfalls:
        console.print(f"tests/rates.yaml: {shortfall}", highlight=False, markup=False)
    return not report.shortfalls


def show_explanation(explanation: Explanation, console: Console) -> None:
    """Show, word by word, why a question was answered, offered or declined."""
    found = explanation.found
    words = Table("word", "weight", "taken for", title=f"{found.outcome} ({found.language})", title_justify="left")
    for word in explanation.words:
        words.add_row(f"({word.word})" if word.added else word.word, f"{word.weight:.0%}", _meant(word))
    console.print(words)
    ranked = Table("score", "fact", "nearest phrasing")
    for match in explanation.ranked:
        ranked.add_row(f"{match.score:.3f}", match.fact.id, match.phrasing)
    console.print(ranked)
    console.print(f"answered from {explanation.answer_from:.3f}, offered from {explanation.offer_from:.3f}")
    console.print("evidence: " + ", ".join(f"{name} {value:.2f}" for name, value in explanation.evidence.items()))
    if explanation.exact:
        console.print("The question is a phrasing of the fact, word for word.")
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


def _failures(report: Report) -> Iterator[str]:
    for question, found in report.failures[:SHOWN_FAILURES]:
        got = ", ".join(match.fact.id for match in (*found.answers, *found.choices)) or "nothing"
        yield f"{found.outcome}: “{question.text}” should find {question.facts[0]}, and finds {got}"
    if len(report.failures) > SHOWN_FAILURES:
        yield f"... and {len(report.failures) - SHOWN_FAILURES} more"
    for outside, found in report.intrusions:
        yield f"answered: “{outside.text}” ({outside.kind}) should find nothing, and finds {found.answers[0].fact.id}"
