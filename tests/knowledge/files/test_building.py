from __future__ import annotations

from knowledge import Fact, KnowledgeBase
from tests.knowledge.folder import Folder


def fact(base: KnowledgeBase, fact_id: str, language: str) -> Fact:
    return base.edition(language).facts[fact_id]


def test_facts_stand_by_topic_and_then_as_in_their_file(fram: KnowledgeBase) -> None:
    facts = list(fram.edition().facts)
    assert facts[:3] == ["fram", "designer", "launch"]
    assert facts[-1] == "crew"


def test_a_topic_s_facts_begin_with_its_overview(folder: Folder) -> None:
    folder.edit("topics.yaml", "overview: expeditions", "overview: crew")
    edition = folder.content().editions["en"]
    assert [f.id for f in edition.facts_of("expeditions")][:2] == ["crew", "expeditions"]


def test_a_fact_cites_its_sources_with_the_place_in_each(fram: KnowledgeBase) -> None:
    hull = fact(fram, "hull", "en")
    assert [(citation.source.title, citation.at) for citation in hull.citations] == [
        ("Farthest North", "chapter 2"),
        ("Catalogue of the ship", "entry 4"),
    ]


def test_a_disputed_claim_cites_its_own_source(fram: KnowledgeBase) -> None:
    (dispute,) = fact(fram, "first-expedition", "en").disputes
    assert dispute.claim == "The crew's almanac has the ship leave in 1894."
    assert dispute.citations[0].source.id == "new-land"


def test_dates_and_questions_to_exclude_are_kept(fram: KnowledgeBase) -> None:
    assert (fact(fram, "launch", "en").date, fact(fram, "launch", "en").checked) == ("1892-10-26", "2026-10-01")
    assert fact(fram, "first-expedition", "en").excluded == ("Who led the second expedition?",)


def test_an_event_is_told_in_each_language_and_waits_for_its_translation(folder: Folder) -> None:
    folder.edit("facts/ship.yaml", "    date: 1892-10-26\n", "    date: 1892-10-26\n    event: The Fram is launched\n")
    facts = {code: edition.facts["launch"] for code, edition in folder.content().editions.items()}
    assert facts["en"].event == "The Fram is launched"
    folder.append("translations/fr/facts/ship.yaml", "  launch:\n    phrasings: [Quand ?]\n    answer: En 1892.\n")
    assert folder.content().editions["fr"].facts["launch"].event is None
    folder.append("translations/fr/facts/ship.yaml", "    event: Lancement du Fram\n")
    assert folder.content().editions["fr"].facts["launch"].event == "Lancement du Fram"


def test_test_questions_know_their_language_and_all_facts_that_answer_them(fram: KnowledgeBase) -> None:
    assert fram.golden[-1].facts == ("expeditions", "first-expedition")
    assert [(o.text, o.kind, o.language) for o in fram.outside] == [("what is for lunch", "everyday", "en")]


def test_a_translated_fact_stands_in_its_language_and_keeps_its_sources(fram: KnowledgeBase) -> None:
    french = fact(fram, "designer", "fr")
    assert (french.language, french.title) == ("fr", "Qui a dessiné le Fram ?")
    assert [c.source.id for c in french.citations] == ["farthest-north"]


def test_a_fact_without_a_translation_falls_back_and_says_in_which_language_it_is(fram: KnowledgeBase) -> None:
    assert fact(fram, "hull", "fr") == fact(fram, "hull", "en")
    assert fact(fram, "hull", "fr").language == "en"


def test_topics_and_what_the_bot_says_of_itself_fall_back_as_well(folder: Folder) -> None:
    (folder.path / "translations/fr/base.yaml").unlink()
    french = folder.content().editions["fr"]
    assert french.about == folder.content().editions["en"].about
    assert [topic.title for topic in french.topics.values()] == ["Le navire", "The expeditions"]


def test_the_place_in_a_source_is_told_in_the_reader_s_language(fram: KnowledgeBase) -> None:
    assert [c.at for c in fact(fram, "designer", "fr").citations] == ["chapitre 2"]


def test_a_source_keeps_its_title_as_published_whatever_the_language(folder: Folder) -> None:
    folder.append(
        "translations/fr/facts/ship.yaml",
        "  catalogue:\n    phrasings: [Que décrit le catalogue FM/12/345 ?]\n    answer: Chaque pont du navire.\n",
    )
    (citation,) = folder.content().editions["fr"].facts["catalogue"].citations
    assert (citation.source.title, citation.source.date) == ("Catalogue of the ship", "sans date")


def test_a_disputed_claim_is_translated_and_its_citation_too(fram: KnowledgeBase) -> None:
    (dispute,) = fact(fram, "first-expedition", "fr").disputes
    assert dispute.claim.startswith("L'almanach")


def test_glossary_and_small_talk_are_not_borrowed_from_another_language(fram: KnowledgeBase) -> None:
    assert (fram.edition("fr").terms, fram.edition("fr").smalltalk) == ((), ())


def test_rates_are_read_where_the_base_states_them(folder: Folder) -> None:
    folder.write("tests/rates.yaml", "golden:\n  en: {right: 70, found: 90.5, wrong: 5}\noutside: {everyday: 1}\n")
    rates = folder.content().rates
    assert rates.golden["en"] == (70, 90.5, 5)
    assert rates.outside == {"everyday": 1}


def test_a_base_without_rates_asks_for_none(fram: KnowledgeBase) -> None:
    assert (fram.rates.golden, fram.rates.outside) == ({}, {})


def test_the_base_s_own_language_comes_first(fram: KnowledgeBase) -> None:
    assert fram.languages == ("en", "fr")
