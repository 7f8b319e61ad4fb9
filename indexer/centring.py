"""The space in which questions and passages are compared: centred per language, then partly whitened.

The model ranks by language before meaning: in a pool of several languages its raw vectors find a text in
another language first in 25 % of cases, centred ones in 74 % (XQuAD). Centring subtracts the mean vector of
a language's passages from each passage and the mean of its questions from each question. Whitening then
damps the directions in which all passages of this folder vary: with eigenvalues w of their covariance, scaled
to a mean of 1, direction i is multiplied by (w_i + 1) ** -1/4. Both are measured in tests/benchmarks/README.md.
Pure numpy, no I/O.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.vectors import Vectors, unit

# A language's mean of n vectors counts n / (n + 8), the mean over all languages the rest, and that one itself
# counts n / (n + 8) of all n: a folder with one statement would otherwise be centred to nothing.
_SHRINK = 8.0
_RIDGE = 1.0
_POWER = -0.25
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Space:
    """Mean vectors (dim,) per language of passages and of questions, and over all languages; `whitening` (dim, dim)."""

    passages: Mapping[str, Vectors]
    questions: Mapping[str, Vectors]
    any_passage: Vectors
    any_question: Vectors
    whitening: Vectors

    @staticmethod
    def of(
        passages: Vectors, passage_languages: Sequence[str], questions: Vectors, question_languages: Sequence[str]
    ) -> Space:
        """The space of unit rows of passages (n, dim) and questions (m, dim); a language with few rows leans on all."""
        any_passage, by_passage = means(passages, passage_languages)
        any_question, by_question = means(questions, question_languages)
        centred = less_centres(passages, passage_languages, by_passage, any_passage)
        return Space(by_passage, by_question, any_passage, any_question, damping(centred))

    def place_passages(self, rows: Vectors, languages: Sequence[str]) -> Vectors:
        """Unit rows (n, dim) of passages or their sentences, brought into the space."""
        return unit(less_centres(rows, languages, self.passages, self.any_passage) @ self.whitening)

    def place_questions(self, rows: Vectors, language: str) -> Vectors:
        """Unit rows (n, dim) of questions in `language`, brought into the space."""
        return unit(unit(rows - self.questions.get(language, self.any_question)) @ self.whitening)

    def place_each(self, rows: Vectors, languages: Sequence[str]) -> Vectors:
        """The same for questions in several languages, each to the very bits that it would have alone."""
        centred = less_centres(rows, languages, self.questions, self.any_question)
        return unit(np.matmul(centred[:, None, :], self.whitening)[:, 0, :])

    def to_bytes(self) -> bytes:
        whole = {"any_passage": self.any_passage, "any_question": self.any_question, "whitening": self.whitening}
        return encode(self.passages, self.questions, whole)

    @staticmethod
    def from_bytes(data: bytes) -> Space:
        """The inverse of `to_bytes`. Raises ValueError or KeyError for anything else."""
        passages, questions, named = decode(data)
        return Space(passages, questions, named["any_passage"], named["any_question"], named["whitening"])


def encode(passages: Mapping[str, Vectors], questions: Mapping[str, Vectors], whole: Mapping[str, Vectors]) -> bytes:
    """Means by language, and arrays that are of no language, without pickle."""
    buffer = io.BytesIO()
    arrays = {f"passages.{k}": v for k, v in passages.items()} | {f"questions.{k}": v for k, v in questions.items()}
    np.savez(buffer, allow_pickle=False, **whole, **arrays)
    return buffer.getvalue()


def decode(data: bytes) -> tuple[dict[str, Vectors], dict[str, Vectors], dict[str, Vectors]]:
    """The inverse of `encode`; the last holds all arrays under the names that they were written with."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        named = {name: arrays[name] for name in arrays.files}
    passages = {k.removeprefix("passages."): v for k, v in named.items() if k.startswith("passages.")}
    questions = {k.removeprefix("questions."): v for k, v in named.items() if k.startswith("questions.")}
    return passages, questions, named


def means(rows: Vectors, languages: Sequence[str]) -> tuple[Vectors, dict[str, Vectors]]:
    """The mean row (dim,) over all `rows` and by language, each leaning on the more general the fewer rows it has."""
    overall: Vectors = rows.mean(axis=0, dtype=np.float32) * np.float32(len(rows) / (len(rows) + _SHRINK))
    by_language: dict[str, list[int]] = {}
    for row, language in enumerate(languages):
        by_language.setdefault(language, []).append(row)
    found: dict[str, Vectors] = {}
    for language, members in sorted(by_language.items()):
        share = np.float32(len(members) / (len(members) + _SHRINK))
        found[language] = share * rows[members].mean(axis=0, dtype=np.float32) + (1 - share) * overall
    return overall, found


def less_centres(rows: Vectors, languages: Sequence[str], centres: Mapping[str, Vectors], other: Vectors) -> Vectors:
    """Unit rows (n, dim) of `rows` less the centre of each one's language, or `other` where that has none."""
    names = sorted(set(languages))
    number = {name: i for i, name in enumerate(names)}
    of = np.array([number[language] for language in languages])
    table = np.stack([centres.get(name, other) for name in names])
    found = np.empty_like(rows)
    for part in _parts(len(rows)):
        found[part] = unit(rows[part] - table[of[part]])
    return found


def _parts(count: int) -> list[slice]:
    """Slices of so few rows that what is made of them stays in the processor's cache."""
    return [slice(first, first + _AT_ONCE) for first in range(0, count, _AT_ONCE)]


def damping(centred: Vectors) -> Vectors:
    """The damping matrix (dim, dim) of centred unit rows; the identity when there are too few to vary."""
    dimension = centred.shape[1]
    if len(centred) < 3:
        return np.eye(dimension, dtype=np.float32)
    total, products = np.zeros(dimension), np.zeros((dimension, dimension))
    for part in _parts(len(centred)):
        wide = centred[part].astype(np.float64)
        total += wide.sum(axis=0)
        products += np.dot(wide.T, wide)
    covariance = (products - np.outer(total, total) / len(centred)) / (len(centred) - 1)
    weights, directions = np.linalg.eigh(covariance)
    weights = np.maximum(weights, 0)
    scale = (weights / max(weights.mean(), 1e-12) + _RIDGE) ** _POWER
    damped: Vectors = ((directions * scale) @ directions.T).astype(np.float32)
    return damped
