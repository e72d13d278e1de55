"""YAML text in, plain data out, with the place of every value and every fault in the text.

PyYAML's own construction keeps the last of two equal keys, reads `no` as false and `1.10` as 1.1, and follows aliases
wherever they lead. Editors expect none of that, so the data is built here from the parser's events: every scalar is
text, and whatever a knowledge base has no use for is refused where it stands.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from knowledge.errors import Fault
from knowledge.places import Loc as Loc  # whoever reads documents has it from here

MAX_BYTES = 1 << 20
"""The size of a file: a base of some hundred facts is about a third of it."""
MAX_DEPTH = 12
"""How deep lists and mappings may nest; the format itself needs six."""

Tree = str | list["Tree"] | dict[str, "Tree"]

REMEDIES = {
    "mapping values are not allowed": "a text that contains a colon and a space must stand in quotes",
    "mapping keys are not allowed": "put a text in quotes that starts with a question mark and a space",
    "block sequence entries are not allowed": "begin the list on a line of its own, or put the text in quotes",
    "cannot start any token": "indent with spaces, never with tabs; put a text in quotes that starts with @ ` or %",
    "found a tab character": "indent with spaces, never with tabs",
    "could not find expected ':'": "put a colon after the field's name, or indent this line like the text above it",
    "did not find expected key": "indent this line like the other fields, close every quote and bracket above it, and "
    "write an apostrophe twice within single quotes",
    "did not find expected '-' indicator": "indent this line like the list's other dashes, close every quote above it, "
    "and write an apostrophe twice within single quotes",
    "did not find expected node content": "close the bracket opened above, or put a text in quotes that starts with a "
    "comma or a closing bracket",
    "did not find expected comment or line break": "put the text below the sign > or |, on lines of its own",
    "did not find expected alphabetic or numeric character": "put a text in quotes that starts with * or &",
    "did not find expected <document start>": "the text ends above; delete what follows, such as a bracket too many",
    "did not find the expected '>'": "put a text in quotes that starts with an exclamation mark",
    "found undefined tag handle": "put a text in quotes that starts with an exclamation mark",
    "found unexpected end of stream": "close the quote that is opened here",
    "did not find expected ',' or": "close the bracket opened here, or put a text in quotes that starts with one",
    "found unknown escape character": "in double quotes write \\\\ for a backslash, or use single quotes",
    "hexdecimal number": "in double quotes write \\\\ for a backslash, or use single quotes",
    "found unknown directive name": "delete the line that begins with %",
    "found incompatible YAML document": "delete the line that begins with %",
    "exceeded maximum nesting depth": "brackets open here without end; close them, or put the text in quotes",
    "control characters are not allowed": "delete the invisible character here",
}
_LEFT_OPEN = ("end of stream", "expected ',' or", "expected ':'")
_UNREAD = {
    errno.EACCES: "mend its permissions",
    errno.EPERM: "mend its permissions",
    errno.ELOOP: "the link leads in a circle; put the file itself here",
    errno.ENOENT: "the file, or what a link leads to, is gone; put it back, or delete the link",
}
"""How to mend what keeps a file from being read."""
_OTHER_FILES = {
    b"\xff\xfe": "this is UTF-16 text",
    b"\xfe\xff": "this is UTF-16 text",
    b"PK\x03\x04": "this is a word processor's or an archive's file",
    b"%PDF": "this is a PDF file",
    b"\x89PNG": "this is a picture",
    b"\xff\xd8\xff": "this is a picture",
}
"""What stands at the beginning of files that are no UTF-8."""


@dataclass(slots=True)
class Document:
    """One file's data, the places of its values, and what is wrong with it."""

    file: str
    data: Tree = ""
    text: str = ""
    """The file as it stands, as far as it is text."""
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
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, f"the alias *{event.anchor} is not allowed; write the text out, or put it in quotes")
            return ""
        self.refuse_marks(event)
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value).strip()
        if len(loc) >= MAX_DEPTH:
            self.refuse(event, f"lists and fields nest deeper than {MAX_DEPTH} here; take a level out")
            raise _Refused
        return self.sequence(loc) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(loc)

    def refuse_marks(self, event: yaml.Event) -> None:
        """Refuse the anchor and the tag that a value or a field's name may have."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.refuse(event, f"the anchor &{anchor} is not allowed; delete it, or put the text in quotes")
        if tag not in (None, "!"):
            self.refuse(event, f"the tag {tag} is not allowed; delete it, or put the text in quotes")

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
            self.refuse_marks(event)
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
        if not path.is_file():  # a pipe would keep the reader waiting for ever
            path.stat()
            message = "a folder or a device stands where a file should; rename it, or put the file in its place"
            document.faults.append(Fault(name, 1, 1, message))
            return document
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason, remedy = error.strerror or type(error).__name__, _UNREAD.get(error.errno or 0, "mend its disk")
        document.faults.append(Fault(name, 1, 1, f"the file cannot be read ({reason}); {remedy}"))
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
        what = next((what for start, what in _OTHER_FILES.items() if raw.startswith(start)), "this is not UTF-8 text")
        document.faults.append(Fault(name, line, column, f"{what}; save the file as text in UTF-8"))
        return document
    document.text = text
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
    # What is left open is noticed far below, and mended where it was opened.
    left_open = any(found in problem for found in _LEFT_OPEN)
    mark = (left_open and error.context_mark) or error.problem_mark
    remedy = next((r for p, r in REMEDIES.items() if p in problem), "check quotes, colons and indentation just above")
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Fault(name, line, column, f"{problem}; {remedy}")
