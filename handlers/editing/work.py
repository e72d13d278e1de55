"""What every step of an edit in the chat needs: who is at work, on which base, and what lies on their desk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from telegram import CallbackQuery, Update

from handlers.context import Context, Shared, renderer
from handlers.editing.desk import Desk, load_desk, save_desk
from handlers.editing.status import listed
from handlers.sending import reply, reply_anew, show
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Button, Message, Renderer
from handlers.showing.wording import Texts
from knowledge import KnowledgeBase, KnowledgeError
from knowledge.editing import EditError
from knowledge.live import LiveBase

ACTION = "x"
"""What the data of all buttons of admins begins with, behind the language."""
INSTALLED = "site-packages"
"""The folder of a base that came with the package: what is written there is gone with the next version."""


class CannotError(Exception):
    """The edit cannot go on; `message` tells the admin why, and what to do."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.text)


@dataclass(frozen=True, slots=True)
class Work:
    """One step of an admin's work."""

    update: Update
    context: Context
    shown: Renderer
    admin: int
    live: LiveBase
    desk: Desk

    @property
    def texts(self) -> Texts:
        """The bot's own words in the admin's language."""
        return self.shown.texts

    @property
    def shared(self) -> Shared:
        """What every handler can reach."""
        return self.context.bot_data

    @property
    def folder(self) -> Path:
        """The folder of the base."""
        return self.live.folder

    @property
    def base(self) -> KnowledgeBase:
        """The base that answers."""
        return self.shown.knowledge

    @property
    def query(self) -> CallbackQuery | None:
        """The tap that this is a step of, if it is one."""
        return self.update.callback_query

    def button(self, label: str, *call: object) -> Button:
        """Return a button that leads on; `call` must be short."""
        return Button(label, f"{self.shown.edition.language}/{':'.join([ACTION, *map(str, call)])}")

    def say(self, text: str, **values: object) -> Message:
        """Return one of the bot's own texts, filled in."""
        return Message(plain(text.format(**values)))

    def check(self) -> None:
        """Raise a CannotError where the base is not to be changed where it is."""
        if INSTALLED in self.folder.resolve().parts or not os.access(self.folder, os.W_OK):
            raise CannotError(self.say(self.texts.edit_read_only, folder=self.folder))

    async def save(self) -> None:
        """Keep the desk; CannotError where the base is not to be changed, or the disk takes nothing."""
        self.check()
        try:
            await asyncio.to_thread(save_desk, self.folder, self.admin, self.desk)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CannotError(self.say(self.texts.edit_disk, reason=reason, folder=self.folder)) from error

    async def answer(self, message: Message, *, again: bool = False) -> None:
        """Show `message` in the place of the one that was tapped, or below the one that was written.

        With `again` it takes the place of what has been shown there before.
        """
        if self.query and self.update.effective_message:
            await show(message, instead=self.update.effective_message, context=self.context)
        elif again:
            await reply_anew(self.update, self.context, message)
        else:
            await reply(self.update, self.context, message)


async def at_work(update: Update, context: Context) -> Work:
    """Return a step of the work of the admin who wrote or tapped; CannotError where there is no folder to work in."""
    shown = renderer(update, context)
    live = context.bot_data.live
    admin = update.effective_user.id if update.effective_user else 0
    if live is None:
        raise CannotError(Message(plain(shown.texts.edit_not_here)))
    desk = await asyncio.to_thread(load_desk, live.folder, admin)
    return Work(update, context, shown, admin, live, desk)


def why_not(error: EditError | KnowledgeError, texts: Texts) -> Message:
    """Return what an admin is told of what keeps a change from being made."""
    if isinstance(error, KnowledgeError):
        return Message(f"{bold(texts.edit_would_break)}\n\n{listed(error.faults, texts)}")
    return Message(f"{bold(texts.edit_refused)}\n\n{plain(str(error))}")


def rows_of(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Return buttons one below the other."""
    return tuple((button,) for button in buttons)
