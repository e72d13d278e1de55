"""What is wrong between entries: names used twice, and names that nothing has.

Ids are gathered from entries as they stand, faulty ones too, so that one fault does not show up as many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from rapidfuzz import process

from knowledge.errors import Fault
from knowledge.files.reading import Document, Loc, Tree
from knowledge.matching.words import known_languages

RESERVED_COMMANDS = frozenset({
    "ask", "cancel", "compare", "forget", "glossary", "help", "language", "privacy", "quiz", "random", "sources",
    "start", "timeline", "topics", "edit", "gaps", "log", "reload", "status", "undo",
})  # fmt: skip
"""Commands that every bot has, so that no topic can take them."""


EVIDENT = 80
"""How like, 0–100, a name must be to one that is there to be told as a slip of it while a file cannot be read."""


class _Entry(NamedTuple):
    """One entry of a file: where it stands, its id, and its fields."""

    document: Document
    loc: Loc
    id: str | None
    """None where it has none, or what is no word."""
    fields: dict[str, Tree]

    def fault(self, loc: Loc, message: str) -> Fault:
        return self.document.fault((*self.loc, *loc), message)


class _Known:
    """The ids that a base has of one kind, and the text in which there may be others, as it could not be read."""

    def __init__(self, documents: Mapping[str, Document], entries: Iterable[_Entry], files: Iterable[str]) -> None:
        self.ids = frozenset(entry.id for entry in entries if entry.id is not None)
        read = [documents.get(name) for name in files]
        self.whole = bool(read) and all(document and document.data for document in read)
        self._unread = "\n".join(document.text for document in read if document and not document.data)

    def near(self, name: str) -> str | None:
        """Return the id that `name` is a slip of."""
        if not self.whole and name in self._unread:
            return None
        found = process.extractOne(name, sorted(self.ids), score_cutoff=60 if self.whole else EVIDENT)
        return found[0] if found else None


_Names = Mapping[str, _Known]
"""By kind: topic, source, fact."""


def reference_faults(documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield what is wrong between the entries of a base's files, given by name.

    Where a file cannot be read, a name that nothing has may be one of its; then an evident slip alone is told.
    """
    topics = list(_entries(documents, ["topics.yaml"], "topics"))
    sources = list(_entries(documents, ["sources.yaml"], "sources"))
    facts = list(_entries(documents, (name for name in documents if name.startswith("facts/")), "facts"))
    smalltalk = list(_entries(documents, ["smalltalk.yaml"], "smalltalk"))

    for entries, field in ((topics, "id"), (topics, "command"), (sources, "id"), (facts, "id"), (smalltalk, "id")):
        yield from _repeated(entries, field)
    yield from _repeated_phrasings([*facts, *smalltalk])
    for topic in topics:
        command = topic.fields.get("command")
        if isinstance(command, str) and command in RESERVED_COMMANDS:
            yield topic.fault(("command",), f"/{command} is the bot's own command; choose another")
    yield from _language_faults(documents)
    known = {
        "topic": _Known(documents, topics, ["topics.yaml"]),
        "source": _Known(documents, sources, ["sources.yaml"]),
        "fact": _Known(documents, facts, [name for name in documents if name.startswith("facts/")]),
    }
    yield from _fact_faults(documents, topics, facts, known)
    yield from _test_faults(documents, known)
    yield from _translation_faults(documents, facts, known)


def _fact_faults(
    documents: Mapping[str, Document], topics: list[_Entry], facts: list[_Entry], known: _Names
) -> Iterator[Fault]:
    for name, document in documents.items():
        if name.startswith("facts/"):
            yield from _unknown(document, ("topic",), _field(document.data, "topic"), "topic", known)
    for topic in topics:
        yield from _unknown(topic.document, (*topic.loc, "overview"), topic.fields.get("overview"), "fact", known)
    for fact in facts:
        for i, other in enumerate(_items(fact.fields.get("see"))):
            yield from _unknown(fact.document, (*fact.loc, "see", i), other, "fact", known)
            if other == fact.id:
                yield fact.fault(("see", i), "a fact need not name itself; delete this line")
        yield from _unknown_sources(fact.document, fact.loc, fact.fields, known)
        for i, dispute in enumerate(_items(fact.fields.get("disputed"))):
            yield from _unknown_sources(fact.document, (*fact.loc, "disputed", i), dispute, known)


def _test_faults(documents: Mapping[str, Document], known: _Names) -> Iterator[Fault]:
    for question in _entries(documents, (name for name in documents if name.startswith("tests/")), "questions"):
        yield from _unknown(question.document, (*question.loc, "fact"), question.fields.get("fact"), "fact", known)
        for i, other in enumerate(_items(question.fields.get("also"))):
            yield from _unknown(question.document, (*question.loc, "also", i), other, "fact", known)


def _translation_faults(documents: Mapping[str, Document], facts: list[_Entry], known: _Names) -> Iterator[Fault]:
    disputes = {fact.id: len(_items(fact.fields.get("disputed"))) for fact in facts if fact.id}
    in_translations = [name for name in documents if name.startswith("translations/")]
    for field in ("topic", "source", "fact"):
        for entry in _entries(documents, in_translations, f"{field}s"):
            yield from _unknown(entry.document, entry.loc, entry.id, field, known)
            if field == "fact" and entry.id in disputes:
                given = len(_items(entry.fields.get("disputed")))
                if given != disputes[entry.id]:
                    message = (
                        f"the original has {disputes[entry.id]} disputed claims and this has {given}; translate each"
                    )
                    yield entry.fault(("disputed",), message)
    by_language = groupby(sorted(in_translations, key=_language_of), key=_language_of)
    for _, names in by_language:
        translated = list(names)
        entries = [*_entries(documents, translated, "facts"), *_entries(documents, translated, "smalltalk")]
        yield from _repeated(list(_entries(documents, translated, "facts")), "id")
        yield from _repeated_phrasings(entries)


def _language_faults(documents: Mapping[str, Document]) -> Iterator[Fault]:
    languages = known_languages()
    base = documents.get("base.yaml")
    own = _field(base.data, "language") if base else None
    if base and isinstance(own, str) and own and own not in languages:
        yield base.fault(("language",), f"nothing is known of the language '{own}'; known are {', '.join(languages)}")
    for name, document in documents.items():
        folder, _, rest = name.partition("/")
        code, inside, _ = rest.partition("/")
        if folder in ("tests", "translations") and inside:
            if code not in languages:
                message = f"nothing is known of the language '{code}'; name the folder by one of {', '.join(languages)}"
                yield document.fault((), message)
            elif folder == "translations" and code == own:
                yield document.fault((), f"'{code}' is the base's own language; translations are into others")


def _language_of(name: str) -> str:
    return name.split("/")[1]


def _entries(documents: Mapping[str, Document], names: Iterable[str], key: str) -> Iterator[_Entry]:
    """Yield the entries of a list, or of fields keyed by id."""
    for name in names:
        if name not in documents:
            continue
        document = documents[name]
        found = _field(document.data, key)
        if isinstance(found, dict):
            for name_, fields in found.items():
                yield _Entry(document, (key, name_), name_, fields if isinstance(fields, dict) else {})
        for i, fields in enumerate(_items(found)):
            if isinstance(fields, dict):
                given = fields.get("id")
                yield _Entry(document, (key, i), given if isinstance(given, str) else None, fields)


def _field(tree: Tree | None, name: str) -> Tree | None:
    return tree.get(name) if isinstance(tree, dict) else None


def _items(tree: Tree | None) -> list[Tree]:
    return tree if isinstance(tree, list) else []


def _repeated(entries: list[_Entry], field: str) -> Iterator[Fault]:
    first: dict[Tree, str] = {}
    for entry in entries:
        value = entry.id if field == "id" else entry.fields.get(field)
        if not isinstance(value, str):
            continue
        if value in first:
            yield entry.fault((field,), f"the {field} '{value}' is taken in {first[value]}; choose another")
        else:
            place = entry.fault((field,), "")
            first[value] = f"{place.file}:{place.line}"


def _repeated_phrasings(entries: list[_Entry]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for entry in entries:
        for i, phrasing in enumerate(_items(entry.fields.get("phrasings"))):
            key = " ".join(str(phrasing).casefold().split()).rstrip("?!. ")
            here = entry.fault(("phrasings", i), "")
            if key in first:
                message = f"this phrasing stands already in {first[key]}; keep it where it belongs"
                yield entry.fault(("phrasings", i), message)
            first.setdefault(key, f"{here.file}:{here.line}")


def _unknown(document: Document, loc: Loc, value: Tree | None, what: str, known: _Names) -> Iterator[Fault]:
    names = known[what]
    if not isinstance(value, str) or value in names.ids:
        return
    near = names.near(value)
    if near or names.whole:
        hint = f"did you mean '{near}'?" if near else f"add the {what}, or name one that exists"
        yield document.fault(loc, f"there is no {what} '{value}'; {hint}")


def _unknown_sources(document: Document, loc: Loc, entry: Tree, known: _Names) -> Iterator[Fault]:
    for i, citation in enumerate(_items(_field(entry, "sources"))):
        yield from _unknown(document, (*loc, "sources", i, "source"), _field(citation, "source"), "source", known)
