"""A fact may rest on several documents, listed or not: given one after the other, or added later."""

from __future__ import annotations

from bot.application import BotApplication
from bot.terminal.local import Conversation, SentMessage
from handlers.editing.steps import MOST_SOURCES
from knowledge.live import LiveBase
from tests.handlers.editing.talking import leave, say, tap
from tests.knowledge.folder import Folder

CAT = "Who is the keeper's cat?"


async def begun(admin: Conversation) -> SentMessage:
    """Leave a question, and answer all that comes before the sources of a new fact."""
    await leave(admin, CAT)
    message = await tap(admin, await say(admin, "/gaps"), CAT)
    for label in ("new fact", "Famous towers", CAT):
        message = await tap(admin, message, label)
    return await say(admin, "The keeper's cat is Minou.")


async def listed(admin: Conversation, at: str) -> SentMessage:
    """Cite a document that is listed."""
    await tap(admin, await say(admin, "register of light"), "Register of Lights & Signals")
    return await say(admin, at)


async def new(admin: Conversation, asked: SentMessage, title: str, at: str) -> SentMessage:
    """Cite a document that is not."""
    message = await tap(admin, asked, "not listed yet")
    for text in (title, "Cat Office", "3 May 1999"):
        message = await say(admin, text)
    await tap(admin, message, "Skip")
    return await say(admin, at)


def cited(live: LiveBase, fact: str = "who-is-the-keeper-s-cat") -> list[tuple[str, str]]:
    return [(each.source.id, each.at) for each in live.standing.knowledge.edition().facts[fact].citations]


async def test_a_new_fact_may_rest_on_several_documents(admin: Conversation, live: LiveBase) -> None:
    """Also on two that are not listed yet and have one title."""
    await begun(admin)
    asked = await listed(admin, "page 3")
    for place in ("leaf 1", "leaf 2"):
        asked = await new(admin, asked, "Log of Cats", place)
    shown = await tap(admin, asked, "Skip")
    assert "source log-of-cats added; source log-of-cats-2 added; fact" in shown.text
    await tap(admin, shown, "Do it")
    assert cited(live) == [("register", "page 3"), ("log-of-cats", "leaf 1"), ("log-of-cats-2", "leaf 2")]


async def test_after_the_last_that_is_taken_the_change_is_shown(admin: Conversation, live: LiveBase) -> None:
    message = await begun(admin)
    for number in range(1, MOST_SOURCES + 1):
        assert "Which document says so?" in message.text or "another document" in message.text
        message = await listed(admin, f"page {number}")
    await tap(admin, message, "Do it")
    assert cited(live) == [("register", f"page {number}") for number in range(1, MOST_SOURCES + 1)]


async def test_the_way_back_leads_through_the_sources_too(admin: Conversation, live: LiveBase) -> None:
    await begun(admin)
    asked = await listed(admin, "page 3")
    await tap(admin, asked, "Back")
    asked = await say(admin, "page 4")
    await tap(admin, await say(admin, "register"), "Register of Lights & Signals")
    asked = await say(admin, "page 5")
    for _ in range(2):
        asked = await tap(admin, asked, "Back")
    assert "another document" in asked.text
    await tap(admin, await tap(admin, asked, "Skip"), "Do it")
    assert cited(live) == [("register", "page 4")]


async def test_a_fact_is_given_another_source(admin: Conversation, live: LiveBase, application: BotApplication) -> None:
    before = cited(live, "pharos")
    asked = await tap(admin, await say(admin, "/edit pharos"), "Another source")
    assert "Which document says so?" in asked.text
    asked = await new(admin, asked, "Log of Cats", "leaf 1")
    shown = await tap(admin, asked, "Skip")
    assert "source log-of-cats added; sources of pharos changed" in shown.text
    await tap(admin, shown, "Do it")
    assert cited(live, "pharos") == [*before, ("log-of-cats", "leaf 1")]
    await tap(admin, await say(admin, "/undo"), "Do it")
    assert cited(live, "pharos") == before
    assert "log-of-cats" not in application.bot_data.base.sources


async def test_a_fact_that_is_gone_meanwhile_is_told_as_such(
    admin: Conversation, live: LiveBase, folder: Folder
) -> None:
    await tap(admin, await say(admin, "/edit pharos"), "Another source")
    asked = await listed(admin, "page 3")
    text = (folder.path / "facts/towers.yaml").read_text("utf-8")
    folder.write("facts/towers.yaml", text.replace("pharos", "lighthouse"))
    await live.reload()
    assert "there is no fact 'pharos'" in (await tap(admin, asked, "Skip")).text
