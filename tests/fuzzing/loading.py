"""The loader: any bytes in a file, and a sound base in which anything is written somewhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import strategies as st

from knowledge import Fault, KnowledgeError
from knowledge.files.loading import load_content, names_in
from knowledge.files.reading import MAX_BYTES, MAX_DEPTH, Tree, read_document
from knowledge.model import Content
from tests.fuzzing.matching import FRAM
from tests.fuzzing.targets import Target
from tests.fuzzing.texts import BITS, short_texts, values

YAML = (
    *(
        "a: ",
        "- ",
        "? ",
        ": ",
        "\n",
        "\n  ",
        "\n- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a ",
        "<<: *a",
        "!!",
        "!!python/",
    ),
    *("object/apply:os.system [id]", "!!binary |", "|", ">", "|-\n", "'", '"', "#", "---\n", "...\n", "%YAML 1.1\n"),
    *("\t", "\u2028", "\x85", "\x00", "\\x", "yes", "1.10", "2006-09-14", "null", "~", "=", "@", "`", "%"),
)
_YAML = st.lists(st.one_of(st.sampled_from(YAML), st.sampled_from(BITS), st.text(max_size=4)), max_size=40).map("".join)


@cache
def _folder() -> TemporaryDirectory[str]:
    """Return a folder for this process; it is gone when the process ends."""
    return TemporaryDirectory(prefix="fuzzing-")


def scratch(name: str) -> Path:
    """Return the path of a file that this process alone writes."""
    return Path(_folder().name) / name


@cache
def base() -> Path:
    """Return a copy of the small base that this process alone writes."""
    return Path(copytree(FRAM, scratch(f"fram-{os.getpid()}")))


@cache
def names() -> tuple[str, ...]:
    """Return the names of the files of the small base."""
    return tuple(names_in(FRAM))


@cache
def _tree(name: str) -> Tree:
    return read_document(FRAM / name, name).data


def loaded(edits: dict[int, Any]) -> Content | None:
    """Return the small base with values written into its files; None where the loader refuses it as it should.

    Args:
        edits: by the number of the file: where in it, and what is put there, as `rewritten` takes them.
    """
    changed = {names()[number % len(names())]: edit for number, edit in edits.items()}
    for name, edit in changed.items():
        written = yaml.safe_dump(rewritten(_tree(name), *edit), allow_unicode=True)
        (base() / name).write_bytes(written.encode("utf-8", "surrogatepass"))
    try:
        return load_content(base())
    except KnowledgeError as error:
        _check_told(error.faults)
        return None
    finally:
        for name in changed:
            (base() / name).write_bytes((FRAM / name).read_bytes())


def rewritten(tree: Tree, path: list[int], value: object) -> object:
    """Return `tree` with `value` at the place to which `path` leads: the number of the branch to take at each level."""
    if not path or not isinstance(tree, list | dict) or not tree:
        return value
    first, *rest = path
    if isinstance(tree, list):
        place = first % len(tree)
        return [rewritten(each, rest, value) if i == place else each for i, each in enumerate(tree)]
    key = list(tree)[first % len(tree)]
    return {name: rewritten(each, rest, value) if name == key else each for name, each in tree.items()}


def check_bytes(raw: bytes) -> None:
    """Let a file of any bytes be read: data that is text alone and not too deep, or faults with places."""
    path = scratch("any.yaml")
    path.write_bytes(raw)
    document = read_document(path, "any.yaml")
    if document.faults:
        _check_told(document.faults)
    written = _sizes(document.data)
    assert written <= len(raw) * 2 <= 2 * MAX_BYTES  # no alias multiplies what stands there


def check_base(edits: dict[int, Any]) -> None:
    """Let a sound base with anything in it be loaded: every reference resolved, or faults with places."""
    content = loaded(edits)
    if content is None:
        return
    for edition in content.editions.values():
        for fact in edition.facts.values():
            assert fact.title
            assert fact.answer
            assert fact.citations
            assert set(fact.see) <= edition.facts.keys()
            assert all(content.sources[citation.source.id] for citation in fact.citations)


def _check_told(faults: Sequence[Fault]) -> None:
    assert faults
    for fault in faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert fault.message.strip()


def _sizes(tree: Tree, depth: int = 0) -> int:
    """Return how many characters and values are in `tree`."""
    assert depth <= MAX_DEPTH
    match tree:
        case str():
            return len(tree)
        case list():
            return sum(_sizes(each, depth + 1) for each in tree)
        case dict():
            return sum(len(name) + _sizes(each, depth + 1) for name, each in tree.items())


_PATHS = st.lists(st.integers(0, 30), min_size=1, max_size=6)
TEXT_EDITS = st.dictionaries(st.integers(0, 12), st.tuples(_PATHS, short_texts), min_size=1, max_size=4)
"""Texts in the places of other texts, mostly."""
_ANY_EDITS = st.dictionaries(st.integers(0, 12), st.tuples(_PATHS, values), min_size=1, max_size=3)

TARGETS = (
    Target("YAML files", st.one_of(st.binary(max_size=200), _YAML.map(str.encode)), check_bytes, share=220),
    Target("bases", st.one_of(_ANY_EDITS, TEXT_EDITS), check_base, share=30),
)
