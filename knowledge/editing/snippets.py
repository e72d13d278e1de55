"""New entries written as YAML, in the manner of those that they will stand beside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.editing.scalars import WIDTH, block, fits_block, inline

Value = str | Sequence["Value"] | Mapping[str, "Value"]

IN_BRACKETS = frozenset({"see", "also", "scope"})
"""Lists of short names, which stand on one line."""
_DAYS = frozenset({"date", "checked"})


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is written."""

    dash: int = 2
    """Columns that a list's dashes stand behind the name of its field."""
    quote: str = '"'
    newline: str = "\n"
    bare_days: bool = True
    """Whether days and years stand without quotes, though other readers than the base's take them for no text."""


def field_lines(name: str, value: Value, indent: int, manner: Manner) -> list[str]:
    """Return the lines of a field.

    Args:
        name: the field's name.
        value: a text, a list or fields.
        indent: the column, from 0, of its name.
        manner: how the file is written.
    """
    head = f"{' ' * indent}{inline(name)}:"
    match value:
        case str():
            first, *others = scalar_lines(
                value, len(head) + 1, indent + 2, manner, bare=manner.bare_days and is_day(name, value)
            )
            return [f"{head} {first}", *others]
        case Mapping():
            return [head, *(line for key in value for line in field_lines(key, value[key], indent + 2, manner))]
        case _ if name in IN_BRACKETS and len(head) + 1 + len(bracketed(value)) <= WIDTH:
            return [f"{head} {bracketed(value)}"]
        case _:
            return [head, *(line for item in value for line in item_lines(item, indent + manner.dash, manner))]


def item_lines(value: Value, indent: int, manner: Manner) -> list[str]:
    """Return the lines of a list's item, its dash at the column `indent`, from 0."""
    head = f"{' ' * indent}-"
    match value:
        case str():
            first, *others = scalar_lines(value, len(head) + 1, indent + 2, manner)
            return [f"{head} {first}", *others]
        case Mapping():
            lines = [line for key in value for line in field_lines(key, value[key], indent + 2, manner)]
            return [f"{head} {lines[0].lstrip(' ')}", *lines[1:]]
        case _:
            return [f"{head} {bracketed(value)}"]


def bracketed(value: Value) -> str:
    """Return `value` on one line, as it may stand within brackets."""
    match value:
        case str():
            return inline(value, flow=True)
        case Mapping():
            return f"{{{', '.join(f'{inline(key, flow=True)}: {bracketed(value[key])}' for key in value)}}}"
        case _:
            return f"[{', '.join(map(bracketed, value))}]"


def is_day(name: object, text: str) -> bool:
    """Tell whether a field holds a day, a year, or two of them."""
    return name in _DAYS and re.fullmatch(r"\d{4}[\d/-]*", text, re.ASCII) is not None


def scalar_lines(
    text: str, column: int, indent: int, manner: Manner, *, bare: bool = False, as_block: bool = False
) -> list[str]:
    """Return a text on the rest of a line, or in a block where it is long, has several lines, or is wanted as one.

    Args:
        text: a tidy text.
        column: where the rest of the line begins, from 0.
        indent: where the lines of a block begin.
        manner: how the file is written.
        bare: whether it needs no quotes, whatever other readers take it for.
        as_block: whether a block is wanted.
    """
    line = text if bare else inline(text, quote=manner.quote)
    if (as_block or column + len(line) > WIDTH or "\n" in text) and fits_block(text):
        return block(text, indent)
    return [line]
