from __future__ import annotations

from bot.serving.fairness import Turns


def drained(turns: Turns[str]) -> list[str]:
    taken = []
    while (thing := turns.take()) is not None:
        taken.append(thing)
    return taken


def test_chats_take_turns_and_keep_their_own_order() -> None:
    turns: Turns[str] = Turns(100, 100)
    for thing in ("a1", "a2", "a3", "a4", "b1", "c1", "b2"):
        assert turns.put(thing[0], thing) is True
    assert len(turns) == 7
    assert drained(turns) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]
    assert len(turns) == 0


def test_a_newcomer_waits_behind_one_of_each_chat() -> None:
    turns: Turns[str] = Turns(100, 100)
    for thing in ("a1", "a2", "a3", "b1"):
        turns.put(thing[0], thing)
    assert turns.take() == "a1"
    turns.put("z", "z1")
    assert drained(turns) == ["b1", "a2", "z1", "a3"]


def test_there_is_room_for_so_many_of_a_chat_and_in_all() -> None:
    turns: Turns[str] = Turns(4, 2)
    assert [turns.put("a", "a") for _ in range(3)] == [True, True, False]
    assert [turns.put(chat, chat) for chat in "bcd"] == [True, True, False]
    assert turns.take() == "a"
    assert [turns.put("d", "d"), turns.put("a", "a")] == [True, False]
    assert sorted(drained(turns)) == ["a", "b", "c", "d"]
    assert turns.put("a", "a") is True


def test_nothing_is_left_of_a_chat_that_waits_no_more() -> None:
    turns: Turns[str] = Turns(10, 10)
    for number in range(1000):
        turns.put(str(number), "x")
        turns.take()
    assert turns._chats == {}
