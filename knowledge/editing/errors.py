"""What can keep a change from being made, told to the person who wants it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class EditError(Exception):
    """The change cannot be made; the message says what is in the way, where, and how to mend it."""


class Since(NamedTuple):
    """A change that was made meanwhile."""

    by: str | None
    """Who made it; None where a file was changed by other means, such as an editor."""
    at: datetime
    """When, in UTC."""
    what: str
    """What it did, in one line."""


class StaleError(EditError):
    """Somebody else has changed the same thing meanwhile; `names` are the facts or files that have changed."""

    def __init__(self, names: tuple[str, ...], since: tuple[Since, ...] = ()) -> None:
        self.names = names
        self.since = since
        """What has changed them, the oldest first, where that is known."""
        changed = f"{', '.join(names)} {'has' if len(names) == 1 else 'have'} been changed meanwhile"
        super().__init__(f"{changed}; look at what stands there now, and try again")
