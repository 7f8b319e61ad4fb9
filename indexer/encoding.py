"""What a text becomes as vectors, and what the build and the desk need of a model. Contains no model.

Vectors are as `indexer.vectors` says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.statement import Span, VerbaleError
from indexer.tokens import Codes
from indexer.vectors import Vectors

Progress = Callable[[int, int], None]
"""Called with how many texts are done, and of how many."""


class ModelError(VerbaleError):
    """The model cannot be loaded, or is not the one that made the store."""


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """A question as vectors of unit length: its own (dim,), and its tokens' (t, dim), rotated as `indexer.tokens` says.

    `spans` are the tokens' slices of the text; those without a letter or digit are left out.
    """

    vector: Vectors
    tokens: Vectors
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A passage as vectors: its own (dim,), those of its sentences (k, dim), of unit length, and its tokens' codes.

    `tokens` are those of the first sentence, then of the second, and so on; `counts` (k,) tells how many each has.
    """

    passage: Vectors
    sentences: Vectors
    tokens: Codes
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Which model made a store's vectors: its name, the SHA-256 over its files, dimension and precision."""

    name: str
    fingerprint: str
    dimension: int
    precision: str


class Encoder(Protocol):
    """What the build and the desk need of a model; tests bring their own."""

    fingerprint: str
    """SHA-256 (hex) over the model's files; known without loading it."""

    @property
    def card(self) -> ModelCard:
        """Which model this is; loads it."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Unit rows (n, dim) of one or more texts that ask."""

    def questions_by_token(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        """The same vectors, and those of each question's tokens."""

    def passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> list[Encoded]:
        """Vectors of texts that tell, and of the slices `spans[i]` of `texts[i]`."""
