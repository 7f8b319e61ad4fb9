from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from bot.registry.news import Delivery
from bot.registry.people import ALL
from bot.serving.announcing import CHANNEL, Announcer, Posted
from bot.serving.house import PausedError
from bot.serving.outcome import Later, Moved, Outcome, Perhaps, Sent, Stale, Unreachable
from bot.views.keyboard import View
from indexer.store import Snapshot
from tests.bot.messages import texts
from tests.bot.serving.houses import LONG, NOW, STATEMENTS, Scene, scene
from tests.fakes.desk import MINISTRY

NEW = replace(LONG, id="lake", published=NOW - timedelta(hours=1))


class Post:
    """Delivers as told, and remembers."""

    def __init__(self, *outcomes: Outcome[int | None] | Posted | Exception) -> None:
        self.outcomes = list(outcomes)
        self.delivered: list[tuple[str, View]] = []
        self.knew: list[int | None] = []
        self.arrived = asyncio.Semaphore(0)

    async def deliver(self, lent: Delivery, view: View) -> Outcome[Any] | Posted:
        self.delivered.append((lent.address, view))
        self.knew.append(lent.message)
        self.arrived.release()
        result = self.outcomes.pop(0) if self.outcomes else Sent(1)
        if isinstance(result, Exception):
            raise result
        return result


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Two subscribers, a person and a channel, and a statement that is new."""
    made = scene(tmp_path_factory.mktemp("announcing"), (*STATEMENTS, NEW))
    made.registry.news.observe(STATEMENTS)
    for number, language in ((5, "en"), (-80, CHANNEL)):
        person = made.house.person(number)
        made.registry.people.subscribe(person, made.house.address(number), ALL, language)
    made.registry.news.observe((*STATEMENTS, NEW))
    return made


def announce(made: Scene, post: Post, count: int = 2) -> None:
    """Until so many are delivered, and noted."""

    async def run() -> None:
        loop, idle, take = asyncio.get_running_loop(), asyncio.Event(), made.registry.news.take

        def watched(*given: Any) -> list[Delivery]:
            if not (taken := take(*given)):  # all that was delivered before is noted
                loop.call_soon_threadsafe(idle.set)
            return taken

        with patch.object(made.registry.news, "take", watched):
            task = asyncio.create_task(Announcer(made.house, post.deliver).run())
            async with asyncio.timeout(60):
                for _ in range(count):
                    await post.arrived.acquire()
                idle.clear()
                await (asyncio.sleep(0.2) if made.house.paused() else idle.wait())
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(run())


def subscribed(made: Scene, number: int) -> list[str]:
    return list(made.registry.people.subscribed(made.house.person(number)))


def left(made: Scene) -> list[str]:
    """Addresses that are still to be told, also of what was not heard of again."""
    made.clock.passes(timedelta(hours=1))
    return [lent.address for lent in made.registry.news.take("post", "7", 10)]


def test_a_person_is_told_with_buttons_and_a_channel_with_links(made: Scene) -> None:
    post = Post()
    announce(made, post)
    told = dict(post.delivered)
    assert sorted(told) == ["-80", "5"]
    assert texts(told["5"].message)[:2] == ["New statement:", "On the sea"]
    assert texts(told["5"].message)[-1].startswith("You receive this because you asked for it;")
    assert [(b.text, b.link) for row in told["5"].keyboard for b in row] == [("Whole statement", None)]
    assert texts(told["-80"].message)[:2] == ["New statement:", "On the sea"]
    assert [(b.text, b.link) for row in told["-80"].keyboard for b in row] == [
        ("English", "https://mfa.example/en/sea")
    ]
    assert left(made) == []


@pytest.mark.parametrize("result", [Perhaps(), Stale()])
def test_what_may_have_arrived_is_not_sent_again(made: Scene, result: Outcome[int | None]) -> None:
    announce(made, Post(result, result))
    assert left(made) == []
    assert subscribed(made, 5) == [ALL]


def test_what_the_platform_wants_later_and_what_failed_is_sent_later(made: Scene) -> None:
    post = Post(Later(60), RuntimeError("a mistake"))
    announce(made, post)
    assert len(post.delivered) == 2
    assert sorted(left(made)) == ["-80", "5"]


def test_who_cannot_be_reached_is_forgotten(made: Scene) -> None:
    announce(made, Post(Unreachable(), Unreachable()))
    assert (subscribed(made, 5), subscribed(made, -80)) == ([], [])


def test_who_moved_is_followed_and_told_there(made: Scene) -> None:
    made.registry.people.unsubscribe(made.house.person(5))
    post = Post(Moved(-81))
    announce(made, post, 1)
    assert (subscribed(made, -80), subscribed(made, -81), left(made)) == ([], [ALL], ["-81"])


def test_what_was_posted_is_delivered_once_more_knowing_the_message(made: Scene) -> None:
    made.registry.people.unsubscribe(made.house.person(5))
    first, second = Post(Posted(77), RuntimeError("killed here")), Post()
    announce(made, first, 2)
    assert first.knew == [None, 77]
    made.clock.passes(timedelta(hours=1))
    announce(made, second, 1)
    assert second.knew == [77]
    assert left(made) == []


def test_what_was_posted_and_cannot_be_handed_on_is_told_of(made: Scene, caplog: pytest.LogCaptureFixture) -> None:
    made.registry.people.unsubscribe(made.house.person(5))
    announce(made, Post(Posted(77), *[Later(0)] * 12), 13)
    assert [(record.event, record.getMessage()) for record in caplog.records if hasattr(record, "event")] == [
        ("not-handed-on", "a post could not be handed on in time; a moderator can publish it by hand")
    ]
    assert left(made) == []


def test_what_is_no_longer_true_is_not_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The store that is in use has no such statement any more."""
    made = scene(tmp_path_factory.mktemp("announcing"))
    made.registry.news.observe(STATEMENTS)
    made.registry.people.subscribe(made.house.person(5), made.house.address(5), ALL, "en")
    made.registry.news.observe((*STATEMENTS, NEW))
    post = Post()
    announce(made, post, 0)
    assert (post.delivered, left(made)) == ([], [])


def test_while_paused_all_is_held_and_told_after_it(made: Scene) -> None:
    post = Post()
    announce(replace(made, house=replace(made.house, paused=lambda: True)), post, count=0)
    assert post.delivered == []
    announce(made, post)
    assert sorted(address for address, _ in post.delivered) == ["-80", "5"]


def test_what_was_taken_when_the_pause_came_is_told_later(made: Scene) -> None:
    def paused() -> Snapshot:
        raise PausedError(MINISTRY)

    post = Post()
    announce(replace(made, house=replace(made.house, snapshot=paused)), post, count=0)
    assert post.delivered == []
    made.clock.passes(timedelta(minutes=1))
    announce(made, post)
    assert sorted(address for address, _ in post.delivered) == ["-80", "5"]
