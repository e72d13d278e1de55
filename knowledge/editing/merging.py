"""A file without one of the changes that were made to it: entry by entry, each with the comments above it.

Lines would not do: two facts added one behind the other stand in each other's way there, and not here.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import yaml

from knowledge.editing.errors import EditError, StaleError
from knowledge.editing.layout import end_of
from knowledge.editing.sheet import Sheet

Key = tuple[str, ...]
"""Where an entry stands: its field, and its id or what it says. An empty one stands for what follows the last."""
Parts = dict[Key, str]
"""The text of a file by its entries, in their order."""


def without(name: str, before: bytes | None, after: bytes | None, now: bytes | None) -> bytes | None:
    """Return what a file holds now, without the change that once made `after` of `before`.

    Args:
        name: the file's name within its base.
        before: what it held before the change; None where there was no file.
        after: what the change made of it.
        now: what it holds.

    Raises:
        StaleError: where an entry that the change touched has been changed again since, or the file is written in a
            way that lets no entry be told from the others.
    """
    if now == after:
        return before
    if now is None or after is None:
        raise StaleError((f"file {name}",))
    try:
        became, stands = parts_of(name, after), parts_of(name, now)
        was = _frame(became) if before is None else parts_of(name, before)
        touched, since = _differing(was, became), _differing(became, stands)
        if both := [key for key in touched if key in since]:
            raise StaleError(tuple(dict.fromkeys(called(name, key) for key in both)))
        merged = _merged(was, stands, [key for key in touched if key in was or not _holds_others(key, stands, touched)])
        raw = _joined(merged, bom=now[:3] if now.startswith(b"\xef\xbb\xbf") else b"")
        if _in_other_order(was, became) or not _is_same(parts_of(name, raw), merged):
            raise EditError(name)
    except StaleError:
        raise
    except EditError:
        raise StaleError((f"file {name}",)) from None
    return raw


def touched_by(name: str, before: bytes | None, after: bytes | None) -> set[str]:
    """Return what people call the entries that a change of a file touched; EditError where they cannot be told."""
    was, became = (parts_of(name, raw) if raw is not None else {} for raw in (before, after))
    return {called(name, key) for key in _differing(was, became)}


def called(name: str, key: Key) -> str:
    """Return what people call an entry of the file called `name`."""
    language = name.split("/")[1] if name.startswith("translations/") else ""
    match key:
        case ("facts", fact):
            return f"fact {fact} ({language})" if language else f"fact {fact}"
        case ("sources", source):
            return f"source {source} ({language})" if language else f"source {source}"
        case ():
            return f"the end of {name}"
    return f"{' › '.join(key)} in {name}"


def parts_of(name: str, raw: bytes) -> Parts:
    """Return the text of a file by its entries; EditError where two of them share a line, or it is no plain YAML."""
    sheet = Sheet(name, raw)
    if not isinstance(sheet.root, yaml.MappingNode):
        raise EditError(f"{name} has no fields; hldbot check tells what is wrong")
    starts = [0, *(place + 1 for place, sign in enumerate(sheet.text) if sign == "\n")]
    ends: list[tuple[Key, int]] = []
    for key, end in [*_entries(sheet.root, (), sheet.text), ((), len(sheet.text))]:
        line = bisect_right(starts, end)
        ends.append(
            (_fresh(key, {known for known, _ in ends}), starts[line] if line < len(starts) else len(sheet.text))
        )
    places = [0, *(place for _, place in ends)]
    if any(start >= end for start, end in pairwise(places[:-1])):
        raise EditError(f"{name} has entries that share a line; change it by hand")
    return {key: sheet.text[start:end] for (key, _), (start, end) in zip(ends, pairwise(places), strict=True)}


def _entries(node: Any, path: Key, text: str) -> Iterator[tuple[Key, int]]:
    """Yield the entries in a node with where each ends; of what holds others, first where its own line ends."""
    for child in node.value:
        name, held = (child[0], child[1]) if isinstance(node, yaml.MappingNode) else (None, child)
        key = (*path, name.value if name else _name_of(held))
        # A fact is an entry, and what stands in it is not; where there are lists by name, their items are.
        if name and (not path or (len(path) == 1 and isinstance(held, yaml.SequenceNode))) and _is_below(name, held):
            yield key, name.end_mark.index
            yield from _entries(held, key, text)
        else:
            yield key, max(name.end_mark.index if name else 0, end_of(held, text))


def _is_below(name: Any, held: Any) -> bool:
    """Tell whether a value stands on lines of its own below its name."""
    is_block = isinstance(held, yaml.CollectionNode) and not held.flow_style and bool(held.value)
    return is_block and held.start_mark.line > name.end_mark.line


def _name_of(item: Any) -> str:
    """Return the id of an item, or else what it says."""
    if isinstance(item, yaml.MappingNode):
        named = next((str(value.value) for key, value in item.value if key.value in ("id", "term")), None)
        if named is not None:
            return named
    return json.dumps(_said(item), ensure_ascii=False)


def _said(node: Any) -> object:
    match node:
        case yaml.MappingNode():
            return [[_said(key), _said(value)] for key, value in node.value]
        case yaml.SequenceNode():
            return [_said(value) for value in node.value]
    return str(node.value).strip()


def _fresh(key: Key, known: set[Key]) -> Key:
    """Return `key`, or where an entry before has it another one."""
    number, fresh = 1, key
    while fresh in known:
        number += 1
        fresh = (*key, str(number))
    return fresh


def _frame(parts: Parts) -> Parts:
    """Return what a file holds besides its entries: it stays where others have put theirs into it."""
    return {key: text for key, text in parts.items() if len(key) < 2}  # a field and what is in it


def _holds_others(key: Key, stands: Parts, touched: list[Key]) -> bool:
    """Tell whether others have put something below what the change has made."""
    return any(other[: len(key)] == key and other not in touched for other in stands if len(other) > len(key))


def _differing(before: Parts, after: Parts) -> list[Key]:
    keys = dict.fromkeys([*before, *after])
    return [key for key in keys if _plain(before.get(key)) != _plain(after.get(key))]


def _plain(text: str | None) -> str | None:
    """Return a text but for the end of its last line, which the end of a file may lack."""
    return text if text is None else text.rstrip("\r\n")


def _in_other_order(before: Parts, after: Parts) -> bool:
    """Tell whether what both hold follows one another otherwise."""
    return [key for key in before if key in after] != [key for key in after if key in before]


def _merged(was: Parts, stands: Parts, touched: list[Key]) -> Parts:
    """Return what stands with the entries that were touched as they were, those that are gone at their old place."""
    merged = [
        (key, was[key] if key in touched else text) for key, text in stands.items() if key in was or key not in touched
    ]
    order = list(was)
    for place, key in enumerate(order):
        if key in touched and key not in stands:
            known = [other for other, _ in merged]
            before = next((known.index(other) for other in reversed(order[:place]) if other in known), -1)
            merged.insert(before + 1, (key, was[key]))
    return dict(merged)


def _joined(parts: Parts, bom: bytes) -> bytes:
    texts = [text for text in parts.values() if text]
    whole = [text if text.endswith("\n") else f"{text}\n" for text in texts[:-1]]
    return bom + "".join([*whole, *texts[-1:]]).encode()


def _is_same(one: Parts, other: Parts) -> bool:
    return {key: _plain(text) for key, text in one.items()} == {key: _plain(text) for key, text in other.items()}
