from __future__ import annotations

import pytest

from handlers.keeping.memory import MINUTES, Asker, Memory

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
    assert memory.of(ANNA).before == ("pharos",)


def test_an_edited_question_is_about_what_it_was_about_before(memory: Memory) -> None:
    memory.answered(ANNA, ("pharos",))
    memory.answered(ANNA, ("fresnel",))
    memory.answered(ANNA, ("lamps",), before=memory.of(ANNA).before)
    assert memory.of(ANNA).before == ("pharos",)


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
