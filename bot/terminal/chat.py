"""The conversation in the terminal: the bot of Telegram, with its handlers, answering in this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import NamedTuple

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from bot.application import build
from bot.terminal.local import TOKEN, Button, Conversation, LocalTelegram, Quiz, SentMessage
from bot.terminal.screen import Picture, Screen
from handlers import menu
from knowledge import KnowledgeBase

QUIT = "/quit"
HINT = "Ask, or type / for the commands (Tab completes), or a number for a button. /quit or Ctrl-D leaves."


async def chat(load: Callable[[], KnowledgeBase], svg: Path | None = None) -> None:
    """Talk with whoever is at stdin until they leave.

    Args:
        load: reads the knowledge base; the prompt is there before it has.
        svg: the file to draw the conversation into.

    Raises:
        OperatorError: what `load` raises.
    """
    live, picture = Screen(Console()), Picture()
    screens = (live, picture) if svg else (live,)
    at_prompt = sys.stdin.isatty() and sys.stdout.isatty()
    async with AsyncExitStack() as stack:
        opening = asyncio.create_task(_open(load, screens, stack))
        if at_prompt:
            live.note(HINT)
        async for line in typed(opening) if at_prompt else piped():
            talk = await opening
            for screen in screens:
                if not (screen is live and at_prompt):  # the prompt shows it already
                    screen.question(line)
            await talk.answer(line)
        talk = await opening
    if at_prompt:
        live.note("Goodbye.")
    if svg:
        picture.save(svg, talk.name)


async def _open(load: Callable[[], KnowledgeBase], screens: Sequence[Screen], stack: AsyncExitStack) -> Talk:
    """Return a conversation that has begun with a greeting; it ends with `stack`."""
    knowledge = await asyncio.to_thread(load)
    telegram = LocalTelegram()
    application = build(knowledge, TOKEN, request=telegram)
    await stack.enter_async_context(application)
    edition = knowledge.edition()
    commands = {f"/{c.command}": c.description for c in menu(edition, application.bot_data.wording)}
    talk = Talk(edition.about.name, commands, Conversation(application, telegram), screens)
    await talk.answer("/start")
    return talk


class Guess(NamedTuple):
    """An answer to a quiz."""

    quiz: Quiz
    place: int


class Talk:
    """A conversation on screens, in which a number picks a button, or an answer to a quiz."""

    def __init__(
        self, name: str, commands: Mapping[str, str], conversation: Conversation, screens: Sequence[Screen]
    ) -> None:
        self.name = name
        self.commands = commands
        """What each slash command does."""
        self._screens = screens
        self._conversation = conversation
        self._picks: Mapping[str, Button | Guess] = {}
        """What may be picked under the latest messages, by its number."""

    async def answer(self, line: str) -> None:
        """Show what comes of a line: the number of a button or an option, or a message."""
        match self._picks.get(line):
            case Button() as button:
                self._show(await self._conversation.tap(button))
            case Guess() as guess:
                self._solve(guess)
            case None:
                self._show(await self._conversation.say(line))

    def _show(self, messages: Sequence[SentMessage]) -> None:
        if messages:
            picks = (pick for message in messages for pick in _picks(message))
            self._picks = {str(number): pick for number, pick in enumerate(picks, 1)}
        for screen in self._screens:
            numbers = count(1)
            for message in messages:
                screen.text(message.html)
                if message.quiz:
                    screen.options(message.quiz.options, numbers)
                screen.buttons(message.rows, numbers)
            for notice in self._conversation.notices:
                screen.note(notice)

    def _solve(self, guess: Guess) -> None:
        """Show whether an answer to a quiz is right, as Telegram's apps do by themselves."""
        quiz = guess.quiz
        verdict = "Right." if guess.place == quiz.right else f"No, it is: {quiz.options[quiz.right]}"
        for screen in self._screens:
            screen.note(verdict)
            screen.text(quiz.explanation)


def _picks(message: SentMessage) -> Iterator[Button | Guess]:
    """Yield what may be picked under a message, in the order in which it is shown."""
    if quiz := message.quiz:
        yield from (Guess(quiz, place) for place in range(len(quiz.options)))
    yield from (button for button in message.buttons if button.data)


class Commands(Completer):
    """Completes a slash command, and tells what it does, as soon as the conversation has begun."""

    def __init__(self, opening: asyncio.Task[Talk]) -> None:
        self._opening = opening

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        """Yield the commands that begin as the line does."""
        line = document.text_before_cursor
        known = self._opening.result().commands if self._opening.done() else {}
        for command, description in {**known, QUIT: "leave"}.items():
            if line.startswith("/") and command.startswith(line):
                yield Completion(command, -len(line), display_meta=description)


_KEYS = KeyBindings()


@_KEYS.add("tab")
def _complete(press: KeyPressEvent) -> None:
    """Complete at once where one command fits; by itself the prompt would search, and Enter could come before it."""
    line = press.current_buffer
    fitting = list(line.completer.get_completions(line.document, CompleteEvent(completion_requested=True)))
    if len(fitting) == 1:
        line.apply_completion(fitting[0])
    elif line.complete_state:
        line.complete_next()
    else:
        line.start_completion(insert_common_part=True)


async def typed(opening: asyncio.Task[Talk]) -> AsyncIterator[str]:
    """Yield what a person types until they leave, or the conversation cannot begin; it is kept in memory alone."""
    session = PromptSession[str]("› ", completer=Commands(opening), key_bindings=_KEYS)

    def give_up(task: asyncio.Task[Talk]) -> None:
        if not task.cancelled() and task.exception() and session.app.is_running:
            session.app.exit(exception=EOFError())

    opening.add_done_callback(give_up)
    while True:
        try:
            with patch_stdout(raw=True):  # the greeting may come while the prompt is there
                line = (await session.prompt_async()).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line == QUIT:
            return
        if line:
            yield line


async def piped() -> AsyncIterator[str]:
    """Yield the lines of stdin that hold anything, whatever bytes they are made of."""
    for line in sys.stdin.buffer:
        text = line.decode(errors="replace").strip()
        if text == QUIT:
            return
        if text:
            yield text
