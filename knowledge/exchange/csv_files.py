"""Tables as CSV, whatever a spreadsheet makes of it: comma, semicolon or tab, UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import NamedTuple

from knowledge.exchange.errors import ExchangeError
from knowledge.exchange.tables import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Table, read_bounded, safe, tabulate

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


class Text(NamedTuple):
    """The text of a file, and how its bytes were read."""

    text: str
    encoding: str


def write_csv(table: Table) -> bytes:
    """Return `table` as CSV (RFC 4180) with commas, in UTF-8 with its mark, by which spreadsheets know it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow(safe(row.cells.get(column, "")) for column in table.columns)
    return codecs.BOM_UTF8 + stream.getvalue().encode()


def read_csv(path: Path) -> Table:
    """Return the table in the CSV file at `path`; `read_as` says which encoding and separator it has.

    Raises:
        ExchangeError: if it cannot be read, is no CSV, or a cell of it cannot be used.
    """
    text, encoding = _decoded(read_bounded(path), path.name)
    if "\0" in text:
        raise ExchangeError(f"{path.name} is no text; save it as CSV (UTF-8), or import it as .xlsx")
    named = text.partition("\n")[0].strip().casefold()
    if named.startswith("sep=") and len(named) == len("sep=,"):  # a line that Excel reads and other programs do not
        delimiter, text = named[-1], text.partition("\n")[2]
    else:
        delimiter = max(DELIMITERS, key=lambda sign: _columns(text, sign))
    try:
        cells = _cells(text, delimiter, path.name)
    except csv.Error as error:
        message = f"{path.name} is no CSV ({error}); close each quote, and write a quote within a cell twice"
        raise ExchangeError(message) from error
    return tabulate(path.name, cells, f"{encoding}, columns parted by {DELIMITERS.get(delimiter, delimiter)}")


def _cells(text: str, delimiter: str, name: str) -> list[list[str]]:
    before = csv.field_size_limit(MAX_CELL * 4)  # longer ones than a spreadsheet has are told of as any other fault
    try:
        cells: list[list[str]] = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(cells) > MAX_ROWS or len(row) > MAX_COLUMNS:
                message = f"{name} has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns; split it into several files"
                raise ExchangeError(message)
            cells.append(row)
        return cells
    finally:
        csv.field_size_limit(before)


def _columns(text: str, delimiter: str) -> int:
    """Return into how many columns a sign parts the first row."""
    try:
        return len(next(csv.reader(io.StringIO(text[:MAX_CELL], newline=""), delimiter=delimiter), []))
    except csv.Error:
        return 0


def _decoded(raw: bytes, name: str) -> Text:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = {"UTF-16": "utf-16"}
    else:
        encodings = {"UTF-8": "utf-8-sig", "Windows-1252": "cp1252"}
    for shown, encoding in encodings.items():
        try:
            return Text(raw.decode(encoding), shown)
        except UnicodeDecodeError:
            continue
    raise ExchangeError(f"{name} is text neither in UTF-8 nor in Windows-1252; save it as CSV (UTF-8)")
