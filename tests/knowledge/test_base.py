"""The base that comes with the package: whatever it holds, these hold of it."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from knowledge import Fact, KnowledgeBase, Outcome
from knowledge.measuring import measure, reliability

LONGEST_TITLE = 64
"""Characters that a button shows on a telephone."""
LONGEST_ANSWER = 3500
"""Characters, so that it fits one message with its sources."""
LIST = 8
"""How many semicolons make an answer a list, which may be longer."""
MOST_WORDS = 100
"""In the base's own language; translations run longer."""
FEWEST_PHRASINGS = 3
MIRRORS = ("docplayer", "lawsdocbox", "minorityforum", "scribd", "silo.tips", "studylib", "vdocuments", "yumpu")
"""Sites that hold copies of documents that others published."""
LARGEST_ERROR = 0.03
"""The largest expected calibration error, 0–1."""


def facts(base: KnowledgeBase) -> list[Fact]:
    return [fact for language in base.languages for fact in base.edition(language).facts.values()]


def texts(fact: Fact) -> list[str]:
    return [fact.answer, *(dispute.claim for dispute in fact.disputes)]


def test_every_fact_names_a_source_and_the_place_in_it(shipped: KnowledgeBase) -> None:
    assert not [fact.id for fact in facts(shipped) if not fact.citations]
    assert not [fact.id for fact in facts(shipped) for citation in fact.citations if not citation.at.strip()]


def test_no_two_facts_of_a_language_have_the_same_title(shipped: KnowledgeBase) -> None:
    for language in shipped.languages:
        titles = Counter(fact.title.casefold() for fact in shipped.edition(language).facts.values())
        assert [title for title, count in titles.items() if count > 1] == []


def test_every_title_fits_a_button(shipped: KnowledgeBase) -> None:
    assert [fact.title for fact in facts(shipped) if len(fact.title) > LONGEST_TITLE] == []


def test_every_fact_is_asked_for_in_several_ways(shipped: KnowledgeBase) -> None:
    assert [fact.id for fact in facts(shipped) if len(fact.phrasings) < FEWEST_PHRASINGS] == []


def test_every_answer_is_read_at_a_glance(shipped: KnowledgeBase) -> None:
    long = [fact for fact in shipped.edition().facts.values() if len(fact.answer.split()) > MOST_WORDS]
    assert [fact.id for fact in long if fact.answer.count(";") < LIST] == []
    assert [fact.id for fact in facts(shipped) if len(" ".join(texts(fact))) > LONGEST_ANSWER] == []


def test_every_address_is_a_web_page_of_a_publisher_and_no_mirror(shipped: KnowledgeBase) -> None:
    addresses = [urlsplit(source.url) for source in shipped.sources.values() if source.url]
    assert {address.scheme for address in addresses} <= {"http", "https"}
    assert [a.geturl() for a in addresses if any(mirror in a.netloc for mirror in MIRRORS)] == []
    assert [a.geturl() for a in addresses if not a.hostname or "." not in a.hostname or a.username or a.port] == []


def test_every_topic_has_facts_and_its_overview_is_one_of_them(shipped: KnowledgeBase) -> None:
    edition = shipped.edition()
    for topic in edition.topics.values():
        assert edition.facts_of(topic.id)[0].id == topic.overview
        assert edition.facts[topic.overview].topic == topic.id


def test_every_example_of_the_welcome_is_answered(shipped: KnowledgeBase) -> None:
    for language in shipped.languages:
        for example in shipped.edition(language).about.examples:
            assert shipped.find(example, language).outcome is Outcome.ANSWERED, example


def test_every_phrasing_belongs_to_its_fact_alone(shipped: KnowledgeBase) -> None:
    matcher = shipped.matcher
    for tongue in matcher.tongues:
        shared = [p for p in tongue.phrasings if tongue.exact(p.text) != matcher.facts[p.fact]]
        assert shared == []


def test_every_title_is_answered_with_its_fact(shipped: KnowledgeBase) -> None:
    for fact in shipped.edition().facts.values():
        found = shipped.find(fact.title, fact.language)
        assert fact.id in [match.fact.id for match in found.answers], fact.title


def test_hardly_a_question_that_belongs_elsewhere_lands_on_the_fact_that_excludes_it(shipped: KnowledgeBase) -> None:
    own = shipped.edition().facts.values()
    excluded = [(fact.id, shipped.find(question)) for fact in own for question in fact.excluded]
    landed = [found.question for fact, found in excluded if fact in {match.fact.id for match in found.answers}]
    assert len(landed) <= len(excluded) / 100, landed


def test_no_test_question_is_a_phrasing(shipped: KnowledgeBase) -> None:
    phrasings = {phrasing.text.casefold().rstrip("?") for fact in facts(shipped) for phrasing in fact.phrasings}
    assert [question.text for question in shipped.golden if question.text.casefold().rstrip("?") in phrasings] == []


def test_its_confidence_holds_on_questions_held_back(shipped: KnowledgeBase) -> None:
    assert reliability(shipped.matcher.trials).error <= LARGEST_ERROR


def test_a_fact_is_no_less_sure_where_it_accounts_for_more_of_the_question(shipped: KnowledgeBase) -> None:
    calibration = shipped.matcher.calibration
    for trial in shipped.matcher.trials:
        now = trial.evidence
        more = now._replace(coverage=min(1.0, now.coverage + 0.1), cover=min(1.0, now.cover + 0.1))
        assert calibration.confidence(more) > calibration.confidence(now) - 0.03, now


def test_the_rates_that_the_base_asks_for_are_reached(shipped: KnowledgeBase) -> None:
    assert measure(shipped).shortfalls == ()
