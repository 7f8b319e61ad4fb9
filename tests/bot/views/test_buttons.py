from __future__ import annotations

import random

import pytest

from bot.rendering import Message, Note
from bot.views.buttons import MOST_KEYS, Action, Data, key_of, read, short
from bot.views.cards import opening
from bot.views.keyboard import View, told
from bot.wording import wording

LETTERS = "abc XYZ\n\u2068éßñ-_./Ордаعرب奥尔达🌊👩‍🚀"


@pytest.mark.parametrize("seed", range(5))
def test_buttons_of_two_thousand_names_fit_and_are_read_back(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(400):
        made_up = "".join(dice.choices(LETTERS, k=dice.randint(1, 200)))
        keys = tuple(key_of(f"{made_up}{n}") for n in range(dice.randint(0, MOST_KEYS)))
        data = Data(dice.choice(list(Action)), "zh", keys, dice.choice(("", "fr", "12", "auto", "panel")))
        assert len(data.written.encode()) <= 64
        assert read(data.written) == data
        assert len(short(made_up)) <= 60


@pytest.mark.parametrize("data", ["", "w", "wen123", "Wen", "wen.fr.fr", "zzz", "wEN", "wen" + "a" * 61, "💣"])
def test_what_no_button_carries_is_nothing(data: str) -> None:
    assert read(data) is None


def test_a_short_text_stands_as_it_is_on_one_line() -> None:
    assert short("The  border\nriver") == "The border river"
    assert short("x" * 61) == "x" * 59 + "…"


def test_a_key_is_made_of_the_id_alone() -> None:
    """Buttons that were sent must work for ever: this value may never change."""
    assert key_of("orda-2026") == "7h9JZ8KWtL9f"


def test_the_opening_of_a_text_is_whole_paragraphs_of_it() -> None:
    assert opening("  Short.  ") == "Short."
    text = "First. " * 50 + "\n\n" + "Second. " * 50 + "\n\n" + "Third. " * 60
    assert opening(text) == text[: text.index("\n\nThird")].rstrip()
    assert opening("A" * 2000 + "\n\nB") == "A" * 2000


def test_sentences_of_the_bot_s_own() -> None:
    assert told(wording("fr-CA"), "Un.", "Deux.") == View(Message("fr", (Note("Un."), Note("Deux."))))
