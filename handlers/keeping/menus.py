"""To whom Telegram shows the menu of admins, so that it can be taken back from those who are none any more."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select

from handlers.keeping.database import Database
from handlers.keeping.schema import MENUS


class Given(NamedTuple):
    """A menu that was given to an admin's private chat."""

    chat: int
    language: str
    """Of the Telegram of those who see it (ISO 639); empty for that of all others."""


class Menus:
    """The menus that were given. /forget leaves them: they come from the operator's settings, and go with those."""

    def __init__(self, database: Database) -> None:
        """Take where they are noted."""
        self._database = database

    async def given(self) -> set[Given]:
        """Return which menus were given; none where the database fails, and then none is taken back."""
        return {Given(row.chat, row.language) for row in await self._database.run(select(MENUS)) or ()}

    async def note(self, menu: Given) -> None:
        """Note a menu, before it is given."""
        await self._database.run(self._database.insert(MENUS).values(menu._asdict()).on_conflict_do_nothing())

    async def drop(self, menu: Given) -> None:
        """Note that a menu was taken back."""
        known = (MENUS.c.chat == menu.chat, MENUS.c.language == menu.language)
        await self._database.run(delete(MENUS).where(*known))
