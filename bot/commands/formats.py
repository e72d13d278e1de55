"""What `hldbot check` finds, in the forms that editors, GitHub and programs read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from knowledge import KnowledgeBase
from knowledge.checking import Advice, Checked
from knowledge.errors import Fault
from knowledge.measuring import Tally

RATES = "tests/rates.yaml"


class Format(StrEnum):
    """For whom the findings are written."""

    PEOPLE = "people"
    LINES = "lines"
    GITHUB = "github"
    JSON = "json"


class Severity(StrEnum):
    """How much a finding matters; the names are those of GitHub's annotations."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about one place."""

    severity: Severity
    file: str
    line: int
    column: int
    message: str
    title: str

    @classmethod
    def of(cls, found: Fault | Advice) -> Finding:
        """Return the finding that a fault or a piece of advice is."""
        if isinstance(found, Fault):
            return cls(Severity.ERROR, found.file, found.line, found.column, found.message, "fault")
        severity = Severity.NOTICE if found.note else Severity.WARNING
        return cls(severity, found.file, found.line, found.column, found.message, found.kind)


def all_findings(knowledge: KnowledgeBase, checked: Checked, *, notes: bool) -> tuple[Finding, ...]:
    """Return what is found of a base that can be used: first where a rate has fallen, then the rest by place."""
    return (*shortfalls(knowledge, checked), *map(Finding.of, checked.advice if notes else checked.warnings))


def shortfalls(knowledge: KnowledgeBase, checked: Checked) -> Iterator[Finding]:
    """Yield a finding for each rate that is not reached, at the place that asks for it."""
    for sentence in checked.report.shortfalls:
        what = sentence.partition(":")[0]
        table = "golden" if what in knowledge.rates.golden else "outside"
        yield Finding(Severity.ERROR, *knowledge.places.in_file(RATES, (table, what)), sentence, "rate")


def lines(findings: Iterable[Finding], folder: Path) -> Iterator[str]:
    """Yield `file:line:column: severity: message` for each finding, the file as seen from the current folder."""
    for found in findings:
        file = _from_here(folder, found.file)
        severity = "info" if found.severity is Severity.NOTICE else found.severity  # as problem matchers call it
        yield f"{file}:{found.line}:{found.column}: {severity}: {_one_line(found.message)} [{found.title}]"


def workflow_commands(findings: Iterable[Finding], folder: Path) -> Iterator[str]:
    """Yield GitHub's command for each finding, which shows it in the pull request beside its line.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    for found in findings:
        file = _from_here(folder, found.file)
        properties = {"file": file, "line": found.line, "col": found.column, "title": found.title}
        written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
        yield f"::{found.severity} {written}::{_data(found.message)}"


def document(
    folder: Path, faults: Iterable[Fault], knowledge: KnowledgeBase | None = None, checked: Checked | None = None
) -> dict[str, Any]:
    """Return all findings, rates and thresholds as one document; what a base with faults has none of is None."""
    told: dict[str, Any] = {
        "folder": str(folder),
        "ok": False,
        "faults": [{"file": f.file, "line": f.line, "column": f.column, "message": f.message} for f in sorted(faults)],
        "warnings": None,
        "notes": None,
        "shortfalls": None,
        "rates": None,
        "left_out": None,
        "thresholds": None,
    }
    if knowledge is None or checked is None:
        return told | {"ok": not told["faults"]}
    report, asked = checked.report, knowledge.rates
    return told | {
        "ok": not report.shortfalls,
        "warnings": [_advice(advice) for advice in checked.warnings],
        "notes": [_advice(advice) for advice in checked.notes],
        "shortfalls": list(report.shortfalls),
        "rates": {
            "golden": {language: _tally(tally) for language, tally in report.by_language.items()},
            "topics": {topic: _tally(tally) for topic, tally in report.by_topic.items()},
            "outside": [
                {"language": language, "kind": kind, **declined._asdict()}
                for (language, kind), declined in report.outside.items()
            ],
            "asked_for": {
                "golden": {language: least._asdict() for language, least in asked.golden.items()},
                "outside": dict(asked.outside),
            },
        },
        "left_out": {"phrasings": checked.left_out, "still_offered": checked.still_offered},
        "thresholds": {
            "answer_from": knowledge.matcher.calibration.answer_from,
            "offer_from": knowledge.matcher.calibration.offer_from,
        },
    }


def _advice(advice: Advice) -> dict[str, Any]:
    return {
        "file": advice.file,
        "line": advice.line,
        "column": advice.column,
        "kind": advice.kind,
        "message": advice.message,
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {
        "asked": tally.asked,
        "right": tally.right,
        "offered": tally.offered,
        "missed": tally.missed,
        "wrong": tally.wrong,
    }


def _from_here(folder: Path, file: str) -> str:
    """Return the path of a base's file as seen from the current folder, where it is beneath that one."""
    path = (folder / file).absolute()
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
