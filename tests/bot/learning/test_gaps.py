from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.learning.gaps import Gap, gap_as_json, gaps_of
from bot.registry.questions import VOTED_DOWN, Kept
from indexer.store import Snapshot, open_snapshot
from tests.fakes.contents import make, publish_made
from tests.fakes.encoder import FakeEncoder

NOW = datetime(2026, 6, 1, tzinfo=UTC)
KEPT = (
    Kept("2026-05-01", "en", "none", "Why does the ferry to […] not sail?"),
    Kept("2026-05-02", "en", "none", "Why does the ferry not sail?"),
    Kept("2026-05-03", "fr", VOTED_DOWN, "Why does the ferry to […] sail?"),
    Kept("2026-05-03", "en", "opinion", "May twelve ships catch cod on the Selm bank?"),
)


def opened(root: Path) -> Snapshot:
    publish_made(root, make())
    return open_snapshot(root)


def test_questions_are_grouped_with_what_comes_nearest(tmp_path: Path) -> None:
    ferry, cod = gaps_of(KEPT, opened(tmp_path), FakeEncoder(), NOW, 0.3)
    assert (ferry.count, dict(ferry.languages), dict(ferry.outcomes)) == (
        3,
        {"en": 2, "fr": 1},
        {"none": 2, "voted-down": 1},
    )
    assert ferry.example in {kept.text for kept in KEPT[:3]}
    assert (cod.count, cod.example, cod.language) == (1, "May twelve ships catch cod on the Selm bank?", "en")
    assert (cod.nearest[0].statement, cod.nearest[0].title) == ("cod-2025", "cod-2025 (en)")
    assert len(cod.nearest) == 3
    assert [n.confidence for n in cod.nearest] == sorted((n.confidence for n in cod.nearest), reverse=True)


def test_no_day_and_no_order_of_asking_shows(tmp_path: Path) -> None:
    snapshot = opened(tmp_path)
    forth, back = (gaps_of(kept, snapshot, FakeEncoder(), NOW, 0.3) for kept in (KEPT, KEPT[::-1]))
    assert forth == back
    assert "2026-05" not in str([gap_as_json(gap) for gap in forth])


def test_nothing_kept_asks_no_model(tmp_path: Path) -> None:
    assert gaps_of((), opened(tmp_path), FakeEncoder("none"), NOW) == ()


def test_a_gap_as_json() -> None:
    gap = Gap(2, {"en": 2}, {"none": 2}, "Why […]?", "en", ())
    assert gap_as_json(gap) == {
        "count": 2,
        "languages": {"en": 2},
        "outcomes": {"none": 2},
        "example": "Why […]?",
        "language": "en",
        "nearest": [],
    }
