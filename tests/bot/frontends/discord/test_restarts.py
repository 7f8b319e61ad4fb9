"""Buttons from before a restart: each kind that the bot writes, pressed under the message that it stood under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.frontends.discord.presses import _NEVER
from bot.reply import Position, Question, Reply
from bot.views.buttons import Action
from indexer.statement import Statement, Version
from tests.bot.frontends.discord.served import QUESTION, STATEMENTS, Served
from tests.bot.frontends.discord.test_conversations import TREATY, labels, lead
from tests.fakes.desk import ARCTIC, FIRST_SENTENCE, RIVER, found, match
from tests.fakes.discord import FakeDiscord, Json, Member, Room, buttons, shown


def _made(name: str, topic: str, earlier: str | None = None) -> Statement:
    versions = (Version("en", f"About {name}", f"This is {name}.", f"https://mfa.example/{name}"),)
    supersedes = () if earlier is None else (earlier,)
    number = int(name[1:])
    published = date(2026, 4, number)
    return replace(TREATY, id=name, topics=(topic,), supersedes=supersedes, published=published, versions=versions)


CHAIN = tuple(_made(f"c{n}", "chain", f"c{n - 1}" if n > 1 else None) for n in range(1, 11))
TOPICS = tuple(_made(f"t{n}", f"topic-{n}") for n in range(11, 24))
BUSY = tuple(_made(f"b{n}", "busy") for n in range(1, 11))
BANKS = ("Both banks agree. " * 40).strip()
LONG = replace(
    TREATY,
    id="long",
    versions=(Version("en", "The long treaty", "\n\n".join([BANKS] * 12), "https://mfa.example/long"),),
)
PUBLISHED = (*STATEMENTS, LONG, *CHAIN, *TOPICS, *BUSY)


class Desk:
    """Presents the river, with another statement beside it."""

    def respond(self, question: Question) -> Reply:
        first, second = match(RIVER, FIRST_SENTENCE["en"]), replace(match(ARCTIC), confidence=0.5)
        return Position(found(first, second))


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake
        assert (fake.breaches, fake.pings, fake.careless) == ([], [], [])


def before(anna: Member, room: Room) -> dict[str, Json]:
    """Messages with every kind of button, by a name; the last stands there for all."""
    card = anna.runs("/statement", room, title="long", language="en").reply()
    reply = anna.asks(QUESTION, room).reply()
    said = {
        "whole": anna.presses("Whole statement", card).reply(),
        "languages": anna.presses("Other languages", reply).reply(),
        "latest": anna.runs("/latest", room).reply(),
        "topics": anna.runs("/topics", room).reply(),
        "topic": anna.runs("/topics", room, topic="busy").reply(),
        "histories": anna.runs("/history", room).reply(),
        "timeline": anna.runs("/history", room, topic="busy").reply(),
        "chain": anna.runs("/history", room, topic="c10").reply(),
    }
    anna.runs("/settings where", room, answers="public").reply()
    said["reply"], said["again"] = (anna.asks(QUESTION, room, only_for_me=True).reply() for _ in range(2))
    return said | {"public": anna.runs("/statement", room, title="long", language="en").followups()[0]}


def kind(custom_id: str) -> str:
    """What a button does, whatever about: its action, or "all" and "page"."""
    written, _, page = custom_id.removeprefix("nv:").partition("#")
    return "page" if page else "all" if written.startswith("everyone") else written[0]


BESIDE = (
    ("reply", "Whole statement", "w", "**The border river Orda**", "Show to everyone"),
    ("reply", "Other languages", "l", "This statement is published in:", "Chinese"),
    ("reply", "Other statements", "m", "These published statements also match the question:", "Арктика"),
    ("languages", "Chinese", "v", "**界河奥尔达河**", "Other languages"),
    ("latest", "About t23", "s", "**About t23**", None),
    ("public", "Whole statement", "w", "The whole statement stands in a thread under the message.", None),
)
"""Message, button, kind; what the reply begins with, and a button under it."""
IN_PLACE = (
    ("latest", "Next", "a", "Statements in force, newest first:", "About t15"),
    ("topics", "busy", "p", "**busy**", "About b10"),
    ("topic", "All topics", "t", "Please choose a topic. The numbers count", "busy (10)"),
    ("histories", "Next", "i", "Please choose a topic to see how", "topic-20 (1)"),
    ("timeline", "Next", "h", "**busy**", "About b9"),
    ("chain", "Next", "k", "**About c10**", "About c9"),
    ("whole", "Next", "page", "**The long treaty**", "‹ Back"),
    ("reply", "This does not", "n", "A published statement says:", "Show to everyone"),
    ("again", "This answers", "y", "A published statement says:", "Show to everyone"),
    ("again", "Show to everyone", "all", "A published statement says:", "Other languages"),
)
"""The same for those that change their message."""


def test_every_kind_of_button_does_after_a_restart_what_it_did(discord: FakeDiscord, tmp_path: Path) -> None:
    anna = discord.member("Anna", manages=True)
    room = discord.server("Fishers").channel("general")
    with Served(discord, tmp_path, desk=Desk(), statements=PUBLISHED):
        said = before(anna, room)
    standing = {kind(button["custom_id"]) for message in said.values() for button in buttons(message)}
    assert standing == {*Action} - {*_NEVER} | {"all", "page"}
    assert standing == {what for _, _, what, *_ in (*BESIDE, *IN_PLACE)}
    with Served(discord, tmp_path, desk=Desk(), statements=PUBLISHED):
        for name, label, what, begins, under in (*BESIDE, *IN_PLACE):
            pressed = anna.presses(label, said[name])
            reply = pressed.reply()
            assert kind(pressed.interaction.payload["data"]["custom_id"]) == what
            assert lead(reply)[0].startswith(begins)
            assert under is None or under in labels(reply)
            assert (reply["id"] == said[name]["id"]) is ((name, label, what, begins, under) in IN_PLACE)
            if what in "yn":
                assert shown(pressed.followups()[0]).startswith("Thank you.")
                said[name] = reply
        assert len(room.threads()[0].hears(4)) >= 4
        told = [shown(message) for message in room.hears(2)]
        assert [text.splitlines()[0] for text in told] == ["**The long treaty**", "A published statement says:"]
