"""From a folder to a published store, with a made-up encoder."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from indexer import build as building
from indexer import store
from indexer.build import KnowledgeError, Progress, Report, build
from indexer.encoding import Encoded, ModelCard, ModelError
from indexer.encoding import Progress as Done
from indexer.publishing import StoreError, Written, versions
from indexer.statement import Span, VerbaleError
from indexer.store import Thresholds, current, open_snapshot
from indexer.vectors import Vectors
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

NOW = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
THRESHOLDS = Thresholds(0.6, 0.2)
SECRET = "Zanthor"


def silent(stage: str, done: int, total: int) -> None:
    """No progress is looked at."""


def told(name: str, text: str, **lines: str) -> str:
    return good(name, **lines).replace("The Orda rises.", text)


FILES: dict[str, str | bytes] = {
    "a": told("a", "The Orda rises. Both banks are warned."),
    "b": told("b", "Twelve ships may catch cod on the Selm bank."),
    "c": told("c", "No visa is needed for thirty days."),
}
EMBARGOED = told("d", f"The {SECRET} treaty will be signed.", embargo="2026-06-01T06:00:00Z", title=f"{SECRET} title")


def built(root: Path, encoder: FakeEncoder, now: datetime = NOW, progress: Progress = silent) -> Report:
    return build(root / "knowledge", root / "store", encoder, THRESHOLDS, now, progress)


def write(root: Path, name: str, content: str) -> None:
    (root / "knowledge" / "statements" / f"{name}.yaml").write_text(content, encoding="utf-8")


def ids(root: Path) -> list[str]:
    return [s.id for s in open_snapshot(root / "store").contents.statements]


def test_what_the_folder_does_not_name_any_more_is_reported(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, FILES)
    built(tmp_path, FakeEncoder())
    before = set(ids(tmp_path))
    gone = sorted(before)[0]
    next(folder.rglob(f"{gone}.yaml")).unlink()
    assert built(tmp_path, FakeEncoder(), LATER).gone == (gone,)
    assert set(ids(tmp_path)) == before - {gone}


def test_a_build_publishes_what_the_folder_says(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    encoder, seen = FakeEncoder(), list[tuple[str, int, int]]()
    report = built(tmp_path, encoder, progress=lambda *stage: seen.append(stage))
    snapshot = open_snapshot(tmp_path / "store")
    assert report == Report(snapshot.version, True, 3, (), 3, 3)
    assert encoder.embedded == [
        "The Orda rises. Both banks are warned.",
        "Twelve ships may catch cod on the Selm bank.",
        "No visa is needed for thirty days.",
    ]
    assert seen == [("embedding", 1, 3), ("embedding", 2, 3), ("embedding", 3, 3)]
    assert snapshot.version.startswith("20260501T083000Z-")
    assert snapshot.manifest.built == NOW
    assert snapshot.manifest.thresholds == THRESHOLDS
    assert snapshot.manifest.model.fingerprint == encoder.fingerprint
    assert snapshot.contents.sentence_spans == (((0, 16), (16, 38)), ((0, 44),), ((0, 34),))
    for row, text in enumerate(encoder.embedded):
        (passage,) = FakeEncoder().passages([text], [[(0, 1)]])
        placed = snapshot.contents.space.place_passages(passage.passage[None, :], ["en"])[0]
        similarities, rows = snapshot.search(placed, 1)
        assert rows.tolist() == [row]
        assert similarities[0] == pytest.approx(1, abs=1e-5)


def test_only_changed_passages_are_embedded(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    built(tmp_path, FakeEncoder())
    write(tmp_path, "b", told("b", "Ten ships may catch cod on the Selm bank."))
    encoder = FakeEncoder()
    report = built(tmp_path, encoder, LATER)
    assert encoder.embedded == ["Ten ships may catch cod on the Selm bank."]
    assert (report.changed, report.passages, report.embedded) == (True, 3, 1)
    assert open_snapshot(tmp_path / "store").contents.statements[1].versions[0].text == encoder.embedded[0]


def test_another_model_embeds_all_anew(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    built(tmp_path, FakeEncoder("one"))
    other = FakeEncoder("two")
    assert built(tmp_path, other, LATER).embedded == 3
    assert open_snapshot(tmp_path / "store").manifest.model.fingerprint == other.fingerprint


class Unloadable(FakeEncoder):
    """Its fingerprint is known, but it must not be loaded."""

    @property
    def card(self) -> ModelCard:
        raise AssertionError("the model was loaded")


def test_an_unchanged_folder_changes_nothing_and_loads_no_model(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    first = built(tmp_path, FakeEncoder())
    pointer = current(tmp_path / "store")
    assert built(tmp_path, Unloadable(), LATER) == Report(first.version, False, 3, (), 3, 0)
    assert current(tmp_path / "store") == pointer
    assert versions(tmp_path / "store") == (first.version,)


def test_other_thresholds_are_published_without_embedding(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    built(tmp_path, FakeEncoder())
    other = Thresholds(0.7, 0.2)
    report = build(tmp_path / "knowledge", tmp_path / "store", FakeEncoder(), other, LATER, silent)
    assert (report.changed, report.embedded) == (True, 0)
    assert open_snapshot(tmp_path / "store").manifest.thresholds == other


def everywhere(root: Path, needle: bytes) -> list[str]:
    """Files of the store, cache and all, that hold `needle`, in UTF-8 or UTF-16, in whatever case."""
    forms = [f.lower() for f in (needle, needle.decode().encode("utf-16-le"))]
    files = (p for p in (root / "store").rglob("*") if p.is_file())
    return [p.name for p in files if any(f in p.read_bytes().lower() for f in forms)]


def test_a_statement_under_embargo_is_nowhere_until_it_is_released(tmp_path: Path) -> None:
    folder_of(tmp_path, {**FILES, "d": EMBARGOED, "e": good("e", published="2026-05-02")})
    encoder = FakeEncoder()
    first = built(tmp_path, encoder)
    assert (first.statements, first.embargoed) == (3, ("d", "e"))
    assert ids(tmp_path) == ["a", "b", "c"]
    assert everywhere(tmp_path, SECRET.encode()) == []
    assert everywhere(tmp_path, b"/en/d") == []
    assert everywhere(tmp_path, b"/en/a") == ["statements.json"]  # the search finds what is there
    release = datetime(2026, 6, 1, 6, tzinfo=UTC)
    before = built(tmp_path, encoder, release - timedelta(seconds=1))
    assert (before.changed, before.embedded, before.embargoed) == (True, 1, ("d",))
    assert ids(tmp_path) == ["a", "b", "c", "e"]
    assert everywhere(tmp_path, SECRET.encode()) == []
    at = built(tmp_path, encoder, release)
    assert (at.changed, at.embedded, at.embargoed) == (True, 1, ())
    assert ids(tmp_path) == ["a", "b", "c", "d", "e"]
    assert everywhere(tmp_path, SECRET.encode()) != []


def test_a_build_made_ahead_is_put_in_use_by_nobody_and_the_next_one_follows_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, FILES)
    first = built(tmp_path, FakeEncoder())
    root, cache = tmp_path / "store", (tmp_path / "store" / "cache.sqlite").read_bytes()
    write(tmp_path, "d", told("d", "Ten ships may catch cod.", embargo="2026-06-01T00:00:00Z"))
    write(tmp_path, "e", told("e", "Nine ships may catch herring.", embargo="2026-06-02T00:00:00Z"))
    followed: list[list[str]] = []

    def approve(candidate: building.Candidate) -> None:
        assert candidate.before is not None
        followed.append([s.id for s in candidate.before.contents.statements])

    def ahead(day: int, *waiting: Written) -> Report:
        moment = datetime(2026, 6, day, tzinfo=UTC)
        return building.build(folder, root, FakeEncoder(), THRESHOLDS, moment, silent, approve, waiting)

    one = ahead(1)
    assert one.written is not None
    two = ahead(2, one.written)
    assert two.written is not None
    assert store.current(root).split()[0] == first.version
    assert (ids(tmp_path), followed) == (["a", "b", "c"], [["a", "b", "c"], ["a", "b", "c", "d"]])
    assert [s.id for s in store.open_written(two.written).contents.statements] == ["a", "b", "c", "d", "e"]
    assert (root / "cache.sqlite").read_bytes() == cache
    same = ahead(2, one.written, two.written)
    assert (same.changed, same.written) == (False, None)


def test_a_bad_folder_leaves_the_old_store_in_use(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    built(tmp_path, FakeEncoder())
    pointer = current(tmp_path / "store")
    write(tmp_path, "b", told("b", "Ten ships.", published="2025-02-30"))
    with pytest.raises(KnowledgeError) as refused:
        built(tmp_path, FakeEncoder(), LATER)
    assert str(refused.value) == "1 problem in the knowledge folder; nothing was built. 'verbale check' shows them"
    assert [str(p.file) for p in refused.value.problems] == ["statements/b.yaml"]
    write(tmp_path, "c", told("d", "No visa."))
    with pytest.raises(KnowledgeError, match=r"^[2-9] problems in the knowledge folder; nothing was built\."):
        built(tmp_path, FakeEncoder(), LATER)
    assert current(tmp_path / "store") == pointer
    assert ids(tmp_path) == ["a", "b", "c"]


def test_no_statement_is_public_yet(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"d": EMBARGOED})
    with pytest.raises(VerbaleError) as refused:
        built(tmp_path, FakeEncoder())
    assert str(refused.value) == (f"no statement in {folder} is public yet; a store without statements answers nothing")
    assert versions(tmp_path / "store") == ()


def test_a_text_without_a_letter_never_reaches_the_encoder(tmp_path: Path) -> None:
    folder_of(tmp_path, {"d": told("d", "…")})
    with pytest.raises(KnowledgeError):
        built(tmp_path, FakeEncoder())


def test_a_damaged_store_is_built_anew(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    first = built(tmp_path, FakeEncoder())
    path = tmp_path / "store" / first.version / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(StoreError):
        open_snapshot(tmp_path / "store")
    report = built(tmp_path, FakeEncoder(), LATER)
    assert (report.changed, report.embedded) == (True, 0)
    assert open_snapshot(tmp_path / "store").version == report.version != first.version


def test_a_damaged_cache_only_costs_time(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    built(tmp_path, FakeEncoder())
    (tmp_path / "store" / "cache.sqlite").write_bytes(b"no database" * 100)
    write(tmp_path, "b", told("b", "Ten ships."))
    assert built(tmp_path, FakeEncoder(), LATER).embedded == 3


class Broken(FakeEncoder):
    """Spoils the vectors of passages that speak of cod, and of questions if told so."""

    def __init__(self, spoil: Callable[[Vectors], Vectors], questions: bool = False) -> None:
        super().__init__()
        self._spoil = spoil
        self._asked = questions

    def questions(self, texts: Sequence[str]) -> Vectors:
        rows = super().questions(texts)
        return self._spoil(rows) if self._asked else rows

    def passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Done | None = None
    ) -> list[Encoded]:
        made = super().passages(texts, spans, progress)
        if self._asked:
            return made
        return [
            replace(e, passage=self._spoil(e.passage)) if "cod" in text else e
            for text, e in zip(texts, made, strict=True)
        ]


@pytest.mark.parametrize("questions", [False, True], ids=["passages", "questions"])
@pytest.mark.parametrize(
    "spoil",
    [lambda rows: rows * 1000, lambda rows: rows * 0, lambda rows: rows * np.float32("nan")],
    ids=["huge", "zero", "nan"],
)
def test_rows_that_are_not_of_unit_length_are_refused_and_not_kept(
    tmp_path: Path, spoil: Callable[[Vectors], Vectors], questions: bool
) -> None:
    folder_of(tmp_path, FILES)
    built(tmp_path, FakeEncoder("old"))
    pointer = current(tmp_path / "store")
    with pytest.raises(ModelError) as refused:
        built(tmp_path, Broken(spoil, questions), LATER)
    assert str(refused.value) == (
        "the model fake gives vectors that are not of unit length; nothing was published; "
        "try another precision, or unpack the model anew"
    )
    assert current(tmp_path / "store") == pointer
    assert built(tmp_path, FakeEncoder(), LATER).changed


def test_the_version_is_named_after_the_moment_in_utc(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    report = built(tmp_path, FakeEncoder(), datetime(2026, 5, 1, 1, tzinfo=timezone(timedelta(hours=3))))
    assert report.version.startswith("20260430T220000Z-")


def test_the_build_reads_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load, check, slice, embed, write, verify, publish: the pointer moves last."""
    folder_of(tmp_path, FILES)
    order: list[str] = []

    def noted(module: object, name: str, word: str) -> None:
        original = getattr(module, name)

        def calling(*given: object, **named: object) -> object:
            order.append(word)
            return original(*given, **named)

        monkeypatch.setattr(module, name, calling)

    noted(building, "load", "load")
    noted(building, "check", "check")
    noted(building, "slice_up", "slice")
    noted(building, "_embed", "embed")
    noted(store, "to_files", "write")
    noted(building, "_verify", "verify")
    monkeypatch.setattr("indexer.publishing.point", lambda root, line: order.append("publish"))
    built(tmp_path, FakeEncoder())
    assert order == ["load", "check", "slice", "embed", "write", "verify", "publish"]
    said = re.search(r"store: ([a-z, ]+)\.", building.__doc__ or "")
    assert said is not None
    assert said[1].split(", ") == order


def test_what_does_not_verify_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, FILES)
    first = built(tmp_path, FakeEncoder())
    write(tmp_path, "b", told("b", "Ten ships may catch cod."))
    to_files = store.to_files
    monkeypatch.setattr(store, "to_files", lambda contents, vectors: to_files(contents, vectors[::-1].copy()))
    with pytest.raises(StoreError) as refused:
        built(tmp_path, FakeEncoder(), LATER)
    assert str(refused.value) == "the written index does not find its own passages; nothing was published"
    assert versions(tmp_path / "store") == (first.version,)
