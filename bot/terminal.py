"""The conversation in the terminal: the bot of Telegram, with its handlers, answering in this process."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from rich.console import Console

from bot.application import build
from bot.local import TOKEN, Button, Conversation, LocalTelegram, SentMessage
from bot.screen import Picture, Screen
from handlers import menu
from knowledge import KnowledgeBase

QUIT = "/quit"
HINT = "Ask, or type / for the commands (Tab completes), or a number for a button. /quit or Ctrl-D leaves."


async def chat(knowledge: KnowledgeBase, svg: Path | None = None) -> None:
    """Talk with whoever is at stdin until they leave, and draw the conversation into the file `svg`."""
    telegram = LocalTelegram()
    application = build(knowledge, TOKEN, request=telegram)
    live, picture = Screen(Console()), Picture()
    at_prompt = sys.stdin.isatty() and sys.stdout.isatty()
    async with application:
        talk = Talk(Conversation(application, telegram), (live, picture) if svg else (live,))
        await talk.answer("/start")
        if at_prompt:
            live.note(HINT)
        commands = menu(knowledge.edition(), application.bot_data.wording)
        lines = typed({f"/{c.command}": c.description for c in commands} | {QUIT: "leave"}) if at_prompt else piped()
        async for line in lines:
            for screen in talk.screens:
                if not (screen is live and at_prompt):  # the prompt shows it already
                    screen.question(line)
            await talk.answer(line)
    if at_prompt:
        live.note("Goodbye.")
    if svg:
        picture.save(svg, knowledge.edition().about.name)


class Talk:
    """A conversation on screens, in which a number picks a button."""

    def __init__(self, conversation: Conversation, screens: Sequence[Screen]) -> None:
        self.screens = screens
        self._conversation = conversation
        self._buttons: Mapping[str, Button] = {}
        """The buttons of the latest messages, by the number that picks them."""

    async def answer(self, line: str) -> None:
        """Show what the bot replies to a line: the number of a button, or a message."""
        if button := self._buttons.get(line):
            self._show(await self._conversation.tap(button))
        else:
            self._show(await self._conversation.say(line))

    def _show(self, messages: Sequence[SentMessage]) -> None:
        if messages:
            buttons = (button for message in messages for button in message.buttons if button.data)
            self._buttons = {str(number): button for number, button in enumerate(buttons, 1)}
        for screen in self.screens:
            numbers = count(1)
            for message in messages:
                screen.text(message.html)
                screen.buttons(message.rows, numbers)
            for notice in self._conversation.notices:
                screen.note(notice)


class Commands(Completer):
    """Completes a slash command, and tells what it does."""

    def __init__(self, commands: Mapping[str, str]) -> None:
        """Take descriptions by command."""
        self._commands = commands

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        """Yield the commands that begin as the line does."""
        line = document.text_before_cursor
        for command, description in self._commands.items():
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


async def typed(commands: Mapping[str, str]) -> AsyncIterator[str]:
    """Yield what a person types until they leave; what they typed is kept in memory alone."""
    session = PromptSession[str]("› ", completer=Commands(commands), key_bindings=_KEYS)
    while True:
        try:
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
        if text := line.decode(errors="replace").strip():
            yield text
