"""What Prometheus may know of a watch: how its last build went and since when, and what is in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.tending.record import Record, Result
from bot.tending.status import InUse, failing


@dataclass(frozen=True, slots=True)
class Standing:
    """How a watch stands at `at`. `still` is for how many seconds it has not moved; `held` is since when the store is
    held back at an earlier version.
    """

    at: datetime
    watch: Record
    still: float
    in_use: InUse | None
    paused: bool
    held: datetime | None


class Figures:
    """The figures of one watch. Those of the store have the names that bots give them."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        self._store = Gauge("verbale_store_info", "The store's version", ["version"], registry=own)
        self._built = Gauge("verbale_store_built_timestamp_seconds", "When the store was built", registry=own)
        self._age = Gauge("verbale_store_age_seconds", "Since the store was built", registry=own)
        self._paused = Gauge("verbale_paused", "1 while staff have paused the service", registry=own)
        self._result = Gauge("verbale_watch_result", "1 for what became of the last build", ["result"], registry=own)
        self._looked = Gauge("verbale_watch_build_age_seconds", "Since the last build, also of nothing", registry=own)
        self._failing = Gauge("verbale_watch_failing_seconds", "Since builds fail; 0 while none does", registry=own)
        self._problems = Gauge("verbale_watch_problems", "Mistakes that keep the folder from use", registry=own)
        self._lost = Gauge("verbale_watch_branch_lost", "1 while the branch is not followed", registry=own)
        self._held = Gauge("verbale_watch_held_seconds", "Since the store was rolled back, else 0", registry=own)
        self._still = Gauge("verbale_watch_still_seconds", "Since the watch last moved", registry=own)

    def text(self, found: Standing) -> bytes:
        """All figures in Prometheus's text format."""
        told, in_use, build = found.watch, found.in_use, found.watch.build
        fails = failing(told, None if in_use is None else in_use.built)
        self._store.clear()
        if in_use is not None:
            self._store.labels(in_use.version).set(1)
            self._built.set(in_use.built.timestamp())
            self._age.set(_seconds(found.at - in_use.built))
        self._paused.set(int(found.paused))
        for result in Result:
            self._result.labels(result.value).set(int(build is not None and build.result is result))
        self._looked.set(0 if build is None else _seconds(found.at - build.at))
        self._failing.set(_seconds(found.at - (build.since or build.at)) if fails and build is not None else 0)
        self._problems.set(build.count if fails and build is not None else 0)
        self._lost.set(int(told.trouble is not None))
        self._held.set(0 if found.held is None else _seconds(found.at - found.held))
        self._still.set(found.still)
        return generate_latest(self.registry)


def _seconds(age: timedelta) -> float:
    return max(0.0, age.total_seconds())
