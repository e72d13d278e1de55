from __future__ import annotations

from dataclasses import replace

import pytest

from bot.local import Conversation
from handlers.comparing import PAIRS, comparison, pairs
from handlers.showing.rendering import Renderer
from knowledge import Edition, Fact, Phrasing


def story(shown: Renderer, **titles: tuple[str, ...]) -> Edition:
    """Return an edition with a topic for each year `y<year>`, about facts with these titles."""
    topic, fact = shown.edition.topics["towers"], shown.edition.facts["towers"]
    topics = {year: replace(topic, id=year, title=f"The show of {year[1:]}", scope=(year[1:],)) for year in titles}
    facts = {f"{year}-{i}": told(fact, f"{year}-{i}", year, t) for year, ts in titles.items() for i, t in enumerate(ts)}
    return replace(shown.edition, topics=topics, facts=facts)


def told(fact: Fact, fact_id: str, topic: str, title: str) -> Fact:
    return replace(fact, id=fact_id, topic=topic, phrasings=(Phrasing(fact_id, title),), answer=f"{title[:-1]}. More.")


def titles(found: list[tuple[Fact, Fact]]) -> list[tuple[str, str]]:
    return [(left.title, right.title) for left, right in found]


async def test_two_words_are_set_side_by_side(chat: Conversation) -> None:
    (both,) = await chat.say("/compare Fastnet Wolf")
    assert both.text == (
        "Fastnet / Wolf\n\n"
        "1. When was Fastnet first lit?\nFastnet was first lit on 1 January 1854.\n"
        "When was Wolf Rock first lit?\nWolf Rock was first lit on 1 January 1870."
    )
    (fact,) = await chat.tap(both.buttons[1])
    assert fact.text.startswith("When was Wolf Rock first lit?")


async def test_a_comma_joins_words(chat: Conversation) -> None:
    (both,) = await chat.say("/compare Bishop Rock, Wolf Rock")
    assert both.text.startswith("Bishop Rock / Wolf Rock\n\n1. When was Bishop Rock first lit?")


@pytest.mark.parametrize("asked", ["", "2006", "a b c", "a, b, c", ","])
async def test_anything_but_two_is_told_how_to_compare(chat: Conversation, asked: str) -> None:
    (usage,) = await chat.say(f"/compare {asked}")
    assert usage.text.endswith("/compare 1844 1854")


@pytest.mark.parametrize("asked", ["Fastnet Atlantis", "Fastnet Fastnet", "<b> &"])
async def test_where_nothing_is_alike_that_is_said(chat: Conversation, asked: str) -> None:
    (nothing,) = await chat.say(f"/compare {asked}")
    assert nothing.text.startswith("I find nothing that “")


async def test_of_long_subjects_the_first_words_are_repeated(chat: Conversation) -> None:
    (nothing,) = await chat.say(f"/compare {'far ' * 500}, {'near ' * 400}")
    assert len(nothing.text) < 300


def test_a_topic_s_scope_names_its_facts(shown: Renderer) -> None:
    edition = story(shown, y1851=("Who opened the show?", "Where was it?"), y1862=("Who opened the show?",))
    assert titles(pairs(edition, "1851", "1862")) == [("Who opened the show?", "Who opened the show?")]


def test_the_year_of_a_fact_s_date_names_it_too(shown: Renderer) -> None:
    fact = shown.edition.facts["towers"]
    years = ("1854", "1870")
    facts = {year: replace(told(fact, year, "towers", "Who lit the lamp?"), date=f"{year}-01-01") for year in years}
    assert pairs(replace(shown.edition, facts=facts), *years) == [tuple(facts.values())]


def test_what_names_both_is_about_neither(shown: Renderer) -> None:
    edition = story(shown, y1851=("How large was it?", "How large was it before 1862?"), y1862=("How large was it?",))
    assert titles(pairs(edition, "1851", "1862")) == [("How large was it?", "How large was it?")]


def test_what_asks_for_another_kind_of_thing_is_no_pair(shown: Renderer) -> None:
    assert not pairs(story(shown, y1851=("When was it held?",), y1862=("Where was it held?",)), "1851", "1862")


def test_each_fact_stands_in_one_pair_the_most_alike_first(shown: Renderer) -> None:
    edition = story(shown, y1851=("Who opened the show?", "Who opened a show?"), y1862=("Who opened a show?",))
    assert titles(pairs(edition, "1851", "1862")) == [("Who opened a show?", "Who opened a show?")]


def test_no_more_pairs_are_shown_than_can_be_read(shown: Renderer) -> None:
    asked = tuple(f"Who made {'thing' * i}?" for i in range(1, PAIRS + 3))
    message = comparison(replace(shown, edition=story(shown, y1851=asked, y1862=asked)), "1851 1862")
    assert len(message.buttons) == PAIRS


def test_the_example_names_what_the_topics_are_about(shown: Renderer) -> None:
    edition = story(shown, y1851=("Who?",), y1862=("Who?",))
    assert comparison(replace(shown, edition=edition), "").text.endswith("/compare 1851 1862")


def test_the_example_names_topics_where_no_year_is_known(shown: Renderer) -> None:
    facts = {key: replace(fact, date=None) for key, fact in shown.edition.facts.items()}
    message = comparison(replace(shown, edition=replace(shown.edition, facts=facts)), "")
    assert message.text.endswith("/compare Famous towers, Lamps &amp; lenses")
