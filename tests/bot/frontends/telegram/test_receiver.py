"""The long poller against the fake: nothing lost, nothing stored twice, whatever Telegram does."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.frontends.telegram.api import Endpoint, TokenError, Wire
from bot.frontends.telegram.arrivals import LARGEST, WANTED, Inbox, Unreadable, chat_of, divide, read_update
from bot.frontends.telegram.receiver import Patience, Receiver
from bot.registry.keys import Keys
from bot.registry.opening import open_registry
from bot.registry.updates import Arrival
from tests.fakes.telegram import (
    TOKEN,
    BlackHole,
    FakeTelegram,
    Fault,
    HalfOpen,
    Reset,
    Slow,
    bad_gateway,
    flood,
    internal,
)
from tests.fakes.telegram.inbox import MemoryInbox
from tests.fakes.telegram.world import World

BRISK = Patience(poll=1, grace=0.3, first=0.02, most=0.1)

NOT_JSON = (
    '{"update_id": {id}, "message": {"text": "Who owns the r',
    '{"update_id": {id}, "message": {"date": ' + "9" * 5000 + "}}",
    '{"update_id": {id}, "message": ' + "[" * 20_000 + "]" * 20_000 + "}",
)
NO_MESSAGE = (
    '{"update_id": {id}, "message": 17}',
    '{"update_id": {id}, "message": {"chat": {"id": "one"}, "text": ["?"]}}',
    '{"update_id": {id}, "message": {"chat": {"id": 5}, "text": "half a pair \\ud83d"}}',
    '{"update_id": {id}}',
)


class Watched:
    """A receiver with an inbox in memory and a count of its events."""

    def __init__(
        self,
        telegram: FakeTelegram,
        inbox: Inbox | None = None,
        patience: Patience = BRISK,
        wire: Wire | None = None,
    ) -> None:
        self.inbox = MemoryInbox()
        self.counted: Counter[str] = Counter()
        self.wakes = 0
        endpoint = Endpoint(telegram.token, telegram.base, loopback_only=True)
        self.receiver = Receiver(
            endpoint, inbox or self.inbox, arrived=self._wake, count=self._count, patience=patience, wire=wire
        )

    def _wake(self) -> None:
        self.wakes += 1

    def _count(self, event: str) -> None:
        self.counted[event] += 1

    async def until(self, what: str, true: Callable[[], object], seconds: float = 60.0) -> None:
        ends = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < ends, f"waited for {what}; {self.counted}"
            await asyncio.sleep(0.01)


def during(*watched: Watched, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run the receivers while `work` goes on, and stop them behind it."""

    async def run() -> None:
        running = [asyncio.create_task(each.receiver.run()) for each in watched]
        try:
            await work()
        finally:
            for each in watched:
                each.receiver.stop()
        await asyncio.gather(*running)

    asyncio.run(run())


def test_what_is_said_is_stored_and_then_acknowledged() -> None:
    with FakeTelegram() as telegram:
        anna, group = telegram.person("Anna"), telegram.group("Fishers")
        watched = Watched(telegram)
        anna.says("Whose is the river?")

        async def work() -> None:
            await watched.until("the first", lambda: watched.inbox.stored)
            anna.says("/help", into=group)
            await watched.until("the second", lambda: len(watched.inbox.stored) == 2)

        during(watched, work=work)
        first, second = watched.inbox.stored.values()
        assert watched.inbox.texts == ["Whose is the river?", "/help"]
        assert (first.chat, second.chat) == (str(anna.id), str(group.id))
        assert watched.inbox.sources == {("telegram", "7000000001")}
        assert watched.counted == {"received": 2}
        assert watched.wakes == 2
        assert telegram.world.updates == []  # the last poll acknowledges what the one before brought
        assert telegram.world.allowed == list(WANTED)


def test_what_is_stored_last_is_acknowledged_before_the_end() -> None:
    with FakeTelegram() as telegram:
        watched = Watched(telegram)
        telegram.person("Anna").says("Whose is the river?")

        async def run() -> None:
            endpoint = Endpoint(telegram.token, telegram.base, loopback_only=True)
            receiver = Receiver(endpoint, watched.inbox, arrived=lambda: receiver.stop(), patience=BRISK)
            await receiver.run()

        asyncio.run(run())
        assert watched.inbox.texts == ["Whose is the river?"]
        assert telegram.world.updates == []


def test_nothing_is_acknowledged_that_cannot_be_stored(caplog: pytest.LogCaptureFixture) -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        watched = Watched(telegram)
        watched.inbox.failures = [OSError("disk full: Whose is the river?")] * 3
        anna.says("Whose is the river?")

        async def work() -> None:
            await watched.until("three failures", lambda: watched.counted["unstored"] == 3)
            assert len(telegram.world.updates) == 1
            await watched.until("the question", lambda: watched.inbox.stored)

        during(watched, work=work)
        assert watched.counted == {"unstored": 3, "fault": 3, "received": 1}
        assert [r.message for r in caplog.records if r.name.endswith("arrivals")] == [
            "the inbox cannot store (OSError); Telegram keeps what comes"
        ] * 3
        assert "river" not in caplog.text


def test_the_registrys_inbox_takes_what_polling_brings(tmp_path: Path) -> None:
    """Durably, and once: the second run finds the marks of the first."""
    with FakeTelegram() as telegram:
        people = [telegram.person(f"P{n}") for n in range(10)]
        telegram.redelivers(lambda number: 1 + number % 2)
        for n in range(300):
            people[n % 10].says(f"question {n}")
        for counts in ({"received": 300, "seen": 150}, {"seen": 300}):
            registry = open_registry(f"sqlite:///{tmp_path / 'registry.sqlite'}", Keys("k" * 32))
            watched = Watched(telegram, registry.inbox)

            async def work(watched: Watched = watched) -> None:
                await watched.until("all to be taken", lambda: not telegram.world.updates)

            during(watched, work=work)
            assert registry.inbox.waiting("telegram", "7000000001") == 300
            assert {event: watched.counted[event] for event in counts} == counts
            registry.close()
            for n in range(300):
                # Telegram has forgotten that these were acknowledged.
                telegram.world.deliver(json.dumps({"update_id": 100_000_001 + n}), 100_000_001 + n)
                telegram.world.updates[-1].left = 1


class Spoken(Wire):
    """getUpdates from a world in memory, without sockets: a thousand runs in seconds."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.polls = 0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def call(self, method: str, parameters: Mapping[str, object], *, answering: float | None = None) -> bytes:
        if method == "deleteWebhook":
            return b'{"ok":true,"result":true}'
        self.polls += 1
        offset, limit = parameters.get("offset", 0), parameters["limit"]
        assert isinstance(offset, int)
        assert isinstance(limit, int)
        self.world.confirm(offset)
        pieces = [pending.raw for pending in self.world.waiting(limit)]
        if not pieces:
            await asyncio.sleep(0)
        return f'{{"ok":true,"result":[{",".join(pieces)}]}}'.encode("utf-8", "surrogatepass")


def test_one_update_that_cannot_be_parsed_hurts_only_itself_at_each_position_of_a_thousand() -> None:
    plain = [json.dumps({"update_id": n, "message": {"chat": {"id": n}}}) for n in range(1, 1001)]

    async def run(position: int) -> None:
        world = World(TOKEN, "marenia_bot")
        for number, raw in enumerate(plain, 1):
            broken = NOT_JSON[0].replace("{id}", str(number))
            world.deliver(broken if number == position else raw, number)
        telegram = FakeTelegram()
        watched = Watched(telegram, patience=Patience(poll=1, first=0.0), wire=Spoken(world))
        running = asyncio.create_task(watched.receiver.run())
        while world.updates:  # noqa: ASYNC110 - nobody else runs, and a pause would take a thousand times as long
            await asyncio.sleep(0)
        watched.receiver.stop()
        await running
        assert watched.inbox.stored.keys() == set(range(1, 1001)) - {position}
        assert watched.counted["unreadable"] == 1
        assert watched.counted["received"] == 999

    async def run_all() -> None:
        for position in range(1, 1001):
            await run(position)

    logging.disable(logging.WARNING)
    try:
        asyncio.run(run_all())
    finally:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize("broken", NOT_JSON + NO_MESSAGE)
def test_what_is_broken_stands_in_nobodys_way(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeTelegram() as telegram:
        anna, boris = telegram.person("Anna"), telegram.person("Boris")
        watched = Watched(telegram)
        for n in range(4):
            anna.says(f"before {n}")
        number = telegram.delivers(broken)
        for n in range(4):
            boris.says(f"behind {n}")

        async def work() -> None:
            await watched.until("all", lambda: not telegram.world.updates)

        during(watched, work=work)
        kept = {n: arrival for n, arrival in watched.inbox.stored.items() if n != number}
        texts = [json.loads(kept[n].payload)["message"]["text"] for n in sorted(kept)]
        assert texts == [f"before {n}" for n in range(4)] + [f"behind {n}" for n in range(4)]
        assert (number in watched.inbox.stored) is (broken in NO_MESSAGE)
        assert watched.counted["unreadable"] == (broken in NOT_JSON)
        assert "Who owns" not in caplog.text
        assert telegram.token not in caplog.text


def test_an_update_that_came_broken_once_comes_whole_the_next_time() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        watched = Watched(telegram)
        anna.says("Whose is the river?")
        (pending,) = telegram.world.updates
        whole, pending.raw = pending.raw, pending.raw[:-9]

        async def work() -> None:
            await watched.until("two looks", lambda: watched.counted["fault"] == 2)
            pending.raw = whole
            await watched.until("the question", lambda: watched.inbox.stored)

        during(watched, work=work)
        assert watched.inbox.texts == ["Whose is the river?"]
        assert watched.counted == {"fault": 2, "received": 1}


def test_updates_delivered_one_to_five_times_are_stored_once() -> None:
    with FakeTelegram() as telegram:
        people = [telegram.person(f"P{n}") for n in range(20)]
        telegram.redelivers(lambda number: 1 + number % 5)
        for n in range(200):
            people[n % 20].says(f"question {n}")
        watched = Watched(telegram)

        async def work() -> None:
            await watched.until("all to be taken", lambda: not telegram.world.updates)

        during(watched, work=work)
        assert watched.inbox.texts == [f"question {n}" for n in range(200)]
        assert watched.counted["received"] == 200
        assert watched.inbox.given == {n: watched.inbox.given[n] for n in watched.inbox.stored}
        assert all(watched.inbox.given[n] >= 1 + n % 5 for n in watched.inbox.stored)
        assert watched.counted["seen"] == watched.inbox.given.total() - 200


@pytest.mark.parametrize(
    "fault", [flood(1), internal(), bad_gateway(), Reset(), Reset(done=True), HalfOpen(), BlackHole(), Slow(0.1)]
)
def test_each_fault_is_waited_out(fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        telegram.faults.queue(fault, method="deleteWebhook")
        telegram.faults.queue(fault, method="getUpdates")
        watched = Watched(telegram, wire=Wire(Endpoint(telegram.token, telegram.base), answering=0.3))
        anna.says("Whose is the river?")

        async def work() -> None:
            await watched.until("the question", lambda: watched.inbox.stored)

        during(watched, work=work)
        assert watched.inbox.texts == ["Whose is the river?"]
        assert watched.counted == {"received": 1} | ({} if isinstance(fault, Slow) else {"fault": 2})
        assert [method for method, _ in telegram.faults.struck] == ["deleteWebhook", "getUpdates"]
        assert telegram.token not in caplog.text


def test_it_comes_again_when_telegram_says_so_and_not_before() -> None:
    with FakeTelegram() as telegram:
        telegram.faults.rate(1.0, [flood(60)], seed=1)
        watched = Watched(telegram)

        async def work() -> None:
            await watched.until("a refusal", lambda: watched.counted["fault"])
            await asyncio.sleep(0.5)

        during(watched, work=work)
        assert watched.counted == {"fault": 1}


def test_with_faults_in_every_third_request_nothing_is_lost() -> None:
    faults: list[Fault] = [
        internal(), bad_gateway(), Reset(), Reset(done=True), HalfOpen(), BlackHole(), Slow(0.05)
    ]  # fmt: skip
    with FakeTelegram() as telegram:
        people = [telegram.person(f"P{n}") for n in range(10)]
        telegram.faults.rate(0.3, faults, seed=11, methods={"getUpdates"})
        # Less than the second of a poll, so that black holes cost little; news comes faster than that.
        watched = Watched(telegram, patience=Patience(poll=1, grace=-0.7, first=0.005, most=0.02))

        async def work() -> None:
            for n in range(300):
                people[n % 10].says(f"question {n}")
                await asyncio.sleep(0.005)
            await watched.until("all to be taken", lambda: not telegram.world.updates)

        during(watched, work=work)
        assert watched.inbox.texts == [f"question {n}" for n in range(300)]
        assert watched.counted["received"] == 300
        assert watched.counted["fault"] >= 5


def test_two_pollers_of_one_inbox_store_everything_once_and_say_so(caplog: pytest.LogCaptureFixture) -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        inbox = MemoryInbox()
        one, other = Watched(telegram, inbox), Watched(telegram, inbox)

        async def work() -> None:
            for n in range(100):
                anna.says(f"question {n}")
                await asyncio.sleep(0.01)
            await one.until("all to be taken", lambda: not telegram.world.updates)

        during(one, other, work=work)
        assert inbox.texts == [f"question {n}" for n in range(100)]
        assert one.counted["received"] + other.counted["received"] == 100
        assert one.counted["conflict"] + other.counted["conflict"] > 0
        assert "another program asks for this bot's updates, or a webhook is set; only one of them may" in caplog.text


def test_polling_ends_a_webhook_and_keeps_what_came_meanwhile() -> None:
    with FakeTelegram() as telegram:
        telegram.world.hook.url = "http://127.0.0.1:9/nobody"
        telegram.person("Anna").says("Whose is the river?")
        watched = Watched(telegram)

        async def work() -> None:
            await watched.until("the question", lambda: watched.inbox.stored)

        during(watched, work=work)
        assert watched.inbox.texts == ["Whose is the river?"]
        assert telegram.world.hook.url == ""


def test_after_a_quiet_week_numbers_may_be_lower() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        watched = Watched(telegram)
        anna.says("before")

        async def work() -> None:
            await watched.until("the first", lambda: not telegram.world.updates)
            await asyncio.sleep(1.2)  # one poll that brings nothing
            telegram.faults.rate(1.0, [internal()], seed=1)
            await watched.until("no poll to wait", lambda: watched.counted["fault"])
            telegram.world._last_update = 500
            anna.says("after")
            telegram.faults.rate(0.0, [], seed=1)
            await watched.until("the second", lambda: len(watched.inbox.stored) == 2)

        during(watched, work=work)
        assert sorted(watched.inbox.stored) == [501, 100_000_001]


def test_it_stops_within_a_moment_while_it_waits_for_news() -> None:
    with FakeTelegram() as telegram:
        watched = Watched(telegram, patience=Patience(poll=50))

        async def run() -> float:
            running = asyncio.create_task(watched.receiver.run())
            await asyncio.sleep(0.3)
            began = time.monotonic()
            watched.receiver.stop()
            await running
            return time.monotonic() - began

        assert asyncio.run(run()) < 1.0
        assert watched.counted == {}


def test_it_stops_while_telegram_is_silent() -> None:
    with FakeTelegram() as telegram:
        telegram.faults.rate(1.0, [BlackHole()], seed=1)
        watched = Watched(telegram, patience=Patience(poll=50))

        async def run() -> float:
            running = asyncio.create_task(watched.receiver.run())
            await asyncio.sleep(0.3)
            began = time.monotonic()
            watched.receiver.stop()
            await running
            return time.monotonic() - began

        assert asyncio.run(run()) < 1.0


def test_a_token_that_telegram_refuses_again_and_again_ends_it(caplog: pytest.LogCaptureFixture) -> None:
    with FakeTelegram() as telegram:
        telegram.world.token = "1:another"
        watched = Watched(telegram)
        with pytest.raises(TokenError) as told:
            asyncio.run(watched.receiver.run())
        assert str(told.value) == (
            "Telegram does not accept the bot's token; put the one that @BotFather shows in VERBALE_TELEGRAM_TOKEN"
            " or VERBALE_TELEGRAM_TOKEN_FILE"
        )
        assert watched.counted == {"fault": 4}
        assert telegram.token not in caplog.text


def test_a_token_that_is_refused_for_a_moment_does_not_end_it() -> None:
    with FakeTelegram() as telegram:
        telegram.person("Anna").says("Whose is the river?")
        watched = Watched(telegram)

        async def work() -> None:
            telegram.world.logged_out = True
            await watched.until("refusals", lambda: watched.counted["fault"] >= 2)
            telegram.world.logged_out = False
            await watched.until("the question", lambda: watched.inbox.stored)

        during(watched, work=work)
        assert watched.inbox.texts == ["Whose is the river?"]


def test_pauses_double_up_to_the_longest_and_are_spread() -> None:
    patience = Patience(first=0.5, most=30.0)
    assert [patience.pause(n, 1.0) for n in (1, 2, 3, 6, 7, 8, 99)] == [0.5, 1.0, 2.0, 16.0, 30.0, 30.0, 30.0]
    assert patience.pause(3, 0.0) == 1.0


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}, "-5"),
        ({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 9}}}}, "9"),
        ({"update_id": 1, "callback_query": {"from": {"id": 7}, "inline_message_id": "x"}}, "7"),
        ({"update_id": 1, "inline_query": {"from": {"id": 7}, "query": "cod"}}, "7"),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": 3}, "from": {"id": 7}}}, "3"),
        ({"update_id": 1, "message": {"chat": {"id": True}, "from": None}}, "update 1"),
        ({"update_id": 1, "callback_query": {"message": 5, "from": {"id": 7}}}, "7"),
        ({"update_id": 1, "message": "text"}, "update 1"),
        ({"update_id": 1}, "update 1"),
    ],
)
def test_whose_turn_an_update_is(update: dict[str, Any], chat: str) -> None:
    assert chat_of(update) == chat


def test_an_update_is_kept_as_it_came() -> None:
    raw = '{"update_id": 4, "message": {"chat": {"id": 1}, "text": "Орда \\ud83d \\u0000", "new": [1.5, null]}}'
    arrival = read_update(raw.encode())
    assert isinstance(arrival, Arrival)
    assert json.loads(arrival.payload) == json.loads(raw)
    assert arrival.payload.isascii()


@pytest.mark.parametrize(
    "update", ["7", "null", "{}", '{"update_id": "7"}', '{"update_id": true}', '{"update_id": -1}']
)
def test_what_has_no_number_is_no_update(update: str) -> None:
    assert read_update(update.encode()) == Unreadable(None)
    assert divide(f'{{"ok": true, "result": [{update}]}}'.encode()) == [Unreadable(None)]


def test_an_update_that_is_far_too_large_is_not_stored() -> None:
    raw = json.dumps({"update_id": 4, "message": {"text": "a" * LARGEST}}).encode()
    assert read_update(raw) == Unreadable(4)
