from __future__ import annotations

import pytest

from handlers.showing.dates import within_year, written


@pytest.mark.parametrize(
    ("moments", "english", "spanish"),
    [
        ("2006", "2006", "2006"),
        ("2006-09", "Sept 2006", "sept 2006"),
        ("2006-09-14", "14 Sept 2006", "14 sept 2006"),
        ("2006-09-14/2006-09-15", "14–15 Sept 2006", "14–15 sept 2006"),
        ("2003/2005", "2003–2005", "2003–2005"),
    ],
)
def test_a_date_is_written_as_its_language_does(moments: str, english: str, spanish: str) -> None:
    assert (written(moments, "en"), written(moments, "es")) == (english, spanish)


def test_of_two_moments_the_coarser_counts() -> None:
    assert written("2004/2006-03", "en") == "2004–2006"


def test_the_order_is_the_language_s() -> None:
    assert written("2006-09-14", "zh") == "2006年9月14日"


def test_a_language_that_nobody_knows_is_written_as_english() -> None:
    assert written("2006-09", "tlh") == "Sept 2006"


@pytest.mark.parametrize(
    ("moments", "english", "french"),
    [
        ("2006", "", ""),
        ("2006/2006-05", "", ""),
        ("2006-09", "Sept", "sept."),
        ("2006-09/2006-11-03", "Sept\u2009–\u2009Nov", "sept.–nov."),
        ("2006-09-14", "14 Sept", "14 sept."),
        ("2006-09-14/2006-09-15", "14–15 Sept", "14–15 sept."),
        ("2003/2005", "2003–2005", "2003–2005"),
    ],
)
def test_under_the_heading_of_its_year_a_date_does_without_it(moments: str, english: str, french: str) -> None:
    assert (within_year(moments, "en"), within_year(moments, "fr")) == (english, french)
