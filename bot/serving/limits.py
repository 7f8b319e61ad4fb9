"""How much one person, one chat and everybody may ask, and patience with those who ask more.

Kept in memory, by pseudonym, and gone with the process. Rates are written as ``10/minute`` or ``30 per 10 seconds``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, SlidingWindowCounterRateLimiter

from indexer.statement import VerbaleError


class LimitError(VerbaleError):
    """A limit is not written as one."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Questions allowed. Who alone asks too much more often than `strikes` is ignored until their time is over."""

    person: str = "12/minute"
    chat: str = "30/minute"
    everybody: str = "50/second"
    strikes: str = "5 per 10 minutes"


class Verdict(Enum):
    """What to do with a question."""

    ANSWER = auto()
    SLOW_DOWN = auto()
    """Say that this is too fast."""
    BUSY = auto()
    """Everybody together asks too much, and this person is not to blame: say that the bot is busy."""
    IGNORE = auto()
    """Say nothing."""


class Limits:
    """Judges each question once, from any thread. Raises `LimitError` for rates that are none."""

    def __init__(self, rates: Rates | None = None) -> None:
        rates = rates or Rates()
        storage = MemoryStorage()
        self._rates = SlidingWindowCounterRateLimiter(storage)
        self._windows = FixedWindowRateLimiter(storage)
        self._person = _rate(rates.person)
        self._chat = _rate(rates.chat)
        self._everybody = _rate(rates.everybody)
        self._strikes = _rate(rates.strikes)

    def judge(self, person: str, chat: str) -> Verdict:
        """What to do with a question of `person` in `chat`, both pseudonyms; it counts."""
        if not self._windows.test(self._strikes, "strikes", person):
            return Verdict.IGNORE
        if not self._rates.hit(self._person, "person", person):
            self._windows.hit(self._strikes, "strikes", person)
            return Verdict.SLOW_DOWN
        if not self._rates.hit(self._chat, "chat", chat):  # others may have filled it
            return Verdict.SLOW_DOWN
        return Verdict.ANSWER if self._rates.hit(self._everybody, "everybody") else Verdict.BUSY


def demand_rates(written: Iterable[str]) -> None:
    """Raises `LimitError` for the first that is no rate."""
    for rate in written:
        _rate(rate)


def _rate(written: str) -> RateLimitItem:
    try:
        return parse(written)
    except ValueError:
        raise LimitError(f"{written!r} is no rate; write it like 10/minute or 30 per 10 seconds") from None
