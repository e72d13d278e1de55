"""YAML text in, plain data out, with the place of every value and every fault in the text.

PyYAML's own construction keeps the last of two equal keys, reads `no` as false and `1.10` as 1.1, and follows aliases
wherever they lead. Editors expect none of that, so the data is built here from the parser's events: every scalar is
text, and whatever a knowledge base has no use for is refused where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from knowledge.errors import Fault

MAX_BYTES = 1 << 20
"""The size of a file: a base of some hundred facts is about a third of it."""
MAX_DEPTH = 12
"""How deep lists and mappings may nest; the format itself needs six."""

Loc = tuple[str | int, ...]
Tree = str | list["Tree"] | dict[str, "Tree"]

REMEDIES = {
    "mapping values are not allowed": "a text that contains a colon and a space must stand in quotes",
    "cannot start any token": "indent with spaces, never with tabs; put a text in quotes that starts with @ ` or %",
    "could not find expected ':'": "put a colon after the field's name, or indent this line like the text above it",
    "did not find expected key": "indent this line like the other fields, and close every quote and bracket above it",
    "did not find expected '-' indicator": "indent this line like the list's other dashes",
    "found unexpected end of stream": "close the quote that is opened here",
    "did not find expected ',' or": "close the bracket opened here, or put a text in quotes that starts with one",
    "found undefined tag handle": "put a text in quotes that starts with an exclamation mark",
    "found unknown escape character": "in double quotes write \\\\ for a backslash, or use single quotes",
    "control characters are not allowed": "delete the invisible character here",
}


@dataclass(slots=True)
class Document:
    """One file's data, the places of its values, and what is wrong with it."""

    file: str
    data: Tree = ""
    faults: list[Fault] = field(default_factory=list)
    places: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    """Line and column, from 1, of each value and (behind `"key"`) of each field's name."""

    def fault(self, loc: Loc, message: str) -> Fault:
        """Return a fault at the value named by `loc`, or at the nearest value around it that stands in the file."""
        while loc and loc not in self.places:
            loc = loc[:-1]
        line, column = self.places.get(loc, (1, 1))
        return Fault(self.file, line, column, message)


class _Refused(Exception):  # noqa: N818  it ends the reading, and is no error of this program
    """Reading cannot go on; the fault is already recorded."""


class _Builder:
    """Builds the tree of one document from the parser's events."""

    def __init__(self, document: Document, events: Iterator[yaml.Event]) -> None:
        self.document = document
        self.events = events

    def refuse(self, event: yaml.Event, message: str) -> None:
        self.document.faults.append(Fault(self.document.file, *_place(event), message))

    def read(self) -> Tree:
        next(self.events)  # the stream's start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return ""
        tree = self.value(next(self.events), ())
        next(self.events)  # the document's end
        if not isinstance(event := next(self.events), yaml.StreamEndEvent):
            self.refuse(event, "a second document begins here; delete the line ---")
        return tree

    def value(self, event: yaml.Event, loc: Loc) -> Tree:
        self.document.places.setdefault(loc, _place(event))
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, f"the alias *{anchor} is not allowed; write the text out, or put it in quotes")
            return ""
        if anchor is not None:
            self.refuse(event, f"the anchor &{anchor} is not allowed; delete it, or put the text in quotes")
        if tag not in (None, "!"):
            self.refuse(event, f"the tag {tag} is not allowed; delete it, or put the text in quotes")
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value).strip()
        if len(loc) >= MAX_DEPTH:
            self.refuse(event, f"lists and fields nest deeper than {MAX_DEPTH} here; take a level out")
            raise _Refused
        return self.sequence(loc) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(loc)

    def sequence(self, loc: Loc) -> list[Tree]:
        items: list[Tree] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(event, (*loc, len(items))))
        return items

    def mapping(self, loc: Loc) -> dict[str, Tree]:
        fields: dict[str, Tree] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse(event, "a field's name must be a word; put a name and a colon before this")
                raise _Refused
            name = str(event.value)
            place = _place(event)
            if name in fields:
                first = self.document.places[(*loc, name)][0]
                self.refuse(
                    event, f"the field '{name}' stands here twice, first in line {first}; delete one of the two"
                )
                self.value(next(self.events), (*loc, name, "again"))
                continue
            self.document.places[(*loc, name)] = place
            fields[name] = self.value(next(self.events), (*loc, name))
        return fields


def _place(event: yaml.Event) -> tuple[int, int]:
    """Return line and column of an event, from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def read_document(path: Path, name: str) -> Document:
    """Return the data of the YAML file at `path`, or the faults that keep it from being read.

    Args:
        path: the file.
        name: what the faults call it.
    """
    document = Document(name)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        document.faults.append(
            Fault(name, 1, 1, f"the file cannot be read ({reason}); mend its permissions or its disk")
        )
        return document
    if len(raw) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES >> 10} KiB; split it into several"
        document.faults.append(Fault(name, 1, 1, message))
        return document
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        document.faults.append(Fault(name, line, column, "this is not UTF-8 text; save the file as UTF-8"))
        return document
    try:
        document.data = _Builder(document, iter(yaml.parse(text, Loader=yaml.CSafeLoader))).read()
    except _Refused:
        document.data = ""
    except yaml.MarkedYAMLError as error:
        document.data = ""
        document.faults.append(_syntax_fault(name, error))
    except yaml.reader.ReaderError as error:
        document.data = ""
        line, column = text.count("\n", 0, error.position) + 1, error.position - text.rfind("\n", 0, error.position)
        document.faults.append(
            Fault(name, line, column, f"{error.reason}; {REMEDIES['control characters are not allowed']}")
        )
    return document


def _syntax_fault(name: str, error: yaml.MarkedYAMLError) -> Fault:
    problem = error.problem or "this is not YAML"
    # What is left open is noticed at the end of the file, and mended where it was opened.
    left_open = "end of stream" in problem or "expected ',' or" in problem
    mark = (left_open and error.context_mark) or error.problem_mark
    remedy = next((r for p, r in REMEDIES.items() if p in problem), "check quotes, colons and indentation just above")
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Fault(name, line, column, f"{problem}; {remedy}")
