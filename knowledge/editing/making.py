"""How each edit is made on a draft, and what it rests on there."""

from __future__ import annotations

import re
from typing import assert_never

from knowledge.editing import facts, values
from knowledge.editing.draft import Draft
from knowledge.editing.edits import (
    AddFact,
    AddOutside,
    AddPhrasing,
    AddSource,
    AddTranslation,
    Edit,
    ReplaceFile,
    SetAnswer,
    SetField,
    SetPhrasings,
    SetSourceField,
    SetSources,
)
from knowledge.editing.errors import EditError
from knowledge.editing.facts import Seen
from knowledge.editing.scalars import tidy
from knowledge.editing.snippets import Manner, field_lines
from knowledge.files.loading import FORMS, form_of
from knowledge.files.reading import MAX_BYTES

_OF_SOURCE = ("title", "publisher", "date", "symbol", "url", "note")
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def make(edit: Edit, draft: Draft) -> Seen:
    """Make `edit` on `draft`, and return what it rests on; EditError where it cannot be made."""
    match edit:
        case AddPhrasing():
            return facts.add_phrasing(edit, draft)
        case SetPhrasings():
            return facts.set_phrasings(edit, draft)
        case AddFact():
            return facts.add_fact(edit, draft)
        case SetAnswer():
            return facts.set_answer(edit, draft)
        case SetSources():
            return facts.set_sources(edit, draft)
        case SetField():
            return facts.set_fact_field(edit, draft)
        case AddTranslation():
            return facts.add_translation(edit, draft)
        case AddOutside():
            return _add_outside(edit, draft)
        case AddSource():
            return _add_source(edit, draft)
        case SetSourceField():
            return _set_source_field(edit, draft)
        case ReplaceFile():
            return _replace_file(edit, draft)
        case _:
            assert_never(edit)


def describe(edit: Edit) -> str:
    """Return what an edit does, in a few words."""
    match edit:
        case AddPhrasing():
            return f"phrasing added to {edit.fact}{_in(edit.language)}"
        case SetPhrasings():
            return f"phrasings of {edit.fact} changed{_in(edit.language)}"
        case AddFact():
            return f"fact {edit.id} added to {edit.topic}"
        case SetAnswer():
            return f"answer of {edit.fact} changed{_in(edit.language)}"
        case SetSources():
            return f"sources of {edit.fact} changed"
        case SetField():
            return f"{edit.field} of {edit.fact} changed{_in(edit.language)}"
        case AddTranslation():
            return f"{edit.fact} translated{_in(edit.language)}"
        case AddOutside():
            return f"test question added that nothing answers{_in(edit.language)}"
        case AddSource():
            return f"source {edit.id} added"
        case SetSourceField():
            return f"{edit.field} of source {edit.source} changed"
        case ReplaceFile():
            return f"file {edit.name} replaced"
        case _:
            assert_never(edit)


def _in(language: str | None) -> str:
    return f" ({language})" if language else ""


def _add_outside(edit: AddOutside, draft: Draft) -> Seen:
    language = values.language(edit.language or draft.language)
    kind, text = values.checked_id(edit.kind, "a kind"), tidy(edit.text)
    name = f"tests/{language}/outside.yaml"
    sheet = draft.sheet(name)
    if sheet is None:
        about = "# Test questions that nothing here answers, by kind."
        draft.create(name, [about, "outside:", *field_lines(kind, [text], 2, Manner())])
    else:
        kinds = sheet.fields("outside")
        if any(values.is_same(text, other) for texts in kinds.values() for other in texts):
            raise EditError(f"the question stands in {name} already; nothing is left to do")
        if kind in kinds:
            sheet.insert_item(("outside", kind), text)
        else:
            sheet.insert_field(("outside",), kind, [text])
    return f"test question '{text}'", None


def _add_source(edit: AddSource, draft: Draft) -> Seen:
    if draft.find_source(values.checked_id(edit.id, "an id")):
        raise EditError(f"there is a source '{edit.id}' already; choose another id")
    given = {name: getattr(edit, name) for name in _OF_SOURCE}
    fields = {name: values.source_field(name, text) for name, text in given.items() if text is not None}
    draft.required("sources.yaml").insert_item(("sources",), {"id": edit.id} | fields)
    return f"source {edit.id}", None


def _set_source_field(edit: SetSourceField, draft: Draft) -> Seen:
    found = draft.find_source(edit.source)
    if found is None:
        raise EditError(f"there is no source '{edit.source}'; name one that exists")
    if edit.field not in _OF_SOURCE:
        raise EditError(f"'{edit.field}' cannot be set; the fields are {', '.join(_OF_SOURCE)}")
    facts.set_field(found, edit.field, values.source_field(edit.field, edit.value) if edit.value else None)
    return f"source {edit.source}", found.fields


def _replace_file(edit: ReplaceFile, draft: Draft) -> Seen:
    parts = edit.name.split("/")
    if form_of(edit.name) is None or not all(_FILE_NAME.fullmatch(part) for part in parts):
        raise EditError(f"no file of a base is called '{edit.name[:80]}'; the files are {', '.join(FORMS)}")
    if parts[0] in ("tests", "translations") and len(parts) > 2:
        values.language(parts[1])
    if len(edit.content) > MAX_BYTES:
        raise EditError(f"the file is larger than {MAX_BYTES >> 10} KiB; split it into several")
    before = draft.raw(edit.name)
    draft.put(edit.name, edit.content)
    return f"file {edit.name}", before
