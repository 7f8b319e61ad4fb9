from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quoting import nearness, paragraph, quote
from bot.reply import Slice
from bot.retrieval import Sought, seek
from indexer.build import build
from indexer.passages import LONGEST_SENTENCE, sentences, units
from indexer.statement import Version
from indexer.store import Place, Snapshot, open_snapshot
from indexer.tokens import unpack
from indexer.vectors import Vectors, unit
from tests.conftest import THRESHOLDS
from tests.fakes.contents import make, publish_made, statement
from tests.fakes.encoder import FakeEncoder

ENCODER = FakeEncoder()


def asked(snapshot: Snapshot, text: str, language: str) -> Sought:
    return seek(snapshot, text, language, ENCODER.questions_by_token([text])[0])


def looked_for(snapshot: Snapshot, place: Place, vector: Vectors, tokens: Vectors) -> Sought:
    """What has this vector and these tokens, each of the same weight."""
    weights = np.full(len(tokens), 1 / max(1, len(tokens)), np.float32)
    return Sought("", place.language, vector, tokens, ((0, 0),) * len(tokens), weights)


def sentence_tokens(snapshot: Snapshot, place: Place, number: int) -> Vectors:
    """Centred unit rows of the tokens of a version's sentence `number`."""
    late, at = snapshot.contents.late, place.first_sentence + number
    codes = late.codes[snapshot.token_offsets[at] : snapshot.token_offsets[at + 1]]
    return unit(unpack(codes, snapshot.manifest.model.dimension) - late.space.passages[place.language])


def version_at(snapshot: Snapshot, place: Place) -> Version:
    version = snapshot.contents.statements[place.statement].version(place.language)
    assert version is not None
    return version


def ends_of_sentences(text: str, language: str) -> tuple[set[int], set[int]]:
    """Where a sentence begins and where one ends, white space aside."""
    spans = [
        (a + len(s) - len(s.lstrip()), a + len(s.rstrip())) for a, b in sentences(text, language) if (s := text[a:b])
    ]
    return {a for a, _ in spans}, {b for _, b in spans}


def assert_true(version: Version, slices: tuple[Slice, ...]) -> None:
    """Slices of the text, in order, whole sentences, no white space at the ends."""
    assert slices
    begins, ends = ends_of_sentences(version.text, version.language)
    last = 0
    for piece in slices:
        assert last <= piece.start < piece.end
        assert piece.text == version.text[piece.start : piece.end] == piece.text.strip()
        assert piece.start in begins, f"{piece.text[:60]!r} does not begin a sentence"
        assert piece.end in ends, f"{piece.text[-60:]!r} does not end a sentence"
        last = piece.end


def first_word(text: str) -> int:
    return len(text) - len(text.lstrip())


def test_every_version_of_the_sample_is_quoted_truly_whatever_is_asked(sample_words: Snapshot) -> None:
    """Each sentence of each version asked in turn: the quote holds it and the first, and is whole sentences."""
    for place in sample_words.places:
        version = version_at(sample_words, place)
        spans = [s for row in range(place.first, place.last) for s in sample_words.contents.sentence_spans[row]]
        rows = sample_words.contents.sentences[place.first_sentence : place.last_sentence].astype(np.float32)
        for number, (span, row) in enumerate(zip(spans, rows, strict=True)):
            itself = looked_for(sample_words, place, row, sentence_tokens(sample_words, place, number))
            slices = quote(sample_words, place, version, itself)
            assert_true(version, slices)
            assert any(version.text[slice(*span)].strip() in piece.text for piece in slices)
            assert slices[0].start == min(s.start for s in slices) == first_word(version.text)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_direction_gives_a_true_quote(sample_words: Snapshot, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(sample_words.places))
    seed = data.draw(st.integers(0, 2**32 - 1))
    rows = unit(np.random.default_rng(seed).normal(size=(4, 64)).astype(np.float32))
    version = version_at(sample_words, place)
    assert_true(version, quote(sample_words, place, version, looked_for(sample_words, place, rows[0], rows[1:])))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(0, 5))
def test_nearness_against_a_plain_computation(sample_words: Snapshot, data: st.DataObject, count: int) -> None:
    """The mean, by weight, of each token's nearest in a sentence, and a little the cosine of the sentence."""
    place = data.draw(st.sampled_from(sample_words.places))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    rows = unit(random.normal(size=(count + 1, 64)).astype(np.float32))
    weights = random.dirichlet(np.ones(count)).astype(np.float32) if count else np.zeros(0, np.float32)
    sought = replace(looked_for(sample_words, place, rows[0], rows[1:]), weights=weights)
    found = nearness(sample_words, place, sought)
    wanted = []
    for number, vector in enumerate(sample_words.contents.sentences[place.first_sentence : place.last_sentence]):
        tokens = sentence_tokens(sample_words, place, number)
        words = sum(w * max(float(t @ q) for t in tokens) for w, q in zip(weights, rows[1:], strict=True))
        wanted.append(0.85 * words + 0.15 * float(vector.astype(np.float64) @ rows[0]))
    np.testing.assert_allclose(found, wanted, atol=1e-5)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.text(max_size=60))
def test_any_question_gives_a_true_quote(sample_words: Snapshot, data: st.DataObject, text: str) -> None:
    place = data.draw(st.sampled_from(sample_words.places))
    version = version_at(sample_words, place)
    question = asked(sample_words, text.encode("utf-8", "replace").decode(), place.language)
    assert_true(version, quote(sample_words, place, version, question))


def built(root: Path, text: str, language: str = "en") -> tuple[Snapshot, Version]:
    """A store with one statement, cut up as the indexer cuts."""
    folder = root / "knowledge"
    (folder / "statements").mkdir(parents=True)
    (folder / "ministry.yaml").write_text("name:\n  en: Ministry\nhosts: [mfa.example]\n", encoding="utf-8")
    lines = "\n".join(f"      {line}" if line else "" for line in text.split("\n"))
    (folder / "statements" / "one.yaml").write_text(
        f"id: one\nkind: position\noriginal: {language}\nissuer: Ministry\npublished: 2026-01-01\nversions:\n"
        f"  {language}:\n    title: One\n    source: https://mfa.example/one\n    text: |-\n{lines}\n",
        encoding="utf-8",
    )
    now = datetime(2026, 6, 1, tzinfo=UTC)
    build(folder, root / "store", ENCODER, THRESHOLDS, now, lambda stage, done, total: None)
    snapshot = open_snapshot(root / "store")
    version = version_at(snapshot, snapshot.places[0])
    assert version.text == text
    return snapshot, version


LETTERS = (
    "Alpha one stands. Beta two stands. Gamma three stands. Delta four stands. Omega five stands. Sigma six stands."
)
ORDA = "The Orda is shared. Both banks agreed.\n\nTalks began in May. They go on.\n\nFishing is closed. Boats pass."


@pytest.mark.parametrize(
    ("text", "question", "quoted"),
    [
        pytest.param("Nothing is said.", "zzz", ["Nothing is said."], id="one sentence"),
        pytest.param(
            "Foreigners need a permit.\n\nIt costs twelve.\n\nDivers need none.",
            "What does a permit cost?",
            ["Foreigners need a permit.\n\nIt costs twelve.\n\nDivers need none."],
            id="short version whole",
        ),
        pytest.param(
            ORDA, "Fishing is closed", ["The Orda is shared.", "Fishing is closed. Boats pass."], id="first, paragraph"
        ),
        pytest.param(ORDA, "The Orda is shared", ["The Orda is shared. Both banks agreed."], id="the first paragraph"),
        pytest.param(
            LETTERS,
            "Delta four",
            ["Alpha one stands.", "Gamma three stands. Delta four stands. Omega five stands."],
            id="long paragraph: neighbours",
        ),
        pytest.param(
            LETTERS, "Alpha one", ["Alpha one stands. Beta two stands."], id="long paragraph: at its beginning"
        ),
        pytest.param(
            LETTERS,
            "Sigma six",
            ["Alpha one stands.", "Omega five stands. Sigma six stands."],
            id="long paragraph: at its end",
        ),
        pytest.param(
            "The Orda rises. " * 60 + "Boats stop.", "Boats stop", None, id="five sentences are not always short"
        ),
    ],
)
def test_what_is_quoted(tmp_path: Path, text: str, question: str, quoted: list[str] | None) -> None:
    snapshot, version = built(tmp_path, text)
    found = quote(snapshot, snapshot.places[0], version, asked(snapshot, question, "en"))
    assert_true(version, found)
    if quoted is None:
        assert sum(len(s.text) for s in found) < len(text) / 2
    else:
        assert [s.text for s in found] == quoted


@pytest.mark.parametrize("question", ["rent", "cars and fuel", "Prices rose", "the table lists"])
def test_a_sentence_over_several_lines_is_quoted_whole(tmp_path: Path, question: str) -> None:
    text = "The table lists what the embassy paid for rent,\ncars and fuel in\n2025. Prices rose in May\nand in June."
    snapshot, version = built(tmp_path, text)
    assert_true(version, quote(snapshot, snapshot.places[0], version, asked(snapshot, question, "en")))


PARTIES = ", ".join(f"party {i}" for i in range(600))
DELEGATIONS = "、".join(f"第{i}方代表团成员" for i in range(300))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", f"Before this nothing. The parties named {PARTIES}. After it peace."),
        ("zh", f"此前无事。各方包括{DELEGATIONS}。此后和平。"),
    ],
)
def test_a_sentence_too_long_for_one_passage_is_quoted_whole(tmp_path: Path, language: str, text: str) -> None:
    assert max(units(text[a:b]) for a, b in sentences(text, language)) > 3 * LONGEST_SENTENCE
    snapshot, version = built(tmp_path, text, language)
    rows = snapshot.contents.sentences.astype(np.float32)
    assert len(rows) > 5
    for number, row in enumerate(rows):
        itself = looked_for(snapshot, snapshot.places[0], row, sentence_tokens(snapshot, snapshot.places[0], number))
        assert_true(version, quote(snapshot, snapshot.places[0], version, itself))


def test_a_version_without_passages_is_quoted_whole(tmp_path: Path) -> None:
    """`…` has no word to embed, but is what was published."""
    publish_made(tmp_path, make((statement("bare", {"en": " … \n", "fr": "Le fleuve est partagé."}),)))
    snapshot = open_snapshot(tmp_path)
    version = version_at(snapshot, snapshot.places[0])
    assert quote(snapshot, snapshot.places[0], version, asked(snapshot, "river", "en")) == (Slice(1, 2, "…"),)


@pytest.mark.parametrize(
    ("span", "found"), [((0, 1), (0, 3)), ((2, 3), (0, 3)), ((5, 6), (5, 6)), ((7, 8), (7, 9)), ((4, 4), (4, 4))]
)
def test_a_paragraph_runs_from_line_end_to_line_end(span: tuple[int, int], found: tuple[int, int]) -> None:
    assert paragraph("a b\n\nc\nde", span) == found
