"""What asks, encoded: from the cache of an earlier build where that has it. And the cache for a build made ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from indexer.cache import Cache, key
from indexer.encoding import Encoded, EncodedQuestion, Encoder, ModelError
from indexer.tokens import width
from indexer.vectors import Vectors


class ReadCache(Cache):
    """A cache that is read and left as it is: nothing is in it that the public may not see yet.

    Who may read the cache may hold a guess at an embargoed text against its keys.
    """

    def keep(self, entries: Mapping[bytes, Encoded]) -> None:
        """Nothing."""

    def keep_questions(self, entries: Mapping[bytes, EncodedQuestion]) -> None:
        """Nothing."""

    def __exit__(self, failure: object, *_: object) -> None:
        self._database.close()


def questions(texts: Sequence[str], encoder: Encoder, cache: Cache) -> list[EncodedQuestion]:
    """Texts that ask, encoded, from the cache where it has them."""
    card = encoder.card
    keys = [key(card, "question", text) for text in texts]
    found = cache.find_questions(keys)
    missing = list({k: t for k, t in zip(keys, texts, strict=True) if k not in found}.items())
    if missing:
        made = encoder.questions_by_token([text for _, text in missing])
        demand_unit_rows(encoder, np.stack([q.vector for q in made]))
        fresh = {k: q for (k, _), q in zip(missing, made, strict=True)}
        cache.keep_questions(fresh)
        found |= fresh
    return [found[k] for k in keys]


def vectors_alone(texts: Sequence[str], encoder: Encoder, cache: Cache) -> Vectors:
    """The vectors alone (n, dim) of texts that ask: thousands of examples need no tokens."""
    card = encoder.card
    keys = [key(card, "vector", text) for text in texts]
    found = cache.find(keys)
    missing = list({k: t for k, t in zip(keys, texts, strict=True) if k not in found}.items())
    if missing:
        rows = encoder.questions([text for _, text in missing])
        demand_unit_rows(encoder, rows)
        none, no_tokens = np.zeros((0, rows.shape[1]), np.float32), np.zeros((0, width(rows.shape[1])), np.uint8)
        made = {k: Encoded(row, none, no_tokens, ()) for (k, _), row in zip(missing, rows, strict=True)}
        cache.keep(made)
        found |= made
    return np.stack([found[k].passage for k in keys])


def demand_unit_rows(encoder: Encoder, rows: Vectors) -> None:
    """Refuse, before it is cached, what a broken model gives: one row that is no number spoils every centre."""
    if not np.isfinite(rows).all() or (np.abs(np.linalg.norm(rows, axis=1) - 1) > 1e-3).any():
        raise ModelError(
            f"the model {encoder.card.name} gives vectors that are not of unit length; nothing was published; "
            "try another precision, or unpack the model anew"
        )
