from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.application import BotApplication, build
from bot.terminal.local import TOKEN, Button, Conversation, LocalTelegram, SentMessage
from handlers.keeping.floods import BURST
from handlers.keeping.journal import Journal
from handlers.keeping.schema import Kind, Reason
from handlers.showing.details import complaint
from handlers.showing.rendering import Renderer
from knowledge import KnowledgeBase
from tests.handlers.lighthouses import AMBIGUOUS

PHAROS = "How tall was the Pharos of Alexandria?"
FRESNEL = "Who invented the Fresnel lens?"
NONSENSE = "Who is the keeper's cat?"
THANKS = "Thank you – noted for the editors."
LEAVE = "✉ Leave it for the editors"
TELL = "🔔 Tell me when it is answered"


@pytest.fixture
def journal(application: BotApplication) -> Journal:
    return application.bot_data.journal


def labels(message: SentMessage) -> list[str]:
    return [button.text for button in message.buttons]


async def tap(chat: Conversation, label: str, message: SentMessage) -> SentMessage:
    """Tap the button with this label, and return the message as it stands then."""
    await chat.tap(next(button for button in message.buttons if button.text == label), message)
    return chat.telegram.messages[message.chat, message.id]


def standing(data: str, message: SentMessage) -> tuple[Button, SentMessage]:
    """Return a button with this data, and the message as it was when the button stood under it."""
    return (button := Button("Old", data)), replace(message, rows=((button,),))


async def open_questions(journal: Journal) -> list[tuple[str, Kind, tuple[str, ...], Reason | None, int | None]]:
    return [(q.text, q.kind, q.offered, q.reason, q.chat) for q in await journal.open_questions()]


async def votes(journal: Journal) -> list[tuple[str, bool, Reason | None]]:
    return [(vote.fact, vote.good, vote.reason) for vote in await journal.votes()]


# Under an answer


async def test_an_answer_asks_in_one_row_whether_it_helped(chat: Conversation) -> None:
    (answer,) = await chat.say(FRESNEL)
    assert ["👍", "👎", "Why?", "Source"] in [[button.text for button in row] for row in answer.rows]


async def test_a_group_is_not_asked(group: Conversation, journal: Journal) -> None:
    (answer,) = await group.say(f"/ask {PHAROS}")
    assert not {"👍", "👎"} & {*labels(answer)}
    for data in ("en/u:pharos", "en/d:pharos", "en/o:u:pharos", "en/e", "en/m"):
        assert await group.tap(Button("Forged", data), answer) == []
    assert (await votes(journal), await open_questions(journal)) == ([], [])


async def test_why_shows_what_was_asked_and_the_nearest_phrasing_and_leads_back(chat: Conversation) -> None:
    (answer,) = await chat.say(f"Pray: {PHAROS}")
    why = await tap(chat, "Why?", answer)
    assert f"You asked: Pray: {PHAROS}" in why.text
    assert f"Nearest to how I know it: {PHAROS}" in why.text
    assert "How sure I am: 90%" in why.text
    assert (await tap(chat, "‹ Back", why)).html == answer.html


async def test_why_finds_the_question_again_in_an_edit_and_behind_ask(chat: Conversation) -> None:
    await chat.say(f"/ask {FRESNEL}")
    (answer,) = await chat.edit(f"/ask {PHAROS}")
    assert f"You asked: {PHAROS}" in (await tap(chat, "Why?", answer)).text


async def test_why_of_a_question_as_long_as_a_message_fits_into_one_message(chat: Conversation) -> None:
    (answer,) = await chat.say(f"{PHAROS} {'please ' * 570}")
    why = await tap(chat, "Why?", answer)
    assert f"You asked: {PHAROS} please" in why.text
    assert labels(why) == ["‹ Back"]


async def test_why_says_where_nothing_was_searched_for(chat: Conversation) -> None:
    (answer,) = await chat.say("/start fresnel")
    assert "I did not search" in (await tap(chat, "Why?", answer)).text


async def test_why_shows_the_words_that_counted_and_what_they_were_taken_for(chat: Conversation) -> None:
    (answer,) = await chat.say(PHAROS)
    assert "Words that counted: Pharos, tal → tall\n" in (await tap(chat, "Why?", answer)).text


async def test_why_shows_no_words_for_the_second_of_two_answers(chat: Conversation) -> None:
    _, second = await chat.say(f"{PHAROS} {FRESNEL}")
    assert "Words that counted" not in (await tap(chat, "Why?", second)).text


async def test_a_choice_that_was_tapped_still_knows_its_question(chat: Conversation) -> None:
    (choice,) = await chat.say(AMBIGUOUS)
    answer = await tap(chat, FRESNEL, choice)
    assert f"You asked: {AMBIGUOUS}" in (await tap(chat, "Why?", answer)).text


async def test_source_shows_the_full_record_and_leads_back(chat: Conversation) -> None:
    (answer,) = await chat.say(PHAROS)
    record = await tap(chat, "Source", answer)
    for line in (
        "1. Register of Lights & Signals (HO/21/7)",
        "Published by: Harbour Office, 3 May 1921",
        "Where to look: page 1",
        "Read in a reprint.",
        "https://lights.example/register?a=1&b=2",
    ):
        assert line in record.text.splitlines()
    assert (await tap(chat, "‹ Back", record)).rows == answer.rows


# Votes


async def test_a_thumbs_up_is_kept_once_and_thanked_for(chat: Conversation, journal: Journal) -> None:
    (answer,) = await chat.say(PHAROS)
    for _ in range(2):
        await tap(chat, "👍", answer)
        assert chat.notices == [THANKS]
    assert await votes(journal) == [("pharos", True, None)]
    assert await open_questions(journal) == []


async def test_a_thumbs_down_asks_in_one_tap_what_is_wrong(chat: Conversation, journal: Journal) -> None:
    (answer,) = await chat.say(PHAROS)
    complaint = await tap(chat, "👎", answer)
    assert labels(complaint) == ["Not what I asked", "Out of date", "Unclear", "‹ Back"]
    assert (await tap(chat, "Out of date", complaint)).html == answer.html
    assert chat.notices == [THANKS]
    assert await votes(journal) == [("pharos", False, Reason.OUT_OF_DATE)]
    assert await open_questions(journal) == [(PHAROS, Kind.THUMBS_DOWN, ("pharos",), Reason.OUT_OF_DATE, None)]


async def test_a_thumbs_down_without_a_reason_is_kept_too(chat: Conversation, journal: Journal) -> None:
    (answer,) = await chat.say(PHAROS)
    await tap(chat, "👎", answer)
    assert await votes(journal) == [("pharos", False, None)]
    assert await open_questions(journal) == [(PHAROS, Kind.THUMBS_DOWN, ("pharos",), None, None)]


async def test_who_thinks_better_of_it_leaves_no_complaint(chat: Conversation, journal: Journal) -> None:
    (answer,) = await chat.say(PHAROS)
    await tap(chat, "👎", answer)
    await chat.tap(Button("👍", "en/u:pharos"), answer)
    assert await votes(journal) == [("pharos", True, None)]
    assert await open_questions(journal) == []


async def test_votes_on_two_answers_are_two(chat: Conversation, journal: Journal) -> None:
    for _ in range(2):
        (answer,) = await chat.say(PHAROS)
        await tap(chat, "👍", answer)
    assert len(await votes(journal)) == 2


@pytest.mark.parametrize("data", ["en/u:fresnel", "en/d:fresnel", "en/o:u:pharos", "en/e", "en/m", "en/n"])
async def test_a_tap_on_a_button_that_the_message_does_not_have_changes_nothing(
    chat: Conversation, journal: Journal, data: str
) -> None:
    """A changed app can send the data of any button under any message."""
    (answer,) = await chat.say(PHAROS)
    assert await chat.tap(Button("Forged", data), answer) == []
    assert (await votes(journal), await open_questions(journal)) == ([], [])
    assert chat.notices == []


@pytest.mark.parametrize("data", ["en/u:pharos", "en/d:pharos", "en/o:u:pharos", "en/e", "en/m"])
async def test_under_a_message_that_telegram_shows_no_more_nothing_is_kept_and_that_is_said(
    chat: Conversation, journal: Journal, data: str
) -> None:
    inaccessible = {"message_id": 99, "date": 0, "chat": chat.chat}
    query = {"id": "1", "from": chat.person, "chat_instance": "1", "data": data, "message": inaccessible}
    assert await chat.deliver(callback_query=query) == []
    assert chat.notices == ["I do not have your question any more. Please ask it again."]
    assert (await votes(journal), await open_questions(journal)) == ([], [])


async def test_who_votes_faster_than_anyone_reads_is_slowed_down(chat: Conversation, journal: Journal) -> None:
    (answer,) = await chat.say(PHAROS)
    (other,) = await chat.say(FRESNEL)
    for message in (answer, other) * BURST:
        await tap(chat, "👍", message)
    assert await chat.tap(*standing("en/d:pharos", answer)) == []
    assert sorted(await votes(journal)) == [("fresnel", True, None), ("pharos", True, None)]


async def test_a_fact_that_nobody_asked_for_is_voted_on_without_a_question(
    chat: Conversation, journal: Journal
) -> None:
    (answer,) = await chat.say("/start fresnel")
    await tap(chat, "👎", answer)
    assert len(await votes(journal)) == 1
    assert await open_questions(journal) == []


@pytest.mark.parametrize("data", ["en/u:beacon", "en/d:beacon", "en/o:u:beacon", "en/w:beacon", "en/R:beacon", "b:x"])
async def test_a_button_whose_fact_is_gone_says_so_and_keeps_nothing(
    chat: Conversation, journal: Journal, data: str
) -> None:
    (answer,) = await chat.say(PHAROS)
    assert await chat.tap(*standing(data, answer)) == []
    assert chat.notices == ["That is no longer in my sources. Send /topics to see what is."]
    assert await votes(journal) == []


@pytest.mark.parametrize("data", ["w", "u", "d:a:b", "o:pharos", "o:x:pharos", "e:1", "m:1", "R::"])
async def test_malformed_data_changes_nothing(chat: Conversation, journal: Journal, data: str) -> None:
    (answer,) = await chat.say(PHAROS)
    assert await chat.tap(Button("Odd", data), answer) == []
    assert (await votes(journal), await open_questions(journal)) == ([], [])


# Questions for the editors


async def test_an_unknown_question_is_left_for_the_editors_without_the_asker(
    chat: Conversation, journal: Journal
) -> None:
    (unknown,) = await chat.say(NONSENSE)
    assert await journal.open_questions() == []
    left = await tap(chat, LEAVE, unknown)
    assert "Your question is left for the editors" in left.text
    assert LEAVE not in labels(left)
    assert await open_questions(journal) == [(NONSENSE, Kind.UNKNOWN, (), None, None)]


async def test_who_wants_to_be_told_is_noted(chat: Conversation, journal: Journal) -> None:
    (unknown,) = await chat.say(NONSENSE)
    told = await tap(chat, TELL, await tap(chat, LEAVE, unknown))
    assert told.text.startswith("I will write to you here once it is answered.")
    assert await open_questions(journal) == [(NONSENSE, Kind.UNKNOWN, (), None, chat.chat["id"])]


async def test_a_button_from_before_a_restart_still_works(lighthouses: KnowledgeBase, tmp_path: Path) -> None:
    telegram = LocalTelegram()
    for _ in range(2):
        database = f"sqlite+aiosqlite:///{tmp_path}/journal.sqlite3"
        async with build(lighthouses, TOKEN, request=telegram, database=database) as application:
            chat = Conversation(application, telegram)
            if not telegram.sent:
                (unknown,) = await chat.say(NONSENSE)
                left = await tap(chat, LEAVE, unknown)
            else:
                assert (await tap(chat, TELL, left)).text.startswith("I will write to you")


async def test_none_of_these_leaves_the_question_with_what_was_offered(chat: Conversation, journal: Journal) -> None:
    (choice,) = await chat.say(AMBIGUOUS)
    unknown = await tap(chat, "None of these", choice)
    assert TELL in labels(unknown)
    assert await open_questions(journal) == [(AMBIGUOUS, Kind.NONE_OF_THESE, ("pharos", "fresnel"), None, None)]


async def test_none_of_these_in_a_group_keeps_nothing(group: Conversation, journal: Journal) -> None:
    (choice,) = await group.say(f"/ask {AMBIGUOUS}")
    unknown = await tap(group, "None of these", choice)
    assert TELL not in labels(unknown)
    assert await journal.open_questions() == []


@pytest.mark.parametrize("before", ["hello", "???", "/ask"])
async def test_what_was_edited_into_a_question_can_be_left_too(
    chat: Conversation, journal: Journal, before: str
) -> None:
    """What had answered it before knows its question as well as an answer does."""
    await chat.say(before)
    (unknown,) = await chat.edit(f"/ask {NONSENSE}" if before == "/ask" else NONSENSE)
    await tap(chat, LEAVE, unknown)
    assert [question.text for question in await journal.open_questions()] == [NONSENSE]


async def test_a_question_with_a_phone_number_is_not_kept_and_why_is_said(chat: Conversation, journal: Journal) -> None:
    (unknown,) = await chat.say("Who is the keeper at +44 20 7946 0958?")
    await tap(chat, LEAVE, unknown)
    assert chat.notices[0].startswith("Your question seems to hold a phone number")
    assert await journal.open_questions() == []


@pytest.mark.parametrize("data", ["en/e", "en/m"])
async def test_a_question_that_was_deleted_is_asked_for_again(chat: Conversation, data: str) -> None:
    (unknown,) = await chat.say(NONSENSE)
    chat.telegram.written.clear()
    await chat.tap(*standing(data, unknown))
    assert chat.notices == ["I do not have your question any more. Please ask it again."]


async def test_a_journal_that_fails_keeps_no_answer_from_being_sent(failing: Conversation) -> None:
    (answer,) = await failing.say(PHAROS)
    await tap(failing, "👍", answer)
    assert failing.notices == ["I cannot note that at the moment. Please try again later."]
    (unknown,) = await failing.say(NONSENSE)
    await tap(failing, LEAVE, unknown)
    assert failing.notices == ["I cannot note that at the moment. Please try again later."]
    assert await failing.say(FRESNEL)


# The same failed question again


async def test_a_question_that_fails_again_gets_other_help(chat: Conversation) -> None:
    replies = [(await chat.say(NONSENSE))[0].text for _ in range(3)]
    assert "• How tall was the Pharos" in replies[1]
    assert "/topics" in replies[2]
    assert len({*replies}) == 3


async def test_another_question_that_fails_gets_the_first_help(chat: Conversation) -> None:
    (first,) = await chat.say(NONSENSE)
    (other,) = await chat.say("And the dog?")
    assert first.text == other.text


# What fits


def test_the_longest_ids_fit_the_64_bytes_of_a_button(shown: Renderer) -> None:
    facts = {"x" * 48: replace(shown.edition.facts["pharos"], id="x" * 48)}
    private = replace(shown, edition=replace(shown.edition, facts=facts), private=True)
    messages = (private.fact("x" * 48), complaint(private, "x" * 48))
    assert all(len(b.data.encode()) <= 64 for message in messages for row in message.buttons for b in row)
