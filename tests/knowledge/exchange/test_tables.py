"""Cells come and go as they are, and none of them is ever run by a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.exchange.errors import ExchangeError
from knowledge.exchange.tables import MAX_BYTES, MAX_CELL, letters, read_bounded, restored, safe, tabulate

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＠x", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", [*DANGEROUS, "'=1", "''=1"])
def test_what_a_spreadsheet_could_run_begins_with_an_apostrophe_and_comes_back(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert restored(safe(text)) == text


@pytest.mark.parametrize("text", ["", "a", "'a'", "1 = 1", "a-61-515: paragraph 1", "’=", "'", "''"])
def test_what_no_spreadsheet_could_run_stays_as_it_is(text: str) -> None:
    assert safe(text) == restored(text) == text


@given(st.text() | st.text("'=+-@ \t\r\na"))
def test_any_text_comes_back(text: str) -> None:
    assert restored(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_an_empty_row_is_passed_over_and_the_others_keep_their_numbers() -> None:
    table = tabulate("t.csv", [[" ID ", "Answer"], ["", " "], ["a", "b\r\nc"]])
    assert table.columns == ("id", "answer")
    assert [(row.number, row.cells) for row in table.rows] == [(3, {"id": "a", "answer": "b\nc"})]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([], "t.csv is empty; its first row must name the columns"),
        ([["", ""]], "t.csv is empty"),
        ([["id", "id"]], "t.csv, row 1, column A (id): the column 'id' stands here twice; delete one of the two"),
        ([["id"], ["a", "b"]], "t.csv, row 2: a cell stands to the right of the last named column; delete it"),
        ([["id"], ["a\x07"]], "t.csv, row 2, column A (id): an invisible character (U+0007) stands in this cell"),
        ([["id"], ["a" * (MAX_CELL + 1)]], "and a spreadsheet's may hold 32767; shorten it"),
    ],
)
def test_what_is_no_table_is_refused_with_place_and_remedy(cells: list[list[str]], told: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        tabulate("t.csv", cells)
    assert told in str(refused.value)


def test_a_file_that_is_too_large_or_missing_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "large.csv").write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(ExchangeError, match=r"large\.csv is larger than 10 MiB; split it into several files"):
        read_bounded(tmp_path / "large.csv")
    with pytest.raises(ExchangeError, match="cannot be read"):
        read_bounded(tmp_path / "none.csv")
