from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from string import ascii_lowercase

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.words import (
    Kind,
    Language,
    Symbols,
    Token,
    known_languages,
    language,
    letter_groups,
)

EN = language("en")
SYMBOLS = Symbols(EN.tokens("FM/12/345, LOG/OF/7/89/L.2 and S/67/89"))


def stems(text: str, code: str = "en") -> list[str]:
    return [token.stem for token in language(code).tokens(text)]


def surfaces(text: str, code: str = "en") -> list[str]:
    return [token.surface for token in language(code).tokens(text)]


def kinds(text: str) -> list[tuple[str, Kind]]:
    return [(token.stem, token.kind) for token in EN.tokens(text)]


def symbols(text: str) -> list[str]:
    return [token.stem for token in SYMBOLS.join(EN.tokens(text)) if token.kind is Kind.SYMBOL]


@pytest.mark.parametrize(
    ("text", "same", "code"),
    [
        ("What's the hull?", "what is the hull", "en"),
        ("whats the hull", "what is the hull", "en"),
        ("Nansen’s ships", "nansen ship", "en"),
        ("an ice-bound ship", "an ice bound ship", "en"),
        ("the 2nd voyage", "the second voyage", "en"),
        ("three masts", "3 masts", "en"),
        ("1,250 men", "1250 men", "en"),
        ("1\u202f250 men", "1250 men", "en"),
        ("007 seals", "7 seals", "en"),
        ("26.10.1892", "26 October 1892", "en"),
        ("26/10/1892", "26 Oct 1892", "en"),
        ("1892-10-26", "26 october 1892", "en"),
        ("14–15 September", "14/15 Sept.", "en"),
        ("U.S.S.R", "USSR", "en"),
        ("who organised the labour programmes", "who organized the labor programs", "en"),
        ("a centre of defence", "a center of defense", "en"),
        ("l’architecte d'hier", "architecte hier", "fr"),
        ("la 2e expédition", "la deuxieme expedition", "fr"),
        ("¿Cuándo zarpó?", "cuando zarpo", "es"),
    ],
)
def test_two_ways_of_writing_the_same_come_out_alike(text: str, same: str, code: str) -> None:
    assert stems(text, code)[-2:] == stems(same, code)[-2:]
    assert [s for s in stems(text, code) if s not in "is"] == [s for s in stems(same, code) if s not in "is"]


@pytest.mark.parametrize(
    ("text", "same"),
    [("it won't float", "it will not float"), ("can't", "can not"), ("the U.N. ship", "the UN ship"), ("U.S.", "US")],
)
def test_short_forms_that_end_in_a_letter_or_a_dot_are_words_as_well(text: str, same: str) -> None:
    assert surfaces(text) in (surfaces(same), [word for word in surfaces(same) if word != "not"])


@pytest.mark.parametrize(
    ("text", "stem", "kind"),
    [
        ("1893", "1893", Kind.YEAR),
        ("2093", "2093", Kind.YEAR),
        ("1250", "1250", Kind.NUMBER),
        ("3rd", "3.", Kind.ORDINAL),
        ("third", "3.", Kind.ORDINAL),
        ("FM/12/345", "fm/12/345", Kind.SYMBOL),
        ("hull", "hull", Kind.WORD),
    ],
)
def test_each_kind_of_word_is_known_for_what_it_is(text: str, stem: str, kind: Kind) -> None:
    assert kinds(text) == [(stem, kind)]


@pytest.mark.parametrize("text", ["FM/12/345", "fm 12 345", "fm-12-345", "FM 12/345"])
def test_a_known_symbol_is_known_in_any_format(text: str) -> None:
    assert symbols(f"what is {text} about") == ["fm/12/345"]


@pytest.mark.parametrize("word", ["hour", "four", "rise", "dialogue", "source", "fourse"])
def test_a_word_is_not_respelt_that_is_one_or_would_become_none(word: str) -> None:
    assert surfaces(word) == [word]


@pytest.mark.parametrize("text", ["67/89", "s 67 89", "the resolution 67 89", "S-67-89"])
def test_a_symbol_is_known_by_its_ending(text: str) -> None:
    assert symbols(text) == ["s/67/89"]


def test_a_symbol_is_known_where_the_base_has_only_its_ending() -> None:
    base = Symbols(EN.tokens("58/208"))
    assert [token.stem for token in base.join(EN.tokens("A/RES/58/208"))] == ["58/208"]


def test_an_ending_of_two_symbols_is_neither() -> None:
    base = Symbols(EN.tokens("A/61/515 and S/61/515"))
    assert [token.stem for token in base.join(EN.tokens("61/515"))] == ["61/515"]


@pytest.mark.parametrize("text", ["fm 12 346", "fm 12", "fm 345 12", "fn 12 345", "12 fm 345", "fm fm"])
def test_another_symbol_is_never_taken_for_a_known_one(text: str) -> None:
    assert "fm/12/345" not in symbols(text)


def test_days_joined_by_a_slash_are_no_symbol() -> None:
    assert kinds("14/15") == [("14", Kind.NUMBER), ("15", Kind.NUMBER)]


@pytest.mark.parametrize("text", ["海の中へ", "북극탐험대", "極地探検"])
def test_text_without_spaces_is_cut_into_pairs(text: str) -> None:
    assert surfaces(text) == [text[i : i + 2] for i in range(len(text) - 1)]


def test_a_single_character_of_such_text_is_a_word() -> None:
    assert surfaces("船") == ["船"]


def test_stop_words_and_question_words_say_nothing_of_the_subject() -> None:
    assert [token.surface for token in EN.tokens("who built the hull") if token.informative] == ["built", "hull"]


@pytest.mark.parametrize(
    "courteous",
    [
        "hello, who built the hull",
        "Good morning! Could you please tell me who built the hull?",
        "who built the hull, please? thanks a lot",
        "hi hi hi, sorry to bother you, I was wondering: who built the hull",
    ],
)
def test_courtesies_around_a_question_are_taken_off(courteous: str) -> None:
    bare = EN.without_courtesies(EN.tokens(courteous))
    assert [token.surface for token in bare] == ["who", "built", "the", "hull"]


def test_a_message_of_courtesies_alone_is_left_as_it_is() -> None:
    assert len(EN.without_courtesies(EN.tokens("hello, please"))) == 2


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("who built it", "person"),
        ("and when", "time"),
        ("in which city does she lie", "place"),
        ("how many men", "number"),
        ("how did it float", "manner"),
        ("why is it round", "reason"),
        ("the hull", None),
    ],
)
def test_the_question_word_tells_what_is_asked_for(text: str, asked: str | None) -> None:
    assert EN.asked_for(EN.tokens(text)) == asked


def test_an_answer_holds_times_and_numbers() -> None:
    assert EN.holds(EN.tokens("launched in October")) == {"time"}
    assert EN.holds(EN.tokens("39 metres long, built in 1892")) == {"time", "number"}
    assert EN.holds(EN.tokens("made of oak")) == set()


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Who built it? When was it launched?", ["Who built it?", "When was it launched?"]),
        ("who built it and when was it launched", ["who built it", "and when was it launched"]),
        ("who built the hull and the masts", ["who built the hull and the masts"]),
        ("誰ですか。何ですか。", ["誰ですか。", "何ですか。"]),
        ("  \n ", []),
    ],
)
def test_a_message_is_cut_where_a_second_question_may_begin(text: str, clauses: list[str]) -> None:
    assert EN.clauses(text) == clauses


@pytest.mark.parametrize("code", known_languages())
@given(text=st.text() | st.text("0123456789.,/-'abfmàßéñ ’°º²年年月\u00a0\u202f", max_size=40))
def test_any_text_comes_apart_into_words(code: str, text: str) -> None:
    tongue = language(code)
    for token in SYMBOLS.join(tongue.tokens(text)):
        assert token.stem
        assert token.surface
        assert not token.surface.isspace()


@given(st.text(max_size=60))
def test_case_and_punctuation_around_change_no_word(text: str) -> None:
    assert stems(f"  {text.lower()} ?! ") == stems(text)


@given(st.lists(st.sampled_from(EN.tokens("hello who built the hull please thanks could you")), max_size=9))
def test_taking_courtesies_off_leaves_words_in_a_row_and_at_least_one(tokens: list[Token]) -> None:
    bare = EN.without_courtesies(tokens)
    assert bool(bare) == bool(tokens)
    assert any(tokens[i : i + len(bare)] == bare for i in range(len(tokens) + 1))


@given(st.text(max_size=60))
def test_the_clauses_of_a_message_are_its_words_in_their_order(text: str) -> None:
    assert " ".join(EN.clauses(text)).split() == text.split() or any(mark in text for mark in "。？！")


def test_letter_groups_mark_both_ends_of_a_word() -> None:
    assert letter_groups("ice") == {"^i", "ic", "ce", "e$", "^ic", "ice", "ce$"}


@pytest.mark.parametrize("code", known_languages())
def test_each_language_knows_its_months_and_its_keyboard(code: str) -> None:
    tongue = Language(code)
    assert len(tongue.months) == 12
    assert tongue.keyboard


def test_of_an_unknown_language_nothing_is_known() -> None:
    with pytest.raises(FileNotFoundError):
        language("zz")


def test_stems_are_right_in_two_threads_at_once() -> None:
    """A stemmer keeps in itself the word that it works on, and a wrong stem would be remembered."""
    endings = ("ational", "ings", "fulness", "ities")
    words = ["".join((*letters, ending)) for *letters, ending in product(*["qu" + ascii_lowercase[:12]] * 3, endings)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as threads:
            stems = [*threads.map(language("en").stem, words, chunksize=1)]
    finally:
        sys.setswitchinterval(interval)
    assert stems == snowballstemmer.stemmer("english").stemWords(words)
