"""The sample's examination and the marks of where answers stand fit the statements that they were written from."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from indexer.checking import knowledge
from indexer.loading import load
from indexer.statement import Standing, Statement, standing, superseded_from
from tests.benchmarks.sample import PLAIN, TODAY, Examined, read_sample

ROOT = Path(__file__).parents[1]
ANSWERS = ROOT / "tests" / "benchmarks" / "answers" / "sample.jsonl"
RIGHT_THOUGH_ADVERSARIAL = {"false-premise", "altered"}


@pytest.fixture(scope="module")
def statements() -> dict[str, Statement]:
    return {s.id: s for s in knowledge(load(ROOT / "knowledge")).statements}


@pytest.fixture(scope="module")
def questions() -> list[Examined]:
    return read_sample()


def test_there_are_fifty_plain_and_fifty_adversarial_ones_in_each_language(questions: list[Examined]) -> None:
    found = Counter((q.language, q.kind == PLAIN) for q in questions)
    assert found == {
        (language, plain): 50 for language in ("ar", "en", "es", "fr", "ru", "zh") for plain in (True, False)
    }
    assert len({q.id for q in questions}) == len({q.text for q in questions}) == 600


def test_each_half_has_its_share(questions: list[Examined]) -> None:
    assert 270 <= sum(q.tuned_on for q in questions) <= 330


def test_what_answers_is_in_force_and_what_none_answers_has_none(
    questions: list[Examined], statements: dict[str, Statement]
) -> None:
    superseded = superseded_from(statements.values())
    for question in questions:
        for name in question.right:
            assert standing(statements[name], TODAY, superseded.get(name)) is Standing.IN_FORCE, question.id
        assert bool(question.right) == (question.kind == PLAIN or question.kind in RIGHT_THOUGH_ADVERSARIAL), (
            question.id
        )


def test_no_question_is_one_of_staffs(questions: list[Examined], statements: dict[str, Statement]) -> None:
    written = {q.casefold() for s in statements.values() for v in s.versions for q in v.questions}
    assert not [q.id for q in questions if q.text.casefold() in written]


def test_marks_are_slices_of_a_statement_that_answers(
    questions: list[Examined], statements: dict[str, Statement]
) -> None:
    right = {q.id: q.right for q in questions if q.kind == PLAIN}
    marks = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
    assert {mark["id"] for mark in marks} == set(right)
    for mark in marks:
        assert mark["statement"] in right[mark["id"]]
        version = statements[mark["statement"]].version(mark["language"])
        assert version is not None
        assert 0 <= mark["start"] < mark["end"] <= len(version.text)
        answer = version.text[mark["start"] : mark["end"]]
        assert answer == answer.strip()


@pytest.mark.parametrize(
    ("question", "answer"), [("en-p-009", "11 centimetres"), ("en-p-018", "80"), ("fr-p-020", "2")]
)
def test_a_mark_by_its_value(statements: dict[str, Statement], question: str, answer: str) -> None:
    (mark,) = [
        m for line in ANSWERS.read_text(encoding="utf-8").splitlines() if (m := json.loads(line))["id"] == question
    ]
    version = statements[mark["statement"]].version(mark["language"])
    assert version is not None
    assert answer in version.text[mark["start"] : mark["end"]]
