from __future__ import annotations

import errno
import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.application import BotApplication, build
from bot.terminal.local import TOKEN, Button, Conversation, LocalTelegram
from handlers.editing import desk, work
from handlers.editing.desk import load_desk, save_desk
from knowledge.editing import tidy
from knowledge.live import LiveBase
from tests.handlers.conftest import GROUP
from tests.handlers.editing.conftest import ADMIN, ADMIN_ID, SECOND_ID
from tests.handlers.editing.talking import TALL, button, files, proposed, say, tap
from tests.knowledge.folder import Folder


def started(live: LiveBase, telegram: LocalTelegram) -> BotApplication:
    """Return a bot as it is after a restart."""
    application = build(live.standing.knowledge, TOKEN, request=telegram, admins=[ADMIN_ID])
    application.bot_data.live = live
    return application


async def test_of_two_admins_the_second_sees_that_the_fact_has_changed(
    admin: Conversation, second: Conversation, live: LiveBase
) -> None:
    first, later = await proposed(admin), await proposed(second, "It was 130 metres tall.")
    await tap(admin, first, "Do it")
    fresh = await tap(second, later, "Do it")
    assert "Somebody has changed this meanwhile, so look again: fact pharos" in fresh.text
    assert f"-    answer: {TALL}" in fresh.text
    assert live.standing.knowledge.edition().facts["pharos"].answer == TALL
    await tap(second, fresh, "Do it")
    assert live.standing.knowledge.edition().facts["pharos"].answer == "It was 130 metres tall."


async def test_two_admins_who_change_different_facts_of_a_file_are_not_in_each_others_way(
    admin: Conversation, second: Conversation, live: LiveBase
) -> None:
    first, later = await proposed(admin), await proposed(second, "Someone else built it.", "eddystone")
    await tap(admin, first, "Do it")
    assert (await tap(second, later, "Do it")).text.startswith("Done, and live")
    facts = live.standing.knowledge.edition().facts
    assert (facts["pharos"].answer, facts["eddystone"].answer) == (TALL, "Someone else built it.")


async def test_an_undo_leaves_what_another_admin_has_changed_beside_it_meanwhile(
    admin: Conversation, second: Conversation, live: LiveBase
) -> None:
    before = live.standing.knowledge.edition().facts["pharos"].answer
    await tap(admin, await proposed(admin), "Do it")
    undo = await say(admin, "/undo")
    await tap(second, await proposed(second, "Someone else built it.", "eddystone"), "Do it")
    assert (await tap(admin, undo, "Do it")).text.startswith("Done, and live: taken back")
    facts = live.standing.knowledge.edition().facts
    assert (facts["pharos"].answer, facts["eddystone"].answer) == (before, "Someone else built it.")


async def test_an_undo_of_what_another_admin_has_changed_again_says_who_and_when_and_what_to_do(
    admin: Conversation, second: Conversation, live: LiveBase
) -> None:
    await tap(admin, await proposed(admin), "Do it")
    undo = await say(admin, "/undo")
    await tap(second, await proposed(second, "It was 130 metres tall."), "Do it")
    refused = await tap(admin, undo, "Do it")
    heading, later, advice = refused.text.splitlines()
    assert heading == "Nothing is changed, for what this change did has been changed again since: fact pharos"
    assert re.fullmatch(rf"• {datetime.now(UTC):%Y}-..-.. ..:.. UTC · {SECOND_ID} · answer of pharos changed", later)
    assert "/undo" in advice
    assert "/edit" in advice
    assert not refused.buttons
    assert live.standing.knowledge.edition().facts["pharos"].answer == "It was 130 metres tall."


async def test_an_undo_of_what_was_changed_again_by_hand_says_so(admin: Conversation, folder: Folder) -> None:
    await tap(admin, await proposed(admin), "Do it")
    folder.edit("facts/towers.yaml", TALL, "It was 130 metres tall.")
    _, later, _ = (await say(admin, "/undo")).text.splitlines()
    assert later.endswith("UTC · not through the bot · facts/towers.yaml")


async def test_forged_data_makes_no_edit(admin: Conversation, second: Conversation, folder: Folder) -> None:
    before = files(folder)
    mine, (answer, *_) = await proposed(admin), await second.say("How tall was the Pharos of Alexandria?")
    data = button(mine, "Do it").data
    for forged in (data, "en/x:p:00000000:y", "en/x:f:pharos", "en/x:d:00000000:1:0", "en/x:", "en/x:z:abc"):
        await second.tap(Button("Forged", forged), answer)
        assert second.notices == ["That is over. Begin again with /gaps, /edit or /undo."]
    shown = await proposed(second)
    await second.tap(Button("Forged", data), shown)
    assert second.notices == ["That is over. Begin again with /gaps, /edit or /undo."]
    (other,) = await admin.say("How tall was the Pharos of Alexandria?")
    await admin.tap(Button("Forged", data), other)
    assert admin.notices == ["That is over. Begin again with /gaps, /edit or /undo."]
    assert files(folder) == before


async def test_to_an_asker_the_buttons_of_admins_are_unknown_ones(
    admin: Conversation, asker: Conversation, folder: Folder
) -> None:
    before, data = files(folder), button(await proposed(admin), "Do it").data
    (answer,) = await asker.say("How tall was the Pharos of Alexandria?")
    for forged in (data, "en/x:g:1", "en/x:l:1"):
        await asker.tap(Button("Forged", "en/unknown:1"), answer)
        unknown = asker.notices
        await asker.tap(Button("Forged", forged), answer)
        assert asker.notices == unknown
    assert files(folder) == before


async def test_in_a_group_an_admin_edits_nothing(
    admin: Conversation, application: BotApplication, telegram: LocalTelegram, folder: Folder
) -> None:
    before, data = files(folder), button(await proposed(admin), "Do it").data
    group = Conversation(application, telegram, GROUP, ADMIN)
    (answer,) = await group.say("/ask How tall was the Pharos of Alexandria?")
    await group.tap(Button("Own", data), answer)
    await group.tap(Button("Own", "en/x:g:1"), answer)
    assert files(folder) == before


async def test_a_button_of_an_earlier_step_does_nothing(admin: Conversation) -> None:
    await tap(admin, await say(admin, "/edit pharos"), "Another answer")
    earlier = await say(admin, TALL)
    again = await tap(admin, earlier, "Back")
    await admin.tap(button(earlier, "Yes"), earlier)
    assert admin.notices == ["That is over. Begin again with /gaps, /edit or /undo."]
    await admin.tap(Button("Forged", button(earlier, "Yes").data), again)
    assert admin.notices == ["That is over. Begin again with /gaps, /edit or /undo."]


async def test_a_restart_in_mid_dialogue_loses_nothing(
    admin: Conversation, telegram: LocalTelegram, folder: Folder, live: LiveBase
) -> None:
    await tap(admin, await say(admin, "/edit pharos"), "Another answer")
    again = LiveBase.open(folder.path, pauses=live._pauses)
    async with started(again, telegram) as application:
        chat = Conversation(application, telegram, admin.chat, ADMIN)
        shown = await tap(chat, await say(chat, TALL), "No")
    async with started(again, telegram) as application:
        chat = Conversation(application, telegram, admin.chat, ADMIN)
        assert (await tap(chat, shown, "Do it")).text.startswith("Done, and live")
    assert again.standing.knowledge.edition().facts["pharos"].answer == TALL


async def test_what_lies_on_a_desk_is_swept_off_after_a_day(
    admin: Conversation, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await proposed(admin)
    await tap(admin, await say(admin, "/edit pharos"), "Another answer")
    monkeypatch.setattr(desk, "KEPT", 0)
    assert load_desk(folder.path, ADMIN_ID) == desk.Desk()
    await admin.tap(button(shown, "Do it"), shown)
    assert admin.notices == ["That is over. Begin again with /gaps, /edit or /undo."]
    assert "over one hundred metres" in (await say(admin, "How tall was the Pharos of Alexandria?")).text


def test_the_desk_of_one_who_comes_no_more_is_swept_by_the_others(folder: Folder) -> None:
    for admin, age in ((1, desk.KEPT + 60), (2, desk.KEPT - 60)):
        save_desk(folder.path, admin, desk.Desk())
        at = time.time() - age
        os.utime(folder.path / f".history/desks/{admin}.json", (at, at))
    save_desk(folder.path, 3, desk.Desk())
    assert {path.name for path in (folder.path / ".history/desks").iterdir()} == {"2.json", "3.json"}


@pytest.mark.parametrize("kept", [b"", b"{", b"[]", b'{"proposals": [{}], "dialogue": null}', b'{"proposals": 3}'])
def test_a_desk_that_cannot_be_read_is_an_empty_one(folder: Folder, kept: bytes) -> None:
    save_desk(folder.path, 1, desk.Desk())
    (folder.path / ".history/desks/1.json").write_bytes(kept)
    assert load_desk(folder.path, 1) == desk.Desk()


async def test_with_a_full_disk_nothing_is_changed_and_the_reason_told(
    admin: Conversation, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, before, replaced = await proposed(admin), files(folder), Path.open

    def full(path: Path, mode: str = "r", *more: Any) -> Any:
        if "w" in mode:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return replaced(path, mode, *more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", full)
        refused = await tap(admin, shown, "Do it")
        assert refused.text.startswith("Nothing is changed")
        assert "No space left on device" in refused.text
        assert files(folder) == before
        (asked,) = await admin.say("/edit pharos")
        refused = await tap(admin, asked, "Another answer")
        assert "I cannot keep this" in refused.text
    assert (await tap(admin, await proposed(admin), "Do it")).text.startswith("Done, and live")


async def test_on_a_base_that_is_broken_meanwhile_nothing_is_written(
    admin: Conversation, folder: Folder, live: LiveBase
) -> None:
    shown = await proposed(admin)
    folder.append("facts/lamps.yaml", "  - id: [\n")
    before = files(folder)
    refused = await tap(admin, shown, "Do it")
    assert refused.text.startswith("Nothing is changed, since the base would have faults:")
    assert "facts/lamps.yaml:" in refused.text
    assert files(folder) == before
    folder.edit("facts/lamps.yaml", "  - id: [\n", "")
    assert (await tap(admin, refused, "Do it")).text.startswith("Done, and live")
    assert TALL in live.standing.knowledge.edition().facts["pharos"].answer


async def test_a_change_that_would_break_the_base_is_refused_before_it_can_be_made(
    admin: Conversation, folder: Folder
) -> None:
    folder.append("facts/lamps.yaml", "  - id: [\n")
    await tap(admin, await say(admin, "/edit pharos"), "Another answer")
    refused = await tap(admin, await say(admin, TALL), "No")
    assert "facts/lamps.yaml:" in refused.text
    assert not [each for each in refused.buttons if "Do it" in each.text]


async def test_a_base_that_came_with_the_program_says_how_to_change_a_copy(
    admin: Conversation, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "INSTALLED", folder.path.name)
    card = await say(admin, "/edit pharos")
    for told in (await tap(admin, card, "Another answer"), await say(admin, "/undo")):
        assert str(folder.path) in told.text
        assert "HLDBOT_KNOWLEDGE" in told.text
    assert (await say(admin, "/gaps")).text == "No question is open."
    assert (await say(admin, "/log")).text == "Nothing has been changed yet."


async def test_a_base_that_cannot_be_written_to_says_so_too(
    admin: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await say(admin, "/edit pharos")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "HLDBOT_KNOWLEDGE" in (await tap(admin, card, "Another answer")).text


async def test_where_no_folder_is_watched_nothing_can_be_changed(
    admin: Conversation, application: BotApplication
) -> None:
    application.bot_data.live = None
    assert (await say(admin, "/edit pharos")).text == "The base cannot be changed from here."
    assert "over one hundred metres" in (await say(admin, "How tall was the Pharos of Alexandria?")).text


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "1.10",
        "- a: b # c",
        "{{x}} {0} %s $(id)",
        "--- ",
        "\u202eabc",
        "a\n\n- b\n  c",
        "&a *b !c",
        "| ' \"",
        "x" * 4000,
    ],
)
async def test_whatever_is_typed_is_said_just_so_or_refused(admin: Conversation, live: LiveBase, text: str) -> None:
    facts = live.standing.knowledge.edition().facts
    await tap(admin, await say(admin, "/edit pharos"), "Another answer")
    checked = await say(admin, text)
    if "Have you compared" in checked.text:
        await tap(admin, await tap(admin, checked, "No"), "Do it")
    now = live.standing.knowledge.edition().facts
    assert now["pharos"].answer == (tidy(text) if "Have you compared" in checked.text else facts["pharos"].answer)
    assert {fact: each for fact, each in now.items() if fact != "pharos"} == {
        fact: each for fact, each in facts.items() if fact != "pharos"
    }
