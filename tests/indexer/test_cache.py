"""The cache: what was kept is found again, and whatever befalls its file costs time only."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.cache import Cache, key, questions_in
from indexer.encoding import Encoded, ModelCard
from tests.fakes.encoder import FakeEncoder

CARD = FakeEncoder().card


def encoded(text: str, sentences: int = 2) -> Encoded:
    return FakeEncoder().passages([text], [[(i, i + 3) for i in range(sentences)]])[0]


def entries(count: int, prefix: str = "text") -> dict[bytes, Encoded]:
    return {key(CARD, "passage", f"{prefix} {i}"): encoded(f"{prefix} {i}") for i in range(count)}


def demand_equal(found: dict[bytes, Encoded], wanted: dict[bytes, Encoded]) -> None:
    assert set(found) == set(wanted)
    for k, one in wanted.items():
        np.testing.assert_array_equal(found[k].passage, one.passage)
        np.testing.assert_array_equal(found[k].sentences, one.sentences)
        np.testing.assert_array_equal(found[k].tokens, one.tokens)
        assert found[k].tokens.dtype == np.uint8
        assert found[k].counts == one.counts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite"


@pytest.fixture
def kept(path: Path) -> dict[bytes, Encoded]:
    """Twenty entries in the file at `path`."""
    wanted = entries(20)
    with Cache(path, 64) as cache:
        cache.keep(wanted)
    return wanted


def test_what_was_kept_is_found_by_the_next_build(path: Path, kept: dict[bytes, Encoded]) -> None:
    with Cache(path, 64) as cache:
        demand_equal(cache.find([*kept, b"unknown"]), kept)


def test_a_vector_has_no_sentences(path: Path) -> None:
    none, no_tokens = np.zeros((0, 64), np.float32), np.zeros((0, 16), np.uint8)
    vector = {key(CARD, "vector", "Who?"): Encoded(encoded("Who?").passage, none, no_tokens, ())}
    with Cache(path, 64) as cache:
        cache.keep(vector)
        demand_equal(cache.find(vector), vector)


@pytest.mark.parametrize("texts", [["Who may fish?"], ["…"], ["Who?", "…", "¿Quién puede pescar?", "谁可以捕鱼"]])
def test_questions_are_found_with_their_tokens(path: Path, texts: list[str]) -> None:
    asked = {key(CARD, "question", t): q for t, q in zip(texts, FakeEncoder().questions_by_token(texts), strict=True)}
    with Cache(path, 64) as cache:
        cache.keep_questions(asked)
    with Cache(path, 64) as cache:
        found = cache.find_questions([*asked, b"unknown"])
    assert list(found) == list(asked)
    for k, one in asked.items():
        np.testing.assert_array_equal(found[k].vector, one.vector)
        np.testing.assert_array_equal(found[k].tokens, one.tokens)
        assert found[k].tokens.shape == (len(one.spans), 64)
        assert found[k].spans == one.spans


def test_a_question_whose_tokens_are_no_numbers_is_not_kept(path: Path) -> None:
    good, bad = FakeEncoder().questions_by_token(["Who may fish?", "Who?"])
    with Cache(path, 64) as cache:
        cache.keep_questions({b"good": good, b"bad": replace(bad, tokens=bad.tokens * np.float32("nan"))})
        assert set(cache.find_questions([b"good", b"bad"])) == {b"good"}


def test_the_key_tells_apart_all_that_a_vector_depends_on() -> None:
    other_model = FakeEncoder("other").card
    other_precision = ModelCard(CARD.name, CARD.fingerprint, CARD.dimension, "bfloat16")
    keys = [
        key(CARD, "passage", "a", [(0, 1)]),
        key(CARD, "passage", "a"),
        key(CARD, "passage", "b", [(0, 1)]),
        key(CARD, "question", "a", [(0, 1)]),
        key(CARD, "vector", "a", [(0, 1)]),
        key(other_model, "passage", "a", [(0, 1)]),
        key(other_precision, "passage", "a", [(0, 1)]),
    ]
    assert len(set(keys)) == 7
    assert key(CARD, "passage", "a", ((0, 1),)) == keys[0]


@pytest.mark.parametrize(
    "damage",
    [
        "rows = zeroblob(768)",  # 768 bytes: three rows of 64, as it should be
        "rows = substr(rows, 1, 767)",
        "rows = substr(rows, 1, 512)",
        "rows = x''",
        "rows = 'text'",
        "rows = 7",
        "tokens = substr(tokens, 1, length(tokens) - 1)",
        "tokens = zeroblob(length(tokens))",
        "tokens = tokens || x'00'",
        "tokens = 7",
        "counts = substr(counts, 1, 4)",
        "counts = zeroblob(8)",
        "crc = crc + 1",
        "crc = 'no number'",
    ],
)
def test_a_damaged_entry_counts_as_missing(path: Path, kept: dict[bytes, Encoded], damage: str) -> None:
    hurt = next(iter(kept))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"UPDATE texts SET {damage} WHERE key = ?", (hurt,))
    with Cache(path, 64) as cache:
        demand_equal(cache.find(kept), {k: v for k, v in kept.items() if k != hurt})
        cache.keep({hurt: kept[hurt]})
        demand_equal(cache.find(kept), kept)


@pytest.mark.parametrize(
    ("part", "wrong"), [("rows", bytes(768)), ("rows", bytes(256)), ("tokens", bytes(15)), ("counts", bytes(12))]
)
def test_an_entry_whose_parts_do_not_fit_counts_as_missing(
    path: Path, kept: dict[bytes, Encoded], part: str, wrong: bytes
) -> None:
    """Though its check sum is right: a program of another version may have written it."""
    hurt = next(iter(kept))
    parts = ("rows", "tokens", "counts")
    with closing(sqlite3.connect(path)) as database, database:
        found = database.execute("SELECT rows, tokens, counts FROM texts WHERE key = ?", (hurt,)).fetchone()
        whole = dict(zip(parts, found, strict=True)) | {part: found[parts.index(part)] + wrong}
        changed = (zlib.crc32(hurt + b"".join(whole.values())), *whole.values(), hurt)
        database.execute("UPDATE texts SET crc = ?, rows = ?, tokens = ?, counts = ? WHERE key = ?", changed)
    with Cache(path, 64) as cache:
        demand_equal(cache.find(kept), {k: v for k, v in kept.items() if k != hurt})


def test_entries_of_another_dimension_count_as_missing(path: Path, kept: dict[bytes, Encoded]) -> None:
    with Cache(path, 384) as cache:
        assert cache.find(kept) == {}
    with Cache(path, 100) as cache:
        assert cache.find(kept) == {}


@pytest.mark.parametrize("content", [b"nonsense" * 1000, b"\0" * 8192, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_file_that_is_no_database_is_begun_anew(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    wanted = entries(3)
    for _ in range(2):  # the first build may only throw it away
        with Cache(path, 64) as cache:
            cache.find(wanted)
            cache.keep(wanted)
    with Cache(path, 64) as cache:
        demand_equal(cache.find(wanted), wanted)


def test_a_table_of_another_shape_is_begun_anew(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE texts (key, vectors)")
    wanted = entries(3)
    with Cache(path, 64) as cache:
        assert cache.find(wanted) == {}
        cache.keep(wanted)
    with Cache(path, 64) as cache:
        demand_equal(cache.find(wanted), wanted)


def test_no_damage_of_the_file_gives_a_wrong_vector_or_an_error(path: Path, kept: dict[bytes, Encoded]) -> None:
    """Each of 200 damages: what is found is what was kept, and after two builds all is there again."""
    whole = path.read_bytes()
    random = np.random.default_rng(3)
    lost = 0
    for number in range(200):
        bad = bytearray(whole)
        at = int(random.integers(len(bad) if number % 3 else 100))
        if number % 4 == 0:
            del bad[at:]
        elif number % 4 == 1:
            bad[at : at + 4096] = bytes(min(4096, len(bad) - at))
        else:
            bad[at] ^= 1 << int(random.integers(8))
        path.write_bytes(bad)
        for _ in range(2):
            with Cache(path, 64) as cache:
                found = cache.find(kept)
                demand_equal(found, {k: kept[k] for k in found})
                lost += len(kept) - len(found)
                cache.keep({k: v for k, v in kept.items() if k not in found})
        with Cache(path, 64) as cache:
            demand_equal(cache.find(kept), kept)
    assert lost > 200


def test_a_full_disk_costs_the_cache_and_not_the_build(path: Path, kept: dict[bytes, Encoded]) -> None:
    more = entries(2000, "more")
    with Cache(path, 64) as cache:
        pages = cache._database.execute("PRAGMA page_count").fetchone()[0]
        cache._database.execute(f"PRAGMA max_page_count = {pages + 2}")
        demand_equal(cache.find(kept), kept)
        cache.keep(more)
        cache.find(more)
        cache.keep(more)
    assert not path.exists()
    with Cache(path, 64) as cache:
        cache.keep(more)
        demand_equal(cache.find(more), more)


def test_a_file_that_cannot_be_made_costs_the_cache_and_not_the_build(path: Path) -> None:
    path.mkdir()
    wanted = entries(2)
    with Cache(path, 64) as cache:
        cache.keep(wanted)
        demand_equal(cache.find(wanted), wanted)
    assert list(path.iterdir()) == []


def test_a_row_that_is_not_finite_is_not_kept(path: Path) -> None:
    good, bad = entries(2)
    wanted = {good: encoded("good"), bad: replace(encoded("bad"), sentences=np.full((2, 64), np.nan, np.float32))}
    with Cache(path, 64) as cache:
        cache.keep(wanted)
        assert set(cache.find(wanted)) == {good}


def _held(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute("SELECT count(*) FROM texts").fetchone()
    return int(count)


def test_a_cache_that_is_outgrown_keeps_what_is_in_use(path: Path) -> None:
    """As a build does: passages found and kept, then a few questions kept; none of them may push out the others."""
    passages, questions = entries(1200), entries(10, "question")
    first = dict(list(passages.items())[:300])
    with Cache(path, 64) as cache:
        cache.keep(passages)
        cache.keep(questions)
    assert _held(path) == 1210
    with Cache(path, 64) as cache:
        demand_equal(cache.find(first), first)
        cache.keep(questions)
    assert _held(path) == 1210  # 310 in use may be a quarter
    few = dict(list(passages.items())[:290])
    new = entries(2, "new")
    with Cache(path, 64) as cache:
        cache.find(few)
        cache.keep(new)
        demand_equal(cache.find(questions), questions)
    wanted = few | new | questions
    assert _held(path) == 302
    with Cache(path, 64) as cache:
        demand_equal(cache.find(wanted), wanted)


def raise_after(work: Callable[[], None]) -> None:
    work()
    raise KeyboardInterrupt


def test_a_build_that_fails_drops_nothing(path: Path) -> None:
    with Cache(path, 64) as cache:
        cache.keep(entries(1200))
    failing = Cache(path, 64)
    with pytest.raises(KeyboardInterrupt), failing:
        raise_after(lambda: failing.keep(entries(1, "new")))
    assert _held(path) == 1201
    with Cache(path, 64) as cache:
        cache.find(entries(1, "new"))
    assert _held(path) == 1


def test_who_only_looks_drops_nothing_and_makes_nothing(path: Path, kept: dict[bytes, Encoded], tmp_path: Path) -> None:
    (asked,) = FakeEncoder().questions_by_token(["Who may fish?"])
    known = key(CARD, "question", "Who may fish?")
    with Cache(path, 64) as cache:
        cache.keep_questions({known: asked})
    before = path.read_bytes()
    found = questions_in(path, 64, [known, b"unknown"])
    assert set(found) == {known}
    np.testing.assert_array_equal(found[known].tokens, asked.tokens)
    assert found[known].spans == asked.spans
    assert path.read_bytes() == before
    assert questions_in(tmp_path / "none.sqlite", 64, [known]) == {}
    assert sorted(tmp_path.iterdir()) == [path]
    path.write_bytes(b"no database at all" * 100)
    assert questions_in(path, 64, [known]) == {}
    assert path.exists()
