"""Two hundred questions a second, while the base is saved fifty times, every other time broken."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from typing import Any

from telegram import Update

from bot.application import BotApplication, build
from bot.serving.reloading import follow
from bot.terminal.local import TOKEN, LocalTelegram
from knowledge.live import LiveBase, Outcome, Pauses, Reload
from tests.bot.conftest import BASE
from tests.knowledge.folder import Folder

SAVES, RATE = 50, 200
SECONDS = 180.0
"""What no answer takes, and no look at a newer base, however busy the machine is."""
FIRST = 1822
QUESTION = "Who invented the Fresnel lens?"


class WatchedTelegram(LocalTelegram):
    """Keeps what was answered in each chat, and which year the base that was live then knows."""

    def __init__(self, live: LiveBase) -> None:
        super().__init__()
        self.answers: dict[int, list[tuple[str, int, float]]] = {}
        self._live = live

    def _send_text(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        sent = super()._send_text(parameters)
        answer = (self.messages[sent["chat"]["id"], sent["message_id"]].text, year(self._live), time.monotonic())
        self.answers.setdefault(sent["chat"]["id"], []).append(answer)
        for kept in (self.sent, self.messages, self.calls):
            kept.clear()  # they would be searched at each answer
        return sent


def year(live: LiveBase) -> int:
    """Return the year of the lens in the base that is live."""
    answer = live.standing.knowledge.edition().facts["fresnel"].answer
    return int(answer.partition(" in ")[2][:4])


async def test_edits_under_load_make_no_answer_wrong_lost_or_late(tmp_path: Path) -> None:
    folder = Folder(copytree(BASE, tmp_path / "base"))
    live = LiveBase.open(folder.path, pauses=Pauses(quiet=0.02, doubt=0.02, glance=0.5))
    outcomes: Counter[Outcome] = Counter()
    live.listeners.append(lambda reload: outcomes.update([reload.outcome]))
    telegram = WatchedTelegram(live)
    application = build(live.standing.knowledge, TOKEN, request=telegram)
    async with application:
        await application.start()
        following = asyncio.create_task(follow(application, live))
        saving = asyncio.create_task(save(folder, live))
        asked = await ask_until(saving, application, live)
        await application.update_queue.join()
        await application.stop()
        following.cancel()
        await asyncio.wait([following])
    assert (outcomes[Outcome.SWAPPED], outcomes[Outcome.BROKEN]) == (SAVES / 2, SAVES / 2)
    assert year(live) == FIRST + SAVES // 2
    assert len(asked) > SAVES
    assert asked.keys() == telegram.answers.keys()
    for chat, (known, at) in asked.items():
        ((text, latest, answered),) = telegram.answers[chat]
        assert any(f"in {year}" in text for year in range(known, latest + 1)), text
        assert answered - at < SECONDS


async def save(folder: Folder, live: LiveBase) -> None:
    """Save the base again and again, broken and then with another year, as soon as the last save has been seen."""
    whole = (folder.path / "facts/lamps.yaml").read_text("utf-8")
    for number in range(1, SAVES // 2 + 1):
        await saved(folder, live, f"{whole}  - id: [{number}\n")
        whole = whole.replace(f"in {FIRST + number - 1}", f"in {FIRST + number}")
        await saved(folder, live, whole)


async def saved(folder: Folder, live: LiveBase, text: str) -> None:
    """Save the lamps, and wait until something has come of that."""
    seen = asyncio.Event()

    def see(reload: Reload) -> None:
        if reload.outcome is not Outcome.UNCHANGED:
            seen.set()

    live.listeners.append(see)
    folder.write("facts/lamps.yaml", text)
    await asyncio.wait_for(seen.wait(), SECONDS)
    live.listeners.remove(see)


async def ask_until(
    saving: asyncio.Task[None], application: BotApplication, live: LiveBase
) -> dict[int, tuple[int, float]]:
    """Ask from another chat each time, and return for each what the base knew then, and when that was."""
    asked: dict[int, tuple[int, float]] = {}
    telegram, begun = application.bot.request, time.monotonic()
    assert isinstance(telegram, WatchedTelegram)
    while not saving.done():
        due = int((time.monotonic() - begun) * RATE)
        for chat in range(len(asked) + 1, due + 1):
            asked[chat] = year(live), time.monotonic()
            telegram.chats[chat] = {"id": chat, "type": "private", "first_name": "A"}
            person = {"id": chat, "is_bot": False, "first_name": "A"}
            message = {"message_id": 1, "date": int(time.time()), "chat": telegram.chats[chat], "from": person}
            update = {"update_id": chat, "message": message | {"text": QUESTION}}
            application.update_queue.put_nowait(Update.de_json(update, application.bot))
        await asyncio.sleep(1 / RATE)
    await saving
    return asked
