from __future__ import annotations

import pytest

from bot.serving.limits import LimitError, Limits, Rates, Verdict, demand_rates

WIDE = "1000/second"


class Time:
    def __init__(self) -> None:
        self.now = 1_780_000_020.0  # the beginning of a minute

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Time as the library of limits reads it."""
    passing = Time()
    for place in ("limits.storage.memory.time.time", "limits.strategies.time.time"):
        monkeypatch.setattr(place, passing)
    return passing


def judged(limits: Limits, count: int, person: str = "ada", chat: str = "chat") -> list[str]:
    return [limits.judge(person, chat).name for _ in range(count)]


def test_a_person_may_ask_so_much(time: Time) -> None:
    limits = Limits(Rates(person="3/minute", chat=WIDE, everybody=WIDE))
    assert judged(limits, 5) == ["ANSWER"] * 3 + ["SLOW_DOWN"] * 2
    assert judged(limits, 2, person="bob") == ["ANSWER"] * 2, "in the same chat"
    assert judged(limits, 1, chat="another") == ["SLOW_DOWN"]
    time.now += 120
    assert judged(limits, 4) == ["ANSWER"] * 3 + ["SLOW_DOWN"]


def test_a_chat_may_ask_so_much(time: Time) -> None:
    limits = Limits(Rates(person=WIDE, chat="3/minute", everybody=WIDE))
    asked = [limits.judge(person, "group").name for person in ("a", "b", "c", "d", "e")]
    assert asked == ["ANSWER"] * 3 + ["SLOW_DOWN"] * 2
    assert limits.judge("a", "alone") is Verdict.ANSWER


def test_nobody_is_ignored_for_what_others_ask_in_the_same_chat(time: Time) -> None:
    limits = Limits(Rates(person="9/minute", chat="3/minute", everybody=WIDE, strikes="2 per 10 minutes"))
    assert judged(limits, 3, person="bob") == ["ANSWER"] * 3
    assert judged(limits, 5) == ["SLOW_DOWN"] * 5
    assert judged(limits, 1, chat="another") == ["ANSWER"]


def test_everybody_together_may_ask_so_much_and_nobody_is_to_blame(time: Time) -> None:
    limits = Limits(Rates(person=WIDE, chat=WIDE, everybody="3/minute", strikes="1/minute"))
    asked = [limits.judge(str(n), str(n)).name for n in range(3)]
    assert asked == ["ANSWER"] * 3
    assert [limits.judge("ada", "chat").name for _ in range(5)] == ["BUSY"] * 5


def test_who_goes_on_is_ignored_for_a_while_and_then_heard_again(time: Time) -> None:
    limits = Limits(Rates(person="2/minute", chat=WIDE, everybody=WIDE, strikes="3 per 10 minutes"))
    assert judged(limits, 10) == ["ANSWER"] * 2 + ["SLOW_DOWN"] * 3 + ["IGNORE"] * 5
    time.now += 9 * 60
    assert judged(limits, 3) == ["IGNORE"] * 3, "asking on makes it no longer"
    time.now += 62
    assert judged(limits, 2) == ["ANSWER"] * 2
    assert judged(limits, 1, person="bob") == ["ANSWER"]


def test_who_is_refused_costs_the_others_nothing(time: Time) -> None:
    limits = Limits(Rates(person="1/minute", chat=WIDE, everybody="5/minute"))
    judged(limits, 50, person="troll", chat="troll")
    assert [limits.judge(str(n), str(n)).name for n in range(4)] == ["ANSWER"] * 4


@pytest.mark.parametrize("written", ["", "fast", "10", "10/fortnight"])
def test_what_is_no_rate_is_refused(written: str) -> None:
    with pytest.raises(LimitError) as caught:
        Limits(Rates(chat=written))
    assert str(caught.value) == f"{written!r} is no rate; write it like 10/minute or 30 per 10 seconds"


def test_rates_can_be_looked_at_before_they_are_needed() -> None:
    demand_rates(["10/minute", "30 per 10 seconds"])
    with pytest.raises(LimitError):
        demand_rates(["10/minute", "x"])
