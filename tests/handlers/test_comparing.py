from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from bot.application import BotApplication
from bot.terminal.local import PERSON, Conversation
from handlers.comparing import two
from handlers.showing.wording import Wording
from knowledge import Edition, Fact, KnowledgeBase, Phrasing
from tests.handlers.lighthouses import Lighthouses

TEXTS = Wording.load().of("en")


class Translated(Lighthouses):
    """The base in English and French, where rocks are called otherwise."""

    languages = ("en", "fr")

    def edition(self, language: str | None = None) -> Edition:
        edition = self.base.edition()
        if language != "fr":
            return edition
        facts = {key: replace(f, language="fr", phrasings=(_in_french(f),)) for key, f in edition.facts.items()}
        return replace(edition, language="fr", facts=facts)


def _in_french(fact: Fact) -> Phrasing:
    return Phrasing(fact.id, fact.title.replace("Wolf Rock", "Roche du Loup"), "fr")


async def test_two_words_are_set_side_by_side(chat: Conversation) -> None:
    (both,) = await chat.say("/compare Fastnet Wolf")
    assert both.text == (
        "Fastnet / Wolf\n\n"
        "1. When was Fastnet first lit?\nFastnet was first lit on 1 January 1854.\n"
        "When was Wolf Rock first lit?\nWolf Rock was first lit on 1 January 1870."
    )
    (fact,) = await chat.tap(both.buttons[1])
    assert fact.text.startswith("When was Wolf Rock first lit?")


async def test_the_other_way_round_the_same_facts_stand_there(chat: Conversation) -> None:
    (one,) = await chat.say("/compare Fastnet Wolf")
    (other,) = await chat.say("/compare Wolf Fastnet")
    assert [b.data for b in one.buttons] == [b.data for b in reversed(other.buttons)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2006 2013", ("2006", "2013")),
        ("Bishop Rock, Wolf Rock", ("Bishop Rock", "Wolf Rock")),
        ("Bishop Rock; Wolf Rock", ("Bishop Rock", "Wolf Rock")),
        ("Bishop Rock\nWolf Rock", ("Bishop Rock", "Wolf Rock")),
        ("Bishop Rock and Wolf Rock", ("Bishop Rock", "Wolf Rock")),
        ("Bishop Rock VS. Wolf Rock", ("Bishop Rock", "Wolf Rock")),
        ("2006/2013", ("2006", "2013")),
        ("2006 – 2013", ("2006", "2013")),
        ("Bishop Rock / Wolf Rock", ("Bishop Rock", "Wolf Rock")),
        ("A/61/515 A/68/190", ("A/61/515", "A/68/190")),
        ("", None),
        ("2006", None),
        ("a b c", None),
        ("a, b, c", None),
        ("a and b and c", None),
        (",", None),
        ("and", None),
    ],
)
def test_two_are_told_apart_however_they_are_joined(asked: str, expected: tuple[str, str] | None) -> None:
    assert two(asked, TEXTS) == expected


@pytest.mark.parametrize("asked", ["", "2006", "a b c", "a, b, c", ","])
async def test_anything_but_two_is_told_how_to_compare(chat: Conversation, asked: str) -> None:
    (usage,) = await chat.say(f"/compare {asked}")
    assert usage.text.endswith("/compare 1844 1854")


async def test_what_no_fact_is_about_is_named_and_the_topics_are_offered(chat: Conversation) -> None:
    (unknown,) = await chat.say("/compare Fastnet Atlantis")
    assert unknown.text == "None of my facts is about “Atlantis”."
    (unknown,) = await chat.say("/compare <b> &amp;")
    assert unknown.text == "None of my facts is about “<b>”, “&amp;”."
    assert [button.text for button in unknown.buttons] == ["All topics"]


@pytest.mark.parametrize("asked", ["Fastnet Fastnet", "Fastnet, FASTNET?"])
async def test_one_and_the_same_is_not_compared(chat: Conversation, asked: str) -> None:
    (same,) = await chat.say(f"/compare {asked}")
    assert "are one and the same to me" in same.text


async def test_where_nothing_of_one_kind_is_said_of_both_that_is_said(chat: Conversation) -> None:
    (nothing,) = await chat.say("/compare Fresnel Fastnet")
    assert nothing.text.startswith("I have facts on “Fresnel” and on “Fastnet”, but none")


async def test_of_long_subjects_the_first_words_are_repeated(chat: Conversation) -> None:
    (nothing,) = await chat.say(f"/compare {'far ' * 500}, {'near ' * 400}")
    assert len(nothing.text) < 300


@pytest.mark.parametrize(("asked", "title"), [("Fastnet Loup", "Roche du Loup"), ("Fastnet Wolf", "Wolf Rock")])
async def test_both_are_looked_for_in_the_language_of_the_asker_and_then_in_the_others(
    application: BotApplication, chat: Conversation, asked: str, title: str
) -> None:
    application.bot_data.knowledge = cast(KnowledgeBase, Translated())
    french = Conversation(application, chat.telegram, person=PERSON | {"language_code": "fr"})
    (both,) = await french.say(f"/compare {asked}")
    assert title in both.text
    (unknown,) = await french.say("/compare Fastnet Atlantis")
    assert unknown.text.startswith("Aucun de mes faits")
