from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from knowledge.matching.calibration import UNTRAINED, Calibration, Costs, Evidence, Trial, calibrate, held_back, part_of

INPUTS = len(Evidence._fields)
SLOPES = tuple(0.8 - 0.3 * (i % 4) for i in range(INPUTS))
"""What the made-up trials follow, some for and some against."""
INTERCEPT = 0.5


def trials(count: int, seed: int = 1893) -> list[Trial]:
    """Return trials whose outcomes follow `SLOPES` and `INTERCEPT`."""
    rng = random.Random(seed)
    true = Calibration(INTERCEPT, SLOPES, answer_from=1.0, offer_from=0.0)
    made = []
    for i in range(count):
        evidence = Evidence(*(rng.uniform(0.05, 0.95) for _ in range(INPUTS)))
        right = rng.random() < true.confidence(evidence)
        answerable = right or rng.random() < 0.5
        offered = right or (answerable and rng.random() < 0.5)
        made.append(Trial(evidence, right, offered=offered, answerable=answerable, about=str(i)))
    return made


def cost(trials: Sequence[Trial], fitted: Calibration, offer_from: float, costs: Costs) -> float:
    """Return what answering, offering and declining cost altogether, each trial in turn."""
    total = 0.0
    for trial in trials:
        confidence = fitted.confidence(trial.evidence)
        missed = costs.missed * (trial.answerable and not trial.offered)
        if confidence >= fitted.answer_from:
            total += trial.weight * (0.0 if trial.right else costs.wrong)
        elif confidence >= offer_from:
            total += trial.weight * (costs.offer + missed)
        else:
            total += trial.weight * costs.missed * trial.answerable
    return total


def least_cost(trials: Sequence[Trial], fitted: Calibration, costs: Costs) -> float:
    """Return the least cost of any threshold from which to offer."""
    levels = {0.0, fitted.answer_from, *(fitted.confidence(trial.evidence) for trial in trials)}
    return min(cost(trials, fitted, level, costs) for level in levels if level <= fitted.answer_from)


@pytest.fixture(scope="module")
def fitted() -> Calibration:
    return calibrate(trials(20_000))


def test_the_regression_recovers_the_slopes_that_the_trials_follow(fitted: Calibration) -> None:
    assert fitted.slopes == pytest.approx(SLOPES, abs=0.1)
    assert fitted.intercept == pytest.approx(INTERCEPT, abs=0.1)


def test_what_one_thing_is_worth_may_depend_on_another() -> None:
    rng = random.Random(1893)
    made = []
    for i in range(4_000):
        evidence = Evidence(*(rng.choice((0.1, 0.9)) for _ in range(INPUTS)))
        made.append(Trial(evidence, evidence.cover == evidence.ahead, True, True, str(i)))
    fitted = calibrate(made)
    assert all((fitted.confidence(trial.evidence) > 0.5) is trial.right for trial in made)


def test_where_trials_are_few_each_thing_counts_for_itself() -> None:
    few, many = (calibrate(trials(count)) for count in (40, 4_000))
    assert max(map(abs, few.products)) < max(map(abs, few.slopes)) / 10
    assert len(few.products) == len(many.products) == INPUTS * (INPUTS + 1) / 2


def test_a_question_is_held_back_with_all_that_are_about_the_same() -> None:
    some = [trial._replace(about=f"fact {i % 20}") for i, trial in enumerate(trials(200))]
    parts = held_back(some)
    for trial in some[:20]:
        others = [other for other in some if part_of(other.about) != part_of(trial.about)]
        assert not [other for other in others if other.about == trial.about]
        assert parts[part_of(trial.about)] == calibrate(others)


def test_the_confidence_is_the_share_that_is_right(fitted: Calibration) -> None:
    unseen = trials(5_000, seed=1898)
    sure = [trial for trial in unseen if 0.7 <= fitted.confidence(trial.evidence) < 0.8]
    assert len(sure) > 200
    assert sum(trial.right for trial in sure) / len(sure) == pytest.approx(0.75, abs=0.06)


def test_a_weight_counts_as_so_many_trials() -> None:
    some = trials(60)
    twice = calibrate([*some, *some])
    weighed = calibrate([trial._replace(weight=2.0) for trial in some])
    assert weighed.slopes == pytest.approx(twice.slopes, rel=1e-6)
    assert (weighed.answer_from, weighed.offer_from) == pytest.approx((twice.answer_from, twice.offer_from))


def test_the_same_trials_give_the_same_calibration_to_the_last_digit() -> None:
    assert calibrate(trials(300)) == calibrate(trials(300))


def test_nothing_is_answered_on_less_confidence_than_it_is_offered(fitted: Calibration) -> None:
    assert 0 <= fitted.offer_from <= fitted.answer_from <= 1


@given(st.builds(Costs, *[st.floats(0.1, 5)] * len(Costs._fields)))
@settings(deadline=None)
def test_where_answering_begins_it_costs_what_offering_does(costs: Costs) -> None:
    assume(costs.wrong > costs.offer)
    p = calibrate(trials(50), costs).answer_from
    assert costs.wrong * (1 - p) == pytest.approx(costs.needless * p + costs.offer * (1 - p))


@given(st.integers(0, 1000), st.integers(4, 40), st.builds(Costs, *[st.floats(0.1, 5)] * len(Costs._fields)))
@settings(deadline=None)
def test_where_offering_begins_it_costs_least_on_the_trials(seed: int, count: int, costs: Costs) -> None:
    some = trials(count, seed)
    chosen = calibrate(some, costs)
    assume(chosen != UNTRAINED and costs.wrong > costs.offer)
    assert cost(some, chosen, chosen.offer_from, costs) == pytest.approx(least_cost(some, chosen, costs))


@pytest.mark.parametrize(
    "alike", [[], trials(1), [t for t in trials(50) if t.right], [t for t in trials(50) if not t.right]]
)
def test_from_trials_that_all_came_out_alike_nothing_is_learned(alike: list[Trial]) -> None:
    assert calibrate(alike) == UNTRAINED


@given(st.lists(st.tuples(st.sampled_from([0.3, 0.6]), st.booleans(), st.booleans()), min_size=4, max_size=12))
@example([(0.3, False, False), (0.3, False, False), (0.3, False, False), (0.3, True, False)])
@settings(deadline=None)
def test_trials_of_equal_confidence_share_one_side_of_the_threshold(rows: list[tuple[float, bool, bool]]) -> None:
    same = [Trial(Evidence(*[share] * INPUTS), right, right or offered, True, "") for share, right, offered in rows]
    chosen = calibrate(same)
    assume(chosen != UNTRAINED)
    assert cost(same, chosen, chosen.offer_from, Costs()) == pytest.approx(least_cost(same, chosen, Costs()))


@given(st.lists(st.floats(0, 1), min_size=INPUTS, max_size=INPUTS))
@settings(deadline=None)
def test_any_evidence_gives_a_probability(shares: list[float]) -> None:
    for calibration in (UNTRAINED, Calibration(0.0, (50.0,) * INPUTS, 0.9, 0.1), calibrate(trials(200))):
        assert 0 <= calibration.confidence(Evidence(*shares)) <= 1


def test_a_wrong_answer_costs_five_admissions_and_an_offer_a_fifth_of_one() -> None:
    assert (Costs().wrong / Costs().missed, Costs().offer / Costs().missed) == (5, 0.2)


def test_a_fact_that_is_only_offered_for_a_phrasing_that_it_lacks_is_a_success_in_part() -> None:
    best, offered, missed = (
        Trial(Evidence(*[0.5] * INPUTS), right, offered, answerable=True, about="x", left_out=True)
        for right, offered in ((True, True), (False, True), (False, False))
    )
    assert missed.success == 0 < offered.success < best.success == 1
    assert offered._replace(left_out=False).success == 0
