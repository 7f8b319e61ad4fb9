from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.commands.explanations import as_fields, as_lines
from bot.confidence import Calibration, Calibrator, Head
from bot.desk import open_desk
from bot.explaining import Explanation, LeftOut, Tried, explain
from bot.quoting import nearness
from bot.reading import KnownBy
from bot.reply import Closest, Earlier, Former, Position, Question
from bot.retrieval import rank, seek
from indexer.kinds import QuestionKind
from indexer.statement import Standing
from indexer.store import Snapshot, Thresholds
from tests.bot.desks import NOW, ask, desk_over, steady
from tests.bot.test_deciding import taught
from tests.fakes.contents import STATEMENTS, make, publish_made, statement
from tests.fakes.encoder import FakeEncoder

COD = "Twelve ships may catch cod on the Selm bank."
TWO = Calibrator(
    ("standard", "coverage"), (4.2, 0.5), (1.4, 0.25), Head((1.0, 0.5), 0.25), Head((0.0, 2.0), 1.0), 0.5, 1.0, 0.0
)


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)


def explained(root: Path, question: Question) -> tuple[Explanation, ...]:
    desk = desk_over(root)
    return explain(desk.snapshot(), FakeEncoder(), question, desk.respond(question))


def told(root: Path, text: str, language: str | None = "en") -> Explanation:
    (one,) = explained(root, ask(text, language))
    return one


class TestQuestion:
    def test_what_was_asked_and_how_it_was_read(self, tmp_path: Path) -> None:
        one = told(tmp_path, f"  {COD} ", None)
        assert (one.text, one.language, one.known_by) == (COD, "en", KnownBy.DETECTED)
        assert (one.moment, one.thresholds, one.fit, one.kinds) == (NOW, Thresholds(0.6, 0.2), None, ())
        assert isinstance(one.reply, Position)
        assert one.tried == (Tried(COD, one.reply.found.confidence, taken=True),)

    def test_the_language_that_was_given(self, tmp_path: Path) -> None:
        one = told(tmp_path, COD, "fr")
        assert (one.language, one.known_by) == ("fr", KnownBy.GIVEN)

    def test_every_wording_that_was_tried(self, tmp_path: Path) -> None:
        question = replace(ask("And since when?", "en"), follows=Earlier(COD))
        desk = desk_over(tmp_path)
        (one,) = explain(desk.snapshot(), FakeEncoder(), question, desk.respond(question))
        assert [(t.text, t.taken) for t in one.tried] == [
            ("And since when?", False),
            (f"{COD} And since when?", True),
        ]
        assert one.tried[1].confidence == one.candidates[0].confidence > one.tried[0].confidence

    def test_each_of_several_questions(self, tmp_path: Path) -> None:
        both = explained(tmp_path, ask(f"{COD[:-1]}? Whose bank is the Orda's?", "en"))
        assert [one.text for one in both] == [f"{COD[:-1]}?", "Whose bank is the Orda's?"]
        assert [type(one.reply) for one in both] == [Position, Closest]
        assert [one.candidates[0].id for one in both] == ["cod-2025", "orda-2026"]

    @pytest.mark.parametrize("text", ["Hello", "", "/help"])
    def test_what_asks_nothing_has_no_explanation(self, tmp_path: Path, text: str) -> None:
        assert explained(tmp_path, ask(text)) == ()

    def test_what_is_too_long_or_too_much_is_explained_as_a_whole(self, tmp_path: Path) -> None:
        many = "May ships catch cod? Whose is the Orda? When did talks begin? Is herring open?"
        assert [one.text for one in explained(tmp_path, ask(many, "en"))] == [many]
        assert [one.tried[0].text for one in explained(tmp_path / "2", ask("x" * 3000, "en"))] == ["x" * 2000]

    def test_the_kinds_likeliest_first(self, tmp_path: Path) -> None:
        publish_made(tmp_path, taught(make(), {QuestionKind.OPINION: COD}, threshold=0.7))
        desk = open_desk(tmp_path, FakeEncoder())
        (one,) = explain(desk.snapshot(), FakeEncoder(), ask(COD, "en"), desk.respond(ask(COD, "en")))
        assert [k.kind for k in one.kinds[:2]] == [QuestionKind.OPINION, QuestionKind.ORDINARY]
        assert one.kinds[0].probability > 0.99
        assert one.kinds[0].threshold == pytest.approx(0.7)
        assert sum(k.probability for k in one.kinds) == pytest.approx(1)
        assert len(one.kinds) == len(QuestionKind)

    def test_a_question_about_an_earlier_time_is_explained_from_then(self, tmp_path: Path) -> None:
        text = "No cod may be caught on the Selm bank in 2024. Was that so?"
        publish_made(tmp_path, taught(make(), {QuestionKind.PAST: text}))
        desk = open_desk(tmp_path, FakeEncoder())
        (one,) = explain(desk.snapshot(), FakeEncoder(), ask(text, "en"), desk.respond(ask(text, "en")))
        assert one.moment.date() == date(2024, 12, 31)
        assert [c.id for c in one.candidates] == ["cod-2024", "orda-2019"]
        assert {o.id: (o.ended_by, o.moment) for o in one.left_out} == {
            "cod-2025": (Standing.NOT_YET, datetime(2025, 3, 14, tzinfo=UTC)),
            "empty-title": (Standing.NOT_YET, datetime(2025, 3, 14, tzinfo=UTC)),
            "orda-2026": (Standing.NOT_YET, datetime(2026, 3, 14, tzinfo=UTC)),
            "visa-waiver": (Standing.NOT_YET, datetime(2025, 3, 14, tzinfo=UTC)),
        }


class TestCandidates:
    @pytest.fixture
    def snapshot(self, tmp_path: Path) -> Snapshot:
        return desk_over(tmp_path).snapshot()

    def test_they_are_those_of_the_search(self, tmp_path: Path, snapshot: Snapshot) -> None:
        sought = seek(snapshot, COD, "en", FakeEncoder().questions_by_token([COD])[0])
        ranking = rank(snapshot, sought, NOW)
        one = told(tmp_path / "again", COD)
        assert [c.id for c in one.candidates] == ["cod-2025", "orda-2026", "empty-title"]
        assert [c.language for c in one.candidates] == ["en", "en", "zh"]
        assert [c.same_language for c in one.candidates] == [True, True, False]
        for shown, found in zip(one.candidates, ranking.candidates, strict=True):
            assert (shown.score, shown.standard, shown.late, shown.words) == pytest.approx(
                (found.score, found.standard, found.late, found.words)
            )
            assert [t.strength for t in shown.tokens] == pytest.approx(list(found.strengths))
        assert [t.text for t in one.candidates[0].tokens] == COD.rstrip(".").split()
        assert sum(t.weight for t in one.candidates[0].tokens) == pytest.approx(1)
        near = nearness(snapshot, snapshot.places[ranking.candidates[0].place], sought)
        assert [s.nearness for s in one.candidates[0].sentences] == pytest.approx(sorted(near, reverse=True)[:3])

    def test_sentences_are_slices_of_the_version(self, tmp_path: Path) -> None:
        texts = {(s.id, v.language): v.text for s in STATEMENTS for v in s.versions}
        for candidate in told(tmp_path, COD).candidates:
            assert candidate.sentences
            for sentence in candidate.sentences:
                assert texts[candidate.id, candidate.language][sentence.start : sentence.end] == sentence.text
        assert told(tmp_path / "2", COD).candidates[0].sentences[0].text.strip() == COD

    def test_the_words_that_a_version_holds(self, tmp_path: Path) -> None:
        first, second, across = told(tmp_path, "Which ships catch cod zzz?").candidates
        assert [(t.term, t.held) for t in first.terms] == [
            ("zzz", False),
            ("catch", True),
            ("ship", True),
            ("cod", True),
        ]
        assert [t.held for t in second.terms] == [False] * 4
        assert [t.weight for t in first.terms] == sorted((t.weight for t in first.terms), reverse=True)
        assert across.terms == ()

    def test_features_add_up_to_the_probabilities(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        two = Calibration(TWO, TWO, {0.05: 0.6}, 0.2)
        monkeypatch.setattr("bot.deciding.shipped", lambda: two)
        monkeypatch.setattr("bot.explaining.shipped", lambda: two)
        for candidate in told(tmp_path, COD).candidates:
            standard, coverage = candidate.features
            assert (standard.name, standard.right_weight, standard.answerable_weight) == ("standard", 1.0, 0.0)
            assert (coverage.name, coverage.right_weight, coverage.answerable_weight) == ("coverage", 0.5, 2.0)
            assert standard.right_adds == pytest.approx((standard.value - 4.2) / 1.4)
            assert coverage.answerable_adds == pytest.approx(2 * (coverage.value - 0.5) / 0.25)
            right = 0.25 + standard.right_adds + coverage.right_adds
            answerable = 1.0 + standard.answerable_adds + coverage.answerable_adds
            assert candidate.right == pytest.approx(1 / (1 + np.exp(-right)))
            assert candidate.answerable == pytest.approx(1 / (1 + np.exp(-answerable)))
        first = told(tmp_path / "2", COD).candidates[0]
        assert first.confidence == pytest.approx(first.right * first.answerable**0.5)


class TestLeftOut:
    def test_what_would_be_among_the_best_and_why_it_is_not(self, tmp_path: Path) -> None:
        one = told(tmp_path, "No cod may be caught on the Selm bank.")
        assert isinstance(one.reply, Former)
        first, *others = one.left_out
        assert replace(first, confidence=0) == LeftOut(
            "cod-2024", "cod-2024 (en)", 1, 0, Standing.ENDED, date(2024, 12, 31), ("cod-2025",)
        )
        assert first.confidence >= 0.6
        assert {o.id: (o.ended_by, o.moment, o.replaced_by) for o in others} == {
            "orda-2019": (Standing.SUPERSEDED, datetime(2026, 3, 14, tzinfo=UTC), ("orda-2026",)),
            "visa-waiver": (Standing.WITHDRAWN, datetime(2026, 2, 1, 9, 30, 0, 250_000, tzinfo=UTC), ()),
        }
        assert [o.rank for o in one.left_out] == sorted(o.rank for o in one.left_out)

    def test_nothing_where_all_is_in_force(self, tmp_path: Path) -> None:
        desk = desk_over(tmp_path, [statement("a", {"en": COD}), statement("b", {"en": "Nets are regulated."})])
        (one,) = explain(desk.snapshot(), FakeEncoder(), ask(COD, "en"), desk.respond(ask(COD, "en")))
        assert one.left_out == ()
        assert "Nothing that is not in force is among the best of all statements." in as_lines(one)


class TestShown:
    def test_as_lines(self, tmp_path: Path) -> None:
        lines = as_lines(told(tmp_path, COD)).splitlines()
        assert lines[:4] == [
            f"Question    {COD}",
            "Language    en (given)",
            "Outcome     position",
            "In force    2026-06-01 12:00 UTC",
        ]
        assert lines[4].startswith(f"Searched    {COD}  0.9")
        assert lines[4].endswith("  taken")
        assert lines[5:9] == [
            "Kind        not judged",
            "Thresholds  position 0.600, closest 0.200",
            "Fit         none: the shipped confidence as it is",
            "",
        ]
        assert lines[9] == "1. cod-2025: cod-2025 (en) (en)"
        assert (
            "   words held  catch (1.4), ship (1.4), twelv (1.4), cod (0.9), selm (0.9), bank (0.5), may (0.5)" in lines
        )
        assert any(
            line.endswith("  cod-2024: cod-2024 (en) (ended 2024-12-31, replaced by cod-2025)") for line in lines
        )

    def test_nothing_in_it_can_act_on_a_terminal(self, tmp_path: Path) -> None:
        assert "\x1b" not in as_lines(told(tmp_path, "\x1b[31mcod"))

    def test_as_fields(self, tmp_path: Path) -> None:
        one = told(tmp_path, COD)
        fields = json.loads(json.dumps(as_fields(one)))
        assert list(fields) == [
            "outcome",
            "text",
            "language",
            "known_by",
            "moment",
            "tried",
            "kinds",
            "thresholds",
            "fit",
            "candidates",
            "left_out",
        ]
        assert (fields["outcome"], fields["moment"], fields["fit"]) == ("position", "2026-06-01T12:00:00+00:00", None)
        assert fields["candidates"][0]["terms"][3] == {
            "term": "cod",
            "weight": pytest.approx(math.log(1 + 3.5 / 2.5)),
            "held": True,
        }
        assert fields["left_out"][0]["moment"] == "2024-12-31"
        assert fields["left_out"][0]["ended_by"] == "ended"
