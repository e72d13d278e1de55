"""Tables as the sheets of an XLSX workbook, read as a stranger's: nothing in it is evaluated, followed or unbounded."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from knowledge.exchange.errors import ExchangeError
from knowledge.exchange.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    Table,
    letters,
    read_bounded,
    safe,
    tabulate,
)

MAX_UNPACKED = 64 << 20
"""Bytes of all that is packed in a workbook: XML takes some ten times the room of what stands in it."""
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How a workbook's parts are packed; what else an archive knows cannot be unpacked within bounds."""
MAX_PARTS = 256
"""Files that are packed in it."""
WIDTHS = {"questions": 60, "answer": 80, "sources": 40, "disputed": 40, "title": 60, "url": 40}
"""How wide columns are shown, in characters; others by what they are called."""


def write_xlsx(tables: Iterable[Table]) -> bytes:
    """Return a workbook with a sheet for each of `tables`.

    Raises:
        ExchangeError: if a text is one that no cell can hold.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in tables:
        sheet = workbook.create_sheet(table.name)
        sheet.append(table.columns)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(table.columns):
            sheet.column_dimensions[letters(place)].width = WIDTHS.get(column, max(14, len(column) + 2))
        for row in table.rows:
            sheet.append([_storable(table, row, column) for column in table.columns])
            for cell in sheet[sheet.max_row]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.number_format = "@"  # text, whatever is typed: 2006-09 stays what it is
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def read_xlsx(path: Path) -> list[Table]:
    """Return the tables in the workbook at `path`, a sheet each; empty sheets are left out.

    Raises:
        ExchangeError: if it cannot be read, is larger than the limits, or a cell of it cannot be used.
    """
    packed = _unpacked(read_bounded(path), path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of looks that a workbook lacks, and that nobody asked for
            workbook = load_workbook(packed, read_only=True, keep_links=False)
            try:
                tables = [table for sheet in workbook.worksheets if (table := _table(sheet, path.name))]
            finally:
                workbook.close()
    except ExchangeError:
        raise
    except Exception as error:  # openpyxl trusts that the parts fit together, and fails in as many ways as they may not
        raise _no_workbook(path.name) from error
    if not tables:
        raise ExchangeError(f"{path.name} is empty; the first row of a sheet must name the columns")
    return tables


def _storable(table: Table, row: Row, column: str) -> str | None:
    text = safe(row.cells.get(column, ""))
    if len(text) > MAX_CELL or ILLEGAL_CHARACTERS_RE.search(text):
        message = f"has {len(text)} characters, or one that no spreadsheet holds; export it as CSV or JSON"
        raise ExchangeError(f"{table.name}, row {row.number}, column {column}: the text {message}")
    return text or None


def _unpacked(raw: bytes, name: str) -> io.BytesIO:
    """Return the workbook in `raw` packed anew, each part within the limits and free of XML's own bombs."""
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as kept:
            parts = [part for part in given.infolist() if not part.is_dir()]
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise _too_large(name)
            if any(part.compress_type not in PACKED for part in parts):
                raise _no_workbook(name)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with given.open(part) as stream:
                        content = stream.read(part.file_size)  # no more, even where the archive lies about it
                    for _, element in iterparse(io.BytesIO(content), forbid_dtd=True):
                        element.clear()
                    kept.writestr(part.filename, content)
    except DefusedXmlException as error:
        raise ExchangeError(f"{name} declares entities of its own, which no workbook needs; it is not read") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ParseError, RuntimeError, ValueError) as error:
        # Damaged, cut off, no XML, or encrypted.
        raise _no_workbook(name) from error
    packed.seek(0)
    return packed


def _table(sheet: Any, file: str) -> Table | None:
    name = f"{file}, sheet {sheet.title}"
    cells: list[list[str]] = []
    # The bounds are ours: a sheet may name its last cell in row 1,048,576.
    for row in sheet.iter_rows(min_row=1, max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1):
        cells.append([_text(cell, f"{name}, cell {letters(i)}{len(cells) + 1}") for i, cell in enumerate(row)])
    while cells and not any(cells[-1]):
        cells.pop()
    if not cells:
        return None
    if len(cells) > MAX_ROWS + 1 or any(row[-1] for row in cells if len(row) > MAX_COLUMNS):
        raise ExchangeError(f"{name} has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns; split it into several")
    return tabulate(name, cells, "XLSX")


def _text(cell: Any, place: str) -> str:
    """Return what a cell shows, as text."""
    value = cell.value
    match value:
        case None:
            return ""
        case str() if cell.data_type == "f":
            raise ExchangeError(f"{place} holds a formula; put its value there, as text")
        case str() if cell.data_type == "e":
            raise ExchangeError(f"{place} holds the error {value}; put a text there")
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case _:
            raise ExchangeError(f"{place} holds a {type(value).__name__}; put a text there")


def _too_large(name: str) -> ExchangeError:
    limit = f"{MAX_UNPACKED >> 20} MiB or {MAX_PARTS} parts"
    return ExchangeError(f"{name} unpacks to more than {limit}; save what is to be imported in a workbook of its own")


def _no_workbook(name: str) -> ExchangeError:
    return ExchangeError(f"{name} is no workbook that can be read; save it as .xlsx without a password, or as CSV")
