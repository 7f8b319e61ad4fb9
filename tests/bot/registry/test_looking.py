"""A look at a database that is PostgreSQL; SQLite's is tested where the doctor is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.registry.keys import RegistryError, keys_from
from bot.registry.looking import look
from bot.registry.opening import open_registry
from tests.bot.registry.databases import new_database, running_postgres

KEYS = keys_from("a-key-of-forty-characters-for-the-tests-1")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres() as made:
        yield made


def test_an_empty_one_and_one_in_use(server: str) -> None:
    address = new_database(server)
    before = look(address)
    assert (before.file, before.revision, before.journal, before.damage, before.unwritable) == (None, None, "", "", "")
    assert before.fingerprints == frozenset()
    open_registry(address, KEYS).close()
    found = look(address)
    assert found.revision == found.newest == before.newest
    assert found.fingerprints == {KEYS.fingerprints()[0]}
    assert found.size > before.size > 1_000_000
    assert (found.log, found.unwritable) == (0, "")


def test_one_that_may_only_be_read(server: str) -> None:
    import psycopg

    address = new_database(server)
    open_registry(address, KEYS).close()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{connection.info.dbname}" SET default_transaction_read_only = on')
    assert look(address).unwritable == "it is set to be read only"


def test_a_user_who_may_make_nothing(server: str) -> None:
    import psycopg

    address = new_database(server)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
    assert look(address.replace("verbale@", "reader@")).unwritable == "this user may make no tables in it"


def test_one_that_is_not_there(server: str) -> None:
    address = server.format(name="nowhere")
    with pytest.raises(RegistryError) as told:
        look(address.replace("verbale@", "verbale:pass-word@"))
    assert 'database "nowhere" does not exist' in str(told.value)
    assert str(told.value).endswith("; check that it is there and may be written")
    assert "pass-word" not in str(told.value)
