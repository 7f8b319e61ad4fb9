"""Figures of quality over labelled questions, as `verbale evaluate` reports them.

A question's line has `id`, `language`, `question` and `statements`, the ids that answer it; none means that the bot
must abstain. Presented is what a reply gives as the position, in any of its parts. *Strict* takes the labels as they
are; *lenient* also takes a statement that says the same as a right one in nearly the same words (Jaccard of word sets
at least 0.9 in one language).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.rendering import presented
from bot.reply import Reply, Searched
from indexer.statement import Statement, VerbaleError

_SAME_WORDS = 0.9
_BINS = 10


class QuestionsError(VerbaleError):
    """A file of questions cannot be used."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question whose answer is known."""

    id: str
    text: str
    language: str | None
    right: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the bot did with a labelled question. `ranks` are those (from 0) of right statements in its ranking.

    `presented`: it gave a position, or several where several questions are asked; `right`: at least one of them is.
    """

    answerable: bool
    confidence: float
    ranks: tuple[int, ...]
    lenient_ranks: tuple[int, ...]
    presented: bool
    right: bool
    lenient_right: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Quality over a set of questions; shares are 0..1, and None where no question tells.

    `recall_at_1`, `recall_at_5`: of answerable questions, whatever the outcome. `auroc`: of confidence, answerable
    against must-abstain. `auroc_without_answer`: of answerable ones against the same with their answers taken out.
    `coverage_at_90`, `coverage_at_95`: largest share of answerable questions presented rightly at a threshold where so
    many of a hundred presented are right. `wrong_positions`: of questions answered with a position, those with a wrong
    one. `calibration_error`: expected, of confidence against "the first is right", ten equal bins.
    """

    questions: int
    answerable: int
    recall_at_1: float | None
    recall_at_5: float | None
    auroc: float | None
    auroc_without_answer: float | None
    coverage_at_90: float | None
    coverage_at_95: float | None
    positions: int
    wrong_positions: float | None
    calibration_error: float | None


def read_lines(file: Path) -> list[tuple[int, str]]:
    """The lines of a questions file that are not empty, with their numbers. Raises `QuestionsError`.

    Bytes that are not UTF-8 become lone surrogates, so that they hurt only their own line.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise QuestionsError(f"{file} cannot be read ({error.strerror}); name a file of questions") from error
    lines = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff").split("\n")
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def read_line(file: Path, number: int, line: str) -> Labelled:
    """One line of `file`; `statements` may be missing, as for `verbale ask --batch`. Raises `QuestionsError`."""
    try:
        if any("\udc80" <= character <= "\udcff" for character in line):
            raise ValueError("it is not UTF-8")
        entry = json.loads(line)
        text, language, right = entry["question"], entry.get("language"), entry.get("statements", [])
        if not isinstance(text, str) or not isinstance(language, str | None) or not isinstance(right, list):
            raise TypeError("question and language must be text, statements a list")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise QuestionsError(
            f'{file}:{number}: not a question ({error}); write {{"id": "…", "question": "…", "language": "en"}}'
        ) from error
    return Labelled(str(entry.get("id", number)), text, language, frozenset(map(str, right)))


def read_questions(file: Path) -> list[Labelled]:
    """All questions of a file. Raises `QuestionsError` at the first line that is none."""
    return [read_line(file, number, line) for number, line in read_lines(file)]


def judge(questions: Sequence[Labelled], replies: Sequence[Reply], statements: Sequence[Statement]) -> list[Judged]:
    """Hold each reply against its question's labels."""
    judged = []
    for question, reply, lenient in zip(questions, replies, leniently(questions, statements), strict=True):
        found = reply.found if isinstance(reply, Searched) else None
        ids = [] if found is None else [m.statement.id for m in found.matches]
        shown = {match.statement.id for match in presented(reply)}
        judged.append(
            Judged(
                answerable=bool(question.right),
                confidence=0.0 if found is None else found.confidence,
                ranks=tuple(i for i, s in enumerate(ids) if s in question.right),
                lenient_ranks=tuple(i for i, s in enumerate(ids) if s in lenient),
                presented=bool(shown),
                right=bool(shown & question.right),
                lenient_right=bool(shown & lenient),
            )
        )
    return judged


def leniently(questions: Sequence[Labelled], statements: Sequence[Statement]) -> list[frozenset[str]]:
    """For each question the ids that answer it by lenient labels."""
    same = _same_in_words(statements, {i for q in questions for i in q.right})
    return [q.right.union(*(same.get(i, frozenset()) for i in q.right)) for q in questions]


def _same_in_words(statements: Sequence[Statement], wanted: set[str]) -> dict[str, frozenset[str]]:
    """For each wanted id, the statements that say the same in nearly the same words."""
    bags = {
        (s.id, v.language): frozenset(re.findall(r"\w+", v.text.casefold())) for s in statements for v in s.versions
    }
    by_language: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for (identity, language), bag in bags.items():
        by_language.setdefault(language, []).append((identity, bag))
    same: dict[str, set[str]] = {}
    for (identity, language), bag in bags.items():
        if identity not in wanted or not bag:
            continue
        for other, words in by_language[language]:
            near = min(len(bag), len(words)) >= _SAME_WORDS * max(len(bag), len(words))
            if near and len(bag & words) >= _SAME_WORDS * len(bag | words):
                same.setdefault(identity, set()).add(other)
    return {identity: frozenset(others) for identity, others in same.items()}


def figures(judged: Sequence[Judged], *, lenient: bool = False, without: Sequence[float] = ()) -> Figures:
    """The figures over `judged`, with strict or lenient labels.

    `without` are the confidences in answerable questions whose answers were taken out, where they were asked so.
    """
    ranks = [(j.lenient_ranks if lenient else j.ranks) for j in judged]
    first_right = np.array([0 in r for r in ranks], bool)
    in_five = np.array([any(i < 5 for i in r) for r in ranks], bool)
    answerable = np.array([j.answerable for j in judged], bool)
    confidence = np.array([j.confidence for j in judged], float)
    presented = np.array([j.presented for j in judged], bool)
    right = np.array([(j.lenient_right if lenient else j.right) for j in judged], bool)
    return Figures(
        questions=len(judged),
        answerable=int(answerable.sum()),
        recall_at_1=_share(first_right[answerable]),
        recall_at_5=_share(in_five[answerable]),
        auroc=auroc(confidence[answerable], confidence[~answerable]),
        auroc_without_answer=auroc(confidence[answerable], np.array(without, float)),
        coverage_at_90=coverage(confidence, first_right, int(answerable.sum()), 0.90),
        coverage_at_95=coverage(confidence, first_right, int(answerable.sum()), 0.95),
        positions=int(presented.sum()),
        wrong_positions=_share(~right[presented]),
        calibration_error=calibration_error(confidence, first_right),
    )


def _share(hits: np.typing.NDArray[np.bool_]) -> float | None:
    return float(hits.mean()) if len(hits) else None


def auroc(positive: np.typing.NDArray[np.float64], negative: np.typing.NDArray[np.float64]) -> float | None:
    """The chance that a random positive is above a random negative, ties counted half; None without one of them."""
    if not len(positive) or not len(negative):
        return None
    above = (positive[:, None] > negative[None, :]).mean()
    level = (positive[:, None] == negative[None, :]).mean()
    return float(above + level / 2)


def coverage(
    confidence: np.typing.NDArray[np.float64], right: np.typing.NDArray[np.bool_], answerable: int, precision: float
) -> float | None:
    """The largest share of `answerable` presented rightly with at least `precision` of what is presented right."""
    if not answerable:
        return None
    order = np.argsort(-confidence, kind="stable")
    hits = np.cumsum(right[order])
    shown = np.arange(1, len(order) + 1)
    # A threshold cannot part equal confidences, so only the last of each run counts.
    last = np.append(confidence[order][1:] != confidence[order][:-1], True)
    fit = hits[last & (hits >= precision * shown)]
    return float(fit.max() / answerable) if len(fit) else 0.0


def calibration_error(confidence: np.typing.NDArray[np.float64], right: np.typing.NDArray[np.bool_]) -> float | None:
    """Expected calibration error over ten equal bins of confidence."""
    if not len(confidence):
        return None
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        inside = bins == number
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def table(strict: Figures, lenient: Figures) -> str:
    """Both sets of figures as a table for a person."""
    rows = [
        f"{strict.questions} questions, {strict.answerable} answerable; {strict.positions} answered with a position",
        "",
    ]
    rows.append(f"{'':22}{'strict':>8}{'lenient':>9}")
    for name, label in _LABELS.items():
        one, other = getattr(strict, name), getattr(lenient, name)
        if name == "auroc_without_answer" and one is None and other is None:
            continue  # it is only told where it was asked for
        rows.append(f"{label:22}{_number(one):>8}{_number(other):>9}")
    return "\n".join(rows)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


_LABELS = {
    "recall_at_1": "R@1",
    "recall_at_5": "R@5",
    "auroc": "AUROC",
    "auroc_without_answer": "AUROC without answer",
    "coverage_at_90": "coverage at 90 %",
    "coverage_at_95": "coverage at 95 %",
    "wrong_positions": "wrong-position rate",
    "calibration_error": "calibration error",
}
