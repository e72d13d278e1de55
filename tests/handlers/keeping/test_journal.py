"""What the journal keeps, in a database of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from handlers.keeping.journal import CARRIED_FOR, KEPT, Journal
from handlers.keeping.schema import Carried, Kind, OpenQuestion, Reason, Tally, Vote, now
from handlers.keeping.tallies import TALLIED
from knowledge import Found, KnowledgeBase, Outcome

QUESTION = OpenQuestion("t1", "Why is the sea salt?", "en", Kind.UNKNOWN, ("pharos", "fresnel"))
VOTE = Vote("v1", "pharos", good=False, reason=Reason.UNCLEAR)
CARRIED = Carried(5, 1, "pharos", "en", "en:1", "[]")


@pytest.fixture
async def journal(database_url: str) -> AsyncIterator[Journal]:
    journal = Journal(database_url)
    await journal.open()
    yield journal
    await journal.close()


@pytest.fixture
async def again(database_url: str, journal: Journal) -> AsyncIterator[Journal]:
    """The journal of another process."""
    del journal  # opens first
    again = Journal(database_url)
    yield again
    await again.close()


async def test_what_is_kept_is_there_after_a_restart(journal: Journal, again: Journal) -> None:
    await journal.set_language(5, "fr")
    await journal.keep(QUESTION)
    await journal.vote(VOTE)
    await journal.close()
    await again.open()
    await again.refresh_language(5)
    assert again.language_of(5) == "fr"
    assert await again.open_questions() == [QUESTION]
    assert await again.votes() == [VOTE]


async def test_a_language_is_changed_and_taken_back(journal: Journal) -> None:
    for language in ("fr", "es", None):
        await journal.set_language(5, language)
        assert journal.language_of(5) == language


async def test_a_language_that_another_process_keeps_is_read_when_it_is_needed(
    journal: Journal, again: Journal
) -> None:
    for language in ("fr", None):
        await journal.set_language(5, language)
        await again.refresh_language(5)
        assert again.language_of(5) == language


async def test_the_same_question_is_kept_once_and_gains_its_reason(journal: Journal) -> None:
    complaint = replace(QUESTION, kind=Kind.THUMBS_DOWN)
    for reason in (None, Reason.UNCLEAR, None):
        await journal.keep(replace(complaint, reason=reason))
    assert await journal.open_questions() == [replace(complaint, reason=Reason.UNCLEAR)]


async def test_what_no_database_can_hold_is_left_out_of_a_question(journal: Journal) -> None:
    assert await journal.keep(replace(QUESTION, text="Why\0 is \ud800it?"))
    assert [question.text for question in await journal.open_questions()] == ["Why is ?it?"]
    assert journal.works


async def test_a_question_kept_again_is_still_to_be_told(journal: Journal) -> None:
    await journal.keep(QUESTION)
    await journal.tell(QUESTION.ticket, 5)
    await journal.keep(QUESTION)
    assert [question.chat for question in await journal.open_questions()] == [5]


async def test_only_questions_with_a_chat_are_awaited_the_oldest_first(journal: Journal) -> None:
    for age, ticket in enumerate(("new", "old", "nobody's")):
        await journal.keep(replace(QUESTION, ticket=ticket, asked_at=now() - timedelta(hours=age)))
    for ticket in ("new", "old"):
        await journal.tell(ticket, 5)
    assert [question.ticket for question in await journal.awaited()] == ["old", "new"]


async def test_a_question_is_withdrawn_by_one_process_and_no_other(journal: Journal, again: Journal) -> None:
    await journal.keep(QUESTION)
    assert [await one.withdraw(QUESTION.ticket) for one in (journal, again)] == [True, False]


async def test_a_question_that_leads_to_someone_is_not_kept(journal: Journal) -> None:
    assert not await journal.keep(replace(QUESTION, text="I am keeper@lights.example, why?"))
    assert await journal.open_questions() == []


async def test_nobody_is_told_of_a_question_that_is_not_kept(journal: Journal) -> None:
    assert not await journal.tell("unheard-of", 5)


async def test_a_vote_is_changed_but_a_repeated_one_loses_no_reason(journal: Journal) -> None:
    reasons = []
    for vote in (VOTE, replace(VOTE, reason=None), replace(VOTE, good=True, reason=None), replace(VOTE, reason=None)):
        await journal.vote(vote)
        reasons += [(vote.good, vote.reason) for vote in await journal.votes()]
    assert reasons == [(False, Reason.UNCLEAR), (False, Reason.UNCLEAR), (True, None), (False, None)]


async def test_questions_are_counted_by_what_became_of_them(
    journal: Journal, again: Journal, lighthouses: KnowledgeBase
) -> None:
    """A message that asks two things is two questions; what two processes count adds up."""
    pharos, fresnel = (lighthouses.edition().facts[fact] for fact in ("pharos", "fresnel"))
    for one in (journal, again):
        for asked in (pharos.title, f"{pharos.title} {fresnel.title}", "weather"):
            await one.count(lighthouses.find(asked))
        await one.count(Found("hello", Outcome.SMALLTALK, "fr", reply="Ahoy"))
        await one.tallies()
    rest = (now().date(), "en", "answered")
    assert await journal.tallies() == [
        Tally(*rest, fresnel.topic, fresnel.id, 2),
        Tally(*rest, pharos.topic, pharos.id, 4),
        Tally(now().date(), "en", "unknown", "", "", 2),
        Tally(now().date(), "fr", "smalltalk", "", "", 2),
    ]


async def test_what_was_counted_is_written_down_at_the_end(journal: Journal, again: Journal) -> None:
    await journal.count(Found("hello", Outcome.SMALLTALK, "en"))
    await journal.close()
    assert [tally.count for tally in await again.tallies()] == [1]


async def test_what_a_message_carries_is_changed_and_ends(journal: Journal) -> None:
    other = replace(CARRIED, message=2)
    await journal.carry([CARRIED, other])
    await journal.carry([replace(CARRIED, fact="fresnel")], gone=[(5, 2)])
    assert await journal.carried(now() - CARRIED_FOR) == [replace(CARRIED, fact="fresnel")]


async def test_a_message_is_corrected_by_one_process_and_no_other(journal: Journal, again: Journal) -> None:
    await journal.carry([CARRIED])
    assert [await one.correct(5, 1, "en:1", "en:2") for one in (journal, again)] == [True, False]
    assert [carried.said for carried in await journal.carried(now() - CARRIED_FOR)] == ["en:2"]


async def test_what_is_too_old_is_deleted_at_the_start(journal: Journal, again: Journal) -> None:
    moment = now() - KEPT - timedelta(minutes=1)
    await journal.keep(replace(QUESTION, asked_at=moment))
    await journal.vote(replace(VOTE, voted_at=moment))
    await journal.keep(replace(QUESTION, ticket="t2"))
    await journal.carry([replace(CARRIED, sent_at=now() - CARRIED_FOR - timedelta(minutes=1))])
    await journal._run(
        text("INSERT INTO tallies VALUES (:day, 'en', 'unknown', '', '', 1)").bindparams(
            day=(now() - TALLIED - timedelta(days=1)).date()
        )
    )
    await again.open()
    assert [question.ticket for question in await again.open_questions()] == ["t2"]
    assert await again.votes() == []
    assert await again.carried(moment) == []
    assert await again.tallies() == []


async def test_what_leads_to_a_user_is_forgotten(journal: Journal) -> None:
    await journal.set_language(5, "fr")
    await journal.keep(QUESTION)
    await journal.tell(QUESTION.ticket, 5)
    await journal.carry([CARRIED])
    assert await journal.forget(5)
    assert journal.language_of(5) is None
    assert await journal.open_questions() == []
    assert await journal.carried(now() - CARRIED_FOR) == []


async def test_what_others_left_is_not_forgotten(journal: Journal) -> None:
    await journal.keep(QUESTION)
    await journal.forget(5)
    assert await journal.open_questions() == [QUESTION]
