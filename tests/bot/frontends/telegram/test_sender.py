"""The sender against a clock that only tests move, and against the fake's faults over real sockets."""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.frontends.telegram.api import (
    Bot,
    Endpoint,
    FloodError,
    NotSentError,
    ServerError,
    UnknownError,
    Wire,
    open_bot,
)
from bot.frontends.telegram.outcome import outcome
from bot.frontends.telegram.sender import Answer, Limits, Pace, Turn
from bot.serving.outcome import Later, Moved, Outcome, Perhaps, Sent, Stale, Unreachable
from tests.fakes.telegram import (
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

FAST = Limits(overall=10_000, per_second=10_000, group_minute=10_000, bulk=10_000, tries=10, first_pause=0.01)


class Hours:
    """A clock whose hours pass as soon as everybody sleeps."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._sleeping, (self._now + seconds, next(self._order), waking))
            await waking

    async def all(self, *work: Awaitable[Any]) -> list[Any]:
        """What `work` comes to, exceptions too, however long that would take."""
        gathered = asyncio.ensure_future(asyncio.gather(*work, return_exceptions=True))
        while not gathered.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleeping and not gathered.done():
                self._now, _, waking = heapq.heappop(self._sleeping)
                waking.set_result(None)
        told: list[Any] = gathered.result()
        return told


class Sending:
    """A pace over a Telegram that does `answers` to each chat's requests, then succeeds."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.hours = Hours()
        self.counted: Counter[str] = Counter()
        self.pace = Pace(limits, clock=self.hours, count=lambda event: self.counted.update([event]))
        self.answers: dict[object, list[TelegramError]] = {}
        self.went: list[tuple[object, object, float]] = []

    async def send(
        self, chat: object, text: object = "", endpoint: str = "sendMessage", turn: Turn | None = None
    ) -> Answer:
        async def request(called: str, data: dict[str, Any]) -> Answer:
            self.went.append((data.get("chat_id"), text, self.hours.now() - 1000.0))
            if waiting := self.answers.get(data.get("chat_id")):
                raise waiting.pop(0)
            return True

        data = {} if chat is None else {"chat_id": chat, "text": text}
        return await self.pace.process_request(request, (endpoint, data), {}, endpoint, data, turn)

    def times(self, chat: object) -> list[float]:
        return [round(at, 3) for to, _, at in self.went if to == chat]

    def run(self, *work: Awaitable[Any]) -> list[Any]:
        return asyncio.run(self.hours.all(*work))


def test_one_message_a_second_in_a_chat_in_the_order_of_asking() -> None:
    sending = Sending()
    sending.run(*(sending.send(1, text) for text in "abcd"))
    assert [(text, at) for _, text, at in sending.went] == [("a", 0.0), ("b", 1.0), ("c", 2.0), ("d", 3.0)]


def test_thirty_messages_a_second_in_all() -> None:
    sending = Sending()
    sending.run(*(sending.send(chat) for chat in range(70)))
    assert Counter(at for _, _, at in sending.went) == {0.0: 30, 1.0: 30, 2.0: 10}


@pytest.mark.parametrize("group", [-100, "@marenia"])
def test_twenty_messages_a_minute_in_a_group(group: object) -> None:
    sending = Sending()
    sending.run(*(sending.send(group) for _ in range(23)))
    assert sending.times(group) == [*map(float, range(20)), 60.0, 61.0, 62.0]


def test_a_flood_of_one_chat_does_not_slow_another() -> None:
    sending = Sending()
    sending.run(*(sending.send(1) for _ in range(40)), sending.send(2), sending.send(3))
    assert sending.times(2) == sending.times(3) == [0.0]


def test_what_nobody_waits_for_leaves_room_for_answers() -> None:
    sending = Sending()
    sending.run(
        *(sending.send(chat, turn=Turn.BULK) for chat in range(100)), *(sending.send(chat) for chat in range(100, 110))
    )
    assert {at for chat, _, at in sending.went if isinstance(chat, int) and chat >= 100} == {0.0}
    assert Counter(at for chat, _, at in sending.went if isinstance(chat, int) and chat < 100) == {
        float(second): 20 for second in range(5)
    }


def test_too_many_requests_stop_one_chat_only() -> None:
    sending = Sending()
    sending.answers[1] = [FloodError(10)]
    sending.run(*(sending.send(1) for _ in range(2)), *(sending.send(2) for _ in range(3)))
    assert sending.times(1) == [0.0, 10.0, 11.0]
    assert sending.times(2) == [0.0, 1.0, 2.0]
    assert sending.counted == {"sent": 5, "flooded": 1}


def test_a_chat_that_telegram_closes_for_long_is_not_waited_for() -> None:
    sending = Sending(Limits(longest=60))
    sending.answers[1] = [FloodError(3600)]
    told = sending.run(sending.send(1), sending.send(1), sending.send(2))
    assert [str(error) for error in told[:2]] == ["Too many requests; the next is welcome after 3600 seconds"] * 2
    assert told[2] is True
    assert sending.times(1) == [0.0]
    assert asyncio.run(sending.hours.all(outcome(sending.send(1)))) == [Later(3600)]


@pytest.mark.parametrize("error", [ServerError("502"), NotSentError("no connection")])
def test_what_was_not_carried_out_is_repeated_with_growing_pauses(error: TelegramError) -> None:
    sending = Sending()
    sending.answers[1] = [error] * 3
    assert sending.run(sending.send(1)) == [True]
    assert sending.times(1) == [0.0, 1.0, 2.0, 4.0]  # the pauses are 0.5, 1 and 2; a chat has one turn a second
    assert sending.counted == {"sent": 1, "retried": 3}


def test_after_five_tries_the_error_is_told() -> None:
    sending = Sending()
    sending.answers[1] = [ServerError("the server failed (status 502)")] * 9
    (error,) = sending.run(sending.send(1))
    assert str(error) == "the server failed (status 502)"
    assert sending.counted == {"retried": 5, "abandoned": 1}


def test_a_message_of_which_nobody_knows_is_sent_once_more_and_no_oftener() -> None:
    sending = Sending()
    sending.answers[1] = [UnknownError("a"), UnknownError("b"), UnknownError("c")]
    assert sending.run(outcome(sending.send(1))) == [Perhaps()]
    assert len(sending.went) == 2
    assert sending.counted == {"unknown": 2, "abandoned": 1}


def test_refusals_in_between_do_not_allow_a_third_message() -> None:
    """Two of the four requests may have been carried out, and only two."""
    sending = Sending()
    sending.answers[1] = [UnknownError(), ServerError("502"), FloodError(2), UnknownError()]
    assert sending.run(outcome(sending.send(1))) == [Perhaps()]
    assert len(sending.went) == 4


@pytest.mark.parametrize("later", [ServerError("502"), FloodError(3600), NotSentError("no connection")])
def test_what_may_have_been_sent_is_never_told_to_be_unsent(later: TelegramError) -> None:
    """The caller would send it anew, and a person could see it three times."""
    sending = Sending()
    sending.answers[1] = [UnknownError(), *[later] * 9]
    assert sending.run(outcome(sending.send(1))) == [Perhaps()]


def test_a_caller_who_counts_re_sends_itself_is_told_at_once() -> None:
    sending = Sending(Limits(resends=0))
    sending.answers[1] = [UnknownError(), UnknownError()]
    assert sending.run(outcome(sending.send(1))) == [Perhaps()]
    assert len(sending.went) == 1


@pytest.mark.parametrize("endpoint", ["editMessageText", "deleteMessage", "answerCallbackQuery", "setMyCommands"])
def test_what_can_be_done_twice_is_repeated_when_nobody_knows(endpoint: str) -> None:
    sending = Sending()
    sending.answers[1] = sending.answers[None] = [UnknownError(), UnknownError(), UnknownError()]
    chat = 1 if endpoint.endswith(("Text", "Message")) else None
    assert sending.run(sending.send(chat, endpoint=endpoint)) == [True]
    assert sending.counted == {"unknown": 3, "sent": 1}


def test_an_edit_that_changes_nothing_stands() -> None:
    said = "Message is not modified: specified new message content and reply markup are exactly the same"
    sending = Sending()
    sending.answers[1] = [BadRequest(said)]
    assert sending.run(sending.send(1, endpoint="editMessageText")) == [True]
    assert sending.counted == {"unmodified": 1}


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [("editMessageText", "Message to edit not found"), ("sendMessage", "Message is not modified")],
)
def test_no_other_refusal_is_swallowed(endpoint: str, said: str) -> None:
    sending = Sending()
    sending.answers[1] = [BadRequest(said)]
    (error,) = sending.run(sending.send(1, endpoint=endpoint))
    assert isinstance(error, BadRequest)
    assert str(error) == said
    assert len(sending.went) == 1


def test_typing_takes_no_turn_and_is_never_repeated() -> None:
    sending = Sending()
    sending.answers[1] = [FloodError(30)]
    assert sending.run(
        sending.send(1, endpoint="sendChatAction"), sending.send(1, endpoint="sendChatAction"), sending.send(1)
    ) == [False, True, True]
    assert sending.times(1) == [0.0, 0.0, 0.0]


def test_an_edit_waits_for_what_was_sent_before_it_but_not_for_a_second() -> None:
    sending = Sending()
    sending.run(sending.send(1, "a"), sending.send(1, "b", "editMessageText"), sending.send(1, "c"))
    assert [(text, at) for _, text, at in sending.went] == [("a", 0.0), ("b", 0.0), ("c", 1.0)]


def test_no_more_than_fifty_messages_wait_in_one_chat() -> None:
    sending = Sending(Limits(queue=50))
    told = sending.run(*(sending.send(1) for _ in range(60)))
    assert told[:51] == [True] * 51
    assert [str(error) for error in told[51:]] == ["Too many requests; the next is welcome after 50 seconds"] * 9


def test_chats_that_are_quiet_are_forgotten() -> None:
    sending = Sending(Limits(overall=1000))

    async def days() -> None:
        for day in range(10):
            await asyncio.gather(*(sending.send(500 * day + chat) for chat in range(500)))
            await sending.hours.sleep(60)

    sending.run(days())
    assert len(sending.went) == 5000
    assert len(sending.pace._chats) <= 1000


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 3, -5]), st.floats(0, 40), st.sampled_from([None, 0, 1, 2])), max_size=60)
)
@settings(max_examples=60, deadline=None)
def test_the_limits_hold_whatever_is_asked_when(asked: list[tuple[int, float, int | None]]) -> None:
    """Compared with a count of every window; faults in between change nothing about that."""
    limits = Limits(overall=5, group_minute=7, longest=10_000, queue=100)
    sending = Sending(limits)
    faults: list[TelegramError] = [FloodError(3), ServerError("502"), NotSentError("x")]

    async def later(chat: int, seconds: float, text: int, fault: int | None) -> None:
        await sending.hours.sleep(seconds)
        if fault is not None:
            sending.answers.setdefault(chat, []).append(faults[fault])
        await sending.send(chat, text)

    sending.run(*(later(chat, at, text, fault) for text, (chat, at, fault) in enumerate(asked)))
    everything = [at for _, _, at in sending.went]
    assert all(late - early > 0.999 for early, late in zip(everything, everything[5:], strict=False))
    for chat in (1, 2, 3, -5):
        times = [at for to, _, at in sending.went if to == chat]
        assert all(late - early > 0.999 for early, late in pairwise(times))
    group = [at for to, _, at in sending.went if to == -5]
    assert all(late - early > 59.999 for early, late in zip(group, group[7:], strict=False))


@pytest.mark.parametrize(
    ("error", "value"),
    [
        (UnknownError(), Perhaps()),
        (FloodError(90), Later(90.0)),
        (ServerError("502"), Later(30.0)),
        (NotSentError("no"), Later(30.0)),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable()),
        (BadRequest("Chat not found"), Unreachable()),
        (BadRequest("Not enough rights to send text messages to the chat"), Unreachable()),
        (ChatMigrated(-1001), Moved(-1001)),
        (BadRequest("Query is too old and response timeout expired or query id is invalid"), Stale()),
        (BadRequest("Message thread not found"), Stale()),
        (BadRequest("GUEST_QUERY_INVALID"), Stale()),
    ],
)
def test_what_became_of_a_call_is_a_value(error: TelegramError, value: Outcome[None]) -> None:
    async def call() -> None:
        raise error

    assert asyncio.run(outcome(call())) == value


def test_a_mistake_of_ours_stays_an_exception() -> None:
    async def call() -> None:
        raise BadRequest("Can't parse entities: unsupported start tag")

    with pytest.raises(BadRequest, match=r"^Can't parse entities: unsupported start tag$"):
        asyncio.run(outcome(call()))


def over_sockets(
    telegram: FakeTelegram, work: Callable[[Bot], Coroutine[Any, Any, Any]], counted: Counter[str], answering: float
) -> Any:
    """Do `work` with a real bot that loses patience after `answering` seconds."""

    async def run() -> Any:
        endpoint = Endpoint(telegram.token, telegram.base, loopback_only=True)
        pace = Pace(FAST, count=lambda event: counted.update([event]))
        bot = open_bot(endpoint, pace, Wire(endpoint, answering=answering))
        try:
            await bot.initialize()
            return await work(bot)
        finally:
            await bot.shutdown()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("fault", "events"),
    [
        (flood(1), {"flooded": 1, "sent": 1}),
        (internal(), {"retried": 1, "sent": 1}),
        (bad_gateway(), {"retried": 1, "sent": 1}),
        (Slow(0.05), {"sent": 1}),
        (Reset(), {"unknown": 1, "sent": 1}),
        (HalfOpen(), {"unknown": 1, "sent": 1}),
        (BlackHole(), {"unknown": 1, "sent": 1}),
    ],
)
def test_each_fault_before_a_message_delays_it_and_no_more(
    fault: Fault, events: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        telegram.faults.queue(fault, method="sendMessage")
        counted: Counter[str] = Counter()
        sent = over_sockets(telegram, lambda bot: outcome(bot.send_message(anna.id, "Ahoj")), counted, 0.4)
        assert isinstance(sent, Sent)
        assert [message["text"] for message in anna.from_bot] == ["Ahoj"]
        del counted["getMe"]
        counted["sent"] -= 1  # getMe, by which the bot starts
        assert counted == events
        assert telegram.token not in caplog.text


@pytest.mark.parametrize("fault", [Reset(done=True), HalfOpen(done=True), BlackHole(done=True)])
def test_a_fault_behind_a_message_shows_it_twice_at_most(fault: Fault) -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        telegram.faults.queue(fault, fault, fault, method="sendMessage")
        counted: Counter[str] = Counter()
        said = over_sockets(telegram, lambda bot: outcome(bot.send_message(anna.id, "Ahoj")), counted, 0.3)
        assert said == Perhaps()
        assert [message["text"] for message in anna.from_bot] == ["Ahoj", "Ahoj"]
        assert counted["unknown"] == 2


def test_with_faults_in_every_third_request_no_message_is_lost_or_shown_more_often_than_counted() -> None:
    faults: list[Fault] = [internal(), bad_gateway(), Reset(), Reset(done=True), HalfOpen(done=True), BlackHole()]
    with FakeTelegram() as telegram:
        people = [telegram.person(f"P{number}") for number in range(150)]
        counted: Counter[str] = Counter()

        async def answer_all(bot: Bot) -> list[Outcome[Any]]:
            telegram.faults.rate(0.3, faults, seed=7, methods={"sendMessage"})
            return await asyncio.gather(
                *(outcome(bot.send_message(person.id, f"{n}")) for person in people for n in "ab")
            )

        told = over_sockets(telegram, answer_all, counted, 0.5)
        shown = [[message["text"] for message in person.from_bot] for person in people]
        texts = [(n, person) for person in range(len(people)) for n in "ab"]
        lost = [asked for asked, value in zip(texts, told, strict=True)
                if isinstance(value, Sent) and asked[0] not in shown[asked[1]]]  # fmt: skip
        twice = sum(len(said) - len(set(said)) for said in shown)
        assert lost == []
        assert all(list(dict.fromkeys(said)) in (["a", "b"], ["a"], ["b"], []) for said in shown)
        assert {type(value) for value in told} <= {Sent, Perhaps}
        assert max(Counter(said)[n] for said in shown for n in said) == 2
        assert 0 < twice <= counted["unknown"]
        assert len(telegram.faults.struck) > 80


def test_blocked_and_moved_chats_are_noticed() -> None:
    with FakeTelegram() as telegram:
        anna, group = telegram.person("Anna"), telegram.group("Old", supergroup=False)
        stranger = telegram.person("Boris", stranger=True)
        anna.blocks()
        moved = group.migrates()

        async def work(bot: Bot) -> list[Any]:
            return [await outcome(bot.send_message(chat, "Ahoj")) for chat in (anna.id, stranger.id, group.id, 404)]

        assert over_sockets(telegram, work, Counter(), 5.0) == [
            Unreachable(),
            Unreachable(),
            Moved(moved.id),
            Unreachable(),
        ]


def test_a_second_press_that_edits_nothing_is_no_error() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")

        async def work(bot: Bot) -> list[Any]:
            message = await bot.send_message(anna.id, "one")
            edit = [await outcome(bot.edit_message_text("two", anna.id, message.message_id)) for _ in range(2)]
            return [getattr(edit[0], "result").text, edit[1]]  # noqa: B009 - the union has no result

        assert over_sockets(telegram, work, Counter(), 5.0) == ["two", Sent(True)]
