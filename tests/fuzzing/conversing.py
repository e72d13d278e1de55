"""The whole Application behind Telegram's strict side: whatever people do, it answers with what Telegram takes."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import logging
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from telegram import Update
from telegram.request import BaseRequest, RequestData

from bot.application import BotApplication, build
from bot.serving.arriving import read
from handlers import errors
from handlers.showing.rendering import Action
from knowledge import KnowledgeBase
from tests.botapi import Person, SentMessage
from tests.botapi.methods import METHODS
from tests.botapi.parameters import Parameters, Refusal
from tests.botapi.people import LOCATION, PHOTO, STICKER
from tests.botapi.server import TOKEN
from tests.botapi.world import BOT_ID, Button, World
from tests.fuzzing.loading import rewritten
from tests.fuzzing.targets import Target
from tests.fuzzing.texts import short_texts, texts, values

LIGHTHOUSES = Path(__file__).parents[1] / "handlers" / "base"
EXCUSED = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "message is not modified",
    "bot was kicked",
    "wrong file identifier",
)
"""What Telegram may say where people tap what is gone or no button of the bot's, or edit what changes no answer, or
write in a group that has just put the bot out; and where a picture was uploaded in another world than this one."""

T = TypeVar("T")


class StrictTelegram(BaseRequest):
    """The strict Bot API server without HTTP, which would take longer than everything else."""

    def __init__(self) -> None:
        self.world = World(strict=True, rate_limits=False)
        self.complaints: list[str] = []

    @property
    def read_timeout(self) -> float | None:
        """No time limit: there is nothing to wait for."""
        return None

    async def initialize(self) -> None:
        """Do nothing: there is no connection."""

    async def shutdown(self) -> None:
        """Do nothing: there is no connection."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        """Answer one call, and keep what is to complain of."""
        del method  # always POST
        name = url.rpartition("/")[2]
        try:
            result = METHODS[name](self.world, Parameters(_over_the_wire(request_data)))
            body = {"ok": True, "result": await result if inspect.isawaitable(result) else result}
        except Refusal as refusal:
            if not any(excused in refusal.description for excused in EXCUSED):
                self.complaints.append(f"{name}: {refusal.description}")
            return refusal.code, json.dumps(refusal.answer()).encode()
        return 200, json.dumps(body).encode()


def _over_the_wire(data: RequestData | None) -> Mapping[str, Any]:
    if data is None:
        return {}
    uploaded = {name: content for name, (_, content, _) in (data.multipart_data or {}).items()}
    files = {
        name: {"file_name": name, "file_size": len(content)}
        for name, content in uploaded.items()
        if isinstance(content, bytes)
    }
    return {**data.json_parameters, **files}


class Faults(logging.Handler):
    """Keeps what the bot logs as its own faults."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.lines.append(record.getMessage())


class House:
    """The Application with a small base, started once a process; each input brings its own people and chats."""

    def __init__(self) -> None:
        self.telegram = StrictTelegram()
        self.loop = asyncio.new_event_loop()
        self.application: BotApplication = build(KnowledgeBase.load(LIGHTHOUSES), TOKEN, request=self.telegram)
        self.do(self.application.initialize())
        self._ids = itertools.count(1_000_000)

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Return what `coroutine` returns."""
        return self.loop.run_until_complete(coroutine)

    def fresh(self) -> World:
        """Return a world in which nobody has written yet, with ids that were never used."""
        self.telegram.complaints.clear()
        world = self.telegram.world = World(strict=True, rate_limits=False)
        world._ids = itertools.count(next(self._ids) * 1000)  # memory of people outlives their world
        return world

    def handle(self, update: Update) -> None:
        """Let the bot handle an update to its end."""
        self.do(self.application.update_processor.process_update(update, self.application.process_update(update)))

    @contextmanager
    def faultless(self) -> Iterator[None]:
        """Fail where the bot meanwhile logs a fault of its own, or Telegram refuses what it sends."""
        faults = Faults()
        errors.log.addHandler(faults)
        try:
            yield
        finally:
            errors.log.removeHandler(faults)
        assert not faults.lines, faults.lines
        assert not self.telegram.complaints, self.telegram.complaints


@cache
def house() -> House:
    """Return the one of this process."""
    return House()


class Crowd:
    """Somebody who talks with the bot in private and in groups, and does what an input says."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.person = Person(world, {"id": world.next_id(), "is_bot": False, "first_name": "A", "language_code": "en"})
        self.person.private.closed = ""  # they have written before
        group = world.add_chat("group", -world.next_id(), title="<b>")
        forum = world.add_chat("supergroup", -1_000_000_000_000 - world.next_id(), title="&", is_forum=True)
        self.thread = int(world.post(forum, {"forum_topic_created": {"name": "x", "icon_color": 1}})["message_id"])
        forum.threads[self.thread] = "x"
        self.chats = (self.person.private, group, forum)
        self.said: list[SentMessage] = []

    def does(self, step: tuple[Any, ...]) -> None:
        """Do one thing."""
        match step:
            case "say", int(where), str(text):
                chat = self.chats[where]
                self.said.append(self.person.say(text, chat=chat, thread=self.thread if where == 2 else 0))
            case "edit", int(which), str(text) if self.said:
                self.person.edit(self.said[which % len(self.said)], text)
            case "reply", int(which), str(text) if sent := self._sent():
                self.person.reply(sent[which % len(sent)], text)
            case "send", int(which), str(caption):
                self.said.append(self.person.send((STICKER, PHOTO, LOCATION)[which % 3], caption=caption))
            case "tap", int(which) if buttons := [b for message in self._sent() for b in message.buttons if b.data]:
                self.person.press(buttons[which % len(buttons)])
            case "forge", int(which), str(data):
                messages = [*self._sent(), *self.said]
                gone = SentMessage({"message_id": 7, "chat": self.person.private.json})
                self.person.press(Button("", data, "", messages[which % len(messages)] if messages else gone))
            case "delete", int(which) if sent := self._sent():
                self.person.delete(sent[which % len(sent)])
            case "type", str(text), str(offset):
                self.world.ask("inline_query", {"from": self.person.user, "query": text, "offset": offset})
            case "join", int(where):
                self.person.adds(self.chats[1 + where % 2])
            case "leave", int(where):
                self.person.removes(self.chats[1 + where % 2])

    def _sent(self) -> list[SentMessage]:
        return [
            SentMessage(message)
            for chat in self.chats
            for message in chat.messages.values()
            if message.get("from", {}).get("id") == BOT_ID
        ]


def check(steps: list[tuple[Any, ...]]) -> None:
    """Let somebody do these things: nothing fails, Telegram takes all that is sent, and each tap is answered."""
    world = house().fresh()
    crowd = Crowd(world)
    with house().faultless():
        for step in steps:
            crowd.does(step)
            for raw in world.updates.waiting:
                update = read(house().application, raw)
                assert update, raw
                house().handle(update)
            world.updates.waiting.clear()
    assert not world.queries


def check_shape(given: tuple[tuple[Any, ...], list[int], object]) -> None:
    """Let an update come of which a part is something else: it is passed over or handled, and the bot lives on."""
    step, path, value = given
    world = house().fresh()
    crowd = Crowd(world)
    crowd.does(("say", 0, "Which lighthouses are famous?"))
    crowd.does(step)
    sound = world.updates.waiting[0]
    raw = rewritten(world.updates.waiting[-1], path, value)
    world.updates.waiting.clear()
    if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
        return  # neither polling nor the webhook lets it in
    if update := read(house().application, raw):
        house().handle(update)
    house().telegram.complaints.clear()  # no Telegram sends this, and so none answers it
    with house().faultless():
        update = read(house().application, sound)
        assert update
        house().handle(update)
    assert [message for message in crowd.person.private.messages.values() if message["from"]["id"] == BOT_ID]


_DATA = st.one_of(
    st.builds(
        "{}/{}:{}".format,
        st.sampled_from(("en", "fr", "", "xx", "../..")),
        st.sampled_from([*Action, "?", "é", "0", ""]),
        st.one_of(
            st.sampled_from(("pharos", "towers:1", "pharos:p1", "w:pharos", "1", "99999999999", "²", "-1", "en", "")),
            short_texts,
        ),
    ),
    short_texts,
).map(lambda data: data.encode()[:64].decode("utf-8", "ignore"))
"""Data of buttons: of the bot's own form, and of any other."""
_WHICH = st.integers(0, 30)
_ASKED = st.one_of(
    st.sampled_from(("How tall was the Pharos of Alexandria?", "Which lighthouses are famous?", "hello", "/quiz")),
    st.sampled_from(
        ("/start", "/help", "/topics", "/timeline", "/random", "/forget", "/cancel", "/language", "/sources")
    ),
    st.builds("/{} {}".format, st.sampled_from(("ask", "compare", "glossary", "start", "towers", "quiz")), texts),
    st.builds("@hld_test_bot {}".format, texts),
    texts,
).filter(lambda text: bool(text.strip()))
_STEPS: st.SearchStrategy[tuple[Any, ...]] = st.one_of(
    st.tuples(st.just("say"), st.integers(0, 2), _ASKED),
    st.tuples(st.just("say"), st.just(0), _ASKED),
    st.tuples(st.just("tap"), _WHICH),
    st.tuples(st.just("forge"), _WHICH, _DATA),
    st.tuples(st.just("edit"), _WHICH, _ASKED),
    st.tuples(st.just("reply"), _WHICH, _ASKED),
    st.tuples(st.just("send"), _WHICH, short_texts),
    st.tuples(st.just("delete"), _WHICH),
    st.tuples(
        st.just("type"), short_texts.map(lambda text: text[:256]), st.sampled_from(("", "20", "²", "9" * 64, "x"))
    ),
    st.tuples(st.sampled_from(("join", "leave")), _WHICH),
)

TARGETS = (
    Target("conversations", st.lists(_STEPS, min_size=1, max_size=6), check, share=40),
    Target("updates", st.tuples(_STEPS, st.lists(_WHICH, min_size=1, max_size=6), values), check_shape, share=50),
)
