"""One update from the inbox to its answer on Telegram, with an inbox and hands that do as told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.frontends.telegram.api import FloodError, UnknownError
from bot.frontends.telegram.carrying import Carrier
from bot.frontends.telegram.events import Event, Reader
from bot.frontends.telegram.steps import (
    Change,
    Offer,
    Rekey,
    Remove,
    Result,
    Say,
    Step,
    Tell,
    Visit,
    packed,
    unpacked,
)
from bot.registry.updates import Go, Update
from bot.serving.exchanging import Exchange, Response
from bot.serving.working import LaterError
from bot.views.keyboard import Button
from indexer.statement import Ministry

LEASE = timedelta(seconds=7)
SAYS = (Say(5, "one"), Say(5, "two"), Say(5, "three"))
QUESTION = {
    "update_id": 1,
    "message": {
        "message_id": 9,
        "date": 1,
        "chat": {"id": 5, "type": "private"},
        "from": {"id": 5, "is_bot": False, "first_name": "Anna"},
        "text": "Whose is the river?",
    },
}
EVERY_STEP: tuple[Step, ...] = (
    Say("@ministry", "a<b>", ((Button("x", data="wen"), Button("y", link="https://a.example"), Button("z")),), 3, 4),
    Change(5, 6, "text"),
    Rekey(5, 6),
    Remove(5, 6),
    Tell("press", "text", alert=True),
    Offer("search", (Result("name", "title", "described", "html"),), personal=True, start=("ask", "inline")),
    Visit("guest", Result("name", "title", "described", "html")),
)


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


class Hands:
    """Does steps, or fails as told of each."""

    def __init__(self, *fails: Exception | None) -> None:
        self.fails = list(fails)
        self.done: list[Step] = []

    async def show_typing(self, chat: int, thread: int | None) -> None: ...

    async def do(self, step: Step) -> int:
        error = self.fails.pop(0) if self.fails else None
        if error is not None:
            raise error
        self.done.append(step)
        return 100 + len(self.done)


class Deciding:
    """Does `steps` about everything."""

    def __init__(self, *steps: Step) -> None:
        self.steps = steps
        self.events: list[Event] = []
        self.sent: list[Sequence[int | None]] = []
        self.told: list[tuple[int, ...]] = []

    async def respond(self, event: Event) -> Response[Step]:
        self.events.append(event)
        return Response(self.steps, self.sent.append)

    async def paused(self, event: Event, ministry: Ministry) -> Response[Step]:
        raise AssertionError

    def apology(self, event: Event) -> Response[Step]:
        return Response((Say(5, "sorry"),))

    async def moved(self, chat: int, to: int) -> None:
        self.told.append((chat, to))

    async def unreachable(self, chat: int) -> None:
        self.told.append((chat,))


class Scene:
    """An exchange with its surroundings."""

    def __init__(self, inbox: Inbox, hands: Hands, *steps: Step) -> None:
        self.inbox, self.hands, self.deciding = inbox, hands, Deciding(*steps)
        self.counted: list[str] = []
        carrier = Carrier(Reader(7, "marenia_bot"), hands)
        self.exchange = Exchange[Event, Step](inbox, carrier, self.deciding, LEASE, self.counted.append)

    def handle(self, lent: Update) -> None:
        asyncio.run(self.exchange.handle(lent))


def lent(reply: bytes | None = None, part: int | None = None, payload: object = QUESTION) -> Update:
    return Update(1, 1, 1, "chat", json.dumps(payload).encode(), 0, datetime(2026, 1, 1, tzinfo=UTC), reply, part)


def test_every_step_is_the_same_once_it_was_stored() -> None:
    assert unpacked(packed(EVERY_STEP)) == EVERY_STEP


def test_when_telegram_wants_time_the_part_counts_as_not_begun() -> None:
    scene = Scene(Inbox(), Hands(None, FloodError(90)), *SAYS)
    with pytest.raises(LaterError) as later:
        scene.handle(lent())
    assert (later.value.wait, scene.inbox.unsent_parts, scene.hands.done) == (timedelta(seconds=90), [1], [SAYS[0]])


def test_what_nobody_knows_of_is_sent_once_more() -> None:
    scene = Scene(Inbox(Go.SEND, Go.AGAIN), Hands(UnknownError("no answer")), *SAYS)
    scene.handle(lent())
    assert scene.deciding.sent == [[101, 102, 103]]
    assert scene.counted == ["again"]


def test_a_chat_that_wants_nothing_gets_no_more() -> None:
    scene = Scene(Inbox(), Hands(None, Forbidden("bot was blocked by the user")), *SAYS)
    scene.handle(lent())
    assert (scene.hands.done, scene.deciding.told) == ([SAYS[0]], [(5,)])


def test_a_chat_that_moved_is_followed() -> None:
    scene = Scene(Inbox(), Hands(ChatMigrated(-7)), *SAYS)
    scene.handle(lent())
    assert scene.hands.done == [Say(-7, "one"), Say(-7, "two"), Say(-7, "three")]
    assert scene.deciding.told == [(5, -7)]


def test_an_answer_that_can_no_longer_be_changed_is_given_anew_and_an_old_button_is_nothing() -> None:
    fails = (BadRequest("query is too old"), BadRequest("Message to edit not found"))
    scene = Scene(Inbox(), Hands(*fails), Tell("press"), Change(5, 6, "text"))
    scene.handle(lent())
    assert scene.hands.done == [Say(5, "text")]


def test_a_mistake_of_ours_is_an_error() -> None:
    with pytest.raises(BadRequest):
        Scene(Inbox(), Hands(BadRequest("can't parse entities")), *SAYS).handle(lent())


def test_nothing_is_done_about_what_is_not_for_the_bot() -> None:
    scene = Scene(Inbox(), Hands(), *SAYS)
    scene.handle(lent(payload={"update_id": 1}))
    assert (scene.inbox.noted, scene.deciding.events) == ([], [])


def test_the_apology_is_said_only_where_nothing_went_out() -> None:
    scene = Scene(Inbox(), Hands())
    asyncio.run(scene.exchange.given_up(lent(packed(SAYS), part=1)))
    assert scene.hands.done == []
    asyncio.run(scene.exchange.given_up(lent()))
    assert scene.hands.done == [Say(5, "sorry")]
    assert scene.exchange.sort(lent()) == "message"
