"""Read files in, the places of their entries out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.files.reading import Document, Tree
from knowledge.places import Loc, Places, packed


def places_of(documents: Mapping[str, Document], own: str) -> Places:
    """Return where the entries of a base stand.

    Args:
        documents: its files by name; none of them has a fault.
        own: the language of the base.
    """
    entries: dict[Loc, tuple[str, Loc]] = {}
    for name, document in documents.items():
        for entry, loc in _entries(name, document.data, own):
            entries.setdefault(entry, (name, loc))
    return Places({name: packed(document.places) for name, document in documents.items()}, entries)


def _entries(name: str, data: Tree, own: str) -> Iterator[tuple[Loc, Loc]]:
    """Yield the kind, language and id of each entry in a file, and the way to it."""
    folder, _, rest = name.partition("/")
    language = rest.partition("/")[0] if folder in ("translations", "tests") else own
    if not isinstance(data, dict):
        return
    if name.rpartition("/")[2] == "base.yaml":
        yield ("about", language), ()
    for field, kind in (("facts", "fact"), ("topics", "topic"), ("smalltalk", "smalltalk")):
        for loc, fact_id in _ids(data, field):
            yield (kind, language, fact_id), loc
    if folder != "translations":
        for loc, source in _ids(data, "sources"):
            yield ("source", source), loc
    for loc, question in _ids(data, "questions", "ask"):
        yield ("golden", language, question), loc
    kinds = data.get("outside")
    if folder == "tests" and language != "rates.yaml" and isinstance(kinds, dict):
        for kind, texts in kinds.items():
            for i, text in enumerate(texts):
                yield ("outside", language, str(text)), ("outside", kind, i)


def _ids(data: dict[str, Tree], field: str, name: str = "id") -> Iterator[tuple[Loc, str]]:
    """Yield the way to each entry under `field`, which lists them or has them by id, and its id."""
    match data.get(field):
        case list(items):
            for i, item in enumerate(items):
                if isinstance(item, dict) and name in item:
                    yield (field, i), str(item[name])
        case dict(items):
            for entry in items:
                yield (field, entry), entry
