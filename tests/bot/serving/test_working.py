"""The worker over a real inbox, in one process, and in processes that are killed."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.registry import inbox as inbox_module
from bot.registry.inbox import Inbox
from bot.registry.keys import Keys, RegistryError
from bot.registry.opening import Registry, open_registry
from bot.registry.tables import inbox as inbox_table
from bot.registry.updates import Arrival, Go, Update
from bot.serving.metrics import Metrics
from bot.serving.working import LaterError, LostError, Pace, Worker
from bot.serving.working import work as work_until_told

T, B = "telegram", "999"
SECRET = "a secret of this test and of no one else"
LEASE = timedelta(seconds=0.5)
QUICK = Pace(look=0.02, ending=0.3)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = open_registry(f"sqlite:///{tmp_path / 'registry.sqlite'}", Keys(SECRET))
    yield opened
    opened.close()


@pytest.fixture
def inbox(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    monkeypatch.setattr(inbox_module, "BACKOFF", (timedelta(milliseconds=20), timedelta(milliseconds=40)))
    return registry.inbox


def arrive(inbox: Inbox, *chats: str, first: int = 1) -> None:
    """Updates first, first + 1 … of those chats; the payload of each is its number."""
    inbox.accept_all(T, B, [Arrival(number, chat, str(number).encode()) for number, chat in enumerate(chats, first)])


def serve(
    inbox: Inbox,
    handle: Callable[[Update], Awaitable[None]],
    *,
    until: Callable[[], bool],
    given_up: Callable[[Update], Awaitable[None]] | None = None,
    metrics: Metrics | None = None,
    pace: Pace = QUICK,
) -> None:
    """Let a worker work until `until`, for twenty seconds at most."""

    async def run() -> None:
        worker = Worker(inbox, T, B, handle, metrics or Metrics(T), given_up=given_up, pace=pace)
        working = asyncio.create_task(worker.run())
        ending = time.monotonic() + 60
        while not until():
            assert time.monotonic() < ending, "it never came"
            await asyncio.sleep(0.01)
        worker.stop()
        await working

    asyncio.run(run())


def empty(inbox: Inbox) -> Callable[[], bool]:
    return lambda: inbox.waiting(T, B) == 0


def test_each_update_is_handled_once_in_the_order_of_its_chat(inbox: Inbox) -> None:
    arrive(inbox, *(str(n % 3) for n in range(30)))
    handled: list[int] = []
    at_once: list[int] = []
    working: set[str] = set()

    async def handle(lent: Update) -> None:
        assert lent.chat not in working
        working.add(lent.chat)
        at_once.append(len(working))
        await asyncio.sleep(0.002)
        handled.append(int(lent.payload))
        working.remove(lent.chat)

    serve(inbox, handle, until=empty(inbox))
    assert sorted(handled) == list(range(1, 31))
    for chat in range(3):
        own = [number for number in handled if number % 3 == chat]
        assert own == sorted(own)
    assert max(at_once) == 3


def test_it_wakes_for_what_is_new(inbox: Inbox) -> None:
    async def run() -> float:
        done = asyncio.Event()

        async def handle(lent: Update) -> None:
            done.set()

        worker = Worker(inbox, T, B, handle, Metrics(T), pace=Pace(look=30))
        working = asyncio.create_task(worker.run())
        await asyncio.sleep(0.2)
        await asyncio.to_thread(arrive, inbox, "a")
        begun = time.monotonic()
        worker.wake()
        await done.wait()
        took = time.monotonic() - begun
        worker.stop()
        await working
        return took

    assert asyncio.run(run()) < 1


def test_one_bad_update_hurts_only_itself(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    arrive(inbox, "a", "a", "b")
    handled: list[int] = []
    tries: list[int] = []
    apologies: list[int] = []
    metrics = Metrics(T)

    async def handle(lent: Update) -> None:
        if lent.update_id == 1:
            tries.append(lent.failures)
            raise KeyError("passport K1234567")
        handled.append(lent.update_id)

    async def given_up(lent: Update) -> None:
        apologies.append(lent.update_id)

    serve(inbox, handle, until=empty(inbox), given_up=given_up, metrics=metrics)
    assert handled == [3, 2]
    assert tries == [0, 1, 2]
    assert apologies == [1]
    assert inbox.dead(T) == {("update", "KeyError"): 1}
    figures = metrics.figures.text().decode()
    assert 'verbale_failures_total{error="KeyError",event="update",platform="telegram"} 2.0' in figures
    assert 'verbale_dead_letters_total{error="KeyError",event="update",platform="telegram"} 1.0' in figures
    assert 'verbale_updates_total{event="answered",platform="telegram"} 2.0' in figures
    assert "K1234567" not in caplog.text
    assert [message.splitlines()[:2] for message in caplog.messages] == [
        [f"an update (update) failed for the {count}. time", "KeyError"] for count in (1, 2, 3)
    ]


def test_what_the_platform_puts_off_is_no_failure(inbox: Inbox) -> None:
    arrive(inbox, "a")
    tries: list[int] = []

    async def handle(lent: Update) -> None:
        tries.append(lent.failures)
        if len(tries) < 6:
            raise LaterError(timedelta(milliseconds=5))

    serve(inbox, handle, until=empty(inbox))
    assert tries == [0] * 6
    assert inbox.dead(T) == {}


def test_what_another_worker_has_is_left_to_it(inbox: Inbox) -> None:
    arrive(inbox, "a")
    tries: list[int] = []

    async def handle(lent: Update) -> None:
        tries.append(lent.claims)
        raise LostError

    serve(inbox, handle, until=lambda: bool(tries))
    assert (tries, inbox.waiting(T, B)) == ([1], 1)


def test_a_slow_handler_keeps_its_lease(inbox: Inbox) -> None:
    arrive(inbox, "a")
    begun: list[int] = []

    async def handle(lent: Update) -> None:
        begun.append(lent.claims)
        await asyncio.sleep(4)

    serve(inbox, handle, until=empty(inbox), pace=Pace(look=0.05, lease=timedelta(seconds=1.5)))
    assert begun == [1]


def test_told_to_end_it_finishes_what_is_quick_and_gives_back_the_rest(inbox: Inbox) -> None:
    arrive(inbox, "a", "b")
    begun: set[int] = set()

    async def handle(lent: Update) -> None:
        begun.add(lent.update_id)
        await asyncio.sleep(0.1 if lent.update_id == 1 else 60)

    serve(inbox, handle, until=lambda: begun == {1, 2})
    (left,) = inbox.claim(T, B, 10)
    assert (left.update_id, left.failures) == (2, 0)


def test_a_database_that_fails_for_a_while_loses_nothing(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    arrive(inbox, "a", "b")
    handled: list[int] = []
    failures = iter([True, True])

    class Failing:
        """The inbox, which fails twice."""

        def __getattr__(self, name: str) -> object:
            return getattr(inbox, name)

        def claim(self, platform: str, bot: str, count: int, lease: timedelta = timedelta(30)) -> list[Update]:
            if next(failures, False):
                raise RegistryError("the database cannot be used (gone); mend that")
            return inbox.claim(platform, bot, count, lease)

    async def handle(lent: Update) -> None:
        handled.append(lent.update_id)

    serve(Failing(), handle, until=empty(inbox))  # type: ignore[arg-type]
    assert handled == [1, 2]
    assert caplog.messages == ["no updates can be taken: the database cannot be used (gone); mend that"] * 2


class TestKilled:
    """Workers die by SIGKILL at any moment, with updates in flight."""

    PARTS = 2

    @pytest.mark.parametrize("seed", range(int(os.environ.get("VERBALE_TEST_KILLS", "20")) // 20))
    def test_every_update_is_answered_and_no_part_more_than_twice(self, url: str, tmp_path: Path, seed: int) -> None:
        with closing(open_registry(url, Keys(SECRET))) as registry:
            self.kill(registry, url, tmp_path / "outside", random.Random(seed))

    def kill(self, registry: Registry, url: str, outside: Path, dice: random.Random) -> None:
        accepted = 0
        for _ in range(20):
            count = dice.randrange(3, 8)
            arrive(registry.inbox, *(str(dice.randrange(5)) for _ in range(count)), first=accepted + 1)
            accepted += count
            self.kill_one(url, outside, dice)
        self.finish(url, outside, registry)
        told = [tuple(line.split()) for line in outside.read_text().splitlines()]
        said = [(int(number), int(part)) for what, number, part in told if what == "said"]
        again = Counter((int(number), int(part)) for what, number, part in told if what == "again")
        every = {(number, part) for number in range(1, accepted + 1) for part in range(self.PARTS)}
        assert registry.inbox.dead(T) == {}
        assert len(again) > 0, "no worker died with a part on its way; this tested nothing"
        # Whether a part was said is not known to a worker that comes after one that died; it tries once more.
        assert set(again.values()) == {1}
        assert {number for number, _ in every - set(said)} <= killed_twice(registry), "unsaid only where two tries died"
        assert set((Counter(said) - Counter(every)).values()) <= {1}
        assert set(Counter(said) - Counter(every)) <= set(again), "said twice only where it was counted"
        for number in range(1, accepted + 1):
            parts = [part for other, part in said if other == number]
            assert parts == sorted(parts)

    def kill_one(self, url: str, outside: Path, dice: random.Random) -> None:
        worker = start(url, outside)
        time.sleep(dice.uniform(0.0, 0.12))
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()

    def finish(self, url: str, outside: Path, registry: Registry) -> None:
        worker = start(url, outside)
        ending = time.monotonic() + 30
        while registry.inbox.waiting(T, B):
            assert time.monotonic() < ending, f"{registry.inbox.waiting(T, B)} are not answered"
            time.sleep(0.05)
        worker.terminate()
        worker.join()


def killed_twice(registry: Registry) -> set[int]:
    """The updates over which two workers died at least."""
    with registry._database.reading() as connection:
        return set(connection.execute(select(inbox_table.c.update_id).where(inbox_table.c.claims >= 3)).scalars())


def start(url: str, outside: Path) -> multiprocessing.process.BaseProcess:
    """A worker in a process of its own; it has begun when this returns."""
    fork = multiprocessing.get_context("forkserver")
    fork.set_forkserver_preload(["tests.bot.serving.test_working"])
    begun = fork.Event()
    worker = fork.Process(target=work, args=(url, outside, begun))
    worker.start()
    assert begun.wait(60)
    return worker


def work(url: str, outside: Path, begun: threading.Event) -> None:
    """Says each part of each reply to the world outside, which is a file."""
    registry = open_registry(url, Keys(SECRET))
    handle = os.open(outside, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(what: str, lent: Update, part: int) -> None:
        os.write(handle, f"{what} {lent.payload.decode()} {part}\n".encode())

    def begin(lent: Update, part: int) -> Go:
        go = registry.inbox.sending(lent, part, b"a reply", LEASE)
        if go is Go.AGAIN:
            tell("again", lent, part)
        return go

    async def answer(lent: Update) -> None:
        for part in range(TestKilled.PARTS):
            go = await asyncio.to_thread(begin, lent, part)
            if go is Go.STOP:
                raise LostError
            if go is not Go.SKIP:
                await asyncio.sleep(0.005)
                tell("said", lent, part)
                await asyncio.sleep(0.005)

    worker = Worker(registry.inbox, T, B, answer, Metrics(T), pace=Pace(look=0.02, lease=LEASE))
    begun.set()
    asyncio.run(worker.run())


@pytest.mark.parametrize("failing", [None, RegistryError("the receiver cannot go on")])
def test_what_is_in_work_is_finished_when_the_end_comes_and_when_the_receiver_fails(
    inbox: Inbox, failing: Exception | None
) -> None:
    arrive(inbox, "a")
    told: list[str] = []

    async def run() -> None:
        begun, stopping = asyncio.Event(), asyncio.Event()

        async def handle(lent: Update) -> None:
            begun.set()
            await asyncio.sleep(0.1)
            told.append("answered")

        async def receive() -> None:
            await begun.wait()
            if failing is not None:
                raise failing
            stopping.set()
            await asyncio.Event().wait()

        @asynccontextmanager
        async def receiving() -> AsyncIterator[asyncio.Future[None]]:
            task = asyncio.create_task(receive())
            yield task
            told.append("no more comes in")
            if task.done():
                task.result()
            task.cancel()

        await work_until_told(Worker(inbox, T, B, handle, Metrics(T), pace=QUICK), receiving(), stopping)

    if failing is None:
        asyncio.run(run())
    else:
        with pytest.raises(RegistryError, match=r"^the receiver cannot go on$"):
            asyncio.run(run())
    assert (told, inbox.waiting(T, B)) == (["no more comes in", "answered"], 0)
