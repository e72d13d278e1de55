from __future__ import annotations

import random

import pytest

from knowledge import KnowledgeBase, Outcome
from knowledge.matching.calibration import Calibration, Evidence, Trial
from knowledge.measuring import Tally, measure, reliability
from tests.knowledge.folder import Folder

NEVER_ASKED = """
questions:
  - ask: who designed the fram
    fact: designer
  - ask: hull round why
    fact: hull
  - ask: xyzzy plugh
    fact: crew
  - ask: who led the first expedition
    fact: second-expedition
"""


@pytest.fixture
def tested(folder: Folder) -> Folder:
    """The small base with test questions that do well and badly."""
    folder.write("tests/en/expeditions.yaml", NEVER_ASKED)
    folder.write("tests/en/outside.yaml", "outside:\n  everyday: [pizza recipe, who designed the fram]\n")
    return folder


def shortfalls(folder: Folder, rates: str) -> list[str]:
    folder.write("tests/rates.yaml", rates)
    return list(measure(KnowledgeBase.load(folder.path)).shortfalls)


def test_each_question_counts_once(tested: Folder) -> None:
    tally = measure(KnowledgeBase.load(tested.path)).by_language["en"]
    assert tally.asked == tally.right + tally.offered + tally.missed + tally.wrong == 4
    assert tally.right >= 1
    assert tally.wrong >= 1


def test_questions_are_told_apart_by_the_topic_of_their_fact(tested: Folder) -> None:
    by_topic = measure(KnowledgeBase.load(tested.path)).by_topic
    assert {topic: tally.asked for topic, tally in by_topic.items()} == {"ship": 2, "expeditions": 2}


def test_a_fact_that_answers_as_well_counts_as_right(folder: Folder) -> None:
    folder.write(
        "tests/en/expeditions.yaml",
        "questions:\n  - ask: Who led the first expedition?\n    fact: crew\n    also: [first-expedition]\n",
    )
    assert measure(KnowledgeBase.load(folder.path)).by_language["en"].right == 1


def test_what_went_wrong_is_shown_with_what_was_found(tested: Folder) -> None:
    report = measure(KnowledgeBase.load(tested.path))
    assert "xyzzy plugh" in [question.text for question, _ in report.failures]
    assert [(question.text, found.answers[0].fact.id) for question, found in report.intrusions] == [
        ("who designed the fram", "designer")
    ]


def test_questions_that_nothing_answers_are_counted_by_kind(tested: Folder) -> None:
    declined = measure(KnowledgeBase.load(tested.path)).outside["en", "everyday"]
    assert (declined.asked, declined.answered) == (2, 1)


def test_a_rate_that_is_reached_is_no_shortfall(tested: Folder) -> None:
    assert shortfalls(tested, "golden:\n  en: {right: 25, found: 25, wrong: 75}\noutside: {everyday: 50}\n") == []


@pytest.mark.parametrize(
    ("rates", "shortfall"),
    [
        ("golden:\n  en: {right: 100, found: 0, wrong: 100}\n", "answered rightly, and at least 100 % are asked for"),
        ("golden:\n  en: {right: 0, found: 100, wrong: 100}\n", "rightly or offered, and at least 100 % are asked for"),
        ("golden:\n  en: {right: 0, found: 0, wrong: 0}\n", "answered wrongly, and at most 0 % are asked for"),
        ("golden:\n  fr: {right: 1, found: 0, wrong: 0}\n", "fr: 0.0 % answered rightly, and at least 1 %"),
        ("outside: {everyday: 49.5}\n", "everyday: 50.0 % answered though nothing answers them, and at most 49.5 %"),
    ],
)
def test_a_rate_that_is_not_reached_is_told_in_a_sentence(tested: Folder, rates: str, shortfall: str) -> None:
    (told,) = shortfalls(tested, rates)
    assert shortfall in told


def test_a_tally_of_nothing_has_no_percentage_to_divide_by() -> None:
    assert Tally(0, 0, 0, 0).percent(0) == 0.0


def test_a_base_without_tests_is_measured_as_well(folder: Folder) -> None:
    for name in ("expeditions", "outside"):
        (folder.path / f"tests/en/{name}.yaml").unlink()
    report = measure(KnowledgeBase.load(folder.path))
    assert (report.by_language, report.failures, report.intrusions) == ({}, (), ())


def test_the_confidence_that_answers_people_is_not_the_one_that_is_measured(tested: Folder) -> None:
    knowledge = KnowledgeBase.load(tested.path)
    bold = knowledge.trusting(Calibration(30.0, (0.0,) * len(Evidence._fields), answer_from=0.5, offer_from=0.1))
    assert bold.find("hull round why").outcome is Outcome.ANSWERED
    assert measure(bold) == measure(knowledge)


def made_trials(count: int, honest: bool) -> list[Trial]:
    """Return trials whose evidence tells, or does not tell, how often they are right."""
    rng = random.Random(7)
    shares = [rng.uniform(0.02, 0.98) for _ in range(count)]
    return [
        Trial(Evidence(*[share] * len(Evidence._fields)), rng.random() < (share if honest else 0.5), True, True, str(i))
        for i, share in enumerate(shares)
    ]


def test_confidence_fitted_on_some_trials_holds_for_the_others() -> None:
    assert reliability(made_trials(3000, honest=True)).error < 0.05


def test_every_trial_is_judged_once() -> None:
    assert sum(b.questions for b in reliability(made_trials(333, honest=True)).bins) == 333


def test_confidence_that_nothing_supports_stays_near_what_is_usual() -> None:
    assert all(0.3 < b.confidence < 0.7 for b in reliability(made_trials(3000, honest=False)).bins)


def test_without_trials_there_is_no_error() -> None:
    assert reliability([]).error == 0.0
