"""A workbook is read as a stranger's: within bounds, and nothing in it is evaluated or followed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from knowledge import KnowledgeBase
from knowledge.exchange import (
    ExchangeError,
    Row,
    Table,
    facts_table,
    read_xlsx,
    sources_table,
    write_xlsx,
    xlsx_files,
)


def saved(path: Path, *rows: list[Any]) -> Path:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "facts"
    for row in rows:
        sheet.append(row)
    workbook.save(path / "t.xlsx")
    return path / "t.xlsx"


def with_part(path: Path, name: str, content: bytes) -> Path:
    """Return a workbook in which one part is another."""
    whole = saved(path, ["id"], ["a"])
    with zipfile.ZipFile(whole) as given:
        parts = {part: given.read(part) for part in given.namelist()} | {name: content}
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for part, raw in parts.items():
            made.writestr(part, raw)
    return whole


def refused(path: Path) -> str:
    with pytest.raises(ExchangeError) as error:
        read_xlsx(path)
    return str(error.value)


def test_a_base_comes_back_as_it_was_written(fram: KnowledgeBase, tmp_path: Path) -> None:
    tables = [facts_table(fram), sources_table(fram)]
    (tmp_path / "t.xlsx").write_bytes(write_xlsx(tables))
    read = read_xlsx(tmp_path / "t.xlsx")
    assert [table.rows for table in read] == [table.rows for table in tables]
    assert [table.name for table in read] == ["t.xlsx, sheet facts", "t.xlsx, sheet sources"]


def test_a_formula_is_written_as_text_and_read_as_it_was(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x")']
    raw = write_xlsx([Table("t", ("id",), tuple(Row(n, {"id": text}) for n, text in enumerate(texts, 2)))])
    cells = [row[0] for row in load_workbook(io.BytesIO(raw))["t"].iter_rows(min_row=2)]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", f"'{text}") for text in texts]
    (tmp_path / "t.xlsx").write_bytes(raw)
    assert [row.cells["id"] for row in read_xlsx(tmp_path / "t.xlsx")[0].rows] == texts


def test_numbers_dates_and_ticks_are_read_as_the_text_that_is_shown(tmp_path: Path) -> None:
    shown = {2006: "2006", 1.5: "1.5", 7.0: "7", True: "yes", date(2006, 9, 14): "2006-09-14"}
    shown |= {datetime(2006, 9, 14): "2006-09-14"}  # as a cell has it, without a zone
    [table] = read_xlsx(saved(tmp_path, ["id"], *([value] for value in shown)))
    assert [row.cells["id"] for row in table.rows] == list(shown.values())


def test_a_workbook_in_which_nothing_stands_is_refused(tmp_path: Path) -> None:
    assert refused(saved(tmp_path)) == "t.xlsx is empty; the first row of a sheet must name the columns"


def test_an_empty_sheet_beside_a_filled_one_is_left_out(tmp_path: Path) -> None:
    workbook = load_workbook(saved(tmp_path, ["id"], ["a"]))
    workbook.create_sheet("empty", 0)
    workbook.save(tmp_path / "t.xlsx")
    assert [table.name for table in read_xlsx(tmp_path / "t.xlsx")] == ["t.xlsx, sheet facts"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("=1+1", "t.xlsx, sheet facts, cell A2 holds a formula; put its value there, as text"),
        ("#REF!", "t.xlsx, sheet facts, cell A2 holds the error #REF!; put a text there"),
    ],
)
def test_a_cell_that_is_computed_is_refused(tmp_path: Path, value: str, told: str) -> None:
    assert refused(saved(tmp_path, ["id"], [value])) == told


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no zip",
        b"PK\x03\x04" + b"\0" * 40,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,  # an older format, or one with a password
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(raw)
    assert "t.xlsx is no workbook that can be read; save it as .xlsx" in refused(tmp_path / "t.xlsx")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/styles.xml"]
)
@pytest.mark.parametrize("content", [b"", b"<open"])
def test_a_damaged_part_is_no_crash(tmp_path: Path, part: str, content: bytes) -> None:
    assert "no workbook that can be read" in refused(with_part(tmp_path, part, content))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "[Content_Types].xml"])
def test_parts_that_do_not_fit_together_are_no_crash(tmp_path: Path, part: str) -> None:
    told = refused(with_part(tmp_path, part, b"<other/>"))
    assert "no workbook that can be read" in told or "is empty" in told


def test_a_workbook_without_its_looks_is_read(tmp_path: Path) -> None:
    [table] = read_xlsx(with_part(tmp_path, "xl/styles.xml", b"<other/>"))
    assert [row.cells for row in table.rows] == [{"id": "a"}]


def test_half_a_workbook_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, ["id"], ["a"])
    whole = path.read_bytes()
    for end in range(0, len(whole), 97):
        path.write_bytes(whole[:end])
        assert "no workbook that can be read" in refused(path)


def test_a_bomb_of_zeros_is_not_unpacked(tmp_path: Path) -> None:
    """A hundred million bytes take up a thousandth of that, and are refused by what the archive says of itself."""
    path = with_part(tmp_path, "xl/media/bomb.bin", b"\0" * 100_000_000)
    assert path.stat().st_size < 200_000
    assert refused(path).startswith("t.xlsx unpacks to more than 64 MiB or 256 parts")


def test_a_bomb_that_lies_about_its_size_is_cut_off_where_it_says_that_it_ends(tmp_path: Path) -> None:
    path = with_part(tmp_path, "xl/bomb.xml", b" " * 3_000_000)
    raw = bytearray(path.read_bytes())
    place = raw.rfind((3_000_000).to_bytes(4, "little"))  # in the directory at the end, where sizes are taken from
    raw[place : place + 4] = (100).to_bytes(4, "little")
    path.write_bytes(raw)
    assert "no workbook that can be read" in refused(path)


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_cannot_be_unpacked_within_bounds_is_refused(tmp_path: Path, packed: int) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w", packed) as made:
        made.writestr("xl/workbook.xml", b"<x/>")
    assert "no workbook that can be read" in refused(tmp_path / "t.xlsx")


def test_many_small_parts_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as made:
        for number in range(xlsx_files.MAX_PARTS + 1):
            made.writestr(f"xl/{number}.xml", b"<x/>")
    assert "unpacks to more than" in refused(tmp_path / "t.xlsx")


@pytest.mark.parametrize(
    "declared",
    [
        b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
        b'<!ENTITY c SYSTEM "file:///etc/passwd">',
        b'<!ENTITY c SYSTEM "http://127.0.0.1:9/">',
    ],
)
@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"]
)
def test_entities_are_refused_wherever_they_are_declared(tmp_path: Path, part: str, declared: bytes) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [' + declared + b"]><x>&c;</x>"
    assert "declares entities of its own" in refused(with_part(tmp_path, part, bomb))


def test_a_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    """The sheet says that its last cell is in row 1,048,576; what stands there is not looked for."""
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        b'<c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>'
        b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>'
    )
    [table] = read_xlsx(with_part(tmp_path, "xl/worksheets/sheet1.xml", sheet))
    assert (table.columns, table.rows) == (("id",), ())


def test_too_many_rows_are_refused_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_files, "MAX_ROWS", 3)
    path = saved(tmp_path, ["id"], *(["a"] for _ in range(4)))
    assert "sheet facts has more than 3 rows or 64 columns" in refused(path)


def test_a_text_that_no_cell_can_hold_is_told_where_it_stands() -> None:
    table = Table("facts", ("id",), (Row(7, {"id": "a\x0b"}),))
    with pytest.raises(ExchangeError, match="facts, row 7, column id: the text has 2 characters, or one that no"):
        write_xlsx([table])
