"""What stands in the tables of a base: a row for each fact in each language, and one for each source.

A cell that lists several things has one a line: questions, related facts, and sources as `id: place`. Disputed claims
are parted by an empty line; the sources of each follow it, a dash before them.
"""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.answering import KnowledgeBase
from knowledge.exchange.tables import Row, Table
from knowledge.model import Citation, Dispute, Fact, Source

FACT_COLUMNS = (
    "id",
    "topic",
    "language",
    "questions",
    "answer",
    "sources",
    "disputed",
    "not",
    "see",
    "date",
    "event",
    "checked",
)
OF_ORIGINAL = ("topic", "sources", "not", "see", "date", "checked")
"""What a translation takes from its original, so that its own row has none of it."""
SOURCE_COLUMNS = ("id", "title", "publisher", "date", "symbol", "url", "note")


def facts_table(knowledge: KnowledgeBase, language: str | None = None) -> Table:
    """Return the facts of a base, those of each topic together, each before its translations.

    Args:
        knowledge: the base.
        language: the code of the only language to give; None for all.
    """
    own = knowledge.languages[0]
    wanted = [language] if language else knowledge.languages
    facts = [
        fact
        for fact_id in knowledge.edition().facts
        for code in wanted
        if (fact := knowledge.edition(code).facts[fact_id]).language == code  # or it waits for its translation
    ]
    return _table("facts", FACT_COLUMNS, (fact_cells(fact, original=fact.language == own) for fact in facts))


def sources_table(knowledge: KnowledgeBase) -> Table:
    """Return the sources of a base, in the order of their file."""
    return _table("sources", SOURCE_COLUMNS, map(source_cells, knowledge.sources.values()))


def fact_cells(fact: Fact, *, original: bool) -> dict[str, str]:
    """Return the cells of a fact's row by column; of a translation only what it has of its own."""
    cells = {
        "id": fact.id,
        "topic": fact.topic,
        "language": fact.language,
        "questions": _lines(phrasing.text for phrasing in fact.phrasings),
        "answer": fact.answer,
        "sources": _lines(map(_cited, fact.citations)),
        "disputed": "\n\n".join(_disputed(dispute, original=original) for dispute in fact.disputes),
        "not": _lines(fact.excluded),
        "see": _lines(fact.see),
        "date": fact.date or "",
        "event": fact.event or "",
        "checked": fact.checked or "",
    }
    return cells if original else {name: "" if name in OF_ORIGINAL else text for name, text in cells.items()}


def source_cells(source: Source) -> dict[str, str]:
    """Return the cells of a source's row by column."""
    return {column: getattr(source, column) or "" for column in SOURCE_COLUMNS}


def _table(name: str, columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> Table:
    return Table(name, columns, tuple(Row(number, cells) for number, cells in enumerate(rows, 2)))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(" ".join(text.split()) for text in texts)


def _cited(citation: Citation) -> str:
    return f"{citation.source.id}: {citation.at}"


def _disputed(dispute: Dispute, *, original: bool) -> str:
    claim = " ".join(dispute.claim.split())
    return "\n".join([claim, *(f"- {_cited(c)}" for c in dispute.citations)]) if original else claim
