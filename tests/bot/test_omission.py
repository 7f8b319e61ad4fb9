from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.omission import confidences_without
from bot.reply import Earlier, Searched
from tests.bot.desks import CountingEncoder, ask, desk_over, steady
from tests.fakes.contents import STATEMENTS

COD = "Twelve ships may catch cod on the Selm bank."
NOTHING: frozenset[str] = frozenset()


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)


def test_with_nothing_taken_out_it_is_the_confidence_of_the_reply(tmp_path: Path) -> None:
    desk = desk_over(tmp_path)
    questions = [ask(COD, "en"), ask("Whose is the Orda?"), ask("zzz", "en"), ask(COD, "fr")]
    replies = desk.respond_all(questions)
    wanted = [reply.found.confidence for reply in replies if isinstance(reply, Searched)]
    assert len(wanted) == 4
    assert confidences_without(desk.snapshot(), CountingEncoder(), questions, [NOTHING] * 4) == pytest.approx(wanted)


def test_without_its_answer_it_is_that_of_the_best_of_the_others(tmp_path: Path) -> None:
    """What ended, or was replaced, does not come back because its successor is taken out."""
    snapshot = desk_over(tmp_path).snapshot()
    questions = [ask(COD, "en"), ask("No cod may be caught on the Selm bank in 2024.", "en")]
    with_, without = (
        confidences_without(snapshot, CountingEncoder(), questions, [left_out] * 2)
        for left_out in (NOTHING, frozenset({"cod-2025"}))
    )
    assert with_[0] >= 0.6
    assert max(without) < 0.2


def test_with_all_taken_out_nothing_is_found(tmp_path: Path) -> None:
    desk = desk_over(tmp_path)
    every = frozenset(s.id for s in STATEMENTS)
    assert confidences_without(desk.snapshot(), CountingEncoder(), [ask(COD, "en")], [every]) == [0.0]


def test_it_holds_at_the_question_s_moment(tmp_path: Path) -> None:
    desk = desk_over(tmp_path)
    text = "No cod may be caught on the Selm bank in 2024."
    then = ask(text, "en", datetime(2024, 6, 1, tzinfo=UTC))
    kept, gone = confidences_without(
        desk.snapshot(), CountingEncoder(), [then, then], [frozenset({"cod-2025"}), frozenset({"cod-2024"})]
    )
    assert gone < 0.2 < 0.6 < kept


def test_wordings_count_and_all_are_encoded_together(tmp_path: Path) -> None:
    desk = desk_over(tmp_path)
    encoder = CountingEncoder()
    follow_up = replace(ask("And since when?", "en"), follows=Earlier(COD))
    questions = [follow_up, ask(""), ask("Hello"), ask(COD, "en")]
    found = confidences_without(desk.snapshot(), encoder, questions, [NOTHING] * 4)
    assert encoder.batches == [["And since when?", f"{COD} And since when?", COD]]
    assert found[1:3] == [0.0, 0.0]
    assert min(found[0], found[3]) >= 0.6
    assert confidences_without(desk.snapshot(), encoder, [ask("")], [NOTHING]) == [0.0]
    assert len(encoder.batches) == 1
