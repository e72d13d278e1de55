from __future__ import annotations

import json

import pytest

from handlers.keeping.memory import MINUTES, QUESTIONS, Asker, Memory

ANNA, BELA = Asker(1, 1), Asker(-7, 2)


class Clock:
    """A clock that a test puts forward."""

    def __init__(self) -> None:
        self.minutes = 0.0

    def __call__(self) -> float:
        return 60 * self.minutes


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock: Clock) -> Memory:
    return Memory(size=2, clock=clock)


def test_the_subject_is_what_was_answered_last(memory: Memory) -> None:
    memory.answered(ANNA, ("pharos",))
    memory.answered(ANNA, ("fresnel", "lamps"))
    assert memory.of(ANNA).subject == ("fresnel", "lamps")


def test_an_edited_question_is_about_what_it_was_about_before(memory: Memory) -> None:
    memory.answered(ANNA, ("pharos",), 1)
    memory.answered(ANNA, ("fresnel",), 2)
    memory.answered(ANNA, ("lamps",), 2)
    assert memory.before(ANNA, 2) == ("pharos",)
    assert memory.before(ANNA, 3) == ("lamps",)


def test_an_edit_of_an_older_question_is_not_what_is_talked_of(memory: Memory) -> None:
    memory.answered(ANNA, ("pharos",), 1)
    memory.answered(ANNA, ("fresnel",), 2)
    memory.answered(ANNA, ("hook",), 3)
    memory.answered(ANNA, ("lamps",), 2)
    assert memory.of(ANNA).subject == ("hook",)
    assert memory.before(ANNA, 2) == ("pharos",)


def test_a_question_from_before_all_that_is_remembered_is_about_none_of_it(memory: Memory) -> None:
    memory.answered(ANNA, ("pharos",), 5)
    assert memory.before(ANNA, 4) == ()


def test_of_many_questions_the_latest_are_remembered(memory: Memory) -> None:
    for question in range(1, 2 * QUESTIONS):
        memory.answered(ANNA, (f"fact-{question}",), question)
    assert len(memory.of(ANNA).asked) == QUESTIONS
    assert memory.before(ANNA, QUESTIONS - 1) == ()


def test_each_chat_and_each_person_has_a_subject_of_its_own(memory: Memory) -> None:
    memory.answered(ANNA, ("pharos",))
    assert memory.of(Asker(ANNA.chat, BELA.user)).subject == ()
    assert memory.of(Asker(BELA.chat, ANNA.user)).subject == ()


@pytest.mark.parametrize(("minutes", "subject"), [(MINUTES - 0.1, ("pharos",)), (MINUTES, ())])
def test_the_subject_ends_with_a_long_silence(
    memory: Memory, clock: Clock, minutes: float, subject: tuple[str, ...]
) -> None:
    memory.answered(ANNA, ("pharos",))
    clock.minutes = minutes
    assert memory.of(ANNA).subject == subject


def test_what_is_over_is_kept_no_longer(memory: Memory, clock: Clock) -> None:
    memory.answered(ANNA, ("pharos",))
    clock.minutes = MINUTES
    memory.answered(BELA, ("fresnel",))
    assert "pharos" not in repr(vars(memory))


def test_only_the_latest_conversations_are_remembered(memory: Memory) -> None:
    for user in (1, 2, 1, 3):
        memory.answered(Asker(0, user), ("pharos",))
    assert [bool(memory.of(Asker(0, user)).subject) for user in (1, 2, 3)] == [True, False, True]


def test_a_question_that_fails_again_is_counted_however_it_is_written(memory: Memory) -> None:
    asked = ("Why?", "why", "  WHY ?!", "How?", "Why?")
    assert [memory.failed(ANNA, question) for question in asked] == [0, 1, 2, 0, 0]


def test_an_answer_in_between_ends_the_count(memory: Memory) -> None:
    memory.failed(ANNA, "Why?")
    memory.answered(ANNA, ("pharos",))
    assert memory.failed(ANNA, "Why?") == 0


def test_a_failed_question_keeps_the_subject(memory: Memory) -> None:
    memory.answered(ANNA, ("pharos",))
    memory.failed(ANNA, "Why?")
    assert memory.of(ANNA).subject == ("pharos",)


def test_no_word_of_a_question_is_remembered(memory: Memory) -> None:
    memory.failed(ANNA, "a very private question")
    assert "private" not in repr(vars(memory))


def test_what_is_awaited_is_cancelled_once(memory: Memory) -> None:
    assert not memory.cancel(ANNA)
    memory.wait(ANNA, "an answer")
    assert [memory.cancel(ANNA), memory.cancel(ANNA)] == [True, False]


def test_a_user_is_forgotten_in_every_chat(memory: Memory) -> None:
    for asker in (ANNA, Asker(BELA.chat, ANNA.user)):
        memory.answered(asker, ("pharos",))
    memory.forget(ANNA.user)
    assert "pharos" not in repr(vars(memory))


def test_what_one_process_exports_another_one_restores(memory: Memory) -> None:
    """As JSON, and with the time that has passed, whatever their clocks say."""
    memory.answered(ANNA, ("pharos",), question=7)
    memory.failed(ANNA, "Why?")
    memory.wait(ANNA, "an answer")
    other_clock = Clock()
    other_clock.minutes = 1000.0
    other = Memory(clock=other_clock)
    other.restore(ANNA, json.loads(json.dumps(memory.export(ANNA))))
    assert other.of(ANNA) == memory.of(ANNA)
    assert other.export(ANNA) == memory.export(ANNA)
    other_clock.minutes += MINUTES - 0.1
    assert other.of(ANNA).subject == ("pharos",)
    other_clock.minutes += 0.2
    assert other.export(ANNA) is None


def test_what_nobody_remembers_any_more_is_forgotten_here_too(memory: Memory) -> None:
    memory.answered(ANNA, ("pharos",))
    memory.restore(ANNA, Memory().export(ANNA))
    assert memory.of(ANNA).subject == ()
