from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Crème BRÛLÉE", "creme brulee"),
        ("Straße", "strasse"),
        ("Œuvre Ægir Sørøya Łódź", "oeuvre aegir soroya lodz"),
        ("ＦＵＬＬ ﬁne", "full fine"),
        ("co\u00adoperate z\u200bero", "cooperate zero"),
        ("ship\u2019s ship\u00b4s ship`s", "ship's ship's ship's"),
        ("ice\u2011bound 1893\u20131896", "ice-bound 1893-1896"),
        ("Ёлка", "елка"),
        ("Йод", "йод"),
        ("И\u0306од", "йод"),
        ("مُدَرِّسَة", "مدرسه"),
        ("مدرســة", "مدرسه"),
        ("أحمد", "احمد"),
        ("على", "علي"),
        ("가", "가"),
        ("\u202eevil\u2066", "evil"),
    ],
)
def test_spellings_of_one_word_fold_together(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_forgets_case(text: str) -> None:
    assert fold(text.lower()) == fold(text)
