from __future__ import annotations

import pytest

from knowledge.matching.context import HALF_HEARD, LONGEST_FOLLOW_UP, completed, lacks_subject
from knowledge.matching.words import Kind, Token, language

EN = language("en")
NAMES = {EN.stem("fram"), EN.stem("npr")}
SUBJECT = "Who led the first expedition of 1893"


def lacks(question: str) -> bool:
    return lacks_subject(EN.tokens(question), EN, NAMES)


def meant(text: str) -> list[Token]:
    """The words of a question, with the kind of thing that it asks for."""
    tokens = EN.tokens(text)
    asked = EN.asked_for(tokens)
    return [*tokens, *([Token(f"?{asked}", f"?{asked}", Kind.ASKED, informative=False)] if asked else [])]


def complete(question: str, subject: str = SUBJECT) -> dict[str, float]:
    return {token.stem: token.weight for token in completed(meant(question), meant(subject), NAMES)}


@pytest.mark.parametrize(
    "question",
    [
        "where?",
        "when",
        "and in 1898?",
        "the second one",
        "no, 1898",
        "who led it?",
        "and the crew?",
        "and who cooked?",
        "how about its mast",
    ],
)
def test_a_question_that_names_no_subject_lacks_one(question: str) -> None:
    assert lacks(question)


@pytest.mark.parametrize(
    "question",
    [
        "where is the hull?",
        "and who heated the hull?",
        "crew size",
        "when was the Fram launched",
        "hull",
        "is the museum in Oslo",
        "the",
        "",
    ],
)
def test_a_question_with_a_subject_never_takes_one(question: str) -> None:
    assert not lacks(question)


@pytest.mark.parametrize("question", ["and the Fram?", "what about the NPR", "who wrote it, FM/12/345", "and 58/208?"])
def test_a_name_of_the_glossary_or_a_symbol_is_a_subject_even_where_the_question_goes_on(question: str) -> None:
    assert not lacks(question)


def test_a_long_question_has_a_subject_though_it_points() -> None:
    few = "hull mast rudder keel"
    assert len(few.split()) == LONGEST_FOLLOW_UP
    assert lacks(f"has it {few}")
    assert not lacks(f"has it {few} anchor")


def test_a_year_takes_the_place_of_the_subject_s() -> None:
    words = complete("and in 1898?")
    assert "1898" in words
    assert "1893" not in words


def test_a_rank_takes_the_place_of_the_subject_s_year_and_rank() -> None:
    words = complete("and the second?")
    assert "2." in words
    assert not {"1.", "1893"} & set(words)


def test_what_was_asked_is_asked_again_of_another_year() -> None:
    assert {"?person", EN.stem("led"), EN.stem("expedition")} <= set(complete("and in 1898?"))


def test_what_is_asked_now_is_not_what_was_asked() -> None:
    words = complete("when?")
    assert "?time" in words
    assert "?person" not in words


def test_a_question_s_own_words_outweigh_those_of_its_subject() -> None:
    words = complete("and its crew?")
    assert words[EN.stem("crew")] == 1.0
    assert words["1893"] == HALF_HEARD


def test_of_the_subject_its_names_are_added_where_it_has_any() -> None:
    words = complete("who built it?", "why does the round Fram lift")
    assert EN.stem("fram") in words
    assert EN.stem("round") not in words


def test_no_word_is_added_twice() -> None:
    tokens = completed(meant("and who led it?"), meant("who led the Fram"), NAMES)
    assert len({token.stem for token in tokens}) == len(tokens)
