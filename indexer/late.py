"""Late interaction: how near each token of a question is to the tokens of a passage.

Token vectors are centred per language like those of passages (see `indexer.centring`), since they too tell the
language before the meaning. Passages lie coded (`indexer.tokens`), so the damping of the directions in which all tokens
vary is done on the question's side alone. Pure numpy, no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.centring import damping, decode, encode, less_centres, means
from indexer.expected import Expected
from indexer.tokens import Codes, unpack
from indexer.vectors import Vectors, unit

_SAMPLE = 20_000
"""Tokens of a language that its centre, and of all languages that the damping, are taken from."""


@dataclass(frozen=True, slots=True)
class TokenSpace:
    """Mean token vectors (dim,) per language of passages and of questions, and over all; `damping` (dim, dim).

    All in rotated coordinates.
    """

    passages: Mapping[str, Vectors]
    questions: Mapping[str, Vectors]
    any_passage: Vectors
    any_question: Vectors
    damping: Vectors

    @staticmethod
    def of(
        codes: Codes, passage_languages: npt.NDArray[np.str_], questions: Vectors, question_languages: Sequence[str]
    ) -> TokenSpace:
        """The space of passages' tokens (n, width) and questions' tokens (m, dim), each with its language."""
        dimension = questions.shape[1]
        chosen = _spread(passage_languages)
        rows = unpack(codes[chosen], dimension)
        languages = passage_languages[chosen].tolist()
        any_passage, by_passage = means(rows, languages)
        any_question, by_question = means(questions, question_languages)
        centred = less_centres(rows, languages, by_passage, any_passage)
        return TokenSpace(by_passage, by_question, any_passage, any_question, damping(centred))

    def place_question(self, rows: Vectors, language: str) -> Vectors:
        """Unit rows (t, dim) of a question's rotated tokens, brought into the space; an unknown language by all."""
        placed: Vectors = unit(unit(rows - self.questions.get(language, self.any_question)) @ self.damping)
        return placed

    def similarities(self, codes: Codes, language: str, question: Vectors) -> Vectors:
        """Cosines (n, t) of a text's coded tokens (n, width), in `language`, with a question's placed tokens (t, dim).

        A language that no passage is in is centred by all.
        """
        return self.similarities_to_each(codes, language, [question])[0]

    def similarities_to_each(self, codes: Codes, language: str, questions: Sequence[Vectors]) -> list[Vectors]:
        """The same with each of several questions, for which the text's tokens are unpacked once."""
        centre = self.passages.get(language, self.any_passage)
        rows = unpack(codes, len(centre))
        # Of the centred rows, without making them: the products with what is subtracted are few.
        squares = np.einsum("ij,ij->i", rows, rows) - 2 * (rows @ centre) + centre @ centre
        lengths = np.sqrt(np.maximum(squares, 1e-6))[:, None]
        return [(rows @ question.T - question @ centre) / lengths for question in questions]

    def to_bytes(self) -> bytes:
        whole = {"any_passage": self.any_passage, "any_question": self.any_question, "damping": self.damping}
        return encode(self.passages, self.questions, whole)

    @staticmethod
    def from_bytes(data: bytes) -> TokenSpace:
        """The inverse of `to_bytes`. Raises ValueError or KeyError for anything else."""
        passages, questions, named = decode(data)
        return TokenSpace(passages, questions, named["any_passage"], named["any_question"], named["damping"])


@dataclass(frozen=True, slots=True)
class Late:
    """All of a store that late interaction needs.

    `codes` (tokens, width) are those of the first sentence, then of the second, and so on; `counts` (sentences,) tells
    how many each has; `expected` what a question's mean best similarity is to a passage by chance.
    """

    codes: Codes
    counts: npt.NDArray[np.uint16]
    space: TokenSpace
    expected: Expected


def _spread(languages: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """Numbers of tokens, at most `_SAMPLE` of each language, evenly over all of them."""
    chosen = []
    for language in np.unique(languages):
        members = np.flatnonzero(languages == language)
        chosen.append(members[:: -(-len(members) // _SAMPLE)])
    return np.concatenate(chosen)
