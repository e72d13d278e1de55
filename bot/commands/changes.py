"""What `hldbot diff` and `hldbot gaps` show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.reporting.plain import plain
from knowledge import Found, Match, Outcome
from knowledge.differences import Did, Differences, EntryChange, ReplyChange, Verdict
from knowledge.gaps import Gap

Json = dict[str, Any]

SIGNS = {Did.ADDED: "+", Did.CHANGED: "~", Did.REMOVED: "-"}
STYLES = {Did.ADDED: "green", Did.CHANGED: "yellow", Did.REMOVED: "red"}
VERDICTS = {Verdict.BETTER: "green", Verdict.WORSE: "bold red", Verdict.OTHER: ""}
SHOWN_QUESTIONS = 5
"""How many ways of asking for a gap are shown."""


def show_differences(found: Differences, console: Console) -> None:
    """Show the entries that differ, field by field, and the questions that get another reply."""
    for entry in found.entries:
        console.print(_entry(entry))
        for change in entry.fields:
            gone, new = change.lines
            for sign, style, texts in (("-", "red", gone), ("+", "green", new)):
                for text in texts:
                    console.print(Text(f"    {change.field} {sign} {plain(text)}", style))
    for reply in found.replies:
        console.print(Text(f"{reply.verdict}: {plain(reply.question)} ({reply.language})", VERDICTS[reply.verdict]))
        console.print(Text(f"    {_reply(reply.before)} → {_reply(reply.after)}"))
    console.print(Text(_summary(found)))


def differences_json(found: Differences) -> Json:
    """Return the differences as `hldbot diff --json` writes them."""
    return {
        "entries": [
            {
                "kind": entry.kind,
                "id": entry.id,
                "language": entry.language,
                "did": entry.did,
                "fields": [{"field": c.field, "before": c.before, "after": c.after} for c in entry.fields],
            }
            for entry in found.entries
        ],
        "replayed": found.replayed,
        "replies": [_reply_json(reply) for reply in found.replies],
    }


def show_gaps(found: Sequence[Gap], console: Console) -> None:
    """Show what is asked and not answered, with the facts nearest to it."""
    for number, gap in enumerate(found, 1):
        times = "once" if gap.asked == 1 else f"{gap.asked} times"
        now = ", and answered now" if gap.answered else ""
        console.print(Text(f"{number}. {plain(gap.questions[0])}", "bold"))
        console.print(Text(f"   {gap.key} ({gap.language}), asked {times}{now}", "dim"))
        for text in gap.questions[1:SHOWN_QUESTIONS]:
            console.print(Text(f"   also: {plain(text)}"))
        if len(gap.questions) > SHOWN_QUESTIONS:
            console.print(Text(f"   and in {len(gap.questions) - SHOWN_QUESTIONS} more ways"))
        for match in gap.nearest:
            console.print(Text(f"   near: {match.fact.id} ({match.score:.2f}): {match.fact.title}", "cyan"))


def gap_json(gap: Gap) -> Json:
    """Return a gap as `hldbot gaps --json` writes it; scores are 0–1."""
    return {
        "key": gap.key,
        "language": gap.language,
        "asked": gap.asked,
        "answered": gap.answered,
        "questions": list(gap.questions),
        "nearest": [_match(match) for match in gap.nearest],
    }


def _entry(entry: EntryChange) -> Text:
    language = f" ({entry.language})" if entry.language else ""
    return Text(f"{SIGNS[entry.did]} {entry.kind} {plain(entry.id)}{language}", f"bold {STYLES[entry.did]}")


def _reply(found: Found) -> str:
    facts = ", ".join(match.fact.id for match in found.answers or found.choices)
    return f"{found.outcome}: {facts}" if facts else str(found.outcome)


def _summary(found: Differences) -> str:
    counts = [sum(entry.did is did for entry in found.entries) for did in Did]
    entries = ", ".join(f"{count} {did}" for count, did in zip(counts, Did, strict=True))
    verdicts = [sum(reply.verdict is verdict for reply in found.replies) for verdict in (Verdict.BETTER, Verdict.WORSE)]
    replies = f"{len(found.replies)} of {found.replayed} questions get another reply"
    return f"{entries}; {replies} ({verdicts[0]} better, {verdicts[1]} worse)"


def _reply_json(reply: ReplyChange) -> Json:
    return {
        "question": reply.question,
        "language": reply.language,
        "verdict": reply.verdict,
        "expected": reply.expected if reply.expected is None else list(reply.expected),
        "before": _found(reply.before),
        "after": _found(reply.after),
    }


def _found(found: Found) -> Json:
    smalltalk = {"reply": found.reply} if found.outcome is Outcome.SMALLTALK else {}
    return {
        "outcome": found.outcome,
        "language": found.language,
        "answers": [_match(match) for match in found.answers],
        "choices": [_match(match) for match in found.choices],
        **smalltalk,
    }


def _match(match: Match) -> Json:
    return {"fact": match.fact.id, "score": match.score}
