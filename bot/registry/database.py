"""One database, SQLite or PostgreSQL: connections, transactions, migrations, and errors that say what to do.

SQLite: write-ahead log, each commit on the disk before it returns, one writer at a time. PostgreSQL: through psycopg;
what must not run twice at once takes an advisory lock for its transaction.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.registry.keys import RegistryError

_BUSY_MS = 10_000
_LOCKS = {"migrating": 710_001, "claiming": 710_002, "observing": 710_003, "delivering": 710_004}


class Database:
    """A migrated database. `address` is its URL without the password."""

    def __init__(self, url: str) -> None:
        parsed = parsed_url(url)
        self.address = parsed.render_as_string(hide_password=True)
        self.file = file_of(parsed)
        self._alone = threading.Lock() if self.file else nullcontext()
        try:
            if self.file:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise RegistryError(
                f"the database {self.address} cannot be made ({error.strerror}); mend that or set VERBALE_DATABASE"
            ) from None
        self._engine = engine_for(parsed)
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def writing(self, only_one: str | None = None) -> Iterator[Connection]:
        """A transaction, durable when the block is left. `only_one` names what no other process does meanwhile.

        Raises `RegistryError`; nothing of the block is stored then.
        """
        with self._alone, self._told(), self._engine.begin() as connection:
            if only_one and not self.file:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCKS[only_one]})
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to look with. Raises `RegistryError`."""
        with self._told(), self._engine.connect() as connection:
            yield connection.execution_options(looking=True)

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """An insert that knows ON CONFLICT."""
        return sqlite.insert(table) if self.file else postgresql.insert(table)

    def add(self, table: Table, keys: Mapping[str, str | int], **amounts: int) -> Insert:
        """An insert of counters that adds to those that are there."""
        made = self.insert(table).values(**keys, **amounts)
        grown = {name: table.c[name] + made.excluded[name] for name in amounts}
        return made.on_conflict_do_update(index_elements=list(keys), set_=grown)

    def answers(self) -> None:
        """Ask it something. Raises `RegistryError`."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise RegistryError(
                f"the database {self.address} cannot be used ({reason_of(error)}); {mend_of(error)}"
            ) from None

    def _migrate(self) -> None:
        configuration = Config()
        configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        with self.writing("migrating") as connection:
            configuration.attributes["connection"] = connection
            try:
                command.upgrade(configuration, "head")
            except CommandError as error:
                raise RegistryError(
                    f"the database {self.address} was made by another version of this program; "
                    f"install that one, or name another database in VERBALE_DATABASE ({error})"
                ) from None


def parsed_url(url: str) -> URL:
    """The parts of an address, with the driver that is used. Raises `RegistryError`."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = URL.create("none")
    if parsed.drivername.partition("+")[0] in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername.partition("+")[0] == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite+pysqlite")
    raise RegistryError(
        "VERBALE_DATABASE is no address of a database; write sqlite:///FILE or postgresql://USER@HOST/NAME"
    )


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def engine_for(url: URL) -> Engine:
    """Connections, prepared as every one of this program is."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": 10})
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        looking = connection.get_execution_options().get("looking")
        connection.exec_driver_sql("BEGIN" if looking else "BEGIN IMMEDIATE")

    return engine


def reason_of(error: SQLAlchemyError) -> str:
    """The first line of the driver's own words: the lines after it may show a row."""
    told = str(getattr(error, "orig", None) or type(error).__name__)
    return told.strip().partition("\n")[0][:200]


def mend_of(error: SQLAlchemyError) -> str:
    """What to do about it."""
    told = str(error)
    if "full" in told or "disk I/O" in told:
        return "free space on its disk"
    if "locked" in told:
        return "find out what holds it"
    return "check that it is there and may be written"
