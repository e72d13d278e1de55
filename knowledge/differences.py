"""What an edit changes: the entries that differ between two bases, and the questions that get another reply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.answering import KnowledgeBase
from knowledge.model import Citation, Edition, Fact, Found, Outcome, Source

Value = str | tuple[str, ...] | None
"""A text, a list of them, or nothing."""
Replies = dict[tuple[str, str], Found]
"""What a base replies to texts with their languages."""
_Fields = Mapping[str, Value]


class Kind(StrEnum):
    """What an entry of a base is."""

    FACT = "fact"
    SOURCE = "source"
    TOPIC = "topic"
    TERM = "term"
    SYNONYMS = "synonyms"
    SMALLTALK = "smalltalk"
    ABOUT = "about"
    GOLDEN = "test question"
    OUTSIDE = "outside question"


class Did(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Verdict(StrEnum):
    """What a changed reply means to a test question."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"
    """Neither, or nobody has said what the right reply is."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of an entry, as it was and as it is."""

    field: str
    """Its name in the YAML."""
    before: Value
    after: Value

    @property
    def lines(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The texts that are gone, and those that are new: of a list only the items that differ."""
        before, after = _items(self.before), _items(self.after)
        gone, new = tuple(t for t in before if t not in after), tuple(t for t in after if t not in before)
        return (gone, new) if gone or new else (before, after)  # the same in another order


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that was added, changed or removed."""

    kind: Kind
    id: str
    """Its id; of a term, a group of synonyms or a test question its text."""
    language: str | None
    """The code of the language that it is in; None for a source, which is the same in all."""
    did: Did
    fields: tuple[FieldChange, ...]
    """The fields that differ; all that it has where it was added or removed."""


@dataclass(frozen=True, slots=True)
class ReplyChange:
    """A question that gets another reply: other facts, other choices, or another outcome."""

    question: str
    language: str
    before: Found
    after: Found
    expected: tuple[str, ...] | None = None
    """Of a test question: ids of the facts that answer it, none where nothing does. None for any other question."""

    @property
    def verdict(self) -> Verdict:
        """Whether the change is for the better, by what the test question expects."""
        if self.expected is None:
            return Verdict.OTHER
        before, after = _merit(self.before, self.expected), _merit(self.after, self.expected)
        return Verdict.OTHER if before == after else Verdict.BETTER if after > before else Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two bases."""

    entries: tuple[EntryChange, ...]
    replies: tuple[ReplyChange, ...]
    replayed: int
    """How many questions were put to both."""

    def of(self, kind: Kind) -> tuple[EntryChange, ...]:
        """Return the changed entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind is kind)


def differences(
    old: KnowledgeBase,
    new: KnowledgeBase,
    questions: Iterable[tuple[str, str]] = (),
    *,
    tests: bool = True,
    known: tuple[Replies, Replies] | None = None,
) -> Differences:
    """Return what differs between two bases.

    Args:
        old: the base before.
        new: the base after.
        questions: texts with their languages (ISO 639), put to both.
        tests: whether the test questions of both are put to both too; some thousand take some seconds.
        known: what the old base and the new one are known to reply, which saves asking them; all replies are added.
    """
    entries = tuple(changed_entries(old, new))
    expected: dict[tuple[str, str], tuple[str, ...] | None] = {}
    if tests:
        for base in (old, new):
            expected |= {(question.text, question.language): () for question in base.outside}
            expected |= {(question.text, question.language): question.facts for question in base.golden}
    asked = {**dict.fromkeys(questions), **expected}
    of_old, of_new = known or ({}, {})
    replies = []
    for (text, language), facts in asked.items() if entries else ():
        before, after = _find(old, text, language, of_old), _find(new, text, language, of_new)
        if _reply(before) != _reply(after):
            replies.append(ReplyChange(text, language, before, after, facts))
    return Differences(entries, tuple(replies), len(asked))


def _find(knowledge: KnowledgeBase, text: str, language: str, known: Replies) -> Found:
    if (text, language) not in known:
        known[text, language] = knowledge.find(text, language)
    return known[text, language]


def changed_entries(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[EntryChange]:
    """Yield the entries that differ, by kind, in the order of the old base, then of the new one."""
    before, after = _entries(old), _entries(new)
    for key in sorted({**before, **after}, key=lambda key: list(Kind).index(key[0])):  # stable within a kind
        kind, name, language = key
        was, now = before.get(key), after.get(key)
        fields = tuple(
            FieldChange(field, (was or {}).get(field), (now or {}).get(field))
            for field in {**(was or {}), **(now or {})}
            if (was or {}).get(field) != (now or {}).get(field)
        )
        if was is None or now is None or fields:
            did = Did.ADDED if was is None else Did.REMOVED if now is None else Did.CHANGED
            yield EntryChange(kind, name, language, did, fields)


_Entries = dict[tuple[Kind, str, str | None], _Fields]


def _entries(knowledge: KnowledgeBase) -> _Entries:
    """Return every entry of a base with its fields."""
    entries: _Entries = {(Kind.SOURCE, s.id, None): _source(s) for s in knowledge.sources.values()}
    own = knowledge.languages[0]
    for language in knowledge.languages:
        entries |= _edition(knowledge.edition(language), own)
    entries |= {(Kind.GOLDEN, q.text, q.language): {"facts": q.facts} for q in knowledge.golden}
    entries |= {(Kind.OUTSIDE, q.text, q.language): {"kind": q.kind} for q in knowledge.outside}
    # What is empty is as good as left out.
    return {key: {name: value for name, value in fields.items() if value} for key, fields in entries.items()}


def _edition(edition: Edition, own: str) -> _Entries:
    code = edition.language
    entries: _Entries = {
        (Kind.FACT, fact.id, code): _fact(fact, original=code == own)
        for fact in edition.facts.values()
        if fact.language == code  # or it waits for its translation
    }
    for topic in edition.topics.values():
        entries[Kind.TOPIC, topic.id, code] = {
            "title": topic.title,
            "description": topic.description,
            **({"command": topic.command, "overview": topic.overview, "scope": topic.scope} if code == own else {}),
        }
    for term in edition.terms:
        entries[Kind.TERM, term.term, code] = {"meaning": term.meaning, "synonyms": term.synonyms}
    for group in edition.synonyms:
        entries[Kind.SYNONYMS, group[0], code] = {"synonyms": group}
    for talk in edition.smalltalk:
        phrasings = tuple(phrasing.text for phrasing in talk.phrasings)
        entries[Kind.SMALLTALK, talk.id, code] = {"phrasings": phrasings, "reply": talk.reply}
    about = edition.about
    entries[Kind.ABOUT, about.name, code] = {
        "short_description": about.short_description,
        "description": about.description,
        "welcome": about.welcome,
        "examples": about.examples,
    }
    return entries


def _fact(fact: Fact, *, original: bool) -> _Fields:
    """Return the fields of a fact; of a translation only those that it has itself."""
    phrasings = tuple(phrasing.text for phrasing in fact.phrasings)
    if not original:
        claims = tuple(dispute.claim for dispute in fact.disputes)
        return {"phrasings": phrasings, "answer": fact.answer, "disputed": claims, "event": fact.event}
    return {
        "topic": fact.topic,
        "phrasings": phrasings,
        "answer": fact.answer,
        "sources": tuple(map(_citation, fact.citations)),
        "disputed": tuple(f"{d.claim} ({'; '.join(map(_citation, d.citations))})" for d in fact.disputes),
        "not": fact.excluded,
        "see": fact.see,
        "date": fact.date,
        "event": fact.event,
        "checked": fact.checked,
    }


def _source(source: Source) -> _Fields:
    return {name: getattr(source, name) for name in ("title", "publisher", "date", "symbol", "url", "note")}


def _citation(citation: Citation) -> str:
    return f"{citation.source.id}: {citation.at}"


def _items(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _reply(found: Found) -> tuple[object, ...]:
    """Return what a reply consists of; the texts of its facts are told with the facts."""
    answers = tuple(match.fact.id for match in found.answers)
    return found.outcome, found.language, answers, frozenset(m.fact.id for m in found.choices), found.reply


def _merit(found: Found, expected: tuple[str, ...]) -> int:
    """Return how good a reply is: right, offered, declined or wrong, the best highest."""
    if found.outcome is Outcome.ANSWERED:
        return 3 if {match.fact.id for match in found.answers} & set(expected) else 0
    if {match.fact.id for match in found.choices} & set(expected):
        return 2
    return 1 if expected else 3 if not found.choices else 2
