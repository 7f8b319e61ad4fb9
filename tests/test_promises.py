"""Six promises (README): for each that exists by now a test that breaks when it is broken.

Answered once, and the half of Private that concerns what is kept of citizens, come with the platforms: a terminal
loses nothing over a crash and keeps nothing.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.desk import Desk, open_desk
from bot.frontends.screen import Screen
from bot.rendering import Quotation, render
from bot.reply import Closest, NoPosition, Position, Question, Reply
from indexer.build import KnowledgeError, build
from indexer.statement import Standing, standing, superseded_from
from indexer.store import Thresholds
from tests.bot.desks import ask, desk_over, steady
from tests.fakes.contents import STATEMENTS
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

COD = "Twelve ships may catch cod on the Selm bank."
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)


def ranked(reply: Reply) -> list[str]:
    assert isinstance(reply, Position | Closest | NoPosition)
    return [match.statement.id for match in reply.found.matches]


def index(folder: Path, root: Path, now: datetime) -> None:
    build(folder, root, FakeEncoder(), Thresholds(0.6, 0.2), now, lambda stage, done, total: None)


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


class TestVerbatim:
    """1. Every quoted byte is a slice of a published statement that is in force."""

    @pytest.mark.parametrize("question", [COD, "Douze navires peuvent pêcher la morue.", "نهر أوردا ملك للضفتين."])
    def test_what_is_shown_is_what_was_reviewed(self, tmp_path: Path, question: str) -> None:
        reply = desk_over(tmp_path).respond(ask(question))
        assert isinstance(reply, Position)
        reviewed = {(s.id, v.language): v.text for s in STATEMENTS for v in s.versions}
        first = reply.found.matches[0]
        text = reviewed[first.statement.id, first.version.language]
        quoted = [part for part in render(reply).parts if isinstance(part, Quotation)]
        assert len(quoted) == 1
        for piece in quoted[0].pieces:
            assert piece.encode() in text.encode()
        assert question.rstrip(".") in quoted[0].text

    def test_not_a_byte_of_a_difficult_text_is_changed(self, tmp_path: Path) -> None:
        """No normalising: decomposed accents, ligatures, no-break spaces and tatweel stay as published."""
        text = "Le re\u0301sultat de l’oﬃce : 9\u202f600\u00a0tonnes de « morue ». كتـــاب ½ Ⅳ"
        folder = folder_of(
            tmp_path, {"a": good(original="fr").replace("  en:\n", "  fr:\n").replace("The Orda rises.", text)}
        )
        index(folder, tmp_path / "store", NOW)
        reply = open_desk(tmp_path / "store", FakeEncoder()).respond(ask(text, "fr"))
        assert isinstance(reply, Position)
        assert [s.text for s in reply.found.matches[0].quote] == [text]
        with (tmp_path / "out").open("w+", encoding="utf-8") as out:
            Screen(out, live=False).show(render(reply))
            out.seek(0)
            assert f"> {text}\n".encode() in out.read().encode()


class TestInForce:
    """2. Nothing before its embargo, after its end, withdrawn, or superseded is shown as the position of today."""

    def test_at_every_edge_only_what_is_in_force_is_shown(self, tmp_path: Path) -> None:
        desk = desk_over(tmp_path)
        superseded = superseded_from(STATEMENTS)
        edges = {s.released for s in STATEMENTS} | {s.ends for s in STATEMENTS if s.ends} | {NOW}
        for edge in edges:
            for moment in (edge - timedelta(microseconds=1), edge, edge + timedelta(microseconds=1)):
                wanted = {s.id for s in STATEMENTS if standing(s, moment, superseded.get(s.id)) is Standing.IN_FORCE}
                assert set(ranked(desk.respond(Question(COD, moment, "en")))) == wanted

    def test_under_embargo_it_is_not_in_the_store_and_after_it_is_answered(self, tmp_path: Path) -> None:
        folder = folder_of(
            tmp_path, {"a": good(), "b": str(good("b", embargo="2026-09-01T06:00:00Z")).replace("rises", "xylophone")}
        )
        root = tmp_path / "store"
        index(folder, root, NOW)
        stored = files_under(root)
        assert not [name for name, data in stored.items() if b"xylophone" in data]
        release = datetime(2026, 9, 1, 6, tzinfo=UTC)
        index(folder, root, release)
        desk = open_desk(root, FakeEncoder())
        assert ranked(desk.respond(Question("xylophone", release, "en")))[0] == "b"
        assert ranked(desk.respond(Question("xylophone", release - timedelta(seconds=1), "en"))) == ["a"]


class TestNeverWorse:
    """4. A bad knowledge folder or a torn build never replaces a good store. A new one is live in 5 s, no restart."""

    def test_a_bad_folder(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, {"a": good()})
        root = tmp_path / "store"
        index(folder, root, NOW)
        desk = open_desk(root, FakeEncoder())
        before = files_under(root)
        (folder / "statements" / "b.yaml").write_text("id: b\n", encoding="utf-8")
        with pytest.raises(KnowledgeError):
            index(folder, root, NOW + timedelta(seconds=1))
        assert files_under(root) == before
        assert ranked(desk.respond(ask("The Orda rises."))) == ["a"]

    def test_a_torn_version_is_not_served(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, {"a": good()})
        root = tmp_path / "store"
        index(folder, root, NOW)
        desk = open_desk(root, FakeEncoder())
        (folder / "statements" / "b.yaml").write_text(good("b"), encoding="utf-8")
        index(folder, root, NOW + timedelta(seconds=1))
        newest = max(p for p in root.iterdir() if p.is_dir())
        (newest / "vectors.faiss").write_bytes((newest / "vectors.faiss").read_bytes()[:-1])
        assert ranked(desk.respond(ask("The Orda rises."))) == ["a"]

    def test_a_good_one_is_live_with_the_next_question(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, {"a": good()})
        root = tmp_path / "store"
        index(folder, root, NOW)
        desk = open_desk(root, FakeEncoder())
        assert ranked(desk.respond(ask("The Orda rises."))) == ["a"]
        (folder / "statements" / "b.yaml").write_text(good("b"), encoding="utf-8")
        index(folder, root, NOW + timedelta(seconds=1))
        assert sorted(ranked(desk.respond(ask("The Orda rises.")))) == ["a", "b"]


class TestPrivate:
    """5. No citizen's text, name or id is kept; nothing of a question reaches a log or a file."""

    def test_a_question_leaves_no_trace(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        secret = "Marigold Quillfeather 4471"
        (tmp_path / "home").mkdir()
        monkeypatch.chdir(tmp_path / "home")
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setattr("indexer.embedding.Embedder", lambda model, precision=None: FakeEncoder())
        desk_over(tmp_path / "store")
        before = files_under(tmp_path)
        with caplog.at_level(logging.DEBUG):
            for arguments in ([], ["--json"]):
                assert main(["ask", f"My name is {secret}. Who may catch cod?", "--store", "../store", *arguments]) == 0
            assert main(["ask", "--batch", "none.jsonl", "--store", "../store"]) == 2
        assert files_under(tmp_path) == before
        shown = capsys.readouterr()
        for kept in (caplog.text, shown.out, shown.err, json.dumps(dict(os.environ))):
            assert "Quillfeather" not in kept


class TestContained:
    """6. One bad input (file, update, question) hurts only itself."""

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Desk:
        return desk_over(tmp_path)

    @pytest.mark.parametrize(
        "bad",
        [
            pytest.param("\ud83d half a character", id="half a character"),
            pytest.param("\0\x1b[31m\x07 cod", id="control characters"),
            pytest.param("\ufdfa" * 500, id="grows eighteenfold when normalised"),
            pytest.param("e" + "\u0301" * 499, id="499 accents on one letter"),
            pytest.param("\u202ecod\u2066", id="turned round"),
            pytest.param("{{7*7}} <b>%s</b> ${x}", id="markup"),
            pytest.param("x" * 100_000, id="a hundred thousand letters"),
            pytest.param("١٢٣", id="digits only"),
        ],
    )
    def test_a_bad_question_among_good_ones(self, desk: Desk, bad: str) -> None:
        first, strange, last = desk.respond_all([ask(COD, "en"), ask(bad), ask(COD, "en")])
        assert first == last == desk.respond(ask(COD, "en"))
        assert ranked(first)[0] == "cod-2025"
        assert render(strange).parts

    def test_a_bad_file_is_named_and_the_others_are_read(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, {"a": good(), "b": b"\xff\xfe", "c": good("c", kind="rumour")})
        with pytest.raises(KnowledgeError) as caught:
            index(folder, tmp_path / "store", NOW)
        assert [p.file.name for p in caught.value.problems] == ["b.yaml", "c.yaml"]
