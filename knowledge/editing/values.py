"""What an edit is given, checked and turned into what a file holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from pydantic import TypeAdapter, ValidationError

from knowledge.editing.draft import Draft
from knowledge.editing.edits import Disputed
from knowledge.editing.errors import EditError
from knowledge.editing.scalars import tidy
from knowledge.editing.snippets import Value
from knowledge.files import format as forms
from knowledge.matching.words import known_languages

_ID = TypeAdapter(forms.Id)
_DAY = TypeAdapter(forms.Day)
_DATE = TypeAdapter(forms.Date)
_URL = TypeAdapter(forms.Url)
_LONGEST_ID = 48
_LONGEST_EVENT = 100
ONE_TEXT = ("date", "event", "checked")
"""Fields of a fact that hold one text; the other optional ones hold a list."""


def checked_id(value: str, what: str) -> str:
    """Return an id that may name a `what`, and so a file."""
    return _checked(value, _ID, f"{what} has 1 to 48 characters of a-z, 0-9 and -")


def free_id(title: str, taken: Iterable[str]) -> str:
    """Return an id made of a title's words that is not taken yet."""
    plain_letters = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain_letters) or ["fact"]
    while len(words) > 1 and len("-".join(words)) > _LONGEST_ID - 3:
        words.pop()
    short, number = "-".join(words)[: _LONGEST_ID - 3], 1
    known, made = set(taken), short
    while made in known:
        number += 1
        made = f"{short}-{number}"
    return made


def language(code: str) -> str:
    """Return the code of a language that the matcher knows."""
    if code not in known_languages():
        raise EditError(f"nothing is known of the language '{code[:20]}'; known are {', '.join(known_languages())}")
    return code


def texts(given: Iterable[str], needed: str | None = None) -> list[Value]:
    """Return tidy texts; EditError, which begins with `needed`, where there must be one and is none."""
    tidied: list[Value] = [tidy(text) for text in given]
    if needed and not tidied:
        raise EditError(f"{needed}; write one")
    return tidied


def citations(given: Iterable[tuple[str, str]], draft: Draft) -> list[Value]:
    """Return sources and places in them, at least one."""
    entries: list[Value] = []
    for source, at in given:
        if draft.find_source(source) is None:
            raise EditError(f"there is no source '{source}'; add it first, or name one that exists")
        entries.append({"source": source, "at": tidy(at)})
    if not entries:
        raise EditError("a fact needs a source and the place in it; name one")
    return entries


def fact_field(field: str, value: str | Sequence[str] | Sequence[Disputed], draft: Draft) -> Value:
    """Return the value of one of a fact's optional fields."""
    if isinstance(value, str) != (field in ONE_TEXT):
        raise EditError(f"'{field}' holds {'one text' if field in ONE_TEXT else 'a list'}; give it so")
    if isinstance(value, str):
        return fact_field_text(field, value)
    if field == "see":
        return [str(draft.fact(str(other)).fields["id"]) for other in value]
    return [
        tidy(item) if isinstance(item, str) else {"claim": tidy(item.claim), "sources": citations(item.sources, draft)}
        for item in value
    ]


def fact_field_text(field: str, text: str) -> str:
    """Return the value of one of the optional fields that hold one text."""
    match field:
        case "date":
            return _checked(text, _DATE, "write a date as 2006, 2006-09, 2006-09-14 or 2006-09-14/2006-09-15")
        case "checked":
            return _checked(text, _DAY, "write a day as 2026-11-24")
        case "event" if len(tidy(text)) > _LONGEST_EVENT:
            raise EditError(
                f"an event has up to {_LONGEST_EVENT} characters, and this has {len(tidy(text))}; shorten it"
            )
    return tidy(text)


def source_field(field: str, text: str) -> str:
    """Return the value of one of a source's fields."""
    if field == "url":
        return _checked(text, _URL, "write a whole address that begins with http:// or https://")
    return tidy(text)


def is_same(text: str, other: object) -> bool:
    """Tell whether two texts differ in case and white space alone."""
    return isinstance(other, str) and text.casefold().split() == other.casefold().split()


def _checked(value: str, kind: TypeAdapter[str], remedy: str) -> str:
    try:
        return kind.validate_python(value)
    except ValidationError:
        raise EditError(f"'{value[:60]}' does not fit; {remedy}") from None
