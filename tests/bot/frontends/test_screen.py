from __future__ import annotations

import io
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import live
from rich.cells import cell_len
from rich.text import Text

from bot.findings import Change
from bot.frontends.screen import WIDEST, Screen, harmless, wrap
from bot.rendering import Comparison, Fact, Heading, Item, Link, Message, Note, Passed, Quotation, render
from bot.reply import Position
from tests.fakes.desk import FIRST_SENTENCE, OLD_RIVER, RIVER, found, match

RIVER_REPLY = Position(found(match(RIVER, FIRST_SENTENCE["en"], replaces=(OLD_RIVER,))))


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def shown(message: Message, width: int) -> str:
    """What a person sees at a terminal, colours aside: lines without trailing spaces."""
    lines = written(message, live=True, width=width).split("\n")
    return "\n".join(Text.from_ansi(line).plain.rstrip() for line in lines)


def written(message: Message, *, live: bool, width: int = 80) -> str:
    stdout = io.StringIO()
    Screen(stdout, live=live, width=width).show(message)
    return stdout.getvalue()


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("The Orda belongs to both banks.", 14, ["The Orda", "belongs to", "both banks."]),
        ("The Orda belongs", 16, ["The Orda belongs"]),
        ("one\n\ntwo", 10, ["one", "", "two"]),
        ("", 10, [""]),
        ("see https://mfa.example/orda now", 10, ["see", "https://mfa.example/orda", "now"]),
        ("奥尔达河属于两岸。谈判始于2024年。", 16, ["奥尔达河属于两", "岸。谈判始于2024", "年。"]),
        ("他说：“和平。”然后", 8, ["他说：", "“和平。”", "然后"]),
        ("2026年 3月", 6, ["2026年", "3月"]),
        ("14\u00a0марта 2026\u202fг.", 9, ["14\u00a0марта", "2026\u202fг."]),
    ],
)
def test_wrapping_breaks_between_words_and_chinese_characters(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(st.text(st.sampled_from("ab é中文。“”（）ا\u0301\n-"), max_size=60), st.integers(2, 20))
def test_wrapping_loses_nothing_but_spaces_at_line_ends(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(line in text for line in lines)
    assert all(cell_len(line) <= width or " " not in line.strip() for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\ufffd[31mred\ufffd[0m"),
        ("\x9b31m \x07 \r \x7f", "\ufffd31m \ufffd \ufffd \ufffd"),
        ("a\tb\nc", "a b\nc"),
        ("https://\u202emoc.example", "https://\ufffdmoc.example"),
        ("\udc80", "\ufffd"),
        ("[bold]é\u200d\u200f中\u2068x\u2069", "[bold]é\u200d\u200f中\u2068x\u2069"),
    ],
)
def test_nothing_in_a_text_acts_on_the_terminal(text: str, shown: str) -> None:
    assert harmless(text) == shown


HOSTILE = "\x1b]0;owned\x07\x1b[2J[bold]Title[/bold] :smile:"


@pytest.mark.parametrize(
    "part",
    [
        Heading(HOSTILE, "en"),
        Quotation((HOSTILE,), "en"),
        Quotation((HOSTILE,), "ar"),
        Fact(HOSTILE, HOSTILE),
        Link(HOSTILE, HOSTILE),
        Link("x", f"https://{HOSTILE}"),
        Note(HOSTILE),
        Item(HOSTILE, "en", (HOSTILE,), HOSTILE),
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [40, 80])
def test_no_part_lets_an_escape_or_markup_through(
    part: Heading | Quotation | Fact | Link | Note | Item, language: str, width: int
) -> None:
    message = Message(language, (part,))
    plain = written(message, live=False)
    assert "\x1b" not in plain
    assert "\x07" not in plain
    assert "[bold]Title[/bold] :smile:" in plain
    coloured = written(message, live=True, width=width)
    assert "\x1b]0;" not in coloured
    assert "\x1b[2J" not in coloured
    assert "\x1b]8;" not in coloured
    assert "[bold]Title[/bold]" in coloured


def test_a_pipe_gets_whole_lines_without_escape_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    long = "word " * 60 + "end."
    message = Message("en", (Note("Lead:"), Heading("Title", "en"), Quotation((long, "b\nc"), "en"), Link("S", "u")))
    assert written(message, live=False) == f"Lead:\n\nTitle\n> {long} […] b\n> c\n\nS: u\n\n"


def test_a_terminal_gets_colours_and_a_link_with_the_address_visible() -> None:
    output = written(Message("en", (Link("Source", "https://mfa.example/orda"),)), live=True)
    assert "\x1b]8;id=" in output
    assert ";https://mfa.example/orda\x1b\\\x1b[4;34mhttps://mfa.example/orda\x1b[0m" in output


def test_colours_stay_on_what_they_mark() -> None:
    position = written(render(RIVER_REPLY), live=True)
    assert "\x1b[1mThe border river Orda\x1b[0m\n\x1b[36m▌ \x1b[0mThe Orda belongs to both banks.\n" in position
    assert "\x1b[2mDate       \x1b[0m14 March 2026\n" in position


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    output = written(render(RIVER_REPLY), live=True)
    assert "\x1b[36m" not in output
    assert "34m" not in output
    assert "\x1b[1mThe border river Orda\x1b[0m" in output


def test_a_position_at_eighty_columns() -> None:
    assert shown(render(RIVER_REPLY), 80) == (
        "A published statement says:\n"
        "\n"
        "The border river Orda\n"
        "▌ The Orda belongs to both banks.\n"
        "\n"
        "Issued by  Ministry of Foreign Affairs\n"
        "Date       14 March 2026\n"
        "Language   English\n"
        "Source     https://mfa.example/en/orda\n"
        "\n"
        "Replaces the position of 3 May 2019: The Orda in 2019\n"
        "\n"
    )


def test_a_position_on_a_narrow_terminal() -> None:
    assert shown(render(RIVER_REPLY), 30) == (
        "A published statement says:\n"
        "\n"
        "The border river Orda\n"
        "▌ The Orda belongs to both\n"
        "▌ banks.\n"
        "\n"
        "Issued by: Ministry of Foreign\n"
        "Affairs\n"
        "Date: 14 March 2026\n"
        "Language: English\n"
        "Source:\n"
        "https://mfa.example/en/orda\n"
        "\n"
        "Replaces the position of 3 May\n"
        "2019: The Orda in 2019\n"
        "\n"
    )


def right(*lines: str, width: int) -> str:
    return "".join(" " * (width - cell_len(line)) + line + "\n" if line else "\n" for line in lines)


@pytest.mark.parametrize("width", [60, 80])
def test_arabic_is_set_to_the_right_edge_in_the_order_of_storage(width: int) -> None:
    reply = Position(found(match(RIVER, FIRST_SENTENCE["ar"], language="ar", replaces=(OLD_RIVER,)), language="ar"))
    assert shown(render(reply), width) == right(
        "جاء في بيان منشور:",
        "",
        "نهر أوردا الحدودي",
        "نهر أوردا ملك للضفتين. ▐",
        "",
        "الجهة المصدرة: Ministry of Foreign Affairs",
        "التاريخ: 14 مارس 2026",
        "اللغة: العربية",
        "المصدر:",
        "https://mfa.example/ar/orda",
        "",
        "اللغة الأصلية: \u2068الإنجليزية\u2069. هذه هي الترجمة الرسمية.",
        "",
        "يحل محل الموقف المؤرخ \u20683 مايو 2019\u2069: \u2068The Orda in 2019\u2069",
        "",
        width=width,
    )


def test_arabic_on_a_narrow_terminal_starts_at_the_left() -> None:
    message = Message("ar", (Heading("نهر أوردا", "ar"), Quotation(("نهر أوردا ملك للضفتين.",), "ar")))
    assert shown(message, 59) == "نهر أوردا\n▌ نهر أوردا ملك للضفتين.\n\n"


def test_a_list_keeps_to_the_edge_of_its_language() -> None:
    item = Item("Арктика", "ru", ("one", "two"), "https://mfa.example/a")
    assert shown(Message("en", (item,)), 60) == "• Арктика\n  one · two\n  https://mfa.example/a\n\n"
    assert shown(Message("ar", (item,)), 60) == right(
        "Арктика •", "one · two  ", "https://mfa.example/a  ", "", width=60
    ).replace("  \n", "\n")


def test_columns_of_labels_count_cells() -> None:
    message = Message("zh", (Fact("日期", "2026年"), Fact("发布机构", "外交部")))
    assert shown(message, 60) == "日期      2026年\n发布机构  外交部\n\n"


def test_lines_are_never_wider_than_people_read() -> None:
    output = shown(Message("en", (Note("word " * 60),)), 200)
    assert max(map(len, output.split("\n"))) == WIDEST - 1


def test_waiting_shows_a_spinner_to_people_only() -> None:
    piped, seen = io.StringIO(), io.StringIO()
    with Screen(piped, live=False).waiting("Searching…"):
        pass
    with Screen(seen, live=True, width=80).waiting("Searching… \x1b[2J"):
        pass
    assert piped.getvalue() == ""
    assert "Searching… \ufffd[2J" in seen.getvalue()


def test_ctrl_c_while_the_spinner_starts_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It turns in a thread of rich's; the signal may come as soon as the first of it is seen."""
    started: list[Thread] = []

    class Interrupted(live._RefreshThread):
        def start(self) -> None:
            super().start()
            started.append(self)
            raise KeyboardInterrupt

    monkeypatch.setattr(live, "_RefreshThread", Interrupted)
    seen = io.StringIO()
    with pytest.raises(KeyboardInterrupt), Screen(seen, live=True, width=80).waiting("Searching…"):
        raise AssertionError("it went on")
    (turning,) = started
    turning.join(60)
    assert not turning.is_alive()
    assert seen.getvalue().count("\x1b[?25l") == seen.getvalue().count("\x1b[?25h") == 1  # the cursor


COMPARED = Comparison(
    (
        Passed(Change.KEPT, "The Orda belongs to "),
        Passed(Change.MISSING, "both banks "),
        Passed(Change.ADDED, "nobody\x1b[2J "),
        Passed(Change.OMITTED, "[…] "),
        Passed(Change.KEPT, "of its water."),
    ),
    "en",
)


def test_a_comparison_in_a_pipe_has_marks_only() -> None:
    assert written(Message("en", (COMPARED,)), live=False) == (
        "> The Orda belongs to [-both banks-] {+nobody\ufffd[2J+} […] of its water.\n\n"
    )


def test_a_comparison_on_a_terminal_has_marks_and_colours_that_wrapping_keeps() -> None:
    red, green, bar, off = "\x1b[31m", "\x1b[32m", "\x1b[36m▌ \x1b[0m", "\x1b[0m"
    assert written(Message("en", (COMPARED,)), live=True, width=33) == (
        f"{bar}The Orda belongs to {red}[-both{off}\n"
        f"{bar}{red}banks-] {off}{green}{{+nobody\ufffd[2J+}} {off}[…] of\n"
        f"{bar}its water.\n\n"
    )


def test_a_comparison_without_colour_keeps_its_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = written(Message("en", (COMPARED,)), live=True, width=100)
    assert shown == "▌ The Orda belongs to [-both banks-] {+nobody\ufffd[2J+} […] of its water.\n\n"


def test_a_comparison_in_arabic_stands_at_the_right_edge() -> None:
    compared = Comparison((Passed(Change.KEPT, "نهر "), Passed(Change.MISSING, "أوردا ")), "ar")
    assert shown(Message("ar", (compared,)), 60).split("\n")[0] == "نهر [-أوردا-] ▐".rjust(60)
