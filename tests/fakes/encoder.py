"""A deterministic `indexer.encoding.Encoder` without a model: texts that share words are near.

    encoder = FakeEncoder()
    encoder.questions(["Who may fish?"])     # (1, 64) unit rows
    encoder.embedded                         # the passages that went through it, in order

A text's vector counts its words (three times) and the trigrams of its letters, each hashed to a direction and a sign.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np

from indexer.encoding import Encoded, EncodedQuestion, ModelCard, Progress
from indexer.statement import Span
from indexer.tokens import pack, rotation
from indexer.vectors import Vectors, unit


class FakeEncoder:
    """`name` decides the fingerprint and the vectors: two names are two models that do not agree."""

    def __init__(self, name: str = "fake", dimension: int = 64) -> None:
        self.fingerprint = hashlib.sha256(name.encode()).hexdigest()
        self.embedded: list[str] = []
        self._name = name
        self._dimension = dimension

    @property
    def card(self) -> ModelCard:
        return ModelCard(self._name, self.fingerprint, self._dimension, "float32")

    def questions(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def questions_by_token(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        rows = self.questions(texts)
        return [EncodedQuestion(row, *self._words(text)) for row, text in zip(rows, texts, strict=True)]

    def passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> list[Encoded]:
        self.embedded += texts
        encoded = []
        for done, (text, cuts) in enumerate(zip(texts, spans, strict=True), 1):
            words = [self._words(text[a:b])[0] for a, b in cuts]
            sentences = self.questions([text[a:b] for a, b in cuts])
            counts = tuple(map(len, words))
            encoded.append(Encoded(self._vector(text), sentences, pack(np.concatenate(words)), counts))
            if progress is not None:
                progress(done, len(texts))
        return encoded

    def _words(self, text: str) -> tuple[Vectors, tuple[Span, ...]]:
        """A vector for each word, rotated as `indexer.tokens` expects it, and where the words stand."""
        found = list(re.finditer(r"\w+", text))
        rows = [self._vector(match.group()) for match in found]
        rotated = np.stack(rows) @ rotation(self._dimension) if rows else np.zeros((0, self._dimension), np.float32)
        return rotated, tuple(match.span() for match in found)

    def _vector(self, text: str) -> Vectors:
        row = np.zeros((1, self._dimension), np.float32)
        row[0, 0] = 0.01  # so that a text without a letter has a direction too
        for feature, weight in _features(text):
            digest = hashlib.blake2b(f"{self._name} {feature}".encode(), digest_size=8).digest()
            sign = 1 if digest[0] % 2 else -1
            row[0, int.from_bytes(digest[1:]) % self._dimension] += sign * weight
        first: Vectors = unit(row)[0]
        return first


def _features(text: str) -> Iterator[tuple[str, int]]:
    for word in re.findall(r"\w+", text.casefold()):
        yield word, 3
        padded = f"_{word}_"
        for i in range(len(padded) - 2):
            yield padded[i : i + 3], 1
