"""A base's folder with edits on it that nobody sees yet, and where its entries stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from knowledge.editing.errors import EditError
from knowledge.editing.folder import read_file
from knowledge.editing.sheet import Sheet
from knowledge.files import schemas
from knowledge.files.loading import names_in
from knowledge.files.reading import Loc, Tree

_SCHEMA = b"# yaml-language-server: $schema="


class Found(NamedTuple):
    """Where an entry stands, and what is in it."""

    sheet: Sheet
    loc: Loc
    fields: Mapping[str, Tree]

    def items(self, field: str) -> list[Tree]:
        """Return the list in one of its fields; an empty one where there is none."""
        found = self.fields.get(field)
        return found if isinstance(found, list) else []


class Draft:
    """The files as they would be. Nothing is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before: dict[str, bytes | None] = {}
        """What was read, by name; None where there was no file."""
        self._sheets: dict[str, Sheet] = {}
        self._whole: dict[str, bytes] = {}
        self._names = names_in(folder)

    @property
    def language(self) -> str:
        """The base's own language."""
        return str(self.required("base.yaml").at(("language",)))

    def changed(self) -> dict[str, bytes]:
        """Return the files that are not as they were, by name."""
        now = {name: sheet.raw for name, sheet in self._sheets.items()} | self._whole
        return {name: raw for name, raw in sorted(now.items()) if raw != self.before[name]}

    def raw(self, name: str) -> bytes | None:
        """Return the bytes of a file as it would be; None if there would be none."""
        if name in self._whole:
            return self._whole[name]
        if name in self._sheets:
            return self._sheets[name].raw
        if name not in self.before:
            self.before[name] = read_file(self.folder, name)
        return self.before[name]

    def sheet(self, name: str) -> Sheet | None:
        """Return the file called `name`, to be changed; None if there is none."""
        if name not in self._sheets:
            raw = self.raw(name)
            if raw is None:
                return None
            self._whole.pop(name, None)
            self._sheets[name] = Sheet(name, raw)
        return self._sheets[name]

    def put(self, name: str, raw: bytes) -> None:
        """Give a file just these bytes."""
        self.raw(name)
        self._sheets.pop(name, None)
        self._whole[name] = raw
        if name not in self._names:
            self._names = sorted([*self._names, name])

    def create(self, name: str, lines: list[str]) -> None:
        """Make a file that does not exist yet; it names its schema if the others do."""
        named = any((self.raw(other) or b"").removeprefix(b"\xef\xbb\xbf").startswith(_SCHEMA) for other in self._names)
        schema = schemas.first_line(name) if named else None
        self.put(name, "".join(f"{line}\n" for line in ([schema] if schema else []) + lines).encode())

    def fact(self, fact_id: str) -> Found:
        """Return where a fact stands; EditError if there is none."""
        if found := self.find_fact(fact_id):
            return found
        raise EditError(f"there is no fact '{fact_id}'; name one that exists")

    def find_fact(self, fact_id: str) -> Found | None:
        """Return where a fact stands; None if there is none."""
        found = (_entry(sheet, "facts", fact_id) for sheet in self._holding("facts/*.yaml", fact_id))
        return next((entry for entry in found if entry), None)

    def find_translation(self, fact_id: str, language: str) -> Found | None:
        """Return where a fact stands in `language`; None if it is not translated."""
        for sheet in self._holding(f"translations/{language}/facts/*.yaml", fact_id):
            entry = sheet.fields("facts").get(fact_id)
            if isinstance(entry, dict):
                return Found(sheet, ("facts", fact_id), entry)
        return None

    def find_source(self, source_id: str) -> Found | None:
        """Return where a source stands; None if there is none."""
        return _entry(self.required("sources.yaml"), "sources", source_id)

    def topics(self) -> list[str]:
        """Return the ids of the topics."""
        return [str(entry.get("id")) for entry in self.required("topics.yaml").entries("topics")]

    def files_of(self, topic: str) -> list[Sheet]:
        """Return the files of a topic's facts, the one named after it first."""
        sheets = [sheet for sheet in self._holding("facts/*.yaml", topic) if sheet.at(("topic",)) == topic]
        return sorted(sheets, key=lambda sheet: sheet.name != f"facts/{topic}.yaml")

    def required(self, name: str) -> Sheet:
        """Return the file called `name`; EditError if there is none."""
        sheet = self.sheet(name)
        if sheet is None:
            raise EditError(f"{name} is missing from {self.folder}; every base needs it")
        return sheet

    def _holding(self, pattern: str, word: str) -> Iterator[Sheet]:
        """Yield the files in which `word` stands somewhere: to look is quicker than to parse."""
        for name in self._names:
            raw = self.raw(name) if _is_like(name, pattern) else None
            if raw and word.encode() in raw and (sheet := self.sheet(name)):
                yield sheet


def _is_like(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatchcase(name, pattern)


def _entry(sheet: Sheet, field: str, entry_id: str) -> Found | None:
    """Return the entry of a list that has an id."""
    entries = sheet.entries(field)
    place = next((i for i, entry in enumerate(entries) if entry.get("id") == entry_id), None)
    return None if place is None else Found(sheet, (field, place), entries[place])
