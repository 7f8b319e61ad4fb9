"""One update from the inbox to its answer, on a made-up platform: an event is a word, a step is a line for a chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.registry.updates import Go, Update
from bot.serving.exchanging import Exchange, Response
from bot.serving.house import PausedError
from bot.serving.outcome import Later, Moved, Outcome, Perhaps, Sent, Stale, Unreachable
from bot.serving.working import LaterError, LostError
from indexer.statement import Ministry
from tests.fakes.desk import MINISTRY

LEASE = timedelta(seconds=7)
LINES = ("5 one", "5 two", "5 three")


class Inbox:
    """Says what it is told of each part, and remembers."""

    def __init__(self, *says: Go) -> None:
        self.says = list(says)
        self.noted: list[tuple[int, bytes | None, timedelta]] = []
        self.unsent_parts: list[int] = []

    def sending(self, lent: Update, part: int, reply: bytes | None, lease: timedelta) -> Go:
        self.noted.append((part, reply, lease))
        return self.says.pop(0) if self.says else Go.SEND

    def unsent(self, lent: Update, part: int) -> None:
        self.unsent_parts.append(part)


class Carrier:
    """Ends steps as told; what was sent is numbered from 101."""

    def __init__(self, *ends: Outcome[int | None] | None) -> None:
        self.ends = list(ends)
        self.sent: list[str] = []
        self.begun_with: list[str] = []

    def read(self, payload: bytes) -> str | None:
        return payload.decode() or None

    def sort(self, payload: bytes) -> str:
        return "word"

    def packed(self, steps: tuple[str, ...]) -> bytes:
        return "\n".join(steps).encode()

    def unpacked(self, stored: bytes) -> tuple[str, ...]:
        return tuple(stored.decode().splitlines())

    async def begun(self, event: str) -> None:
        self.begun_with.append(event)

    async def do(self, step: str) -> Outcome[int | None]:
        end = self.ends.pop(0) if self.ends else None
        if end is None:
            self.sent.append(step)
            return Sent(100 + len(self.sent))
        return end

    def chat_of(self, step: str) -> int | None:
        return int(step.split()[0])

    def in_chat(self, step: str, chat: int) -> str:
        return f"{chat} {step.split()[1]}"


class Deciding:
    """Does `steps` about everything."""

    def __init__(self, *steps: str) -> None:
        self.steps = steps
        self.events: list[str] = []
        self.pausing = False
        self.done: list[Sequence[int | None]] = []
        self.told: list[tuple[int, ...]] = []

    async def respond(self, event: str) -> Response[str]:
        self.events.append(event)
        if self.pausing:
            raise PausedError(MINISTRY)
        return Response(self.steps, self.done.append)

    async def paused(self, event: str, ministry: Ministry) -> Response[str]:
        assert ministry is MINISTRY
        return Response((f"5 paused: {event}",))

    def apology(self, event: str) -> Response[str]:
        return Response(("5 sorry",))

    async def moved(self, chat: int, to: int) -> None:
        self.told.append((chat, to))

    async def unreachable(self, chat: int) -> None:
        self.told.append((chat,))


class Scene:
    """An exchange with its surroundings."""

    def __init__(self, inbox: Inbox, carrier: Carrier, *steps: str) -> None:
        self.inbox, self.carrier, self.deciding = inbox, carrier, Deciding(*steps)
        self.counted: list[str] = []
        self.exchange = Exchange[str, str](
            inbox, carrier, self.deciding, LEASE, self.counted.append, lambda: self.deciding.pausing
        )

    def handle(self, lent: Update) -> None:
        asyncio.run(self.exchange.handle(lent))


def lent(reply: str | None = None, part: int | None = None, payload: str = "question") -> Update:
    stored = None if reply is None else reply.encode()
    return Update(1, 1, 1, "chat", payload.encode(), 0, datetime(2026, 1, 1, tzinfo=UTC), stored, part)


STORED = "\n".join(LINES)


def test_the_whole_reply_is_stored_before_its_first_part_goes_out() -> None:
    scene = Scene(Inbox(), Carrier(), *LINES)
    scene.handle(lent())
    assert scene.inbox.noted == [(0, STORED.encode(), LEASE), (1, None, LEASE), (2, None, LEASE)]
    assert (scene.carrier.sent, scene.deciding.done) == (list(LINES), [[101, 102, 103]])
    assert (scene.deciding.events, scene.carrier.begun_with) == (["question"], ["question"])


def test_after_a_crash_it_goes_on_where_it_stopped_without_deciding_again() -> None:
    scene = Scene(Inbox(Go.AGAIN), Carrier(), "5 else")
    scene.handle(lent(STORED, part=1))
    assert (scene.carrier.sent, scene.deciding.events, scene.counted) == (list(LINES[1:]), [], ["again"])


def test_what_was_begun_twice_is_left_alone() -> None:
    scene = Scene(Inbox(Go.SKIP), Carrier())
    scene.handle(lent(STORED, part=1))
    assert (scene.carrier.sent, scene.counted) == ([LINES[2]], ["skipped"])


def test_another_worker_s_update_is_let_go() -> None:
    scene = Scene(Inbox(Go.SEND, Go.STOP), Carrier(), *LINES)
    with pytest.raises(LostError):
        scene.handle(lent())
    assert scene.carrier.sent == [LINES[0]]


def test_when_the_platform_wants_time_the_part_counts_as_not_begun() -> None:
    scene = Scene(Inbox(), Carrier(None, Later(90)), *LINES)
    with pytest.raises(LaterError) as later:
        scene.handle(lent())
    assert (later.value.wait, scene.inbox.unsent_parts) == (timedelta(seconds=90), [1])
    assert scene.carrier.sent == [LINES[0]]


@pytest.mark.parametrize(
    ("says", "ends", "done", "counted"),
    [
        ((Go.SEND, Go.AGAIN), (Perhaps(),), [101, 102, 103], ["again"]),
        ((Go.SEND, Go.AGAIN), (Perhaps(), Perhaps()), [None, 101, 102], ["again"]),
        ((Go.AGAIN,), (Perhaps(),), [None, 101, 102], ["again"]),
    ],
)
def test_what_nobody_knows_of_is_sent_once_more_and_no_oftener(
    says: Sequence[Go], ends: Sequence[Outcome[int | None]], done: list[int | None], counted: list[str]
) -> None:
    scene = Scene(Inbox(*says), Carrier(*ends), *LINES)
    scene.handle(lent())
    assert (scene.deciding.done, scene.counted) == ([done], counted)


def test_a_chat_that_wants_nothing_gets_no_more() -> None:
    scene = Scene(Inbox(), Carrier(None, Unreachable()), *LINES)
    scene.handle(lent())
    assert (scene.carrier.sent, scene.deciding.told) == ([LINES[0]], [(5,)])


def test_a_chat_that_moved_is_followed() -> None:
    scene = Scene(Inbox(), Carrier(Moved(-7)), *LINES)
    scene.handle(lent())
    assert (scene.carrier.sent, scene.deciding.told) == (["-7 one", "-7 two", "-7 three"], [(5, -7)])


def test_what_nobody_waits_for_any_more_is_passed_over() -> None:
    scene = Scene(Inbox(), Carrier(Stale()), *LINES)
    scene.handle(lent())
    assert scene.deciding.done == [[None, 101, 102]]


def test_nothing_is_done_about_what_is_not_for_the_bot() -> None:
    scene = Scene(Inbox(), Carrier(), *LINES)
    scene.handle(lent(payload=""))
    assert (scene.inbox.noted, scene.deciding.events) == ([], [])


def test_the_apology_is_said_only_where_nothing_went_out() -> None:
    scene = Scene(Inbox(), Carrier())
    asyncio.run(scene.exchange.given_up(lent(STORED, part=1)))
    assert scene.carrier.sent == []
    asyncio.run(scene.exchange.given_up(lent()))
    assert (scene.carrier.sent, scene.exchange.sort(lent())) == (["5 sorry"], "word")


def test_while_paused_whoever_asks_is_told_so() -> None:
    scene = Scene(Inbox(), Carrier(), *LINES)
    scene.deciding.pausing = True
    scene.handle(lent())
    assert (scene.carrier.sent, scene.deciding.done) == (["5 paused: question"], [])


def test_a_reply_stored_before_a_crash_is_held_while_paused_and_goes_out_then() -> None:
    scene = Scene(Inbox(Go.AGAIN), Carrier(), *LINES)
    scene.deciding.pausing = True
    with pytest.raises(LaterError) as held:
        scene.handle(lent(STORED, part=1))
    assert (held.value.wait, scene.carrier.sent, scene.inbox.noted) == (timedelta(seconds=2), [], [])
    scene.deciding.pausing = False
    scene.handle(lent(STORED, part=1))
    assert scene.carrier.sent == list(LINES[1:])
