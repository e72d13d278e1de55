from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from bot.terminal.local import Conversation
from handlers.keeping.floods import ARRIVED, ASKERS, BURST, Flood, Floods

ANNA, BEN = 1, 2
QUESTION = "hello"


@pytest.fixture
def _long_waiting() -> Iterator[None]:
    """All has arrived long before it is taken up."""
    token = ARRIVED.set(0.0)
    yield
    ARRIVED.reset(token)


@pytest.fixture
def floods() -> Floods:
    return Floods()


def take(floods: Floods, *seconds: float, asker: int = ANNA, alone: bool = True) -> list[Flood]:
    """Return what messages written at these seconds are a part of."""
    return [floods.take(asker, second, alone=alone) for second in seconds]


async def test_who_waits_for_each_answer_may_ask_as_fast_as_they_come(floods: Floods) -> None:
    assert set(take(floods, *[0.0] * 100)) == {Flood.NONE}


async def test_but_not_where_others_wait_too(floods: Floods) -> None:
    assert Flood.BEGINS in take(floods, *[0.0] * 100, alone=False)


@pytest.mark.usefixtures("_long_waiting")
class TestWhoDoesNotWait:
    def test_may_write_some_messages_at_once(self, floods: Floods) -> None:
        assert set(take(floods, *[0.0] * BURST)) == {Flood.NONE}

    def test_may_write_twenty_a_minute(self, floods: Floods) -> None:
        assert set(take(floods, *range(0, 600, 3))) == {Flood.NONE}

    def test_is_told_once_and_then_left(self, floods: Floods) -> None:
        assert Counter(take(floods, *[0.0] * 100))[Flood.BEGINS] == 1
        assert set(take(floods, *range(1, 60))) == {Flood.GOES_ON}

    def test_is_listened_to_again_after_half_a_minute_of_quiet(self, floods: Floods) -> None:
        take(floods, *[0.0] * 100)
        assert take(floods, 20) == [Flood.GOES_ON]
        assert take(floods, 50) == [Flood.NONE]

    def test_is_told_again_when_it_begins_again(self, floods: Floods) -> None:
        take(floods, *[0.0] * 100)
        assert Flood.BEGINS in take(floods, *[100.0] * 10)

    def test_costs_no_other_anything(self, floods: Floods) -> None:
        take(floods, *[0.0] * 100)
        assert take(floods, 0, asker=BEN) == [Flood.NONE]

    def test_is_not_taken_for_a_flood_where_it_was_written_in_the_course_of_a_day(self, floods: Floods) -> None:
        """And comes at once, after downtime."""
        assert set(take(floods, *range(0, 86_400, 60))) == {Flood.NONE}


def test_only_so_many_askers_are_remembered(floods: Floods) -> None:
    for asker in range(ASKERS + 10):
        take(floods, 0, asker=asker)
    assert len(floods._askers) == ASKERS


async def test_who_floods_is_told_in_the_chat_once(group: Conversation) -> None:
    answers = [await group.say(f"/ask {QUESTION}") for _ in range(3 * BURST)]
    texts = Counter(message.text for messages in answers for message in messages)
    assert texts == {
        "Ahoy & welcome.": BURST,
        "That is faster than I can answer. Give me half a minute of quiet, and I am with you again.": 1,
    }


async def test_another_in_the_same_group_is_answered_all_the_same(group: Conversation) -> None:
    for _ in range(3 * BURST):
        await group.say(f"/ask {QUESTION}")
    ben = Conversation(group.application, group.telegram, group.chat, group.person | {"id": BEN + 10})
    assert await ben.say(f"/ask {QUESTION}")


async def test_who_taps_as_fast_is_told_in_an_alert_and_each_tap_ends(group: Conversation) -> None:
    await group.say("/topics")
    button = next(iter(group.telegram.messages.values())).buttons[0]
    notices = []
    for _ in range(3 * BURST):
        await group.tap(button, next(iter(group.telegram.messages.values())))
        notices += group.notices
    assert len(notices) == 1
    taps = [call for call in group.telegram.calls if call.method == "answerCallbackQuery"]
    assert len(taps) == 3 * BURST


async def test_an_edit_in_a_flood_leaves_its_answer_as_it_is(group: Conversation) -> None:
    for _ in range(BURST):
        await group.say(f"/ask {QUESTION}")
    (told,) = await group.edit("/ask again")
    assert not told.edited


@pytest.mark.parametrize("text", ["hello", "/weather", "/help@another_bot"])
async def test_who_talks_to_others_in_a_group_never_floods(group: Conversation, text: str) -> None:
    assert [await group.say(text) for _ in range(100)] == [[]] * 100
    assert await group.say(f"/ask {QUESTION}")
