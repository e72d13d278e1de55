"""Updates that wait for the bot."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .changes import Changes
from .parameters import Json

# What a bot gets unless it asks for something else, and what it must ask for.
DEFAULT_KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
        "guest_message",
    }
)
ASKED_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Updates:
    """The queue of updates.

    Args:
        changes: is told of updates, and of polls that begin and end.
    """

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.waiting: list[Json] = []
        self.kinds = DEFAULT_KINDS
        self._ids = itertools.count(500_001)
        self._polls = 0
        self._open = 0

    def add(self, update: Json) -> None:
        """Queue an update, unless the bot did not ask for its kind."""
        if self.kinds.issuperset(update):
            self.waiting.append({"update_id": next(self._ids)} | update)
            self._changes.announce()

    def confirm(self, offset: int) -> None:
        """Forget all before an offset; a negative one counts from the end of the queue."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]

    @property
    def is_polled(self) -> bool:
        """Whether a poll is open now."""
        return self._open > 0

    @contextmanager
    def poll(self) -> Iterator[Callable[[], bool]]:
        """Keep a poll open, which ends the one before; the context tells whether another one has ended it."""
        self._polls += 1
        self._open += 1
        number = self._polls
        self._changes.announce()
        try:
            yield lambda: number != self._polls
        finally:
            self._open -= 1
            self._changes.announce()
