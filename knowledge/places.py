"""Where the entries of a base stand in its files, for whoever is to be told of one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

Loc = tuple[str | int, ...]
"""The way to a value: the names of fields and the numbers of a list's items, from the top of a file."""
Marks = Mapping[Loc, tuple[int, int]]
"""Line and column of each value of a file."""


class Place(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def packed(marks: Marks) -> bytes:
    """Return the marks of a file in a thirtieth of their room: a bot that runs for months hardly ever asks for them."""
    return zlib.compress(json.dumps([(*place, *loc) for loc, place in marks.items()]).encode(), 1)


@lru_cache(64)
def _unpacked(marks: bytes) -> Marks:
    return {tuple(loc): (line, column) for line, column, *loc in json.loads(zlib.decompress(marks))}


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything stands: what the reading of the files has found anyway, looked up only when it is asked."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """By file, its marks, packed."""
    entries: Mapping[Loc, tuple[str, Loc]] = field(default_factory=dict)
    """By kind, language and id, the file of an entry and the way to it; see `find`."""

    def find(self, *entry: str, at: Loc = ()) -> Place:
        """Return where an entry stands, or the value `at` in it; the nearest value around it that stands in the file.

        Args:
            entry: `"source", id`; `"fact", language, id`; `"topic", language, id`; `"smalltalk", language, id`;
                `"golden", language, question`; `"outside", language, question`; `"about", language`.
            at: the way from there, such as `("phrasings", 0)`.

        Raises:
            KeyError: there is no such entry.
        """
        file, loc = self.entries[entry]
        return self.in_file(file, (*loc, *at))

    def in_file(self, file: str, loc: Loc) -> Place:
        """Return where the value named by `loc` stands in a file, or the nearest one around it, or the file's top."""
        marks = _unpacked(self.files[file]) if file in self.files else {}
        while loc and loc not in marks:
            loc = loc[:-1]
        return Place(file, *marks.get(loc, (1, 1)))

    def has(self, *entry: str) -> bool:
        """Tell whether there is such an entry: whether a fact is translated, for one."""
        return entry in self.entries
