"""Import and export: files of any bytes, tables and workbooks of any content, against a sound base."""

from __future__ import annotations

import csv
import io
import zipfile
from functools import cache
from typing import Any

from hypothesis import strategies as st

from knowledge.exchange import (
    ExchangeError,
    Table,
    facts_table,
    plan_import,
    read_csv,
    read_xlsx,
    sources_table,
    write_csv,
    write_xlsx,
)
from knowledge.exchange.records import FACT_COLUMNS, SOURCE_COLUMNS
from tests.fuzzing.loading import scratch
from tests.fuzzing.matching import fram
from tests.fuzzing.targets import Target
from tests.fuzzing.texts import short_texts

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection")."""
_IDS = st.sampled_from(("designer", "deck", "first-expedition", "new-land", "ship", "en", "fr", "xx", ""))
_CELLS = st.one_of(short_texts, _IDS)
_COLUMNS = st.one_of(
    st.just(tuple(FACT_COLUMNS)), st.just(tuple(SOURCE_COLUMNS)), st.lists(_CELLS, max_size=5).map(tuple)
)


@cache
def _own() -> tuple[Table, ...]:
    return facts_table(fram()), sources_table(fram())


@cache
def _parts() -> dict[str, bytes]:
    """Return the parts of a workbook of the small base."""
    with zipfile.ZipFile(io.BytesIO(write_xlsx(_own()))) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def check_csv(raw: bytes) -> None:
    """Let a file of any bytes be imported as CSV: a plan, or a sentence that says why not; written, it is safe."""
    path = scratch("any.csv")
    path.write_bytes(raw)
    try:
        table = read_csv(path)
    except ExchangeError as error:
        _check_told(error)
        return
    _, *rows = csv.reader(io.StringIO(write_csv(table).decode("utf-8-sig"), newline=""))
    for row in rows:  # the names of the columns are the program's own
        assert not any(cell.startswith(FORMULA) for cell in row)
    _check_plan(table)


def check_table(given: tuple[tuple[str, ...], list[list[str]], str, str]) -> None:
    """Let rows of any cells be imported, as a program writes them."""
    columns, rows, delimiter, encoding = given
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows([columns, *rows])
    check_csv(written.getvalue().encode(encoding, "replace"))


def check_workbook(given: tuple[int, int, int, bytes]) -> None:
    """Let a workbook be imported of which a stretch of one part has other bytes."""
    number, place, length, raw = given
    names = list(_parts())
    name = names[number % len(names)]
    content = _parts()[name]
    place %= len(content)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as whole:
        for other, own in _parts().items():
            whole.writestr(other, content[:place] + raw + content[place + length :] if other == name else own)
    _check_workbook(packed.getvalue())


def check_archive(given: tuple[int, int, bytes]) -> None:
    """Let a workbook be imported of which a stretch has other bytes."""
    place, length, raw = given
    whole = write_xlsx_once()
    place %= len(whole)
    _check_workbook(whole[:place] + raw + whole[place + length :])


@cache
def write_xlsx_once() -> bytes:
    """Return a workbook of the small base."""
    return write_xlsx(_own())


def _check_workbook(raw: bytes) -> None:
    path = scratch("any.xlsx")
    path.write_bytes(raw)
    try:
        tables = read_xlsx(path)
    except ExchangeError as error:
        _check_told(error)
    else:
        _check_plan(*tables)


def _check_plan(*tables: Table) -> None:
    try:
        plan = plan_import(fram(), tables, "ship")
    except ExchangeError as error:
        _check_told(error)
    else:
        assert bool(plan.edits) == bool(plan.added or plan.changed)


def _check_told(error: ExchangeError) -> None:
    assert error.message.strip()
    assert all(fault.row >= 1 and fault.message.strip() for fault in error.faults)


_TABLES: st.SearchStrategy[Any] = st.tuples(
    _COLUMNS,
    st.lists(st.lists(_CELLS, max_size=8), max_size=4),
    st.sampled_from(",;\t"),
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252")),
)
_PLACE = st.integers(0, 1 << 16)
_LENGTH = st.integers(0, 40)
_XML = st.sampled_from((b"<", b">", b"&", b"&#0;", b"<!ENTITY a 'b'>", b"<f>1+1</f>", b't="e"', b'"', b"", b"\x00"))
_RAW = st.one_of(st.binary(max_size=12), _XML, short_texts.map(lambda text: text.encode("utf-8", "replace")))

TARGETS = (
    Target("CSV files", st.one_of(st.binary(max_size=300), short_texts.map(str.encode)), check_csv, share=40),
    Target("tables", _TABLES, check_table, share=60),
    Target("workbooks", st.tuples(_PLACE, _PLACE, _LENGTH, _RAW), check_workbook, share=8),
    Target("archives", st.tuples(_PLACE, _LENGTH, _RAW), check_archive, share=12),
)
