"""A folder held against the live store: what is kept for the next look, and that nobody answers from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.differing import Difference
from bot.proposing import propose
from bot.publishing import publish_folder
from bot.refit import WRONG
from indexer.encoding import EncodedQuestion
from indexer.publishing import exclusively, versions
from tests.bot.desks import STEADY, steady
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = "How many ships may catch cod on the Selm bank?"
COD = good("cod").replace("The Orda rises.", "Twelve ships may catch cod on the Selm bank.")


class Counting(FakeEncoder):
    """Tells which questions went through it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def questions_by_token(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        self.asked += texts
        return super().questions_by_token(texts)


class Site:
    """A knowledge folder, published once."""

    def __init__(self, place: Path) -> None:
        self.folder = folder_of(place, {"cod": COD, "visa": good("visa")})
        (self.folder / "questions.yaml").write_text(f"answered:\n  cod:\n    en:\n      - {ASKED}\n")
        self.root = place / ".store"
        publish_folder(self.folder, self.root, FakeEncoder(), NOW, lambda *_: None)
        self.kept = place / ".proposed" / ".store"

    def edit(self, text: str) -> None:
        (self.folder / "statements" / "visa.yaml").write_text(good("visa").replace("The Orda rises.", text))

    def propose(self, encoder: FakeEncoder) -> Difference:
        return propose(self.folder, self.root, encoder, WRONG, NOW, lambda *_: None)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr("bot.confidence.shipped", lambda: STEADY)
    monkeypatch.setattr("bot.refit.shipped", lambda: STEADY)
    steady(monkeypatch)
    return Site(tmp_path)


def live(site: Site) -> dict[str, bytes]:
    return {str(p.relative_to(site.root)): p.read_bytes() for p in sorted(site.root.rglob("*")) if p.is_file()}


def test_a_folder_that_is_live_is_neither_built_nor_asked(site: Site) -> None:
    encoder = Counting()
    found = site.propose(encoder)
    assert (found.same, found.answers.asked, found.answers.known, found.after) == (True, 1, 1, str(site.folder))
    assert (encoder.embedded, encoder.asked, versions(site.kept)) == ([], [], ())


def test_what_was_built_once_is_built_and_encoded_no_more(site: Site) -> None:
    before = live(site)
    site.edit("No visa is needed for sixty days.")
    encoder = Counting()
    first = site.propose(encoder)
    assert [change.id for change in first.statements] == ["visa"]
    (embedded,) = encoder.embedded
    assert embedded.endswith("No visa is needed for sixty days.")
    (built,) = versions(site.kept)
    encoder = Counting()
    assert site.propose(encoder) == first
    assert (encoder.embedded, encoder.asked, versions(site.kept)) == ([], [], (built,))
    assert live(site) == before
    assert (site.kept.parent / ".gitignore").read_text() == "*\n"


def test_the_next_edit_is_held_against_the_live_store(site: Site) -> None:
    site.edit("No visa is needed for sixty days.")
    site.propose(FakeEncoder())
    site.edit("No visa is needed for ninety days.")
    (change,) = site.propose(FakeEncoder()).statements
    (text,) = change.texts
    assert "".join(piece.text for piece in text.pieces if piece.fate != "gone") == "No visa is needed for ninety days."
    assert "".join(piece.text for piece in text.pieces if piece.fate != "come") == "The Orda rises."
    site.edit("The Orda rises.")
    assert site.propose(FakeEncoder()).same


def test_while_another_looks_it_is_built_elsewhere(site: Site) -> None:
    site.edit("No visa is needed for sixty days.")
    with exclusively(site.kept):
        assert [change.id for change in site.propose(FakeEncoder()).statements] == ["visa"]
    assert versions(site.kept) == ()


def test_where_a_file_stands_in_the_way_it_is_built_all_the_same(site: Site) -> None:
    site.edit("No visa is needed for sixty days.")
    site.kept.parent.write_text("")
    assert [change.id for change in site.propose(FakeEncoder()).statements] == ["visa"]
    assert site.kept.parent.read_text() == ""
