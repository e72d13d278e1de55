from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from bot.application import BotApplication
from bot.terminal.local import Button, Conversation, LocalTelegram, RefusalError, SentMessage
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


def dated(shown: Renderer, *dates: str) -> Renderer:
    return replace(shown, edition=with_dates(shown.edition, *dates))


def years(number: int) -> list[str]:
    return [str(1900 + year) for year in range(number)]


def told(shown: Renderer, **events: str) -> Renderer:
    """Return `shown` with texts for the timeline, by fact."""
    facts = {key: replace(fact, event=events.get(key)) for key, fact in shown.edition.facts.items()}
    return replace(shown, edition=replace(shown.edition, facts=facts))


async def picture(chat: Conversation) -> SentMessage:
    (page,) = await chat.say("/timeline")
    (sent,) = await chat.tap(next(button for button in page.buttons if button.text == PICTURE))
    return sent


async def test_the_timeline_shows_what_happened_by_year(chat: Conversation) -> None:
    (page,) = await chat.say("/timeline")
    assert page.text == (
        "Timeline\n\n"
        "1844\n1. 1 Feb · Skerryvore was first lit on 1 February 1844.\n\n"
        "1854\n2. 1 Jan · Fastnet was first lit on 1 January 1854.\n\n"
        "1858\n3. 1 Sept · Bishop Rock was first lit on 1 September 1858.\n\n"
        "1860\n4. 15 Nov · Minot's Ledge was first lit on 15 November 1860.\n\n"
        "1870\n5. 1 Jan · Wolf Rock was first lit on 1 January 1870."
    )


async def test_a_number_opens_its_fact(chat: Conversation) -> None:
    (page,) = await chat.say("/timeline")
    (fact,) = await chat.tap(next(button for button in page.buttons if button.text == "3"))
    assert "Bishop Rock was first lit" in fact.text
    assert not fact.edited


def test_an_event_is_told_in_its_own_words_where_it_has_some(shown: Renderer) -> None:
    page = timeline.page(told(shown, **{"fastnet-lit": "A light on Fastnet"}), 1)
    assert "<i>1 Jan</i> · A light on Fastnet" in page.text
    assert "Fastnet was first lit" not in page.text


def test_where_the_event_of_a_date_is_told_its_other_facts_add_none(shown: Renderer) -> None:
    first, second, third = list(shown.edition.facts)[:3]
    all_on_one_day = dated(shown, "1900", "1900", "1900")
    assert len(timeline.events(all_on_one_day)) == 3
    assert [fact.id for fact in timeline.events(told(all_on_one_day, **{second: "It shone"}))] == [second]
    assert {first, third} == {fact.id for fact in timeline.events(told(all_on_one_day, **{first: "a", third: "b"}))}


def test_where_events_are_told_what_went_on_for_years_is_none_unless_it_is_told_too(shown: Renderer) -> None:
    first, second, *_ = shown.edition.facts
    long = dated(shown, "1900", "1900/1950")
    assert [fact.id for fact in timeline.events(long)] == [first, second]
    assert [fact.id for fact in timeline.events(told(long, **{first: "It shone"}))] == [first]
    both = told(long, **{first: "It shone", second: "It stood"})
    assert [fact.id for fact in timeline.events(both)] == [first, second]


def test_a_long_timeline_comes_in_pages_and_leads_to_its_key_dates(shown: Renderer) -> None:
    many = dated(shown, *years(timeline.EVENTS + 1))
    first, second = timeline.page(many, 1), timeline.page(many, 2)
    assert [button.data for row in first.buttons[-3:] for button in row] == ["en/l:2", "en/l:0", "en/p"]
    assert second.text.startswith("<b>Timeline (2 of 2)</b>")


def test_a_long_timeline_begins_with_its_key_dates_and_leads_to_all(shown: Renderer) -> None:
    key = timeline.page(dated(shown, *years(timeline.EVENTS + 1)), timeline.KEY_DATES)
    assert key.text.startswith("<b>Key dates</b>\n\n<b>1900</b>\n1. ")
    assert [(button.label, button.data) for button in key.buttons[-2]] == [("All dates ›", "en/l:1")]


async def test_the_timeline_turns_its_pages_in_place(chat: Conversation) -> None:
    (help_text,) = await chat.say("/help")
    (page,) = await chat.tap(Button("More ›", "en/l:2"), help_text)
    assert page.id == help_text.id
    assert page.text.startswith("Timeline")


@pytest.mark.parametrize(("moment", "number"), [("1905", 1), ("1912", 2), ("1912-05", 2), ("9999", 2)])
def test_the_timeline_begins_at_the_page_of_a_year(shown: Renderer, moment: str, number: int) -> None:
    assert timeline.page_since(dated(shown, *years(timeline.EVENTS + 1)), moment) == number


@pytest.mark.parametrize("moment", ["1850", "soon", "²"])
async def test_whatever_is_behind_the_command_the_timeline_is_shown(chat: Conversation, moment: str) -> None:
    assert (await chat.say(f"/timeline {moment}"))[0].text.startswith("Timeline")


def test_events_of_one_year_stand_under_it_together(shown: Renderer) -> None:
    page = timeline.page(dated(shown, "1611", "1611-05"), 1)
    assert page.text.count("<b>1611</b>") == 1


def test_without_dates_the_timeline_says_so(shown: Renderer) -> None:
    page = timeline.page(dated(shown), 1)
    assert page.text == "Nothing in my sources has a date yet."
    assert page.buttons == ()


def test_a_year_comes_before_its_months_and_these_before_their_days(shown: Renderer) -> None:
    found = timeline.events(dated(shown, "2006-09-14", "2006", "2006-01/2017-03", "2006-09", "1951-12"))
    assert [fact.date for fact in found] == ["1951-12", "2006", "2006-01/2017-03", "2006-09", "2006-09-14"]


async def test_the_picture_is_uploaded_once_and_then_known_by_its_id(chat: Conversation) -> None:
    for _ in range(2):
        sent = await picture(chat)
        assert sent.text == "Lighthouse Guide · Timeline"
    first, second = (call.parameters.get("photo") for call in chat.telegram.calls if call.method == "sendPhoto")
    assert first != "photo"
    assert second == "photo"


async def test_a_picture_whose_id_telegram_knows_no_more_is_uploaded_anew(
    chat: Conversation, application: BotApplication, telegram: LocalTelegram
) -> None:
    send = telegram._methods["sendPhoto"]

    def forgetful(parameters: Mapping[str, Any]) -> object:
        if parameters.get("photo") == "of another server":
            raise RefusalError("wrong file identifier/HTTP URL specified")
        return send(parameters)

    telegram._methods = {**telegram._methods, "sendPhoto": forgetful}
    knowledge = application.bot_data.knowledge
    application.bot_data.pictures.keep(knowledge, "en", "of another server")
    for _ in range(2):
        sent = await picture(chat)
        assert sent.text == "Lighthouse Guide · Timeline"
    assert [call.parameters.get("photo") for call in telegram.calls if call.method == "sendPhoto"][-1] == "photo"


async def test_a_picture_of_what_is_gone_says_so(chat: Conversation, application: BotApplication) -> None:
    (page,) = await chat.say("/timeline")
    application.bot_data.knowledge = cast(KnowledgeBase, Undated())
    assert await chat.tap(next(button for button in page.buttons if button.text == PICTURE)) == []
    assert chat.notices == ["That is no longer in my sources. Send /topics to see what is."]


def test_of_each_date_the_key_event_is_what_most_refer_to(shown: Renderer) -> None:
    facts = dict.fromkeys(("eddystone", "pharos", "hook"), "1900-05")  # the lens refers to one of them
    edition = replace(shown.edition, facts={key: replace(shown.edition.facts[key], date=d) for key, d in facts.items()})
    edition = replace(edition, facts={**edition.facts, "fresnel": shown.edition.facts["fresnel"]})
    assert [fact.id for fact in timeline.key_events(replace(shown, edition=edition))] == ["pharos"]


def test_the_overview_of_a_topic_comes_before_what_is_referred_to(shown: Renderer) -> None:
    facts = {key: replace(fact, date="1900") for key, fact in shown.edition.facts.items()}
    on_one_day = replace(shown, edition=replace(shown.edition, facts=facts))
    assert [fact.id for fact in timeline.key_events(on_one_day)] == ["lamps"]


def test_what_an_editor_has_told_for_the_timeline_comes_before_all_else(shown: Renderer) -> None:
    facts = {key: replace(fact, date="1900") for key, fact in shown.edition.facts.items()}
    on_one_day = told(replace(shown, edition=replace(shown.edition, facts=facts)), hook="Hook Head shone")
    assert [fact.id for fact in timeline.key_events(on_one_day)] == ["hook"]


def test_key_dates_are_spread_over_the_years(shown: Renderer) -> None:
    days = [f"1900-01-{day:02}" for day in range(1, 10)]
    found = timeline.key_events(dated(shown, *days, "1901", "1902"), most=5)
    assert {"1900", "1901", "1902"} == {(fact.date or "")[:4] for fact in found}


def test_what_went_on_for_years_is_no_key_date(shown: Renderer) -> None:
    assert [f.date for f in timeline.key_events(dated(shown, "1900/1950", "1901/1902"))] == ["1901/1902"]


def test_there_are_no_more_key_dates_than_can_be_read(shown: Renderer) -> None:
    assert len(timeline.key_events(dated(shown, *years(15)), most=3)) == 3
