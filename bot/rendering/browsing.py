"""Lists of what is published: topics, statements with their standing, and how a position changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.catalogue import Entry, Page, Topic
from bot.rendering.parts import Fact, Heading, Item, Message, Note, Part
from bot.rendering.programs import iso
from bot.wording import Wording, wording
from indexer.statement import Standing


def topics(found: Sequence[Topic], language: str | None) -> Message:
    """The topics with the number of statements in force."""
    words = wording(language)
    if not found:
        return _told(words, Note(words.say("topics-none")))
    facts = (Fact(name_of(topic, words), str(topic.in_force)) for topic in found)
    return _told(words, Note(words.say("topics-lead")), *facts, Note(words.say("topics-more")))


def listed(page: Page, language: str | None, topic: Topic | None = None) -> Message:
    """A page of statements in force, newest first: of `topic`, or the latest of all."""
    words = wording(language)
    head = () if topic is None else (Heading(name_of(topic, words), words.language),)
    if not page.entries:
        return _told(words, *head, Note(words.say("listed-none")))
    lead = Note(words.say("listed-lead"))
    foot = (Note(words.say("page", number=page.number, pages=page.pages)),) if page.pages > 1 else ()
    return _told(words, *head, lead, *(entry_item(e, words, since=False) for e in page.entries), *foot)


def timeline(topic: Topic, entries: Sequence[Entry], language: str | None) -> Message:
    """All statements of a topic in the order in which they appeared, with how they stand."""
    words = wording(language)
    head = Heading(name_of(topic, words), words.language)
    return _told(words, head, Note(words.say("timeline-lead")), *(entry_item(e, words) for e in entries))


def history(entry: Entry, chain: Sequence[Entry], language: str | None) -> Message:
    """The chain of one statement, from the first position to the last."""
    words = wording(language)
    version = entry.statement.best_version(words.language)
    lead = words.say("history-lead") if len(chain) > 1 else words.say("history-alone")
    return _told(words, Heading(version.title, version.language), Note(lead), *(entry_item(e, words) for e in chain))


def unknown(name: str, language: str | None) -> Message:
    """Nothing published is called `name`."""
    words = wording(language)
    return _told(words, Note(words.say("history-unknown", name=name)))


def _told(words: Wording, *parts: Part) -> Message:
    return Message(words.language, parts)


def name_of(topic: Topic, words: Wording) -> str:
    """The topic's name in the language of `words`, else its code."""
    return words.of(topic.names) or topic.code


def entry_item(entry: Entry, words: Wording, *, since: bool = True) -> Item:
    """A statement with how it stands; without `since`, of one in force only the date and what ends it."""
    version = entry.statement.best_version(words.language)
    stands = standing_of(entry, words) if since or entry.standing is not Standing.IN_FORCE else _dated(entry, words)
    return Item(version.title, version.language, (*stands, words.language_name(version.language)), version.source)


def standing_of(entry: Entry, words: Wording) -> tuple[str, ...]:
    """From when to when a statement was in force, what ended that, and what replaced it."""
    since = words.moment(entry.since)
    until = "" if entry.until is None else words.moment(entry.until)
    match entry.ended_by:
        case Standing.WITHDRAWN:
            told = words.say("stood-withdrawn", since=since, until=until)
        case Standing.SUPERSEDED:
            told = words.say("stood-superseded", since=since, until=until)
        case Standing.ENDED:
            told = words.say("stood-ended", since=since, until=until)
        case _ if until:
            told = words.say("stands-until", since=since, until=until)
        case _:
            told = words.say("stands", since=since)
    also_withdrawn = entry.standing is Standing.WITHDRAWN and entry.ended_by is not Standing.WITHDRAWN
    titles = (s.best_version(words.language).title for s in entry.successors)
    return (
        told,
        *((words.say("stood-withdrawn-too"),) if also_withdrawn else ()),
        *(words.say("replaced-by", title=title) for title in titles),
    )


def _dated(entry: Entry, words: Wording) -> tuple[str, ...]:
    until = (words.say("valid-until", until=words.moment(entry.until)),) if entry.until is not None else ()
    return (words.moment(entry.since), *until)


def topic_as_json(topic: Topic) -> dict[str, Any]:
    """A topic for programs."""
    return {
        "topic": topic.code,
        "names": dict(topic.names),
        "in_force": topic.in_force,
        "published": topic.published,
    }


def entry_as_json(entry: Entry, language: str | None = None) -> dict[str, Any]:
    """A statement and how it stands, for programs; its title and source are those of the version in `language`.

    `from` and `until` are dates, or times in UTC; `until` is null while nothing ends it, `ended_by`
    while it is in force.
    """
    version = entry.statement.best_version(language or entry.statement.original)
    until: date | datetime | None = entry.until
    return {
        "id": entry.statement.id,
        "title": version.title,
        "language": version.language,
        "source": version.source,
        "standing": entry.standing.value,
        "from": iso(entry.since),
        "until": None if until is None else iso(until),
        "ended_by": None if entry.ended_by is None else entry.ended_by.value,
        "replaced_by": [s.id for s in entry.successors],
    }
