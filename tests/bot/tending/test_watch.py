"""The watch with nothing faked but the model: real files, the kernel's notices, real stores, a desk that answers.

`VERBALE_TEST_EDITS` and `VERBALE_TEST_WATCH_KILLS` say how many edits and kills, where there is time for more.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from bot.desk import open_desk
from bot.reply import Question, Searched
from bot.tending import record
from bot.tending.folder import Folder
from bot.tending.keeping import Keeper
from bot.tending.record import Result
from indexer import store
from tests.bot.tending import program
from tests.bot.tending.test_branch import Repositories
from tests.bot.tending.test_notices import Receiver
from tests.bot.tending.watched import publish_plainly
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

EDITS = int(os.environ.get("VERBALE_TEST_EDITS", "16"))
KILLS = int(os.environ.get("VERBALE_TEST_WATCH_KILLS", "2"))
HANGS_S = 60.0
MISTAKES: tuple[Callable[[str], str], ...] = (
    lambda text: text[: len(text) // 2],
    lambda text: text.replace("kind: position", "kind: poem"),
    lambda text: text + "surprise: yes\n",
    lambda text: text.replace("id: a", "id: another"),
    lambda text: "",
    lambda text: text.replace("published: 2025-03-14", "published: soon"),
)


class Answering:
    """A bot: asks its desk again and again, and notes the title that `a` was found under, and each failure."""

    def __init__(self, root: Path) -> None:
        self._desk = open_desk(root, FakeEncoder())
        self._stop = Event()
        self.asked = 0
        self.failures: list[str] = []
        self.title = ""
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                reply = self._desk.respond(Question("Does the Orda rise in these floods?", datetime.now(UTC), "en"))
                assert isinstance(reply, Searched)
                self.title = next(m.version.title for m in reply.found.matches if m.statement.id == "a")
            except Exception as error:  # any at all is what this test is there to find
                self.failures.append(repr(error))
            self.asked += 1
            if self._desk.library.trouble is not None:
                self.failures.append(str(self._desk.library.trouble))
            sleep(0.02)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()


def until(true: Callable[[], bool]) -> float:
    """How long it took; fails where it seems to take for ever."""
    begun = monotonic()
    while not true():
        assert monotonic() - begun < HANGS_S
        sleep(0.01)
    return monotonic() - begun


def until_built(root: Path) -> record.Build:
    """The last build, once there is one: it is written down after its store is live."""
    built: list[record.Build] = []

    def done() -> bool:
        told = record.read(root)
        built.extend([] if told is None or told.build is None else [told.build])
        return built != []

    until(done)
    return built[-1]


def test_through_many_edits_half_of_them_mistakes_the_live_store_is_the_last_good_one(tmp_path: Path) -> None:
    folder, root = folder_of(tmp_path, {"a": good(title="Floods 0"), "b": good("b")}), tmp_path / "store"
    file = folder / "statements" / "a.yaml"
    keeper = Keeper(Folder(folder), root, publish_plainly(root), lambda: datetime.now(UTC))
    watching = Thread(target=keeper.run, daemon=True)
    watching.start()
    chance = random.Random(6)
    try:
        until(lambda: (root / "current").exists())
        bot = Answering(root)
        try:
            last, took = "Floods 0", []
            for number in range(1, EDITS + 1):
                before = until_built(root).at
                if number % 2:
                    file.write_text(chance.choice(MISTAKES)(good(title=f"Floods {number}")), encoding="utf-8")
                    until(lambda before=before: _failed_since(root, before))  # type: ignore[misc]
                    assert bot.title == last
                else:
                    last = f"Floods {number}"
                    _save(file, good(title=last), chance)
                    took.append(until(lambda last=last: bot.title == last))  # type: ignore[misc]
        finally:
            bot.stop()
    finally:
        keeper.stop()
        watching.join(60)
    assert bot.failures == []
    assert bot.asked > EDITS
    print(
        f"{EDITS} edits, {bot.asked} questions; live after {median(took):.2f} s (median), {max(took):.2f} s (slowest)"
    )


def _failed_since(root: Path, before: datetime) -> bool:
    told = record.read(root)
    return told is not None and told.build is not None and told.build.result is Result.FAILED and told.build.at > before


def _save(file: Path, text: str, chance: random.Random) -> None:
    """As editors do: in place, in two writes, or by another file put in the place of the old."""
    way = chance.randrange(3)
    if way == 0:
        file.write_text(text, encoding="utf-8")
    elif way == 1:
        with file.open("w", encoding="utf-8") as half:
            half.write(text[:80])
            half.flush()
            sleep(0.05)
            half.write(text[80:])
    else:
        beside = file.with_name(".a.yaml.swp")
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)


def test_an_embargo_ends_by_the_real_clock(tmp_path: Path) -> None:
    ends = (datetime.now(UTC) + timedelta(seconds=3)).replace(microsecond=0)
    embargoed = good("b", title="Under embargo", embargo=f"{ends:%Y-%m-%dT%H:%M:%SZ}")
    folder, root = folder_of(tmp_path, {"a": good(), "b": embargoed}), tmp_path / "store"
    keeper = Keeper(Folder(folder), root, publish_plainly(root), lambda: datetime.now(UTC))
    watching = Thread(target=keeper.run, daemon=True)
    watching.start()
    try:
        until(lambda: (root / "current").exists())
        first = store.open_snapshot(root)
        shown = [s.id for s in first.contents.statements]
        until(lambda: len(store.open_snapshot(root).contents.statements) == 2)
        live = datetime.now(UTC)
    finally:
        keeper.stop()
        watching.join(60)
    snapshot = store.open_snapshot(root)
    assert [s.id for s in snapshot.contents.statements] == ["a", "b"]
    assert ends <= snapshot.manifest.built <= live
    assert shown == ["a"] or first.manifest.built >= ends  # a machine on which nothing was built before


class Process:
    """`verbale watch` in a process of its own."""

    def __init__(self, folder: Path, root: Path, *arguments: str, **more: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBALE_")}
        self.popen = subprocess.Popen(
            [sys.executable, program.__file__, str(folder), "--store", str(root), *arguments],
            env=kept | more,
            cwd=folder.parent,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, number: int) -> tuple[int, str]:
        self.popen.send_signal(number)
        _, told = self.popen.communicate(timeout=60)
        return self.popen.returncode, told


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_any_time_it_leaves_a_good_store_and_the_next_goes_on(tmp_path: Path, seed: int) -> None:
    folder, root = folder_of(tmp_path, {"a": good(title="Floods 0")}), tmp_path / "store"
    chance = random.Random(seed)
    process = Process(folder, root)
    try:
        until(lambda: (root / "current").exists())
        for number in range(1, 4):
            (folder / "statements" / "a.yaml").write_text(good(title=f"Floods {number}"), encoding="utf-8")
            sleep(chance.uniform(0.0, 0.6))
        code, _ = process.end(signal.SIGKILL)
    finally:
        process.popen.kill()
    assert code == -signal.SIGKILL
    snapshot = store.open_snapshot(root)  # a torn store raises
    assert snapshot.contents.statements[0].versions[0].title in {f"Floods {number}" for number in range(4)}
    told = record.read(root)
    assert told is not None
    assert (told.ended, record.runs(root)) == (None, False)
    second = Process(folder, root)
    try:
        until(lambda: store.open_snapshot(root).contents.statements[0].versions[0].title == "Floods 3")
        until(lambda: record.runs(root))
        code, words = second.end(signal.SIGTERM)
    finally:
        second.popen.kill()
    assert code == 0, words
    told = record.read(root)
    assert told is not None
    assert told.ended is not None
    assert [p.name for p in root.iterdir() if p.name.startswith(".new-")] == []


def test_a_branch_a_webhook_and_systemd_in_one_process(tmp_path: Path) -> None:
    repositories, receiver, root = Repositories(tmp_path), Receiver(), tmp_path / "store"
    statement = repositories.staff / "knowledge" / "statements" / "a.yaml"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(str(tmp_path / "notify"))
        notified.settimeout(60)
        process = Process(
            repositories.clone / "knowledge",
            root,
            "--git=origin/main",
            NOTIFY_SOCKET=str(tmp_path / "notify"),
            VERBALE_WATCH_WEBHOOK=receiver.address,
            VERBALE_WATCH_GIT_SECONDS="1",
        )
        try:
            assert notified.recv(100) == b"READY=1"
            until(lambda: (root / "current").exists())
            statement.write_text(good(kind="poem"), encoding="utf-8")
            commit = repositories.push()
            until(lambda: len(receiver.got) == 1)
            statement.write_text(good(title="Mended"), encoding="utf-8")
            repositories.push()
            until(lambda: len(receiver.got) == 2)
            code, words = process.end(signal.SIGTERM)
        finally:
            process.popen.kill()
            receiver.close()
        told: list[bytes] = []
        notified.settimeout(60)
        while not told or told[-1] != b"STOPPING=1":
            told.append(notified.recv(100))
    assert code == 0, words
    assert set(told) == {b"WATCHDOG=1", b"STOPPING=1"}
    failed, mended = (got[2] for got in receiver.got)
    assert (failed["event"], failed["commit"], failed["count"]) == ("failed", commit, 1)
    assert (mended["event"], mended["problems"]) == ("mended", [])
    assert failed["problems"][0].startswith("statements/a.yaml:2: kind: ")
    assert store.open_snapshot(root).contents.statements[0].versions[0].title == "Mended"
    assert "s3cret" not in words
