from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.application import BotApplication
from bot.terminal.local import Conversation, LocalTelegram
from handlers.editing.effects import effects
from handlers.keeping.schema import Kind, OpenQuestion
from handlers.showing.excerpts import units
from knowledge.editing import SetAnswer, Workshop
from knowledge.live import LiveBase
from tests.handlers.editing.conftest import SECOND_ID
from tests.handlers.editing.talking import TALL, button, files, proposed, say, tap
from tests.knowledge.folder import Folder


async def test_an_answer_is_changed_by_its_facts_id_and_live_at_once(
    admin: Conversation, asker: Conversation, folder: Folder
) -> None:
    shown = await proposed(admin)
    assert "-    answer: The Pharos of Alexandria was over one hundred metres tall." in shown.text
    assert f"+    answer: {TALL}" in shown.text
    assert "<pre>" in shown.html
    assert (await tap(admin, shown, "Do it")).text.startswith("Done, and live: answer of pharos changed")
    assert TALL in (await say(asker, "How tall was the Pharos of Alexandria?")).text
    assert TALL in (folder.path / "facts/towers.yaml").read_text("utf-8")


async def test_an_answer_that_was_compared_says_when(admin: Conversation, live: LiveBase) -> None:
    await tap(admin, await say(admin, "/edit pharos"), "Another answer")
    shown = await tap(admin, await say(admin, TALL), "Yes")
    await tap(admin, shown, "Do it")
    assert live.standing.knowledge.edition().facts["pharos"].checked


async def test_a_fact_is_found_by_a_question_and_gets_a_phrasing(admin: Conversation, live: LiveBase) -> None:
    card = await tap(admin, await say(admin, "/edit who built the Eddystone tower"), "Who built the first Eddystone")
    assert "Henry Winstanley built the first tower" in card.text
    await tap(admin, card, "Another phrasing")
    await tap(admin, await say(admin, "Winstanley's tower"), "Do it")
    phrasings = live.standing.knowledge.edition().facts["eddystone"].phrasings
    assert [phrasing.text for phrasing in phrasings][-1] == "Winstanley's tower"


async def test_edit_without_a_fact_says_how_to_name_one(admin: Conversation) -> None:
    assert "by its id or by a question" in (await say(admin, "/edit")).text
    assert "I find nothing that fits “xyzzy”" in (await say(admin, "/edit xyzzy")).text


async def test_what_a_change_alters_in_other_answers_is_shown_before(
    admin: Conversation, live: LiveBase, folder: Folder
) -> None:
    """Test questions that get worse come first."""
    folder.write("tests/en/questions.yaml", "questions:\n  - ask: stepped lens inventor\n    fact: fresnel\n")
    assert not (await live.reload()).standing.faults
    await tap(admin, await say(admin, "/edit eddystone"), "Another phrasing")
    harmless = await say(admin, "Winstanley's tower on the rocks")
    assert "None of 1 questions would get another reply." in harmless.text
    await tap(admin, await say(admin, "/edit eddystone"), "Another phrasing")
    harmful = await say(admin, "stepped lens inventor")
    assert "Of 1 questions 1 would get another reply:" in harmful.text
    assert "⚠️ stepped lens inventor: fresnel → eddystone" in harmful.text


async def test_open_questions_that_get_an_answer_are_shown_too(
    admin: Conversation, application: BotApplication
) -> None:
    question = OpenQuestion("1", "xyzzy plugh", "en", Kind.UNKNOWN, ())
    assert await application.bot_data.journal.keep(question)
    await tap(admin, await say(admin, "/edit eddystone"), "Another phrasing")
    shown = await say(admin, "xyzzy plugh")
    assert "• xyzzy plugh: not known → eddystone" in shown.text


async def test_the_last_change_is_taken_back_at_a_second_tap(
    admin: Conversation, asker: Conversation, folder: Folder
) -> None:
    before = files(folder)
    await tap(admin, await proposed(admin), "Do it")
    shown = await say(admin, "/undo")
    assert shown.text.startswith("This would take the last change back")
    assert f"-    answer: {TALL}" in shown.text
    assert files(folder) != before
    assert (await tap(admin, shown, "Do it")).text.startswith("Done, and live: taken back: answer of pharos changed")
    assert files(folder) == before
    assert "over one hundred metres" in (await say(asker, "How tall was the Pharos of Alexandria?")).text
    assert "there is no change to take back" in (await say(admin, "/undo")).text


async def test_the_log_tells_who_has_changed_what_latest_first(admin: Conversation, second: Conversation) -> None:
    assert (await say(admin, "/log")).text == "Nothing has been changed yet."
    await tap(admin, await proposed(admin), "Do it")
    await tap(second, await proposed(second, "Someone else built it.", "eddystone"), "Do it")
    _, _, *lines = (await say(admin, "/log")).text.splitlines()
    assert [line.partition(" UTC · ")[2] for line in lines] == [
        f"{SECOND_ID} · answer of eddystone changed",
        "you · answer of pharos changed",
    ]


async def test_a_long_log_has_pages(admin: Conversation, folder: Folder) -> None:
    workshop = Workshop(folder.path)
    for number in range(16):
        workshop.apply(workshop.propose(SetAnswer("pharos", f"It was {number} metres tall.")), by="hldbot")
    first = await say(admin, "/log")
    assert "(1 of 2)" in first.text
    assert "(2 of 2)" in (await tap(admin, first, "More")).text


async def test_a_second_tap_on_a_change_that_is_made_says_so(admin: Conversation, folder: Folder) -> None:
    shown = await proposed(admin)
    await tap(admin, shown, "Do it")
    after = files(folder)
    await admin.tap(button(shown, "Do it"), shown)
    assert admin.notices == ["That is done already."]
    assert files(folder) == after


async def test_a_long_diff_is_cut_and_comes_whole_as_a_file(admin: Conversation, telegram: LocalTelegram) -> None:
    answer = "\n\n".join(f"Sentence {number} & <more> of the tower." for number in range(90))
    await tap(admin, await say(admin, "/edit pharos"), "Another answer")
    checked = await say(admin, answer)
    shown, sent = await admin.tap(button(checked, "No"), checked)
    assert units(shown.text) <= 4096
    assert "The diff goes on in the file below." in shown.text
    assert sent.media
    diff = telegram.files[sent.media["document"]["file_id"]].decode()
    assert "Sentence 89 & <more> of the tower." in diff
    assert "Sentence 89" not in shown.text


async def test_an_edit_does_not_hold_up_those_who_ask(
    admin: Conversation, asker: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a change alters is computed in a thread."""
    thinking, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(*arguments: Any) -> Any:
        loop.call_soon_threadsafe(thinking.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()
        return effects(*arguments)

    monkeypatch.setattr("handlers.editing.proposing.effects", slowly)
    proposal = asyncio.create_task(proposed(admin))
    await thinking.wait()
    assert "over one hundred metres" in (await say(asker, "How tall was the Pharos of Alexandria?")).text
    go_on.set()
    assert "This would change" in (await proposal).text


async def test_where_it_takes_a_while_the_diff_is_shown_first(
    admin: Conversation, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.editing.proposing.QUICK", -1)
    for command in ("/edit pharos", "/edit eddystone"):
        await tap(admin, await say(admin, command), "Another phrasing")
        first, then = await admin.say("which one was it")
        assert first.text.endswith("⏳ I am putting 0 questions to both …")
        assert first.buttons == ()
        assert then.id == first.id
        assert telegram.messages[then.chat, then.id] == then
        assert (await tap(admin, then, "Leave it")).text == "Left as it was."
