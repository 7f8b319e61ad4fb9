"""The log's events: a closed list, and what may be told beside each.

Every line that this program logs carries one: ``_log.warning("…", extra=entry("store-trouble", version=name))``. The
runbook says of each what it means. What may be told beside is closed, too, so that no question, name or id gets there.
"""

from __future__ import annotations

from typing import Literal, TypedDict, Unpack, get_args

Event = Literal[
    # the process
    "ended",
    "stopped",
    "thread-ended",
    "unawaited",
    "also-failed",
    # a platform
    "serving",
    "not-reached",
    "conflict",
    "webhook-not-set",
    "commands-set",
    "commands-not-set",
    "channel-closed",
    "not-handed-on",
    "servers-not-kept",
    # updates and questions
    "unreadable",
    "unstored",
    "not-claimed",
    "update-failed",
    "not-noted",
    "leases-not-renewed",
    "nobody-told",
    "manner-unknown",
    "nothing-offered",
    "question-not-kept",
    # the store, as the bots see it
    "store-in-use",
    "store-trouble",
    "store-unseen",
    "paused",
    "resumed",
    # what is kept, and news
    "cleared",
    "not-cleared",
    "news-not-told",
    # the watch
    "building",
    "published",
    "gone",
    "unchanged",
    "held",
    "not-published",
    "problem",
    "build-failed",
    "record-not-written",
    "branch-followed",
    "branch-lost",
    "folder-compared",
    "notice-dropped",
    "notice-refused",
    "systemd-not-told",
    # a library's own line
    "library",
]
EVENTS: tuple[Event, ...] = get_args(Event)


class Fields(TypedDict, total=False):
    """What may be told beside an event.

    `version` is the store's, `error` the class of an exception, `sort` of an update such as ``message``; `pause_s`
    seconds until it is tried again, `attempt` counts from 1, `count` is of statements or of rows.
    """

    platform: str
    version: str | None
    error: str
    sort: str
    pause_s: float
    attempt: int
    count: int


def entry(event: Event, **beside: Unpack[Fields]) -> dict[str, object]:
    """For the ``extra`` of a call of the log."""
    return {"event": event, "beside": beside}
