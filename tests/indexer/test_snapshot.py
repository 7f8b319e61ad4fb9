"""Tokens of an open store, found by passage and by sentence, against walking through all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer import store
from indexer.snapshot import Place, Snapshot
from indexer.tokens import unpack
from indexer.vectors import Vectors, unit
from tests.fakes.contents import STATEMENTS, Made, make, manifest_of, statement

DIMENSION = 64


def opened(made: Made) -> Snapshot:
    return store.unpublished(made.contents, made.vectors, manifest_of(made, {}))


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return opened(make())


def question(count: int = 5) -> Vectors:
    return unit(np.random.default_rng(count).normal(size=(count, DIMENSION)).astype(np.float32))


def by_sentence(snapshot: Snapshot, row: int) -> list[Vectors]:
    """Centred unit rows of each sentence's tokens of a passage, counted from the first of all."""
    late, language = snapshot.contents.late, snapshot.contents.passages[row].language
    before = sum(len(spans) for spans in snapshot.contents.sentence_spans[:row])
    found = []
    for number in range(before, before + len(snapshot.contents.sentence_spans[row])):
        first = int(late.counts[:number].astype(int).sum())
        rows = unpack(late.codes[first : first + int(late.counts[number])], DIMENSION).astype(np.float64)
        centred = rows - late.space.passages[language]
        found.append(np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True), np.float32))
    return found


@pytest.mark.parametrize("rows", [[0], [10], [3, 1, 7, 2], list(range(11)), [5, 5]])
def test_token_similarities_of_passages_in_any_order(snapshot: Snapshot, rows: list[int]) -> None:
    """Passages in five languages, each centred by its own."""
    asked = question()
    found = snapshot.token_similarities(np.array(rows), asked)
    assert len(found) == len(rows)
    for near, row in zip(found, rows, strict=True):
        np.testing.assert_allclose(near, np.concatenate(by_sentence(snapshot, row)) @ asked.T, atol=1e-5)


def test_nearest_tokens_of_several_questions_that_share_passages(snapshot: Snapshot) -> None:
    """In any order, the same passage twice, no passage at all, and a question without a token."""
    wanted = [(question(5), [3, 1, 7, 2]), (question(2), [7, 7, 3]), (question(4), []), (question(3)[:0], [1, 2])]
    found = snapshot.nearest_tokens([(np.array(rows, np.int64), asked) for asked, rows in wanted])
    assert [near.shape for near in found] == [(4, 5), (3, 2), (0, 4), (2, 0)]
    for near, (asked, rows) in zip(found, wanted, strict=True):
        for own, row in zip(near, rows, strict=True):
            cosines = np.concatenate(by_sentence(snapshot, row)) @ asked.T
            np.testing.assert_allclose(own, cosines.max(axis=0), atol=1e-5)


def test_a_passage_without_tokens_is_as_far_as_can_be(snapshot: Snapshot) -> None:
    contents = snapshot.contents
    first, last = snapshot.sentence_offsets[3:5]
    bare = (np.arange(len(contents.late.counts)) >= first) & (np.arange(len(contents.late.counts)) < last)
    kept = np.repeat(~bare, contents.late.counts)
    counts = np.where(bare, 0, contents.late.counts).astype(np.uint16)
    late = replace(contents.late, codes=contents.late.codes[kept], counts=counts)
    other = Snapshot("v", snapshot.manifest, replace(contents, late=late), None)
    (near,) = other.nearest_tokens([(np.array([3, 4]), question(2))])
    assert near[0].tolist() == [-1.0, -1.0]
    (wanted,) = snapshot.nearest_tokens([(np.array([4]), question(2))])
    np.testing.assert_allclose(near[1], wanted[0], atol=1e-6)


def strengths(snapshot: Snapshot, place: Place, asked: Vectors) -> list[list[float]]:
    told = [tokens for row in range(place.first, place.last) for tokens in by_sentence(snapshot, row)]
    return [[max((float(t @ q) for t in tokens), default=0.0) for q in asked] for tokens in told]


def test_each_sentence_is_as_strong_as_its_nearest_token(snapshot: Snapshot) -> None:
    asked = question()
    for place in snapshot.places:
        found = snapshot.sentence_strengths(place, asked)
        assert found.shape == (place.last_sentence - place.first_sentence, 5)
        if len(found):
            np.testing.assert_allclose(found, strengths(snapshot, place, asked), atol=1e-5)


def test_a_sentence_without_tokens_is_near_nothing(snapshot: Snapshot) -> None:
    """Its neighbours keep theirs, wherever it stands in its version."""
    contents = snapshot.contents
    place = next(p for p in snapshot.places if p.last_sentence - p.first_sentence == 3)
    for bare in range(place.first_sentence, place.last_sentence):
        kept = np.repeat(np.arange(len(contents.late.counts)) != bare, contents.late.counts)
        counts = contents.late.counts.copy()
        counts[bare] = 0
        late = replace(contents.late, codes=contents.late.codes[kept], counts=counts)
        other = Snapshot("v", snapshot.manifest, replace(contents, late=late), None)
        found = other.sentence_strengths(place, question())
        wanted = strengths(snapshot, place, question())
        wanted[bare - place.first_sentence] = [0.0] * 5
        np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_a_question_without_tokens_and_a_version_without_passages(snapshot: Snapshot) -> None:
    none = np.zeros((0, DIMENSION), np.float32)
    assert snapshot.sentence_strengths(snapshot.places[0], none).shape == (2, 0)
    last = opened(make((STATEMENTS[0], statement("bare", {"en": "…"}))))
    assert last.sentence_strengths(last.places[1], question()).shape == (0, 5)


def test_offsets_count_tokens_and_sentences(snapshot: Snapshot) -> None:
    contents = snapshot.contents
    assert snapshot.token_offsets.tolist() == [
        int(contents.late.counts[:n].astype(int).sum()) for n in range(len(contents.late.counts) + 1)
    ]
    assert snapshot.token_offsets[-1] == len(contents.late.codes)


def test_lengths_are_those_of_the_sums_of_passages(snapshot: Snapshot) -> None:
    vectors = make().vectors.astype(np.float64)
    sums = [vectors[p.first : p.last].sum(axis=0) for p in snapshot.places]
    wanted = [float(np.linalg.norm(s)) if s.any() else 1.0 for s in sums]
    np.testing.assert_allclose(snapshot.lengths, wanted, atol=1e-5)
    assert 1 < max(wanted) < 2
