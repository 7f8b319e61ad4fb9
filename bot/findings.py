"""What the verification of a text can find, as a closed union. Contains no logic beyond naming what a value tells.

Every renderer matches on `Verification` and ends in `assert_never`. Positions count code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.catalogue import Entry
from bot.reply import Slice
from indexer.statement import Version


@dataclass(frozen=True, slots=True)
class Source:
    """A version of a published statement, and how the statement stands at the moment of the verification."""

    entry: Entry
    version: Version


class Change(StrEnum):
    """What became of words between the published text and the given one."""

    KEPT = "kept"
    MISSING = "missing"
    ADDED = "added"
    REPLACED = "replaced"
    OMITTED = "omitted"
    """Left out, and the given text says so by ``[…]`` or the like."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of both texts that belong together; an empty slice where the one text has nothing."""

    change: Change
    given: Slice
    published: Slice


@dataclass(frozen=True, slots=True)
class Exact:
    """The text is a quotation: `slices` of the version, in order, with gaps that the text marks.

    `whole` are the whole sentences that the slices come from, in order; `part` says that the text leaves out a part of
    a sentence, which can turn its meaning. `ignored` is what of the text stood around the quotation and was not
    judged. `others` are further statements that hold the same words.
    """

    language: str
    source: Source
    slices: tuple[Slice, ...]
    whole: tuple[Slice, ...]
    part: bool
    ignored: tuple[str, ...] = ()
    others: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Altered:
    """The text follows a version, with differences: `pieces` in order; joined, they are both texts.

    `share` (0..1) is the part of the text's words that were published so and in this order.
    """

    language: str
    source: Source
    pieces: tuple[Piece, ...]
    share: float
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """No quotation; `sources` say something near, nearest first, in the reader's language where there is a version."""

    language: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """No quotation, and nothing near."""

    language: str


@dataclass(frozen=True, slots=True)
class TooShort:
    """Too few words to belong to anybody: under `words` words, in unspaced scripts under `characters` characters."""

    language: str
    words: int
    characters: int


@dataclass(frozen=True, slots=True)
class TooMuch:
    """Longer than what is judged: `length` and `limit` are code points."""

    language: str
    length: int
    limit: int


Verification = Exact | Altered | Similar | NotFound | TooShort | TooMuch
