from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from telegram.constants import PollLimit

from handlers.showing.excerpts import units
from handlers.showing.markup import text_of
from handlers.showing.quizzes import GAP, WRONG, Quiz, Quizzes
from handlers.showing.rendering import Renderer
from knowledge import BASE, Dispute, Edition, KnowledgeBase, Phrasing


@pytest.fixture(scope="module")
def own() -> Edition:
    return KnowledgeBase.load(BASE).edition()


@pytest.fixture(scope="module")
def all_of_own(own: Edition) -> dict[str, Quiz]:
    """A question about each fact of the bot's own base that is good for one."""
    quizzes, chance = Quizzes(own), Random(7)
    drawn = {fact: quizzes.about(fact, chance) for fact in quizzes.facts}
    return {fact: quiz for fact, quiz in drawn.items() if quiz}


def story(shown: Renderer, **told: tuple[str, str]) -> Edition:
    """Return an edition with these facts, each a title and an answer."""
    fact = shown.edition.facts["towers"]
    facts = {
        key: replace(fact, id=key, phrasings=(Phrasing(key, title),), answer=answer)
        for key, (title, answer) in told.items()
    }
    return replace(shown.edition, facts=facts)


def founded(**years: int) -> dict[str, tuple[str, str]]:
    return {name: (f"When was {name} founded?", f"It was founded in {year}.") for name, year in years.items()}


def asked(edition: Edition, fact: str) -> Quiz | None:
    return Quizzes(edition).about(fact, Random(1))


def test_what_the_title_asks_for_is_blanked_out_of_what_answers(shown: Renderer) -> None:
    quiz = asked(story(shown, **founded(A=1900, B=1902, C=1904, D=1906)), "A")
    assert quiz
    assert quiz.question == f"When was A founded?\n\nIt was founded in {GAP}."
    assert sorted(quiz.options) == ["1900", "1902", "1904", "1906"]
    assert quiz.options[quiz.right] == "1900"


def test_the_explanation_names_the_source_and_the_place_in_it(shown: Renderer) -> None:
    quiz = asked(story(shown, **founded(A=1900, B=1902, C=1904, D=1906)), "A")
    assert quiz
    assert text_of(quiz.explanation) == "Register of Lights & Signals (HO/21/7), page 1"


def test_the_same_chance_draws_the_same_question(shown: Renderer) -> None:
    edition = story(shown, **founded(A=1900, B=1902, C=1904, D=1906, E=1908))
    assert asked(edition, "A") == asked(edition, "A")


def test_without_enough_to_choose_from_there_is_no_question(shown: Renderer) -> None:
    assert Quizzes(story(shown, **founded(A=1900, B=1902, C=1904))).facts == ()


def test_what_is_far_off_is_no_option(shown: Renderer) -> None:
    assert asked(story(shown, **founded(A=1900, B=1902, C=1904, D=1990)), "A") is None


def test_what_the_title_or_the_rest_tells_is_not_asked(shown: Renderer) -> None:
    others = founded(B=1902, C=1904, D=1906)
    told = ("When was the law of 1900 passed?", "It was passed in 1900.")
    twice = ("When was it passed?", "It was passed in 1900, on 3 May 1900.")
    assert asked(story(shown, A=told, **others), "A") is None
    assert asked(story(shown, A=twice, **others), "A") is None


def test_what_is_true_too_is_no_option(shown: Renderer) -> None:
    edition = story(shown, **founded(A=1900, B=1902, C=1904, D=1906))
    fact = edition.facts["A"]
    disputed = replace(fact, disputes=(Dispute("A plaque says 1902.", fact.citations),))
    also = replace(fact, answer=f"{fact.answer} It was rebuilt in 1904.")
    related = replace(fact, see=("D",))
    for changed in (disputed, also, related):
        assert asked(replace(edition, facts={**edition.facts, "A": changed}), "A") is None


def test_where_the_question_has_the_year_the_options_have_it_too(shown: Renderer) -> None:
    days = {f"D{day}": ("When was it?", f"It was on {day} May 1900.") for day in (2, 4, 6)}
    other = {"E": ("When was it?", "It was on 1 May 1901.")}
    quiz = asked(story(shown, A=("When was the fair of 1900?", "It was on 1 May 1900."), **days, **other), "A")
    assert quiz
    assert sorted(quiz.options) == ["1 May 1900", "2 May 1900", "4 May 1900", "6 May 1900"]


def test_one_person_under_two_names_is_one_option(shown: Renderer) -> None:
    who = {name: ("Who led it?", f"{name} led it.") for name in ("Ann Lee", "Captain Ann Lee", "Bo Ek", "Cy Fox")}
    assert Quizzes(story(shown, **who)).facts == ()
    assert Quizzes(story(shown, **who, **{"Di Gray": ("Who led it?", "Di Gray led it.")})).facts


def test_a_long_question_is_not_asked(shown: Renderer) -> None:
    long = ("When was it?", f"It was {'very ' * 60}late, in 1900.")
    assert asked(story(shown, A=long, **founded(B=1902, C=1904, D=1906)), "A") is None


def test_a_fact_without_a_translation_is_not_asked_in_another_language(shown: Renderer) -> None:
    edition = story(shown, **founded(A=1900, B=1902, C=1904, D=1906))
    assert Quizzes(replace(edition, language="fr")).facts == ()


def test_the_own_base_is_good_for_many_questions(all_of_own: dict[str, Quiz]) -> None:
    assert len(all_of_own) >= 25


def test_every_question_of_the_own_base_fits_a_poll(all_of_own: dict[str, Quiz]) -> None:
    for quiz in all_of_own.values():
        assert units(quiz.question) <= PollLimit.MAX_QUESTION_LENGTH
        assert all(1 <= units(option) <= PollLimit.MAX_OPTION_LENGTH for option in quiz.options)
        assert units(text_of(quiz.explanation)) <= PollLimit.MAX_EXPLANATION_LENGTH
        assert quiz.explanation.count("\n") <= PollLimit.MAX_EXPLANATION_LINE_FEEDS


def test_every_question_of_the_own_base_has_one_right_option(own: Edition, all_of_own: dict[str, Quiz]) -> None:
    for fact, quiz in all_of_own.items():
        assert len({option.casefold() for option in quiz.options}) == WRONG + 1
        filled = quiz.question.replace(GAP, quiz.options[quiz.right])
        assert filled.partition("\n\n")[2] in own.facts[fact].answer
        wrong = set(quiz.options) - {quiz.options[quiz.right]}
        assert not any(f" {option} " in f" {own.facts[fact].answer} " for option in wrong)
