"""What the journal has kept, read by a command beside the running bot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from bot.errors import OperatorError
from handlers.keeping.journal import Journal
from handlers.keeping.schema import OpenQuestion, Tally, Vote


@dataclass(frozen=True, slots=True)
class Kept:
    """What editors may know of those who asked."""

    questions: tuple[OpenQuestion, ...] = ()
    """The open ones, latest first."""
    votes: tuple[Vote, ...] = ()
    tallies: tuple[Tally, ...] = ()


async def read_kept(url: str) -> Kept:
    """Return what the journal at `url`, as SQLAlchemy writes it, holds; nothing where there is no such file yet.

    Raises:
        OperatorError: where it cannot be read.
    """
    if _is_missing(make_url(url)):
        return Kept()  # to look is no reason to make one
    journal = Journal(url)
    try:
        questions, votes, tallies = await journal.open_questions(), await journal.votes(), await journal.tallies()
        works = journal.works
    finally:
        await journal.close()
    if not works:
        where = make_url(url).render_as_string(hide_password=True)
        raise OperatorError(f"the journal at {where} cannot be read; see the line above, or set HLDBOT_DATABASE_URL")
    return Kept(tuple(questions), tuple(votes), tuple(tallies))


def _is_missing(address: URL) -> bool:
    file = address.database if address.get_backend_name() == "sqlite" else None
    return bool(file) and not Path(str(file)).exists()
