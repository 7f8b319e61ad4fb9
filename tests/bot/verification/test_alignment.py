from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.findings import Change
from bot.verification.alignment import align
from bot.verification.folding import tokens

BANK = "Data are public . No cod may be caught on the Selm bank in 2024 . Herring may be caught ."
SIGNS = {Change.KEPT: "=", Change.MISSING: "-", Change.ADDED: "+", Change.REPLACED: "~"}


def aligned(text: str, published: str = BANK) -> str:
    """The steps in one line: ``=kept -missing +added ~given/published``."""
    ours, theirs = tokens(text), tokens(published)
    shown = []
    for step in align(ours, theirs):
        one = " ".join(t.key for t in ours[slice(*step.given)])
        other = " ".join(t.key for t in theirs[slice(*step.published)])
        shown.append(SIGNS[step.change] + (f"{one}/{other}" if step.change is Change.REPLACED else one or other))
    return " ".join(shown)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("No cod may be caught", "=no cod may be caught"),
        ("No cod may ever be caught", "=no cod may +ever =be caught"),
        ("No cod may caught on the bank in 2024", "=no cod may -be =caught on the -selm =bank in 2024"),
        ("No hake may be caught", "=no ~hake/cod =may be caught"),
        ("Any cod may be caught", "~any/no =cod may be caught"),
        ("Cod may be caught on the Selm bank in 2025", "=cod may be caught on the selm bank in ~2025/2024"),
        # The words of the sentence before are not what was changed at the beginning.
        ("And so no cod may be caught", "+and so =no cod may be caught"),
        ("No cod may be caught, says everybody who was asked", "=no cod may be caught +, says everybody who was asked"),
        ("No cod may be caught. Herring may be caught.",
         "=no cod may be caught -on the selm bank in 2024 =. herring may be caught ."),
        ("Whales sing under water", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_steps(text: str, steps: str) -> None:
    assert aligned(text) == steps


def test_a_run_that_stands_far_away_is_not_worth_the_jump() -> None:
    published = f"the Selm bank {'word ' * 80} on the Selm bank no cod may be caught in any year"
    assert aligned("the Selm bank no cod may ever be caught", published) == (
        "=the selm bank no cod may +ever =be caught"
    )


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", ".", "12", "中"]), max_size=25)


@given(WORDS, WORDS)
def test_steps_follow_each_other_and_keep_only_what_is_equal(one: list[str], other: list[str]) -> None:
    ours, theirs = tokens(" ".join(one)), tokens(" ".join(other))
    steps = align(ours, theirs)
    if not steps:
        return
    assert steps[0].given[0] == 0
    assert steps[-1].given[1] == len(ours)
    for before, after in pairwise(steps):
        assert before.given[1] == after.given[0]
        assert before.published[1] == after.published[0]
    for step in steps:
        left, right = [t.key for t in ours[slice(*step.given)]], [t.key for t in theirs[slice(*step.published)]]
        match step.change:
            case Change.KEPT:
                assert left == right != []
            case Change.REPLACED:
                assert len(left) == len(right) == 1
                assert left != right
            case Change.ADDED:
                assert (bool(left), bool(right)) == (True, False)
            case _:
                assert (bool(left), bool(right)) == (False, True)
    assert steps[0].change is not Change.MISSING
    assert steps[-1].change is not Change.MISSING


@given(st.lists(st.sampled_from([f"w{i}" for i in range(30)]), min_size=3, max_size=40, unique=True), st.data())
def test_a_slice_is_kept_whole(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 3))
    end = data.draw(st.integers(start + 3, len(words)))
    part = " ".join(words[start:end])
    assert aligned(part, " ".join(words)) == f"={part}"


@pytest.mark.parametrize("text", ["a " * 9_000, "a b " * 5_000, "中" * 9_000, ". " * 9_000])
def test_repetition_is_not_quadratic(text: str) -> None:
    begun = time.thread_time()  # not the clock's, which goes on while others have the machine
    align(tokens(text), tokens(BANK + text[:7_000]))
    assert time.thread_time() - begun < 5  # it takes a tenth of a second; quadratic, it would take minutes
