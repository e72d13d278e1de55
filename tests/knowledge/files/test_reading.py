from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.files.reading import MAX_BYTES, MAX_DEPTH, Document, Tree, read_document


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.yaml"


def read(file: Path, raw: str | bytes) -> Document:
    file.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return read_document(file, "some.yaml")


def faults(file: Path, raw: str | bytes) -> list[str]:
    return [str(fault) for fault in read(file, raw).faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("12:30", "12:30"),
        ("1.10", "1.10"),
        ("~", "~"),
        ("2006-09-14", "2006-09-14"),
        ("0x10", "0x10"),
        ("", ""),
        ("' spaces around '", "spaces around"),
        ("|\n  two\n  lines\n", "two\nlines"),
        (">-\n  one\n  line\n", "one line"),
    ],
)
def test_every_scalar_is_kept_as_text(file: Path, text: str, value: str) -> None:
    assert read(file, f"answer: {text}\n").data == {"answer": value}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", ""),
        ("# nothing but a comment\n", ""),
        ("\ufeffa: x\n", {"a": "x"}),
        ("a: x\r\nb: y\r\n", {"a": "x", "b": "y"}),
        ("a: x\n...\n", {"a": "x"}),
        ("- a\n- b\n", ["a", "b"]),
    ],
    ids=["empty", "comment", "byte order mark", "Windows lines", "end of the document", "list"],
)
def test_what_is_harmless_is_read_without_a_fault(file: Path, text: str, data: Tree) -> None:
    document = read(file, text)
    assert (document.data, document.faults) == (data, [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1: the field 'a' stands here twice, first in line 1"),
        ("b:\n  - a: 1\n    a: 2\n", "3:5: the field 'a' stands here twice, first in line 2"),
        ("a: &x one\n", "1:4: the anchor &x is not allowed"),
        ("a: *x\n", "1:4: the alias *x is not allowed"),
        ("a: [🗼, *x]\n", "1:8: the alias *x is not allowed"),
        ("a: !!python/object:os.system x\n", "1:4: the tag tag:yaml.org,2002:python/object:os.system is not allowed"),
        ("a: !important\n", "1:4: the tag !important is not allowed"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins here"),
        ("[a]: 1\n", "1:1: a field's name must be a word"),
        ("a: ok\nb: y\x07\n", "2:5: control characters are not allowed"),
        ("a: x\x00\n", "1:5: control characters are not allowed"),
        ("a: Note: this\n", "1:8: mapping values are not allowed in this context; a text that contains a colon and a"),
        ("a: @x\n", "1:4: found character that cannot start any token; indent with spaces, never with tabs; put a"),
        ("a:\n\tb: 1\n", "2:1: found character that cannot start any token; indent with spaces, never with tabs"),
        ('a: ok\nb: "open\nc: d\n', "2:4: found unexpected end of stream; close the quote that is opened here"),
        ("a: ok\nb: 'open\n", "2:4: found unexpected end of stream; close the quote that is opened here"),
        ("a: ok\nb: [x, y\nc: d\n", "2:4: did not find expected ',' or ']'; close the bracket opened here"),
        ('a: "\\q"\n', "1:5: found unknown escape character; in double quotes write \\\\ for a backslash"),
        ("- a\nb: 1\n", "2:1: did not find expected '-' indicator; indent this line like the list's other dashes"),
    ],
)  # fmt: skip
def test_each_fault_of_form_is_told_where_it_stands(file: Path, text: str, fault: str) -> None:
    first, *_ = faults(file, text)
    assert first.startswith(f"some.yaml:{fault}")


def test_text_that_is_not_utf_8_is_told_at_its_first_wrong_byte(file: Path) -> None:
    assert faults(file, "a: ok\nb: café\n".encode("latin-1")) == [
        "some.yaml:2:7: this is not UTF-8 text; save the file as text in UTF-8"
    ]


def test_all_faults_of_form_are_told_at_once(file: Path) -> None:
    assert len(faults(file, "a: &x one\nb: *x\nc: !t two\na: three\n")) == 4


def test_of_two_equal_fields_the_first_is_kept(file: Path) -> None:
    assert read(file, "a: first\na: [second]\n").data == {"a": "first"}


def test_a_bomb_of_aliases_stays_as_small_as_it_is_written(file: Path) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert len(str(read(file, "\n".join(["a0: &a0 lol", *levels])).data)) < 10_000


def test_nesting_ends_where_the_format_has_no_use_for_it(file: Path) -> None:
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert faults(file, deepest) == []
    assert faults(file, f"[{deepest}]") == [
        f"some.yaml:1:{MAX_DEPTH + 1}: lists and fields nest deeper than {MAX_DEPTH} here; take a level out"
    ]


@pytest.mark.parametrize("piece", ["[", "- ", "{a: ", "? "])
def test_nesting_without_end_is_refused_as_soon_as_it_is_too_deep(file: Path, piece: str) -> None:
    (fault,) = read(file, piece * 200_000).faults
    assert fault.line == 1
    assert fault.column <= 1001 * len(piece)  # of brackets the parser itself reads a thousand ahead


def test_a_file_may_be_so_large_and_no_larger(file: Path) -> None:
    assert faults(file, b"a: " + b"x" * (MAX_BYTES - 3)) == []
    assert faults(file, b"a: " + b"x" * (MAX_BYTES - 2)) == [
        "some.yaml:1:1: the file is larger than 1024 KiB; split it into several"
    ]


def test_a_file_that_is_gone_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    (fault,) = read_document(tmp_path / "gone.yaml", "gone.yaml").faults
    assert str(fault).startswith("gone.yaml:1:1: the file cannot be read (No such file or directory)")


def test_a_folder_with_a_file_s_name_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    (fault,) = read_document(tmp_path, "some.yaml").faults
    assert str(fault) == (
        "some.yaml:1:1: a folder or a device stands where a file should; rename it, or put the file in its place"
    )


def test_a_fault_without_a_place_of_its_own_stands_at_what_is_around_it(file: Path) -> None:
    document = read(file, "facts:\n  - id: a\n")
    assert str(document.fault(("facts", 0, "answer"), "x")) == "some.yaml:2:5: x"


@given(raw=st.binary(max_size=200) | st.text(":-[]{}&*!'\"#|> \n\tab\x00é", max_size=80).map(str.encode))
def test_any_bytes_give_data_or_faults(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    lines = raw.decode("utf-8", "replace").count("\n") + raw.count(b"\r") + 2
    for fault in read(tmp_path_factory.getbasetemp() / "some.yaml", raw).faults:
        assert 1 <= fault.line <= lines
        assert fault.column >= 1
