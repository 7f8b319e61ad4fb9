"""From settings to parts: the registry, how long it keeps what, and the limits. And the job that keeps to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.logbook import entry
from bot.registry.keys import Keys, keys_beside, keys_from
from bot.registry.opening import Registry, Retention, open_registry
from bot.serving.limits import Limits, Rates
from bot.settings import Settings
from indexer.store import Snapshot

if TYPE_CHECKING:
    from bot.serving.keeping import Keeping

SECRET_KEY = "secret.key"  # noqa: S105 - a file's name

_HOURLY = 3600.0
_log = logging.getLogger(__name__)


def registry_of(settings: Settings) -> Registry:
    """The registry, opened. Raises `RegistryError`."""
    return open_registry(settings.database, keys_of(settings))


def keys_of(settings: Settings) -> Keys:
    """The keys that are set, else those in a file beside the store, which is made at the first start."""
    written = settings.secret("secret_key")
    return keys_from(written) if written else keys_beside(settings.registry / SECRET_KEY)


def retention_of(settings: Settings) -> Retention:
    """For how long each thing is kept."""
    return Retention(
        unanswered=settings.time("keep_unanswered_hours"),
        marks=settings.time("keep_marks_hours"),
        dead_letters=settings.time("keep_dead_letters_days"),
        shown=settings.time("keep_shown_days"),
        preferences=settings.time("keep_preferences_days"),
        counts=settings.time("keep_counts_days"),
        questions=settings.time("keep_questions_days"),
    )


def keeping_of(settings: Settings, registry: Registry, snapshot: Callable[[], Snapshot]) -> Keeping | None:
    """What keeps the questions that were asked in vain, if that is switched on."""
    if not settings["log_questions"]:
        return None
    from bot.serving.keeping import Keeping  # its dictionaries are needed nowhere else

    return Keeping(registry.questions, snapshot, settings.time("keep_questions_days").days)


def limits_of(settings: Settings) -> Limits:
    """What may be asked. Raises `LimitError`."""
    names = ("limit_person", "limit_chat", "limit_everybody", "limit_strikes")
    return Limits(Rates(*(settings[name] for name in names)))


async def keep_to(retention: Retention, registry: Registry) -> None:
    """At once and every hour: count who is reached, and delete what is older than it may be, until cancelled."""
    while True:
        try:
            await asyncio.to_thread(registry.counts.measure)
            done = await asyncio.to_thread(registry.enforce, retention)
            _log.info(
                "retention: %s",
                ", ".join(f"{count} {name}" for name, count in done.items() if count) or "nothing",
                extra=entry("cleared", count=sum(done.values())),
            )
        except Exception:  # the database may be back in an hour
            _log.exception("what is too old could not be deleted", extra=entry("not-cleared"))
        await asyncio.sleep(_HOURLY)
