from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import integers, text

from handlers.showing.excerpts import first_sentence, shorten, units


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ("It met in 2006. It lasted two days.", "It met in 2006."),
        ("Mr. John W. Ashe presided. He was elected.", "Mr. John W. Ashe presided."),
        ("The UN. Its seat is New York.", "The UN."),
        ('He said "yes." Nobody objected.', 'He said "yes."'),
        ("No end", "No end"),
        ("Version 1.5 of the text. Done", "Version 1.5 of the text."),
        ("第一句。第二句。", "第一句。"),
    ],
)
def test_the_first_sentence_ends_where_a_reader_ends_it(answer: str, first: str) -> None:
    assert first_sentence(answer) == first


def test_what_is_too_long_ends_after_a_whole_word_with_an_ellipsis() -> None:
    assert shorten("a light, a lens and a tower", 12) == "a light, a…"
    assert shorten("a light, a lens", 10) == "a light…"


def test_what_is_short_enough_stays() -> None:
    assert shorten("a light", 7) == "a light"


@given(text(), integers(2, 50))
def test_what_is_shortened_never_exceeds_the_limit(long: str, limit: int) -> None:
    assert units(shorten(long, limit)) <= limit
