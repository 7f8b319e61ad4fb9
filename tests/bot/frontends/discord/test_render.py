"""Replies as pages for Discord: what stands where, what is turned, and what gives way to the limits."""

from __future__ import annotations

import random

import pytest

from bot.findings import Change
from bot.frontends.discord.layout import EVERYONE, Page, for_everyone, payload, pressed, rows_of, shown, turned
from bot.frontends.discord.markup import units
from bot.frontends.discord.render import ROOM, for_one, page, pages, single
from bot.rendering import GAP, Comparison, Fact, Heading, Item, Link, Message, Note, Part, Passed, Quotation
from bot.views.keyboard import Button, Keyboard, View
from bot.wording import wording
from tests.bot.frontends.discord.markdown import read
from tests.bot.frontends.discord.markdown import shown as words_of
from tests.fakes.discord.limits import check_message, walk

SITE = "https://mfa.example/en/orda"
DATA = "wen3q2-7wAbCd12.en"
BLUE = 0x1F4E79
POSITION = (
    Note("A published statement says:"),
    Heading("The Orda: whose is it?", "en"),
    Quotation(("It belongs to both banks.", "No treaty says *otherwise*."), "en"),
    Fact("Date", "14 March 2026"),
    Fact("Language", "English"),
    Link("Source", SITE),
)
WHOLE = "\n\n".join((f"{number}. " + "The river is long 🌊. " * 40).strip() for number in range(1, 13))


def length(shown: Page) -> int:
    return sum(units(text) for text in shown.texts if text is not None)


def texts(message: Message, keyboard: Keyboard = ()) -> list[tuple[str | None, ...]]:
    return [one.texts for one in pages(View(message, keyboard))]


def whole(*parts: Part, language: str = "en") -> Message:
    return Message(language, parts)


def test_a_position_is_one_page() -> None:
    keyboard = ((Button("Whole statement", DATA),),)
    assert pages(View(whole(*POSITION), keyboard)) == (
        Page(
            (
                "A published statement says:\n\n**The Orda: whose is it?**",
                ">>> It belongs to both banks. \\[…] No treaty says \\*otherwise\\*.",
                f"Date: 14 March 2026\nLanguage: English\nSource: <{SITE}>",
            ),
            keyboard,
            BLUE,
        ),
    )


def test_what_quotes_nothing_has_no_edge_of_its_own() -> None:
    message = whole(
        Note("No published statement was found."),
        Note("You can put your question to the ministry:"),
        Link("Website", "https://mfa.example/contact"),
        Fact("Email", "info@mfa.example"),
    )
    assert pages(View(message)) == (
        Page(
            (
                "No published statement was found.\n\nYou can put your question to the ministry:\n\n"
                "Website: <https://mfa.example/contact>\nEmail: info\\@mfa.example",
            )
        ),
    )


def test_a_list() -> None:
    items = (Item("Orda", "en", ("14 March 2026", "English"), SITE), Item("Border posts", "en", (), SITE + "#2"))
    assert texts(whole(Note("These may:"), *items)) == [
        (f"These may:\n\n• **Orda**\n14 March 2026 · English\n<{SITE}>\n\n• **Border posts**\n<{SITE}#2>",)
    ]


def test_several_answers_have_a_line_between() -> None:
    first = (Heading("Whose?", "en"), Note("Ours."))
    assert texts(whole(Note("Each:"), *first, Heading("How long?", "en"), Quotation(("Long.",), "en"))) == [
        ("Each:\n\n**Whose?**\n\nOurs.", None, "**How long?**", ">>> Long.")
    ]


def test_what_is_read_in_two_directions_is_kept_apart() -> None:
    parts = (Note("نص:"), Heading("Orda", "fr"), Quotation(("À nous.",), "fr"), Fact("التاريخ", "14 مارس"))
    assert texts(whole(*parts, Link("المصدر", SITE), Item("Orda", "fr", ("14 مارس",), SITE), language="ar")) == [
        (
            "نص:",
            "**Orda**",
            ">>> À nous.",
            f"\u2068التاريخ\u2069: \u206814 مارس\u2069\n\u2068المصدر\u2069: \u2068<{SITE}>\u2069\n\n"
            f"• \u2068**Orda**\u2069\n14 مارس\n<{SITE}>",
        )
    ]
    assert texts(whole(Item("أوردا", "ar", ("2026",), SITE))) == [(f"• \u2068**أوردا**\u2069\n2026\n<{SITE}>",)]
    assert read(f"\u2068<{SITE}>\u2069")[1].text == SITE


def test_a_comparison_shows_what_is_missing_and_added() -> None:
    pieces = (
        Passed(Change.KEPT, "It belongs "),
        Passed(Change.MISSING, "to both "),
        Passed(Change.ADDED, "to one"),
        Passed(Change.MISSING, "归"),
        Passed(Change.MISSING, "两 "),
        Passed(Change.ADDED, "归"),
    )
    ((text,),) = texts(whole(Comparison(pieces, "en")))
    assert text == ">>> It belongs ~~\\[-to both-]~~ **{+to one+}**~~\\[-归-]\\[-两-]~~ **{+归+}**"
    assert [(node.text, node.rules[1:]) for node in read(text)] == [
        ("It belongs ", ()),
        ("[-to both-]", ("s",)),
        (" ", ()),
        ("{+to one+}", ("strong",)),
        ("[-归-][-两-]", ("s",)),
        (" ", ()),
        ("{+归+}", ("strong",)),
    ]


def test_a_whole_statement_is_turned_page_by_page() -> None:
    message = whole(Heading("Speech", "en"), Quotation((WHOLE,), "en"), Link("Source", SITE))
    view = View(message, ((Button("Other languages", "len3q2-7wAbCd12"),),))
    turns = [page(view, DATA, number) for number in range(1, 6)]
    assert [one.keyboard for one in turns] == [
        ((Button("Next ›", f"{DATA}#2"),), *view.keyboard),
        ((Button("‹ Back", f"{DATA}#1"), Button("Next ›", f"{DATA}#3")), *view.keyboard),
        ((Button("‹ Back", f"{DATA}#2"), Button("Next ›", f"{DATA}#4")), *view.keyboard),
        ((Button("‹ Back", f"{DATA}#3"),), *view.keyboard),
        ((Button("‹ Back", f"{DATA}#3"),), *view.keyboard),
    ]
    assert [one.texts[-1] for one in turns[:4]] == ["-# (1/4)", "-# (2/4)", "-# (3/4)", "-# (4/4)"]
    assert (page(view, DATA, 99), page(view, DATA, 0)) == (turns[3], turns[0])
    quotes = [words_of(text) for one in turns[:4] for text in one.texts if text and text.startswith(">>>")]
    assert "\n\n".join(quotes) == WHOLE
    assert [(one.texts[0], one.texts[-2]) for one in turns] == [("**Speech**", f"Source: <{SITE}>")] * 5
    assert all(ROOM // 2 < length(one) <= ROOM for one in turns)


def test_in_messages_one_after_another_title_and_source_stand_once() -> None:
    message = whole(Heading("Speech", "en"), Quotation((WHOLE,), "en"), Link("Source", SITE))
    view = View(message, ((Button("Other languages", "len3q2-7wAbCd12"),),))
    several = pages(view)
    assert [one.keyboard for one in several] == [(), (), (), view.keyboard]
    told = [text for one in several for text in one.texts if text and not text.startswith((">>>", "-#"))]
    assert told == ["**Speech**", f"Source: <{SITE}>"]
    assert "\n\n".join(words_of(one.texts[number == 0] or "") for number, one in enumerate(several)) == WHOLE


def test_what_fits_is_neither_numbered_nor_turned() -> None:
    view = View(whole(Note("Short.")), ((Button("One", DATA),),))
    assert page(view, DATA) == pages(view)[0] == Page(("Short.",), view.keyboard)


def test_buttons_that_find_no_room_stand_on_pages_of_their_own() -> None:
    keyboard = tuple((Button(f"Statement {number}", f"sen3q2-7wAbC{number:03}"),) for number in range(30))
    view = View(whole(Note("Listed:")), keyboard)
    several = pages(view)
    assert [len(one.keyboard) for one in several] == [13, 13, 4]
    assert [row for one in several for row in one.keyboard] == list(keyboard)
    assert [one.texts for one in several] == [("Listed:", "-# (1/3)"), ("-# (2/3)",), ("-# (3/3)",)]
    turned_ = [page(view, DATA, number) for number in (1, 2, 3)]
    assert [row for one in turned_ for row in one.keyboard[1:]] == list(keyboard)
    for one in (*several, *turned_):
        check_message(payload(one))
        assert len(list(walk(payload(one)["components"]))) <= 40


@pytest.mark.parametrize("seed", range(20))
def test_any_keyboard_keeps_to_the_limits(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(20):
        sizes = [dice.randint(1, 8) for _ in range(dice.randint(1, 12))]
        numbers = iter(range(1000))
        label = dice.choice(("x", "Ä🌊" * 60, "long label " * 5))
        keyboard = tuple(
            tuple(
                Button(f"{number} {label}", link=f"{SITE}/{number}")
                if dice.random() < 0.2
                else Button(f"{number} {label}", f"sen3q2-7wAbC{number:03}")
                for number in (next(numbers) for _ in range(size))
            )
            for size in sizes
        )
        view = View(whole(*POSITION), keyboard)
        several = pages(view)
        turning = [page(view, DATA, number) for number in range(1, len(several) + 4)]
        for one in (*several, *turning):
            check_message(payload(one))
        given = [button for row in keyboard for button in row]
        assert [button for one in several for row in one.keyboard for button in row] == given
        ours = {button for one in turning for row in one.keyboard for button in row if "#" not in (button.data or "")}
        assert ours == set(given)


def test_buttons_without_a_form_here_and_repeated_ones_are_left_out() -> None:
    row = (
        Button("a", DATA),
        Button("search", search="x"),
        Button("a again", DATA),
        Button("far", link="https://x/" * 60),
    )
    assert rows_of((row, (Button("b", "ten"),), (Button("c", DATA),))) == ((Button("a", DATA),), (Button("b", "ten"),))
    assert rows_of((tuple(Button(str(n), f"ten.{n}") for n in range(7)),)) == (
        tuple(Button(str(n), f"ten.{n}") for n in range(5)),
        tuple(Button(str(n), f"ten.{n}") for n in range(5, 7)),
    )


def test_a_private_reply_can_be_shown_to_everyone() -> None:
    keyboard = ((Button("Whole", DATA),), (Button("Yes", "yen3q2-7wAbCd12"), Button("No", "nen3q2-7wAbCd12")))
    private = for_one(pages(View(whole(*POSITION), keyboard))[0], wording("fr"))
    assert private.keyboard == (*keyboard, (Button("Montrer à tous", EVERYONE),))
    seen = shown(payload(private, private=True)["components"])
    assert seen == private
    assert for_everyone(seen) == Page(private.texts, keyboard[:1], BLUE)
    full = Page(("x",), tuple((Button(str(n), f"ten.{n}"),) for n in range(13)))
    assert for_one(full, wording("fr")) == full


def test_buttons_are_found_again_in_what_discord_tells_of_a_message() -> None:
    given = page(View(whole(*POSITION), ((Button("Site", link=SITE), Button("All", DATA)),)), DATA)
    body = payload(given)
    custom = [part["custom_id"] for part in walk(body["components"]) if "custom_id" in part]
    assert custom == [f"nv:{DATA}"]
    assert pressed(f"nv:{turned(DATA, 3)}") == (DATA, 3)
    foreign = {"type": 1, "components": [{"type": 2, "style": 1, "label": "?", "custom_id": "other"}]}
    assert shown([*body["components"], foreign]) == given
    assert shown([]) == Page(())


def test_what_is_posted_leaves_out_the_end_of_a_long_quotation_and_keeps_the_source() -> None:
    message = whole(Heading("Speech", "en"), Quotation((WHOLE,), "en"), Fact("Date", "today"), Link("Source", SITE))
    one = single(View(message, ((Button("English", link=SITE),),)))
    heading, quote, source = one.texts
    assert (heading, source) == ("**Speech**", f"Date: today\nSource: <{SITE}>")
    assert quote is not None
    assert words_of(quote).endswith(GAP.rstrip())
    assert WHOLE.startswith(words_of(quote).removesuffix(GAP.rstrip()))
    assert ROOM // 2 < length(one) <= ROOM
    assert one.keyboard == ((Button("English", link=SITE),),)
    assert single(View(whole(*POSITION))) == pages(View(whole(*POSITION)))[0]


def test_a_list_that_is_too_long_to_be_posted_says_that_it_goes_on() -> None:
    one = single(View(whole(*(Item("Orda " * 40, "en", (), SITE) for _ in range(30)))))
    assert one.texts[-1] is not None
    assert one.texts[-1].endswith(f"<{SITE}>\n\n\\[…]")
    assert length(one) <= ROOM


def test_a_request_pings_nobody_shows_no_card_and_says_who_sees_it() -> None:
    one = pages(View(whole(*POSITION)))[0]
    body = payload(one)
    assert (body["flags"], body["allowed_mentions"]) == (1 << 15 | 1 << 2, {"parse": []})
    assert payload(one, private=True)["flags"] == 1 << 15 | 1 << 2 | 1 << 6
    (container,) = body["components"]
    assert (container["type"], container["accent_color"]) == (17, BLUE)
    assert [part["type"] for part in container["components"]] == [10, 10, 10]
