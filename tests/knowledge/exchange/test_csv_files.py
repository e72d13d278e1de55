"""Whatever a spreadsheet saves as CSV is read, and how it was read is said."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import KnowledgeBase
from knowledge.exchange import ExchangeError, Row, Table, facts_table, read_csv, write_csv
from knowledge.exchange.tables import MAX_COLUMNS, MAX_ROWS

LINES = 'id;answer\r\na;"first line\r\nsecond; line"\r\nb;"été"\r\n'


def read(folder: Path, raw: bytes) -> Table:
    (folder / "t.csv").write_bytes(raw)
    return read_csv(folder / "t.csv")


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        (LINES.encode(), "UTF-8, columns parted by semicolons"),
        (LINES.encode("utf-8-sig"), "UTF-8, columns parted by semicolons"),
        (LINES.encode("cp1252"), "Windows-1252, columns parted by semicolons"),
        (LINES.encode("utf-16"), "UTF-16, columns parted by semicolons"),
        (LINES.replace(";", "\t").replace("second\t", "second;").encode(), "UTF-8, columns parted by tabs"),
        (LINES.replace(";", ",").replace("second,", "second;").encode(), "UTF-8, columns parted by commas"),
        (("sep=;\r\n" + LINES).encode(), "UTF-8, columns parted by semicolons"),
        (LINES.replace("\r\n", "\n").encode(), "UTF-8, columns parted by semicolons"),
    ],
)
def test_each_dialect_gives_the_same_table(tmp_path: Path, raw: bytes, read_as: str) -> None:
    table = read(tmp_path, raw)
    assert table.read_as == read_as
    assert [dict(row.cells) for row in table.rows] == [
        {"id": "a", "answer": "first line\nsecond; line"},
        {"id": "b", "answer": "été"},
    ]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "is empty"),
        (b'id,answer\na,"open', "is no CSV"),
        (b'id,answer\na,"b"c\n', "is no CSV"),
        (b"PK\x03\x04\0\0", "is no text; save it as CSV"),
        (b"id,answer\na,\x81\x8d\n", "neither in UTF-8 nor in Windows-1252"),
        (b"id\n" + b"a\n" * (MAX_ROWS + 1), "has more than 20000 rows or 64 columns; split it into several files"),
        (b"," * (MAX_COLUMNS + 1), "has more than 20000 rows or 64 columns"),
        (b"id\n" + b"a" * 200_000, "is no CSV"),
    ],
)
def test_what_is_no_csv_is_refused_with_a_sentence(tmp_path: Path, raw: bytes, told: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        read(tmp_path, raw)
    assert told in str(refused.value)
    assert str(refused.value).startswith("t.csv ")


def test_a_formula_is_written_as_text_and_read_as_it_was(tmp_path: Path) -> None:
    texts = ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "'=x"]
    raw = write_csv(
        Table("t", ("id", "answer"), tuple(Row(n, {"id": "x", "answer": t}) for n, t in enumerate(texts, 2)))
    )
    written = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [row[1] for row in written[1:]] == [f"'{text}" for text in texts]
    assert [row.cells["answer"] for row in read(tmp_path, raw).rows] == texts


def test_a_base_comes_back_as_it_was_written(fram: KnowledgeBase, tmp_path: Path) -> None:
    table = facts_table(fram)
    assert read(tmp_path, write_csv(table)).rows == table.rows


@settings(max_examples=50)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["C"]) | st.sampled_from("\n,;\t\"'=")), max_size=4))
def test_any_text_comes_back_but_for_white_space_around_it(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = tuple(Row(number, {"id": "x", "answer": text.strip()}) for number, text in enumerate(texts, 2))
    assert read(tmp_path_factory.mktemp("any"), write_csv(Table("t", ("id", "answer"), rows))).rows == rows
