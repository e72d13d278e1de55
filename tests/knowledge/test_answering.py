from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Found, KnowledgeBase, Outcome
from knowledge.answering import EXPLAINED_FACTS, MOST_ANSWERS, NEAREST_TOPICS
from knowledge.matching.matcher import CHOICES
from tests.knowledge.folder import Folder


def answered(found: Found) -> list[str]:
    assert found.outcome is Outcome.ANSWERED
    return [match.fact.id for match in found.answers]


def test_a_phrasing_is_answered_with_its_fact(fram: KnowledgeBase) -> None:
    for fact in fram.edition().facts.values():
        for phrasing in fact.phrasings:
            assert answered(fram.find(phrasing.text)) == [fact.id]


def test_an_answer_says_how_sure_it_is_and_which_phrasing_was_nearest(fram: KnowledgeBase) -> None:
    (match,) = fram.find("who DESIGNED the fram??").answers
    assert (match.score, match.phrasing) == (1.0, "Who designed the Fram?")


def test_of_two_questions_the_one_that_is_not_sure_is_offered(shipped: KnowledgeBase) -> None:
    found = shipped.find("Who presided over the 2006 Dialogue? And who chaired the forum summits?")
    assert [match.fact.id for match in found.answers] == ["hld-2006-president"]
    assert len(found.choices) > 1


@pytest.mark.parametrize("question", ["Who presided over the Dialogue?", "how many ministers came?"])
def test_a_question_that_leaves_open_which_year_it_means_is_offered_both(shipped: KnowledgeBase, question: str) -> None:
    found = shipped.find(question)
    assert found.outcome is Outcome.CHOOSE
    assert {"2006", "2013"} <= {
        year for match in found.choices for year in shipped.edition().topics[match.fact.topic].scope
    }
    explanation = shipped.explain(question)
    assert explanation
    assert explanation.open
    assert explanation.ranked[0].score > explanation.answer_from


@pytest.mark.parametrize(
    ("question", "context"),
    [("Who presided over the second Dialogue?", ()), ("and who presided over it?", ("hld-2013-dates",))],
)
def test_one_that_names_the_year_or_goes_on_from_it_is_answered(
    shipped: KnowledgeBase, question: str, context: tuple[str, ...]
) -> None:
    assert [match.fact.id for match in shipped.find(question, context=context).answers] == ["hld-2013-president"]


def test_of_two_questions_the_one_that_nothing_answers_is_named(shipped: KnowledgeBase) -> None:
    found = shipped.find("Who presided over the 2006 Dialogue? And what is the weather in Oslo?")
    assert [match.fact.id for match in found.answers] == ["hld-2006-president"]
    assert found.unknown == "And what is the weather in Oslo?"


def test_a_sentence_beside_a_question_that_asks_nothing_is_not_named(shipped: KnowledgeBase) -> None:
    assert shipped.find("I study law in Oslo. Who presided over the 2006 Dialogue?").unknown is None


@pytest.mark.parametrize(
    ("language", "talked_of", "question", "fact"),
    [
        ("en", "hld-2006-dates", "and where was it held?", "hld-2006-place"),
        ("en", "hld-2006-dates", "and in 2013?", "hld-2013-dates"),
        ("en", "hld-2006-dates", "what about the second one?", "hld-2013-dates"),
        ("en", "hld-2006-dates", "how about the second?", "hld-2013-dates"),
        ("en", "hld-2006-president", "and when?", "hld-2006-dates"),
        ("fr", "hld-2006-dates", "et où ?", "hld-2006-place"),
        ("fr", "hld-2006-president", "et en 2013 ?", "hld-2013-president"),
        ("es", "hld-2006-dates", "¿y dónde?", "hld-2006-place"),
        ("fr", "hld-2006-dates", "qu'en est-il du deuxième ?", "hld-2013-dates"),
        ("es", "hld-2006-place", "¿y el segundo?", "hld-2013-place"),
        ("es", "hld-2006-dates", "¿y qué hay del segundo?", "hld-2013-dates"),
    ],
)
def test_a_follow_up_is_answered_with_what_it_means(
    shipped: KnowledgeBase, language: str, talked_of: str, question: str, fact: str
) -> None:
    found = shipped.find(question, language, [talked_of])
    assert ([match.fact.id for match in found.answers], found.subject) == ([fact], talked_of)


def test_two_questions_in_one_message_are_both_answered_in_their_order(fram: KnowledgeBase) -> None:
    found = fram.find("How many men sailed in 1893? Who designed the Fram?")
    assert answered(found) == ["crew", "designer"]


def test_the_first_question_is_the_context_of_the_second(fram: KnowledgeBase) -> None:
    assert answered(fram.find("Who led the first expedition? And the second?")) == [
        "first-expedition",
        "second-expedition",
    ]


def test_no_more_questions_are_answered_than_a_reader_bears(fram: KnowledgeBase) -> None:
    found = fram.find("Who designed the Fram? When was the Fram launched? Why is the hull round?")
    assert len(answered(found)) == MOST_ANSWERS


def test_the_same_question_twice_is_answered_once(fram: KnowledgeBase) -> None:
    assert answered(fram.find("Who designed the Fram? Who designed the Fram?")) == ["designer"]


def test_a_greeting_before_a_question_does_not_hide_it(fram: KnowledgeBase) -> None:
    assert answered(fram.find("Hello! Who designed the Fram? Thank you!")) == ["designer"]


@pytest.mark.parametrize(("text", "reply"), [("hello", "Ahoy."), ("Thank you!", "At your service.")])
def test_small_talk_gets_its_reply(fram: KnowledgeBase, text: str, reply: str) -> None:
    found = fram.find(text)
    assert (found.outcome, found.reply) == (Outcome.SMALLTALK, reply)


@pytest.mark.parametrize("text", ["", "?!", "what is the of", "pizza recipe", "🧭"])
def test_what_nothing_answers_is_unknown_with_topics_to_go_on_with(fram: KnowledgeBase, text: str) -> None:
    found = fram.find(text)
    assert (found.outcome, found.answers, found.choices) == (Outcome.UNKNOWN, (), ())
    assert [topic.id for topic in found.topics] == ["ship", "expeditions"][:NEAREST_TOPICS]


def test_a_question_that_a_fact_excludes_is_never_answered_with_it(folder: Folder) -> None:
    folder.append("facts/expeditions.yaml", "    not: [how many men sailed in 1893 on the Fram]\n")
    found = KnowledgeBase.load(folder.path).find("How many men sailed in 1893 on the Fram?")
    assert "crew" not in [match.fact.id for match in (*found.answers, *found.choices)]


def test_the_nearest_topic_comes_first(fram: KnowledgeBase) -> None:
    unsure = [fram.find(text) for text in ("voyage zzz yyy xxx", "commander zzz yyy xxx www", "list zzz yyy")]
    unknown = [found for found in unsure if found.outcome is Outcome.UNKNOWN]
    assert all(found.topics[0].id == "expeditions" for found in unknown)


def test_a_question_is_answered_in_the_language_that_understands_it(fram: KnowledgeBase) -> None:
    found = fram.find("qui a dessiné le fram", "en")
    assert (found.language, found.answers[0].fact.language) == ("fr", "fr")


def test_the_asker_s_language_decides_where_two_understand_as_well(fram: KnowledgeBase) -> None:
    assert {fram.find("Fram ?", language).language for language in ("en", "fr")} == {"en", "fr"}


def test_a_language_that_the_base_has_not_changes_nothing(fram: KnowledgeBase) -> None:
    assert fram.find("who designed the fram", "xx") == fram.find("who designed the fram")


def test_a_follow_up_takes_its_subject_and_says_from_which_fact(fram: KnowledgeBase) -> None:
    found = fram.find("and the second?", context=["first-expedition"])
    assert answered(found) == ["second-expedition"]
    assert found.subject == "first-expedition"


def test_without_a_context_the_same_words_find_less(fram: KnowledgeBase) -> None:
    assert fram.find("and when?").outcome is Outcome.UNKNOWN
    assert fram.find("when was it launched").subject is None


def test_a_question_with_a_subject_never_takes_another(fram: KnowledgeBase) -> None:
    question = "Why is the hull round?"
    assert fram.find(question, context=["first-expedition"]) == fram.find(question)


@pytest.mark.parametrize("context", [["gone"], ["gone", "never"], []])
def test_a_context_that_the_base_no_longer_has_is_no_context(fram: KnowledgeBase, context: list[str]) -> None:
    assert fram.find("and the second?", context=context) == fram.find("and the second?")


def test_an_explanation_weighs_each_word_and_ranks_the_rivals(fram: KnowledgeBase) -> None:
    explained = fram.explain("who deisgned the Fram")
    assert explained is not None
    assert explained.ranked[0].fact.id == "designer"
    assert 1 < len(explained.ranked) <= EXPLAINED_FACTS
    assert sum(word.weight for word in explained.words) == pytest.approx(1, abs=0.05)
    (slip,) = [word for word in explained.words if word.word == "deisgned"]
    assert (slip.meant[0].word, slip.meant[0].how, slip.meant[0].counts) == ("designed", "slip", True)


def test_an_explanation_tells_whether_the_question_is_a_phrasing_word_for_word(fram: KnowledgeBase) -> None:
    exact, near = fram.explain("who designed the fram?"), fram.explain("who designed fram?")
    assert exact is not None
    assert near is not None
    assert (exact.exact, near.exact) == (True, False)


def test_an_explanation_shows_the_subject_that_a_follow_up_took(fram: KnowledgeBase) -> None:
    explained = fram.explain("and the second?", context=["first-expedition"])
    assert explained is not None
    assert explained.found.subject == "first-expedition"
    assert "expedition" in {word.word for word in explained.words}


@pytest.mark.parametrize("text", ["hello", "", "pizza recipe"])
def test_small_talk_and_what_has_no_word_of_the_base_need_no_explanation(fram: KnowledgeBase, text: str) -> None:
    assert fram.explain(text) is None


@given(
    text=st.text()
    | st.lists(st.sampled_from(["hello", "who", "led", "it", "FM/12/345", "1893", "and", "?", "fram", "qui", "é"])).map(
        " ".join
    ),
    language=st.sampled_from([None, "en", "fr", "xx"]),
    context=st.lists(st.sampled_from(["fram", "first-expedition", "gone"]), max_size=2),
)
def test_whatever_is_said_one_of_the_four_outcomes_comes_of_it(
    fram: KnowledgeBase, text: str, language: str | None, context: list[str]
) -> None:
    found = fram.find(text, language, context)
    assert found.question == text
    assert found.language in fram.languages
    assert bool(found.answers) == (found.outcome is Outcome.ANSWERED)
    assert found.choices or found.outcome is not Outcome.CHOOSE
    assert not found.choices or found.outcome in (Outcome.CHOOSE, Outcome.ANSWERED)
    assert {match.fact.id for match in found.choices}.isdisjoint(match.fact.id for match in found.answers)
    assert bool(found.topics) == (found.outcome is Outcome.UNKNOWN)
    assert (found.reply is not None) == (found.outcome is Outcome.SMALLTALK)
    assert len(found.answers) <= MOST_ANSWERS
    assert len(found.choices) in (0, *range(1 if found.answers else 2, CHOICES + 1))
    assert all(0 <= match.score <= 1 for match in (*found.answers, *found.choices))
    assert fram.find(text, language, context) == found
