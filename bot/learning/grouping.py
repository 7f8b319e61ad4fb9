"""Questions grouped by meaning: average linkage over cosines of vectors that are centred per language.

Any two questions of this model are near (cosines of .7 to .9), so that only centred ones can be grouped, and only with
a threshold that was measured: see `ALIKE`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from indexer.vectors import Vectors, unit

ALIKE = 0.4
"""The mean cosine between two groups from which they are one."""

_AT_ONCE = 2000
"""Questions grouped together: memory and time grow with the square."""


def grouped(rows: Vectors, alike: float = ALIKE) -> list[list[int]]:
    """The numbers of unit rows (n, dim) by group, larger groups first; in each, what is nearest to its centre first.

    More than some thousands are taken in turns: a later question joins the group whose centre is as near as `alike`.
    """
    groups: list[list[int]] = []
    for first in range(0, len(rows), _AT_ONCE):
        waiting = _joined(rows, groups, range(first, min(first + _AT_ONCE, len(rows))), alike)
        groups += _linked(rows, waiting, alike)
    ordered = [_from_the_centre(rows, group) for group in groups]
    return sorted(ordered, key=lambda group: (-len(group), group[0]))


def _joined(rows: Vectors, groups: list[list[int]], numbers: Sequence[int], alike: float) -> list[int]:
    """Put into the groups there are what belongs to them; the rest is given back."""
    if not groups:
        return list(numbers)
    centres = unit(np.stack([rows[group].mean(axis=0) for group in groups]))
    near = rows[list(numbers)] @ centres.T
    best = near.argmax(axis=1)
    # A centre is nearer than the members are on average.
    belongs = [float(near[i, place]) * _tightness(rows, groups[place]) >= alike for i, place in enumerate(best)]
    for number, place, belonging in zip(numbers, best, belongs, strict=True):
        if belonging:
            groups[place].append(number)
    return [number for number, belonging in zip(numbers, belongs, strict=True) if not belonging]


def _tightness(rows: Vectors, group: list[int]) -> float:
    """The length of the mean of a group's rows: 1 where all are the same."""
    return float(np.linalg.norm(rows[group].mean(axis=0)))


def _linked(rows: Vectors, numbers: list[int], alike: float) -> list[list[int]]:
    if len(numbers) < 2:
        return [[number] for number in numbers]
    linking = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=max(0.0, 1 - alike)
    )
    labels = linking.fit_predict(rows[numbers])
    groups: dict[int, list[int]] = {}
    for number, label in zip(numbers, labels, strict=True):
        groups.setdefault(int(label), []).append(number)
    return list(groups.values())


def _from_the_centre(rows: Vectors, group: list[int]) -> list[int]:
    near = rows[group] @ rows[group].mean(axis=0)
    return [group[i] for i in np.argsort(-near, kind="stable")]
