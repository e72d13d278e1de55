"""What became of each update: a line in the log, and counts for the metrics."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from telegram import Update

from bot.logs import log
from bot.metrics import Metrics
from handlers.noting import Note, noting

_KINDS = {
    "message": "message",
    "edited_message": "edit",
    "callback_query": "callback",
    "inline_query": "inline",
    "my_chat_member": "membership",
}


class Accounts:
    """Tells what became of each update: its kind, the fact, how sure and how long; neither text nor anybody's id."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.perf_counter) -> None:
        """Take the metrics, and a clock in seconds."""
        self._metrics, self._clock = metrics, clock
        self.handled = 0
        """How many updates have come to their end."""

    @contextmanager
    def of(self, update: object) -> Iterator[None]:
        """Tell of `update`, which is handled here, when that is over."""
        began = self._clock()
        with noting() as note:
            try:
                yield
            finally:
                seconds = self._clock() - began
                self.handled += 1
                self._metrics.handled(kind_of(update), seconds, note)
                _tell(update, seconds, note)


def kind_of(update: object) -> str:
    """Return what kind of update it is: message, edit, callback, inline, membership or other."""
    return next((kind for name, kind in _KINDS.items() if getattr(update, name, None)), "other")


def _tell(update: object, seconds: float, note: Note) -> None:
    chat = update.effective_chat if isinstance(update, Update) else None
    fields = {
        "kind": kind_of(update),
        "chat": str(chat.type) if chat else None,
        "outcome": note.outcome,
        "fact": note.fact,
        "score": None if note.score is None else round(note.score, 3),
        "language": note.language,
        "ms": round(1000 * seconds, 1),
    }
    told = {name: value for name, value in fields.items() if value is not None}
    log.info("%s", " ".join(f"{name}={value}" for name, value in told.items()), extra={"fields": told})
