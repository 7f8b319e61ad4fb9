"""What `verbale status` tells, on the command line, with its exit code; and `verbale rollback`."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.publishing import Published
from bot.tending import record
from bot.tending.record import Build, Record, Result
from bot.tending.status import folder_digest, status_of
from indexer.build import Progress
from indexer.loading import load
from indexer.pausing import pause
from indexer.rollback import roll_back
from tests.bot.commands import Ran, fake_surroundings
from tests.bot.tending.watched import NOON, Watched, publish_plainly
from tests.indexer.folders import good

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_surroundings(monkeypatch, tmp_path)
    monkeypatch.setenv("VERBALE_STORE", "store")


@pytest.fixture
def kept(watched: Watched) -> Watched:
    """A store that was published twice, with an embargo and a draft; its watch ended as it should."""
    watched.tick(changed=True)
    watched.write("b", good("b"))
    watched.write("c", good("c", embargo="2126-11-22T18:00:00Z"))
    watched.write("d", good("d").replace("id: d\n", "status: draft\nid: d\n"))
    watched.now += timedelta(minutes=1)
    watched.tick(changed=True)
    told = record.read(watched.root)
    assert told is not None
    record.write(watched.root, replace(told, ended=watched.now))
    return watched


def _names(root: Path) -> list[str]:
    return sorted(p.name for p in root.iterdir() if p.name.startswith("2026"))


def test_all_is_well(kept: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = _names(kept.root)
    told = Ran(capsys, "status")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [
        "all is well",
        f"in use: {new}, 2 statements, built 2026-11-22T12:01:00Z",
        f"can be rolled back to: {old}, 1 statement",
        "waits: c until 2126-11-22T18:00:00Z",
        "draft: statements/d.yaml",
        f"watch: does not run, follows {kept.folder}",
        "its last look: 2026-11-22T12:01:00Z, the folder was published",
    ]
    assert Ran(capsys, "status", "--json").json() == {
        "well": True,
        "wrong": [],
        "store": {"version": new, "built": "2026-11-22T12:01:00Z", "statements": 2},
        "paused": None,
        "rolled_back": None,
        "versions": [{"version": old, "built": "2026-11-22T12:00:00Z", "statements": 1}],
        "waiting": [{"id": "c", "released": "2126-11-22T18:00:00Z"}],
        "drafts": ["statements/d.yaml"],
        "watch": {
            "running": False,
            "process": os.getpid(),
            "moved_s_ago": None,
            "started": "2026-11-22T12:00:00Z",
            "folder": str(kept.folder),
            "commit": None,
            "trouble": None,
            "next": "2126-11-22T18:00:00Z",
            "building": None,
        },
        "last_build": {
            "at": "2026-11-22T12:01:00Z",
            "result": "published",
            "message": "",
            "problems": [],
            "count": 0,
            "failing_since": None,
        },
    }


def test_without_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = Ran(capsys, "status")
    assert (told.code, told.out) == (2, "wrong: there is no store in store; run 'verbale index'\nwatch: none has run\n")
    told = Ran(capsys, "status", "--json")
    assert told.code == 2
    assert json.loads(told.out)["store"] is None


def test_a_store_by_hand_and_no_watch(kept: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    (kept.root / "watch.json").unlink()
    told = Ran(capsys, "status")
    assert (told.code, told.out.splitlines()[-1]) == (0, "watch: none has run")
    assert "draft: statements/d.yaml" in told.out  # of the folder of the settings


def test_a_statement_whose_file_is_gone(kept: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    (kept.folder / "statements" / "b.yaml").unlink()
    kept.now += timedelta(minutes=1)
    kept.tick(changed=True)
    assert "the folder was published; no longer in the folder, so shown to nobody: b; " in Ran(capsys, "status").out


def test_a_build_that_failed(kept: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    kept.write("a", "half")
    kept.now += timedelta(minutes=1)
    kept.tick(changed=True)
    told = Ran(capsys, "status")
    assert told.code == 1
    build = record.read(kept.root)
    assert build is not None
    assert build.build is not None
    wrong = [line for line in told.out.splitlines() if line.startswith("wrong: ")]
    assert wrong == [
        "wrong: the last build failed: 1 problem in the knowledge folder; nothing was built. "
        "'verbale check' shows them",
        f"wrong: the watch (process {os.getpid()}) ended without saying so; start 'verbale watch' again",
    ]
    assert told.out.splitlines()[-1] == f"  {build.build.problems[0]}"
    # Mended and published by hand while no watch ran: the failure is of yesterday.
    kept.write("a", good(title="By hand"))
    kept.now += timedelta(minutes=1)
    kept.publish(kept.folder, kept.now, lambda *_: None)
    assert "the last build failed" not in Ran(capsys, "status").out


def test_a_rollback_does_not_hide_a_failure(kept: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    kept.write("a", "half")
    kept.now += timedelta(minutes=1)
    kept.tick(changed=True)
    old = _names(kept.root)[0]
    roll_back(kept.root, None, folder_digest(kept.root, kept.folder), LATER)
    told = Ran(capsys, "status")
    assert told.code == 1
    assert "wrong: the last build failed" in told.out
    assert f"in use: {old}" in told.out


def test_many_problems_are_counted(kept: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(130):
        kept.write(f"x{number}", "half")
    kept.tick(changed=True)
    told = Ran(capsys, "status")
    assert told.out.splitlines()[-1] == "  and 30 more; 'verbale check' shows them all"


def test_a_pause_and_a_rollback(kept: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = _names(kept.root)
    done = Ran(capsys, "rollback")
    assert (done.code, done.out) == (
        0,
        f"version {old} is in use again, in place of {new}\n"
        "'verbale watch' leaves it so until the knowledge folder changes; "
        "'verbale index' publishes the folder at once\n",
    )
    rolled_back = (
        "wrong: the store was rolled back, and embargoes that end are not published; "
        "an edit of the folder, or 'verbale index', ends that"
    )
    told = Ran(capsys, "status")
    assert (told.code, told.out.splitlines()[0]) == (1, rolled_back)
    pause(kept.root, "a wrong figure", NOON)
    told = Ran(capsys, "status")
    assert told.code == 1
    first, *lines = told.out.splitlines()
    assert first == (
        "wrong: the service is paused since 2026-11-22T12:00:00Z: a wrong figure; 'verbale resume' ends that"
    )
    assert lines[0] == rolled_back
    assert lines[1] == f"in use: {old}, 1 statement, built 2026-11-22T12:00:00Z"
    assert lines[2].startswith("rolled back: 20")
    assert lines[2].endswith(f", from {new}")
    assert lines[3] == f"can be rolled back to: {new}, 2 statements"
    fields = json.loads(Ran(capsys, "status", "--json").out)
    assert fields["paused"] == {"since": "2026-11-22T12:00:00Z", "reason": "a wrong figure"}
    assert fields["rolled_back"]["from"] == new


def test_a_rollback_by_hand_keeps_the_watch_from_publishing_the_same_again(
    kept: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = _names(kept.root)
    assert Ran(capsys, "rollback", old).code == 0
    assert kept.anew() is kept.keeper
    assert kept.tick(changed=True).result is Result.HELD
    refused = Ran(capsys, "rollback", "nonsense")
    assert (refused.code, refused.err) == (2, f"verbale: there is no version nonsense in store; there are: {new}\n")


def test_a_store_that_is_too_old(kept: Watched) -> None:
    found = status_of(kept.root, kept.folder, timedelta(hours=1), NOON + timedelta(hours=2))
    assert found.code == 1
    assert found.wrong == ("the store is older than VERBALE_STORE_OLDEST_HOURS; see whether 'verbale watch' runs",)
    assert status_of(kept.root, kept.folder, timedelta(hours=2), NOON + timedelta(hours=2)).code == 0


def test_a_watch_that_lives_and_one_that_hangs(kept: Watched) -> None:
    told = record.read(kept.root)
    assert told is not None
    record.write(kept.root, replace(told, ended=None, trouble="git says: no route"))
    with record.alone(kept.root):
        found = status_of(kept.root, kept.folder, None, LATER)
        assert found.wrong == ("the branch is not followed: git says: no route",)
        assert found.still is not None
        assert found.still < 60
        before = time.time() - 300
        os.utime(kept.root / "watch.json", (before, before))
        found = status_of(kept.root, kept.folder, None, LATER)
        assert found.wrong[0] == f"the watch (process {os.getpid()}) has not moved for 300 s; restart it"
    found = status_of(kept.root, kept.folder, None, LATER)
    assert found.wrong == (f"the watch (process {os.getpid()}) ended without saying so; start 'verbale watch' again",)


def test_a_watch_in_its_first_build(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []

    def publish(folder: Path, now: datetime, progress: Progress, waiting: object = None) -> Published:
        told.extend(Ran(capsys, "status").out.splitlines())
        watched.keeper.stop()
        return publish_plainly(watched.root)(folder, now, progress)

    watched.publish = publish
    watched.keeper.run()
    assert told == [
        "wrong: there is no store in store; run 'verbale index'",
        f"watch: runs as process {os.getpid()}, moved 0 s ago, follows {watched.folder}",
        "it builds what the folder says now, since 2026-11-22T12:00:00Z",
    ]
    assert "it builds" not in Ran(capsys, "status").out


def test_a_folder_that_cannot_be_read_has_no_digest(kept: Watched, tmp_path: Path) -> None:
    assert folder_digest(kept.root, tmp_path / "elsewhere") == load(kept.folder).digest
    kept.folder.rename(tmp_path / "moved")
    assert folder_digest(kept.root, tmp_path / "moved") == ""
    assert status_of(kept.root, kept.folder, None, LATER).folder == ""
    assert folder_digest(tmp_path / "another", tmp_path / "moved") == load(tmp_path / "moved").digest


@pytest.mark.parametrize("written", [b"", b"{", b"[]", b'{"process": "x"}'])
def test_a_record_that_cannot_be_read_is_none(kept: Watched, written: bytes) -> None:
    (kept.root / "watch.json").write_bytes(written)
    assert record.read(kept.root) is None
    assert status_of(kept.root, kept.folder, None, LATER).watch is None


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    build = Build(NOON, Result.FAILED, "v", "m", ("p",), 7, NOON)
    told = Record(5, NOON, "folder", "abc", "trouble", build, LATER, LATER)
    record.write(tmp_path, told)
    assert record.read(tmp_path) == told
