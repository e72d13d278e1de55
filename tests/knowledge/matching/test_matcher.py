from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Matcher, Phrasing
from tests.knowledge.matching.fram import FRAM, PHRASINGS, best, matcher

COURTESIES = ("hello", "hi there", "good morning", "please", "could you tell me", "thanks a lot", "sorry to bother you")
asked = st.sampled_from(PHRASINGS)


def result(question: str, among: Matcher = FRAM) -> list[tuple[str, float]]:
    return [(ranked.fact, ranked.score) for ranked in among.rank(question)]


@given(asked)
def test_an_exact_phrasing_always_wins_and_is_certain(phrasing: Phrasing) -> None:
    assert result(phrasing.text)[0] == (phrasing.fact, 1.0)


@given(asked, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), st.text("?!.… \n", max_size=4))
def test_case_punctuation_and_spaces_change_nothing(phrasing: Phrasing, case: type, marks: str) -> None:
    question = phrasing.text.rstrip("?")
    assert result(f"{marks} {case(question)}{marks}") == result(question)


@given(asked, st.data())
def test_courtesies_around_a_question_change_nothing(phrasing: Phrasing, data: st.DataObject) -> None:
    some = st.lists(st.sampled_from(COURTESIES), max_size=3).map(", ".join)
    assert result(f"{data.draw(some)} {phrasing.text} {data.draw(some)}") == result(phrasing.text)


@given(st.randoms(use_true_random=False), st.sampled_from(["who led the secnod voyage", "ship today", "round icepack"]))
@settings(deadline=None)
def test_the_order_of_facts_and_phrasings_changes_nothing(rng: random.Random, question: str) -> None:
    shuffled = matcher(rng.sample(PHRASINGS, len(PHRASINGS)))
    assert shuffled.calibration == FRAM.calibration
    assert result(question, shuffled) == result(question)


@given(
    st.text()
    | st.lists(st.sampled_from(["who", "led", "the", "shp", "of", "1893", "in", "FM/12/345", "7", "ice"])).map(" ".join)
)
def test_any_text_is_ranked_with_scores_between_0_and_1_best_first(text: str) -> None:
    scores = [score for _, score in result(text)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@given(st.text(max_size=80))
def test_two_builds_of_the_same_phrasings_agree_in_every_digit(text: str) -> None:
    assert result(text, TWIN) == result(text)


TWIN = matcher()


@pytest.mark.parametrize(
    "question", ["", "?!", "what is the of", "who", "when was it", "🧭🧭", "pizza recipe", "\u200b"]
)
def test_without_one_informative_word_nothing_is_found(question: str) -> None:
    assert FRAM.rank(question) == []


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("who led the first expedition", "second"),
        ("commander of the voyage of 1899", "first"),
        ("commander of the voyage of 1899", "second"),
        ("commander of the voyage of 1839", "first"),
        ("who led the third expedition", "first"),
        ("who led the 2nd expedition", "first"),
        ("what does the catalogue FM/12/346 describe", "catalogue"),
    ],
)
def test_a_fact_that_the_question_s_year_rank_or_symbol_contradicts_is_never_found(question: str, fact: str) -> None:
    assert fact not in dict(result(question))


@given(st.integers(1800, 2099).filter(lambda year: year not in (1893, 1898)))
def test_no_other_year_is_near_enough(year: int) -> None:
    assert not {"first", "second"} & dict(result(f"commander of the voyage of {year}")).keys()


@pytest.mark.parametrize(
    "question", ["voyage of 1893", "1893 1898 voyage", "the 1st expedition", "first expedition 1893"]
)
def test_a_fact_that_has_one_of_the_years_asked_for_is_found(question: str) -> None:
    assert "first" in dict(result(question))


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("who deisgned the fram", "designer"),
        ("naval archtiect", "designer"),
        ("whn was teh fram launchd", "launch"),
        ("commnader of 1898", "second"),
        ("why is the hll ruond", "hull"),
        ("expeditoin number two, the secnod", "second"),
        ("eletcric dinamo", "windmill"),
    ],
)
def test_slips_of_the_pen_are_forgiven(question: str, fact: str) -> None:
    assert best(question) == fact


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("where is the vessel now", "museum"),
        ("heater in the saloon", "cabin"),
        ("ice pack pressure", "hull"),
        ("wind mill", "windmill"),
        ("catalogue fm 12 345", "catalogue"),
        ("2nd expedition", "second"),
        ("architects", "designer"),
    ],
)
def test_other_ways_of_saying_it_are_understood(question: str, fact: str) -> None:
    assert best(question) == fact


@pytest.mark.parametrize(("asked", "known"), [("NPR", "north polar region"), ("north polar region", "NPR")])
def test_an_acronym_and_its_long_form_stand_for_each_other(asked: str, known: str) -> None:
    among = matcher([*PHRASINGS, Phrasing("region", f"what grows in the {known}")])
    assert best(f"plants of the {asked}", among) == "region"


@pytest.mark.parametrize(("asked", "known"), [("roundtable", "round table"), ("round table", "roundtable")])
def test_a_compound_is_found_written_as_one_word_or_as_two(asked: str, known: str) -> None:
    among = matcher([*PHRASINGS, Phrasing("table", f"who sat at the {known}")])
    assert best(asked, among) == "table"


def test_many_phrasings_of_a_fact_do_not_drown_its_neighbour() -> None:
    ways = ("tell me who led the first expedition", "leader of the first expedition", "first expedition's commander")
    crowd = [Phrasing("first", f"{way} {word}") for way in ways for word in ("ever", "then", "north", "home", "really")]
    crowded = matcher([*PHRASINGS, *crowd])
    assert best("who commanded the second expedition", crowded) == "second"
    assert best("commander of the voyage of 1898", crowded) == "second"
    assert best("opening hours", crowded) == "museum"


def test_one_phrasing_said_many_times_ranks_as_if_it_were_said_once() -> None:
    echo = matcher([*PHRASINGS, *[p for p in PHRASINGS if p.fact == "hull"] * 5])
    assert [fact for fact, _ in result("round hull", echo)][:1] == [best("round hull")]


def test_each_language_finds_its_own_phrasings_and_the_asker_s_decides_where_two_are_as_near() -> None:
    both = Matcher([*PHRASINGS, Phrasing("designer", "Qui a dessiné le Fram ?", "fr"), Phrasing("radio", "radio", "fr"),
                    Phrasing("wireless", "radio", "en")])  # fmt: skip
    assert best("qui a desiné le fram", both) == "designer"
    assert both.rank("radio", "fr")[0].fact == "radio"
    assert both.rank("radio", "en")[0].fact == "wireless"


def test_the_small_words_tell_the_language_of_a_name_that_several_have() -> None:
    both = Matcher([Phrasing("ship", "FRAM"), Phrasing("barco", "la historia larga del barco Fram", "es")])
    reading = both.read("que era la FRAM")
    assert reading
    assert reading.tongue.language.code == both.reply_language(reading, "que era la FRAM") == "es"


def test_a_language_that_is_hardly_spoken_in_a_question_is_read_where_the_others_have_no_word_of_it() -> None:
    both = Matcher([*PHRASINGS, Phrasing("radio", "télégraphie sans fil", "fr")])
    assert best("what is the télégraphie of the that", both) == "radio"


def test_each_result_names_the_fact_s_phrasing_nearest_to_the_question() -> None:
    assert FRAM.rank("hours of opening")[0].phrasing == "opening hours of the Fram Museum"


def test_no_more_facts_are_ranked_than_are_asked_for() -> None:
    assert len(FRAM.rank("the fram expedition", limit=2)) == 2


def test_how_many_facts_are_asked_for_makes_no_fact_surer() -> None:
    scores = {FRAM.rank("how wide is the hull", limit=limit)[0].score for limit in range(1, 7)}
    assert len(scores) == 1


@pytest.mark.parametrize("phrasings", [[], [("a", "")], [("a", "the of")], [("a", "hull")], [("a", "???"), ("b", "?")]])
def test_any_phrasings_make_a_matcher(phrasings: list[tuple[str, str]]) -> None:
    assert Matcher(phrasings).rank("pizza") == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=30)), max_size=8), st.text(max_size=30))
@settings(max_examples=50, deadline=None)
def test_so_do_any_texts_whatever(phrasings: list[tuple[str, str]], question: str) -> None:
    assert len(Matcher(phrasings).rank(question)) <= len({fact for fact, _ in phrasings})


@given(st.lists(asked, min_size=8, unique=True), st.lists(asked, min_size=8, unique=True))
@settings(deadline=None, max_examples=20)
def test_what_is_taken_over_from_the_matcher_before_changes_nothing(
    before: list[Phrasing], after: list[Phrasing]
) -> None:
    fresh, quick = matcher(after), matcher(after, previous=matcher(before))
    assert quick.calibration == fresh.calibration
    for phrasing in PHRASINGS:
        assert result(phrasing.text, quick) == result(phrasing.text, fresh)


def test_a_language_that_did_not_change_is_taken_over() -> None:
    before = Matcher([*PHRASINGS, Phrasing("tea", "Combien de temps infuse le thé ?", "fr")])
    after = Matcher([*PHRASINGS, Phrasing("tea", "Quand le thé est-il prêt ?", "fr")], previous=before)
    assert after.tongues[0] is before.tongues[0]
    assert after.tongues[1] is not before.tongues[1]
