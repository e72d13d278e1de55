"""`hldbot export` and `hldbot import`, as an editor with a spreadsheet uses them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowledge import KnowledgeBase
from tests.bot.conftest import BASE
from tests.bot.inside import Inside

HEAD = "id,topic,questions,answer,sources"
NEW = f"{HEAD}\r\nlens,lamps,What is a lens?,A piece of glass.,register: page 9\r\n".encode()


@pytest.fixture
def hldbot(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Inside:
    monkeypatch.setenv("HLDBOT_KNOWLEDGE", str(BASE))
    return Inside(monkeypatch, capfdbinary)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A copy of the base, to be changed; named `base` as seen from where the command runs."""
    return Path(shutil.copytree(BASE, tmp_path / "base"))


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.yaml") if ".history" not in p.parts
    }


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--format", "json")])
def test_json_is_what_is_written_unless_another_format_is_named(hldbot: Inside, arguments: tuple[str, ...]) -> None:
    exported = json.loads(hldbot("export", *arguments).stdout)
    assert [fact["id"] for fact in exported["facts"]] == list(KnowledgeBase.load(BASE).edition().facts)


def test_csv_goes_to_stdout_with_either_table(hldbot: Inside) -> None:
    for table, columns in (("facts", ["id", "topic", "language"]), ("sources", ["id", "title", "publisher"])):
        raw = hldbot("export", "--format", "csv", "--table", table).stdout
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        assert rows[0][:3] == columns
        assert len(rows) > 10


def test_a_workbook_holds_both_tables(hldbot: Inside, tmp_path: Path) -> None:
    assert hldbot("export", "--format", "xlsx", "-o", "base.xlsx").returncode == 0
    assert load_workbook(tmp_path / "base.xlsx").sheetnames == ["facts", "sources"]


def test_structured_data_is_a_faq_page(hldbot: Inside) -> None:
    assert json.loads(hldbot("export", "--format", "faqpage").stdout)["@type"] == "FAQPage"


def test_structured_data_cannot_end_the_element_of_the_page_that_it_stands_in(hldbot: Inside) -> None:
    raw = hldbot("export", "--format", "faqpage").stdout
    assert b"<" not in raw
    assert any("<any>" in entry["acceptedAnswer"]["text"] for entry in json.loads(raw)["mainEntity"])


def test_a_language_that_the_base_lacks_or_a_place_that_cannot_be_written_is_refused(hldbot: Inside) -> None:
    assert b"the base has en" in hldbot("export", "--language", "fr").stderr
    refused = hldbot("export", "--format", "csv", "-o", "no/such/folder.csv")
    assert refused.returncode == 2
    assert b"no/such/folder.csv cannot be written" in refused.stderr


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_changes_no_byte_when_it_comes_back(hldbot: Inside, base: Path, form: str) -> None:
    before = files(base)
    hldbot("export", "--format", form, "-o", f"base.{form}", HLDBOT_KNOWLEDGE="base")
    done = hldbot("import", f"base.{form}", HLDBOT_KNOWLEDGE="base")
    assert done.returncode == 0
    assert b"nothing to change: all" in done.stdout
    assert files(base) == before


def test_a_dry_run_shows_the_diff_and_writes_nothing(hldbot: Inside, base: Path, tmp_path: Path) -> None:
    before = files(base)
    (tmp_path / "new.csv").write_bytes(NEW)
    shown = hldbot("import", "new.csv", "--dry-run", HLDBOT_KNOWLEDGE="base")
    assert shown.returncode == 0
    lines = shown.stdout.decode().splitlines()
    assert lines[0] == "new.csv: UTF-8, columns parted by commas; 1 rows"
    assert "+    answer: A piece of glass." in lines
    assert lines[-3:] == ["new (1): lens", "unchanged: 0", "nothing is written, since this is a dry run"]
    assert files(base) == before


def test_an_import_is_answered_from_at_once(hldbot: Inside, base: Path, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_bytes(NEW)
    assert hldbot("import", "new.csv", HLDBOT_KNOWLEDGE="base").returncode == 0
    assert b"A piece of glass." in hldbot("ask", "What is a lens?", HLDBOT_KNOWLEDGE="base").stdout
    assert [name for name, raw in files(base).items() if raw != files(BASE)[name]] == ["facts/lamps.yaml"]


def test_several_files_are_one_import(hldbot: Inside, base: Path, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_bytes(NEW.replace(b"register:", b"album:"))
    (tmp_path / "sources.csv").write_text("id,title,publisher,date\nalbum,An Album,Press,1930\n", "utf-8")
    assert hldbot("import", "new.csv", "sources.csv", HLDBOT_KNOWLEDGE="base").returncode == 0
    assert KnowledgeBase.load(base).edition().facts["lens"].citations[0].source.title == "An Album"


def test_a_fault_is_told_with_row_and_column_and_nothing_is_written(hldbot: Inside, base: Path, tmp_path: Path) -> None:
    before = files(base)
    (tmp_path / "new.csv").write_bytes(NEW + b"beam,lamps,What is a beam?,,register\r\n")
    refused = hldbot("import", "new.csv", HLDBOT_KNOWLEDGE="base")
    assert refused.returncode == 1
    assert b"new.csv, row 3, column E (sources): 'register' names no place" in refused.stderr
    assert b"Traceback" not in refused.stderr
    assert files(base) == before


def test_a_base_that_would_be_broken_is_not_written(hldbot: Inside, base: Path, tmp_path: Path) -> None:
    """Each cell is right, and the file that they make is larger than one may be."""
    before = files(base)
    rows = [f"lens-{n},lamps,What is lens {n}?,{'long ' * 6000},register: page 9" for n in range(40)]
    (tmp_path / "new.csv").write_text("\n".join([HEAD, *rows]), "utf-8")
    refused = hldbot("import", "new.csv", HLDBOT_KNOWLEDGE="base")
    assert refused.returncode == 1
    assert b"nothing is imported, since the base would be broken by it:" in refused.stderr
    assert b"facts/lamps.yaml:1:1: the file is larger than 1024 KiB; split it into several" in refused.stderr
    assert files(base) == before


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("a.docx", b"", b"a.docx is no table that can be read; save it as .xlsx or .csv"),
        ("a.xlsx", b"no", b"a.xlsx is no workbook that can be read"),
        ("a.csv", b"", b"a.csv is empty; its first row must name the columns"),
        ("a.csv", b"question,reply\nx,y\n", b"there is no column 'reply'"),
    ],
)
@pytest.mark.usefixtures("base")
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(
    hldbot: Inside, tmp_path: Path, name: str, raw: bytes, told: bytes
) -> None:
    (tmp_path / name).write_bytes(raw)
    refused = hldbot("import", name, HLDBOT_KNOWLEDGE="base")
    assert refused.returncode == 1
    assert told in refused.stderr


@pytest.mark.usefixtures("base")
def test_a_file_that_is_not_there_is_told_so(hldbot: Inside) -> None:
    refused = hldbot("import", "none.csv", HLDBOT_KNOWLEDGE="base")
    assert refused.returncode == 1
    assert b"none.csv cannot be read" in refused.stderr
