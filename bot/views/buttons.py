"""What a button carries: at most 64 bytes that mean the same after a restart and in the next version of the store.

A statement or a topic is named by twelve characters made from its id alone.

    wen3q2-7wAbCd12.fr      the whole statement 3q2-7wAbCd12 in French, the bot speaking English
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

MOST_KEYS = 4
_KEY = 12
_WRITTEN = re.compile(rf"([a-z])([a-z]{{2}})((?:[A-Za-z0-9_-]{{{_KEY}}}){{0,{MOST_KEYS}}})(?:\.([a-z0-9]{{1,8}}))?")
_LONGEST_TEXT = 60


class Action(StrEnum):
    """What a button does; one letter each, never given another meaning."""

    WHOLE = "w"
    LANGUAGES = "l"
    VERSION = "v"
    OTHERS = "m"
    SHOW = "s"
    YES = "y"
    NO = "n"
    TOPICS = "t"
    TOPIC = "p"
    LATEST = "a"
    TIMELINE = "h"
    HISTORIES = "i"
    CHAIN = "k"
    SPEAK = "g"
    SUBSCRIBE = "b"
    UNSUBSCRIBE = "u"
    CORRECTIONS = "c"


@dataclass(frozen=True, slots=True)
class Data:
    """An action, the language in which the bot speaks, what it is about, and a detail: a page, a language, on, off."""

    action: Action
    language: str
    keys: tuple[str, ...] = ()
    detail: str = ""

    @property
    def written(self) -> str:
        return f"{self.action}{self.language}{''.join(self.keys)}" + (f".{self.detail}" if self.detail else "")

    @property
    def page(self) -> int:
        """The detail as the number of a page, 1 where it is none."""
        return int(self.detail) if self.detail.isdigit() else 1


def read(data: str) -> Data | None:
    """What a button carries; None for what no button of ours does."""
    found = _WRITTEN.fullmatch(data)
    if found is None or found[1] not in set(Action):
        return None
    keys = tuple(found[3][start : start + _KEY] for start in range(0, len(found[3]), _KEY))
    return Data(Action(found[1]), found[2], keys, found[4] or "")


def key_of(name: str) -> str:
    """The short form of an id."""
    return urlsafe_b64encode(blake2b(name.encode(), digest_size=9).digest()).decode()


def named(key: str, names: Iterable[str]) -> str | None:
    """The one of `names` whose short form is `key`."""
    return next((name for name in names if key_of(name) == key), None)


def short(text: str) -> str:
    """`text` as a button shows it."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_TEXT else plain[: _LONGEST_TEXT - 1].rstrip() + "…"
