"""What filled-in tables change in a base: edits, or the cells that keep them from being made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process

from knowledge.answering import KnowledgeBase
from knowledge.editing import Edit
from knowledge.exchange.edits import Filled, fact_edits, source_edits
from knowledge.exchange.errors import CellFault, ExchangeError
from knowledge.exchange.filling import CellError, Fields, differing, fact_fields, form_faults, proposed_id
from knowledge.exchange.records import FACT_COLUMNS, OF_ORIGINAL, SOURCE_COLUMNS, fact_cells, source_cells
from knowledge.exchange.tables import Row, Table
from knowledge.files import format as forms
from knowledge.matching.words import known_languages
from knowledge.matching.words import language as known_language

NEEDED = {FACT_COLUMNS: ("questions", "answer"), SOURCE_COLUMNS: ("title", "publisher", "date")}
"""The columns that a table must have, by those that it may have."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What tables change in a base."""

    edits: tuple[Edit, ...]
    """For `Workshop.propose`, in this order; none if the base has all of it already."""
    added: tuple[str, ...]
    """The ids of new facts and sources, and `id (language)` of new translations."""
    changed: tuple[str, ...]
    """The same of those that are there already and differ."""
    unchanged: int
    """How many rows say what the base says."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, understood."""

    table: Table
    row: Row
    id: str
    language: str | None
    """The code of the language of a fact's texts; None for a source."""
    topic: str
    before: Fields | None
    """What the base has; None if it has nothing of the kind."""
    after: Fields

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.id if self.language is None else f"{self.id} ({self.language})"

    def fault(self, column: str | None, message: str) -> CellFault:
        """Return a fault in this row."""
        return self.table.fault(self.row.number, column, message)


def plan_import(knowledge: KnowledgeBase, tables: Iterable[Table], topic: str | None = None) -> Plan:
    """Return what `tables` change in a base. What they do not name stays as it is: nothing is ever removed.

    A column that a table lacks is left alone; in one that it has, an empty cell takes out what is optional.

    Args:
        knowledge: the base as it is.
        tables: tables of facts and of sources, told apart by their columns.
        topic: the id of the topic of new facts, where the table has no such column or its cell is empty.

    Raises:
        ExchangeError: with every cell that cannot be used.
    """
    return _Import(knowledge, tuple(tables), topic).plan()


class _Import:
    def __init__(self, knowledge: KnowledgeBase, tables: Sequence[Table], topic: str | None) -> None:
        self.knowledge = knowledge
        self.topic = topic
        self.own = knowledge.edition()
        self.faults: list[CellFault] = []
        self.unread: set[str] = set()
        """The ids of facts whose rows cannot be read."""
        self.sources: dict[str, Entry] = {}
        self.facts: dict[tuple[str, str], Entry] = {}
        """By id and language."""
        kinds = [(table, self._kind(table)) for table in tables]
        if self.faults:
            return
        for table in (table for table, columns in kinds if columns is SOURCE_COLUMNS):
            for row in table.rows:
                self._read_source(table, row)
        facts = [(table, row) for table, columns in kinds if columns is FACT_COLUMNS for row in table.rows]
        # Originals first, whatever the order of files and rows: a translation is of one of them.
        for table, row in sorted(facts, key=lambda fact: self._language(fact[1]) != self.own.language):
            self._read_fact(table, row)

    def plan(self) -> Plan:
        faults = [*self.faults, *self._references(), *self._repeated()]
        if faults:
            in_order = sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.row))
            raise ExchangeError("nothing is imported, since some cells cannot be used", tuple(in_order))
        entries = [*self.sources.values(), *self.facts.values()]
        news = [entry for entry in entries if entry.before is None]
        changed = [e for e in entries if e.before is not None and differing(e.before, e.after)]
        own = self.own.language
        edits = [edit for entry in self.sources.values() for edit in source_edits(entry.id, entry.before, entry.after)]
        facts = [Filled(e.id, language, e.topic, e.before, e.after) for (_, language), e in self.facts.items()]
        edits += fact_edits(facts, own)
        return Plan(
            edits=tuple(edits),
            added=tuple(self._named(entry) for entry in news),
            changed=tuple(self._named(entry) for entry in changed),
            unchanged=len(entries) - len(news) - len(changed),
        )

    def _named(self, entry: Entry) -> str:
        return entry.id if entry.language == self.own.language else entry.name

    def _kind(self, table: Table) -> tuple[str, ...]:
        """Return the columns that a table may have, and note those that it lacks or has too many."""
        columns = max(NEEDED, key=lambda known: len({*known} & {*table.columns}))
        for column in table.columns:
            if column and column not in columns:
                near = process.extractOne(column, columns, score_cutoff=60)
                hint = f"did you mean '{near[0]}'?" if near else f"the columns are {', '.join(columns)}"
                self.faults.append(table.fault(1, column, f"there is no column '{column}'; {hint}"))
        lacks = [column for column in NEEDED[columns] if column not in table.columns]
        if lacks:
            message = f"the column '{lacks[0]}' is missing; the columns are {', '.join(columns)}"
            self.faults.append(table.fault(1, None, message))
        return columns

    def _language(self, row: Row) -> str:
        return row.cells.get("language", "").casefold() or self.own.language

    def _read_source(self, table: Table, row: Row) -> None:
        known = self.knowledge.sources
        taken = {*known, *self.sources}
        title = row.cells["title"]
        named = next((s.id for s in known.values() if s.title == title and s.publisher == row.cells["publisher"]), None)
        source_id = row.cells.get("id") or named or proposed_id(title, taken, self._fillers, "source")
        was = source_cells(known[source_id]) if source_id in known else None
        cells = {**(was or {}), **row.cells, "id": source_id}
        before = {name: text for name, text in was.items() if text} if was else None
        after = {name: text for name in SOURCE_COLUMNS if (text := cells.get(name, ""))}
        entry = Entry(table, row, source_id, None, "", before, after)
        self.faults += form_faults(table, row, forms.SourceEntry, after)
        if source_id in self.sources:
            self.faults.append(entry.fault("id", f"{source_id} stands here twice; keep one of the two rows"))
        self.sources[source_id] = entry

    def _read_fact(self, table: Table, row: Row) -> None:
        language = self._language(row)
        if language not in known_languages():
            message = f"nothing is known of the language '{language}'; known are {', '.join(known_languages())}"
            self.faults.append(table.fault(row.number, "language", message))
            return
        original = language == self.own.language
        fact_id = row.cells.get("id", "")
        if not fact_id and original:
            taken = {*self.own.facts, *(known for known, _ in self.facts)}
            title = row.cells["questions"].partition("\n")[0]
            named = self._asked.get(_same(title))
            fact_id = named or proposed_id(title, taken, self._fillers, self.topic or "fact")
        known = self.knowledge.edition(language).facts.get(fact_id)
        was = known if known and known.language == language else None
        before = fact_cells(was, original=original) if was else {}
        cells = {**before, **{name: text for name, text in row.cells.items() if original or name not in OF_ORIGINAL}}
        try:
            after = fact_fields(cells, original=original)
        except CellError as error:
            column, message = error.args
            self.faults.append(table.fault(row.number, column, message))
            self.unread.add(fact_id)
            return
        topic = before.get("topic") or cells.get("topic") or self.topic or ""
        then = fact_fields(before, original=original) if was else None
        entry = Entry(table, row, fact_id, language, topic, then, after)
        kind = forms.FactEntry if original else forms.FactTranslation
        self.faults += form_faults(table, row, kind, {"id": fact_id, **after} if original else after)
        self.faults += self._original_faults(entry) if original else self._translation_faults(entry)
        if (fact_id, language) in self.facts:
            self.faults.append(entry.fault("id", f"{entry.name} stands here twice; keep one of the two rows"))
        self.facts[fact_id, language] = entry

    def _original_faults(self, entry: Entry) -> Iterator[CellFault]:
        given = entry.row.cells.get("topic", "")
        if entry.before is None and entry.topic not in self.own.topics:
            wrong = f"there is no topic '{entry.topic}'" if entry.topic else "a new fact needs a topic"
            yield entry.fault("topic", f"{wrong}; the topics are {', '.join(self.own.topics)}")
        elif entry.before is not None and given and given != entry.topic:
            message = f"{entry.id} belongs to the topic '{entry.topic}'; to move a fact, move its lines in the files"
            yield entry.fault("topic", message)

    def _translation_faults(self, entry: Entry) -> Iterator[CellFault]:
        known = self.own.facts.get(entry.id)
        new = self.facts.get((entry.id, self.own.language))
        if not known and not new:
            unknown = _unknown("fact", entry.id, self.own.facts)
            yield entry.fault("id", unknown if entry.id else "a translation names its fact; write the fact's id here")
            return
        of_original = fact_cells(known, original=True) if known else new.row.cells if new else {}
        for name in OF_ORIGINAL:
            if (text := entry.row.cells.get(name, "")) and text != of_original.get(name, ""):
                remedy = f"change the row of {entry.id} in '{self.own.language}', and empty this cell"
                yield entry.fault(name, f"a translation has no '{name}' of its own; {remedy}")
        claims = len(new.after.get("disputed", ()) if new else known.disputes if known else ())
        given = len(entry.after.get("disputed", ()))
        if given != claims:
            message = f"the original has {claims} disputed claims and this has {given}; translate each"
            yield entry.fault("disputed", message)

    def _references(self) -> Iterator[CellFault]:
        sources = {*self.knowledge.sources, *self.sources}
        facts = {*self.own.facts, *(fact_id for fact_id, _ in self.facts), *self.unread}
        for entry in self.facts.values():
            disputed = [d for d in entry.after.get("disputed", ()) if isinstance(d, dict)]
            cited = [("sources", c) for c in entry.after.get("sources", ())]
            cited += [("disputed", c) for dispute in disputed for c in dispute["sources"]]
            for column, citation in cited:
                if citation["source"] not in sources:
                    yield entry.fault(column, _unknown("source", citation["source"], sources))
            for other in entry.after.get("see", ()):
                if other not in facts:
                    yield entry.fault("see", _unknown("fact", other, facts))
                elif other == entry.id:
                    yield entry.fault("see", "a fact need not name itself; take this line out")

    def _repeated(self) -> Iterator[CellFault]:
        """Yield the questions that two facts of one language would have."""
        holders: dict[tuple[str, str], str] = {}
        for language in self.knowledge.languages:
            edition = self.knowledge.edition(language)
            kept = [f for f in edition.facts.values() if f.language == language and (f.id, language) not in self.facts]
            phrasings = [p for fact in kept for p in fact.phrasings] + [
                p for t in edition.smalltalk for p in t.phrasings
            ]
            holders |= {(language, _same(phrasing.text)): phrasing.fact for phrasing in phrasings}
        for entry in self.facts.values():
            for text in entry.after["phrasings"]:
                key = (str(entry.language), _same(text))
                if key in holders:
                    message = f"the question '{text[:60]}' belongs to {holders[key]} already; keep it where it belongs"
                    yield entry.fault("questions", message)
                holders.setdefault(key, entry.id)

    @cached_property
    def _asked(self) -> Mapping[str, str]:
        """The facts by their questions: a row without an id is that of the fact which has its first one already."""
        return {_same(phrasing.text): fact.id for fact in self.own.facts.values() for phrasing in fact.phrasings}

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return known_language(self.own.language).uninformative


def _same(text: str) -> str:
    """Return a question as it counts when two are compared, the way the files are checked."""
    return " ".join(text.casefold().split()).rstrip("?!. ")


def _unknown(what: str, name: str, known: Iterable[str] | Mapping[str, object]) -> str:
    near = process.extractOne(name, sorted(known), score_cutoff=60)
    return f"there is no {what} '{name}'; " + (f"did you mean '{near[0]}'?" if near else f"add the {what} first")
