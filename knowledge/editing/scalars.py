"""A text in, the YAML that reads as just this text out."""

from __future__ import annotations

import re
from unicodedata import category

import yaml
from yaml.resolver import Resolver

from knowledge.editing.errors import EditError

WIDTH = 120
"""The columns that a line takes at most, where its words allow it."""
NARROWEST = 40
"""The columns that a wrapped text gets, however deep it stands."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
# Line breaks to a YAML reader alone, a mark at the beginning of a file, and what turns the direction of writing.
_UNSEEN = frozenset("\u2028\u2029\ufeff\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RESOLVER = Resolver()


def tidy(text: str) -> str:
    r"""Return `text` as the reader of the base has every text: no white space around it, each line ending in `\n`.

    Raises:
        EditError: where it is empty, or holds what no text file can.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise EditError("the text is empty; write it")
    for place, char in enumerate(text, 1):
        if category(char) in ("Cc", "Cs") and char not in "\n\t":
            raise EditError(f"character {place} of the text is invisible (U+{ord(char):04X}); delete it")
    return text


def inline(text: str, *, flow: bool = False, quote: str = '"') -> str:
    """Return `text` on one line: bare if every reader takes that for this text, else in quotes.

    Args:
        text: a tidy text.
        flow: whether it stands within brackets.
        quote: the quotes that its neighbours have.
    """
    if _is_safe_bare(text, flow):
        return text
    escaped = any(_is_escaped(char) for char in text)
    if not escaped and "'" not in text and (quote == "'" or '"' in text or "\\" in text):
        return f"'{text}'"
    return '"' + "".join(_escape(char) for char in text) + '"'


def block(text: str, indent: int) -> list[str]:
    """Return the lines of a block that holds `text`: its sign, such as `>-`, and what stands under it.

    Args:
        text: a tidy text, for which `fits_block` is true.
        indent: the column, from 0, at which the text begins.
    """
    if "\n" in text:
        return ["|-", *(" " * indent + line if line else "" for line in text.split("\n"))]
    width = max(WIDTH - indent, NARROWEST)
    return [">-", *(" " * indent + line for line in _wrapped(text, width))]


def fits_block(text: str) -> bool:
    """Tell whether a block can hold `text`: nothing in it needs to be escaped."""
    return not any(char != "\n" and _is_escaped(char) for char in text) and not re.search(r"(^|\n)[ ]+(\n|$)", text)


def _wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines that are joined by single spaces; other white space stays within a line."""
    words = re.split(r"(?<![ \t]) (?![ \t])", text)
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _is_safe_bare(text: str, flow: bool) -> bool:
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # its stub's
    if tag != "tag:yaml.org,2002:str" or any(_is_escaped(char) for char in text):
        return False
    around = f"[{text}]" if flow else f"- {text}"
    try:
        events = list(yaml.parse(around, Loader=yaml.CSafeLoader))[3:-3]
    except yaml.YAMLError:
        return False
    match events:
        case [yaml.ScalarEvent(value=value, anchor=None, tag=None, implicit=(True, False))]:
            return bool(value == text) and ":" not in text[-1:]
    return False


def _is_escaped(char: str) -> bool:
    return char in _UNSEEN or category(char) in ("Cc", "Cs")


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if not _is_escaped(char):
        return char
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"
