"""Text for Telegram against Telegram's own reading of it: 10,000 generated statements and names, and the corners."""

from __future__ import annotations

import random
import re

import pytest

from bot.frontends.telegram.identity import payload_of
from bot.frontends.telegram.markup import LONGEST, Block, Run, cut, html, length, pack, units
from bot.frontends.telegram.render import pages, single
from bot.rendering import GAP, Fact, Heading, Item, Link, Message, Note, Part, Quotation
from tests.fakes.telegram.markup import cut as marked_in
from tests.fakes.telegram.markup import formatted
from tests.fakes.telegram.markup import units as true_units

ALLOWED = {"bold", "blockquote", "expandable_blockquote", "underline", "strikethrough", "url"}
NOTICED = {"mention", "bot_command"}
PIECES = (
    "The river Orda belongs to both banks. ",
    "No visa — none at all! ",
    "Whose? «Наша», сказал он… ",
    "Орда принадлежит обоим берегам. ",
    "نهر أوردا ملك للضفتين. ",
    "هل هو لنا؟ ",
    "奥尔达河属于两岸。",
    "谈判始于2024年！“是的。”",
    "a < b && c > d, &amp; &lt;b&gt; <script>alert(1)</script> ",
    "</blockquote><b>",
    "🌊🇫🇷👩‍👩‍👧 ",
    "e\u0301\u0327 ZWJ\u200d\u200c ",
    "\"quoted\" 'single' `code` *stars* _lines_ [link](https://x.example) ",
    "https://mfa.example/a?b=c&d=e ",
    "x" * 300 + " ",
    "\n\n",
    "\n",
    "\n \n",
    "\t",
    "@marenia_bot /start #tag ",
)


def made_up(dice: random.Random, most: int) -> str:
    """A text such as a ministry, or its enemy, might write."""
    text = "".join(dice.choice(PIECES) for _ in range(dice.randint(1, most)))
    return text if text.strip() else "…"


def message_of(dice: random.Random, number: int) -> tuple[Message, str]:
    """A position on a made-up statement, and what it quotes."""
    most = 4 if number % 20 else 60
    quoted = Quotation(tuple(made_up(dice, most) for _ in range(dice.randint(1, 3))), "en")
    parts: list[Part] = [
        Note(made_up(dice, 2)),
        Heading(made_up(dice, 2), "en"),
        quoted,
        Fact(made_up(dice, 1), made_up(dice, 2)),
        Link("Source", "https://mfa.example/en/orda"),
        Item(made_up(dice, 2), "fr", (made_up(dice, 1), made_up(dice, 1)), "https://mfa.example/fr/orda"),
    ]
    return Message(dice.choice(("en", "ar", "zh")), tuple(parts)), quoted.text


def bare(text: str) -> str:
    """Without white space, which a cut may drop."""
    return re.sub(r"\s+", "", text)


def quoted_in(source: str) -> str:
    text, entities = formatted(source, "HTML")
    return "".join(marked_in(text, e) for e in entities if "blockquote" in e["type"])


@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_statements_come_through_whole_within_the_limits(seed: int) -> None:
    dice = random.Random(seed)
    for number in range(1_000):
        message, quoted = message_of(dice, number)
        shown = pages(message)
        for page in shown:
            text, entities = formatted(page, "HTML")
            assert true_units(text) <= LONGEST
            assert {e["type"] for e in entities} <= ALLOWED | NOTICED
        assert bare("".join(quoted_in(page) for page in shown)) == bare(quoted)
        heading = message.parts[1]
        assert isinstance(heading, Heading)
        whole = bare("".join(formatted(page, "HTML")[0] for page in shown))
        assert bare(heading.text) in whole
        one, _ = formatted(single(message), "HTML")
        assert true_units(one) <= LONGEST


@pytest.mark.parametrize("words", range(1, 17))
def test_a_deep_link_carries_a_statement_of_whatever_length(words: int) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload_of("-".join(["orda"] * words)))


def test_a_whole_statement_is_cut_at_the_ends_of_paragraphs_and_loses_nothing() -> None:
    paragraphs = [f"{n}. " + "The river is long 🌊. " * 40 for n in range(30)]
    text = "\n\n".join(p.strip() for p in paragraphs)
    shown = pages(Message("en", (Heading("Speech", "en"), Quotation((text,), "en"))))
    assert "\n\n".join(quoted_in(page) for page in shown) == text
    last = [formatted(page, "HTML")[0].splitlines()[-1] for page in shown]
    assert last == [f"({n}/{len(shown)})" for n in range(1, len(shown) + 1)]


def test_a_cut_prefers_paragraphs_to_lines_to_sentences_to_words_to_nothing() -> None:
    assert cut("One. Two.\n\nThree.\nFour. Five", 25) == (9, 11)
    assert cut("One. Two\nThree. Four five", 20) == (8, 9)
    assert cut("One two. Three four five", 20) == (8, 9)
    assert cut("One two three four five", 20) == (18, 19)
    assert cut("一二三四五。六七八九十", 9) == (6, 6)
    assert cut("x" * 30, 20) == (20, 20)
    assert cut("🌊" * 30, 21) == (10, 10)


def test_units_are_telegram_s() -> None:
    for text in ("", "abc", "🌊", "é🇫🇷", "\u200d"):
        assert units(text) == true_units(text)


def test_what_fits_is_neither_numbered_nor_folded() -> None:
    assert pages(Message("en", (Note("a < b & c"), Quotation(("“x”",), "en")))) == (
        "a &lt; b &amp; c\n\n<blockquote>“x”</blockquote>",
    )
    assert pages(Message("en", (Quotation(("x" * 701,), "en"),)))[0].startswith("<blockquote expandable>")


def test_a_single_message_leaves_out_the_end_of_the_quotation_and_keeps_the_source() -> None:
    quotation = Quotation(("First. " * 300, "Second. " * 300, "Third."), "en")
    link = Link("Source", "https://mfa.example/")
    text, _ = formatted(single(Message("en", (Heading("T", "en"), quotation, link))), "HTML")
    assert true_units(text) <= LONGEST
    assert text.startswith("T\nFirst. First.")
    assert text.endswith("Second. Second." + GAP.rstrip() + "\n\nSource: https://mfa.example/")


def test_blocks_stand_whole_where_they_fit() -> None:
    blocks = [Block((Run("a" * 60),)), Block((Run("b" * 50),)), Block((Run("c" * 20, "b"),), close=True)]
    packed = pack(blocks, 100)
    assert [[b.text for b in message] for message in packed] == [["a" * 60], ["b" * 50, "c" * 20]]
    assert html(packed[1]) == "b" * 50 + "\n<b>" + "c" * 20 + "</b>"
    assert length(packed[1]) == 71
