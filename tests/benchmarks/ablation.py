"""What each step of the matching adds: R@1 and R@5 on the kept halves, with bootstrap intervals.

``python -m tests.benchmarks.ablation``. Each step orders the statements that the whole method looks at token by token;
the interval is of 1,000 resamples of the questions, and so is that of the gain in R@1 over the step before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from bot import retrieval
from bot.retrieval import Candidate, Ranking
from tests.benchmarks.sets import NAMES, Asked, ask, for_tuning, model, questions, snapshot

DEPTH = 40
RESAMPLES = 1000
Floats = npt.NDArray[np.float64]


def words_weigh(ranking: Ranking) -> float:
    return retrieval._WORDS_WEIGH * ranking.share**2 if ranking.share >= retrieval._LEAST_SHARE else 0.0


STEPS: dict[str, Callable[[Candidate, Ranking], float]] = {
    "best passage, centred and partly whitened": lambda c, r: c.passage,
    "+ best sentence and mean of the passages": lambda c, r: c.similarity,
    "+ in deviations above chance, by pair of languages": lambda c, r: c.standard,
    "+ words": lambda c, r: c.standard + words_weigh(r) * c.words,
    "+ late interaction": lambda c, r: c.score,
}


def ranks(asked: Sequence[Asked], score: Callable[[Candidate, Ranking], float]) -> Floats:
    """(questions,) the rank from 0 of the first right statement, infinite where it is not among the candidates."""
    found = []
    for one in asked:
        scores = np.array([score(c, one.ranking) for c in one.ranking.candidates])
        order = np.argsort(-scores, kind="stable")
        right = [place for place, i in enumerate(order) if one.ids[i] in one.question.right]
        found.append(right[0] if right else np.inf)
    return np.array(found, float)


def interval(values: Floats, chance: np.random.Generator) -> tuple[float, float]:
    """The middle 95 % of the mean over resamples."""
    means = values[chance.integers(0, len(values), (RESAMPLES, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def main() -> None:
    encoder = model()
    chance = np.random.default_rng(0)
    print("| set | step | R@1 | gain | R@5 |\n| --- | --- | --- | --- | --- |")
    for name in NAMES:
        kept = [q for q in questions(name) if q.right and not for_tuning(q)]
        with patch.multiple(retrieval, _LATE=DEPTH, _DEEPEST=DEPTH):
            asked = ask(snapshot(name, encoder), encoder, kept)
        groups = {name: asked}
        if name == "xq":
            groups = {f"xq in {x}": [a for a in asked if a.question.language == x] for x in ("en", "es", "ru")}
        for label, some in groups.items():
            before: Floats | None = None
            for step, score in STEPS.items():
                found = ranks(some, score)
                first = (found == 0).astype(float)
                low, high = interval(first, chance)
                gain = ""
                if before is not None:
                    least, most = interval(first - before, chance)
                    gain = f"{(first - before).mean():+.3f} ({least:+.3f} to {most:+.3f})"
                print(
                    f"| {label} | {step} | {first.mean():.3f} ({low:.3f} to {high:.3f}) | {gain} "
                    f"| {(found < 5).mean():.3f} |",
                    flush=True,
                )
                before = first


if __name__ == "__main__":
    main()
