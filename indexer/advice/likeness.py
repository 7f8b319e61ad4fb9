"""Statements in force that say much of the same: most often one should supersede the other.

Compared are runs of three words of title and text within a language. In the sample, statements of one series share a
fifth to two fifths of them and nearly the same title; others on one topic at most a seventh.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from indexer.advice.sorts import NEAR_DUPLICATE
from indexer.advice.standing import InForce
from indexer.statement import Problem

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_RUN = 3
_SHARED = 0.5
"""Of the runs of the shorter text, so many make the two near duplicates whatever their titles."""
_SHARED_WITH_TITLE, _TITLE = 0.22, 88.0
"""So many where the titles are alike, too (0 to 100, whatever the order of words)."""
_COMMON = 30
"""A run that stands in more statements is a formula, and counts for nothing."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One version's title and runs of words; `place` is its statement's."""

    place: int
    title: str
    runs: frozenset[tuple[str, ...]]


def near_duplicates(standing: Sequence[InForce]) -> Iterator[Problem]:
    """For each statement the most alike one among those published before it, unless one supersedes the other."""
    replaced = _replaced(standing)
    best: dict[int, tuple[float, int]] = {}
    for told in _by_language(standing).values():
        for (first, second), shared in _shared(told).items():
            one, other = told[first], told[second]
            share = shared / min(len(one.runs), len(other.runs))
            alike = share >= _SHARED or (
                share >= _SHARED_WITH_TITLE and fuzz.token_set_ratio(one.title, other.title) >= _TITLE
            )
            if not alike or {one.place, other.place} in replaced:
                continue
            earlier, later = sorted((one.place, other.place), key=lambda p: (standing[p].statement.released, p))
            if share > best.get(later, (0.0, 0))[0]:
                best[later] = share, earlier
    for later, (_, earlier) in sorted(best.items()):
        found = standing[later].located
        other_id = standing[earlier].statement.id
        yield NEAR_DUPLICATE.at(found.file, found.line("supersedes"), "supersedes", other=other_id)


def _by_language(standing: Sequence[InForce]) -> dict[str, list[_Told]]:
    found: dict[str, list[_Told]] = defaultdict(list)
    for place, one in enumerate(standing):
        for version in one.statement.versions:
            words = _TOKEN.findall(f"{version.title}\n{version.text}".casefold())
            runs = frozenset(tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
            if runs:
                found[version.language].append(_Told(place, version.title.casefold(), runs))
    return found


def _shared(told: Sequence[_Told]) -> Counter[tuple[int, int]]:
    """For each pair of places in `told` how many runs they share."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(told):
        for run in one.runs:
            holders[run].append(number)
    pairs: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) <= _COMMON:
            pairs.update((a, b) for i, a in enumerate(numbers) for b in numbers[i + 1 :])
    return pairs


def _replaced(standing: Sequence[InForce]) -> list[set[int]]:
    """Pairs of which one supersedes the other; both stand only while the later one is under embargo."""
    places = {one.statement.id: place for place, one in enumerate(standing)}
    return [
        {place, places[earlier]}
        for place, one in enumerate(standing)
        for earlier in one.statement.supersedes
        if earlier in places
    ]
