"""Dates as people write them in their language, from the ISO 8601 dates of the facts."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.localedata import locale_identifiers

_SKELETONS = ("y", "yMMM", "yMMMd")
"""For a year, a month and a day (https://www.unicode.org/reports/tr35/tr35-dates.html)."""


def written(moments: str, language: str) -> str:
    """Return a date as `language` (ISO 639) writes it: `2006-09-14/2006-09-15` is 14–15 Sept 2006.

    Args:
        moments: an ISO 8601 year, month or day, or two of them joined by a slash, of which the coarser one counts.
        language: where it is unknown, the date is written in English.
    """
    parts = [[int(number) for number in moment.split("-")] for moment in moments.split("/")]
    skeleton = _SKELETONS[min(map(len, parts)) - 1]
    first, last = (date(*[*part, 1, 1][:3]) for part in (parts[0], parts[-1]))
    if len(parts) == 1:
        return format_skeleton(skeleton, first, locale=_locale(language))
    return format_interval(first, last, skeleton, locale=_locale(language))


def within_year(moments: str, language: str) -> str:
    """Return a date as `language` writes it under the heading of its year: `2006-09-14` is 14 Sept, `2006` is nothing.

    Args:
        moments: as for `written`; what goes on into another year is written with both.
        language: where it is unknown, the date is written in English.
    """
    first, *_, last = [*moments.split("/"), moments.split("/")[-1]]
    if first[:4] != last[:4]:
        return written(moments, language)
    skeleton = ("", "MMM", "MMMd")[min(first.count("-"), last.count("-"))]
    if not skeleton:
        return ""
    start, end = (date(*[*map(int, moment.split("-")), 1][:3]) for moment in (first, last))
    if first == last:
        return format_skeleton(skeleton, start, locale=_locale(language))
    return format_interval(start, end, skeleton, locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    # 001 is the world: without it, English would put the month first, as the United States do.
    return Locale.negotiate([f"{language}_001", language, "en_001"], locale_identifiers()) or Locale("en")
