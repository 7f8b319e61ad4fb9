"""All versions of a snapshot, folded for comparison, and which of them to look at for a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from bot.verification.folding import Folded, Token, fold, tokens
from indexer import lexicon
from indexer.statement import Version
from indexer.store import Snapshot

_TERMS = 1_500
"""A longer text is looked for by so many of its words, spread evenly."""
_DEPTH = 150
"""So many versions that share its words are looked at for its turns of phrase."""
_PROBES = 60
"""By so many turns of phrase, spread evenly."""

Floats = npt.NDArray[np.float32]


class Shelf:
    """A snapshot's versions by place, folded when first needed and then kept: about as much memory as the texts."""

    def __init__(self, snapshot: Snapshot) -> None:
        statements = snapshot.contents.statements
        self.versions: tuple[Version, ...] = tuple(
            version for statement in statements for version in statement.versions
        )
        self._folded: list[str | None] = [None] * len(self.versions)
        self._lexicon = snapshot.contents.lexicon
        # Of the versions looked at last; a whole store of them would take a hundred bytes a character.
        self.mapped = lru_cache(64)(lambda place: Folded.of(self.versions[place].text))
        self.tokens = lru_cache(64)(lambda place: tokens(self.versions[place].text))

    def folded(self, place: int) -> str:
        """The folded text of a version."""
        known = self._folded[place]
        if known is None:
            known = self._folded[place] = fold(self.versions[place].text)
        return known

    def holding(self, needle: str, places: Sequence[int]) -> list[int]:
        """Those of `places` whose folded text contains the folded `needle`."""
        return [place for place in places if needle in self.folded(place)]

    def overlap(self, text: str) -> Floats:
        """(places,) the share, by weight, of the words of `text` that each version holds; the weights are BM25's."""
        shares = np.zeros(len(self.versions), np.float32)
        for language in self._lexicon.languages:
            words = self._lexicon.words(language)
            terms = _spread(list(dict.fromkeys(lexicon.tokens(text, language))), _TERMS)
            if words is None or not terms:
                continue
            held = np.zeros(len(words.rows), np.float32)
            whole = 0.0
            for term in terms:
                weight = words.weight(term)
                whole += weight
                found = words.postings(term)
                if found is not None:
                    held[found[0]] += weight
            if whole > 0:
                shares[words.rows] = held / whole
        return shares

    def nearest(self, text: str, found: Sequence[Token], visible: npt.NDArray[np.bool_], depth: int) -> list[int]:
        """The `depth` places, best first, that share most turns of phrase with the tokens `found` of `text`."""
        shares = np.where(visible, self.overlap(text), 0)
        order = np.argsort(-shares, kind="stable")[:_DEPTH]
        order = order[shares[order] > 0]
        probes = _spread(_phrases(found), _PROBES)
        hits = {int(p): sum(probe in self.folded(int(p)) for probe in probes) for p in order}
        return sorted((p for p in hits if hits[p]), key=lambda p: (-hits[p], -shares[p]))[:depth]


def _phrases(found: Sequence[Token]) -> list[str]:
    """Runs of two words of a short text, of three of a longer one, folded as a text is; without marks of omission."""
    size = 2 if len(found) < 12 else 3
    runs = (found[i : i + size] for i in range(len(found) - size + 1))
    return list(dict.fromkeys("".join(t.key for t in run) for run in runs if not any(t.gap for t in run)))


def _spread(items: list[str], most: int) -> list[str]:
    return items if len(items) <= most else [items[i * len(items) // most] for i in range(most)]


_shelves: WeakKeyDictionary[Snapshot, Shelf] = WeakKeyDictionary()
_making = Lock()


def shelf(snapshot: Snapshot) -> Shelf:
    """The shelf of a snapshot, made once."""
    with _making:
        if snapshot not in _shelves:
            _shelves[snapshot] = Shelf(snapshot)
        return _shelves[snapshot]
