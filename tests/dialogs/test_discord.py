"""Conversations on Discord as a table: what a member does, and how the reply begins.

    /command text      the member runs it, the text in its first option
    [button]           the member presses the button that begins so, under the last reply that has it

`=` before a reply: the message with the button now begins so; `+`: it is said beside that message.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.frontends.discord.served import LAKE, QUESTION, Served
from tests.fakes.discord import FakeDiscord, Json, Member, Room, buttons, shown

Turns = tuple[tuple[str, str], ...]
FIRST = {"/ask": "question", "/verify": "text", "/history": "topic", "/topics": "topic", "/statement": "title"}

DIALOGUES: dict[str, tuple[str, Turns]] = {
    "a member asks, reads on, and says thank you": (
        "en-GB",
        (
            ("/ask Hello", "Ministry of Foreign Affairs of Marenia|Official automated service."),
            (f"/ask {QUESTION}", "A published statement says:|The border river Orda|The Orda belongs to both banks."),
            ("[Whole statement]", "The border river Orda|The Orda belongs to both banks. Talks began in 2024."),
            ("[This answers]", "+Thank you. This is counted without your name."),
        ),
    ),
    "a journalist reads it in other languages": (
        "en-US",
        (
            (f"/ask {QUESTION}", "A published statement says:"),
            ("[Other languages]", "This statement is published in:|• The border river Orda|English"),
            ("[French]", "Le fleuve frontalier Orda|L'Orda appartient aux deux rives."),
            ("[Other languages]", "This statement is published in:"),
            ("[Chinese]", "界河奥尔达河|奥尔达河属于两岸。谈判始于2024年。"),
        ),
    ),
    "nothing, then something close": (
        "en-GB",
        (
            ("/ask Is the moon ours?", "No published statement was found that answers this question."),
            (f"/ask {LAKE}", "No published statement is certain to answer this question."),
            ("[The border river]", "The border river Orda|The Orda belongs to both banks."),
        ),
    ),
    "a position and what it was before": (
        "es-419",
        (
            ("/history orda-2026", "El río fronterizo Orda|Evolución de esta posición:"),
            ("[The Orda in 2019]", "Atención: esta declaración ha sido sustituida"),
            ("[El río fronterizo]", "El río fronterizo Orda|El Orda pertenece a ambas orillas."),
        ),
    ),
    "a rumour is checked": (
        "fr",
        (
            ("/verify The Orda belongs to both banks. Talks began in 2024.", "Il s'agit d'une citation"),
            ("/verify The Orda never belongs to both banks. Talks began in 2024.", "Ceci n'est pas une citation"),
            ("/verify Cats may vote in all of our harbour towns.", "Ces mots ne figurent dans aucune"),
        ),
    ),
    "misunderstandings": (
        "ru",
        (
            ("/statement nothing-like-it", "Нет ни темы, ни опубликованного заявления"),
            ("/history луна", "Нет ни темы, ни опубликованного заявления"),
        ),
    ),
    "an Arabic reader": (
        "ar",
        (
            ("/about", "Ministry of Foreign Affairs of Marenia|خدمة آلية رسمية"),
            ("/latest", "البيانات السارية"),
            ("[نهر أوردا", "نهر أوردا الحدودي|نهر أوردا ملك للضفتين."),
        ),
    ),
    "a Chinese reader": (
        "zh-TW",
        (
            ("/help", "请用 /提问 以一句话提问，语言不限。"),
            ("/privacy", "您的问题"),
            ("/latest", "现行有效的声明"),
            ("[界河", "界河奥尔达河|奥尔达河属于两岸。"),
        ),
    ),
}


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake, Served(fake, tmp_path_factory.mktemp("served")):
        fake.wait_until("the commands", lambda: fake.world.commands.get(None))
        yield fake
        assert (fake.breaches, fake.pings, fake.careless) == ([], [], [])


def turn(member: Member, room: Room, act: str, replies: list[Json], *, beside: bool) -> Json:
    """What is said then."""
    if act.startswith("["):
        label = act.strip("[]")
        before = [one for one in replies if any(b["label"].startswith(label) for b in buttons(one))]
        assert before, f"no reply has a button {label!r}"
        pressed = member.presses(label, before[-1])
        return pressed.followups()[0] if beside else pressed.reply()
    command, _, text = act.partition(" ")
    options = {FIRST[command]: text} if text else {}
    return member.runs(command, room, **options).reply()


@pytest.mark.parametrize("private", [True, False], ids=["direct", "server"])
@pytest.mark.parametrize("title", DIALOGUES)
def test_a_dialogue(title: str, discord: FakeDiscord, *, private: bool) -> None:
    language, turns = DIALOGUES[title]
    member = discord.member("Somebody", locale=language)
    room = member.direct if private else discord.server("Fishers").channel("general")
    replies: list[Json] = []
    for act, expected in turns:
        reply = turn(member, room, act, replies, beside=expected.startswith("+"))
        replies.append(reply)
        lines = [line.strip("*> ") for line in shown(reply).replace("**", "").splitlines() if line.strip()]
        begins = expected.removeprefix("+").split("|")
        assert [line[: len(wanted)] for line, wanted in zip(lines, begins, strict=False)] == begins, act
