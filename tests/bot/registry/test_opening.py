from __future__ import annotations

import multiprocessing
import os
import resource
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from bot.registry.database import Database
from bot.registry.keys import Keys, RegistryError
from bot.registry.opening import Registry, Retention, open_registry
from bot.registry.people import ALL, Place, Preferences
from bot.registry.tables import metadata
from tests.bot.registry.conftest import SECRET, Clock
from tests.bot.registry.databases import new_database

HERE = Place("telegram", "1", "4242")
OTHER = "another secret, also of this test alone"


def driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def open_and_close(url: str) -> None:
    open_registry(url, Keys(SECRET)).close()


def test_the_migrations_make_the_tables_that_the_code_knows(url: str, registry: Registry) -> None:
    engine = create_engine(driver(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, metadata)
    engine.dispose()
    assert found == []


def test_many_processes_may_start_at_once(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    starting = [spawn.Process(target=open_and_close, args=(url,)) for _ in range(4)]
    for process in starting:
        process.start()
    for process in starting:
        process.join(60)
    assert [process.exitcode for process in starting] == [0, 0, 0, 0]


def test_a_database_of_a_later_version_is_refused(url: str, opened: Callable[..., Registry]) -> None:
    database = Database(url)
    database.close()
    engine = create_engine(driver(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(RegistryError) as caught:
        opened(url)
    assert str(caught.value) == (
        f"the database {database.address} was made by another version of this program; "
        "install that one, or name another database in VERBALE_DATABASE (Can't locate revision identified by '9999')"
    )


def test_a_database_sealed_with_another_secret_is_refused(url: str, opened: Callable[..., Registry]) -> None:
    opened(url)
    with pytest.raises(RegistryError) as caught:
        opened(url, Keys(OTHER))
    assert str(caught.value).partition(" was sealed ")[2] == (
        "with another secret key; give that one in VERBALE_SECRET_KEY or VERBALE_SECRET_KEY_FILE "
        "(behind the new one, if it is to be replaced)"
    )
    opened(url, Keys(OTHER, SECRET))
    opened(url, Keys(OTHER))


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://x@y/z", "nonsense with secret:pw@"])
def test_an_address_of_no_database_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(RegistryError) as caught:
        Database(url)
    assert str(caught.value) == (
        "VERBALE_DATABASE is no address of a database; write sqlite:///FILE or postgresql://USER@HOST/NAME"
    )


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(RegistryError) as caught:
        Database("postgresql://verbale:hush-hush@127.0.0.1:1/verbale")
    assert "hush-hush" not in str(caught.value)
    assert str(caught.value).startswith(
        "the database postgresql+psycopg://verbale:***@127.0.0.1:1/verbale cannot be used (connection failed: "
    )
    assert str(caught.value).endswith("; check that it is there and may be written")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    file.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(RegistryError) as caught:
        Database(f"sqlite:///{file}")
    assert str(caught.value) == (
        f"the database sqlite+pysqlite:///{file} cannot be used (file is not a database); "
        "check that it is there and may be written"
    )


def test_a_sqlite_file_is_for_its_owner_only_and_survives_a_power_cut(
    tmp_path: Path, opened: Callable[..., Registry]
) -> None:
    file = tmp_path / "sub" / "registry.sqlite"
    registry = opened(f"sqlite:///{file}")
    registry.inbox.accept("telegram", "1", 1, "7", b"x")
    assert {found.name: found.stat().st_mode & 0o777 for found in file.parent.iterdir()} == {
        "registry.sqlite": 0o600,
        "registry.sqlite-wal": 0o600,
        "registry.sqlite-shm": 0o600,
    }
    with registry._database.reading() as connection:
        pragmas = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]


def test_a_server_that_started_anew_is_used_again(postgres: str, opened: Callable[..., Registry]) -> None:
    """Every connection breaks; the next call makes another one."""
    import psycopg

    registry = opened(new_database(postgres))
    assert registry.inbox.accept("telegram", "1", 1, "7", b"x") is True
    with psycopg.connect(postgres.format(name="postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert registry.inbox.accept("telegram", "1", 2, "7", b"x") is True
    assert registry.inbox.waiting("telegram", "1") == 2


class TestRetention:
    def test_each_thing_is_kept_for_its_own_time(self, registry: Registry, clock: Clock) -> None:
        registry.inbox.accept("telegram", "1", 1, "7", b"answered")
        (lent,) = registry.inbox.claim("telegram", "1", 1)
        registry.inbox.answered(lent)
        registry.inbox.accept("telegram", "1", 2, "7", b"never answered")
        ada, bob = registry.keys.person("telegram", 1), registry.keys.person("telegram", 2)
        registry.people.prefer(ada, Preferences("fr", corrections=True))
        registry.people.prefer(bob, Preferences("ru", corrections=True))
        registry.people.show(ada, HERE, "orda", "fr")
        registry.people.subscribe(bob, HERE, ALL, "ru")
        registry.counts.question("telegram", "fr", "position", "fishing")
        registry.counts.answer("telegram", "fr", "orda", helped=True)
        kept = []
        for days in (1, 1, 29, 335, 365, 365):
            clock.passes(days=days, minutes=1)
            done = registry.enforce(Retention())
            kept.append({name: count for name, count in done.items() if count})
        assert kept == [
            {"expired": 1},
            {"inbox": 2},
            {"dead_letters": 1},
            {"shown": 1},
            {"preferences": 1},
            {"tallies": 1, "feedback": 1},
        ]
        assert registry.people.preferences(ada) == Preferences()
        assert registry.people.preferences(bob) == Preferences("ru", corrections=True), "still written to"
        assert registry.people.subscribed(bob) == [ALL]

    def test_what_is_in_work_does_not_expire(self, registry: Registry, clock: Clock) -> None:
        registry.inbox.accept("telegram", "1", 1, "7", b"slow")
        clock.passes(days=2)
        (lent,) = registry.inbox.claim("telegram", "1", 1)
        assert registry.enforce(Retention())["expired"] == 0
        assert registry.inbox.answered(lent)

    def test_addresses_are_sealed_anew(self, url: str, opened: Callable[..., Registry]) -> None:
        old = opened(url)
        ada = old.keys.person("telegram", 1)
        old.people.prefer(ada, Preferences(corrections=True))
        old.people.subscribe(ada, HERE, ALL, "en")
        old.people.subscribe(ada, HERE, "fishing", "en")
        old.people.show(ada, HERE, "orda", "en")
        assert opened(url, Keys(OTHER, SECRET)).enforce(Retention())["resealed"] == 3
        new = opened(url, Keys(OTHER))
        assert new.enforce(Retention())["resealed"] == 0
        with new._database.reading() as connection:
            sealed = connection.execute(text("SELECT address FROM subscriptions UNION SELECT address FROM shown"))
            assert {new.keys.unseal(bytes(row.address)) for row in sealed} == {b"4242"}

    def test_a_secret_taken_away_too_early_stops_nothing(self, url: str, opened: Callable[..., Registry]) -> None:
        old = opened(url)
        old.people.subscribe(old.keys.person("telegram", 1), HERE, ALL, "en")
        opened(url, Keys(OTHER, SECRET))
        assert opened(url, Keys(OTHER)).enforce(Retention(marks=timedelta(1)))["resealed"] == 0


class TestFullDisk:
    def fill(self, registry: Registry) -> tuple[list[int], str]:
        """Accept until it is refused: which were accepted, and with what words the next one was refused."""
        accepted: list[int] = []
        for number in range(10_000):
            try:
                registry.inbox.accept("telegram", "1", number, str(number), os.urandom(3000))
            except RegistryError as error:
                return accepted, str(error)
            accepted.append(number)
        raise AssertionError("it was never full")

    def test_nothing_accepted_is_lost_when_the_database_is_full(
        self, tmp_path: Path, opened: Callable[..., Registry]
    ) -> None:
        file = tmp_path / "registry.sqlite"
        registry = opened(f"sqlite:///{file}")
        with registry._database.writing() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 100")
        accepted, words = self.fill(registry)
        assert len(accepted) > 20
        assert words == (
            f"the database sqlite+pysqlite:///{file} cannot be used (database or disk is full); free space on its disk"
        )
        assert registry.inbox.waiting("telegram", "1") == len(accepted)
        assert [u.update_id for u in registry.inbox.claim("telegram", "1", 5)] == accepted[:5]

    def test_a_file_that_may_not_grow_is_told_and_mended(self, tmp_path: Path) -> None:
        """As on a full disk, the system refuses the write itself."""
        spawn = multiprocessing.get_context("spawn")
        answers = spawn.SimpleQueue()
        process = spawn.Process(target=_fill_limited, args=(tmp_path / "registry.sqlite", answers))
        process.start()
        process.join(60)
        accepted, words, after = answers.get()
        assert accepted > 20
        assert after == accepted + 1, "as soon as there is room again, it goes on"
        assert words.partition(" cannot be used ")[2] in (
            "(database or disk is full); free space on its disk",
            "(disk I/O error); free space on its disk",
        )
        with sqlite3.connect(tmp_path / "registry.sqlite") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (accepted + 1,)
        connection.close()


def _fill_limited(file: Path, answers: multiprocessing.SimpleQueue[tuple[int, str, int]]) -> None:
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    registry = open_registry(f"sqlite:///{file}", Keys(SECRET))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_200_000, most))
    accepted, words = TestFullDisk().fill(registry)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    registry.inbox.accept("telegram", "1", 20_000, "7", b"there is room again")
    answers.put((len(accepted), words, registry.inbox.waiting("telegram", "1")))
