from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.showing.rendering import Renderer
from handlers.showing.subjects import PAIRS, Titles
from knowledge import Edition, Fact, Phrasing
from knowledge.model import Term


def story(shown: Renderer, **titles: tuple[str, ...]) -> Edition:
    """Return an edition with a topic for each year `y<year>`, about facts with these titles."""
    topic, fact = shown.edition.topics["towers"], shown.edition.facts["towers"]
    topics = {
        year: replace(topic, id=year, title=f"The show of {year[1:]}", scope=(year[1:],), overview=f"{year}-0")
        for year in titles
    }
    facts = {f"{year}-{i}": told(fact, f"{year}-{i}", year, t) for year, ts in titles.items() for i, t in enumerate(ts)}
    return replace(shown.edition, topics=topics, facts=facts, terms=())


def told(fact: Fact, fact_id: str, topic: str, title: str) -> Fact:
    return replace(fact, id=fact_id, topic=topic, phrasings=(Phrasing(fact_id, title),), answer=f"{title[:-1]}. More.")


def pairs(edition: Edition, first: str, second: str) -> list[tuple[str, str]]:
    titles = Titles(edition)
    one, other = titles.subject(first), titles.subject(second)
    assert one
    assert other
    return [(left.title, right.title) for left, right in titles.pairs(one, other)]


def test_a_topic_s_scope_names_its_facts(shown: Renderer) -> None:
    edition = story(shown, y1851=("Who opened the show?", "Where was it?"), y1862=("Who opened the show?",))
    assert pairs(edition, "1851", "1862") == [("Who opened the show?", "Who opened the show?")]


def test_the_year_of_a_fact_s_date_names_it_too(shown: Renderer) -> None:
    fact, years = shown.edition.facts["towers"], ("1854", "1870")
    facts = {year: replace(told(fact, year, "towers", "Who lit the lamp?"), date=f"{year}-01-01") for year in years}
    assert len(pairs(replace(shown.edition, facts=facts), *years)) == 1


def test_what_names_both_is_about_neither_and_told_apart(shown: Renderer) -> None:
    both = "How large was it before 1862?"
    edition = story(shown, y1851=("How large was it?", both), y1862=("How large was it?",))
    assert pairs(edition, "1851", "1862") == [("How large was it?", "How large was it?")]
    titles = Titles(edition)
    one, other = titles.subject("1851"), titles.subject("1862")
    assert one
    assert other
    assert [fact.title for fact in titles.on_both(one, other)] == [both]


def test_what_asks_for_another_kind_of_thing_is_no_pair(shown: Renderer) -> None:
    edition = story(
        shown, y1851=("Who ate?", "When was the party held?"), y1862=("Why so?", "Where was the party held?")
    )
    assert ("When was the party held?", "Where was the party held?") not in pairs(edition, "1851", "1862")


def test_each_fact_stands_in_one_pair_the_most_alike_first(shown: Renderer) -> None:
    edition = story(shown, y1851=("Who opened the show?", "Who opened a show?"), y1862=("Who opened a show?",))
    assert len(pairs(edition, "1851", "1862")) == 1


def test_no_more_pairs_are_shown_than_can_be_read(shown: Renderer) -> None:
    words = ("bread", "quilts", "jokes", "violins", "havoc", "peace", "xylophones", "maps")
    asked = tuple(f"Who made {word}?" for word in words)
    assert len(asked) > PAIRS
    assert len(pairs(story(shown, y1851=asked, y1862=asked), "1851", "1862")) == PAIRS


def test_of_pairs_that_ask_nearly_the_same_one_is_enough(shown: Renderer) -> None:
    asked = ("Who ate?", "What is the exhibition called in French?", "What is the exhibition called in Fresian?")
    assert len(pairs(story(shown, y1851=asked, y1862=asked), "1851", "1862")) == 2


def test_what_is_about_its_relation_with_another_name_is_no_pair(shown: Renderer) -> None:
    edition = story(
        shown, y1851=("Who ate?", "How did it differ from Pharos?"), y1862=("Why?", "How did it differ from Fastnet?")
    )
    edition = replace(edition, terms=(Term("Pharos"), Term("Fastnet")))
    assert not [pair for pair in pairs(edition, "1851", "1862") if "differ" in pair[0]]


def test_whichever_comes_first_the_same_facts_are_compared(shown: Renderer) -> None:
    asked = ("Who opened the show?", "Who opened a show?", "Who closed the show?", "Who paid for the show?")
    edition = story(shown, y1851=asked, y1862=(*asked[::-1], "Who closed a show?"))
    assert pairs(edition, "1862", "1851") == [(b, a) for a, b in pairs(edition, "1851", "1862")]


def test_what_introduces_each_leads_however_it_is_put(shown: Renderer) -> None:
    edition = story(shown, y1851=("Who ate?", "What was the show?"), y1862=("Who ate?", "How was the show of 1862?"))
    edition = replace(edition, topics={
        year: replace(topic, overview=f"{year}-1") for year, topic in edition.topics.items()
    })  # fmt: skip
    assert pairs(edition, "1851", "1862")[0] == ("What was the show?", "How was the show of 1862?")


def test_what_only_happened_in_a_year_does_not_introduce_it(shown: Renderer) -> None:
    fact = shown.edition.facts["towers"]
    facts = {
        title: replace(told(fact, title, "towers", title), date=year)
        for title, year in (("Who lit the lamp?", "1854"), ("Why was it dark?", "1870"))
    }
    edition = replace(shown.edition, facts=facts)
    assert pairs(edition, "1854", "1870") == []
    titles = Titles(edition)
    one, other = titles.subject("1854"), titles.subject("1870")
    assert one
    assert other
    assert titles.nearest(one, other) == facts["Who lit the lamp?"]


@pytest.mark.parametrize("said", ["AtoN", "aid to navigation", "seamark", "seamrak"])
def test_a_name_is_known_in_all_its_forms_and_with_a_slip(shown: Renderer, said: str) -> None:
    edition = story(shown, y1851=("What is an AtoN?",))
    titles = Titles(replace(edition, terms=(Term("AtoN", "Aid to navigation", ("seamark",)),)))
    subject = titles.subject(said)
    assert subject
    assert "aton" in subject.words


def test_a_name_may_stand_in_a_longer_one(shown: Renderer) -> None:
    edition = story(shown, y1851=("What was the Great Exhibition?",))
    titles = Titles(replace(edition, terms=(Term("GE", "Great Exhibition"),)))
    assert titles.subject("GE 1851")
    assert titles.subject("GE 1862") is None


def test_what_no_title_is_about_is_no_subject(shown: Renderer) -> None:
    titles = Titles(shown.edition)
    assert [titles.subject(said) for said in ("Atlantis", "", "???", "the", "of a", "x" * 4000)] == [None] * 6
