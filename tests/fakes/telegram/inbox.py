"""An inbox in memory, which remembers what it was given and can be made to fail."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Sequence

from bot.registry.updates import Arrival


class MemoryInbox:
    """`stored` is each payload by update id; `failures` are raised one by one before anything is stored again."""

    def __init__(self) -> None:
        self.stored: dict[int, Arrival] = {}
        self.given: Counter[int] = Counter()
        self.sources: set[tuple[str, str]] = set()
        self.failures: list[Exception] = []
        self._lock = threading.Lock()

    def accept_all(self, platform: str, bot: str, arrivals: Sequence[Arrival]) -> list[bool]:
        with self._lock:
            if self.failures:
                raise self.failures.pop(0)
            self.sources.add((platform, bot))
            new = []
            for arrival in arrivals:
                self.given[arrival.update_id] += 1
                new.append(arrival.update_id not in self.stored)
                self.stored.setdefault(arrival.update_id, arrival)
            return new

    @property
    def texts(self) -> list[str]:
        """The messages' texts, in the order of their numbers."""
        updates = [json.loads(self.stored[number].payload) for number in sorted(self.stored)]
        return [update["message"]["text"] for update in updates]
