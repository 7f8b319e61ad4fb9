"""Is a text a quotation of a published statement? All statements count, in every language and of every standing.

What was not released at the moment of the question does not exist here. One after another: the same words, then
words that follow a version with differences, then statements that say something near.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.catalogue import Catalogue
from bot.findings import (
    Altered,
    Exact,
    NotFound,
    Similar,
    Source,
    TooMuch,
    TooShort,
    Verification,
)
from bot.language import detect
from bot.reply import Slice
from bot.verification.comparing import Comparison, compare, locate, segments
from bot.verification.folding import Token, fold, tokens, weight
from bot.verification.framing import LEAST, frames
from bot.verification.sentences import whole_sentences
from bot.verification.shelf import Shelf, shelf
from bot.wording import same_language
from indexer.lexicon import tokens as terms_of
from indexer.statement import Span, Standing
from indexer.store import Snapshot
from indexer.vectors import Vectors

LONGEST = 20_000
"""Code points; a longer text is not judged."""
LEAST_CHARACTERS = 6
"""In scripts without spaces between words."""

_ALTERED = 0.6
"""At least this share of the words must stand in the version, in order, for the text to be called altered."""
_TELLING = 0.4
"""And this share by BM25's weights, so that small words alone make no quotation."""
_KEPT = 3.0
"""And so many words."""
_SHORT = 8.0
_SHORT_ALTERED = 0.75
"""Of a text of fewer words than `_SHORT` so many must stand in the version."""
_ASKED = 0.9
"""And of a question, which mostly asks in a statement's words."""
_NEAR = 0.33
"""Cosine from which a passage says something near."""
_SHARED = 0.5
"""Without an encoder: the share of words, by weight, from which a version does."""
_AROUND = " \t\r\n-–—―\"'“”„«»‹›‘’「」『』"
_QUESTION = frozenset("?؟")
_CANDIDATES = 6
_HITS = 40
_LISTED = 5
_READ = 1_500
"""Code points of a text that are searched by meaning: a model reads no further."""


class Encoding(Protocol):
    """What is needed of `indexer.encoding.Encoder`."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Rows (n, dim), in order."""


def verify(
    snapshot: Snapshot, text: str, moment: datetime, language: str | None = None, encoder: Encoding | None = None
) -> Verification:
    """What is found about `text`, as published at `moment`.

    `language` is the reader's; None takes that of the quotation, or of the text. Without an `encoder`, what is near is
    found by shared words. The lexicon's stemmers allow one call at a time.
    """
    if len(text) > LONGEST:
        return TooMuch(language or _language(snapshot, text), len(text), LONGEST)
    text = text.encode("utf-8", "replace").decode("utf-8")  # halves of surrogate pairs stop a model
    found = tokens(text)
    possible = frames(text, found)
    if not possible:
        return TooShort(language or _language(snapshot, text), round(LEAST), LEAST_CHARACTERS)
    search = _Search(snapshot, text, moment, language, found, possible)
    exact = search.exact()
    if exact is not None and not exact.ignored:
        return exact
    altered = search.altered(within=exact)
    return altered or exact or _near(snapshot, search, encoder)


class _Search:
    """One text against all visible versions of a snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        text: str,
        moment: datetime,
        language: str | None,
        found: Sequence[Token],
        possible: Sequence[tuple[int, int]],
    ) -> None:
        self.text = text
        self.language = language
        self.catalogue = Catalogue(snapshot, moment)
        self.shelf: Shelf = shelf(snapshot)
        released = np.array([s.released <= moment for s in snapshot.contents.statements], np.bool_)
        self.visible: npt.NDArray[np.bool_] = released[snapshot.statement_of]
        self._snapshot = snapshot
        self._found = found
        self._frames = possible

    def source(self, place: int) -> Source:
        """Which version lies at `place`, and how its statement stands."""
        statement = self._snapshot.contents.statements[self._snapshot.places[place].statement]
        entry = self.catalogue.find(statement.id)
        assert entry is not None, "only visible versions are searched"
        return Source(entry, self.shelf.versions[place])

    def exact(self) -> Exact | None:
        """The widest part of the text that is a quotation, from the version that stands best."""
        parts = [segments(self.text, self._found[a:b]) for a, b in self._frames]
        inner = next((p for p in reversed(parts) if p is not None), None)
        if inner is None:
            return None
        needle = max(map(fold, inner), key=len)
        hits = self.shelf.holding(needle, [int(p) for p in np.flatnonzero(self.visible)])
        hits.sort(key=self._preference)
        for frame, part in zip(self._frames, parts, strict=True):
            if part is not None:
                located = self._located(part, hits)
                if located:
                    return self._exact(frame, located)
        return None

    def _located(self, parts: Sequence[str], hits: Sequence[int]) -> list[tuple[int, list[Span]]]:
        """Where the parts stand: places, the best first, each of another statement, with the slices."""
        folded = [fold(part) for part in parts]
        located: list[tuple[int, list[Span]]] = []
        known: set[int] = set()
        tries = 0
        for place in hits:
            statement = self._snapshot.places[place].statement
            if statement in known or not all(f in self.shelf.folded(place) for f in folded):
                continue
            tries += 1
            spans = locate(parts, folded, self.shelf.versions[place].text, self.shelf.mapped(place))
            if spans is not None:
                known.add(statement)
                located.append((place, spans))
            if tries == _HITS or len(located) > _LISTED:
                break
        return located

    def _exact(self, frame: tuple[int, int], located: Sequence[tuple[int, list[Span]]]) -> Exact:
        place, spans = located[0]
        version = self.shelf.versions[place]
        whole, part = whole_sentences(self._snapshot, self._snapshot.places[place], version, spans)
        return Exact(
            self.language or version.language,
            self.source(place),
            tuple(Slice(a, b, version.text[a:b]) for a, b in spans),
            tuple(Slice(a, b, version.text[a:b]) for a, b in whole),
            part,
            self._ignored(frame),
            tuple(self.source(other) for other, _ in located[1:]),
        )

    def altered(self, within: Exact | None) -> Altered | None:
        """The text as an altered quotation of the version that it follows most closely, or None.

        Where a part of the text is exact, `within`, only if the words around it follow the version too.
        """
        wide = slice(*self._frames[0])
        candidates = self.shelf.nearest(self.text, self._found[wide], self.visible, _CANDIDATES)
        tried = self._frames[:1] if within is not None else dict.fromkeys((*self._frames[:3], self._frames[-1]))
        best: tuple[int, tuple[int, int], Comparison] | None = None
        for frame in tried:
            for place in sorted(candidates, key=self._preference):
                compared = self._compared(frame, place)
                if compared is not None and (best is None or compared.share > best[2].share + 1e-9):
                    best = place, frame, compared
        if best is None:
            return None
        place, frame, compared = best
        if within is not None and not self._goes_on(within, compared):
            return None
        source = self.source(place)
        return Altered(
            self.language or source.version.language, source, compared.pieces, compared.share, self._ignored(frame)
        )

    def _compared(self, frame: tuple[int, int], place: int) -> Comparison | None:
        """The comparison with the version at `place`, if the text follows it closely enough."""
        given, version = self._found[slice(*frame)], self.shelf.versions[place]
        compared = compare(self.text, given, version.text, self.shelf.tokens(place))
        if compared is None:
            return None
        least = _SHORT_ALTERED if weight(given) < _SHORT else _ALTERED
        if given[-1].key in _QUESTION:
            least = _ASKED
        if compared.share < least or weight(compared.kept) < _KEPT:
            return None
        words = self._snapshot.contents.lexicon.words(version.language)
        if words is None:
            return None
        kept = " ".join(self.text[t.start : t.end] for t in compared.kept)
        spoken = self.text[given[0].start : given[-1].end]
        telling = sum(map(words.weight, set(terms_of(kept, version.language))))
        # A term that no statement has weighs most; it is what was changed, and must not drown what was kept.
        whole = sum(words.weight(t) for t in set(terms_of(spoken, version.language)) if words.postings(t) is not None)
        return compared if telling >= _TELLING * whole else None

    def _goes_on(self, exact: Exact, compared: Comparison) -> bool:
        """Whether half of what stands around an exact quotation was published around it too."""
        around = sum(weight(tokens(part)) for part in exact.ignored)
        quoted = sum(weight(tokens(s.text)) for s in exact.slices)
        return weight(compared.kept) - quoted >= around / 2

    def _ignored(self, frame: tuple[int, int]) -> tuple[str, ...]:
        first, last = self._found[frame[0]].start, self._found[frame[1] - 1].end
        around = (self.text[:first].strip(_AROUND), self.text[last:].lstrip(_AROUND + ".,;。，、").rstrip(_AROUND))
        return tuple(part for part in around if any(map(str.isalnum, part)))

    def _preference(self, place: int) -> tuple[bool, bool, float]:
        """What is in force comes first, then what the reader reads, then what is newer."""
        entry = self.source(place).entry
        other = self.language is not None and not same_language(self.shelf.versions[place].language, self.language)
        return entry.standing is not Standing.IN_FORCE, other, -entry.statement.released.timestamp()


def _language(snapshot: Snapshot, text: str) -> str:
    return detect(text[:500], snapshot.contents.lexicon, "en")


def _near(snapshot: Snapshot, search: _Search, encoder: Encoding | None) -> Similar | NotFound:
    """Up to five statements that say something near, nearest first."""
    asked = search.language or _language(snapshot, search.text)
    if encoder is None:
        shares = np.where(search.visible, search.shelf.overlap(search.text), 0)
        ranked = [int(p) for p in np.argsort(-shares, kind="stable")[:50] if shares[p] >= _SHARED]
        near = [snapshot.places[p].statement for p in ranked]
    else:
        row = encoder.questions([search.text[:_READ]])
        similarities, rows = snapshot.search(
            snapshot.contents.space.place_questions(row, _language(snapshot, search.text))[0], 50
        )
        near = [snapshot.contents.passages[r].statement for r, s in zip(rows, similarities, strict=True) if s >= _NEAR]
    sources = []
    for number in dict.fromkeys(near):
        entry = search.catalogue.find(snapshot.contents.statements[number].id)
        if entry is not None:
            sources.append(Source(entry, entry.statement.best_version(asked)))
    return Similar(asked, tuple(sources[:_LISTED])) if sources else NotFound(asked)
