from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.layouts import retyped
from knowledge.matching.spelling import keyboards
from tests.knowledge.matching.fram import best


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("црщ вуышптув еру акфь", "who designed the fram"), ("ςηο δεσιγνεδ τηε φραμ", "who designed the fram")],
)
def test_what_was_typed_on_another_layout_is_typed_anew(typed: str, meant: str) -> None:
    assert meant in retyped(typed, "qwerty")


def test_a_question_typed_on_the_wrong_layout_is_understood() -> None:
    assert best("црщ вуышптув еру акфь") == "designer"


def test_a_question_in_letters_of_its_own_language_is_left_as_it_is() -> None:
    assert best("кто построил корабль") is None


@given(st.text(), st.sampled_from(sorted(keyboards())))
def test_whatever_is_typed_comes_out_as_long_as_it_was(text: str, keyboard: str) -> None:
    assert all(len(meant) == len(text.lower()) for meant in retyped(text, keyboard))
