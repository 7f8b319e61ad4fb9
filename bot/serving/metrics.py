"""What Prometheus may know: counts and times, never a text, a name or an id.

Labels come from closed lists or are cut to them, so that nothing a citizen writes becomes one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.wording import LANGUAGES

OTHER = "other"
EVERY = "all"
"""In place of a platform: all of them together."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}")


class Figures:
    """The figures of one process, in a registry of their own. Safe from any thread."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        self.questions = Counter(
            "verbale_questions", "Questions by outcome", ["platform", "language", "outcome"], registry=own
        )
        self.remembered = Counter("verbale_remembered", "Replies not computed again", ["platform"], registry=own)
        self.updates = Counter(
            "verbale_updates", "Updates received, seen again, unreadable …", ["platform", "event"], registry=own
        )
        self.sends = Counter("verbale_sends", "Sent, retried, unknown, refused …", ["platform", "event"], registry=own)
        self.refused = Counter("verbale_refused", "Questions over a limit", ["platform", "verdict"], registry=own)
        self.failed = Counter(
            "verbale_failures", "Updates that failed, by kind of error", ["platform", "event", "error"], registry=own
        )
        self.dead = Counter("verbale_dead_letters", "Updates given up", ["platform", "event", "error"], registry=own)
        self.stages = Histogram(
            "verbale_stage_seconds", "Time in each stage", ["platform", "stage"], buckets=_SECONDS, registry=own
        )
        self.waiting = Gauge("verbale_waiting", "Waiting, in each queue", ["platform", "queue"], registry=own)
        self._reached = Gauge("verbale_reached", "1 while the platform is connected", ["platform"], registry=own)
        self._store = Gauge("verbale_store_info", "The store's version", ["version"], registry=own)
        self._built = Gauge("verbale_store_built_timestamp_seconds", "When the store was built", registry=own)
        self._age = Gauge("verbale_store_age_seconds", "Since the store was built", registry=own)
        self._trouble = Gauge("verbale_store_trouble", "1 while a newer store cannot be used", registry=own)
        self._paused = Gauge("verbale_paused", "1 while staff have paused the service", registry=own)

    def queue(self, name: str, count: Callable[[], float]) -> None:
        """As `Metrics.waiting`, of a queue in which all platforms wait."""
        self.waiting.labels(EVERY, plain(name)).set_function(count)

    def store(self, version: str, built: float, age: Callable[[], float]) -> None:
        """Name the store in use, built at `built` (seconds since 1970)."""
        self._store.clear()
        self._store.labels(version).set(1)
        self._built.set(built)
        self._age.set_function(age)

    def reached(self, platform: str, *, there: bool) -> None:
        """Note whether a platform is connected."""
        self._reached.labels(platform).set(int(there))

    def paused(self, *, there: bool) -> None:
        """Note whether staff have paused the service."""
        self._paused.set(int(there))

    def trouble(self, *, there: bool) -> None:
        """Note whether a newer store cannot be used."""
        self._trouble.set(int(there))

    def text(self) -> bytes:
        """All figures in Prometheus's text format."""
        return generate_latest(self.registry)


class Metrics:
    """The figures of one platform among those of the process. Safe from any thread."""

    def __init__(self, platform: str, figures: Figures | None = None) -> None:
        self.platform = platform
        self.figures = figures or Figures()

    def question(self, outcome: str, spoken: str, *, remembered: bool = False) -> None:
        """Count a question by the outcome of its reply (or ``busy`` and the like) and the language it was given in."""
        self.figures.questions.labels(self.platform, language(spoken), plain(outcome)).inc()
        if remembered:
            self.figures.remembered.labels(self.platform).inc()

    def update(self, event: str) -> None:
        """Count what happened to an incoming update."""
        self.figures.updates.labels(self.platform, plain(event)).inc()

    def send(self, event: str) -> None:
        """Count what happened to an outgoing message."""
        self.figures.sends.labels(self.platform, plain(event)).inc()

    def refused(self, verdict: str) -> None:
        """Count a question over a limit."""
        self.figures.refused.labels(self.platform, plain(verdict)).inc()

    def failed(self, event: str, error: str, *, dead: bool) -> None:
        """Count an update that failed; `dead` when it is given up."""
        (self.figures.dead if dead else self.figures.failed).labels(self.platform, plain(event), plain(error)).inc()

    def took(self, stage: str, seconds: float) -> None:
        """Note the time of one stage of one question."""
        self.figures.stages.labels(self.platform, plain(stage)).observe(seconds)

    @contextmanager
    def timing(self, stage: str) -> Iterator[None]:
        """Note how long the block takes."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.took(stage, time.perf_counter() - begun)

    def waiting(self, queue: str, count: Callable[[], float]) -> None:
        """Ask `count` for the length of a queue whenever the figures are fetched; it must be quick."""
        self.figures.waiting.labels(self.platform, plain(queue)).set_function(count)


def language(code: str) -> str:
    """A language of the bot's own, or `OTHER`."""
    return code if code in LANGUAGES else OTHER


def plain(name: str) -> str:
    """A name as our own code and class names are, or `OTHER`: an error's message would not be one."""
    return name if _NAME.fullmatch(name) else OTHER
