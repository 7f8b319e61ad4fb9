"""Two texts laid side by side, word by word: what was kept, what is missing, what was added or replaced.

First runs of words that both texts have in the same order; a chain of such runs is chosen that covers most and jumps
least. Then the words between them, with Levenshtein's distance over words (rapidfuzz).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq, Levenshtein

from bot.findings import Change
from bot.verification.folding import Token

_RUNS = 150
"""At most so many runs are chained, the longest ones: the chain is quadratic in them."""
_REPEATS = 8
"""A run of words that stands more often in the published text is no landmark."""
_JUMP = 6.0
"""What a jump of any length costs, in words."""
_EDGE = 200
"""More words than these before the first common run, or after the last, are not compared."""
_FOREIGN = 3
"""More replaced words than these at either end are words around a quotation, not altered ones."""

_ENDS = frozenset(".!?。؟۔।")
"""The marks that end a sentence, folded."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """Tokens `given` (a range) against tokens `published` (a range); one of the ranges may be empty."""

    change: Change
    given: Range
    published: Range


def align(given: Sequence[Token], published: Sequence[Token]) -> list[Step]:
    """The steps from the first to the last token of `given`; empty when the texts have no run of words in common.

    The steps' ranges follow each other without holes in both texts. `KEPT` means that the tokens' keys are equal.
    """
    one, other = [t.key for t in given], [t.key for t in published]
    chain = _chain(_runs(one, other, 2 if len(one) < 12 else 3), frozenset(i for i, t in enumerate(given) if t.gap))
    if not chain:
        return []
    steps = list(_lead(one, other, chain[0]))
    at, there = chain[0][0], chain[0][1]
    for i, j, length in chain:
        steps += _between(one, other, (at, i), (there, j))
        steps.append(Step(Change.KEPT, (i, i + length), (j, j + length)))
        at, there = i + length, j + length
    steps += _tail(one, other, at, there)
    return steps


def _runs(one: Sequence[str], other: Sequence[str], size: int) -> list[tuple[int, int, int]]:
    """The longest runs (at in `one`, at in `other`, length) of at least `size` equal words, in order."""
    wanted = {tuple(one[i : i + size]) for i in range(len(one) - size + 1)}
    places: dict[tuple[str, ...], list[int]] = {}
    for j in range(len(other) - size + 1):
        key = tuple(other[j : j + size])
        if key in wanted:
            places.setdefault(key, []).append(j)
    growing: dict[int, tuple[int, int, int]] = {}
    runs: list[tuple[int, int, int]] = []
    for i in range(len(one) - size + 1):
        for j in _few(places.get(tuple(one[i : i + size]), [])):
            known = growing.get(j - i)
            if known is not None and known[0] + known[2] == i + size - 1:
                growing[j - i] = (known[0], known[1], known[2] + 1)
                continue
            if known is not None:
                runs.append(known)
            growing[j - i] = (i, j, size)
    runs += growing.values()
    return sorted(sorted(runs, key=lambda r: -r[2])[:_RUNS])


def _few(places: list[int]) -> list[int]:
    return places if len(places) <= _REPEATS else []


def _chain(runs: Sequence[tuple[int, int, int]], gaps: frozenset[int]) -> list[tuple[int, int, int]]:
    """Those of `runs` that cover most words in the order of both texts, less what their jumps cost; not overlapping."""
    best: list[float] = []
    before: list[int] = []
    for k, (i, j, length) in enumerate(runs):
        score, chosen = float(length), -1
        for p, (pi, pj, plength) in enumerate(runs[:k]):
            overlap = max(0, pi + plength - i, pj + plength - j)
            if pi < i and pj < j and overlap < length:
                jump = abs((j - pj) - (i - pi))
                marked = any(g in gaps for g in range(pi + plength, i)) if jump else False
                cost = 0.0 if jump == 0 or marked else min(_JUMP, 1 + jump / 8)
                if best[p] + length - overlap - cost > score:
                    score, chosen = best[p] + length - overlap - cost, p
        best.append(score)
        before.append(chosen)
    chain: list[tuple[int, int, int]] = []
    at = max(range(len(runs)), key=best.__getitem__, default=-1)
    while at >= 0:
        chain.append(runs[at])
        at = before[at]
    return list(_cut(reversed(chain)))


def _cut(chain: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """The chain with each run beginning after the one before it has ended, in both texts."""
    at = there = 0
    for i, j, length in chain:
        overlap = max(0, at - i, there - j)
        if overlap < length:
            yield i + overlap, j + overlap, length - overlap
            at, there = i + length, j + length


def _between(one: Sequence[str], other: Sequence[str], given: Range, published: Range) -> list[Step]:
    """The steps between two common runs."""
    left, right = given[1] - given[0], published[1] - published[0]
    if right > 2 * left + 8:  # a long passage left out would lend its small words to anything
        steps = [Step(Change.ADDED, given, (published[0], published[0]))] if left else []
        return [*steps, Step(Change.MISSING, (given[1], given[1]), published)]
    return [
        step
        for op in Levenshtein.opcodes(one[slice(*given)], other[slice(*published)])
        for step in _steps(
            one,
            other,
            op.tag,
            (given[0] + op.src_start, given[0] + op.src_end),
            (published[0] + op.dest_start, published[0] + op.dest_end),
        )
    ]


def _steps(one: Sequence[str], other: Sequence[str], tag: str, given: Range, published: Range) -> Iterator[Step]:
    """One of Levenshtein's operations as steps; a mark does not replace a word, nor a word a mark."""
    if tag != "replace":
        yield Step({"equal": Change.KEPT, "delete": Change.ADDED, "insert": Change.MISSING}[tag], given, published)
        return
    for i, j in zip(range(*given), range(*published), strict=True):
        if _speaks(one[i]) == _speaks(other[j]):
            yield Step(Change.REPLACED, (i, i + 1), (j, j + 1))
        else:
            yield Step(Change.ADDED, (i, i + 1), (j, j))
            yield Step(Change.MISSING, (i + 1, i + 1), (j, j + 1))


def _speaks(key: str) -> bool:
    return any(map(str.isalnum, key))


def _lead(one: Sequence[str], other: Sequence[str], run: tuple[int, int, int]) -> list[Step]:
    """The steps before the first common run."""
    i, j, _ = run
    outwards = _outwards(one[:i][::-1], other[max(0, j - i - 3) : j][::-1])
    if outwards == 0:
        return [Step(Change.ADDED, (0, i), (j, j))] if i else []
    steps = _between(one, other, (0, i), (j - outwards, j))
    while steps and steps[0].change is Change.MISSING:
        steps.pop(0)
    return steps


def _tail(one: Sequence[str], other: Sequence[str], at: int, there: int) -> list[Step]:
    """The steps after the last common run."""
    left = len(one) - at
    outwards = _outwards(one[at:], other[there : there + left + 3])
    if outwards == 0:
        return [Step(Change.ADDED, (at, len(one)), (there, there))] if left else []
    steps = _between(one, other, (at, len(one)), (there, there + outwards))
    while steps and steps[-1].change is Change.MISSING:
        steps.pop()
    return steps


def _outwards(given: Sequence[str], published: Sequence[str]) -> int:
    """How many of the words `published`, from a common run outwards, all words `given` are to be compared with.

    None where the given words stand around a quotation and are not altered ones: more than a few, and less than half
    of them published so. A few count as altered only with words of the same sentence.
    """
    if not 0 < len(given) <= _EDGE:
        return 0
    same = next((n for n, key in enumerate(published) if key in _ENDS), len(published))
    for room in (len(published) if not _ENDS.isdisjoint(given) else same, len(published)):
        widths = range(max(0, min(len(given) - 3, room)), room + 1)
        kept = {width: LCSseq.similarity(given, published[:width]) for width in widths}
        best = min(
            widths,
            key=lambda w: (Levenshtein.distance(given, published[:w]), -kept[w], abs(w - len(given))),
        )
        if 2 * kept[best] >= len(given) or (room <= same and sum(map(_speaks, given)) <= _FOREIGN):
            return best
    return 0
