from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.registry.inbox import ATTEMPTS, BACKOFF, CLAIMS, LEASE, Inbox
from bot.registry.keys import Keys
from bot.registry.opening import Registry, open_registry
from bot.registry.updates import Arrival, Go, Update
from tests.bot.registry.conftest import SECRET, Clock

T, B = "telegram", "999"


@pytest.fixture
def inbox(registry: Registry) -> Inbox:
    return registry.inbox


def arrive(inbox: Inbox, *chats: str) -> None:
    """Updates 1, 2, 3 … of those chats; the payload of each is its number."""
    arrivals = [Arrival(number, chat, str(number).encode()) for number, chat in enumerate(chats, 1)]
    assert inbox.accept_all(T, B, arrivals) == [True] * len(chats)


def numbers(lent: list[Update]) -> list[int]:
    return [one.update_id for one in lent]


def only(inbox: Inbox) -> Update:
    (lent,) = inbox.claim(T, B, 10)
    return lent


class TestAccepting:
    def test_the_second_delivery_is_seen(self, inbox: Inbox) -> None:
        assert inbox.accept(T, B, 1, "7", b"x") is True
        assert inbox.accept(T, B, 1, "7", b"x") is False
        assert inbox.waiting(T, B) == 1

    def test_other_bots_and_platforms_have_updates_of_their_own(self, inbox: Inbox) -> None:
        accepted = [inbox.accept(platform, bot, 1, "7", b"x") for platform in (T, "discord") for bot in (B, "998")]
        assert accepted == [True, True, True, True]
        assert (inbox.waiting(T, B), inbox.waiting("discord", "998"), inbox.waiting("signal", B)) == (1, 1, 0)
        assert len(inbox.claim(T, B, 10)) == 1

    def test_a_batch_tells_of_each_whether_it_is_new(self, inbox: Inbox) -> None:
        arrive(inbox, "a", "b")
        batch = [Arrival(number, "a", b"") for number in (1, 3, 2, 3, 4)]
        assert inbox.accept_all(T, B, batch) == [False, True, False, False, True]
        assert inbox.accept_all(T, B, []) == []

    def test_what_is_answered_stays_seen_and_its_content_is_gone(
        self, inbox: Inbox, registry: Registry, clock: Clock
    ) -> None:
        inbox.accept(T, B, 1, "7", b"a question")
        lent = only(inbox)
        inbox.sending(lent, 0, b"a reply")
        assert inbox.answered(lent) is True
        assert inbox.accept(T, B, 1, "7", b"a question") is False
        clock.passes(days=1)
        assert inbox.claim(T, B, 10) == []
        with registry._database.reading() as connection:
            row = connection.execute(text("SELECT chat, payload, reply, sending FROM inbox")).one()
        assert tuple(row) == (None, None, None, None)

    def test_an_update_comes_back_as_it_was(self, inbox: Inbox, registry: Registry, clock: Clock) -> None:
        payload = bytes(range(256)) * 40
        inbox.accept(T, B, 2**53 - 1, "-100500", payload)
        clock.passes(seconds=3)
        lent = only(inbox)
        assert lent == Update(
            row=lent.row,
            claims=1,
            update_id=2**53 - 1,
            chat=registry.keys.chat(T, B, "-100500").current,
            payload=payload,
            failures=0,
            arrived=clock.now - timedelta(seconds=3),
        )

    def test_no_row_shows_a_text_a_name_or_an_id(self, inbox: Inbox, registry: Registry, url: str) -> None:
        inbox.accept(T, B, 1, "700123456", b'{"text": "passport K1234567", "from": 700123456}')
        inbox.sending(only(inbox), 0, b"passport K1234567")
        with registry._database.reading() as connection:
            (row,) = connection.execute(text("SELECT * FROM inbox")).all()
        stored = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else repr(v).encode() for v in row)
        assert len(stored) > 300
        for canary in (b"K1234567", b"700123456", b"passport"):
            assert canary not in stored


def test_no_byte_of_the_files_shows_a_text_or_an_id(tmp_path: Path, opened: Callable[..., Registry]) -> None:
    """Also not in the log of SQLite, nor in pages that were freed."""
    inbox = opened(f"sqlite:///{tmp_path / 'registry.sqlite'}").inbox
    for number in range(50):
        inbox.accept(T, B, number, "700123456", b'{"text": "passport K1234567", "from": 700123456}')
    for _ in range(25):
        lent = only(inbox)
        inbox.sending(lent, 0, b"passport K1234567")
        inbox.answered(lent)
    stored = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert sorted(stored) == ["registry.sqlite", "registry.sqlite-shm", "registry.sqlite-wal"]
    assert b"inbox_once" in stored["registry.sqlite-wal"] + stored["registry.sqlite"]
    for canary in (b"K1234567", b"700123456", (700123456).to_bytes(4, "big"), (700123456).to_bytes(4, "little")):
        assert [name for name, content in stored.items() if canary in content] == []


class TestClaiming:
    def test_the_oldest_go_first_one_of_a_chat_at_a_time(self, inbox: Inbox) -> None:
        arrive(inbox, "a", "a", "b", "c", "b", "a")
        first = inbox.claim(T, B, 2)
        assert numbers(first) == [1, 3]
        second = inbox.claim(T, B, 10)
        assert numbers(second) == [4]
        assert inbox.claim(T, B, 10) == []
        inbox.answered(first[0])
        assert numbers(inbox.claim(T, B, 10)) == [2]
        inbox.answered(first[1])
        assert numbers(inbox.claim(T, B, 10)) == [5]

    def test_a_dead_worker_s_update_is_lent_again_when_its_lease_ends(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a", "a")
        dead = only(inbox)
        clock.passes(seconds=LEASE.total_seconds() - 0.001)
        assert inbox.claim(T, B, 10) == []
        clock.passes(seconds=0.001)
        again = only(inbox)
        assert (again.update_id, again.claims, again.failures) == (1, 2, 0)
        assert inbox.answered(dead) is False, "its lease is over"
        assert inbox.waiting(T, B) == 2
        assert inbox.answered(again) is True

    def test_a_renewed_lease_lasts(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a")
        lent = only(inbox)
        clock.passes(seconds=25)
        inbox.renew([lent])
        clock.passes(seconds=25)
        assert inbox.claim(T, B, 10) == []
        assert inbox.answered(lent) is True

    def test_a_worker_that_lost_its_lease_can_do_nothing(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a")
        dead = only(inbox)
        clock.passes(minutes=1)
        alive = only(inbox)
        inbox.renew([dead], timedelta(days=1))
        inbox.release([dead])
        inbox.unsent(dead, 0)
        assert inbox.sending(dead, 0) is Go.STOP
        assert [inbox.failed(dead, "message", "KeyError") for _ in range(ATTEMPTS + 1)] == [False] * 4
        assert inbox.claim(T, B, 10) == []
        assert inbox.answered(alive) is True

    def test_released_updates_are_lent_at_once_and_count_nothing(self, inbox: Inbox) -> None:
        arrive(inbox, "a", "b")
        for _ in range(2 * CLAIMS):
            lent = inbox.claim(T, B, 10)
            assert numbers(lent) == [1, 2]
            inbox.release(lent)

    def test_an_update_that_kills_each_worker_ends_as_a_dead_letter(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a", "a")
        for _ in range(CLAIMS):
            assert numbers(inbox.claim(T, B, 10)) == [1]
            clock.passes(minutes=1)
        assert inbox.claim(T, B, 10) == []
        assert inbox.dead(T) == {("update", "WorkerDied"): 1}
        assert numbers(inbox.claim(T, B, 10)) == [2]

    def test_what_cannot_be_unsealed_hurts_only_itself(self, url: str, opened: Callable[..., Registry]) -> None:
        old = "a secret that is taken away too early"
        arrive(opened(url, Keys(old)).inbox, "a")
        both = opened(url, Keys(SECRET, old)).inbox
        both.accept(T, B, 2, "b", b"readable")
        inbox = opened(url, Keys(SECRET)).inbox
        assert numbers(inbox.claim(T, B, 10)) == [2]
        assert inbox.dead(T) == {("update", "UnsealError"): 1}

    def test_order_and_dedupe_survive_a_new_secret(self, url: str, opened: Callable[..., Registry]) -> None:
        old = "a secret that is followed by another"
        arrive(opened(url, Keys(old)).inbox, "a")
        inbox = opened(url, Keys(SECRET, old)).inbox
        assert inbox.accept(T, B, 1, "a", b"1") is False
        assert only(inbox).payload == b"1"


class TestFailing:
    def test_it_is_tried_again_later_and_blocks_its_chat_only(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a", "a", "b")
        first = inbox.claim(T, B, 10)
        assert numbers(first) == [1, 3]
        assert inbox.failed(first[0], "message", "KeyError") is False
        assert inbox.claim(T, B, 10) == []
        clock.passes(seconds=BACKOFF[0].total_seconds())
        second = only(inbox)
        assert (second.update_id, second.failures) == (1, 1)
        inbox.failed(second, "message", "KeyError")
        clock.passes(seconds=BACKOFF[1].total_seconds() - 0.001)
        assert inbox.claim(T, B, 10) == []
        clock.passes(seconds=0.001)
        third = only(inbox)
        assert inbox.failed(third, "message", "KeyError") is True
        assert inbox.dead(T) == {("message", "KeyError"): 1}
        assert numbers(inbox.claim(T, B, 10)) == [2]
        assert inbox.accept(T, B, 1, "a", b"1") is False

    def test_a_dead_letter_holds_no_content(self, inbox: Inbox, registry: Registry, clock: Clock) -> None:
        inbox.accept(T, B, 1, "700123456", b"passport K1234567")
        for _ in range(ATTEMPTS):
            inbox.failed(only(inbox), "m" * 100, "E" * 100)
            clock.passes(minutes=1)
        with registry._database.reading() as connection:
            row = connection.execute(text("SELECT platform, event, error FROM dead_letters")).one()
            left = connection.execute(text("SELECT chat, payload, reply FROM inbox")).one()
        assert tuple(row) == (T, "m" * 64, "E" * 64)
        assert tuple(left) == (None, None, None)

    def test_a_wait_that_the_platform_asks_for_is_no_failure(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a")
        for _ in range(3 * ATTEMPTS):
            lent = only(inbox)
            assert lent.failures == 0
            assert inbox.failed(lent, "message", "Flood", wait=timedelta(seconds=40)) is False
            clock.passes(seconds=39)
            assert inbox.claim(T, B, 10) == []
            clock.passes(seconds=1)


class TestSending:
    def crash(self, inbox: Inbox, clock: Clock) -> Update:
        clock.passes(minutes=1)
        return only(inbox)

    def test_a_part_after_the_other(self, inbox: Inbox) -> None:
        arrive(inbox, "a")
        lent = only(inbox)
        assert [inbox.sending(lent, part, b"reply") for part in range(3)] == [Go.SEND] * 3
        assert inbox.answered(lent) is True

    def test_after_a_crash_the_same_reply_goes_on_at_the_part_that_is_unknown(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a")
        lent = only(inbox)
        inbox.sending(lent, 0, b"the reply in three parts")
        inbox.sending(lent, 1)
        again = self.crash(inbox, clock)
        assert (again.reply, again.part) == (b"the reply in three parts", 1)
        assert inbox.sending(again, 0) is Go.SKIP
        assert inbox.sending(again, 1) is Go.AGAIN
        assert inbox.sending(again, 2) is Go.SEND

    def test_a_part_is_sent_again_once_at_most(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a")
        told = [inbox.sending(only(inbox), 0, b"r")]
        told += [inbox.sending(self.crash(inbox, clock), 0) for _ in range(3)]
        assert told == [Go.SEND, Go.AGAIN, Go.SKIP, Go.SKIP]
        assert inbox.sending(self.crash(inbox, clock), 1) is Go.SEND

    def test_what_is_known_not_to_have_gone_out_may_be_sent_freely(self, inbox: Inbox) -> None:
        arrive(inbox, "a")
        lent = only(inbox)
        for _ in range(4):
            assert inbox.sending(lent, 0, b"r") is Go.SEND
            inbox.unsent(lent, 0)

    def test_sending_renews_the_lease(self, inbox: Inbox, clock: Clock) -> None:
        arrive(inbox, "a")
        lent = only(inbox)
        for part in range(5):
            clock.passes(seconds=20)
            assert inbox.sending(lent, part) is Go.SEND
        assert inbox.claim(T, B, 10) == []


class TestManyWorkers:
    COUNT = 120
    CHATS = 9

    def test_threads_share_the_work(self, registry: Registry) -> None:
        arrive(registry.inbox, *(str(n % self.CHATS) for n in range(self.COUNT)))
        with ThreadPoolExecutor(4) as pool:
            shares = list(pool.map(lambda _: work(registry.inbox), range(4)))
        assert sorted(number for share in shares for _, number in share) == list(range(1, self.COUNT + 1))

    def test_two_processes_take_each_update_once_and_keep_the_order_of_a_chat(
        self, url: str, opened: Callable[..., Registry]
    ) -> None:
        registry = opened(url)
        arrive(registry.inbox, *(str(random.Random(n).randrange(self.CHATS)) for n in range(self.COUNT)))
        spawn = multiprocessing.get_context("spawn")
        answers = spawn.SimpleQueue()
        workers = [spawn.Process(target=work_at, args=(url, answers)) for _ in range(2)]
        for worker in workers:
            worker.start()
        done = [entry for _ in workers for entry in answers.get()]
        for worker in workers:
            worker.join(60)
        assert Counter(number for _, _, number in done) == Counter(range(1, self.COUNT + 1))
        by_time = [(chat, number) for _, chat, number in sorted(done)]
        for chat in {chat for chat, _ in by_time}:
            order = [number for other, number in by_time if other == chat]
            assert order == sorted(order)


def work(inbox: Inbox) -> list[tuple[str, int]]:
    done = []
    while inbox.waiting(T, B):
        for lent in inbox.claim(T, B, 3):
            done.append((lent.chat, int(lent.payload)))
            assert inbox.answered(lent)
    return done


def work_at(url: str, answers: multiprocessing.SimpleQueue[list[tuple[float, str, int]]]) -> None:

    registry = open_registry(url, Keys(SECRET))
    done = []
    while registry.inbox.waiting(T, B):
        for lent in registry.inbox.claim(T, B, 3):
            done.append((time.monotonic(), lent.chat, int(lent.payload)))
            assert registry.inbox.answered(lent)
    registry.close()
    answers.put(done)


def test_a_flood_of_one_chat_does_not_slow_the_claims_of_the_others(inbox: Inbox) -> None:
    """A claim that compared each waiting update with each other one took 12 s here with 15,000 in PostgreSQL."""
    for first in range(0, 10_000, 1000):
        inbox.accept_all(T, B, [Arrival(first + number, "flood", b"x") for number in range(1000)])
    inbox.accept(T, B, 10_000, "citizen", b"x")
    begun = time.perf_counter()
    lent = inbox.claim(T, B, 16)
    took = time.perf_counter() - begun
    assert numbers(lent) == [0, 10_000]
    assert took < 3
