from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import (
    Judged,
    Labelled,
    QuestionsError,
    auroc,
    calibration_error,
    coverage,
    figures,
    judge,
    leniently,
    read_line,
    read_questions,
    table,
)
from bot.reply import (
    Closest,
    Former,
    Found,
    Greeting,
    Match,
    NoPosition,
    Position,
    Reason,
    Refusal,
    Reply,
    Several,
    Slice,
    TooLong,
    TooMany,
)
from indexer.statement import Kind, Standing, Statement, Version
from tests.fakes.desk import MINISTRY

TENTHS = st.integers(0, 10).map(lambda n: n / 10)
"""Confidences of few values, so that ties are the rule."""


class TestAuroc:
    @given(st.lists(TENTHS, min_size=1, max_size=8), st.lists(TENTHS, min_size=1, max_size=8))
    def test_it_is_the_share_of_pairs_in_order(self, right: list[float], wrong: list[float]) -> None:
        pairs = [1.0 if r > w else 0.5 if r == w else 0.0 for r in right for w in wrong]
        assert auroc(np.array(right), np.array(wrong)) == pytest.approx(sum(pairs) / len(pairs))

    @pytest.mark.parametrize(
        ("right", "wrong", "found"),
        [
            ([0.9, 0.8], [0.1], 1.0),
            ([0.1], [0.9], 0.0),
            ([0.5, 0.5], [0.5], 0.5),
            ([0.9, 0.5], [0.5, 0.1], 0.875),
            ([], [0.1], None),
            ([0.1], [], None),
        ],
    )
    def test_by_hand(self, right: list[float], wrong: list[float], found: float | None) -> None:
        assert auroc(np.array(right), np.array(wrong)) == found


class TestCoverage:
    @given(st.lists(st.tuples(TENTHS, st.booleans()), min_size=1, max_size=30), st.sampled_from([0.5, 0.8, 0.95]))
    def test_it_is_the_best_of_all_thresholds(self, shown: list[tuple[float, bool]], precision: float) -> None:
        wanted = 0.0
        for threshold in {c for c, _ in shown}:
            above = [right for c, right in shown if c >= threshold]
            if sum(above) >= precision * len(above):
                wanted = max(wanted, sum(above) / 20)
        confidence, right = np.array([c for c, _ in shown]), np.array([r for _, r in shown])
        assert coverage(confidence, right, 20, precision) == pytest.approx(wanted)

    def test_a_threshold_cannot_part_equal_confidences(self) -> None:
        """Whichever of the tied ones comes first in the file, half of what is shown is wrong."""
        tied = np.array([0.9, 0.9])
        assert coverage(tied, np.array([True, False]), 2, 0.95) == 0.0
        assert coverage(tied, np.array([False, True]), 2, 0.95) == 0.0
        assert coverage(np.array([0.9, 0.8]), np.array([True, False]), 2, 0.95) == 0.5

    def test_nineteen_of_twenty_are_enough(self) -> None:
        confidence = np.linspace(1, 0.5, 20)
        assert coverage(confidence, np.arange(20) != 7, 20, 0.95) == 0.95

    def test_without_answerable_questions_it_tells_nothing(self) -> None:
        assert coverage(np.array([0.9]), np.array([False]), 0, 0.95) is None


class TestCalibrationError:
    @pytest.mark.parametrize(
        ("confidence", "right", "error"),
        [
            pytest.param([0.95, 0.95], [True, True], 0.05, id="one bin"),
            pytest.param([0.05, 0.95], [True, False], 0.95, id="two bins, both wrong"),
            pytest.param([0.05, 0.05, 0.05, 0.95], [False, False, False, True], 0.05, id="weighted by size"),
            pytest.param([0.1, 0.19], [False, True], 0.355, id="a bin's lower edge is in it"),
            pytest.param([1.0], [True], 0.0, id="one lies in the last bin"),
            pytest.param([0.0], [False], 0.0, id="zero lies in the first"),
            pytest.param([0.91, 0.99], [True, False], 0.45, id="means of a bin, not its middle"),
        ],
    )
    def test_by_hand(self, confidence: list[float], right: list[bool], error: float) -> None:
        assert calibration_error(np.array(confidence), np.array(right)) == pytest.approx(error)

    def test_of_nothing(self) -> None:
        assert calibration_error(np.array([]), np.array([], bool)) is None


def told(name: str, text: str, language: str = "en") -> Statement:
    version = Version(language, name, text, "https://mfa.example/x")
    return Statement(name, Kind.POSITION, language, "Ministry", date(2026, 1, 1), (version,))


LONG = "We regret the delay and will reply to the question as soon as the matter allows"
STATEMENTS = (
    told("a", LONG),
    told("b", LONG.upper() + "!"),  # the same words
    told("c", f"{LONG} today"),  # 14 words of 15 are the same, 0.93
    told("d", f"{LONG} today or tomorrow at noon"),  # 14 of 19
    told("e", LONG, "de"),  # in another language
    told("f", "Fishing is closed."),
)


def answered(*names: str, confidence: float = 0.9) -> Found:
    by_id = {s.id: s for s in STATEMENTS}
    matches = tuple(
        Match(by_id[n], by_id[n].versions[0], confidence, (Slice(0, 2, by_id[n].versions[0].text[:2]),)) for n in names
    )
    return Found("en", confidence, matches, MINISTRY)


def question(*right: str) -> Labelled:
    return Labelled("q", "Why?", "en", frozenset(right))


class TestJudge:
    @pytest.mark.parametrize(
        ("right", "ranking", "strict", "lenient"),
        [
            pytest.param(("a",), ("a", "f"), (0,), (0,), id="itself"),
            pytest.param(("a",), ("b", "a"), (1,), (0, 1), id="the same words, other case"),
            pytest.param(("a",), ("c", "f"), (), (0,), id="nearly the same words"),
            pytest.param(("a",), ("d", "f"), (), (), id="too many other words"),
            pytest.param(("a",), ("e", "f"), (), (), id="the same words in another language"),
            pytest.param(("f",), ("a", "b", "f"), (2,), (2,), id="no likeness"),
            pytest.param((), ("a", "b"), (), (), id="must abstain"),
            pytest.param(("a", "f"), ("f", "c", "a"), (0, 2), (0, 1, 2), id="two right ones"),
            pytest.param(("gone",), ("a",), (), (), id="not in the store"),
        ],
    )
    def test_ranks(
        self, right: tuple[str, ...], ranking: tuple[str, ...], strict: tuple[int, ...], lenient: tuple[int, ...]
    ) -> None:
        reply = Position(answered(*ranking))
        assert judge([question(*right)], [reply], STATEMENTS) == [
            Judged(bool(right), 0.9, strict, lenient, True, 0 in strict, 0 in lenient)
        ]

    def test_outcomes(self) -> None:
        found = answered("a", confidence=0.4)
        first = found.matches[0]
        searched = Judged(True, 0.4, (0,), (0,), presented=False, right=False, lenient_right=False)
        replies: list[tuple[Reply, Judged]] = [
            (Position(found), replace(searched, presented=True, right=True, lenient_right=True)),
            (Closest(found, found.matches), searched),
            (NoPosition(found), searched),
            (Refusal(found, Reason.OPINION), searched),
            (Former(found, first, datetime(2026, 1, 1, tzinfo=UTC), Standing.ENDED), searched),
            (TooMany(found, 5, 3), searched),
            (TooLong(found, 900, 500), searched),
            (Greeting("en", MINISTRY), replace(searched, confidence=0.0, ranks=(), lenient_ranks=())),
        ]
        for reply, wanted in replies:
            assert judge([question("a")], [reply], STATEMENTS) == [wanted]

    @pytest.mark.parametrize(
        ("parts", "judged"),
        [
            pytest.param("none", (False, False, False), id="nothing is presented"),
            pytest.param("f", (True, False, False), id="a wrong one"),
            pytest.param("f, a", (True, True, True), id="one of two is right"),
            pytest.param("b", (True, False, True), id="in the same words as the right one"),
        ],
    )
    def test_of_several_questions_any_right_position_counts(self, parts: str, judged: tuple[bool, bool, bool]) -> None:
        """The ranking is that of the whole text, which here finds the right one second."""
        whole = answered("f", "a", confidence=0.4)
        replies = tuple((n, NoPosition(whole) if n == "none" else Position(answered(n))) for n in parts.split(", "))
        presented, right, lenient = judged
        assert judge([question("a")], [Several(whole, replies)], STATEMENTS) == [
            Judged(True, 0.4, (1,), (1,), presented, right, lenient)
        ]

    def test_what_counts_as_right_when_judged_leniently(self) -> None:
        asked = [question("a"), question("f"), question(), question("a", "gone")]
        assert leniently(asked, STATEMENTS) == [{"a", "b", "c"}, {"f"}, set(), {"a", "b", "c", "gone"}]


JUDGED = [
    Judged(True, 0.95, (0,), (0,), True, True, True),  # right
    Judged(True, 0.85, (1,), (0, 1), True, False, True),  # presented wrongly, unless judged leniently
    Judged(True, 0.75, (5,), (5,), True, False, False),  # presented wrongly, not in the first five
    Judged(True, 0.35, (4,), (4,), False, False, False),  # listed fifth
    Judged(False, 0.65, (), (), True, False, False),  # should have abstained
    Judged(False, 0.05, (), (), False, False, False),  # rightly abstained
]


class TestFigures:
    def test_strict(self) -> None:
        found = figures(JUDGED)
        assert (found.questions, found.answerable, found.positions) == (6, 4, 4)
        assert found.recall_at_1 == pytest.approx(1 / 4)
        assert found.recall_at_5 == pytest.approx(3 / 4)
        assert found.auroc == pytest.approx(7 / 8)
        assert found.auroc_without_answer is None
        assert found.coverage_at_90 == pytest.approx(1 / 4)
        assert found.coverage_at_95 == pytest.approx(1 / 4)
        assert found.wrong_positions == pytest.approx(3 / 4)
        assert found.calibration_error == pytest.approx((0.05 + 0.85 + 0.75 + 0.35 + 0.65 + 0.05) / 6)

    def test_lenient(self) -> None:
        found = figures(JUDGED, lenient=True)
        assert found.recall_at_1 == pytest.approx(2 / 4)
        assert found.recall_at_5 == pytest.approx(3 / 4)
        assert found.auroc == pytest.approx(7 / 8)
        assert found.coverage_at_90 == pytest.approx(2 / 4)
        assert found.coverage_at_95 == pytest.approx(2 / 4)
        assert found.wrong_positions == pytest.approx(2 / 4)
        assert found.calibration_error == pytest.approx((0.05 + 0.15 + 0.75 + 0.35 + 0.65 + 0.05) / 6)

    def test_nine_of_ten_are_enough_for_the_one_coverage_and_not_for_the_other(self) -> None:
        first = [Judged(True, 1 - i / 100, (0,) if i != 4 else (1,), (), False, False, False) for i in range(10)]
        found = figures(first)
        assert (found.coverage_at_90, found.coverage_at_95) == (0.9, 0.4)

    def test_a_wrong_position_is_one_presented_not_one_ranked_first(self) -> None:
        """One of several questions is answered rightly, though the text as a whole finds something else first."""
        found = figures([Judged(True, 0.4, (1,), (1,), True, True, True)])
        assert (found.recall_at_1, found.wrong_positions) == (0.0, 0.0)

    def test_answerable_against_the_same_with_their_answers_taken_out(self) -> None:
        """Of sixteen pairs of .95, .85, .75, .35 with .9, .8, .2, .2 eleven are in order: 4 + 3 + 2 + 2."""
        found = figures(JUDGED, without=(0.9, 0.8, 0.2, 0.2))
        assert found.auroc_without_answer == pytest.approx(11 / 16)

    def test_of_nothing(self) -> None:
        found = figures([])
        assert (found.questions, found.answerable, found.positions) == (0, 0, 0)
        shares = (found.recall_at_1, found.recall_at_5, found.auroc, found.coverage_at_95, found.wrong_positions)
        assert shares == (None,) * 5
        assert found.calibration_error is None

    def test_the_table(self) -> None:
        assert table(figures(JUDGED), figures(JUDGED[:4], lenient=True)) == (
            "6 questions, 4 answerable; 4 answered with a position\n"
            "\n"
            "                        strict  lenient\n"
            "R@1                      0.250    0.500\n"
            "R@5                      0.750    0.750\n"
            "AUROC                    0.875        –\n"
            "coverage at 90 %         0.250    0.500\n"
            "coverage at 95 %         0.250    0.500\n"
            "wrong-position rate      0.750    0.333\n"
            "calibration error        0.450    0.325"
        )

    def test_the_table_with_answers_taken_out(self) -> None:
        without = (0.9, 0.8, 0.2, 0.2)
        lines = table(figures(JUDGED, without=without), figures(JUDGED, lenient=True, without=without)).splitlines()
        assert lines[5:7] == [
            "AUROC                    0.875    0.875",
            "AUROC without answer     0.688    0.688",
        ]


WRITE = 'write {"id": "…", "question": "…", "language": "en"}'


class TestReading:
    def test_questions(self, tmp_path: Path) -> None:
        file = tmp_path / "questions.jsonl"
        lines = [
            {"id": "q1", "language": "en", "question": "Who?", "statements": ["a", "b"], "why": "x"},
            {"id": 7, "question": "Чья?", "statements": []},
            {"question": "Where\u2028next?", "language": None},
        ]
        text = "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n\n", "\r\n\n").encode() + b"\n")
        assert read_questions(file) == [
            Labelled("q1", "Who?", "en", frozenset({"a", "b"})),
            Labelled("7", "Чья?", None),
            Labelled("5", "Where\u2028next?", None),
        ]

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ('{"question": 5}', "question and language must be text, statements a list"),
            ('{"question": "Who?", "language": 5}', "question and language must be text, statements a list"),
            ('{"question": "Who?", "statements": "a"}', "question and language must be text, statements a list"),
            ('{"id": "x"}', "'question'"),
            ("[]", "list indices must be integers or slices, not str"),
            ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
            ('{"question": "\udcff"}', "it is not UTF-8"),
        ],
    )
    def test_a_line_that_is_no_question(self, line: str, reason: str) -> None:
        with pytest.raises(QuestionsError) as caught:
            read_line(Path("q.jsonl"), 3, line)
        assert str(caught.value) == f"q.jsonl:3: not a question ({reason}); {WRITE}"

    def test_a_deeply_nested_line(self) -> None:
        with pytest.raises(QuestionsError, match=r"^q\.jsonl:1: not a question \(maximum recursion depth exceeded"):
            read_line(Path("q.jsonl"), 1, "[" * 100_000)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(QuestionsError) as caught:
            read_questions(tmp_path / "q.jsonl")
        wanted = f"{tmp_path / 'q.jsonl'} cannot be read (No such file or directory); name a file of questions"
        assert str(caught.value) == wanted
