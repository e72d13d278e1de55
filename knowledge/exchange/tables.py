"""A table, whatever kind of file it comes from, and the limits of those files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.exchange.errors import CellFault, ExchangeError

MAX_BYTES = 10 << 20
"""The size of a file that is read: a base of some hundred facts in three languages takes about a tenth of it."""
MAX_ROWS = 20_000
MAX_COLUMNS = 64
MAX_CELL = 32_767
"""Characters of a cell, as in a spreadsheet."""

_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty."""

    number: int
    """As a spreadsheet counts them: the names of the columns stand in row 1."""
    cells: Mapping[str, str]
    """By the names of the columns, without white space around them; an empty cell is an empty text."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns."""

    name: str
    """What faults call it: the file's name, and of a workbook that of the sheet."""
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    read_as: str = ""
    """How the file was understood, such as `UTF-8, columns parted by semicolons`."""

    def fault(self, row: int, column: str | None, message: str) -> CellFault:
        """Return a fault in a cell; in the whole row where `column` is None, or no column of the table."""
        place = f"{letters(self.columns.index(column))} ({column})" if column in self.columns else None
        return CellFault(self.name, row, place, message)


def safe(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: with an apostrophe before it, if it could.

    What a spreadsheet may evaluate begins with one of = + - @, a tab or a line break (OWASP, "CSV Injection"); what
    begins with apostrophes before such a sign gets one more, so that `restored` always gives back the text.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """Return what `safe` made `text` of."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def tabulate(name: str, cells: Sequence[Sequence[str]], read_as: str = "") -> Table:
    """Return the table in `cells`, whose first row names the columns.

    Raises:
        ExchangeError: if there is no such row, it names a column twice, or a cell holds what no text may.
    """
    head = [cell.strip().casefold() for cell in cells[0]] if cells else []
    while head and not head[-1]:
        head.pop()
    if not head:
        raise ExchangeError(f"{name} is empty; its first row must name the columns")
    table = Table(name, tuple(head), (), read_as)
    faults = [
        table.fault(1, column, f"the column '{column}' stands here twice; delete one of the two")
        for column in dict.fromkeys(head)
        if column and head.count(column) > 1
    ]
    rows = []
    for number, row in enumerate(cells[1:], 2):
        texts = [_tidy(cell) for cell in row]
        if not any(texts):
            continue
        if any(texts[len(head) :]):
            faults.append(table.fault(number, None, "a cell stands to the right of the last named column; delete it"))
        texts += [""] * (len(head) - len(texts))
        by_column = dict(zip(head, texts, strict=False))
        faults += [table.fault(number, column, fault) for column, text in by_column.items() if (fault := _wrong(text))]
        rows.append(Row(number, by_column))
    if faults:
        raise ExchangeError(f"{name} cannot be used", tuple(faults))
    return Table(name, tuple(head), tuple(rows), read_as)


def letters(place: int) -> str:
    """Return the letters by which a spreadsheet names the column at `place`, from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read_bounded(path: Path) -> bytes:
    """Return the bytes of the file at `path`; ExchangeError where it cannot be read, or is too large."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}); mend its name or its permissions"
        raise ExchangeError(message) from error
    if len(raw) > MAX_BYTES:
        raise ExchangeError(f"{path.name} is larger than {MAX_BYTES >> 20} MiB; split it into several files")
    return raw


def _tidy(text: str) -> str:
    """Return the text of a cell with one kind of line end, as it was before it was made safe."""
    return restored(text.replace("_x000D_\n", "\n").replace("\r\n", "\n").replace("\r", "\n").strip()).strip()


def _wrong(text: str) -> str | None:
    if len(text) > MAX_CELL:
        return f"the cell holds {len(text)} characters, and a spreadsheet's may hold {MAX_CELL}; shorten it"
    if found := _HIDDEN.search(text):
        return f"an invisible character (U+{ord(found[0]):04X}) stands in this cell; delete it"
    return None
