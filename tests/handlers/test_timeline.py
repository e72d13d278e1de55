from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from bot.application import BotApplication
from bot.local import Button, Conversation, SentMessage
from handlers import timeline
from handlers.showing.rendering import Renderer
from knowledge import Edition, KnowledgeBase
from tests.handlers.lighthouses import Lighthouses

PICTURE = "🖼 As a picture"


class Undated(Lighthouses):
    """The base after an edit: nothing has a date any more."""

    def edition(self, language: str | None = None) -> Edition:
        return with_dates(self.base.edition(language))


def with_dates(edition: Edition, *dates: str) -> Edition:
    """Return `edition` with its first facts dated so, and no others."""
    facts = list(edition.facts.values())
    dated = [replace(f, date=date) for f, date in zip(facts, [*dates, *[None] * len(facts)], strict=False)]
    return replace(edition, facts={fact.id: fact for fact in dated})


async def picture(chat: Conversation) -> SentMessage:
    (page,) = await chat.say("/timeline")
    (sent,) = await chat.tap(next(button for button in page.buttons if button.text == PICTURE))
    return sent


async def test_the_timeline_shows_the_dated_facts_in_order(chat: Conversation) -> None:
    (page,) = await chat.say("/timeline")
    assert page.text == (
        "Timeline\n\n"
        "1 Feb 1844\n1. When was Skerryvore first lit?\n\n"
        "1 Jan 1854\n2. When was Fastnet first lit?\n\n"
        "1 Sept 1858\n3. When was Bishop Rock first lit?\n\n"
        "15 Nov 1860\n4. When was Minot's Ledge first lit?\n\n"
        "1 Jan 1870\n5. When was Wolf Rock first lit?"
    )


async def test_a_number_opens_its_fact(chat: Conversation) -> None:
    (page,) = await chat.say("/timeline")
    (fact,) = await chat.tap(next(button for button in page.buttons if button.text == "3"))
    assert "Bishop Rock was first lit" in fact.text
    assert not fact.edited


def test_a_long_timeline_comes_in_pages(shown: Renderer) -> None:
    many = replace(shown, edition=with_dates(shown.edition, *map(str, range(1900, 1900 + timeline.EVENTS + 1))))
    first, second = timeline.page(many, 1), timeline.page(many, 2)
    assert [button.data for button in first.buttons[-2]] == ["en/l:2"]
    assert second.text.startswith("<b>Timeline (2 of 2)</b>")


async def test_the_timeline_turns_its_pages_in_place(chat: Conversation) -> None:
    (help_text,) = await chat.say("/help")
    (page,) = await chat.tap(Button("More ›", "en/l:2"), help_text)
    assert page.id == help_text.id
    assert page.text.startswith("Timeline")


@pytest.mark.parametrize(("moment", "number"), [("1905", 1), ("1910", 2), ("1910-05", 2), ("9999", 2), ("soon", 1)])
def test_the_timeline_begins_at_the_page_of_a_year(shown: Renderer, moment: str, number: int) -> None:
    edition = with_dates(shown.edition, *map(str, range(1900, 1900 + timeline.EVENTS + 1)))
    assert timeline.page_since(edition, moment) == number


async def test_a_year_behind_the_command_is_where_the_timeline_begins(chat: Conversation) -> None:
    assert (await chat.say("/timeline 1850"))[0].text.startswith("Timeline")


def test_facts_of_one_date_stand_under_it_together(shown: Renderer) -> None:
    edition = with_dates(shown.edition, "1611", "1611")
    page = timeline.page(replace(shown, edition=edition), 1)
    assert page.text.count("<b>1611</b>") == 1


def test_without_dates_the_timeline_says_so(shown: Renderer) -> None:
    page = timeline.page(replace(shown, edition=with_dates(shown.edition)), 1)
    assert page.text == "Nothing in my sources has a date yet."
    assert page.buttons == ()


def test_a_year_comes_before_its_months_and_these_before_their_days(shown: Renderer) -> None:
    edition = with_dates(shown.edition, "2006-09-14", "2006", "2006-01/2017-03", "2006-09", "1951-12")
    dates = [fact.date for fact in timeline.events(edition)]
    assert dates == ["1951-12", "2006", "2006-01/2017-03", "2006-09", "2006-09-14"]


async def test_the_picture_is_uploaded_once_and_then_known_by_its_id(chat: Conversation) -> None:
    for _ in range(2):
        sent = await picture(chat)
        assert sent.text == "Lighthouse Guide · Timeline"
    first, second = (call.parameters.get("photo") for call in chat.telegram.calls if call.method == "sendPhoto")
    assert first != "photo"
    assert second == "photo"


async def test_a_picture_of_what_is_gone_says_so(chat: Conversation, application: BotApplication) -> None:
    (page,) = await chat.say("/timeline")
    application.bot_data.knowledge = cast(KnowledgeBase, Undated())
    assert await chat.tap(next(button for button in page.buttons if button.text == PICTURE)) == []
    assert chat.notices == ["That is no longer in my sources. Send /topics to see what is."]


def test_a_picture_shows_one_event_a_date_the_most_referred_to(shown: Renderer) -> None:
    facts = ("eddystone", "pharos", "hook")  # of which the fact on the lens refers to one
    dated = {key: replace(shown.edition.facts[key], date="1900") for key in facts}
    edition = replace(shown.edition, facts={**dated, "fresnel": shown.edition.facts["fresnel"]})
    assert [fact.id for fact in timeline.key_events(edition)] == ["pharos"]


def test_a_picture_shows_the_overview_of_a_topic_before_all_else(shown: Renderer) -> None:
    dated = {key: replace(fact, date="1900") for key, fact in shown.edition.facts.items()}
    assert [fact.id for fact in timeline.key_events(replace(shown.edition, facts=dated))] == ["lamps"]


def test_what_went_on_for_years_is_in_no_picture(shown: Renderer) -> None:
    edition = with_dates(shown.edition, "1900/1950", "1901/1902")
    assert [fact.date for fact in timeline.key_events(edition)] == ["1901/1902"]


def test_a_picture_has_no_more_events_than_can_be_read(shown: Renderer) -> None:
    edition = with_dates(shown.edition, *map(str, range(1900, 1915)))
    assert len(timeline.key_events(edition, most=3)) == 3
