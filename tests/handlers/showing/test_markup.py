from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from handlers.showing.markup import bold, folded, italic, link, plain, split, text_of

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=TURNING), max_size=60)
markups = st.recursive(
    texts.map(plain)
    | texts.map(bold)
    | texts.map(italic)
    | st.builds(link, texts, st.just('https://a.example/?b="&c')),
    lambda inner: st.lists(inner, max_size=5).map("".join) | inner.map(folded),
    max_leaves=20,
)
limits = st.integers(2, 80)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(texts)
def test_whatever_a_person_types_reads_the_same_as_html(text: str) -> None:
    assert text_of(plain(text)) == text


def test_what_a_person_types_turns_the_direction_of_no_words_around_it() -> None:
    assert plain(f"a{TURNING}b") == "ab"
    assert bold("\u202e<b>") == "<b>&lt;b&gt;</b>"
    assert plain("\u05d0\u200f, \u0627\u200e") == "\u05d0\u200f, \u0627\u200e"


@given(markups, limits)
def test_no_part_is_longer_than_the_limit(markup: str, limit: int) -> None:
    assert all(units(text_of(part)) <= limit for part in split(markup, limit))


@given(markups, limits)
def test_every_part_closes_the_tags_that_it_opens(markup: str, limit: int) -> None:
    for part in split(markup, limit):
        opened: list[str] = []
        for slash, name in re.findall(r"<(/?)([a-z]+)[^>]*>", part):
            if slash:
                assert opened.pop() == name
            else:
                opened.append(name)
        assert not opened


@given(markups, limits)
def test_the_parts_together_read_as_the_whole(markup: str, limit: int) -> None:
    def words(markup: str) -> str:
        return "".join(text_of(markup).split())

    assert "".join(map(words, split(markup, limit))) == words(markup)


@given(markups, limits)
def test_no_part_is_empty_to_the_eye(markup: str, limit: int) -> None:
    assert all(text_of(part).strip() for part in split(markup, limit))


def test_what_fits_stays_whole() -> None:
    assert split(bold("A" * 4096)) == [bold("A" * 4096)]


def test_a_long_text_is_cut_between_paragraphs_rather_than_words() -> None:
    assert split("one two\n\nthree four", 14) == ["one two\n\n", "three four"]


def test_a_text_without_a_break_is_cut_all_the_same() -> None:
    assert split("A" * 10, 4) == ["AAAA", "AAAA", "AA"]


def test_a_sign_of_two_units_is_not_halved() -> None:
    assert split("🗼🗼🗼", 5) == ["🗼🗼", "🗼"]


def test_a_link_that_is_cut_leads_there_from_both_parts() -> None:
    assert split(link("Register of Lights", "https://lights.example"), 12) == [
        '<a href="https://lights.example">Register of </a>',
        '<a href="https://lights.example">Lights</a>',
    ]
