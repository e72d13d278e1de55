"""The format of each kind of file as a JSON Schema, by which editors complete, explain and underline while one types.

The schemas are made from the models that check the files; a folder keeps them in `schemas/`, and the first line of each
file names its own (https://github.com/redhat-developer/yaml-language-server#using-inlined-schema).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from knowledge.files.loading import FORMS, form_of, names_in

FOLDER = "schemas"
DIALECT = "http://json-schema.org/draft-07/schema#"
"""The one that editors know best."""
_NAMED = re.compile(rf"# yaml-language-server: \$schema=(?:\.\./)*{FOLDER}/[a-z-]+\.json")

Json = dict[str, Any]


class _Generator(GenerateJsonSchema):
    """Writes what an editor's own reader of YAML makes of a text, which may be a number, and leaves names to speak."""

    schema_dialect = DIALECT

    def str_schema(self, schema: core_schema.StringSchema) -> Json:
        found = super().str_schema(schema)
        # A base reads every scalar as text; other readers take `2006` for a number and `no` for a truth value.
        pattern = found.get("pattern")
        if pattern is None:
            return {**found, "type": ["string", "number", "boolean"]}
        if not re.fullmatch(pattern, "2006"):
            return found
        figures = {} if re.fullmatch(pattern, "0") else {"maximum": 9999}
        return {**found, "type": ["string", "integer"], "minimum": 1000 if figures else 0, **figures}

    def dict_schema(self, schema: core_schema.DictSchema) -> Json:
        found = super().dict_schema(schema)
        return {**found, "additionalProperties": False} if "patternProperties" in found else found

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Json:
        return self.generate_inner(schema["schema"])  # an optional field is left out, never empty

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Json:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # none is: the name says it
        return False


def schema_of(kind: type[BaseModel]) -> Json:
    """Return the JSON Schema of one kind of file, such as `FactsFile`."""
    found = kind.model_json_schema(by_alias=True, schema_generator=_Generator)
    for model in (found, *found.get("$defs", {}).values()):
        model.pop("title", None)
    return {"$schema": DIALECT, **found}


def schema_files(kinds: Iterable[type[BaseModel]] = FORMS.values()) -> dict[str, str]:
    """Return the text of the schema of each kind of file, by its own file's name."""
    return {
        f"{_name(kind)}.json": json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"
        for kind in sorted(set(kinds), key=_name)
    }


def keep_schemas(folder: Path) -> list[str]:
    """Write the schemas into the base in `folder`, and name in each file its own; return which files changed.

    Raises:
        KnowledgeError: there is no such folder.
        OSError: it cannot be written.
    """
    names = names_in(folder)
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, text in schema_files().items():
        _write(folder / FOLDER / name, text.encode())
    return [name for name in names if name_schema(folder / name, name)]


def first_line(name: str) -> str | None:
    """Return the line that names the schema of the base's file called `name`; None where no base has such a file."""
    kind = form_of(name)
    up = "../" * name.count("/")
    return f"# yaml-language-server: $schema={up}{FOLDER}/{_name(kind)}.json" if kind else None


def name_schema(path: Path, name: str) -> bool:
    """Put the line that names its schema at the top of a file that has none, or another one; tell whether it changed.

    Nothing else in the file changes, and it is never seen half written.

    Args:
        path: the file.
        name: what it is called in its base.

    Raises:
        OSError: it cannot be read or written.
    """
    line = first_line(name)
    raw = path.read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    top, end, rest = raw.removeprefix(mark).partition(b"\n")
    if line is None or top.rstrip(b"\r") == line.encode():
        return False
    ending = b"\r\n" if top.endswith(b"\r") else b"\n"
    if not _NAMED.fullmatch(top.rstrip(b"\r").decode("utf-8", "replace")):
        rest = top + end + rest
    _write(path, mark + line.encode() + ending + rest)
    return True


def _write(path: Path, raw: bytes) -> None:
    """Put `raw` in the place of a file at once."""
    half = path.with_name(f".{path.name}.new")
    half.write_bytes(raw)
    half.replace(path)


def _name(kind: type[BaseModel]) -> str:
    """Return what the schema of a kind of file is called: `FactsTranslation` is `facts-translation`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__.removesuffix("File")).lower()
