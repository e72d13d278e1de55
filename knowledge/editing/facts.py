"""How facts and their translations are changed on a draft; each function returns what its edit rests on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import SequenceMatcher

from knowledge.editing import values
from knowledge.editing.draft import Draft, Found
from knowledge.editing.edits import (
    AddFact,
    AddPhrasing,
    AddTranslation,
    SetAnswer,
    SetField,
    SetPhrasings,
    SetSources,
)
from knowledge.editing.errors import EditError
from knowledge.editing.scalars import tidy
from knowledge.editing.snippets import Manner, Value, field_lines, item_lines
from knowledge.model import digest_of

Seen = tuple[str, object]
"""What an edit rests on: a name for people, and what stood there before it."""

_ORDER = ("id", "phrasings", "answer", "sources", "disputed", "not", "see", "date", "of", "event", "checked",
          "title", "publisher", "symbol", "url", "note")  # fmt: skip
"""The fields of facts, translations and sources as they follow one another."""
_OF_FACT = ("disputed", "not", "see", "date", "event", "checked")
_OF_TRANSLATION = ("disputed", "event")


def add_phrasing(edit: AddPhrasing, draft: Draft) -> Seen:
    """Add a phrasing behind the others."""
    found = _texts_of(edit.fact, edit.language, draft)
    text = tidy(edit.text)
    if any(values.is_same(text, other) for other in found.items("phrasings")):
        raise EditError(f"{edit.fact} has this phrasing already; nothing is left to do")
    found.sheet.insert_item((*found.loc, "phrasings"), text)
    return _seen(edit.fact, edit.language), found.fields


def set_phrasings(edit: SetPhrasings, draft: Draft) -> Seen:
    """Change a list of phrasings into another."""
    found = _texts_of(edit.fact, edit.language, draft)
    set_field(found, "phrasings", values.texts(edit.phrasings, "a fact needs a phrasing"))
    return _seen(edit.fact, edit.language), found.fields


def set_sources(edit: SetSources, draft: Draft) -> Seen:
    """Change a list of sources into another."""
    found = draft.fact(edit.fact)
    set_field(found, "sources", values.citations(edit.sources, draft))
    return _seen(edit.fact, None), found.fields


def set_answer(edit: SetAnswer, draft: Draft) -> Seen:
    """Change an answer, and with it the day on which it was checked, or the original that it is of."""
    found = _texts_of(edit.fact, edit.language, draft)
    set_field(found, "answer", tidy(edit.answer))
    if not _is_own(edit.language, draft):
        set_field(found, "of", _digest(draft.fact(edit.fact)))
        if edit.checked is not None:
            raise EditError("only the original has a day on which it was checked; leave it out here")
    elif edit.checked is not None:
        set_field(found, "checked", values.fact_field("checked", edit.checked, draft))
    return _seen(edit.fact, edit.language), found.fields


def set_fact_field(edit: SetField, draft: Draft) -> Seen:
    """Change, add or take out one of the optional fields."""
    found = _texts_of(edit.fact, edit.language, draft)
    fields = _OF_FACT if _is_own(edit.language, draft) else _OF_TRANSLATION
    if edit.field not in fields:
        raise EditError(f"'{edit.field}' cannot be set; the fields are {', '.join(fields)}")
    set_field(found, edit.field, values.fact_field(edit.field, edit.value, draft) if edit.value else None)
    return _seen(edit.fact, edit.language), found.fields


def add_fact(edit: AddFact, draft: Draft) -> Seen:
    """Add a fact to the file of its topic, or make that file."""
    topics = draft.topics()
    if edit.topic not in topics:
        raise EditError(f"there is no topic '{edit.topic}'; the topics are {', '.join(topics)}")
    if draft.find_fact(values.checked_id(edit.id, "an id")):
        raise EditError(f"there is a fact '{edit.id}' already; choose another id")
    entry: dict[str, Value] = {
        "id": edit.id,
        "phrasings": values.texts(edit.phrasings, "a fact needs a phrasing"),
        "answer": tidy(edit.answer),
        "sources": values.citations(edit.sources, draft),
    }
    for name in _OF_FACT:
        if value := getattr(edit, "excluded" if name == "not" else name):
            entry[name] = values.fact_field(name, value, draft)
    if edit.after:
        draft.fact(edit.after)
    related = [edit.after] if edit.after else list(edit.see)
    sheets = draft.files_of(edit.topic)
    for sheet in sheets:
        ids = [fact.get("id") for fact in sheet.entries("facts")]
        if places := [ids.index(other) for other in related if other in ids]:
            sheet.insert_item(("facts",), entry, max(places) + 1)
            break
    else:
        if sheets:
            sheets[0].insert_item(("facts",), entry)
        else:
            lines = [f"topic: {edit.topic}", "facts:", *item_lines(entry, 2, Manner())]
            draft.create(f"facts/{edit.topic}.yaml", lines)
    return f"fact {edit.id}", None


def add_translation(edit: AddTranslation, draft: Draft) -> Seen:
    """Add a translation in the order of the originals, or make its file."""
    language = values.language(edit.language)
    original = draft.fact(edit.fact)
    if language == draft.language:
        raise EditError(f"'{language}' is the base's own language; change the fact itself")
    if draft.find_translation(edit.fact, language):
        raise EditError(f"{edit.fact} is translated into '{language}' already; change its answer or its phrasings")
    claims = len(original.items("disputed"))
    if len(edit.disputed) != claims:
        raise EditError(f"{edit.fact} has {claims} disputed claims and {len(edit.disputed)} are given; translate each")
    entry: dict[str, Value] = {
        "phrasings": values.texts(edit.phrasings, "a translation needs a phrasing"),
        "answer": tidy(edit.answer),
    }
    if edit.disputed:
        entry["disputed"] = values.texts(edit.disputed)
    entry["of"] = _digest(original)
    if edit.event:
        entry["event"] = tidy(edit.event)
    name = f"translations/{language}/{original.sheet.name}"
    sheet = draft.sheet(name)
    if sheet is None:
        draft.create(name, ["facts:", *field_lines(edit.fact, entry, 2, Manner())])
    else:
        known = list(sheet.fields("facts"))
        ids = [str(fact.get("id")) for fact in original.sheet.entries("facts")]
        before = [known.index(other) for other in ids[: ids.index(edit.fact)] if other in known]
        sheet.insert_field(("facts",), edit.fact, entry, max(before, default=-1) + 1)
    return _seen(edit.fact, None), original.fields


def set_field(found: Found, field: str, value: Value | None) -> None:
    """Give an entry's field a value, where there is none yet in its usual place; None or an empty list takes it out."""
    fields = list(found.fields)
    if field not in fields:
        before = [fields.index(name) for name in _ORDER[: _ORDER.index(field)] if name in fields]
        if value:
            found.sheet.insert_field(found.loc, field, value, max(before, default=len(fields) - 1) + 1)
    elif not value:
        found.sheet.remove_field(found.loc, field)
    elif isinstance(value, str):
        if value != found.fields[field]:
            found.sheet.set_text((*found.loc, field), value)
    else:
        _set_list(found, field, list(value))


def _set_list(found: Found, field: str, wanted: Sequence[Value]) -> None:
    """Turn a list into another one, item by item, so that what stays is not written anew."""
    loc = (*found.loc, field)
    old, new = ([json.dumps(item, sort_keys=True) for item in items] for items in (found.items(field), wanted))
    for _, start, end, new_start, new_end in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if old[start:end] == new[new_start:new_end]:
            continue
        for offset, item in enumerate(wanted[new_start:new_end]):
            found.sheet.insert_item(loc, item, end + offset)
        for place in reversed(range(start, end)):
            found.sheet.remove_item(loc, place)


def _texts_of(fact: str, language: str | None, draft: Draft) -> Found:
    """Return where the texts of a fact stand in a language."""
    original = draft.fact(fact)
    if language is None or _is_own(language, draft):
        return original
    found = draft.find_translation(fact, values.language(language))
    if found is None:
        raise EditError(f"{fact} is not translated into '{language}' yet; translate it first")
    return found


def _is_own(language: str | None, draft: Draft) -> bool:
    return language in (None, draft.language)


def _seen(fact: str, language: str | None) -> str:
    return f"fact {fact} ({language})" if language else f"fact {fact}"


def _digest(original: Found) -> str:
    claims = [str(dispute.get("claim")) for dispute in original.items("disputed") if isinstance(dispute, dict)]
    return digest_of(str(original.fields.get("answer")), claims)
