from __future__ import annotations

import pytest

from knowledge import Phrasing
from knowledge.matching.smalltalk import LONGEST, Chatter
from knowledge.model import SmallTalk


def small_talk(name: str, *texts: str, language: str = "en") -> SmallTalk:
    return SmallTalk(name, tuple(Phrasing(name, text, language) for text in texts), reply=f"{name}!")


CHATTER = Chatter([
    small_talk("greeting", "hello", "good morning", "what is new"),
    small_talk("thanks", "thank you very much"),
    small_talk("salut", "bonjour", "hello", language="fr"),
])  # fmt: skip


def replied(text: str, asker: str | None = "en") -> str | None:
    talk = CHATTER.reply(text, asker)
    return talk.id if talk else None


@pytest.mark.parametrize("text", ["hello", "Hello!!", "helo", "good morning", "GOOD  morning.", "what's new?"])
def test_small_talk_is_known_however_it_is_typed(text: str) -> None:
    assert replied(text) == "greeting"


@pytest.mark.parametrize("text", ["", "…", "hello, who built the hull", "morning watch", "new", "thank"])
def test_what_says_more_or_less_is_no_small_talk(text: str) -> None:
    assert replied(text) is None


def test_a_message_longer_than_small_talk_is_none() -> None:
    assert replied("hello " * (LONGEST + 1)) is None


def test_the_asker_s_language_decides_between_two_as_near() -> None:
    assert replied("hello", "fr") == "salut"
    assert replied("hello", "en") == "greeting"


def test_a_base_without_small_talk_replies_to_none() -> None:
    assert Chatter([]).reply("hello", None) is None
