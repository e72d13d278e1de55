"""What can keep a change from being made, told to the person who wants it."""

from __future__ import annotations


class EditError(Exception):
    """The change cannot be made; the message says what is in the way, where, and how to mend it."""


class StaleError(EditError):
    """Somebody else has changed the same thing meanwhile; `names` are the facts or files that have changed."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        changed = f"{', '.join(names)} {'has' if len(names) == 1 else 'have'} been changed meanwhile"
        super().__init__(f"{changed}; look at what stands there now, and try again")
