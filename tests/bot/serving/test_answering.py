from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.reply import NoPosition, Paused, Question, Reply
from bot.serving.answering import Answered, Answering, Busy, Capacity
from indexer.statement import Statement
from tests.fakes.contents import statement
from tests.fakes.desk import MINISTRY, RIVER, FakeDesk, found

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TURN = datetime(2026, 6, 1, 13, tzinfo=UTC)


@dataclass
class Shelved:
    """A version of the store that a test exchanges."""

    version: str = "one"
    statements: Sequence[Statement] = ()

    def __call__(self) -> Shelved:
        return replace(self)


def ask(text: str, as_of: datetime = NOW) -> Question:
    return Question(text, as_of, "en")


class Gate:
    """A desk that thinks until it is let go, and remembers what it was asked, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go = threading.Event()

    def respond(self, question: Question) -> Reply:
        self.asked.append(question.text)
        assert self.go.wait(60)
        return NoPosition(found(language="en"))


async def until(told: Callable[[], object]) -> None:
    for _ in range(400):
        if told():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came")


def test_a_question_gets_the_desk_s_reply() -> None:
    desk = FakeDesk()
    desk.presents("Who owns the river?", RIVER, "The Orda belongs to both banks.")

    async def talk() -> Answered | Busy:
        async with Answering(desk, Shelved()) as answering:
            return await answering.answer(ask("Who owns the river?"), "a")

    answered = asyncio.run(talk())
    assert isinstance(answered, Answered)
    assert answered.reply == desk.respond(ask("Who owns the river?"))
    assert answered.remembered is False


def test_the_event_loop_turns_while_the_desk_thinks() -> None:
    desk = Gate()

    async def talk() -> float:
        async with Answering(desk, Shelved()) as answering:
            asking = asyncio.create_task(answering.answer(ask("slow"), "a"))
            await until(lambda: desk.asked == ["slow"])
            begun = time.monotonic()
            for _ in range(100):
                await asyncio.sleep(0)
            took = time.monotonic() - begun
            desk.go.set()
            await asking
            return took

    assert asyncio.run(talk()) < 0.5


class TestRoom:
    def test_a_flood_of_one_chat_slows_no_other(self) -> None:
        desk = Gate()

        async def talk() -> list[Answered | Busy]:
            async with Answering(desk, Shelved(), Capacity(threads=1, each=5)) as answering:
                flood = [asyncio.create_task(answering.answer(ask(f"flood {n}"), "troll")) for n in range(50)]
                await until(lambda: desk.asked)
                one = asyncio.create_task(answering.answer(ask("a citizen's question"), "citizen"))
                await asyncio.sleep(0)
                desk.go.set()
                await one
                return await asyncio.gather(*flood)

        replies = asyncio.run(talk())
        assert desk.asked.index("a citizen's question") <= 2
        assert [isinstance(reply, Busy) for reply in replies] == [False] * 5 + [True] * 45

    def test_everybody_else_is_told_that_the_bot_is_busy_at_once(self) -> None:
        desk = Gate()

        async def talk() -> tuple[list[bool], int]:
            async with Answering(desk, Shelved(), Capacity(threads=1, waiting=3)) as answering:
                asking = []
                for number in range(8):
                    asking.append(asyncio.create_task(answering.answer(ask(f"q{number}"), f"chat {number}")))
                    await asyncio.sleep(0.01)
                waiting = answering.waiting
                done, _ = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
                assert all(isinstance(task.result(), Busy) for task in done)
                desk.go.set()
                return [isinstance(reply, Busy) for reply in await asyncio.gather(*asking)], waiting

        busy, waiting = asyncio.run(talk())
        assert busy == [False] * 4 + [True] * 4
        assert waiting == 3

    def test_who_waits_too_long_is_told_and_not_thought_about(self) -> None:
        desk = Gate()

        async def talk() -> list[Answered | Busy]:
            async with Answering(desk, Shelved(), Capacity(threads=1, patience=0.1)) as answering:
                asking = [asyncio.create_task(answering.answer(ask(text), text)) for text in ("slow", "behind it")]
                replies = await asyncio.gather(*asking)
                desk.go.set()
                await until(lambda: answering.waiting == 0)
                later = await answering.answer(ask("later"), "x")
                return [*replies, later]

        slow, behind, later = asyncio.run(talk())
        assert (isinstance(slow, Busy), isinstance(behind, Busy), isinstance(later, Answered)) == (True, True, True)
        assert desk.asked == ["slow", "later"]

    def test_at_the_end_everybody_is_told(self) -> None:
        desk = Gate()

        async def talk() -> list[Answered | Busy]:
            async with Answering(desk, Shelved(), Capacity(threads=1)) as answering:
                asking = [asyncio.create_task(answering.answer(ask(text), text)) for text in ("one", "two", "three")]
                await until(lambda: desk.asked)
                threading.Timer(0.1, desk.go.set).start()
            return await asyncio.gather(*asking)

        assert [isinstance(reply, Busy) for reply in asyncio.run(talk())] == [True, True, True]
        assert desk.asked == ["one"]


def test_what_the_desk_raises_hurts_its_own_question_only() -> None:
    desk = FakeDesk()
    desk.fails("bad", KeyError("bad"))
    desk.fails("slow", TimeoutError("the desk's own"))

    async def talk() -> Answered | Busy:
        async with Answering(desk, Shelved(), Capacity(threads=1)) as answering:
            for text, kind in (("bad", KeyError), ("slow", TimeoutError), ("bad", KeyError)):
                with pytest.raises(kind):
                    await answering.answer(ask(text), "a")
            return await answering.answer(ask("good"), "a")

    assert isinstance(asyncio.run(talk()), Answered)
    assert [question.text for question in desk.asked] == ["bad", "slow", "bad", "good"]


class TestMemory:
    def asked(self, *questions: Question, store: Shelved | None = None, kept: int = 10) -> list[bool]:
        """For each of the questions, one after another, whether its reply was remembered."""
        desk = FakeDesk()

        async def talk() -> list[bool]:
            remembered = []
            async with Answering(desk, store or Shelved(), Capacity(kept=kept)) as answering:
                for question in questions:
                    answered = await answering.answer(question, "a")
                    assert isinstance(answered, Answered)
                    assert answered.reply == NoPosition(found(language=question.answer_in or question.language or "en"))
                    remembered.append(answered.remembered)
            return remembered

        remembered = asyncio.run(talk())
        assert len(desk.asked) == remembered.count(False)
        return remembered

    def test_the_same_question_is_not_thought_over_twice(self) -> None:
        spaced = ask("  Who owns\n the river? ")
        assert self.asked(ask("Who owns the river?"), spaced, ask("Who owns the river?")) == [False, True, True]
        assert self.asked(ask("Caf\u00e9?"), ask("Cafe\u0301?")) == [False, True]

    @pytest.mark.parametrize(
        "other",
        [
            replace(ask("Why?"), language="fr"),
            replace(ask("Why?"), language=None),
            replace(ask("Why?"), answer_in="ru"),
            replace(ask("why?")),
            ask("Why"),
        ],
    )
    def test_another_question_is(self, other: Question) -> None:
        assert self.asked(ask("Why?"), other, ask("Why?")) == [False, False, True]

    def test_one_for_a_chosen_moment_is_not_remembered(self) -> None:
        dated = replace(ask("Why?"), dated=True)
        assert self.asked(dated, dated) == [False, False]

    def test_so_many_are_kept_and_the_longest_unasked_goes(self) -> None:
        a, b, c = ask("a"), ask("b"), ask("c")
        assert self.asked(a, b, a, c, a, b, kept=2) == [False, False, True, False, True, False]

    @pytest.mark.parametrize(
        "made",
        [
            statement("x", {"en": "x"}, embargo=TURN),
            statement("x", {"en": "x"}, valid_until=TURN),
            statement("x", {"en": "x"}, withdrawn=TURN),
            statement("x", {"en": "x"}, supersedes=("y",), published=TURN),
        ],
        ids=["embargo", "end", "withdrawal", "supersession"],
    )
    def test_nothing_is_remembered_over_a_change_of_what_is_in_force(self, made: Statement) -> None:
        """The store stays the same; time passes."""
        just_before = TURN - timedelta(microseconds=1)
        questions = [ask("Why?", moment) for moment in (NOW, just_before, TURN, TURN)]
        assert self.asked(*questions, store=Shelved(statements=(made,))) == [False, True, False, True]

    def test_nothing_is_remembered_over_a_new_version_of_the_store(self) -> None:
        desk, store = FakeDesk(), Shelved()

        async def talk() -> list[bool]:
            async with Answering(desk, store) as answering:
                remembered = []
                for version in ("one", "one", "two", "two", "one", "one"):
                    store.version = version
                    answered = await answering.answer(ask("Why?"), "a")
                    assert isinstance(answered, Answered)
                    remembered.append(answered.remembered)
                return remembered

        assert asyncio.run(talk()) == [False, True, False, True, False, True]

    def test_a_reply_given_while_the_store_changed_is_not_remembered(self) -> None:
        """It may be of the one version or the other."""
        desk, store = Gate(), Shelved()

        async def talk() -> bool:
            async with Answering(desk, store) as answering:
                asking = asyncio.create_task(answering.answer(ask("Why?"), "a"))
                await until(lambda: desk.asked)
                store.version = "two"
                desk.go.set()
                await asking
                store.version = "one"
                again = await answering.answer(ask("Why?"), "a")
                assert isinstance(again, Answered)
                return again.remembered

        assert asyncio.run(talk()) is False

    def test_nor_one_of_a_version_that_was_not_seen_yet(self) -> None:
        """The desk takes a new version before the watching sees it; and the old one may come back."""
        desk, store = FakeDesk(), Shelved()
        exact = ["two"]

        async def talk() -> list[bool]:
            async with Answering(desk, store, exact=lambda: exact[0]) as answering:
                remembered = []
                for version in ("two", "one", "one"):
                    exact[0] = version
                    answered = await answering.answer(ask("Why?"), "a")
                    assert isinstance(answered, Answered)
                    remembered.append(answered.remembered)
                return remembered

        assert asyncio.run(talk()) == [False, False, True]

    def test_the_same_question_of_many_at_once_is_thought_over_once(self) -> None:
        desk = Gate()

        async def talk() -> list[Answered | Busy]:
            async with Answering(desk, Shelved(), Capacity(threads=2, waiting=3)) as answering:
                asking = [asyncio.create_task(answering.answer(ask("Why?"), f"chat {n}")) for n in range(20)]
                await until(lambda: desk.asked)
                asking[0].cancel()
                desk.go.set()
                return await asyncio.gather(*asking[1:])

        assert all(isinstance(reply, Answered) for reply in asyncio.run(talk()))
        assert desk.asked == ["Why?"]


def test_many_questions_over_many_chats_are_each_answered_with_their_own_reply() -> None:
    desk = FakeDesk()
    for number in range(200):
        desk.fails(f"q{number}", ValueError(str(number)))

    async def talk() -> list[BaseException | Answered | Busy]:
        async with Answering(desk, Shelved(), Capacity(threads=4, waiting=500, each=50)) as answering:
            asking = [answering.answer(ask(f"q{n}"), f"chat {n % 7}") for n in range(200)]
            return await asyncio.gather(*asking, return_exceptions=True)

    assert [str(error) for error in asyncio.run(talk())] == [str(n) for n in range(200)]


class TestPaused:
    def test_a_remembered_reply_is_not_shown_while_paused_and_none_is_remembered_then(self) -> None:
        there = [False]
        asked: list[str] = []

        class Desk:
            def respond(self, question: Question) -> Reply:
                asked.append(question.text)
                return Paused("en", MINISTRY) if there[0] else NoPosition(found(language="en"))

        async def talk() -> list[tuple[str, bool]]:
            told = []
            async with Answering(Desk(), Shelved(), paused=lambda: there[0]) as answering:
                for paused in (False, False, True, True, False):
                    there[0] = paused
                    answered = await answering.answer(ask("Whose?"), "a")
                    assert isinstance(answered, Answered)
                    told.append((type(answered.reply).__name__, answered.remembered))
            return told

        assert asyncio.run(talk()) == [
            ("NoPosition", False),
            ("NoPosition", True),
            ("Paused", False),
            ("Paused", False),
            ("NoPosition", True),
        ]
        assert len(asked) == 3

    def test_a_pause_that_comes_while_it_is_thought_over_is_not_remembered_either(self) -> None:
        there = [True]

        class Desk:
            def respond(self, question: Question) -> Reply:
                return Paused("en", MINISTRY) if there.pop() else NoPosition(found(language="en"))

        async def talk() -> list[str]:
            async with Answering(Desk(), Shelved()) as answering:  # which saw no pause
                first = await answering.answer(ask("Whose?"), "a")
                there.append(False)
                second = await answering.answer(ask("Whose?"), "a")
                assert isinstance(first, Answered)
                assert isinstance(second, Answered)
                return [type(first.reply).__name__, type(second.reply).__name__]

        assert asyncio.run(talk()) == ["Paused", "NoPosition"]
