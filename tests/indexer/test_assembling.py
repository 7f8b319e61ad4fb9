"""What is assembled for a store, against a plain computation from the same passages and questions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from indexer.assembling import assemble
from indexer.contents import Contents
from indexer.encoding import Encoded, EncodedQuestion
from indexer.expected import Expected
from indexer.lexicon import Lexicon
from indexer.slicing import Sliced, slice_up
from indexer.statement import Knowledge
from indexer.tokens import pack, rotation, unpack
from indexer.vectors import Vectors, unit
from tests.fakes.contents import MINISTRY, STATEMENTS, statement
from tests.fakes.encoder import FakeEncoder

DIMENSION = 64
ENCODER = FakeEncoder()
ASKED = ["Who may catch cod?", "Does a ship carry an observer?", "…", "Qui peut pêcher ?", "Кому принадлежит Орда?"]
ASKED_IN = ["en", "en", "en", "fr", "ru"]


@dataclass
class Assembled:
    contents: Contents
    vectors: Vectors
    sliced: Sliced
    encoded: list[Encoded]
    probes: list[EncodedQuestion]


@pytest.fixture(scope="module")
def assembled() -> Assembled:
    long = " ".join(f"Sentence {i} speaks of ship {i}." for i in range(60))
    public = Knowledge(MINISTRY, (*STATEMENTS, statement("long", {"en": f"  {long}\n\n{long[:80]}"})))
    sliced = slice_up(public)
    encoded = ENCODER.passages(sliced.texts, sliced.spans)
    probes = ENCODER.questions_by_token(ASKED)
    versions = [v for s in public.statements for v in s.versions]
    lexicon = Lexicon.build([v.text for v in versions], [v.language for v in versions])
    contents, vectors = assemble(public, sliced, encoded, probes, ASKED_IN, lexicon)
    return Assembled(contents, vectors, sliced, encoded, probes)


def test_each_sentence_has_the_tokens_of_its_own_text(assembled: Assembled) -> None:
    """Walked through from the first token to the last, by the spans that the store keeps."""
    contents = assembled.contents
    at, number = 0, 0
    for passage, spans in zip(contents.passages, contents.sentence_spans, strict=True):
        text = contents.statements[passage.statement].version(passage.language)
        assert text is not None
        for start, end in spans:
            told = ENCODER.questions_by_token([text.text[start:end]])[0].tokens
            assert contents.late.counts[number] == len(told)
            np.testing.assert_array_equal(contents.late.codes[at : at + len(told)], pack(told))
            at, number = at + len(told), number + 1
    assert (at, number) == (len(contents.late.codes), len(contents.late.counts))
    assert contents.late.counts.dtype == np.uint16
    assert number == len(contents.sentences) > 60


def test_vectors_are_placed_in_the_language_of_their_passage(assembled: Assembled) -> None:
    contents, space = assembled.contents, assembled.contents.space
    number = 0
    for row, (passage, one) in enumerate(zip(contents.passages, assembled.encoded, strict=True)):
        wanted = space.place_passages(one.passage[None, :], [passage.language])[0]
        np.testing.assert_allclose(assembled.vectors[row], wanted, atol=1e-6)
        for sentence in one.sentences:
            placed = space.place_passages(sentence[None, :], [passage.language])[0]
            np.testing.assert_allclose(contents.sentences[number].astype(np.float32), placed, atol=1e-3)
            number += 1
    assert set(space.passages) == {"en", "fr", "ru", "zh", "ar"}
    assert set(space.questions) == set(contents.late.space.questions) == {"en", "fr", "ru"}


def test_chance_is_learnt_from_every_pair_of_languages(assembled: Assembled) -> None:
    """All five questions and all passages of a language; few enough that none is left out."""
    contents = assembled.contents
    languages = [p.language for p in contents.passages]
    values = {}
    for question in ("en", "fr", "ru"):
        own = [p.vector for p, spoken in zip(assembled.probes, ASKED_IN, strict=True) if spoken == question]
        placed = contents.space.place_questions(np.stack(own), question)
        for language in set(languages):
            told = [v for v, spoken in zip(assembled.vectors, languages, strict=True) if spoken == language]
            values[question, language] = np.array([[float(t @ q) for t in told] for q in placed])
    wanted = Expected.of(values, (0.0, 0.07))
    assert contents.expected.across == pytest.approx(wanted.across, abs=1e-6)
    assert set(contents.expected.pairs) == set(wanted.pairs)
    for pair, numbers in wanted.pairs.items():
        assert contents.expected.pairs[pair] == pytest.approx(numbers, abs=1e-6)


def unit64(rows: Vectors) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    wide = rows.astype(np.float64)
    return np.asarray(wide / np.linalg.norm(wide, axis=1, keepdims=True))


def test_chance_of_tokens_is_the_mean_of_the_nearest(assembled: Assembled) -> None:
    """The question without a word, `…`, says nothing."""
    late = assembled.contents.late
    languages = [p.language for p in assembled.contents.passages]
    ends = np.cumsum([0, *(len(e.tokens) for e in assembled.encoded)])
    values: dict[tuple[str, str], list[float]] = {}
    for question, spoken in zip(assembled.probes, ASKED_IN, strict=True):
        if not len(question.tokens):
            continue
        asked = late.space.place_question(question.tokens, spoken).astype(np.float64)
        for row, language in enumerate(languages):
            told = unpack(late.codes[ends[row] : ends[row + 1]], DIMENSION) - late.space.passages[language]
            near = unit64(told) @ asked.T
            values.setdefault((spoken, language), []).append(float(near.max(axis=0).mean()))
    wanted = Expected.of({pair: np.array(v) for pair, v in values.items()}, (0.18, 0.06))
    assert late.expected.across == pytest.approx(wanted.across, abs=1e-5)
    assert set(late.expected.pairs) == set(wanted.pairs)
    for pair, numbers in wanted.pairs.items():
        assert late.expected.pairs[pair] == pytest.approx(numbers, abs=1e-5)


def test_of_many_a_sample_is_held_against_each_other() -> None:
    """A hundred passages: every third is taken, 34 in all; 50 questions: every third, 17."""
    random = np.random.default_rng(5)
    rows = unit(random.normal(size=(100, DIMENSION)).astype(np.float32))
    told = [statement(f"s{i:03}", {"en": f"Ship {i} sails."}) for i in range(100)]
    sliced = slice_up(Knowledge(MINISTRY, tuple(told)))
    turned = rows @ rotation(DIMENSION)
    encoded = [Encoded(row, row[None, :], pack(token[None, :]), (1,)) for row, token in zip(rows, turned, strict=True)]
    asked = unit(random.normal(size=(50, DIMENSION)).astype(np.float32))
    probes = [EncodedQuestion(row, (row @ rotation(DIMENSION))[None, :], ((0, 1),)) for row in asked]
    lexicon = Lexicon.build(["x"] * 100, ["en"] * 100)
    contents, vectors = assemble(Knowledge(MINISTRY, tuple(told)), sliced, encoded, probes, ["en"] * 50, lexicon)
    near = contents.space.place_questions(asked[::3], "en") @ vectors.T
    assert contents.expected == Expected.of({("en", "en"): near}, (0.0, 0.07))
    late = contents.late
    tokens = late.space.place_question(np.concatenate([p.tokens for p in probes])[::3], "en")
    found = late.space.similarities(late.codes[::3], "en", tokens)
    assert found.shape == (34, 17)
    wanted = Expected.of({("en", "en"): found}, (0.18, 0.06))
    assert late.expected.pairs["en", "en"] == pytest.approx(wanted.pairs["en", "en"], abs=1e-5)
