"""The confidence fitted to a folder: against scikit-learn, brute force, and a store built with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from bot import retrieval
from bot.confidence import shipped
from bot.refit import LEAST_QUESTIONS, LEAST_THRESHOLD, WRONG, Probe, Refit, fit, probes_of, threshold
from indexer.build import build
from indexer.statement import Statement
from indexer.store import open_snapshot
from tests.fakes.contents import STATEMENTS, make, publish_made, statement
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

NOW = datetime(2026, 6, 1, tzinfo=UTC)
Floats = np.typing.NDArray[np.float64]
Truths = np.typing.NDArray[np.bool_]


def sample(count: int, slope: float, intercept: float) -> tuple[Floats, Truths, Floats]:
    """Logits, labels drawn from them by a known slope and intercept, and uneven weights."""
    chance = np.random.default_rng(7)
    logits = chance.normal(0, 2, count)
    right = chance.random(count) < 1 / (1 + np.exp(-(slope * logits + intercept)))
    return logits, right, chance.choice([0.25, 1.0], count)


def test_many_questions_outweigh_the_prior() -> None:
    logits, right, weights = sample(20_000, 1.4, 0.8)
    free = LogisticRegression(C=1e9).fit(logits[:, None], right, sample_weight=weights)
    found = fit(logits, right, weights)
    assert found == pytest.approx((free.coef_[0, 0], free.intercept_[0]), abs=0.01)


def test_few_questions_stay_near_the_shipped_confidence() -> None:
    logits, right, weights = np.array([1.0, 2.0]), np.array([True, True]), np.ones(2)
    slope, intercept = fit(logits, right, weights)
    assert 1 < slope < 1.2
    assert 0 < intercept < 1


def test_labels_that_logits_part_do_not_run_away() -> None:
    """Without a prior the slope would be infinite."""
    logits = np.linspace(-3, 3, 60)
    slope, _ = fit(logits, logits > 0, np.ones(60))
    assert 1 < slope < 4


@pytest.mark.parametrize("wrong", [0.0, 0.05, 0.2])
def test_the_threshold_is_the_least_above_which_wrong_ones_stay_rare(wrong: float) -> None:
    logits, right, weights = sample(400, 1.0, 0.5)
    sure = 1 / (1 + np.exp(-logits))
    found = threshold(sure, right, weights, wrong)
    grid = [round(0.99 - 0.01 * i, 2) for i in range(70)]

    def share(at: float) -> float:
        shown = sure >= at - 1e-9
        return float((weights * ~right)[shown].sum() / weights[shown].sum()) if shown.any() else 0.0

    kept = []
    for at in grid:
        if share(at) > wrong:
            break
        kept.append(at)
    assert found == pytest.approx(min(kept, default=0.99))


def test_probes_are_the_questions_of_statements_in_force(tmp_path: Path) -> None:
    publish_made(tmp_path, make(STATEMENTS), NOW)
    snapshot = open_snapshot(tmp_path)
    in_force = snapshot.in_force(NOW)
    wanted = {
        Probe(question, version.language, number)
        for number, statement in enumerate(snapshot.contents.statements)
        for version in statement.versions
        for question in version.questions
        if in_force[number]
    }
    assert set(probes_of(snapshot, NOW)) == wanted


def built(root: Path, count: int) -> Path:
    files: dict[str, str | bytes] = {
        f"s{n}": good(f"s{n}").replace(
            "    text:", f"    questions: [What is rule {n} of harbour {n * 7}, What says rule {n}]\n    text:", 1
        )
        for n in range(count)
    }
    folder = root / "knowledge" if (root / "knowledge").exists() else folder_of(root, files)
    build(folder, root / "store", FakeEncoder(), Refit(), NOW, lambda *_: None)
    return root / "store"


def test_too_few_questions_leave_the_shipped_confidence(tmp_path: Path) -> None:
    manifest = open_snapshot(built(tmp_path, 3)).manifest
    assert manifest.fit is not None
    assert (manifest.fit.slope, manifest.fit.intercept, manifest.fit.questions) == (1.0, 0.0, 6)
    assert manifest.thresholds == shipped().thresholds(WRONG)


def test_a_store_with_enough_questions_is_fitted_and_not_built_again(tmp_path: Path) -> None:
    count = LEAST_QUESTIONS // 2 + 5
    root = built(tmp_path, count)
    manifest = open_snapshot(root).manifest
    assert manifest.fit is not None
    assert manifest.fit.questions == 2 * count
    assert manifest.fit.basis == Refit().basis
    assert manifest.thresholds.position >= LEAST_THRESHOLD
    assert manifest.thresholds.closest == shipped().closest
    before = (root / "current").read_bytes()
    built(tmp_path, count)
    assert (root / "current").read_bytes() == before


def asked_about(number: int) -> Statement:
    """A statement on one of ten subjects, with two questions of staff that name it more or less."""
    subject = ("cod", "visas", "Orda", "herring", "embassy", "eel", "passport", "treaty", "border", "fees")[number % 10]
    made = statement(f"s{number}", {"en": f"On {subject} rule {number} holds. Ships ask harbour {number * 7}."})
    questions = (f"What holds on {subject} by rule {number}?", f"Who asks about {subject}?")
    return replace(made, versions=(replace(made.versions[0], questions=questions),))


def test_questions_asked_together_give_the_fit_of_each_asked_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_made(tmp_path, make(tuple(map(asked_about, range(40))), asked_in=["en"] * 24), NOW)
    snapshot = open_snapshot(tmp_path)
    together = Refit()(snapshot, FakeEncoder().questions_by_token, NOW)
    assert together[0].questions == 80
    assert abs(together[0].slope - 1) > 0.01
    monkeypatch.setattr(retrieval, "_TOGETHER", 1)
    assert Refit()(snapshot, FakeEncoder().questions_by_token, NOW) == together


def test_another_share_of_wrong_positions_is_another_confidence() -> None:
    assert Refit(0.05).basis == Refit().basis != Refit(0.02).basis
