"""What an embargo lets out: built before its end, seen by nobody, live at the second; or thrown away."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import stat
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from bot.probing import Answer, Probe
from bot.publishing import Judged, Published, TurnedWorseError
from bot.tending import ahead, record
from bot.tending.ahead import Ahead
from bot.tending.health import Health
from bot.tending.record import Result
from bot.tending.status import folder_digest, status_of
from indexer import store
from indexer.build import Progress
from indexer.pausing import pause, resume
from indexer.publishing import Written, exclusively, versions
from indexer.rollback import hold_in, roll_back
from indexer.store import Library
from tests.bot.tending.watched import NOON, Still, Watched
from tests.indexer.folders import good

ENDS = NOON + timedelta(hours=1)
HANGS_S = 60.0
JUST = timedelta(microseconds=1)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def embargoed(name: str, ends: datetime, **lines: str) -> str:
    return good(name, embargo=f"{ends:%Y-%m-%dT%H:%M:%SZ}", **lines)


def folders(root: Path) -> list[Path]:
    """What lies written and is not in use."""
    return sorted(root.glob(".new-*"))


@pytest.fixture(autouse=True)
def _builds_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time at all, however busy the machine is: so what is built ahead is built two seconds ahead."""
    monkeypatch.setattr(ahead, "monotonic", lambda: 0.0)


@pytest.fixture
def waiting(watched: Watched) -> Watched:
    """`b` is under embargo until `ENDS`; it is a second before, and what will be live lies ready."""
    watched.write("b", embargoed("b", ENDS, title="Kestria agreement"))
    watched.tick(changed=True)
    watched.now = ENDS - seconds(1)
    watched.tick()
    assert watched.prepared == [ENDS]
    assert len(folders(watched.root)) == 1
    return watched


def test_it_is_live_at_that_second_and_not_a_microsecond_before(
    waiting: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.tending")
    before = record.read(waiting.root)
    waiting.now = ENDS - JUST
    waiting.tick()
    assert record.read(waiting.root) == before
    assert waiting.live() == {"a"}
    assert caplog.messages == []
    waiting.now = ENDS
    build = waiting.tick()
    manifest = store.manifest_in_use(waiting.root)
    assert waiting.live() == {"a", "b"}
    assert (build.result, build.at, manifest.built) == (Result.PUBLISHED, ENDS, ENDS)
    assert build.version == store.current(waiting.root).split()[0]
    assert build.version is not None
    assert build.version.startswith("20261122T130000Z-")
    assert caplog.messages == [f"version {build.version} was published"]
    waiting.now = ENDS + seconds(1)
    waiting.keeper.tick(changed=True)
    assert (waiting.published, waiting.prepared) == ([NOON], [ENDS])  # nothing was built for it a second time
    assert folders(waiting.root) == []


def test_the_same_bytes_would_be_published_by_a_build_at_that_moment(waiting: Watched, tmp_path: Path) -> None:
    waiting.now = ENDS
    waiting.tick()
    other = Watched(tmp_path / "other", {"a": good(), "b": embargoed("b", ENDS, title="Kestria agreement")})
    other.now = ENDS
    other.tick(changed=True)
    assert store.current(waiting.root) == store.current(other.root)


def test_until_then_it_is_its_writers_alone(waiting: Watched) -> None:
    (made,) = folders(waiting.root)
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    titled = [p for p in waiting.root.rglob("*") if p.is_file() and b"Kestria agreement" in p.read_bytes()]
    assert titled
    assert {p.parent for p in titled} == {made}  # not even the cache
    assert made.name not in versions(waiting.root)
    waiting.now = ENDS
    waiting.tick()
    live = waiting.root / store.current(waiting.root).split()[0]
    assert stat.S_IMODE(live.stat().st_mode) == 0o755


def test_nothing_of_it_is_left_in_the_cache(watched: Watched) -> None:
    watched.write("b", embargoed("b", ENDS).replace("The Orda rises.", "Rail freight passes at Torvel."))
    watched.tick(changed=True)
    cache = watched.root / "cache.sqlite"
    before = cache.read_bytes()
    watched.now = ENDS - seconds(1)
    watched.tick()
    assert watched.prepared == [ENDS]
    assert cache.read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_another_user_cannot_look_into_it(waiting: Watched) -> None:
    (made,) = folders(waiting.root)
    look = subprocess.run(["ls", str(made)], capture_output=True, text=True, user=65534, group=65534, check=False)
    assert look.returncode != 0
    assert "Permission denied" in look.stderr


def test_it_is_not_built_before_its_time(watched: Watched) -> None:
    watched.write("b", embargoed("b", ENDS))
    watched.tick(changed=True)
    for before in (3600, 61, 10, 2.000001):
        watched.now = ENDS - seconds(before)
        watched.tick()
        assert watched.prepared == []
    watched.now = ENDS - seconds(2)
    watched.tick()
    assert watched.prepared == [ENDS]


class TestWhenToBuild:
    def plan(self, *took: float) -> Ahead:
        plan = Ahead(Path(), lambda: NOON)
        plan.took.extend(took)
        return plan

    def test_as_long_before_as_the_slowest_of_the_last_builds_took_half_as_long_again_and_two_seconds(self) -> None:
        plan = self.plan(60.0, 1.0, 4.0, 3.0)  # the first is forgotten
        assert plan.due([ENDS], ENDS - seconds(8) - JUST) is None
        assert plan.due([ENDS], ENDS - seconds(8)) == ENDS

    @pytest.mark.parametrize("took", [(), (50.0,)])
    def test_a_minute_before_where_that_is_unknown_or_longer(self, took: tuple[float, ...]) -> None:
        plan = self.plan(*took)
        assert plan.due([ENDS], ENDS - seconds(60) - JUST) is None
        assert plan.due([ENDS], ENDS - seconds(60)) == ENDS

    def test_not_for_what_is_over(self) -> None:
        assert self.plan(4.0).due([NOON, ENDS], NOON) is None

    def test_earlier_for_moments_that_are_close_together(self) -> None:
        plan, moments = self.plan(4.0), [ENDS, ENDS + seconds(1), ENDS + seconds(2)]
        assert plan.due(moments, ENDS - seconds(18) - JUST) is None
        assert plan.due(moments, ENDS - seconds(18)) == ENDS
        plan.tried.add(ENDS)
        plan.waiting.append(ahead.Prepared(ENDS, Written(Path(), b"")))
        assert plan.due(moments, ENDS - seconds(12)) == ENDS + seconds(1)

    def test_not_what_might_keep_another_from_turning(self) -> None:
        plan = self.plan(4.0)
        plan.tried.add(ENDS)
        plan.waiting.append(ahead.Prepared(ENDS, Written(Path(), b"")))
        assert plan.due([ENDS, ENDS + seconds(1)], ENDS - seconds(5)) is None
        plan.waiting.clear()
        assert plan.due([ENDS, ENDS + seconds(1)], ENDS) == ENDS + seconds(1)

    def test_what_builds_take_is_learnt(self, watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
        clock = iter(range(0, 1000, 4))
        monkeypatch.setattr(ahead, "monotonic", lambda: float(next(clock)))
        watched.write("b", embargoed("b", ENDS))
        watched.tick(changed=True)
        watched.now = ENDS - seconds(8) - JUST
        watched.tick()
        assert watched.prepared == []
        watched.now = ENDS - seconds(8)
        watched.tick()
        assert watched.prepared == [ENDS]


class TestThrownAway:
    def tick_over(self, waiting: Watched, moment: datetime = ENDS) -> None:
        waiting.now = moment
        waiting.tick()

    def test_an_embargo_that_is_put_off_in_the_last_second(self, waiting: Watched) -> None:
        """No notice has come of it yet: what counts is how the folder is when the pointer would turn."""
        waiting.write("b", embargoed("b", ENDS + timedelta(hours=1)))
        self.tick_over(waiting)
        assert waiting.live() == {"a"}
        assert folders(waiting.root) == []
        waiting.tick(changed=True)
        assert waiting.live() == {"a"}
        self.tick_over(waiting, ENDS + timedelta(hours=1))
        assert waiting.live() == {"a", "b"}

    def test_an_embargo_that_is_put_off_between_the_look_and_the_lock(
        self, waiting: Watched, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def held(root: Path, written: Sequence[Written]) -> object:
            waiting.write("b", embargoed("b", ENDS + timedelta(hours=1)))
            return exclusively(root, written)

        monkeypatch.setattr(ahead, "exclusively", held)
        self.tick_over(waiting)
        assert waiting.live() == {"a"}
        assert folders(waiting.root) == []

    def test_a_statement_that_is_withdrawn(self, waiting: Watched) -> None:
        (waiting.folder / "statements" / "b.yaml").unlink()
        waiting.now = ENDS - seconds(0.5)
        waiting.tick(changed=True)
        assert folders(waiting.root) == []
        self.tick_over(waiting)
        assert waiting.live() == {"a"}

    def test_another_edit_goes_first_and_it_is_built_anew(self, waiting: Watched) -> None:
        waiting.write("a", good(title="Edited"))
        waiting.now = ENDS - seconds(0.5)
        waiting.tick(changed=True)
        waiting.tick()
        assert (waiting.published, waiting.prepared) == ([NOON, ENDS - seconds(0.5)], [ENDS, ENDS])
        self.tick_over(waiting)
        titles = {s.id: s.versions[0].title for s in store.open_snapshot(waiting.root).contents.statements}
        assert titles["a"] == "Edited"
        assert set(titles) == {"a", "b"}

    def test_a_mistake_that_is_saved_meanwhile_holds_it_up(self, waiting: Watched) -> None:
        waiting.write("c", "half")
        self.tick_over(waiting)
        assert waiting.tick(changed=True).result is Result.FAILED
        assert waiting.live() == {"a"}
        assert folders(waiting.root) == []

    def test_a_commit_that_came(self, waiting: Watched, tmp_path: Path) -> None:
        later = tmp_path / "later"
        (later / "statements").mkdir(parents=True)
        for file in ("ministry.yaml", "statements/a.yaml"):
            (later / file).write_bytes((waiting.folder / file).read_bytes())
        waiting.source.place, waiting.source.commit = later, "abc"
        self.tick_over(waiting)
        assert waiting.live() == {"a"}
        assert folders(waiting.root) == []

    def test_a_folder_that_is_not_there(self, waiting: Watched) -> None:
        waiting.source.place = None
        self.tick_over(waiting)
        assert waiting.live() == {"a"}
        assert folders(waiting.root) == []

    def test_a_rollback_holds_it(self, watched: Watched) -> None:
        watched.tick(changed=True)
        watched.write("b", embargoed("b", ENDS))
        watched.write("c", good("c"))
        watched.now = NOON + seconds(60)
        watched.tick(changed=True)
        watched.now = ENDS - seconds(1)
        watched.tick()
        assert watched.prepared == [ENDS]
        digest = status_digest(watched)
        roll_back(watched.root, None, digest, watched.now)
        assert folders(watched.root) == []  # whoever writes sweeps it
        self.tick_over(watched)
        assert watched.tick().result is Result.HELD
        assert watched.live() == {"a"}
        assert hold_in(watched.root) is not None

    def test_nothing_is_built_ahead_under_a_hold(self, watched: Watched) -> None:
        watched.tick(changed=True)
        watched.write("b", embargoed("b", ENDS))
        watched.write("c", good("c"))
        watched.now = NOON + seconds(60)
        watched.tick(changed=True)
        roll_back(watched.root, None, status_digest(watched), watched.now)
        watched.now = ENDS - seconds(1)
        assert watched.tick().result is Result.HELD
        watched.tick()
        assert (watched.prepared, watched.live()) == ([], {"a"})

    def test_somebody_who_indexes_by_hand(self, waiting: Watched) -> None:
        waiting.write("c", good("c"))
        waiting.publish(waiting.folder, ENDS - seconds(0.5), lambda *_: None)
        assert folders(waiting.root) == []
        self.tick_over(waiting)
        assert waiting.live() == {"a", "b", "c"}

    def test_somebody_who_writes_at_the_moment_is_waited_for(self, waiting: Watched) -> None:
        with exclusively(waiting.root):
            self.tick_over(waiting)
            assert waiting.live() == {"a"}
        self.tick_over(waiting, ENDS + seconds(1))
        assert waiting.live() == {"a", "b"}

    def test_a_clock_that_is_set_back(self, waiting: Watched) -> None:
        waiting.now = ENDS - timedelta(hours=1)
        waiting.tick()
        assert folders(waiting.root) == []
        waiting.now = ENDS - seconds(1)
        waiting.tick()
        self.tick_over(waiting)
        assert (waiting.live(), waiting.prepared) == ({"a", "b"}, [ENDS, ENDS])

    def test_a_clock_that_is_set_back_while_the_lock_is_taken(
        self, waiting: Watched, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def held(root: Path, written: Sequence[Written]) -> object:
            waiting.now = ENDS - JUST
            return exclusively(root, written)

        monkeypatch.setattr(ahead, "exclusively", held)
        self.tick_over(waiting)
        assert (waiting.live(), len(folders(waiting.root)), waiting.published) == ({"a"}, 1, [NOON])
        monkeypatch.undo()
        self.tick_over(waiting)
        assert (waiting.live(), waiting.prepared) == ({"a", "b"}, [ENDS])  # it had only to wait

    def test_a_pointer_that_cannot_be_written_is_a_failure_and_tried_again(
        self, waiting: Watched, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("indexer.publishing.point", full)
        waiting.now = ENDS
        build = waiting.tick()
        assert (build.result, waiting.live(), folders(waiting.root)) == (Result.FAILED, {"a"}, [])
        assert build.message.startswith("the new version could not be written to ")
        monkeypatch.undo()
        self.tick_over(waiting, ENDS + seconds(30))
        assert waiting.live() == {"a", "b"}
        assert [n["event"] for n in waiting.notices] == ["failed", "mended"]


def status_digest(watched: Watched) -> str:
    return folder_digest(watched.root, Path("elsewhere"))


def test_a_pause_neither_ends_nor_loses_it(waiting: Watched) -> None:
    pause(waiting.root, "Under review", ENDS - seconds(1))
    bot = Library(waiting.root, lambda snapshot: None)
    waiting.now = ENDS
    waiting.tick()
    assert (bot.paused(), waiting.live()) == (True, {"a", "b"})
    resume(waiting.root)
    assert [s.id for s in bot.snapshot().contents.statements] == ["a", "b"]


def test_a_clock_that_is_set_forward_over_it(waiting: Watched) -> None:
    waiting.now = ENDS + timedelta(days=1)
    waiting.tick()
    assert (waiting.live(), waiting.published) == ({"a", "b"}, [NOON])


def test_a_clock_that_is_set_forward_over_two(watched: Watched) -> None:
    watched.write("b", embargoed("b", ENDS))
    watched.write("c", embargoed("c", ENDS + timedelta(hours=1)))
    watched.tick(changed=True)
    watched.now = ENDS - seconds(1)
    watched.tick()
    watched.now = ENDS + timedelta(hours=2)
    watched.tick()
    assert watched.live() == {"a", "b", "c"}
    assert (watched.published, watched.prepared) == ([NOON, watched.now], [ENDS])


def test_two_of_one_moment_come_together(watched: Watched) -> None:
    watched.write("b", embargoed("b", ENDS))
    watched.write("c", embargoed("c", ENDS))
    watched.tick(changed=True)
    for before in (2, 1, 0.5):
        watched.now = ENDS - seconds(before)
        watched.tick()
    watched.now = ENDS
    watched.tick()
    assert (watched.live(), watched.prepared) == ({"a", "b", "c"}, [ENDS])


def test_moments_a_second_apart_are_each_met(watched: Watched) -> None:
    names, moments = ("b", "c", "d"), [ENDS + seconds(n) for n in range(3)]
    for name, moment in zip(names, moments, strict=True):
        watched.write(name, embargoed(name, moment))
    watched.tick(changed=True)
    watched.now = ENDS - seconds(1)
    for _ in range(4):
        watched.tick()
    assert watched.prepared == moments
    assert len(folders(watched.root)) == 3
    for count, moment in enumerate(moments, 1):
        watched.now = moment - JUST
        watched.tick()
        assert watched.live() == {"a", *names[: count - 1]}
        watched.now = moment
        assert watched.tick().at == moment
        assert watched.live() == {"a", *names[:count]}
        assert store.manifest_in_use(watched.root).built == moment
    assert (watched.published, watched.prepared, folders(watched.root)) == ([NOON], moments, [])


def test_what_follows_is_thrown_away_with_what_it_follows(watched: Watched) -> None:
    watched.write("b", embargoed("b", ENDS))
    watched.write("c", embargoed("c", ENDS + seconds(1)))
    watched.tick(changed=True)
    watched.now = ENDS - seconds(1)
    watched.tick()
    watched.tick()
    assert len(folders(watched.root)) == 2
    watched.write("b", embargoed("b", ENDS + timedelta(hours=1)))
    watched.now = ENDS + seconds(1)
    watched.tick(changed=True)
    assert (watched.live(), folders(watched.root)) == ({"a", "c"}, [])


def test_an_end_of_validity_at_that_moment(watched: Watched) -> None:
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    watched.write("a", good("a", valid_until="2026-11-22"))
    watched.write("b", embargoed("b", midnight, supersedes="[a]"))
    watched.tick(changed=True)
    watched.now = midnight - seconds(1)
    watched.tick()
    watched.now = midnight
    watched.tick()
    snapshot = store.open_snapshot(watched.root)
    shown = {s.id: bool(now) for s, now in zip(snapshot.contents.statements, snapshot.in_force(midnight), strict=True)}
    assert (shown, watched.published, watched.prepared) == ({"a": False, "b": True}, [NOON], [midnight])


def test_an_end_of_validity_alone_builds_nothing_ahead(watched: Watched) -> None:
    watched.write("b", good("b", valid_until="2026-11-22"))
    watched.tick(changed=True)
    watched.now = datetime(2026, 11, 23, tzinfo=UTC) - seconds(1)
    watched.tick()
    assert (watched.prepared, folders(watched.root)) == ([], [])


class TestFailing:
    def failing(self, watched: Watched, error: Exception) -> list[datetime]:
        tried: list[datetime] = []

        def publish(
            folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None
        ) -> Published:
            tried.append(now)
            raise error

        watched.write("b", embargoed("b", ENDS))
        watched.tick(changed=True)
        watched.publish = publish
        return tried

    def test_it_is_told_then_once_and_the_moment_tries_again(self, watched: Watched) -> None:
        probe = Probe("Who wins the cup?", "en", frozenset(), 3)
        judged = Judged(probe, Answer("none", (), 0.1), Answer("position", ("b",), 0.93), False, True)
        working, tried = watched.publish, self.failing(watched, TurnedWorseError([judged]))
        version = store.current(watched.root).split()[0]
        watched.now = ENDS - seconds(1)
        build = watched.tick()
        assert (build.result, build.version, build.at) == (Result.FAILED, version, watched.now)
        assert build.message == str(TurnedWorseError([judged]))
        watched.now = ENDS - seconds(0.5)
        assert watched.tick() == build
        assert tried == [ENDS]
        watched.now = ENDS
        assert watched.tick().since == ENDS - seconds(1)
        assert tried == [ENDS, ENDS]
        assert [n["event"] for n in watched.notices] == ["failed"]
        assert watched.live() == {"a"}
        watched.publish = working
        watched.write("a", good(title="Mended"))
        watched.now = ENDS + seconds(9)
        assert watched.tick(changed=True).result is Result.PUBLISHED
        assert watched.live() == {"a", "b"}
        assert [n["event"] for n in watched.notices] == ["failed", "mended"]

    def test_a_folder_that_changed_meanwhile_failed_for_that(self, watched: Watched) -> None:
        tried = self.failing(watched, ZeroDivisionError())
        inner = watched.publish

        def publish(
            folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None
        ) -> Published:
            watched.write("a", good(title="Changed"))
            return inner(folder, now, progress, waiting)

        watched.publish = publish
        watched.now = ENDS - seconds(1)
        assert watched.tick().result is Result.PUBLISHED  # of noon: nothing was noted
        assert (tried, watched.notices) == ([ENDS], [])

    def test_an_indexer_that_writes_is_waited_for(self, watched: Watched) -> None:
        watched.write("b", embargoed("b", ENDS))
        watched.tick(changed=True)
        watched.now = ENDS - seconds(1)
        with exclusively(watched.root):
            assert watched.tick().result is Result.PUBLISHED
        assert watched.prepared == []
        watched.tick()
        assert watched.prepared == [ENDS]

    def test_a_build_that_takes_too_long_is_live_when_it_is_ready(self, watched: Watched) -> None:
        watched.write("b", embargoed("b", ENDS))
        watched.tick(changed=True)
        inner = watched.publish

        def publish(
            folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None
        ) -> Published:
            done = inner(folder, now, progress, waiting)
            watched.now = ENDS + seconds(3)
            return done

        watched.publish = publish
        watched.now = ENDS - seconds(1)
        watched.tick()
        assert watched.keeper._sleep() == 0.0
        assert watched.tick().at == ENDS + seconds(3)
        assert (watched.live(), watched.published, watched.prepared) == ({"a", "b"}, [NOON], [ENDS])

    def test_a_change_interrupts_it_and_goes_first(self, watched: Watched) -> None:
        watched.write("b", embargoed("b", ENDS))
        watched.tick(changed=True)
        inner = watched.publish

        def publish(
            folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None
        ) -> Published:
            if waiting is not None:
                progress("embedding", 1, 3)
                watched.write("c", good("c"))
                watched.keeper._woken.set()
                progress("embedding", 2, 3)
            return inner(folder, now, progress, waiting)

        watched.publish = publish
        watched.now = ENDS - seconds(1)
        watched.tick()
        assert (watched.prepared, folders(watched.root)) == ([], [])
        watched.tick(changed=True)
        assert watched.live() == {"a", "c"}


def test_the_status_is_as_before_while_it_waits(waiting: Watched) -> None:
    found = status_of(waiting.root, waiting.folder, None, ENDS - seconds(1))
    assert found.in_use is not None
    gone = f"the watch (process {os.getpid()}) ended without saying so; start 'verbale watch' again"
    assert (found.in_use.statements, found.wrong) == (1, (gone,))  # it is ticked by hand, and does not live
    assert [one.statement for one in found.waiting] == ["b"]
    assert found.watch is not None
    assert (found.watch.next, found.watch.building) == (ENDS, None)
    assert found.watch.build is not None
    assert (found.watch.build.result, found.watch.build.at) == (Result.PUBLISHED, NOON)
    beats = len(waiting.states)
    waiting.tick()
    assert waiting.states[beats:] == ["WATCHDOG=1"]
    waiting.now = ENDS
    waiting.tick()
    after = status_of(waiting.root, waiting.folder, None, ENDS)
    assert after.in_use is not None
    assert (after.in_use.statements, after.waiting) == (2, ())
    assert after.watch is not None
    assert after.watch.next is None


def test_the_page_of_health_is_as_before_while_it_waits(waiting: Watched) -> None:
    page = Health(0, waiting.root, lambda: waiting.keeper.state, clock=lambda: waiting.now)
    told = asyncio.run(page.told())
    assert (told["ready"], told["statements"], told["wrong"]) == (True, 1, [])
    assert (told["watch"]["result"], told["watch"]["at"]) == ("published", NOON.isoformat())
    assert told["watch"]["next"] == ENDS.isoformat()
    waiting.now = ENDS
    waiting.tick()
    told = asyncio.run(page.told())
    assert (told["ready"], told["statements"], told["built"]) == (True, 2, ENDS.isoformat())
    assert (told["watch"]["at"], told["watch"]["next"]) == (ENDS.isoformat(), None)


class Telling(Still):
    """Says when the watch took it up."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.taken_up = Event()

    def start(self, changed: Callable[[], None]) -> None:
        self.taken_up.set()


def running(watched: Watched) -> Thread:
    source = Telling(watched.folder)
    watched.source = source
    watched.anew()
    thread = Thread(target=watched.keeper.run, daemon=True)
    thread.start()
    assert source.taken_up.wait(HANGS_S)
    return thread


def until(true: Callable[[], bool]) -> None:
    begun = monotonic()
    while not true():
        assert monotonic() - begun < HANGS_S
        sleep(0.01)


def test_who_ends_while_it_waits_leaves_nothing_of_it(watched: Watched) -> None:
    watched.write("b", embargoed("b", ENDS))
    watched.now = ENDS - seconds(1)
    watched.root.mkdir()
    thread = running(watched)
    until(lambda: watched.prepared == [ENDS])
    watched.keeper.stop()
    thread.join(HANGS_S)
    assert not thread.is_alive()
    assert (folders(watched.root), watched.live()) == ([], {"a"})
    told = record.read(watched.root)
    assert told is not None
    assert told.ended == watched.now


def test_what_a_killed_watch_left_is_gone_at_the_next_start_though_nothing_can_be_built(waiting: Watched) -> None:
    (left,) = folders(waiting.root)
    waiting.write("c", "half")
    thread = running(waiting)
    assert not left.exists()
    waiting.keeper.stop()
    thread.join(HANGS_S)
    assert waiting.live() == {"a"}


def test_by_the_real_clock_it_is_not_live_before_and_is_what_was_built_ahead(tmp_path: Path) -> None:
    """Which build it is tells its moment; how late the machine was is not judged."""
    ends = (datetime.now(UTC) + seconds(4)).replace(microsecond=0)
    watched = Watched(tmp_path, {"a": good(), "b": embargoed("b", ends)})
    seen: list[tuple[datetime, int]] = []
    watched.keeper._clock = lambda: datetime.now(UTC)
    thread = Thread(target=watched.keeper.run, daemon=True)
    thread.start()
    try:
        until(lambda: (watched.root / "current").exists())

        def both() -> bool:
            with suppress(store.StoreError):
                count = store.manifest_in_use(watched.root).statements
                seen.append((datetime.now(UTC), count))
            return bool(seen) and seen[-1][1] == 2

        until(both)
    finally:
        watched.keeper.stop()
        thread.join(HANGS_S)
    first = next(moment for moment, count in seen if count == 2)
    assert first >= ends
    assert store.manifest_in_use(watched.root).built >= ends
    assert watched.prepared == ([ends] if store.manifest_in_use(watched.root).built == ends else [])
    told = record.read(watched.root)
    assert told is not None
    assert told.build is not None
    assert told.build.at >= ends
