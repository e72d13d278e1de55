"""The schemas by which editors complete and underline say what the models say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from knowledge import BASE
from knowledge.files import schemas
from knowledge.files.loading import FORMS, form_of, names_in
from tests.knowledge.conftest import FRAM
from tests.knowledge.files.broken import NO_FORM, Broken
from tests.knowledge.folder import Folder

SHIPPED = [(folder, name) for folder in (BASE, FRAM) for name in names_in(folder)]
KINDS = sorted(set(FORMS.values()), key=lambda kind: kind.__name__)


class CoreLoader(yaml.CBaseLoader):
    """Reads YAML as editors do, by its core schema (https://yaml.org/spec/1.2.2/#103-core-schema)."""


for tag, pattern in (
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"),
    ("null", r"~|null|Null|NULL|"),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), None)
    CoreLoader.add_constructor(
        f"tag:yaml.org,2002:{tag}",
        getattr(yaml.constructor.SafeConstructor, f"construct_yaml_{tag}"),
    )


def read(raw: bytes) -> Any:
    return yaml.load(raw, Loader=CoreLoader)  # noqa: S506  builds plain values only


def validator(name: str) -> Draft7Validator:
    kind = form_of(name)
    assert kind
    return Draft7Validator(schemas.schema_of(kind))


def test_the_schemas_beside_the_base_are_those_of_its_models() -> None:
    kept = {path.name: path.read_text("utf-8") for path in (BASE / schemas.FOLDER).iterdir()}
    assert kept == schemas.schema_files(), "run: hldbot schema --write"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_is_a_schema_in_which_every_field_is_explained(kind: type) -> None:
    found = schemas.schema_of(kind)
    Draft7Validator.check_schema(found)
    for model in (found, *found.get("$defs", {}).values()):
        assert model["description"]
        assert [name for name, field in model["properties"].items() if not field.get("description")] == []


@pytest.mark.parametrize("name", names_in(BASE))
def test_every_file_of_the_base_names_its_schema_in_its_first_line(name: str) -> None:
    first, *_ = (BASE / name).read_text("utf-8").splitlines()
    assert first == schemas.first_line(name)
    path = first.partition("$schema=")[2]
    assert (BASE / name).parent.joinpath(path).resolve().is_file()


@pytest.mark.parametrize(("folder", "name"), SHIPPED, ids=[f"{folder.name}/{name}" for folder, name in SHIPPED])
def test_every_sound_file_is_sound_by_its_schema_too(folder: Path, name: str) -> None:
    assert [error.message for error in validator(name).iter_errors(read((folder / name).read_bytes()))] == []


@pytest.mark.parametrize("case", NO_FORM, ids=[case.kind for case in NO_FORM])
def test_what_the_models_refuse_the_schema_refuses_where_a_schema_can_tell(folder: Folder, case: Broken) -> None:
    if case.raw is None:
        folder.edit(case.name, case.old, case.new)
    raw = (folder.path / case.name).read_bytes() if case.raw is None else case.raw
    assert validator(case.name).is_valid(read(raw)) is not case.by_schema


@pytest.mark.parametrize("text", ["2006", "no", "1.10", "12:30", "0x10", "2006-09-14"])
def test_what_other_readers_of_yaml_take_for_something_else_is_a_text(text: str) -> None:
    assert validator("tests/en/x.yaml").is_valid(read(f"questions: [{{ask: {text}, fact: x}}]".encode()))


@pytest.mark.parametrize(("date", "fits"), [("2006", True), ("206", False), ("2006-09", True), ("2006-13", False)])
def test_a_year_is_a_date_though_it_is_a_number(date: str, fits: bool) -> None:
    fact = f"{{id: x, phrasings: [x], answer: x, sources: [{{source: x, at: x}}], date: {date}}}"
    assert validator("facts/x.yaml").is_valid(read(f"topic: x\nfacts: [{fact}]".encode())) is fits


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"name: x\n", b"LINE\nname: x\n"),
        (b"# a comment\r\nname: x\r\n", b"LINE\r\n# a comment\r\nname: x\r\n"),
        (b"# yaml-language-server: $schema=../schemas/old.json\nname: x", b"LINE\nname: x"),
        (b"\xef\xbb\xbfname: x\n", b"\xef\xbb\xbfLINE\nname: x\n"),
        (b"", b"LINE\n"),
        (b"\xff\xfe\n", b"LINE\n\xff\xfe\n"),
    ],
    ids=["none", "Windows lines", "another", "byte order mark", "empty", "no text"],
)
def test_a_file_is_given_its_line_and_nothing_else_in_it_changes(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / "base.yaml"
    path.write_bytes(before)
    line = (schemas.first_line("base.yaml") or "").encode()
    assert schemas.name_schema(path, "base.yaml")
    assert path.read_bytes() == after.replace(b"LINE", line)
    assert not schemas.name_schema(path, "base.yaml")
    assert [p.name for p in tmp_path.iterdir()] == ["base.yaml"]


def test_a_base_is_read_as_before_with_schemas_in_it(folder: Folder) -> None:
    before = folder.content()
    assert schemas.keep_schemas(folder.path) == names_in(folder.path)
    assert folder.content() == before
    assert schemas.keep_schemas(folder.path) == []
