from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.frontends.discord.arrivals import Patience
from bot.frontends.discord.callbacks import Choice
from bot.frontends.discord.endpoints import PLATFORM
from bot.frontends.discord.events import Commanded, Completing, Event, Manner, Pointed, Pressed, Stored, packed, read
from bot.registry.keys import RegistryError
from bot.registry.opening import Registry
from bot.registry.updates import Arrival
from tests.bot.frontends.discord.linked import NONE, TROUBLE, Linked, registry_in
from tests.fakes.discord import (
    APPLICATION,
    BlackHole,
    FakeDiscord,
    HalfOpen,
    Reset,
    Slow,
    bad_gateway,
    buttons,
    flood,
    internal,
    shown,
)

CALLBACK = "create_interaction_response"
BUTTON = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Full text", "custom_id": "v1:wen3q2-7wAbCd12"}]}


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = registry_in(tmp_path)
    yield opened
    opened.close()


class Slowly:
    """An inbox that takes its time, or fails."""

    def __init__(self, registry: Registry, seconds: float = 0.0, *, fails: bool = False) -> None:
        self._inbox = registry.inbox
        self.seconds = seconds
        self.fails = fails
        self.batches: list[int] = []
        self.threads: set[str] = set()

    def accept_all(self, platform: str, bot: str, arrivals: Sequence[Arrival]) -> list[bool]:
        self.threads.add(threading.current_thread().name)
        time.sleep(self.seconds)
        self.batches.append(len(arrivals))
        if self.fails:
            raise RegistryError("the database cannot be reached")
        return self._inbox.accept_all(platform, bot, arrivals)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inbox, name)


class TestAnEvent:
    def test_a_question_in_a_server(self, discord: FakeDiscord, registry: Registry) -> None:
        fishers = discord.server("Fishers", locale="fr")
        general, anna = fishers.channel("general"), discord.member("Anna", locale="es-419")
        with Linked(discord, registry.inbox) as bot:
            asked = anna.asks("  À qui est la rivière ?\n", general, language="fr", only_for_me=True)
            assert shown(asked.reply()) == "answered commanded"
        (stored,) = bot.handled
        event = stored.event
        assert isinstance(event, Commanded)
        assert (event.name, event.text("question"), event.text("language")) == ("ask", "À qui est la rivière ?", "fr")
        assert (event.flag("only_for_me"), event.flag("question"), event.text("nothing")) == (True, None, "")
        origin = event.origin
        assert (origin.person, origin.channel, origin.guild) == (anna.id, general.id, fishers.id)
        assert (origin.place, origin.joined, origin.manages, origin.private) == ("server", True, False, False)
        assert (origin.locale, origin.guild_locale, origin.application) == ("es-419", "fr", APPLICATION)
        assert (asked.private, stored.manner) == (True, Manner.ALONE)
        assert bot.counted == {"ready": 1, "received": 1}

    def test_each_place_and_kind(self, discord: FakeDiscord, registry: Registry) -> None:
        fishers, elsewhere = discord.server("Fishers"), discord.server("Elsewhere", joined=False)
        news = fishers.channel("news", announcements=True)
        boris = discord.member("Boris", manages=True, installed=True)
        carla = discord.member("Carla", installed=True)
        with Linked(discord, registry.inbox, says=lambda stored: _described(stored.event)) as bot:
            said = carla.says("The river\nis ours.", news)
            doings = [
                boris.runs("/settings where", news, channel="12345678901234567", public=True),
                boris.asks("x", news.thread("river")),
                carla.asks("x"),
                carla.asks("x", discord.conversation(carla, boris)),
                carla.asks("x", elsewhere.channel("far")),
                boris.uses("Is this quotation exact?", said),
            ]
            replies = [shown(one.reply()) for one in doings]
        assert replies == [
            "settings where announces server joined manages 12345678901234567 True",
            f"ask thread of {news.id} server joined manages",
            "ask direct",
            "ask elsewhere",
            "ask server",
            "Is this quotation exact? announces server joined manages 'The river\\nis ours.'",
        ]
        assert bot.counted["received"] == 6

    def test_a_button_and_a_reply_to_everybody(self, discord: FakeDiscord, registry: Registry) -> None:
        general, anna = discord.server("Fishers").channel("general"), discord.member("Anna")
        public = {"manner": lambda event: Manner.CHANGE if isinstance(event, Pressed) else Manner.EVERYONE}
        with Linked(discord, registry.inbox, **public) as bot:  # type: ignore[arg-type]  # named by the test
            asked = anna.asks("x", general)
            reply = asked.reply()
            with discord.world.changed:
                general.channel.messages[int(reply["id"])]["components"] = [BUTTON]
            pressed = anna.presses("Full", general.hears()[0])
            assert shown(pressed.reply()) == "answered pressed"
        assert [one.answer()["type"] for one in (asked, pressed)] == [5, 6]
        assert asked.private is False
        event = bot.handled[1].event
        assert isinstance(event, Pressed)
        assert (event.data, event.message) == ("v1:wen3q2-7wAbCd12", int(reply["id"]))
        assert (event.alone, event.values) == (False, ())
        assert event.components.startswith('[{"type":1,"components":[{"type":2')
        assert bot.handled[1].manner is Manner.CHANGE

    def test_what_is_completed_is_answered_at_once_and_not_stored(
        self, discord: FakeDiscord, registry: Registry
    ) -> None:
        async def complete(event: Completing) -> Sequence[Choice]:
            names = [f"{event.name} {event.option} {event.written} {number}" for number in range(30)]
            return [Choice(name, name) for name in names]

        anna = discord.member("Anna")
        with Linked(discord, registry.inbox, complete=complete) as bot:
            choices = anna.types("/topics", focused="topic", topic="fis", page=2).choices()
            assert [choice["name"] for choice in choices] == [f"topics topic fis {number}" for number in range(25)]
            bot.waits_for("completed")
        assert registry.inbox.waiting(PLATFORM, str(APPLICATION)) == 0
        assert bot.counted["received"] == 0

    @pytest.mark.parametrize("trouble", ["slow", "wrong"])
    def test_a_completion_that_fails_offers_nothing_in_time(
        self, discord: FakeDiscord, registry: Registry, trouble: str
    ) -> None:
        async def complete(event: Completing) -> Sequence[Choice]:
            if trouble == "slow":
                await asyncio.sleep(5)
            raise KeyError(event.written)

        anna = discord.member("Anna")
        with Linked(discord, registry.inbox, complete=complete, patience=Patience(completing=0.2)) as bot:
            assert anna.types("/topics", focused="topic", topic="fis").choices() == []
            bot.waits_for("uncompleted")

    def test_who_types_on_wants_only_the_last(self, discord: FakeDiscord, registry: Registry) -> None:
        begun, ended = [], []

        async def complete(event: Completing) -> Sequence[Choice]:
            begun.append(event.written)
            await asyncio.sleep(60 if event.written == "f" else 0)
            ended.append(event.written)
            return [Choice(event.written, event.written)]

        anna = discord.member("Anna")
        with Linked(discord, registry.inbox, complete=complete, patience=Patience(completing=60)):
            first = anna.types("/topics", focused="topic", topic="f")
            discord.wait_until("the first to begin", lambda: begun == ["f"])
            last = anna.types("/topics", focused="topic", topic="fi")
            assert last.choices() == [{"name": "fi", "value": "fi"}]
        assert (first.interaction.answer, ended) == (None, ["fi"])


def _described(event: Event) -> str:
    origin = event.origin
    words = [event.name] if not isinstance(event, Pressed) else []
    words += ["announces"] if origin.announces else []
    words += [f"thread of {origin.parent}"] if origin.parent else []
    words += [origin.place, *(["joined"] if origin.joined else []), *(["manages"] if origin.manages else [])]
    if isinstance(event, Commanded) and event.name == "settings where":
        words += [str(event.number("channel")), str(event.flag("public"))]
    if isinstance(event, Pointed):
        words.append(repr(event.text))
    return " ".join(words)


class TestOnce:
    def test_what_is_replayed_after_a_resume_is_not_answered_again(
        self, discord: FakeDiscord, registry: Registry
    ) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            first = [anna.asks(f"{number}") for number in range(3)]
            for one in first:
                one.reply()
            discord.replays(50)
            discord.drops()
            bot.waits_for("resumed")
            assert shown(anna.asks("last").reply()) == "answered commanded"
            bot.waits_for("seen", 3)
        assert len(discord.calls(CALLBACK)) == 4
        assert len(bot.handled) == 4
        assert [call.status for call in discord.calls() if call.status >= 400] == []

    def test_after_a_restart_what_was_replayed_is_known(self, discord: FakeDiscord, registry: Registry) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox):
            asked = anna.asks("x")
            asked.reply()
        with Linked(discord, registry.inbox) as bot:
            discord.delivers("INTERACTION_CREATE", asked.interaction.payload)
            bot.waits_for("seen")
        assert len(discord.calls(CALLBACK)) == 1
        assert bot.handled == []

    def test_two_processes_on_one_database_answer_once(self, discord: FakeDiscord, tmp_path: Path) -> None:
        one, two = registry_in(tmp_path), registry_in(tmp_path)
        anna = discord.member("Anna")
        with Linked(discord, one.inbox) as first, Linked(discord, two.inbox) as second:
            discord.connected(2)
            replies = [anna.asks(f"{number}").reply() for number in range(5)]
        one.close()
        two.close()
        assert [shown(reply) for reply in replies] == ["answered commanded"] * 5
        assert len(first.handled) + len(second.handled) == 5
        assert first.counted["received"] + second.counted["received"] == 5
        assert first.counted["seen"] + second.counted["seen"] == 5
        assert len(discord.calls(CALLBACK)) == 5

    def test_of_two_processes_with_databases_of_their_own_one_answers(
        self, discord: FakeDiscord, tmp_path: Path
    ) -> None:
        folders = [tmp_path / "a", tmp_path / "b"]
        for folder in folders:
            folder.mkdir()
        one, two = map(registry_in, folders)
        anna = discord.member("Anna")
        with Linked(discord, one.inbox) as first, Linked(discord, two.inbox) as second:
            discord.connected(2)
            for number in range(5):
                anna.asks(f"{number}").reply()
            first.waits_for("received", 5)
            second.waits_for("received", 5)
            discord.wait_until("ten deferrals", lambda: len(discord.calls(CALLBACK)) == 10)
        refusals = [call.result["code"] for call in discord.calls(CALLBACK) if call.status >= 400]
        assert refusals == [40060] * 5
        assert first.counted["taken"] + second.counted["taken"] == 5
        assert len(first.handled) + len(second.handled) == 5
        assert [registry.inbox.waiting(PLATFORM, str(APPLICATION)) for registry in (one, two)] == [0, 0]
        one.close()
        two.close()


class TestInTime:
    def test_a_slow_disk_keeps_nobody_waiting_too_long(self, discord: FakeDiscord, registry: Registry) -> None:
        slow = Slowly(registry, 0.25)
        members = [discord.member(f"M{number}") for number in range(60)]
        with Linked(discord, slow):
            doings = [member.asks("x") for member in members]
            for doing in doings:
                assert shown(doing.reply()) == "answered commanded"
        assert sum(slow.batches) == 60
        assert len(slow.batches) < 30  # the later ones together
        assert slow.threads != set()
        assert "linked" not in slow.threads, "the event loop was blocked"

    @pytest.mark.parametrize("fails", [True, False])
    def test_a_database_that_is_down_or_hangs_is_told_to_the_person_alone(
        self, discord: FakeDiscord, registry: Registry, fails: bool
    ) -> None:
        down = Slowly(registry, 0.0 if fails else 0.8, fails=fails)
        anna = discord.member("Anna", locale="fr")
        with Linked(discord, down, patience=Patience(storing=0.3)) as bot:
            asked = anna.asks("x")
            answer = asked.answer()
            assert answer["type"] == 4
            assert answer["data"] == {"content": f"{TROUBLE} (fr)", "flags": 64, "allowed_mentions": NONE}
            down.seconds, down.fails = 0.0, False
            time.sleep(0.8)  # what hung is stored by now, and was told to try again
            boris = discord.member("Boris")
            assert shown(boris.asks("y").reply()) == "answered commanded"
        assert bot.counted["unstored"] == 1
        assert [stored.event.origin.person for stored in bot.handled] == [boris.id]
        assert shown(asked.reply()) == f"{TROUBLE} (fr)"
        assert registry.inbox.waiting(PLATFORM, str(APPLICATION)) == 0

    def test_a_loop_that_was_blocked_is_too_late_and_says_so(self, discord: FakeDiscord, registry: Registry) -> None:
        discord.world.deadline = 0.3
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            bot.blocks_the_loop(0.6)
            anna.asks("x")
            bot.waits_for("late")
            discord.world.deadline = 3.0
            assert shown(anna.asks("y").reply()) == "answered commanded"
        assert [call.result["code"] for call in discord.calls(CALLBACK) if call.status >= 400] == [10062]
        assert len(bot.handled) == 1
        assert registry.inbox.waiting(PLATFORM, str(APPLICATION)) == 0

    def test_handlers_that_compute_in_threads_do_not_block_the_deferral(
        self, discord: FakeDiscord, registry: Registry
    ) -> None:
        stopping = threading.Event()

        def compute() -> None:
            while not stopping.is_set():
                sum(range(10_000))

        busy = threading.Thread(target=compute)
        busy.start()
        try:
            members = [discord.member(f"M{number}") for number in range(15)]
            with Linked(discord, registry.inbox) as bot:
                doings = [member.asks("x") for member in members]
                for doing in doings:
                    doing.answer()
        finally:
            stopping.set()
            busy.join()
        assert max(doing.interaction.took for doing in doings) < 3
        assert (bot.counted["received"], bot.counted["late"]) == (15, 0)


class TestFaults:
    @pytest.mark.parametrize(
        "fault",
        [
            internal(),
            internal(done=True),
            bad_gateway(),
            bad_gateway(done=True),
            Reset(),
            Reset(done=True),
            HalfOpen(done=True),
            flood(0.2),
            flood(1, via=False),
            Slow(0.5),
        ],
        ids=repr,
    )
    def test_a_deferral_that_fails_once_is_repeated_in_time(
        self, discord: FakeDiscord, registry: Registry, fault: Any
    ) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            discord.faults.queue(fault, method=CALLBACK)
            asked = anna.asks("x")
            assert shown(asked.reply()) == "answered commanded"
        assert asked.private
        assert bot.counted["received"] == 1
        assert bot.counted["taken"] + bot.counted["late"] + bot.counted["unacknowledged"] == 0
        assert [call.status for call in discord.calls("update_original_webhook_message")] == [200]

    @pytest.mark.parametrize("faults", [[flood(60)], [internal()] * 9, [BlackHole()] * 9], ids=["429", "500", "none"])
    def test_a_deferral_that_never_gets_through_drops_the_event(
        self, discord: FakeDiscord, registry: Registry, faults: list[Any]
    ) -> None:
        anna, boris = discord.member("Anna"), discord.member("Boris")
        with Linked(discord, registry.inbox, patience=Patience(answering=1.5)) as bot:
            discord.faults.queue(*faults, method=CALLBACK)
            anna.asks("x")
            bot.waits_for("unacknowledged")
            discord.faults._queued.clear()
            assert shown(boris.asks("y").reply()) == "answered commanded"
        assert [stored.event.origin.person for stored in bot.handled] == [boris.id]
        assert registry.inbox.waiting(PLATFORM, str(APPLICATION)) == 0

    def test_an_interaction_that_cannot_be_read_hurts_only_itself(
        self, discord: FakeDiscord, registry: Registry
    ) -> None:
        anna = discord.member("Anna")
        with Linked(discord, registry.inbox) as bot:
            whole = anna.asks("x")
            whole.reply()
            broken: list[Any] = [
                {**whole.interaction.payload, "type": 9, "id": "7"},
                {**whole.interaction.payload, "data": None, "id": "8"},
                {**whole.interaction.payload, "data": {"name": "ask", "options": [1]}, "id": "9"},
                {**whole.interaction.payload, "type": 4, "id": "10"},
                {**whole.interaction.payload, "data": _with("half a pair: \ud83c"), "id": "12"},
                {**whole.interaction.payload, "data": _with(["x"]), "id": "13"},
                {**whole.interaction.payload, "data": _with({"x": "y"}), "id": "14"},
                {**whole.interaction.payload, "channel": {"type": "x", "parent_id": []}, "channel_id": [], "id": "15"},
                {**whole.interaction.payload, "locale": 5, "id": "16"},
                {**whole.interaction.payload, "id": "x"},
                {**whole.interaction.payload, "id": -1},
                {"id": "11"},
                {},
                [],
                None,
                "x",
            ]
            for one in broken:
                discord.delivers("INTERACTION_CREATE", one)
            bot.waits_for("unreadable", len(broken))
            assert shown(anna.asks("y").reply()) == "answered commanded"
        assert bot.counted["unreadable"] == len(broken)
        # Those that show an id and a token are told so; of these Discord knows none.
        told = [call.body["data"]["content"] for call in discord.calls(CALLBACK) if call.body["type"] == 4]
        assert told == [f"{TROUBLE} (None)"] * 9


def _with(value: object) -> Any:
    return {"name": "ask", "options": [{"name": "question", "type": 3, "value": value}]}


class TestLater:
    def stored(self, discord: FakeDiscord, registry: Registry, *, deferred: bool) -> Any:
        """An interaction that a process stored, and deferred or not, before it died."""
        asked = discord.member("Anna").asks("x")
        event = read(asked.interaction.payload)
        assert isinstance(event, Commanded)
        payload = packed(Stored(event, Manner.ALONE))
        registry.inbox.accept(PLATFORM, str(APPLICATION), event.origin.id, str(event.origin.person), payload)
        if deferred:
            from tests.fakes.discord.interactions import callback

            path = {"interaction_id": str(asked.interaction.id), "interaction_token": asked.interaction.token}
            with discord.world.changed:
                callback(discord.world, path, {"type": 5, "data": {"flags": 64}}, {})
        return asked

    def test_what_was_deferred_before_a_restart_is_answered_by_its_token(
        self, discord: FakeDiscord, registry: Registry
    ) -> None:
        asked = self.stored(discord, registry, deferred=True)
        with Linked(discord, registry.inbox, patience=Patience(foreign=0.2)) as bot:
            assert shown(asked.reply()) == "answered commanded"
        assert len(bot.handled) == 1
        assert discord.calls(CALLBACK) == []

    def test_what_is_older_than_a_token_lives_is_dropped(
        self, discord: FakeDiscord, tmp_path: Path, registry: Registry
    ) -> None:
        self.stored(discord, registry, deferred=True)
        late = datetime.now(UTC) + timedelta(minutes=14)
        with Linked(discord, registry.inbox, works=False) as bot:
            (lent,) = registry.inbox.claim(PLATFORM, str(APPLICATION), 1)
            bot._arrivals._clock = lambda: late
            stands = asyncio.run_coroutine_threadsafe(bot._arrivals.stands(lent), bot._loop).result(60)
            assert stands is False
            bot._arrivals._clock = lambda: late - timedelta(seconds=1)
            assert asyncio.run_coroutine_threadsafe(bot._arrivals.stands(lent), bot._loop).result(60) is True
        assert bot.counted["expired"] == 1


def test_no_token_shows_anywhere(
    discord: FakeDiscord, registry: Registry, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.INFO)
    anna = discord.member("Anna")
    with Linked(discord, registry.inbox) as bot:
        asked = anna.asks("a secret of mine")
        asked.reply()
        discord.faults.queue(internal(), Reset(), flood(0.1), method=CALLBACK)
        anna.asks("another secret")
        discord.delivers("INTERACTION_CREATE", {"id": "1", "token": asked.interaction.token})
        bot.waits_for("unreadable")
        discord.reconnects()
        bot.waits_for("resumed")
        shown_by_repr = repr((bot.handled, bot.endpoint, bot.client, bot._arrivals, asked.interaction))
    for text in (caplog.text, shown_by_repr):
        assert asked.interaction.token not in text
        assert discord.token not in text
        assert "secret" not in text
    in_files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert asked.interaction.token.encode() not in in_files
    assert str(anna.id).encode() not in in_files


def test_all_that_was_said_fits_discords_description(discord: FakeDiscord, registry: Registry) -> None:
    from tests.fakes.discord.contract import SPECIFICATION, specification

    if specification() is None:
        pytest.skip(f"Discord's description is not at hand ({SPECIFICATION.name})")

    async def complete(event: Completing) -> Sequence[Choice]:
        return [Choice("Fisheries", "fisheries")]

    general, anna = discord.server("Fishers").channel("general"), discord.member("Anna")
    with Linked(discord, registry.inbox, complete=complete) as bot:
        asked = anna.asks("x", general)
        reply = asked.reply()
        anna.types("/topics", focused="topic", topic="fis").choices()
        anna.sends_back("v1:x", reply).answer()
        broken = anna.asks("y", general)
        bot.waits_for("received", 3)
        discord.delivers("INTERACTION_CREATE", {**broken.interaction.payload, "data": None})
        bot.waits_for("unreadable")
    assert {call.operation for call in discord.calls()} >= {CALLBACK, "update_original_webhook_message", "get_my_user"}
    assert discord.breaches == []
    assert discord.pings == []
    assert discord.careless == []
    assert buttons(reply) == []
