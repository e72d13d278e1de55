"""What may be blanked out of a sentence for a quiz: dates, numbers and names, with what makes others as plausible."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from knowledge.matching.folding import fold
from knowledge.matching.words import Language

_YEAR = r"\b(?P<year>(?:18|19|20)\d\d)\b"
_DATE = re.compile(
    r"(?P<days>(?<![\d–-])\b\d{1,2}\w{0,2}(?:(?: ?[–-] ?| \w{1,3} )\d{1,2}\w{0,2})? (?:\w{1,2} )?)?"
    rf"\b(?P<month>[^\W\d_]{{3,}})\.?(?: [^\W\d_]{{1,3}})? {_YEAR}"
)
"""14 September 2006, 14–15 September 2006, 14 and 15 September 2006, 14 de septiembre de 2006."""
_BARE_YEAR = re.compile(rf"(?<![/–-]){_YEAR}(?![/–-])")
_NUMBER = re.compile(
    r"(?<![\w/.,–-])(?P<number>\d+(?:,\d{3})*(?P<point>\.)?(?(point)\d+))(?![\w/–-]|[.,]\d)(?=\W*(?P<unit>\w*))"
)
"""A number, but none that is part of a range, a symbol or a longer one; and the word behind it."""
_WORD = re.compile(r"[^\W\d_](?:\.|\w*(?:['’-]\w\w+)*)(?![\w$€£])")
"""A word, or an initial with its dot; without the 's of a possessive."""
_PREPOSITION = re.compile(r"\b[^\W\d_]{1,2} $")
"""What stands before a place, and is no article."""
_ROUND = 10
"""Multiples of it are seldom exact: "more than 300" is more than 299, too."""
_SAME = 0.005
"""Nearer than this, two numbers are the same one, more or less exact."""


class Kind(StrEnum):
    """The kinds of things that `Language.asked_for` knows and a few words answer."""

    TIME = "time"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Blank:
    """A part of a sentence."""

    kind: Kind
    text: str
    start: int
    form: str = ""
    """What all that may stand here have in common, beside their kind: how it is written, or what goes before it."""
    beside: str = ""
    """What makes another one more plausible: the same year of a date, the same word behind a number."""
    size: float = 0.0
    """Where it lies among its like: the days of a date, the logarithm of a number."""

    def fill(self, sentence: str, gap: str) -> str:
        """Return `sentence` with `gap` in its place."""
        return sentence[: self.start] + gap + sentence[self.start + len(self.text) :]

    def distance(self, other: Blank) -> tuple[bool, float]:
        """Return how far another one of the same kind and form is from being as plausible."""
        return self.beside != other.beside, abs(self.size - other.size)

    def resembles(self, other: Blank) -> bool:
        """Return whether both may be the same, such as a name with a title and without it."""
        if self.kind in (Kind.TIME, Kind.NUMBER):
            return abs(self.size - other.size) < _SAME
        return not words(self.text).isdisjoint(words(other.text))


def blanks(sentence: str, language: Language, ordinary: Set[str]) -> Iterator[Blank]:
    """Yield what may be blanked out of `sentence`.

    Args:
        sentence: whose first word is capitalised, whatever it is.
        language: what it is written in.
        ordinary: folded words that are no names.
    """
    yield from dates(sentence, language)
    yield from numbers(sentence, language)
    yield from names(sentence, language, ordinary)


def dates(sentence: str, language: Language) -> list[Blank]:
    """Return the dates in `sentence` that have a year."""
    months = {name: number for number, names in enumerate(language.months, 1) for name in names}
    found = {m.end(): _date(m, months) for m in _DATE.finditer(sentence) if fold(m["month"]) in months}
    years = (m for m in _BARE_YEAR.finditer(sentence) if m.end() not in found)
    return [*found.values(), *(Blank(Kind.TIME, y[0], y.start(), "year", size=372.0 * int(y[0])) for y in years)]


def numbers(sentence: str, language: Language) -> list[Blank]:
    """Return the exact numbers in `sentence` that count or measure something."""
    return [
        Blank(Kind.NUMBER, found["number"], found.start(), found["point"] or "", found["unit"], math.log(value))
        for found in _NUMBER.finditer(sentence)
        if (value := float(found["number"].replace(",", ""))) > 1
        and value % _ROUND
        and fold(found["unit"]) not in language.uninformative
        and not has_month(found["unit"], language)
        and not _BARE_YEAR.fullmatch(found["number"])
    ]


def names(sentence: str, language: Language, ordinary: Set[str]) -> list[Blank]:
    """Return the names of who begins `sentence`, and of what stands behind a preposition: runs of capitalised words."""
    runs: list[tuple[int, int]] = []
    for word in _WORD.finditer(sentence):
        if not word[0][0].isupper() or has_month(word[0], language) or (not word.start() and fold(word[0]) in ordinary):
            continue
        if runs and sentence[runs[-1][1] : word.start()] == " ":
            runs[-1] = runs[-1][0], word.end()
        else:
            runs.append(word.span())
    return [_name(sentence, *run) for run in runs if not run[0] or _PREPOSITION.search(sentence[: run[0]])]


def has_month(text: str, language: Language) -> bool:
    """Return whether `text` names a month."""
    found = words(text)
    return any(not found.isdisjoint(names) for names in language.months)


def words(text: str) -> set[str]:
    """Return the words of `text`, folded."""
    return set(re.findall(r"\w+", fold(text)))


def _date(found: re.Match[str], months: Mapping[str, int]) -> Blank:
    day = int(re.findall(r"\d+", found["days"] or "1")[0])
    form = re.sub(r"\d+", "0", found[0].replace(found["month"], "month"))
    size = 372.0 * int(found["year"]) + 31 * months[fold(found["month"])] + day
    return Blank(Kind.TIME, found[0], found.start(), form, found["year"], size)


def _name(sentence: str, start: int, end: int) -> Blank:
    name = sentence[start:end]
    if start:
        return Blank(Kind.PLACE, name, start, sentence[:start].split()[-1])
    return Blank(Kind.PERSON, name, start, "acronym" if name.isupper() else "words" if " " in name else "word")
