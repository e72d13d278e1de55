"""Each part of the bot is fed with a few inputs; `make fuzz` feeds a million."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from tests.fuzzing.feeding import TARGETS, jobs, report
from tests.fuzzing.running import Batch, run
from tests.fuzzing.targets import Target

FEW = 40


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_whatever_it_is_fed_with_all_that_is_promised_holds(target: Target) -> None:
    batch = run(target, seed=20060914, inputs=FEW)
    assert not batch.failure, batch.failure
    assert batch.inputs >= FEW


def test_what_fails_is_told_with_the_smallest_input() -> None:
    def check(number: int) -> None:
        assert number < 7

    batch = run(Target("numbers", st.integers(0, 100), check, share=1), seed=1)
    assert "given=7" in batch.failure
    assert not report([batch])


def test_all_inputs_are_shared_out_and_none_is_fed_twice() -> None:
    shared = list(jobs(100_000))
    assert sum(inputs for _, _, inputs in shared) >= 100_000
    assert len({(target, seed) for target, seed, _ in shared}) == len(shared)
    assert {target for target, _, _ in shared} == set(range(len(TARGETS)))


def test_a_run_tells_how_many_inputs_each_target_got_and_all_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([Batch("one", 0, 500, 1.0), Batch("one", 1, 500, 1.0), Batch("two", 0, 2000, 1.0)])
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in said[1:]] == [["one", "1,000"], ["two", "2,000"], ["all", "3,000"]]
