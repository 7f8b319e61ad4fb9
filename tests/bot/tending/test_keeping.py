"""The watch, ticked by hand: what is built when, what stays, what is noted, and who is told."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from bot.probing import Answer, Probe
from bot.publishing import Judged, Published, TurnedWorseError
from bot.tending import keeping, record
from bot.tending.record import Build, Result
from bot.tending.source import Publish
from indexer import store
from indexer.build import Progress
from indexer.publishing import StoreError, exclusively
from indexer.rollback import hold_in, roll_back
from tests.bot.tending.watched import NOON, Watched
from tests.indexer.folders import good

MISTAKE = 'statements/a.yaml:2: kind: "poem" is not a kind of statement; '


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture(autouse=True)
def _unsettled(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits to see whether a file is half saved, but the one about that."""
    monkeypatch.setattr(keeping, "SETTLED_S", 0.0)


def test_an_edit_is_published_and_nothing_without_one(watched: Watched) -> None:
    first = watched.tick(changed=True)
    assert (first.result, first.version) == (Result.PUBLISHED, store.current(watched.root).split()[0])
    watched.write("b", good("b"))
    watched.now += minutes(1)
    assert watched.tick() == first
    assert watched.live() == {"a"}
    watched.now += minutes(1)
    second = watched.tick(changed=True)
    assert (second.result, second.at) == (Result.PUBLISHED, NOON + minutes(2))
    assert watched.live() == {"a", "b"}


def test_what_was_just_published_is_not_told_again(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.tending")
    version = watched.tick(changed=True).version
    assert watched.tick(changed=True).result is Result.UNCHANGED  # the same save, told twice
    building = "what the folder says is being built"
    assert caplog.messages == [building, f"version {version} was published"]
    watched.write("a", good(kind="poem"))
    watched.tick(changed=True)
    watched.write("a", good())
    caplog.clear()
    watched.tick(changed=True)
    assert caplog.messages == [building, f"version {version} says what the folder says"]


def test_a_watch_that_starts_anew_says_what_it_found(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.tending")
    build = watched.tick(changed=True)
    version = build.version
    for _ in range(2):
        watched.anew()._record = replace(watched.keeper._record, build=build)  # as `run` reads it
        caplog.clear()
        build = watched.tick(changed=True)
        assert build.result is Result.UNCHANGED
        assert caplog.messages == [
            "what the folder says is being built",
            f"version {version} says what the folder says",
        ]


def test_a_change_that_changes_nothing_opens_no_store(watched: Watched) -> None:
    first = watched.tick(changed=True)
    calls: list[Path] = []

    def publish(folder: Path, now: datetime, progress: Progress, waiting: object = None) -> Published:
        calls.append(folder)
        raise AssertionError

    watched.publish = publish
    watched.write("b", good("b").replace("id: b\n", "status: draft\nid: b\n"))
    watched.now += minutes(1)
    assert watched.tick(changed=True) == Build(NOON + minutes(1), Result.UNCHANGED, first.version)
    assert calls == []


def test_a_mistake_leaves_the_last_good_store_and_is_told_once(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    version = watched.tick(changed=True).version
    caplog.clear()
    watched.write("a", good(kind="poem"))
    watched.now += minutes(1)
    build = watched.tick(changed=True)
    assert (build.result, build.version, build.count, build.since) == (Result.FAILED, version, 1, NOON + minutes(1))
    assert build.message == "1 problem in the knowledge folder; nothing was built. 'verbale check' shows them"
    assert [problem.startswith(MISTAKE) for problem in build.problems] == [True]
    for minute in (2, 3):
        watched.now = NOON + minutes(minute)
        again = watched.tick(changed=True)
        assert again == replace(build, at=watched.now)  # it fails since then, still
    assert watched.live() == {"a"}
    assert caplog.messages == [f"nothing was published; {version} stays in use: {build.message}", *build.problems]
    assert watched.notices == [
        {
            "event": "failed",
            "at": "2026-11-22T12:01:00+00:00",
            "store": version,
            "commit": None,
            "message": build.message,
            "problems": list(build.problems),
            "count": 1,
        }
    ]
    watched.write("a", good(title="Mended"))
    watched.now += minutes(1)
    mended = watched.tick(changed=True)
    assert (mended.result, mended.since) == (Result.PUBLISHED, None)
    assert [(n["event"], n["store"]) for n in watched.notices] == [("failed", version), ("mended", mended.version)]


def test_the_folder_as_it_was_mends_a_mistake_too(watched: Watched) -> None:
    version = watched.tick(changed=True).version
    watched.write("a", good(kind="poem"))
    watched.tick(changed=True)
    watched.write("a", good())
    build = watched.tick(changed=True)
    assert (build.result, build.version) == (Result.UNCHANGED, version)
    assert [n["event"] for n in watched.notices] == ["failed", "mended"]


def test_another_mistake_is_told_anew(watched: Watched) -> None:
    watched.write("a", good(kind="poem"))
    watched.tick(changed=True)
    watched.write("a", good(published="tomorrow"))
    watched.tick(changed=True)
    assert [n["problems"][0].split(":")[2] for n in watched.notices] == [" kind", " published"]
    assert watched.notices[0]["store"] is None


def test_a_mistake_without_any_store_is_noted(watched: Watched) -> None:
    watched.write("a", good(kind="poem"))
    build = watched.tick(changed=True)
    assert (build.result, build.version, build.count) == (Result.FAILED, None, 1)
    with pytest.raises(StoreError):
        store.current(watched.root)


def test_a_half_saved_file_is_not_told(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SETTLED_S", 5.0)
    first = watched.tick(changed=True)
    watched.write("a", good(title="Rising")[:90])

    def save() -> None:
        sleep(0.1)
        watched.write("a", good(title="Rising"))
        watched.keeper._woken.set()

    saving = Thread(target=save)
    saving.start()
    assert watched.tick(changed=True) == first
    saving.join()
    assert watched.keeper._woken.is_set()
    watched.now += minutes(1)
    assert watched.tick(changed=True).result is Result.PUBLISHED
    assert watched.notices == []


def test_a_term_that_ends_is_looked_at_though_the_store_stays(watched: Watched) -> None:
    """The store holds the end itself; what counts is that nothing is published and nothing fails."""
    watched.write("b", good("b", valid_until="2026-11-22"))
    first = watched.tick(changed=True)
    told = record.read(watched.root)
    assert told is not None
    assert told.next == datetime.fromisoformat("2026-11-23T00:00:00+00:00")
    watched.now = NOON + timedelta(hours=12)
    assert watched.tick() == Build(watched.now, Result.UNCHANGED, first.version)


def test_a_clock_that_is_set_back_takes_a_statement_back(watched: Watched) -> None:
    """It was fast, and is mended: what is under embargo by the right time must not stay public."""
    watched.write("b", good("b", embargo="2026-11-22T13:00:00Z"))
    watched.now = NOON + timedelta(hours=2)
    watched.tick(changed=True)
    assert watched.live() == {"a", "b"}
    watched.now = NOON
    watched.tick()
    assert watched.live() == {"a"}
    watched.now = NOON + timedelta(hours=1)
    watched.tick()
    assert watched.live() == {"a", "b"}


def test_an_embargo_that_ends_while_the_folder_has_a_mistake_waits_for_the_mending(watched: Watched) -> None:
    watched.write("b", good("b", embargo="2026-11-22T13:00:00Z"))
    watched.tick(changed=True)
    watched.write("c", "half")
    watched.tick(changed=True)
    watched.now = NOON + timedelta(hours=1)
    assert watched.tick().result is Result.FAILED
    assert watched.live() == {"a"}
    (watched.folder / "statements" / "c.yaml").unlink()
    watched.tick(changed=True)
    assert watched.live() == {"a", "b"}


def failing(error: Exception) -> Publish:
    def publish(folder: Path, now: datetime, progress: Progress, waiting: object = None) -> Published:
        raise error

    return publish


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (StoreError("the disk is full; make room"), "the disk is full; make room"),
        (ZeroDivisionError("a statement's text"), "ZeroDivisionError; the log says where"),
    ],
)
def test_what_is_not_the_folders_fault_is_tried_again_and_again(
    watched: Watched, error: Exception, message: str
) -> None:
    working, watched.publish = watched.publish, failing(error)
    assert watched.tick(changed=True).message == message
    tries = []
    for second in range(1, 80):
        watched.now = NOON + timedelta(seconds=second)
        if watched.tick().at == watched.now:
            tries.append(second)
    assert tries == [5, 15, 35, 75]
    assert [n["event"] for n in watched.notices] == ["failed"]
    watched.publish = working
    watched.now = NOON + minutes(10)
    assert watched.tick().result is Result.PUBLISHED
    assert watched.live() == {"a"}


def test_an_indexer_that_writes_at_the_moment_is_waited_for(watched: Watched) -> None:
    first = watched.tick(changed=True)
    watched.write("b", good("b"))
    with exclusively(watched.root):
        assert watched.tick(changed=True) == first  # nothing failed
    assert watched.tick() == first
    watched.now += timedelta(seconds=1)
    assert watched.tick().result is Result.PUBLISHED
    assert watched.live() == {"a", "b"}


def test_a_file_that_is_gone_is_told(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever deletes one by a slip would learn of it from citizens."""
    watched.write("b", good("b"))
    watched.tick(changed=True)
    (watched.folder / "statements" / "b.yaml").unlink()
    watched.now += minutes(1)
    build = watched.tick(changed=True)
    assert build.result is Result.PUBLISHED
    assert build.message == (
        "no longer in the folder, so shown to nobody: b; if that was a slip, put the file back; what is withdrawn "
        "keeps its file"
    )
    assert watched.tick(changed=True).result is Result.UNCHANGED
    assert caplog.messages.count(build.message) == 1


class TestRollingBack:
    @pytest.fixture
    def rolled(self, watched: Watched) -> Watched:
        """`b` was published, and rolled back."""
        watched.tick(changed=True)
        watched.write("b", good("b", embargo="2026-11-22T11:00:00Z"))
        watched.write("c", good("c", embargo="2026-11-22T18:00:00Z"))
        watched.now += minutes(1)
        watched.tick(changed=True)
        assert watched.live() == {"a", "b"}
        roll_back(watched.root, None, self.digest(watched), NOON + minutes(2))
        return watched

    def digest(self, watched: Watched) -> str:
        from bot.tending.status import folder_digest

        return folder_digest(watched.root, Path("elsewhere"))

    def test_the_same_folder_is_not_published_again(self, rolled: Watched) -> None:
        before = record.read(rolled.root)
        assert before is not None
        assert before.build is not None
        rolled.now = NOON + minutes(3)
        build = rolled.tick(changed=True)
        assert (build.result, build.version) == (Result.HELD, store.current(rolled.root).split()[0])
        assert build.message == (
            f"rolled back from {before.build.version} at 2026-11-22T12:02:00Z; "
            "an edit of the folder, or 'verbale index', ends that"
        )
        assert rolled.live() == {"a"}

    def test_nor_by_another_process_nor_when_an_embargo_ends(self, rolled: Watched) -> None:
        rolled.anew()
        assert rolled.tick(changed=True).result is Result.HELD
        rolled.now = NOON + timedelta(hours=6)
        assert rolled.tick().result is Result.HELD
        assert rolled.live() == {"a"}

    def test_an_edit_ends_it(self, rolled: Watched) -> None:
        rolled.tick(changed=True)
        rolled.write("b", good("b", title="Corrected"))
        rolled.now = NOON + minutes(4)
        assert rolled.tick(changed=True).result is Result.PUBLISHED
        assert rolled.live() == {"a", "b"}

    def test_so_does_a_comment(self, rolled: Watched) -> None:
        rolled.tick(changed=True)
        rolled.write("b", "# Looked through: it was right.\n" + good("b", embargo="2026-11-22T11:00:00Z"))
        rolled.now = NOON + minutes(4)
        assert rolled.tick(changed=True).result is Result.PUBLISHED
        assert (rolled.live(), hold_in(rolled.root)) == ({"a", "b"}, None)

    def test_a_folder_put_back_to_what_is_in_use_ends_it(self, rolled: Watched) -> None:
        rolled.tick(changed=True)
        for name in ("b", "c"):
            (rolled.folder / "statements" / f"{name}.yaml").unlink()
        rolled.now = NOON + minutes(4)
        assert rolled.tick(changed=True).result is Result.UNCHANGED
        assert (rolled.live(), hold_in(rolled.root)) == ({"a"}, None)

    def test_an_edit_with_a_mistake_does_not(self, rolled: Watched) -> None:
        rolled.write("b", "half")
        assert rolled.tick(changed=True).result is Result.FAILED
        rolled.write("b", good("b", embargo="2026-11-22T11:00:00Z"))
        assert rolled.tick(changed=True).result is Result.HELD
        assert rolled.live() == {"a"}

    def test_an_index_by_hand_ends_it(self, rolled: Watched) -> None:
        rolled.publish(rolled.folder, NOON + minutes(3), lambda *_: None)
        assert rolled.live() == {"a", "b"}
        rolled.now = NOON + minutes(4)
        assert rolled.tick(changed=True).result is Result.UNCHANGED
        assert rolled.live() == {"a", "b"}

    def test_a_folder_that_could_not_be_read_then_is_held_as_it_is_first_read(self, rolled: Watched) -> None:
        versions = sorted(p.name for p in rolled.root.iterdir() if p.name.startswith("2026"))
        roll_back(rolled.root, versions[1], "", NOON + minutes(3))
        roll_back(rolled.root, versions[0], "", NOON + minutes(4))
        assert rolled.tick(changed=True).result is Result.HELD
        rolled.write("d", good("d"))
        rolled.now = NOON + minutes(5)
        assert rolled.tick(changed=True).result is Result.PUBLISHED
        assert rolled.live() == {"a", "b", "d"}


def test_a_question_of_staff_that_turns_wrong_is_a_failure_with_its_line(watched: Watched) -> None:
    probe = Probe("Who wins the cup?", "en", frozenset(), 3)
    judged = Judged(probe, Answer("none", (), 0.1), Answer("position", ("a",), 0.93), False, True)
    watched.tick(changed=True)
    watched.write("b", good("b"))
    watched.publish = failing(TurnedWorseError([judged]))
    build = watched.tick(changed=True)
    assert (build.result, build.count, build.message) == (Result.FAILED, 1, str(TurnedWorseError([judged])))
    assert build.problems == (
        "questions.yaml:3: en: Who wins the cup? (answered by none): before none (0.10), now position a (0.93)",
    )
    assert watched.live() == {"a"}
    watched.now += minutes(60)
    assert watched.tick() == build  # only an edit can mend it


class TestRunning:
    def run(self, watched: Watched) -> Thread:
        running = Thread(target=watched.keeper.run, daemon=True)
        running.start()
        begun = monotonic()
        while not watched.states and monotonic() - begun < 5:
            sleep(0.01)
        return running

    def test_it_builds_at_the_start_beats_and_ends_when_told(self, watched: Watched) -> None:
        running = self.run(watched)
        begun = monotonic()
        while record.heartbeat(watched.root) is None and monotonic() - begun < 30:
            sleep(0.01)
        assert record.runs(watched.root) is True
        beat = record.heartbeat(watched.root)
        assert beat is not None
        assert beat < 5
        watched.keeper.stop()
        running.join(60)
        assert not running.is_alive()
        told = record.read(watched.root)
        assert told is not None
        assert (record.runs(watched.root), told.ended, told.folder) == (False, NOON, str(watched.folder))
        assert (watched.states[0], watched.states[-1]) == ("READY=1", "STOPPING=1")
        assert set(watched.states[1:-1]) == {"WATCHDOG=1"}
        assert (watched.source.started, watched.source.stopped) == (True, True)

    def test_a_build_is_left_when_the_end_is_asked_for(self, watched: Watched) -> None:
        entered: list[float] = []

        def publish(folder: Path, now: datetime, progress: Progress, waiting: object = None) -> Published:
            entered.append(monotonic())
            with exclusively(watched.root):
                while True:
                    progress("embedding", 1, 100)
                    sleep(0.01)

        watched.publish = publish
        running = self.run(watched)
        while not entered:
            sleep(0.01)
        watched.keeper.stop()
        running.join(60)
        assert not running.is_alive()
        told = record.read(watched.root)
        assert told is not None
        assert (told.build, told.ended) == (None, NOON)
        with exclusively(watched.root):
            pass

    def test_a_second_watch_is_refused(self, watched: Watched) -> None:
        with record.alone(watched.root), pytest.raises(StoreError) as refused:
            watched.keeper.run()
        assert str(refused.value) == f"another 'verbale watch' keeps the store in {watched.root}; end that one first"
        assert watched.source.started is False

    def test_what_failed_before_it_was_started_again_is_not_told_again_but_its_end_is(self, watched: Watched) -> None:
        watched.write("a", good(kind="poem"))
        watched.tick(changed=True)
        told: list[Mapping[str, Any]] = watched.notices
        assert [n["event"] for n in told] == ["failed"]
        watched.anew()
        running = self.run(watched)
        sleep(0.2)
        watched.write("a", good())
        watched.keeper._woken.set()
        begun = monotonic()
        while len(told) < 2 and monotonic() - begun < 5:
            sleep(0.01)
        watched.keeper.stop()
        running.join(60)
        assert [n["event"] for n in told] == ["failed", "mended"]


def test_a_branch_that_cannot_be_fetched_is_a_failure(watched: Watched) -> None:
    watched.source.place = None
    watched.root.mkdir()
    watched.keeper.tick(changed=True)
    assert record.read(watched.root) is None  # it is being fetched
    watched.source.trouble = "git says: no route"
    assert watched.tick(changed=True).message == "git says: no route"
    told = record.read(watched.root)
    assert told is not None
    assert told.trouble == "git says: no route"
    watched.source.place, watched.source.commit, watched.source.trouble = watched.folder, "abc", None
    assert watched.tick(changed=True).result is Result.PUBLISHED
    told = record.read(watched.root)
    assert told is not None
    assert (told.commit, told.trouble) == ("abc", None)
