"""What the database keeps: its tables, and their rows. Each column that leads to a person says to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Enum,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Kind(StrEnum):
    """Why a question is open."""

    UNKNOWN = "unknown"
    NONE_OF_THESE = "none-of-these"
    THUMBS_DOWN = "thumbs-down"


class Reason(StrEnum):
    """What is wrong with an answer, as the asker sees it."""

    WRONG_FACT = "wrong-fact"
    OUT_OF_DATE = "out-of-date"
    UNCLEAR = "unclear"


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for the editors."""

    ticket: str
    """What it is known by: see `handlers.keeping.privacy.ticket`."""
    text: str
    language: str
    kind: Kind
    offered: tuple[str, ...]
    """Ids of the facts that were shown for it."""
    reason: Reason | None = None
    chat: int | None = None
    """Where the answer is awaited, if the asker wants to be told."""
    asked_at: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Vote:
    """Whether an answer helped."""

    ticket: str
    fact: str
    good: bool
    reason: Reason | None = None
    voted_at: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions of a day ended alike."""

    day: date
    """In UTC."""
    language: str
    outcome: str
    """As `knowledge.Outcome` has it."""
    topic: str
    """Id of the topic of `fact`; empty where no fact answered."""
    fact: str
    """Id of the fact that answered, if one did; otherwise empty."""
    count: int


@dataclass(frozen=True, slots=True)
class Carried:
    """A message of the bot that carries an answer, so that a correction can follow it."""

    chat: int
    message: int
    fact: str
    language: str
    said: str
    """The language and a digest of the answer that the message shows."""
    keyboard: str
    """Its buttons as JSON; empty where there are none."""
    sent_at: datetime = field(default_factory=now)


class _Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class _Words(TypeDecorator[str]):
    """What people wrote, without what no database takes: NUL, and halves of characters."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        return value and value.encode(errors="replace").decode().replace("\0", "")


class _Ids(TypeDecorator[tuple[str, ...]]):
    """Ids of facts, which hold no spaces."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _: Dialect) -> str:
        return " ".join(value or ())

    def process_result_value(self, value: str | None, _: Dialect) -> tuple[str, ...]:
        return tuple((value or "").split())


def _one_of(words: type[StrEnum]) -> Enum:
    return Enum(words, native_enum=False, length=20, values_callable=lambda members: [str(each) for each in members])


SCHEMA = MetaData()

LANGUAGES = Table(
    "languages",
    SCHEMA,
    Column("user", BigInteger, primary_key=True, autoincrement=False),  # leads to whoever set a language
    Column("language", String(8), nullable=False),
)
QUESTIONS = Table(
    "questions",
    SCHEMA,
    Column("ticket", String(32), primary_key=True),
    Column("text", _Words, nullable=False),
    Column("language", String(8), nullable=False),
    Column("kind", _one_of(Kind), nullable=False),
    Column("offered", _Ids, nullable=False),
    Column("reason", _one_of(Reason)),
    Column("chat", BigInteger, index=True),  # leads to whoever wants to be told of the answer; empty otherwise
    Column("asked_at", _Moment, nullable=False, index=True),
)
VOTES = Table(
    "votes",
    SCHEMA,
    Column("ticket", String(32), primary_key=True),
    Column("fact", String(48), nullable=False, index=True),
    Column("good", Boolean, nullable=False),
    Column("reason", _one_of(Reason)),
    Column("voted_at", _Moment, nullable=False, index=True),
)
TALLIES = Table(
    "tallies",
    SCHEMA,
    Column("day", Date, primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("outcome", String(20), primary_key=True),
    Column("topic", String(48), primary_key=True),
    Column("fact", String(48), primary_key=True),
    Column("count", BigInteger, nullable=False),
)
CARRIED = Table(
    "carried",
    SCHEMA,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),  # leads to whoever was answered in private
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("fact", String(48), nullable=False, index=True),
    Column("language", String(8), nullable=False),
    Column("said", String(48), nullable=False),
    Column("keyboard", Text, nullable=False),
    Column("sent_at", _Moment, nullable=False, index=True),
)
UPDATES = Table(
    "updates",
    SCHEMA,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("holder", BigInteger, index=True),  # the process that handles it; empty when it is done
    Column("chat", BigInteger, index=True),  # leads to whoever wrote; empty when it is done
    Column("payload", Text),  # what was written, by whom; empty when it is done
    Column("attempts", Integer, nullable=False),
    Column("received_at", _Moment, nullable=False, index=True),
)
MENUS = Table(
    "menus",
    SCHEMA,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),  # leads to an admin of now or of before
    Column("language", String(8), primary_key=True),
)
TOLD = Table(
    "told",
    SCHEMA,
    Column("mark", String(64), primary_key=True),  # a digest of faults of the base; leads to nobody
)
SHARED = MetaData()
"""What is only where several processes share a database."""
REMEMBERED = Table(
    "remembered",
    SHARED,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),  # these two lead to whoever has just written
    Column("user", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("kind", String(8), primary_key=True),
    Column("content", Text, nullable=False),
    Column("until", _Moment, nullable=False, index=True),
)
