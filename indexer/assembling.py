"""From encoded passages to what the store holds: the spaces, what chance gives in them, and the words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexer.centring import Space
from indexer.contents import Contents
from indexer.encoding import Encoded, EncodedQuestion
from indexer.expected import Expected
from indexer.late import Late, TokenSpace
from indexer.lexicon import Lexicon
from indexer.slicing import Sliced
from indexer.statement import Knowledge
from indexer.vectors import Vectors

_PROBES = 20
_PASSAGES = 40
"""So many questions, and passages, of each language are held against each other to learn what chance gives."""
_VECTORS_PRIOR = (0.0, 0.07)
_TOKENS_PRIOR = (0.18, 0.06)
"""Mean and standard deviation over the development sets; for folders of a few statements."""


def assemble(
    public: Knowledge,
    sliced: Sliced,
    encoded: Sequence[Encoded],
    probes: Sequence[EncodedQuestion],
    probe_languages: Sequence[str],
    lexicon: Lexicon,
) -> tuple[Contents, Vectors]:
    """What a version of the store holds, and its passages' vectors (passages, dim).

    `encoded[i]` is passage i of `sliced`; `probes` are the texts of `indexer.slicing.probe_questions`.
    """
    languages = [p.language for p in sliced.passages]
    raw = np.stack([e.passage for e in encoded])
    asked = np.stack([p.vector for p in probes])
    space = Space.of(raw, languages, asked, probe_languages)
    vectors = space.place_passages(raw, languages)
    by_sentence = [language for language, e in zip(languages, encoded, strict=True) for _ in e.sentences]
    sentences = space.place_passages(np.concatenate([e.sentences for e in encoded]), by_sentence)
    codes = np.concatenate([e.tokens for e in encoded])
    ends = np.cumsum([0, *(len(e.tokens) for e in encoded)])
    by_token = np.repeat(np.array(languages), np.diff(ends))
    asked_tokens = np.concatenate([p.tokens for p in probes])
    asked_languages = np.repeat(np.array(probe_languages), [len(p.tokens) for p in probes]).tolist()
    token_space = TokenSpace.of(codes, by_token, asked_tokens, asked_languages)
    tried = _sample(probe_languages, _PROBES)
    against = _sample(languages, _PASSAGES)
    late = Late(
        codes=codes,
        counts=np.array([c for e in encoded for c in e.counts], np.uint16),
        space=token_space,
        expected=_expected_tokens(token_space, codes, ends, against, probes, tried),
    )
    spans = tuple(
        tuple((p.start + a, p.start + b) for a, b in told)
        for p, told in zip(sliced.passages, sliced.spans, strict=True)
    )
    contents = Contents(
        ministry=public.ministry,
        statements=public.statements,
        passages=sliced.passages,
        sentences=sentences.astype(np.float16),
        sentence_spans=spans,
        space=space,
        lexicon=lexicon,
        expected=_expected_vectors(space, vectors, languages, asked, tried),
        late=late,
    )
    return contents, vectors


def _sample(languages: Sequence[str], count: int) -> dict[str, npt.NDArray[np.int64]]:
    """For each language the numbers of at most `count` of its members, evenly over all of them."""
    every = np.array(languages)
    found = {}
    for language in sorted(set(languages)):
        members = np.flatnonzero(every == language)
        found[language] = members[:: -(-len(members) // count)]
    return found


def _expected_vectors(
    space: Space,
    vectors: Vectors,
    languages: Sequence[str],
    asked: Vectors,
    tried: dict[str, npt.NDArray[np.int64]],
) -> Expected:
    every = np.array(languages)
    values = {}
    for question, chosen in tried.items():
        near = space.place_questions(asked[chosen], question) @ vectors.T
        for language in sorted(set(languages)):
            values[question, language] = near[:, every == language]
    return Expected.of(values, _VECTORS_PRIOR)


def _expected_tokens(
    space: TokenSpace,
    codes: npt.NDArray[np.uint8],
    ends: npt.NDArray[np.int64],
    against: dict[str, npt.NDArray[np.int64]],
    probes: Sequence[EncodedQuestion],
    tried: dict[str, npt.NDArray[np.int64]],
) -> Expected:
    asked: dict[str, list[Vectors]] = {}
    for question, chosen in tried.items():
        if placed := [space.place_question(probes[i].tokens, question) for i in chosen if len(probes[i].tokens)]:
            asked[question] = placed
    together = [np.concatenate(placed) for placed in asked.values()]
    means: dict[tuple[str, str], list[Vectors]] = {(q, language): [] for q in asked for language in against}
    for language, rows in against.items():
        for row in rows:
            if ends[row] == ends[row + 1]:
                continue
            cosines = space.similarities_to_each(codes[ends[row] : ends[row + 1]], language, together)
            for (question, placed), near in zip(asked.items(), cosines, strict=True):
                lengths = np.array([len(p) for p in placed])
                starts = np.cumsum(lengths) - lengths
                means[question, language].append(np.add.reduceat(near.max(axis=0), starts) / lengths)
    values = {pair: np.array(found, np.float32) for pair, found in means.items()}
    return Expected.of(values, _TOKENS_PRIOR)
