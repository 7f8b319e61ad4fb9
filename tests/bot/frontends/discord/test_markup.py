"""Text for Discord against Discord's own reading of it: 10,000 generated statements and names, and the corners.

VERBALE_TEST_STATEMENTS says how many are generated, if not 10,000.
"""

from __future__ import annotations

import os
import random
import re
from dataclasses import replace

import pytest

from bot.findings import Change
from bot.frontends.discord.layout import payload
from bot.frontends.discord.markup import Block, Run, Style, divide, escaped, plain, units
from bot.frontends.discord.render import ROOM, page, pages, single
from bot.rendering import Comparison, Fact, Heading, Item, Link, Message, Note, Part, Passed, Quotation
from bot.views.keyboard import Button, View
from tests.bot.frontends.discord.markdown import Node, invitations, read, shown
from tests.fakes.discord.limits import check_message, pings, texts

STATEMENTS = int(os.environ.get("VERBALE_TEST_STATEMENTS", "10000"))
ALLOWED = {(), ("strong",), ("quote",), ("subtext",), ("link",)}
"""What the reply itself sets: titles, quotations, the number of a page, its own links."""
ADDRESS = "https://mfa.example/en/orda_(river)?a=b&c=_d_*e*"
PIECES = (
    "The river Orda belongs to both banks. ",
    "No visa — none at all! ",
    "Whose? «Наша», сказал он… ",
    "Орда принадлежит обоим берегам. ",
    "نهر أوردا ملك للضفتين. ",
    "هل هو لنا؟ \u200f(نعم)\u200f ",
    "谈判始于2024年！“是的。”",
    "ハロー世界。",
    "@everyone @here @silent <@1> <@!2> <@&3> <#4> </ask:5> </a b c:6> <id:customize> <id:linked-roles:7> ",
    "<:x:1> <a:y:22> <t:1618953630:R> <t:0> <sound:8> <@$9> :smile: :+1::skin-tone-2: ",
    "https://x.example/a_b_(c) http://user:pw@x.example steam://run/1 <https://x.example> www.x.example ",
    "discord.gg/abc https://discord.gg/abc DISCORD.COM/invite/x https://discord.com/channels/1/2/3 discord.gift/z ",
    "<a@b.example> <mailto:a@b.example> <+123456789> <tel:+1-2> info@mfa.example ",
    "[safe](https://evil.example) [a](<https://b.example> 'c') ![i](https://j.example) [r]: https://k.example ",
    "*em* _em_ **strong** __under__ ***both*** ~~struck~~ ||spoiler|| `code` ``two`` ¯\\_(ツ)_/¯ snake_case_name ",
    "```py\nprint(1)\n``` ",
    "\\ \\\\ \\* \\_ \\` \\\\* C:\\new\\*.* ",
    "a < b && c > d, &amp; <script>alert(1)</script> 12:30 e.g.: x: y :",
    "🌊🇫🇷👩‍👩‍👧👍🏽 ❤️‍🔥 1️⃣ ",
    "e\u0301\u0327 ZWJ\u200d\u200c نمی\u200cخواهم क्\u200dष ",
    "x" * 300 + " ",
    "𝔘" * 40,
    *(
        "\n",
        "\n\n",
        "\n \n",
        "  \n",
        "\t",
        " ",
        "   ",
        "\u2028",
        "\u00a0",
        "*",
        "_",
        "~",
        "|",
        "`",
        "<",
        ":",
        "[",
        "](",
    ),
    *(
        "# h",
        "\n# h\n",
        "\n-# small\n",
        "\n> q\n",
        "\n>>> q\n",
        "\n- a\n",
        "\n* a\n  - b\n",
        "\n1. a\n2. b\n",
        "\n+ c\n",
    ),
    *("\n  ### h #\n", "\n 10.5 \n", "\n| a | b |\n|---|---|\n", "\n---\n", "\n===\n", "1.", "-", "#", ">", "\\"),
)


def made_up(dice: random.Random, most: int) -> str:
    """A text such as a ministry, or its enemy, might write."""
    text = "".join(dice.choice(PIECES) for _ in range(dice.randint(1, most)))
    return text if text.strip() else "…"


def line(dice: random.Random, most: int) -> str:
    """The same as a title or name, on one line."""
    return " ".join(made_up(dice, most).split()) or "…"


def position(dice: random.Random, number: int) -> Message:
    """A position on a made-up statement."""
    most = 5 if number % 25 else 90
    language = dice.choice(("en", "ar", "zh"))
    parts: list[Part] = [
        Note(line(dice, 2)),
        Heading(line(dice, 3), dice.choice(("fr", "ar"))),
        Quotation(tuple(made_up(dice, most) for _ in range(dice.randint(1, 2))), "en"),
        Fact(line(dice, 1), line(dice, 2)),
        Link("Source", ADDRESS),
        Item(line(dice, 2), dice.choice(("fr", "ar")), (line(dice, 1), line(dice, 1)), ADDRESS),
    ]
    return Message(language, tuple(parts))


def bare(text: str) -> str:
    """Without white space, which a cut may drop, and without what keeps two directions apart."""
    return re.sub(r"[\s\u2066-\u2069]+", "", text)


def nodes_of(body: dict[str, object]) -> list[Node]:
    """What Discord shows of a request's texts; the request is within its limits and pings nobody."""
    check_message(body)
    assert pings(body) == []
    assert body["allowed_mentions"] == {"parse": []}
    components = body["components"]
    assert isinstance(components, list)
    written = texts(components)
    assert sum(map(units, written)) <= ROOM
    assert [found for text in written for found in invitations(text)] == []
    return [node for text in written for node in read(text)]


def expected(message: Message) -> str:
    """All that a reader must see of a message, without the number of a page."""
    told = []
    for part in message.parts:
        match part:
            case Heading(text, _) | Note(text):
                told.append(text)
            case Quotation():
                told.append(part.text)
            case Fact(label, value) | Link(label, value):
                told.append(f"{label}: {value}" if message.language != "zh" else f"{label}：{value}")
            case Item(title, _, details, address):
                told += ["• ", title, " · ".join(details), address]
    return bare("".join(told))


def rejoined(nodes: list[Node]) -> str:
    return bare("".join(node.text for node in nodes if "subtext" not in node.rules))


@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_statements_are_shown_as_they_are_and_nothing_in_them_acts(seed: int) -> None:
    dice = random.Random(seed)
    for number in range(STATEMENTS // 10):
        message = position(dice, number)
        nodes = [node for one in pages(View(message)) for node in nodes_of(payload(one))]
        assert {node.rules for node in nodes} <= ALLOWED
        assert rejoined(nodes) == expected(message)
        assert [node.text for node in nodes if "link" in node.rules] == [ADDRESS, ADDRESS]
        quoted = "".join(node.text for node in nodes if node.rules == ("quote",))
        quotation, heading = message.parts[2], message.parts[1]
        assert isinstance(quotation, Quotation)
        assert isinstance(heading, Heading)
        assert bare(quoted) == bare(quotation.text)
        assert bare(heading.text) in bare("".join(node.text for node in nodes if node.rules == ("strong",)))


@pytest.mark.parametrize("seed", range(4))
def test_turning_the_pages_of_a_statement_shows_all_of_it_with_its_source_on_each(seed: int) -> None:
    dice = random.Random(100 + seed)
    for _ in range(STATEMENTS // 400):
        message = position(dice, 0)
        quotation = message.parts[2]
        assert isinstance(quotation, Quotation)
        view = View(message, ((Button("One", "wen3q2-7wAbCd12.fr"),), (Button("Two", link="https://mfa.example/"),)))
        last = page(view, "wen3q2-7wAbCd12.en", 1000)
        numbered = re.fullmatch(r"-# \([0-9]+/([0-9]+)\)", last.texts[-1] or "")
        count = int(numbered[1]) if numbered else 1
        turned = [page(view, "wen3q2-7wAbCd12.en", number) for number in range(1, count + 1)]
        assert turned[-1] == last
        each = [nodes_of(payload(one)) for one in turned]
        quoted = [node.text for nodes in each for node in nodes if node.rules == ("quote",)]
        assert bare("".join(quoted)) == bare(quotation.text)
        around = [rejoined([node for node in nodes if node.rules != ("quote",)]) for nodes in each]
        assert around == [expected(replace(message, parts=(*message.parts[:2], *message.parts[3:])))] * count
        assert {node.rules for node in nodes_of(payload(single(view)))} <= ALLOWED


@pytest.mark.parametrize("seed", range(4))
def test_comparisons_are_shown_as_they_are_marked(seed: int) -> None:
    dice = random.Random(200 + seed)
    changes = (Change.KEPT, Change.MISSING, Change.ADDED)
    signs = (":", "//", "-", "#", ".", ">", "*", "~~", "__", "**", "||", "`", "\\", "<@1>", "@everyone", "[x](y) ")
    words = ("归", "两", "岸", "30", "1", "smile", "https", "x:", "a ", "b\n", *signs)
    for _ in range(STATEMENTS // 20):
        pieces = [Passed(dice.choice(changes), dice.choice(words)) for _ in range(dice.randint(1, 40))]
        compared = Comparison(tuple(pieces), "zh")
        nodes = [node for one in pages(View(Message("zh", (compared,)))) for node in nodes_of(payload(one))]
        assert {node.rules for node in nodes} <= {("quote",), ("quote", "s"), ("quote", "strong")}
        assert bare("".join(node.text for node in nodes)) == bare(compared.marked)
        for rule, change in (("s", Change.MISSING), ("strong", Change.ADDED)):
            marked = "".join(piece.marked for piece in pieces if piece.change is change)
            assert bare("".join(node.text for node in nodes if rule in node.rules)) == bare(marked)


@pytest.mark.parametrize("text", PIECES)
def test_each_piece_is_shown_as_it_is(text: str) -> None:
    as_shown = re.sub(r" {2,}\n", "\n", text.replace("\t", "    "))
    assert [node.text for node in read(escaped(text))] == [as_shown]
    assert {node.rules for node in read(escaped(text))} == {()}
    assert shown(f">>> {escaped(text.strip())}") == re.sub(r" {2,}\n", "\n", text.strip())


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("a *b*", {(), ("em",)}),
        ("@everyone", {("mention",)}),
        ("<@&3>", {("role",)}),
        (":smile:", {("emoji",)}),
        ("x https://evil.example", {(), ("url",)}),
        ("[a](https://evil.example)", {("masked",)}),
        ("a\n# b", {(), ("heading",)}),
        ("a\n1. b", {(), ("list",)}),
        ("||a||", {("spoiler",)}),
        ("<t:1>", {("timestamp",)}),
        ("</ask:1>", {("command",)}),
        ("<id:home>", {("navigation",)}),
    ],
)
def test_without_backslashes_these_would_act(text: str, rules: set[tuple[str, ...]]) -> None:
    assert {node.rules for node in read(text)} == rules
    assert read(escaped(text)) == [Node(text)]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("> It **belongs** to\n> *both* banks.", "It belongs to\nboth banks."),
        (">>> one\n\ntwo", "one\n\ntwo"),
        ("# Title\n-# small\n- item", "Title\nsmall\n- item"),
        ("***a*** **b *c* d** __e__ _f_ ~~g~~ ||h||", "a b c d e f g h"),
        ("`a*b*` ```py\nx_y_\n```", "a*b* x_y_"),
        ("\\*no\\* **a\\*b**", "*no* a*b"),
        ("[here](https://x.example) <https://x.example/a_b_c>", "here https://x.example/a_b_c"),
        ("2 * 3 * 4, snake_case_name, a ** b ** c", "2 * 3 * 4, snake_case_name, a ** b ** c"),
        ("**", "**"),
        ("**" * 2000, "**" * 2000),
        ("", ""),
    ],
)
def test_a_message_of_anybodys_is_read_without_its_marks(written: str, read_as: str) -> None:
    assert plain(written) == read_as


def test_what_was_escaped_is_read_as_it_was() -> None:
    dice = random.Random(11)
    for _ in range(300):
        text = made_up(dice, 6)
        assert plain(escaped(text)) == text


def test_backslashes_go_where_something_would_act_and_nowhere_else() -> None:
    assert escaped("The Orda (a river) – 3.5 % of it, and/or 1. none; #1 - e.g. “this” > that!") == (
        "The Orda (a river) – 3.5 % of it, and/or 1. none; #1 - e.g. “this” > that!"
    )
    assert escaped("1. a\n- b\n> c\n## d") == "1\\. a\n\\- b\n\\> c\n\\## d"
    assert escaped("at 12:30: https://x.example/a_b") == "at 12\\:30: https\\://x.example/a\\_b"
    assert escaped("¯\\_(ツ)_/¯") == "¯\\\\\\_(ツ)\\_/¯"
    assert escaped("discord.gg/abc, mfa.example/gg/abc") == "discord.gg\\/abc, mfa.example/gg/abc"


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example/a b",
        "https://x.example/<b>",
        "javascript://x",
        "https://x.example/`",
        "https://x.example/\\a",
        "",
    ],
)
def test_what_is_no_plain_address_is_shown_and_leads_nowhere(address: str) -> None:
    assert read(Run(address, Style.LINK).markdown()) == ([Node(address)] if address else [])


def test_a_cut_block_fits_and_no_half_address_is_a_link() -> None:
    block = Block((Run("*" * 30 + " " + "b" * 30, Style.BOLD), Run(" "), Run(ADDRESS, Style.LINK)), quoted=True)
    first, second = divide(block, 70)
    assert (first.markdown, units(first.markdown)) == (">>> **" + "\\*" * 30 + "**", 68)
    assert second.markdown == ">>> **" + "b" * 30 + f"** <{ADDRESS}>"
    halves = divide(Block((Run(ADDRESS, Style.LINK),)), 40)
    assert [run for half in halves for run in half.runs] == [Run(ADDRESS[:30]), Run(ADDRESS[30:])]
    assert "".join(node.text for half in halves for node in read(half.markdown) if node.rules == ()) == ADDRESS


@pytest.mark.parametrize(("text", "count"), [("", 0), ("abc", 3), ("🌊", 2), ("é🇫🇷", 5), ("\u200d", 1), ("\ud800", 1)])
def test_units_are_utf_16(text: str, count: int) -> None:
    assert units(text) == count
