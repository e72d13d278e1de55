from __future__ import annotations

import pytest

from handlers.showing.blanks import Blank, Kind, dates, names, numbers
from knowledge.matching.words import language

ENGLISH = language("en")
ORDINARY = {"women", "the"}


def texts(blanks: list[Blank]) -> list[str]:
    return [blank.text for blank in blanks]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("It met on 14 September 2006.", ["14 September 2006"]),
        ("It met on 14–15 September 2006.", ["14–15 September 2006"]),
        ("It met on 14 and 15 September 2006.", ["14 and 15 September 2006"]),
        ("It met in September 2006.", ["September 2006"]),
        ("It met in 2006, after a year.", ["2006"]),
        ("It fell in Geneva 2006.", ["2006"]),
        ("Resolution A/RES/1999/4 of 2010–2012 has 2006-09 and 12006 pages.", []),
        ("It met on 14 September.", []),
    ],
)
def test_a_date_has_a_year_and_is_taken_whole(sentence: str, found: list[str]) -> None:
    assert texts(dates(sentence, ENGLISH)) == found


def test_dates_of_one_form_fit_the_same_blank() -> None:
    first, second, third = dates("On 1 May 2006, on 23 June 2007 and on 4–5 July 2008 it met.", ENGLISH)
    assert first.form == second.form != third.form


def test_dates_lie_as_far_apart_as_in_the_calendar() -> None:
    first, near, far = dates("On 1 May 2006, on 2 May 2006 and on 1 May 2007.", ENGLISH)
    assert first.distance(near) < first.distance(far)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("It had 127 members and 3.7 per cent.", ["127", "3.7"]),
        ("It cost US$1,234 million.", ["1,234"]),
        ("It sold 191 million (213.9 million) of them.", ["191", "213.9"]),
        ("More than 300 came, over 40 spoke and 1 slept.", []),
        ("Resolution 58/208, page 4 of A/61/515, 27–28 May, the 39th, 5 June and 1999 count nothing.", []),
    ],
)
def test_a_number_counts_something_exactly(sentence: str, found: list[str]) -> None:
    assert texts(numbers(sentence, ENGLISH)) == found


def test_what_is_counted_makes_a_number_plausible() -> None:
    members, others, delegates = numbers("It had 19 members, then 28 members and 21 delegates.", ENGLISH)
    assert members.distance(others) < members.distance(delegates)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Ann O'Hara-Lee of Cork led it.", ["Ann O'Hara-Lee", "Cork"]),
        ("J. W. Ashe led it in New York, in May.", ["J. W. Ashe", "New York"]),
        ("Cork's mayor spoke.", ["Cork"]),
        ("Women led it.", []),
        ("The Port of Cork paid US$3.", ["Cork"]),
    ],
)
def test_a_name_begins_the_sentence_or_stands_behind_a_preposition(sentence: str, found: list[str]) -> None:
    assert texts(names(sentence, ENGLISH, ORDINARY)) == found


def test_who_did_it_is_no_place() -> None:
    person, place = names("Ann Lee led it in Cork.", ENGLISH, ORDINARY)
    assert (person.kind, place.kind) == (Kind.PERSON, Kind.PLACE)


def test_a_name_with_a_title_resembles_the_same_without_it() -> None:
    plain, titled, other = (
        names(text, ENGLISH, ORDINARY)[0] for text in ("Ann Lee led.", "Captain Lee led.", "Bo led.")
    )
    assert plain.resembles(titled)
    assert not plain.resembles(other)


def test_a_blank_is_filled_where_it_stands() -> None:
    (date,) = dates("It met in 2006.", ENGLISH)
    assert date.fill("It met in 2006.", "___") == "It met in ___."
