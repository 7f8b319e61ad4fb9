"""The store opened: compared with brute force, with what was written, and with the rules of `statement`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import records, store
from indexer.statement import Standing, Statement, standing, start_of, superseded_from
from indexer.vectors import Vectors, unit
from tests.fakes.contents import (
    MINISTRY,
    SECOND,
    STATEMENTS,
    make,
    manifest_of,
    many,
    publish_files,
    publish_made,
    statement,
)


def test_the_manifest_in_use_is_read_without_the_files(tmp_path: Path) -> None:
    publish_made(tmp_path, make(STATEMENTS))
    wanted = store.open_snapshot(tmp_path).manifest
    for file in next(tmp_path.glob("*/manifest.json")).parent.iterdir():
        if file.name != "manifest.json":
            file.unlink()
    assert store.manifest_in_use(tmp_path) == wanted


def unit_rows(count: int, dimension: int = 64, seed: int = 1) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


def nearest(rows: Vectors, question: Vectors, depth: int) -> tuple[list[int], Vectors]:
    """Brute force: rows and cosines of the `depth` nearest, in float64."""
    cosines = rows.astype(np.float64) @ question.astype(np.float64)
    order = np.argsort(-cosines, kind="stable")[:depth]
    return [int(i) for i in order], cosines[order].astype(np.float32)


# --- search


def test_a_flat_search_finds_what_brute_force_finds(tmp_path: Path) -> None:
    made = make(many(500))
    publish_made(tmp_path, made)
    snapshot = store.open_snapshot(tmp_path)
    assert snapshot.manifest.index == "flat"
    for question in unit_rows(50):
        wanted, cosines = nearest(made.vectors, question, 20)
        similarities, rows = snapshot.search(question, 20)
        assert rows.tolist() == wanted
        np.testing.assert_allclose(similarities, cosines, atol=1e-5)


def test_a_graph_finds_99_in_100_of_what_brute_force_finds(tmp_path: Path) -> None:
    made = make(many(2000))
    publish_made(tmp_path, made, flat_limit=1999)
    snapshot = store.open_snapshot(tmp_path)
    assert snapshot.manifest.index == "hnsw"
    found = 0
    for question in unit_rows(100):
        wanted, cosines = nearest(made.vectors, question, 10)
        similarities, rows = snapshot.search(question, 10)
        found += len(set(wanted) & set(rows.tolist()))
        np.testing.assert_allclose(similarities, made.vectors[rows] @ question, atol=1e-5)
        assert similarities[0] == pytest.approx(cosines[0], abs=1e-5)
    assert found >= 990


def test_the_limit_of_the_flat_index_is_inclusive() -> None:
    made = make(many(50))
    assert [store.to_files(made.contents, made.vectors, limit)[1] for limit in (50, 49)] == ["flat", "hnsw"]


def test_a_graph_with_less_recall_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "recall", lambda *_: 0.9899)
    made = make(many(50))
    publish_made(tmp_path, made, flat_limit=10)
    snapshot = store.open_snapshot(tmp_path)
    assert snapshot.manifest.index == "flat (a graph would find only 0.990 of the nearest)"
    assert snapshot.search(made.vectors[7], 1)[1].tolist() == [7]


def test_recall_is_the_share_of_the_nearest_found() -> None:
    rows = unit_rows(100)
    whole, half = faiss.IndexFlatIP(64), faiss.IndexFlatIP(64)
    whole.add(rows)
    half.add(np.where(np.arange(100)[:, None] % 2, rows, 0))  # every second row is nowhere near
    share = float(np.mean([[w % 2 for w in nearest(rows, p, 10)[0]] for p in rows]))
    assert 0.4 < share < 0.6
    assert store.recall(half, whole, rows) == pytest.approx(share)
    assert store.recall(whole, whole, rows) == 1.0


def test_recall_counts_equal_rows_as_equally_near_and_few_rows_as_all() -> None:
    rows = np.repeat(unit_rows(3), [40, 1, 1], axis=0)
    forward, backward = faiss.IndexFlatIP(64), faiss.IndexFlatIP(64)
    forward.add(rows)
    backward.add(rows[::-1].copy())
    assert store.recall(backward, forward, rows[:1]) == 1.0
    few = faiss.IndexFlatIP(64)
    few.add(rows[39:])
    assert store.recall(few, few, rows[39:]) == 1.0


@pytest.mark.parametrize("flat_limit", [100_000, 1])
def test_rows_that_are_missing_are_never_seen(tmp_path: Path, flat_limit: int) -> None:
    made = make()
    publish_made(tmp_path, made, flat_limit=flat_limit)
    snapshot = store.open_snapshot(tmp_path)
    for depth in (11, 12, 5000):
        similarities, rows = snapshot.search(made.vectors[3], depth)
        assert sorted(rows.tolist()) == list(range(11))
        assert len(similarities) == 11


def test_minus_one_is_dropped_with_its_similarity(tmp_path: Path) -> None:
    class Gaps:
        def search(self, _: Vectors, depth: int) -> tuple[Vectors, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
            assert depth == 4
            return np.array([[0.9, -3e38, 0.8, -3e38]], np.float32), np.array([[5, -1, 2, -1]])

    made = make()
    snapshot = store.Snapshot("v", manifest_of(made, {}), made.contents, Gaps())
    similarities, rows = snapshot.search(made.vectors[0], 4)
    assert (rows.tolist(), similarities.tolist()) == ([5, 2], [pytest.approx(0.9), pytest.approx(0.8)])


def test_passage_vectors_are_those_that_were_written(tmp_path: Path) -> None:
    made = make()
    for limit, folder in ((100, "flat"), (1, "graph")):
        publish_made(tmp_path / folder, made, flat_limit=limit)
        found = store.open_snapshot(tmp_path / folder).passage_vectors([9, 0, 0])
        np.testing.assert_array_equal(found, made.vectors[[9, 0, 0]])


# --- what was written is what is read


def test_contents_are_read_as_they_were_written(tmp_path: Path) -> None:
    made = make()
    publish_made(tmp_path, made)
    read, wrote = store.open_snapshot(tmp_path).contents, made.contents
    assert read.ministry == wrote.ministry == MINISTRY
    assert read.statements == wrote.statements == STATEMENTS
    assert read.passages == wrote.passages
    assert read.sentence_spans == wrote.sentence_spans
    assert read.sentences.dtype == np.float16
    np.testing.assert_array_equal(read.sentences, wrote.sentences)
    for name in ("whitening", "any_passage", "any_question"):
        np.testing.assert_array_equal(getattr(read.space, name), getattr(wrote.space, name))
    for theirs, ours in ((read.space.passages, wrote.space.passages), (read.space.questions, wrote.space.questions)):
        assert set(theirs) == set(ours)
        for language, mean in ours.items():
            np.testing.assert_array_equal(theirs[language], mean)
    assert read.lexicon.languages == wrote.lexicon.languages == ("ar", "en", "fr", "ru", "zh")
    for language in wrote.lexicon.languages:
        one, other = read.lexicon.words(language), wrote.lexicon.words(language)
        assert one is not None
        assert other is not None
        assert one.vocabulary == other.vocabulary
        np.testing.assert_array_equal(one.rows, other.rows)
        np.testing.assert_array_equal(one.scores(list(other.vocabulary)), other.scores(list(other.vocabulary)))


def test_the_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = make()
    files, index = store.to_files(made.contents, made.vectors)
    manifest = manifest_of(made, files, index)
    version = publish_files(tmp_path, files, store.encode_manifest(manifest))
    snapshot = store.open_snapshot(tmp_path)
    assert snapshot.manifest == manifest
    assert snapshot.version == version
    assert (manifest.statements, manifest.passages, manifest.sentences) == (6, 11, 18)


_moments = st.one_of(st.dates(), st.datetimes(timezones=st.just(UTC)), st.dates().map(lambda d: at(d.isoformat())))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(_moments, st.none() | _moments, st.text(st.characters(exclude_categories=["Cs"])))
def test_dates_instants_and_texts_survive(published: date, ends: date | None, text: str) -> None:
    """A date stays a date: were midnight read as a date, a statement would stand a day too long."""
    one = statement("a", {"en": text}, published=published, valid_until=ends, embargo=ends)
    read = records.decode(records.encode(one, Statement), Statement)
    assert read == one
    assert isinstance(read.published, datetime) == isinstance(published, datetime)
    assert isinstance(read.valid_until, datetime) == isinstance(ends, datetime)


# --- in force

_CHAIN = (
    *STATEMENTS,
    statement("embargoed", {"en": "Later."}, embargo=at("2026-06-01T06:00:00")),
    statement("far", {"en": "Far."}, published=at("8000-01-01T00:00:00.000001"), valid_until=at("9000-06-01T00:00")),
    statement("late", {"en": "Late."}, published=date(2026, 1, 1), supersedes=("orda-2026", "orda-2019")),
    statement("two", {"en": "Two."}, valid_until=date(2026, 2, 28), withdrawn=date(2026, 2, 28)),
    statement("unborn", {"en": "Gone."}, published=date(2026, 1, 1), withdrawn=date(2025, 1, 1)),
)


def _boundaries() -> list[datetime]:
    moments = set()
    superseded = superseded_from(_CHAIN)
    for s in _CHAIN:
        withdrawn = None if s.withdrawn is None else start_of(s.withdrawn)
        moments |= {m for m in (s.released, s.ends, withdrawn, superseded.get(s.id)) if m is not None}
    steps = (timedelta(), timedelta(microseconds=1), timedelta(seconds=1), timedelta(hours=13), timedelta(days=1))
    return sorted({m + sign * step for m in moments for step in steps for sign in (-1, 1)})


def test_what_is_in_force_agrees_with_standing_around_every_boundary() -> None:
    made = make(_CHAIN)
    snapshot = store.Snapshot("v", manifest_of(made, {}), made.contents, None)
    superseded = superseded_from(_CHAIN)
    seen = set()
    for moment in _boundaries():
        kinds = [standing(s, moment, superseded.get(s.id)) for s in _CHAIN]
        wanted = [s.id for s, kind in zip(_CHAIN, kinds, strict=True) if kind is Standing.IN_FORCE]
        assert [s.id for s, ok in zip(_CHAIN, snapshot.in_force(moment), strict=True) if ok] == wanted, moment
        seen |= set(kinds)
    assert seen == set(Standing)


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    made = make()
    snapshot = store.Snapshot("v", manifest_of(made, {}), made.contents, None)
    end = datetime.fromisoformat("2027-01-01T07:00:00-05:00")  # noon in UTC, when orda-2026 ends
    orda = [s.id for s in STATEMENTS].index("orda-2026")
    assert snapshot.in_force(end - timedelta(microseconds=1))[orda]
    assert not snapshot.in_force(end)[orda]


def test_a_moment_without_a_zone_is_refused() -> None:
    made = make()
    snapshot = store.Snapshot("v", manifest_of(made, {}), made.contents, None)
    with pytest.raises(TypeError, match="offset-naive and offset-aware"):
        snapshot.in_force(datetime(2026, 1, 1))


# --- places


@pytest.mark.parametrize("statements", [STATEMENTS, tuple(many(30)), (STATEMENTS[2],)])
def test_places_are_a_plain_recount(statements: tuple[Statement, ...]) -> None:
    contents = make(statements).contents
    snapshot = store.Snapshot("v", manifest_of(make(statements), {}), contents, None)
    versions = [(n, v.language) for n, s in enumerate(statements) for v in s.versions]
    assert [(p.statement, p.language) for p in snapshot.places] == versions
    of_sentence = [row for row, spans in enumerate(contents.sentence_spans) for _ in spans]
    assert snapshot.sentence_offsets.tolist() == [
        *(of_sentence.index(row) for row in range(len(contents.passages))),
        len(of_sentence),
    ]
    for number, place in enumerate(snapshot.places):
        rows = [
            row
            for row, p in enumerate(contents.passages)
            if (p.statement, p.language) == (place.statement, place.language)
        ]
        assert list(range(place.first, place.last)) == rows
        told = [i for i, row in enumerate(of_sentence) if row in rows]
        assert list(range(place.first_sentence, place.last_sentence)) == told
        assert [row for row, n in enumerate(snapshot.place_of) if n == number] == rows
        assert snapshot.place(place.statement, place.language) is place


def test_sentences_of_a_passage_are_slices_of_its_text() -> None:
    contents = make().contents
    row = next(i for i, p in enumerate(contents.passages) if (p.statement, p.language) == (4, "en"))
    text = STATEMENTS[4].versions[0].text
    assert [text[a:b] for a, b in contents.sentence_spans[row]] == [
        "The Orda belongs to both banks 🌊. ",
        "Talks began in 2024.\n\n",
    ]


def test_a_version_is_opened_by_its_folder_in_use_or_not(tmp_path: Path) -> None:
    first = publish_made(tmp_path, make(STATEMENTS[:2]))
    second = publish_made(tmp_path, make(), SECOND)
    assert [len(store.open_version(tmp_path / v).contents.statements) for v in (first, second)] == [2, 6]


def test_a_version_that_is_none_or_not_its_own_is_refused(tmp_path: Path) -> None:
    version = tmp_path / publish_made(tmp_path, make())
    with pytest.raises(store.StoreError) as refused:
        store.open_version(tmp_path / "other")
    assert str(refused.value) == f"{tmp_path / 'other'} is no version of a store; 'verbale index' makes them"
    manifest = version / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    with pytest.raises(store.StoreError) as refused:
        store.open_version(version)
    assert str(refused.value) == (
        f"the manifest in {version} is not the one that its name tells of; run 'verbale index' to build it anew"
    )
