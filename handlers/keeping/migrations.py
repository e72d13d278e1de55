"""The database's tables, as they came to be: numbered steps that only ever grow in number.

Each step is plain SQL that an operator can read, for SQLite and PostgreSQL alike; what is for one of them alone says
so. Alembic would want a configuration of its own, a folder of scripts and a command; a handful of steps that run at the
start need none of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, inspect, text

Step = Sequence[str | Mapping[str, str]]
"""Statements; one that is a mapping is for the dialects it names alone."""

_LOCK = (0x484C44, 0)
"""PostgreSQL's advisory lock that is held while the tables change."""

STEPS: tuple[Step, ...] = (
    # 1: what was kept before there were versions. A file from that time has these tables already.
    (
        'CREATE TABLE IF NOT EXISTS languages ("user" BIGINT NOT NULL PRIMARY KEY, language VARCHAR(8) NOT NULL)',
        """CREATE TABLE IF NOT EXISTS questions (
            ticket VARCHAR(32) NOT NULL PRIMARY KEY,
            text TEXT NOT NULL,
            language VARCHAR(8) NOT NULL,
            kind VARCHAR(20) NOT NULL,
            offered TEXT NOT NULL,
            reason VARCHAR(20),
            chat BIGINT,
            asked_at TIMESTAMP WITH TIME ZONE NOT NULL
        )""",
        "CREATE INDEX IF NOT EXISTS ix_questions_chat ON questions (chat)",
        "CREATE INDEX IF NOT EXISTS ix_questions_asked_at ON questions (asked_at)",
        """CREATE TABLE IF NOT EXISTS votes (
            ticket VARCHAR(32) NOT NULL PRIMARY KEY,
            fact VARCHAR(48) NOT NULL,
            good BOOLEAN NOT NULL,
            reason VARCHAR(20),
            voted_at TIMESTAMP WITH TIME ZONE NOT NULL
        )""",
        "CREATE INDEX IF NOT EXISTS ix_votes_fact ON votes (fact)",
        "CREATE INDEX IF NOT EXISTS ix_votes_voted_at ON votes (voted_at)",
    ),
    # 2: tallies, answers that may need correcting, updates until they are answered, and what processes share.
    (
        """CREATE TABLE tallies (
            day DATE NOT NULL,
            language VARCHAR(8) NOT NULL,
            outcome VARCHAR(20) NOT NULL,
            topic VARCHAR(48) NOT NULL,
            fact VARCHAR(48) NOT NULL,
            count BIGINT NOT NULL,
            PRIMARY KEY (day, language, outcome, topic, fact)
        )""",
        """CREATE TABLE carried (
            chat BIGINT NOT NULL,
            message BIGINT NOT NULL,
            fact VARCHAR(48) NOT NULL,
            language VARCHAR(8) NOT NULL,
            said VARCHAR(48) NOT NULL,
            keyboard TEXT NOT NULL,
            sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
            PRIMARY KEY (chat, message)
        )""",
        "CREATE INDEX ix_carried_fact ON carried (fact)",
        "CREATE INDEX ix_carried_sent_at ON carried (sent_at)",
        """CREATE TABLE updates (
            update_id BIGINT NOT NULL PRIMARY KEY,
            holder BIGINT,
            chat BIGINT,
            payload TEXT,
            attempts INTEGER NOT NULL,
            received_at TIMESTAMP WITH TIME ZONE NOT NULL
        )""",
        "CREATE INDEX ix_updates_chat ON updates (chat)",
        "CREATE INDEX ix_updates_holder ON updates (holder)",
        "CREATE INDEX ix_updates_received_at ON updates (received_at)",
        # What may be forgotten without harm need not be written to disk twice, as PostgreSQL else does.
        {
            "postgresql": """CREATE UNLOGGED TABLE remembered (
                kind VARCHAR(8) NOT NULL,
                chat BIGINT NOT NULL,
                "user" BIGINT NOT NULL,
                content TEXT NOT NULL,
                until TIMESTAMP WITH TIME ZONE NOT NULL,
                PRIMARY KEY (chat, "user", kind)
            )"""
        },
        {"postgresql": "CREATE INDEX ix_remembered_until ON remembered (until)"},
        {"postgresql": 'CREATE INDEX ix_remembered_user ON remembered ("user")'},
        {
            "postgresql": """CREATE UNLOGGED TABLE slots (
                name VARCHAR(80) NOT NULL PRIMARY KEY,
                times DOUBLE PRECISION[] NOT NULL
            )"""
        },
    ),
    # 3: to whom the menu of admins was given.
    (
        """CREATE TABLE menus (
            chat BIGINT NOT NULL,
            language VARCHAR(8) NOT NULL,
            PRIMARY KEY (chat, language)
        )""",
    ),
    # 4: of which faults of the base admins were told.
    ("CREATE TABLE told (mark VARCHAR(64) NOT NULL PRIMARY KEY)",),
)
VERSION = len(STEPS)
"""The version of the tables that this program works with."""


class NewerDatabaseError(Exception):
    """The database was changed by a later version of this program."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"the database has version {version} of its tables, and this program knows {VERSION} at most;"
            " update the program, or name another database in HLDBOT_DATABASE_URL"
        )


def version(connection: Connection) -> int:
    """Return the version of the tables; 0 where there are none, or none with a number."""
    if not inspect(connection).has_table("schema_version"):
        return 0
    return int(connection.exec_driver_sql("SELECT version FROM schema_version").scalar_one())


def migrate(connection: Connection) -> None:
    """Bring the tables to `VERSION`, all or none of it; of several processes that start at once, one does.

    Args:
        connection: one without a transaction; it is left with one to be committed.

    Raises:
        NewerDatabaseError: the tables are beyond what this program knows; nothing is changed.
    """
    if not _is_behind(version(connection)):
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock({}, {})".format(*_LOCK))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    before = version(connection)  # another process may have been quicker
    if not _is_behind(before):
        return
    for step in STEPS[before:]:
        for statement in step:
            sql = statement if isinstance(statement, str) else statement.get(connection.dialect.name)
            if sql:
                connection.exec_driver_sql(sql)
    if before == 0:
        connection.exec_driver_sql("CREATE TABLE schema_version (version INTEGER NOT NULL)")
        connection.exec_driver_sql("INSERT INTO schema_version (version) VALUES (0)")
    connection.execute(text("UPDATE schema_version SET version = :version"), {"version": VERSION})


def _is_behind(before: int) -> bool:
    if before > VERSION:
        raise NewerDatabaseError(before)
    return before < VERSION
