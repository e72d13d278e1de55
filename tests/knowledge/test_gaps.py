"""Open questions that ask for the same stand together, whoever asked them first and however they are written."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import KnowledgeBase
from knowledge.gaps import Gap, gaps
from tests.knowledge.folder import Folder


@dataclass(frozen=True)
class Asked:
    """An open question, as plain as can be."""

    text: str
    language: str = "en"


def asked(*texts: str, language: str = "en") -> list[Asked]:
    return [Asked(text, language) for text in texts]


def grouped(found: Sequence[Gap]) -> list[set[str]]:
    return [set(gap.questions) for gap in found]


VISA = ("how much does a visa cost", "what does a visa cost", "visa cost", "how much is a visa")
LUNCH = ("what is for lunch on board", "lunch on board?")


def test_questions_that_ask_for_the_same_are_one_gap(fram: KnowledgeBase) -> None:
    assert grouped(gaps(fram, asked(*VISA, *LUNCH))) == [set(VISA), set(LUNCH)]


def test_the_most_asked_comes_first_and_its_commonest_wording_too(fram: KnowledgeBase) -> None:
    first, second = gaps(fram, asked(*LUNCH, LUNCH[1], *VISA, VISA[2], VISA[2]))
    assert (first.questions[0], first.asked) == ("visa cost", 6)
    assert (second.questions, second.asked) == ((LUNCH[1], LUNCH[0]), 3)


def test_every_question_stands_in_just_one_gap(fram: KnowledgeBase) -> None:
    questions = asked(*VISA, *LUNCH, *VISA, "", "???", "🎉", "who", "the")
    found = gaps(fram, questions)
    assert sorted(q.text for gap in found for q in gap.members) == sorted(q.text for q in questions)
    assert sum(gap.asked for gap in found) == len(questions)


def test_capitals_courtesies_and_slips_part_nothing(fram: KnowledgeBase) -> None:
    texts = ("where is the anchor kept", "Hello, WHERE is the anchor kept, please?", "where is the anhcor kept")
    assert grouped(gaps(fram, asked(*texts))) == [set(texts)]


def test_a_word_that_the_base_lacks_is_mended_by_what_others_asked(fram: KnowledgeBase) -> None:
    texts = ("qwobble price", "qwobble price list", "qwobbel price")
    assert grouped(gaps(fram, asked(*texts))) == [set(texts)]


def test_an_acronym_stands_for_its_long_form(folder: Folder) -> None:
    folder.edit("glossary.yaml", "terms:\n", "terms:\n  - term: ZQX\n    meaning: Zebra Quiet Exchange\n")
    base = KnowledgeBase.load(folder.path)
    texts = ("when does the ZQX open", "when does the zebra quiet exchange open")
    assert grouped(gaps(base, asked(*texts))) == [set(texts)]


def test_languages_are_not_mixed(fram: KnowledgeBase) -> None:
    found = gaps(fram, [*asked("visa"), *asked("visa", language="fr")])
    assert [(gap.language, gap.questions) for gap in found] == [("en", ("visa",)), ("fr", ("visa",))]
    assert found[0].key != found[1].key


def test_a_language_that_the_base_lacks_counts_as_its_own(fram: KnowledgeBase) -> None:
    assert [gap.language for gap in gaps(fram, asked("visa", language="tlh"))] == ["en"]


def test_the_nearest_facts_are_named_best_first(fram: KnowledgeBase) -> None:
    [gap] = gaps(fram, asked("who drew the hull of the ship"))
    assert {match.fact.id for match in gap.nearest} & {"hull", "designer"}
    assert [match.score for match in gap.nearest] == sorted((m.score for m in gap.nearest), reverse=True)
    assert len(gap.nearest) == 3


def test_nothing_is_near_to_what_has_no_word_of_the_base(fram: KnowledgeBase) -> None:
    [gap] = gaps(fram, asked("🎉"))
    assert gap.nearest == ()
    assert not gap.answered


def test_what_the_base_answers_by_now_is_marked(fram: KnowledgeBase) -> None:
    answered, open_ = gaps(fram, asked("Who designed the Fram?", "Who designed the Fram?", "visa"))
    assert (answered.answered, open_.answered) == (True, False)


def test_the_limit_keeps_the_most_asked(fram: KnowledgeBase) -> None:
    assert grouped(gaps(fram, asked(*LUNCH, *VISA), limit=1)) == [set(VISA)]
    assert gaps(fram, []) == ()


def test_a_key_fits_a_button_and_stays_while_the_first_question_does(fram: KnowledgeBase) -> None:
    [before] = gaps(fram, asked("visa cost", "visa cost"))
    [after] = gaps(fram, asked("visa cost", "visa cost", "what does a visa cost"))
    assert before.key == after.key
    assert len(before.key) == 12
    assert set(before.key) <= set("0123456789abcdef")


@settings(max_examples=25, deadline=None)
@given(order=st.permutations([*VISA, *LUNCH, *VISA[:2], "who steered", "who steered the ship", "steering", "", "🎉"]))
def test_the_order_of_the_questions_changes_nothing(order: list[str]) -> None:
    base = _base()
    expected = gaps(base, asked(*sorted(order)))
    found = gaps(base, asked(*order))
    assert [(g.key, g.questions, g.asked, g.nearest) for g in found] == [
        (g.key, g.questions, g.asked, g.nearest) for g in expected
    ]


_KEPT: list[KnowledgeBase] = []


def _base() -> KnowledgeBase:
    """The small base, loaded once for all examples."""
    from tests.knowledge.conftest import FRAM

    if not _KEPT:
        _KEPT.append(KnowledgeBase.load(FRAM))
    return _KEPT[0]


@pytest.mark.parametrize("spread", [200, 20_000], ids=["many alike", "all different"])
def test_ten_thousand_questions_take_seconds(fram: KnowledgeBase, spread: int) -> None:
    """Should each be compared with each, word by word, it would take minutes."""
    chance = random.Random(7)
    words = [f"word{chance.randrange(spread)}" for _ in range(40_000)]
    questions = [Asked(" ".join(["what is", *words[i : i + 4]])) for i in range(0, 40_000, 4)]
    found = gaps(fram, questions, limit=20)
    assert len(found) == 20
    assert all(len({q.text for q in gap.members}) == len(gap.questions) for gap in found)


@pytest.mark.parametrize(
    "text", ["a" * 5000, "x " * 2000, "\x00\x1b[31m", "\ud83d", "{{ 7*7 }}", "'; DROP TABLE questions; --"]
)
def test_no_text_is_too_much(fram: KnowledgeBase, text: str) -> None:
    [gap] = gaps(fram, asked(text))
    assert gap.questions == (text,)
