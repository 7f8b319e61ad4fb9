"""A look at a database from outside: nothing is made, migrated or changed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.registry.database import engine_for, file_of, mend_of, parsed_url, reason_of
from bot.registry.keys import RegistryError
from bot.registry.tables import keyring

_PATIENCE_S = 5.0


class NoDatabaseError(RegistryError):
    """There is no database yet."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A database as it stands. `address` is its file or its URL without the password, `file` None for PostgreSQL.

    `revision` is its form, None where it has none, `newest` the form that this program wants. `size` is in bytes,
    SQLite's log apart in `log`. `journal` is SQLite's journal mode, empty elsewhere. `damage` and `unwritable` say why,
    and are empty where there is nothing to say. `fingerprints` are those of the keys that it was sealed with.
    """

    address: str
    file: Path | None
    revision: str | None
    newest: str
    size: int
    log: int
    journal: str
    damage: str
    unwritable: str
    fingerprints: frozenset[str]


def demand_database(url: str) -> None:
    """Raises `NoDatabaseError` where a file is named that is not there: opening it would make it."""
    file = file_of(parsed_url(url))
    if file is not None and not file.exists():
        raise NoDatabaseError(f"there is no database {file} yet; the first start of a platform makes it")


def look(url: str) -> Looked:
    """Look at the database at `url`.

    Raises `RegistryError` where it cannot be read; as `NoDatabaseError` where it is yet to be made.
    """
    demand_database(url)
    parsed = parsed_url(url)
    file = file_of(parsed)
    address = str(file) if file else parsed.render_as_string(hide_password=True)
    engine = engine_for(parsed) if file is None else _over(file)
    try:
        with engine.connect() as connection:
            return _looked(connection, address, file)
    except (SQLAlchemyError, OSError) as error:
        why = reason_of(error) if isinstance(error, SQLAlchemyError) else str(error.strerror)
        mend = mend_of(error) if isinstance(error, SQLAlchemyError) else "mend that"
        raise RegistryError(f"the database {address} cannot be used ({why}); {mend}") from None
    finally:
        engine.dispose()


def _looked(connection: Connection, address: str, file: Path | None) -> Looked:
    has = set(inspect(connection).get_table_names())
    revision, used = None, frozenset[str]()
    if "alembic_version" in has:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if "keyring" in has:
        used = frozenset(connection.execute(select(keyring.c.fingerprint)).scalars())
    return Looked(
        address,
        file,
        revision,
        _newest(),
        file.stat().st_size if file else _number(connection, "SELECT pg_database_size(current_database())"),
        _size(Path(f"{file}-wal")) if file else 0,
        str(connection.execute(text("PRAGMA journal_mode")).scalar()) if file else "",
        _damage(connection) if file else "",
        _unwritable(connection, file),
        used,
    )


def _over(file: Path) -> Engine:
    """Never makes the file, and leaves its journal mode as it is."""
    uri = f"{file.absolute().as_uri()}?mode=rw"
    return create_engine(
        "sqlite+pysqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, timeout=_PATIENCE_S, isolation_level=None),
        hide_parameters=True,
    )


def _newest() -> str:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return str(ScriptDirectory.from_config(configuration).get_current_head())


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _number(connection: Connection, asked: str) -> int:
    return int(connection.execute(text(asked)).scalar() or 0)


def _damage(connection: Connection) -> str:
    found = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
    return "" if found == "ok" else found.partition("\n")[0][:200]


def _unwritable(connection: Connection, file: Path | None) -> str:
    """Begin to write, and leave it."""
    try:
        if file is not None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("CREATE TABLE verbale_probe (x)")
            connection.exec_driver_sql("ROLLBACK")
            return ""
        if connection.execute(text("SELECT pg_is_in_recovery()")).scalar():
            return "it is a standby"
        if str(connection.execute(text("SHOW default_transaction_read_only")).scalar()) == "on":
            return "it is set to be read only"
        may = connection.execute(text("SELECT has_schema_privilege(current_user, current_schema(), 'CREATE')")).scalar()
    except SQLAlchemyError as error:
        return reason_of(error)
    return "" if may else "this user may make no tables in it"
