"""Whether memory stays flat: very many updates of all kinds from very many chats, through the whole Application.

    python -m benchmarks.soak --updates 200000

What is remembered of chats has bounds; until these are reached memory may grow, so what is compared comes after that.
It ends with 1 where memory is not flat, where an update failed, or where a kind of outcome did not come up at all.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import random
import string
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from telegram.request import RequestData

from bot.application import BotApplication, build
from bot.serving.arriving import accept
from bot.terminal.local import BOT, TOKEN, Json, LocalTelegram
from handlers.noting import FAILED
from knowledge import BASE, KnowledgeBase, Outcome
from knowledge.matching.index import UNSEEN_WORDS

BATCH = 100
"""Updates that come at once, as many as one poll brings."""
STEPS = 20
"""How often memory is looked at."""
SETTLED = 0.5
"""The share of all updates after which memory must be flat."""
ALLOWED = 0.02
"""By what share it may be more at the end than it was then."""
STANDING = 200
"""Messages of the bot whose buttons can still be tapped here, however many there are on Telegram."""
EVERY = 10
"""One chat in so many is a group."""
COMMANDS = (
    "/start",
    "/topics",
    "/timeline",
    "/random",
    "/quiz",
    "/sources",
    "/help",
    "/cancel",
    "/forget",
    "/language",
)


class ForgetfulTelegram(LocalTelegram):
    """Answers as Telegram does, and keeps the latest messages alone: what grows is the bot."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *rest: object, **more: object
    ) -> tuple[int, bytes]:
        """Answer one call."""
        answer = await super().do_request(url, method, request_data, *rest, **more)
        self.calls.clear()
        self.sent.clear()
        for kept in (self.messages, self.written):
            while len(kept) > STANDING:
                del kept[next(iter(kept))]
        return answer


class Crowd:
    """People in private chats and in groups, who ask, edit, tap and type whatever there is to."""

    def __init__(self, knowledge: KnowledgeBase, chats: int, telegram: LocalTelegram, seed: int = 1) -> None:
        """Take the base that is asked, in how many chats, and where they are."""
        self._facts = list(knowledge.edition().facts.values())
        self._small = [talk.phrasings[0].text for talk in knowledge.edition().smalltalk]
        self._chats, self._telegram, self._chance = chats, telegram, random.Random(seed)

    def updates(self) -> Iterator[Json]:
        """Yield updates without end."""
        kinds = (self._message, self._edit, self._tap, self._forge, self._type, self._join, self._sticker, self._odd)
        for number in count(1):
            moment = int(time.time()) + 60 * number  # slow enough to be no flood
            make = self._chance.choices(kinds, weights=[60, 8, 16, 3, 8, 1, 2, 2])[0]
            yield {"update_id": number, **make(moment)}

    def _message(self, moment: int) -> Json:
        message = self._written(moment, self._said())
        self._telegram.written[message["chat"]["id"], message["message_id"]] = message
        return {"message": message}

    def _edit(self, moment: int) -> Json:
        written = self._telegram.written
        if not written:
            return self._message(moment)
        before = self._chance.choice(list(written.values()))
        return {"edited_message": self._written(moment, self._said(), before) | {"edit_date": moment}}

    def _tap(self, moment: int) -> Json:
        standing = [message for message in self._telegram.messages.values() if any(b.data for b in message.buttons)]
        if not standing:
            return self._message(moment)
        message = self._chance.choice(standing)
        data = self._chance.choice([button.data for button in message.buttons if button.data])
        return self._tapped(data, self._telegram.as_json(message), moment)

    def _forge(self, moment: int) -> Json:
        data = "".join(self._chance.choices(string.printable, k=20))
        message = self._written(moment, "…")
        return self._tapped(data, message | {"from": BOT}, moment)

    def _type(self, moment: int) -> Json:
        del moment
        query = {"id": "1", "from": self._person(), "query": self._said()[:256], "offset": ""}
        return {"inline_query": query}

    def _join(self, moment: int) -> Json:
        before, after = self._chance.sample(("left", "member"), 2)
        change = {"old_chat_member": {"status": before, "user": BOT}, "new_chat_member": {"status": after, "user": BOT}}
        return {"my_chat_member": {"chat": self._group(), "from": self._person(), "date": moment, **change}}

    def _sticker(self, moment: int) -> Json:
        kind = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
        message = self._written(moment, "") | {"sticker": {"file_id": "1", "file_unique_id": "1", **kind}}
        del message["text"]
        return {"message": message}

    def _odd(self, moment: int) -> Json:
        return {"message": {"date": moment, "text": ["of a shape that is not known"]}}

    def _said(self) -> str:
        """Return something to which each outcome may come."""
        one, other = self._chance.sample(self._facts, 2)
        place = self._chance.randrange(len(one.title))
        return self._chance.choice(
            (
                one.title,
                one.phrasings[-1].text,
                one.title[:place] + one.title[place + 1 :],
                " ".join(self._chance.sample(one.title.split(), k=min(2, len(one.title.split())))),
                f"{one.title} {other.title}",
                " ".join(f"q{self._chance.getrandbits(60):x}" for _ in range(UNSEEN_WORDS)),
                *self._small[:1],
                self._chance.choice(COMMANDS),
                f"/ask {one.title}",
                f"/glossary {one.title[:place]}",
                f"/compare {one.title.split()[-1]}, {other.title.split()[-1]}",
            )
        )

    def _written(self, moment: int, text: str, before: Json | None = None) -> Json:
        chat = before["chat"] if before else self._chance.choice([self._private, self._group])()
        in_group = chat["type"] != "private"
        person = before["from"] if before else self._person() if in_group else {**self._somebody(chat["id"])}
        if in_group and not text.startswith("/"):
            text = f"@{BOT['username']} {text}"
        number = before["message_id"] if before else self._telegram.next_id()
        message: Json = {"message_id": number, "date": moment, "chat": chat, "from": person, "text": text}
        kind, length = (
            ("bot_command", len(text.split()[0])) if text.startswith("/") else ("mention", len(BOT["username"]) + 1)
        )
        if in_group or kind == "bot_command":
            message["entities"] = [{"type": kind, "offset": 0, "length": length}]
        return message

    def _tapped(self, data: str, message: Json, moment: int) -> Json:
        del moment
        chat = message["chat"]
        person = self._somebody(chat["id"]) if chat["type"] == "private" else self._person()
        return {"callback_query": {"id": "1", "from": person, "chat_instance": "1", "data": data, "message": message}}

    def _person(self) -> Json:
        return self._somebody(1000 + self._chance.randrange(self._chats))

    def _somebody(self, user: int) -> Json:
        return {"id": user, "is_bot": False, "first_name": "A", "language_code": "en"}

    def _private(self) -> Json:
        user = 1000 + self._chance.randrange(self._chats)
        return self._telegram.chats.setdefault(user, {"id": user, "type": "private", "first_name": "A"})

    def _group(self) -> Json:
        number = -1 - self._chance.randrange(max(1, self._chats // EVERY))
        return self._telegram.chats.setdefault(number, {"id": number, "type": "supergroup", "title": "A"})


async def soak(application: BotApplication, waiting: Iterator[Json], number: int) -> None:
    """Let `application` handle the next `number` of the updates that wait."""
    for _ in range(0, number, BATCH):
        await accept(application, [next(waiting) for _ in range(BATCH)])
        await application.update_queue.join()


def outcomes(application: BotApplication) -> Counter[str]:
    """Return how many questions led to what so far, and how many updates the bot failed at."""
    found: Counter[str] = Counter()
    for metric in application.metrics.registry.collect():
        if metric.name == "hldbot_outcomes":
            for sample in metric.samples:
                if sample.name.endswith("_total"):
                    found[sample.labels["outcome"]] += int(sample.value)
    return found


async def memory(
    knowledge: KnowledgeBase, number: int, chats: int, database: str
) -> AsyncIterator[tuple[int, int, float, Counter[str]]]:
    """Yield after each step how many updates were handled, the bytes in memory, the seconds and the outcomes so far."""
    telegram, began = ForgetfulTelegram(), time.monotonic()
    async with build(knowledge, TOKEN, request=telegram, database=database) as application:
        await application.start()
        waiting = Crowd(knowledge, chats, telegram).updates()
        for step in range(1, STEPS + 1):
            await soak(application, waiting, number // STEPS)
            gc.collect()
            yield step * number // STEPS, resident(), time.monotonic() - began, outcomes(application)
        await application.stop()


def resident() -> int:
    """Return the bytes of the process that are in memory (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096


async def main(arguments: Any) -> bool:
    """Soak, print a line a step, and return whether memory stayed flat and every outcome but failure came up."""
    logging.basicConfig(level=logging.ERROR)  # what is passed over here is odd on purpose
    settled, last, came = 0, 0, Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{folder}/soak.sqlite3"
        knowledge = KnowledgeBase.load(arguments.knowledge)
        async for handled, last, seconds, came in memory(  # noqa: B007  # the last ones are what counts
            knowledge, arguments.updates, arguments.chats, database
        ):
            say(f"{handled:>9,} updates  {last / 2**20:7.1f} MiB  {handled / seconds:6.0f}/s")
            settled = settled or (last if handled >= SETTLED * arguments.updates else 0)
    say(", ".join(f"{outcome} {number:,}" for outcome, number in came.most_common()))
    say(f"grown by {last / settled - 1:+.1%} since half of them; {ALLOWED:.0%} is allowed")
    return last <= settled * (1 + ALLOWED) and not came[FAILED] and all(came[outcome] for outcome in Outcome)


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201  # this is its output


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=200_000)
    parser.add_argument("--chats", type=int, default=20_000)
    parser.add_argument("--knowledge", type=Path, default=BASE)
    sys.exit(0 if asyncio.run(main(parser.parse_args())) else 1)
