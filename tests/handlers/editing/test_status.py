from __future__ import annotations

from dataclasses import replace

import pytest

from bot.application import BotApplication
from bot.terminal.local import Conversation
from handlers.editing.status import MOST_FAULTS, broken
from handlers.showing.wording import Wording
from knowledge import Fault
from knowledge.live import LiveBase
from tests.knowledge.folder import Folder

BROKEN = "  - id: a<b\n"


async def test_status_shows_which_base_is_live_and_since_when(admin: Conversation, live: LiveBase) -> None:
    (reply,) = await admin.say("/status")
    facts = len(live.standing.knowledge.edition().facts)
    assert f"Lighthouse Guide: {facts} facts; languages: en" in reply.text
    assert f"Live since {live.standing.since:%Y-%m-%d %H:%M:%S} UTC, version {live.standing.version[:8]}" in reply.text
    assert "The files hold nothing newer." in reply.text


async def test_status_shows_what_is_wrong_with_a_newer_base(
    admin: Conversation, live: LiveBase, folder: Folder
) -> None:
    before = (await admin.say("/status"))[0].text.splitlines()[:2]
    folder.append("facts/lamps.yaml", BROKEN)
    await live.reload()
    (reply,) = await admin.say("/status")
    assert reply.text.splitlines()[:2] == before
    assert all(str(fault) in reply.text for fault in live.standing.faults)
    assert folder.at("facts/lamps.yaml", "id: a<b") in reply.text


async def test_the_first_ten_of_many_faults_are_shown_and_the_others_counted(
    admin: Conversation, live: LiveBase
) -> None:
    faults = tuple(Fault("facts/lamps.yaml", line, 1, "a fault & more") for line in range(1, 25))
    live.standing = replace(live.standing, faults=faults)
    (reply,) = await admin.say("/status")
    assert reply.text.count("a fault & more") == MOST_FAULTS
    assert "… and 14 more; hldbot check names them all." in reply.text


async def test_reload_says_what_came_of_it(admin: Conversation, folder: Folder) -> None:
    async def reload() -> str:
        return (await admin.say("/reload"))[0].text

    assert (await reload()).startswith("The files have not changed")
    folder.edit("facts/lamps.yaml", "in 1822", "in 1823")
    assert (await reload()).startswith("The files have changed, and are live now")
    folder.append("facts/lamps.yaml", BROKEN)
    assert "the base before them goes on answering" in await reload()
    assert "a<b" in await reload()
    folder.edit("facts/lamps.yaml", BROKEN, "")
    assert (await reload()).startswith("The knowledge base is mended, and live")


async def test_after_a_reload_askers_are_answered_from_the_newer_base(
    admin: Conversation, asker: Conversation, folder: Folder
) -> None:
    folder.edit("facts/lamps.yaml", "in 1822", "in 1823")
    await admin.say("/reload")
    (answer,) = await asker.say("Who invented the Fresnel lens?")
    assert "in 1823" in answer.text


async def test_where_nothing_is_watched_status_and_reload_say_so(
    admin: Conversation, application: BotApplication
) -> None:
    application.bot_data.live = None
    assert "Lighthouse Guide" in (await admin.say("/status"))[0].text
    assert (await admin.say("/reload"))[0].text.startswith("Nothing is watched here")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_faults_are_escaped_whatever_stands_in_the_files(language: str) -> None:
    message = broken([Fault("facts/<b>.yaml", 1, 1, "<i>")], Wording.load().of(language))
    assert "facts/&lt;b&gt;.yaml:1:1: &lt;i&gt;" in message.text
