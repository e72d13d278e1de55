"""What people fill into the cells of a table, read as the fields of an entry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from knowledge.exchange.errors import CellFault
from knowledge.exchange.tables import Row, Table
from knowledge.files.form_faults import form_fault
from knowledge.files.reading import Document

Fields = dict[str, Any]
"""Fields by their names in the YAML: texts, and lists of texts or of further fields."""

LONGEST_ID = 48
_COLUMNS = {"phrasings": "questions"}
"""Fields whose columns have other names."""
_CITATION = re.compile(r"(?P<source>[^\s:]+)\s*:\s*(?P<at>\S.*)")


class CellError(ValueError):
    """A cell cannot be read; the message says why, and how to mend it."""


def fact_fields(cells: Mapping[str, str], *, original: bool) -> Fields:
    """Return the fields of a fact, or of a translation, by the cells of its row; those that are empty are left out.

    Raises:
        CellError: with the name of the column before the message, if a cell cannot be read.
    """
    fields: Fields = {
        "phrasings": lines(cells.get("questions", "")),
        "answer": cells.get("answer", ""),
        "disputed": [],
    }
    if original:
        fields["sources"] = [_cited(line, "sources") for line in lines(cells.get("sources", ""))]
        fields["disputed"] = [_disputed(part) for part in _paragraphs(cells.get("disputed", ""))]
        fields |= {name: lines(cells.get(name, "")) for name in ("not", "see")}
        fields |= {name: cells.get(name, "") for name in ("date", "checked")}
    else:
        fields["disputed"] = [" ".join(part.split()) for part in _paragraphs(cells.get("disputed", ""))]
    fields["event"] = cells.get("event", "")
    required = ("phrasings", "answer", "sources")
    return {name: value for name, value in fields.items() if value or name in required}


def form_faults(table: Table, row: Row, kind: type[BaseModel], fields: Fields) -> list[CellFault]:
    """Return what is wrong with the fields of a row, by the format of the base's files."""
    try:
        kind.model_validate(fields)
    except ValidationError as error:
        document = Document(table.name)
        return [
            table.fault(row.number, column_of(details["loc"]), form_fault(document, kind, details).message)
            for details in error.errors()
        ]
    return []


def column_of(loc: tuple[str | int, ...]) -> str | None:
    """Return the column of a field."""
    return _COLUMNS.get(str(loc[0]), str(loc[0])) if loc else None


def lines(cell: str) -> list[str]:
    """Return what a cell lists, one a line."""
    return [" ".join(line.split()) for line in cell.split("\n") if line.strip()]


def proposed_id(title: str, taken: Container[str], fillers: Container[str], otherwise: str) -> str:
    """Return an id made of a title, that is not `taken` yet.

    Args:
        title: a question, or the title of a source.
        taken: ids that others have.
        fillers: words that say nothing of the subject.
        otherwise: what it is made of where the title has no letter of a–z and no figure.
    """
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    words = [word for word in words if word not in fillers] or words or [otherwise]
    name = words[0][:LONGEST_ID]
    for word in words[1:]:
        if len(name) + 1 + len(word) > LONGEST_ID - 4:  # room for a number
            break
        name = f"{name}-{word}"
    numbered = (f"{name[: LONGEST_ID - 4]}-{n}" for n in range(2, 1000))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def differing(before: Fields, after: Fields) -> list[str]:
    """Return the names of the fields that differ; how the lines of a text are broken is no difference."""
    return [name for name in {**before, **after} if _whole(before.get(name)) != _whole(after.get(name))]


def _whole(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value or None


def _paragraphs(cell: str) -> Iterable[str]:
    return (part.strip() for part in re.split(r"\n[ \t]*\n", cell) if part.strip())


def _cited(line: str, column: str) -> Fields:
    found = _CITATION.fullmatch(line)
    if not found:
        remedy = "write the source's id, a colon and the place, such as a-61-515: paragraph 1"
        raise CellError(column, f"'{line[:60]}' names no place; {remedy}")
    return {"source": found["source"], "at": found["at"]}


def _disputed(part: str) -> Fields:
    claim, *cited = re.split(r"\n\s*[-–]\s+", part)
    if not cited:
        message = f"'{claim[:60]}' has no source; write each below the claim, such as - a-61-515: paragraph 1"
        raise CellError("disputed", message)
    sources = [_cited(" ".join(line.split()), "disputed") for line in cited]
    return {"claim": " ".join(claim.split()), "sources": sources}
