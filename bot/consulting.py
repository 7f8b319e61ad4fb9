"""The commands with which a citizen browses and verifies, the same for every front-end.

Light to import: what a verification needs is loaded with the first one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.catalogue import Catalogue, Topic, page
from bot.rendering import Message, Note, history, listed, timeline, topics, unknown, verdict
from bot.wording import wording

if TYPE_CHECKING:
    from bot.verification import Encoding
    from indexer.store import Snapshot

NAMES = ("/verify", "/topics", "/latest", "/history")


@dataclass(frozen=True, slots=True)
class Consultation:
    """A command of `NAMES` with what was written after it.

    `language` is that of the reply; None lets a verification speak the quotation's language, and all else English.
    """

    name: str
    argument: str
    language: str | None
    moment: datetime


def consult(snapshot: Snapshot, asked: Consultation, encoder: Encoding | None = None) -> Message:
    """The reply to one command. Raises LookupError for a name that is not one of `NAMES`.

    ``/topics`` and ``/history`` without an argument list the topics; ``/topics fisheries 2`` is the second page of what
    is in force on a topic, ``/latest 2`` that of all; ``/history`` takes a topic or a statement's id.
    """
    argument = asked.argument.strip()
    if asked.name == "/verify":
        if not argument:
            words = wording(asked.language)
            return Message(words.language, (Note(words.say("verify-usage")),))
        from bot.verification import verify

        return verdict(verify(snapshot, argument, asked.moment, asked.language, encoder))
    catalogue = Catalogue(snapshot, asked.moment)
    match asked.name:
        case "/topics":
            return _topics(catalogue, argument, asked.language)
        case "/latest":
            return listed(page(catalogue.latest(), _numbered(argument)[1]), asked.language)
        case "/history":
            return told(catalogue, argument, asked.language)
        case _:
            raise LookupError(f"there is no command {asked.name}; known are {', '.join(NAMES)}")


def _topics(catalogue: Catalogue, argument: str, language: str | None) -> Message:
    name, number = _numbered(argument)
    if not name:
        return topics(catalogue.topics(), language)
    topic = catalogue.resolve(name)
    if not isinstance(topic, Topic):
        return unknown(name, language)
    return listed(page(catalogue.of_topic(topic.code), number), language, topic)


def told(catalogue: Catalogue, name: str, language: str | None) -> Message:
    """How the position called `name`, a topic or a statement's id, changed; without a name, the topics."""
    if not name:
        return topics(catalogue.topics(), language)
    found = catalogue.resolve(name)
    if found is None:
        return unknown(name, language)
    if isinstance(found, Topic):
        return timeline(found, catalogue.timeline(found.code), language)
    return history(found, catalogue.history(found.statement.id), language)


def _numbered(argument: str) -> tuple[str, int]:
    """What stands before a page's number, and the number; page 1 when there is none."""
    name, _, number = argument.rpartition(" ")
    if number.isascii() and number.isdigit() and len(number) < 7:
        return name.strip(), int(number)
    return argument, 1
